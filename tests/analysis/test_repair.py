"""What would mend it: few changes, edits before lines that settle, verified again."""

from attrs import evolve

from consentlang.analysis.verdict import Mending, Settle
from consentlang.analysis.verify import verify
from consentlang.core import ir
from tests.analysis.small import YES, edit, is_, judged, line, policy, rule
from tests.eval.tiny import event, fact


def mending(program: ir.Program) -> Mending:
    """What is offered for the only obligation."""
    (ruled,) = verify(program).ruled
    assert ruled.mending is not None
    return ruled.mending


def names(changes: tuple[ir.Edit | Settle, ...] | None) -> list[str] | None:
    """Changes, in short."""
    if changes is None:
        return None
    return [
        change.name if isinstance(change, ir.Edit) else f"{change.fact} {change.value}" for change in changes
    ]


def with_edits(program: ir.Program, *edits: str) -> ir.Program:
    """The program with these edits to its request."""
    made = [edit(name) for name in edits]
    return evolve(
        program,
        facts={**program.facts, **{fact.name: fact for fact, _ in made}},
        edits={change.name: evolve(change, order=place) for place, (_, change) in enumerate(made)},
    )


def test_an_edit_is_preferred_to_a_line() -> None:
    """Though either would do."""
    program = policy(rule("law.rule", ir.All((is_("late"), is_("mended", "no")))), facts=[fact("late")])
    found = mending(with_edits(program, "mended"))

    assert names(found.together) == ["mended"]
    assert names(found.by_fault["law.rule"]) == ["mended"]


def test_a_line_that_settles_is_offered_where_no_edit_helps() -> None:
    """And a judgement only where no other line does."""
    rules = rule("law.rule", ir.All((is_("power"), is_("late"))))

    assert names(mending(policy(rules, facts=[judged(fact("power")), fact("late")])).together) == ["late no"]
    assert names(mending(policy(rule("law.rule", is_("power")), facts=[judged(fact("power"))])).together) == [
        "power no"
    ]


def test_two_changes_are_offered_together() -> None:
    """And each for its rule."""
    rules = (rule("law.one", is_("first", "no")), rule("law.two", is_("second", "no")))
    found = mending(with_edits(policy(*rules), "idle", "first", "second"))

    assert names(found.together) == ["first", "second"]
    assert names(found.by_fault["law.one"]) == ["first"]
    assert names(found.by_fault["law.two"]) == ["second"]


def test_more_than_three_are_too_many() -> None:
    """It says so, and what mends each rule."""
    edits = [f"edit{i}" for i in range(4)]
    rules = [rule(f"law.rule{i}", ir.All((is_(name, "no"), is_(f"fact{i}")))) for i, name in enumerate(edits)]
    program = policy(*rules, facts=[evolve(fact(f"fact{i}"), settle={}) for i in range(4)])
    found = mending(with_edits(program, *edits))

    assert found.together is None
    assert [names(changes) for changes in found.by_fault.values()] == [[name] for name in edits]


def test_what_stops_the_use_mends_nothing() -> None:
    """A use that can never happen is vacuous."""
    yes = event("yes", *YES.effects, guard=is_("stopped", "no"))
    program = policy(rule("law.rule", ir.TRUE), events=[yes])
    found = mending(with_edits(program, "stopped"))

    assert found.together is None


def test_an_edit_may_need_another() -> None:
    """One of them alone makes it worse."""
    worse = rule("law.worse", ir.All((is_("first"), is_("second", "no"))))
    found = mending(with_edits(policy(rule("law.rule", is_("first", "no")), worse), "first", "second"))

    assert names(found.together) == ["first", "second"]


def test_lines_are_kept() -> None:
    """What a given line says is not settled otherwise."""
    program = policy(rule("law.rule", is_("late")), facts=[fact("late")], constraints=(line(is_("late")),))

    assert mending(program).together is None
