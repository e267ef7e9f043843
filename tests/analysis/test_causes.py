"""Why: the leaves that make an expression true or false, no more than are needed."""

from consentlang.analysis.causes import causes
from consentlang.core import ir
from consentlang.eval.interpret import run
from consentlang.eval.scenario import Scenario
from tests.analysis.small import GIVEN, YES, is_
from tests.eval.tiny import CELL, SPAN, event, fact, program, ruling

LATE, EARLY = is_("late"), is_("early")


def why(expr: ir.Expr, *events: str, **answers: str) -> tuple[ir.Expr, ...]:
    """Why *expr* is as it is after *events*."""
    clauses = (ruling("ban", permits=False, when=LATE), ruling("licence", "ban", permits=True))
    whole = program(
        facts=[fact("late"), fact("early")],
        cells=[CELL],
        events=[
            YES,
            event("on", ir.SetFeature("Summary", "Host")),
            event("off", ir.SetFeature("Summary", None)),
        ],
        features=[ir.Feature("Summary", ir.FALSE, span=SPAN)],
        definitions={"defined": ir.All((LATE, EARLY))},
        issues=[ir.Issue("training", "may it train", clauses)],
    )
    scenario = Scenario({"late": "yes", "early": "no"} | answers, events)
    return causes(whole, expr, scenario.facts, run(whole, scenario)[-1])


def test_all_are_why_it_holds_and_one_why_it_does_not() -> None:
    """The first with the shortest reason; the other way round for `or`."""
    assert why(ir.All((LATE, ir.Not(EARLY)))) == (LATE, EARLY)
    assert why(ir.All((ir.All((EARLY, EARLY, GIVEN)), EARLY, LATE))) == (EARLY,)
    assert why(ir.Any((EARLY, LATE))) == (LATE,)
    assert why(ir.Any((EARLY, GIVEN))) == (EARLY, GIVEN)


def test_definitions_are_looked_into() -> None:
    """The leaves are why, not the name."""
    assert why(ir.Defined("defined")) == (EARLY,)


def test_a_look_back_is_explained_by_its_moment() -> None:
    """Or by there having been none."""
    kept = ir.AtGrant("audio", "ask", "yes", ir.On("Summary"))

    assert why(kept, "on", "yes", "off") == (ir.On("Summary"),)
    assert why(kept, "yes") == (ir.On("Summary"),)
    assert why(kept) == (kept,)


def test_what_clauses_say_is_explained_by_those_alive() -> None:
    """With what they depend on."""
    outcome = ir.Outcome("training", ("no",))

    assert why(outcome) == (outcome, LATE)
    assert why(outcome, late="no") == (outcome,)
