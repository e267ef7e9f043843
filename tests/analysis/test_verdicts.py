"""Verdicts on small policies, and what they lean on."""

from attrs import evolve

from consentlang.analysis.verdict import Ruled
from consentlang.analysis.verify import verify
from consentlang.core import ir
from tests.analysis.small import NO, YES, duty, is_, line, policy, rule
from tests.eval.tiny import SPAN, event, fact


def only(program: ir.Program) -> Ruled:
    """What is said of the only obligation."""
    (ruled,) = verify(program).ruled
    return ruled


def test_what_nothing_can_break_is_proved() -> None:
    """In all scenarios, leaning on nothing."""
    ruled = only(policy(rule("law.rule", ir.FALSE)))

    assert (ruled.verdict, ruled.leans_on, ruled.facts) == ("proved", (), ())


def test_a_settled_line_that_a_proof_needs_is_named() -> None:
    """And one that it does not need is not."""
    needed, other = line(is_("pressed", "no")), line(is_("late", "no"))
    facts = [fact("pressed"), fact("late")]
    ruled = only(policy(rule("law.pressed", is_("pressed")), facts=facts, constraints=(other, needed)))

    assert (ruled.verdict, ruled.facts) == ("proved", (needed,))


def test_a_proof_that_leans_says_on_what() -> None:
    """On an assumption, or on a judged line."""
    for leaned in (line(is_("adult"), "assume"), line(is_("adult"), judged=True)):
        young = rule("law.young", is_("adult", "no"))
        ruled = only(policy(young, facts=[fact("adult")], constraints=(leaned,)))

        assert (ruled.verdict, ruled.leans_on) == ("proved_under", (leaned,))


def test_nothing_is_leaned_on_that_a_settled_line_makes_superfluous() -> None:
    """Proved, not proved under."""
    lines = (line(is_("adult"), "assume"), line(ir.Any((is_("adult"), is_("late")))), line(is_("late", "no")))
    ruled = only(
        policy(rule("law.young", is_("adult", "no")), facts=[fact("adult"), fact("late")], constraints=lines)
    )

    assert (ruled.verdict, ruled.facts) == ("proved", lines[1:])


def test_a_story_of_named_facts_is_a_failure() -> None:
    """With the one answer it needs."""
    ruled = only(policy(rule("law.pressed", is_("pressed")), facts=[fact("late"), fact("pressed")]))

    assert ruled.verdict == "failed"
    assert [(answer.fact, answer.value) for answer in ruled.stories[0].answers] == [("pressed", "yes")]
    assert ruled.stories[0].scenario.events == ("yes",)


def test_what_the_file_never_mentions_is_not_shown() -> None:
    """A failure of its own, with a line for the check-list."""
    result = verify(policy(rule("law.untold", is_("told", "no")), facts=[fact("told", named=False)]))

    assert result.ruled[0].verdict == "not_shown"
    assert [(settle.fact, settle.value) for settle in result.checklist] == [("told", "yes")]


def test_a_contested_rule_alone_makes_it_depend() -> None:
    """And lenient lets it pass."""
    program = policy(rule("law.wall", is_("paid"), contested="authorities part"), facts=[fact("paid")])
    ruled = only(program)

    assert (ruled.verdict, [fault.name for fault in ruled.contested]) == ("depends", ["law.wall"])
    assert verify(program, lenient=True).verdict == "proved_under"


def test_a_contested_rule_that_only_the_unsaid_breaks_makes_it_depend() -> None:
    """Without it everything holds (docs/adr/0013); the check-list has the line that would settle it."""
    wall = rule("law.wall", is_("paid"), contested="authorities part")
    result = verify(policy(wall, facts=[fact("paid", named=False)]))

    assert result.verdict == "depends"
    assert [line.line for line in result.checklist] == ["paid is no"]


def test_what_is_not_shown_anyway_hides_no_contested_rule() -> None:
    """The verdict is the worse one, and both are told."""
    wall = rule("law.wall", is_("paid"), contested="authorities part")
    result = only(
        policy(wall, rule("law.late", is_("late")), facts=[fact("paid"), fact("late", named=False)])
    )

    assert result.verdict == "not_shown"
    assert {story.fault.name for story in result.stories} == {"law.wall", "law.late"}


def test_a_use_that_never_happens_is_vacuous() -> None:
    """Whatever would be said of it."""
    assert only(policy(rule("law.rule", ir.TRUE), events=[NO])).verdict == "vacuous"


def test_lines_that_contradict_make_everything_vacuous() -> None:
    """And are named, without those that have no part in it."""
    lines = (line(is_("late")), line(is_("pressed", "no")), line(is_("late", "no")))
    facts = [fact("pressed"), fact("late")]
    ruled = only(policy(rule("law.rule", ir.FALSE), facts=facts, constraints=lines))

    assert (ruled.verdict, ruled.contradiction) == ("vacuous", (lines[0], lines[2]))


def test_no_time_is_no_pass() -> None:
    """It says what it was about to do."""
    (ruled,) = verify(policy(rule("law.rule", ir.FALSE)), timeout=0).ruled

    assert ruled.verdict == "undecided"
    assert ruled.stopped is not None


def test_the_worst_part_decides() -> None:
    """Two leaves of one use, one of which fails."""
    bad = duty(rule("law.pressed", is_("pressed")), data=("audio",))
    good = evolve(duty(rule("law.pressed", ir.FALSE)), name="other leaf")
    ruled = only(policy(facts=[fact("pressed")], obligations=(good, bad)))

    assert (ruled.verdict, len(ruled.obligations)) == ("failed", 2)


def test_of_two_ways_both_must_be_blocked() -> None:
    """A rule that blocks one of them breaks nothing."""
    ways = (
        ir.Way(("ask",), (rule("law.one", is_("late")),)),
        ir.Way(("ask",), (rule("law.two", is_("pressed")),)),
    )
    either = evolve(duty(), ways=ways)
    facts = [fact("late"), fact("pressed")]
    ruled = only(policy(facts=facts, obligations=(either,)))

    assert [answer.fact for answer in ruled.stories[0].answers] == ["late", "pressed"]
    assert [fault.name for fault in ruled.stories[0].also] == ["law.two"]


def test_events_wait_for_what_lets_them_happen() -> None:
    """The shortest run is told, in full."""
    shown = event("yes", *YES.effects, guard=ir.On("Summary"))
    switch = event("on", ir.SetFeature("Summary", "Host"))
    feature = ir.Feature("Summary", ir.FALSE, span=SPAN)
    ruled = only(policy(rule("law.rule", ir.TRUE), events=[shown, switch], features=[feature]))

    assert ruled.stories[0].scenario.events == ("on", "yes")
