"""Which stories are told, in which order, with which answers; and that each is replayed."""

import pytest
from attrs import evolve

from consentlang.analysis.replay import Disagreement, confirm, replayed
from consentlang.analysis.verdict import Answered, Ruled, Story
from consentlang.analysis.verify import verify
from consentlang.core import ir
from consentlang.eval.scenario import Scenario
from tests.analysis.small import BOOKED, GIVEN, NO, YES, duty, is_, line, policy, rule
from tests.eval.tiny import SPAN, event, fact


def stories(program: ir.Program) -> tuple[Story, ...]:
    """The stories that are told."""
    (ruled,) = verify(program).ruled
    return ruled.stories


def said(answers: tuple[Answered, ...]) -> list[tuple[str, str]]:
    """Answers, in short."""
    return [(answer.fact, answer.value) for answer in answers]


def test_coercion_is_told_first_and_never_hides_the_simple_failure() -> None:
    """The smallest failure without coercion follows, with what keeps coercion out of it set apart."""
    power = rule("law.imbalance", is_("power"), coercion=True)
    leave = rule("law.take_it_or_leave_it", ir.TRUE)
    coerced, simple = stories(policy(leave, power, facts=[fact("power")]))

    assert (coerced.fault.name, coerced.coerced, said(coerced.answers)) == (
        "law.imbalance",
        True,
        [("power", "yes")],
    )
    assert [fault.name for fault in coerced.also] == ["law.take_it_or_leave_it"]
    assert (simple.fault.name, simple.coerced, simple.answers) == ("law.take_it_or_leave_it", False, ())
    assert said(simple.apart) == [("power", "no")]


def test_a_failure_that_always_comes_with_coercion_is_told_beside_it() -> None:
    """There is no simple failure then."""
    power = rule("law.imbalance", is_("power"), coercion=True)
    (story,) = stories(policy(power, rule("law.also", is_("power")), facts=[fact("power")]))

    assert [fault.name for fault in story.also] == ["law.also"]


def test_each_coercion_rule_has_a_story_of_its_own() -> None:
    """Even where another always fails with it."""
    rules = [rule(name, is_("power"), coercion=True) for name in ("law.imbalance", "law.authority")]

    assert [story.fault.name for story in stories(policy(*rules, facts=[fact("power")]))] == [
        "law.imbalance",
        "law.authority",
    ]


def test_a_rule_already_named_in_a_line_is_not_told_again() -> None:
    """One that is not, is."""
    rules = (rule("law.one", is_("late")), rule("law.two", is_("late")), rule("law.three", is_("pressed")))
    told = stories(policy(*rules, facts=[fact("late"), fact("pressed")]))

    assert [story.fault.name for story in told] == ["law.one", "law.three"]


def test_unsaid_answers_cost_more_than_events() -> None:
    """A longer story made of what the file names is told before a short one that is not."""
    at_once = rule("law.rule", ir.Any((is_("unsaid"), ir.All((ir.Not(BOOKED), ir.Ever("audio"))))))
    program = policy(at_once, facts=[fact("unsaid", named=False)])
    use = ir.Obligation("use", "consent", "", ir.TRUE, (ir.Way(("ask",), (at_once,)),), use="use")
    (story,) = stories(evolved(program, use))

    assert (story.scenario.events, story.answers) == (("yes", "no"), ())


def evolved(program: ir.Program, *duties: ir.Obligation) -> ir.Program:
    """The program with other obligations."""
    return evolve(program, obligations=duties)


def test_of_equal_stories_the_one_first_in_the_file_is_told() -> None:
    """By the places of its answers."""
    either = rule("law.rule", ir.Any((is_("second"), is_("first"))))
    (story,) = stories(policy(either, facts=[fact("first"), fact("second")]))

    assert said(story.answers) == [("first", "yes")]


def test_an_answer_that_lines_settle_is_not_shown() -> None:
    """The story leans on the line, if that is an assumption."""
    assumed = line(is_("alone"), "assume")
    both = rule("law.rule", ir.All((is_("alone"), is_("late"))))
    (story,) = stories(policy(both, facts=[fact("alone"), fact("late")], constraints=(assumed,)))

    assert said(story.answers) == [("late", "yes")]
    assert story.leans_on == (assumed,)


