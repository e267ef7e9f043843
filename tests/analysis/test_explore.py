"""States are reached by shortest runs, each once; what nobody sees is left out."""

from consentlang.analysis.apparatus import Apparatus
from consentlang.analysis.solve import Clock
from consentlang.analysis.states import Node
from consentlang.core import ir
from tests.analysis.small import BOOKED, GIVEN, YES, is_, policy, rule
from tests.eval.tiny import CELL, SPAN, event, fact, program

REFUSED = ir.Stands("audio", ("refused",))


def nodes(whole: ir.Program, *exprs: ir.Expr) -> list[Node]:
    """The nodes of the cone of *exprs*."""
    apparatus = Apparatus(whole, Clock())
    return apparatus.explorer.explore(apparatus.cones.of(exprs)).nodes


def runs(whole: ir.Program, *exprs: ir.Expr) -> list[tuple[str, ...]]:
    """The runs that lead to them."""
    return [node.events for node in nodes(whole, *exprs)]


def test_events_that_change_nothing_seen_are_left_out() -> None:
    """A refusal is nothing to one who only looks whether a yes was ever given."""
    whole = policy(rule("law.rule", ir.TRUE))

    assert runs(whole, ir.Ever("audio")) == [(), ("yes",)]
    assert runs(whole, GIVEN, BOOKED) == [(), ("yes",)]
    assert runs(whole, GIVEN, REFUSED) == [(), ("yes",), ("no",)]


def test_a_guard_on_an_open_fact_is_a_condition_of_the_run() -> None:
    """It does not split the run in two."""
    whole = policy(
        rule("law.rule", ir.TRUE),
        facts=[fact("shown")],
        events=[event("yes", *YES.effects, guard=is_("shown"))],
    )
    opening, after = nodes(whole, GIVEN)

    assert (opening.events, after.events) == ((), ("yes",))
    assert len(after.guards) == 1


def test_a_feature_that_may_be_on_is_one_opening() -> None:
    """Whether it is on is a formula over its fact."""
    summary = ir.Feature("Summary", is_("on"), span=SPAN)
    whole = program(facts=[fact("on")], features=[summary])

    assert runs(whole, ir.On("Summary")) == [()]


def test_a_run_possible_more_often_makes_another_superfluous() -> None:
    """To the same state by an event with no condition."""
    freely, guarded = event("freely", *YES.effects), event("guarded", *YES.effects, guard=is_("shown"))
    whole = policy(rule("law.rule", ir.TRUE), facts=[fact("shown")], events=[guarded, freely])

    assert runs(whole, GIVEN) == [(), ("guarded",), ("freely",)]
    assert runs(
        policy(rule("law.rule", ir.TRUE), facts=[fact("shown")], events=[freely, guarded]), GIVEN
    ) == [(), ("freely",)]


def test_what_a_grant_kept_is_seen_only_where_it_is_looked_at() -> None:
    """A yes under a feature that was on, looked at while it is off."""
    summary = ir.Feature("Summary", ir.FALSE, span=SPAN)
    on, off = event("on", ir.SetFeature("Summary", "Host")), event("off", ir.SetFeature("Summary", None))
    whole = program(features=[summary], cells=[CELL], events=[on, off, YES])
    kept = ir.AtGrant("audio", "ask", "yes", ir.On("Summary"))

    assert ("on", "yes", "off") in runs(whole, kept, ir.On("Summary"))
    assert runs(whole, GIVEN) == [(), ("yes",)]


def test_cells_that_are_always_alike_are_looked_at_once() -> None:
    """Two leaves of data asked for in one breath."""
    video = ir.Cell("video", "Attendee", "Attendee", "Vendor", ("video",), "training", None)
    both = event("yes", *YES.effects, ir.Grant("video", "ask", "yes", ir.TRUE))
    apparatus = Apparatus(program(cells=[CELL, video], events=[both]), Clock())

    assert apparatus.sight.of(GIVEN).seen == apparatus.sight.of(ir.Stands("video", ("given",))).seen
    assert apparatus.cones.of((GIVEN,)) is apparatus.cones.of((ir.Stands("video", ("given",)),))


def test_no_more_states_than_can_be_told_apart() -> None:
    """Saying yes and no in turns leads nowhere new."""
    assert runs(policy(), REFUSED, BOOKED) == [(), ("yes",), ("no",)]
