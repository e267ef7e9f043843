"""Questions and scenarios of the author, in every completion."""

from typing import Any, Literal

from consentlang.analysis.verdict import Answer, Tried
from consentlang.analysis.verify import verify
from consentlang.core import ir
from tests.analysis.small import BOOKED, GIVEN, NO, YES, is_, line
from tests.eval.tiny import CELL, SPAN, chain, event, fact, program, ruling


def ask(
    formula: ir.Expr,
    under: tuple[str, str] | None = None,
    expect: Literal["yes", "no"] | None = None,
    **parts: Any,
) -> Answer:
    """The answer to one question about a small policy."""
    query = ir.Query("can it be?", formula, under, expect, span=SPAN)
    (answer,) = verify(program(**({"cells": [CELL], "events": [YES, NO]} | parts), queries=(query,))).answers
    return answer


def test_yes_is_told_by_a_story() -> None:
    """The shortest one."""
    answer = ask(GIVEN)

    assert answer.answer == "yes"
    assert answer.scenario is not None
    assert answer.scenario.events == ("yes",)


def test_no_is_proved() -> None:
    """Under no answers, after no events."""
    assert ask(ir.All((GIVEN, ir.Stands("audio", ("refused",))))).answer == "no"


def test_it_depends_on_what_is_open() -> None:
    """The smallest answers that settle it, with a story under them."""
    answer = ask(ir.All((GIVEN, is_("late"))), facts=[fact("early"), fact("late")])

    assert (answer.answer, [(one.fact, one.value) for one in answer.answers]) == (
        "depends",
        [("late", "yes")],
    )
    assert answer.scenario is not None
    assert answer.scenario.facts["late"] == "yes"


def test_what_lines_settle_does_not_depend() -> None:
    """A given line answers."""
    facts, late = [fact("late")], is_("late")

    assert ask(ir.All((GIVEN, late)), facts=facts, constraints=(line(late),)).answer == "yes"
    assert ask(ir.All((GIVEN, late)), facts=facts, constraints=(line(ir.Not(late)),)).answer == "no"


def test_terms_a_story_opens_under_are_no_open_question() -> None:
    """But a question may be asked under one version of them."""
    terms, opening, follow = chain("terms", None, None)
    opening = ir.Fact(opening.name, opening.values, opening.words, {}, named=True, kind="start")
    parts: dict[str, Any] = {"chains": [terms], "facts": [opening], "events": [YES, NO, *follow]}

    assert ask(ir.InForce("terms", ("terms.v0",)), **parts).answer == "yes"
    assert ask(GIVEN, ("terms", "terms.v1"), **parts).answer == "yes"
    assert ask(ir.InForce("terms", ("terms.v0",)), ("terms", "terms.v1"), **parts).answer == "no"


def test_a_yes_names_the_clauses_that_say_so() -> None:
    """Those alive on the issue in the end, and not the one that was defeated."""
    rulings = (ruling("caveat", permits=False, when=is_("asked")), ruling("usage", "caveat", permits=True))
    issues = [ir.Issue("training", "training", rulings)]
    permitted = ask(ir.Outcome("training", ("yes",)), issues=issues, facts=[fact("asked")])
    forbidden = ask(ir.Outcome("training", ("no",)), issues=issues, facts=[fact("asked")])

    assert [clause.name for clause in permitted.clauses] == ["usage"]
    assert [clause.name for clause in forbidden.clauses] == ["caveat"]
    assert ask(GIVEN).clauses == ()


def test_an_expected_answer_counts() -> None:
    """For the verdict on the whole."""
    query = ir.Query("can it be?", GIVEN, None, "no", span=SPAN)
    result = verify(program(cells=[CELL], events=[YES], queries=(query,)))

    assert (result.answers[0].as_expected, result.verdict) == (False, "failed")


def attempt(*steps: str | ir.Expectation, givens: tuple[ir.Expr, ...] = (), **parts: Any) -> Tried:
    """What comes of one scenario."""
    trial = ir.Trial("a try", givens, steps, span=SPAN)
    (tried,) = verify(program(**({"cells": [CELL], "events": [YES, NO]} | parts), trials=(trial,))).tried
    return tried


def expect(expr: ir.Expr) -> ir.Expectation:
    """That it is so then."""
    return ir.Expectation("as expected", expr, span=SPAN)


def test_what_is_expected_must_be_so_in_every_completion() -> None:
    """And is contradicted by the smallest answers."""
    facts = [fact("late"), fact("early")]
    tried = attempt("yes", expect(GIVEN), expect(ir.Not(is_("late"))), facts=facts)

    assert not tried.passed
    assert [[(one.fact, one.value) for one in unmet.answers] for unmet in tried.unmet] == [[("late", "yes")]]
    assert attempt("yes", expect(GIVEN), givens=(is_("late"),), facts=facts).passed


def test_expectations_are_of_their_moment() -> None:
    """Before and after."""
    assert attempt(expect(ir.Not(BOOKED)), "yes", expect(BOOKED), "no", expect(ir.Not(BOOKED))).passed


def test_a_step_that_cannot_happen_is_named() -> None:
    """By its guard, by the facts that are given, or because no dates fit."""
    guarded = event("yes", *YES.effects, guard=is_("shown"))
    timer = ir.Timer("pause", 5, 5, urgent=False)
    ask_again = event("again", due="pause")

    assert (
        attempt("yes", givens=(is_("shown", "no"),), facts=[fact("shown")], events=[guarded]).impossible
        == "yes"
    )
    assert attempt("yes", facts=[fact("shown")], events=[guarded]).passed
    assert attempt("again", events=[ask_again], timers=[timer]).impossible == "again"
    assert attempt(givens=(is_("late"), is_("late", "no")), facts=[fact("late")]).impossible is not None
