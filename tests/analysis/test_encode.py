"""Formulas of clauses against the meaning: whatever the answers, what `eval.interpret` says of them."""

from collections.abc import Iterator
from itertools import combinations, product

import pytest

from consentlang.analysis.encode import NOTHING_SEEN, Encoder
from consentlang.analysis.symbolic import FALSE, TRUE, Formulas, Lit
from consentlang.core import ir
from consentlang.eval.interpret import alive, holds, outcome, start
from tests.analysis.small import is_
from tests.eval.tiny import fact, program, ruling

SIGNS: tuple[ir.Sign, ...] = ("yes", "no", "silent", "conflict")
SOME_SIGNS = [signs for many in range(5) for signs in combinations(SIGNS, many)]
ISSUE = ir.Issue(
    "audio for training",
    "may the Vendor use audio for training",
    (
        ruling("above", permits=False, when=is_("above")),
        ruling("yes", "above", permits=True, when=is_("yes")),
        ruling("no", permits=False, when=is_("no")),
    ),
)
NAMES = ("above", "yes", "no")
WHOLE = program(facts=[fact(name) for name in NAMES], issues=[ISSUE])
COMPLETIONS = [dict(zip(NAMES, given, strict=True)) for given in product(("no", "yes"), repeat=3)]


def told(expr: ir.Expr) -> Iterator[Lit]:
    """What the formula of *expr* comes to, completion by completion."""
    formulas = Formulas(WHOLE.facts)
    formula = Encoder(WHOLE, formulas).holds(expr, NOTHING_SEEN)
    for facts in COMPLETIONS:
        yield _under(formulas, formula, facts)


def _under(formulas: Formulas, formula: Lit, facts: dict[str, str]) -> Lit:
    for name, value in facts.items():
        formula = formulas.under(formula, name, value)
    return formula


@pytest.mark.parametrize("signs", SOME_SIGNS, ids=lambda signs: " or ".join(signs) or "none")
def test_an_outcome_is_among_any_signs_as_the_meaning_has_it(signs: tuple[ir.Sign, ...]) -> None:
    """Also among three of them, and among all, for which there is a shorter formula."""
    asked = ir.Outcome(ISSUE.name, signs)
    expected = [holds(WHOLE, asked, facts, start(WHOLE, facts)) for facts in COMPLETIONS]

    assert {outcome(WHOLE, ISSUE, facts, start(WHOLE, facts)) for facts in COMPLETIONS} == {*SIGNS}
    assert list(told(asked)) == [TRUE if so else FALSE for so in expected]


def test_a_clause_is_alive_as_the_meaning_has_it() -> None:
    """One that is outranked by a living one of the other sign is not."""
    formulas = Formulas(WHOLE.facts)
    living = Encoder(WHOLE, formulas).alive(ISSUE, NOTHING_SEEN)

    for facts in COMPLETIONS:
        expected = {each.name for each in alive(WHOLE, ISSUE, facts, start(WHOLE, facts))}
        found = {name for name, formula in living.items() if _under(formulas, formula, facts) == TRUE}
        assert found == expected