def test_whether_a_condition_splits_the_run_is_no_answer_of_the_story() -> None:
    """The yes is given or refused as a fact says; the rule fails either way."""
    answering = event(
        "answer", ir.Grant("audio", "ask", "yes", is_("asked")), ir.Book("audio", "ask", ir.TRUE)
    )
    ever, booked = rule("law.ever", ir.All((GIVEN, is_("late")))), rule("law.booked", BOOKED)
    told = stories(policy(booked, ever, facts=[fact("asked"), fact("late")], events=[answering]))

    assert [(story.fault.name, said(story.answers)) for story in told] == [
        ("law.booked", []),
        ("law.ever", [("asked", "yes"), ("late", "yes")]),
    ]


def test_the_rest_of_the_scenario_is_plain() -> None:
    """What need not fail does not; of an element that the story leaves open nothing is shown either way."""
    rules = (
        rule("law.one", is_("late"), element="law.free"),
        rule("law.two", is_("told", "no"), element="law.informed"),
    )
    elements = [ir.Element(name, "law", name, cites=()) for name in ("law.free", "law.informed")]
    program = policy(*rules, facts=[fact("late"), fact("told")], elements=elements)
    first, second = stories(evolve(program, obligations=(duty(*rules, regime="law"),)))

    assert (first.elements, first.scenario.facts["told"]) == (
        {"law.free": False, "law.informed": None},
        "yes",
    )
    assert second.elements == {"law.free": None, "law.informed": False}


def test_an_element_is_met_where_none_of_its_rules_can_fail() -> None:
    """And unmet where one of them must, whichever it is."""
    rules = (
        rule("law.late", is_("late"), element="law.free"),
        rule("law.told", is_("told", "no"), element="law.informed"),
        rule("law.read", is_("told", "yes"), element="law.informed"),
        rule("law.never", ir.Const(value=False), element="law.own"),
    )
    keys = ("law.free", "law.informed", "law.own", "law.explicit")
    elements = [ir.Element(name, "law", name, cites=()) for name in keys]
    program = policy(*rules, facts=[fact("late"), fact("told")], elements=elements)

    first, *_ = stories(evolve(program, obligations=(duty(*rules, regime="law"),)))

    assert first.fault.name == "law.late"
    assert first.elements == dict(zip(keys, (False, False, True, True), strict=True))


def test_causes_are_the_leaves_that_made_it_fail() -> None:
    """With the author's words among them."""
    words = ir.Said(value=True, words="proceed loses Meeting", span=SPAN)
    fails = ir.AtGrant("audio", "ask", "yes", ir.All((words, ir.Any((is_("late"), is_("early"))))))
    (story,) = stories(policy(rule("law.rule", fails), facts=[fact("early"), fact("late")]))

    assert story.causes == (words, is_("early"))


def test_a_replay_that_disagrees_is_our_bug() -> None:
    """It is raised, and names the run."""
    program = policy(rule("law.rule", ir.TRUE), events=[YES, event("never", guard=ir.FALSE)])
    with pytest.raises(Disagreement, match="never"):
        replayed(program, Scenario({}, ("never",)))
    with pytest.raises(Disagreement, match=r"law\.rule"):
        confirm(program, Scenario({}, ("yes",)), [("law.rule", GIVEN, False)])


def test_several_leaves_tell_a_rule_once() -> None:
    """At the first leaf that it fails for, in the fewest events."""
    late = rule("law.rule", is_("late"))
    other = ir.Obligation("at once", "consent", "", ir.TRUE, (ir.Way(("ask",), (late,)),), use="training")
    program = policy(late, facts=[fact("late")], events=[YES, NO])
    ruled: Ruled = verify(evolved(program, *program.obligations, other)).ruled[0]

    assert [(story.obligation.name, story.scenario.events) for story in ruled.stories] == [("at once", ())]
