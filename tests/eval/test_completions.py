"""What is so whatever the missing columns are."""

from itertools import pairwise

import pytest

from consentlang.core import ir
from consentlang.eval.completions import Completions, GivenUp
from consentlang.eval.partial import truth

P, NOT_P = ir.Is("p", ("yes",)), ir.Is("p", ("no",))
Q, NOT_Q = ir.Is("q", ("yes",)), ir.Is("q", ("no",))
OPEN = {"p": ir.YES_NO, "q": ir.YES_NO}


def test_it_is_exact_where_three_values_are_not() -> None:
    """Excluded middle, said in two rules: unknown to Kleene, true in every completion."""
    formula = ir.Any((ir.All((P, Q)), ir.All((P, NOT_Q)), NOT_P))

    assert truth(formula, {name: frozenset(values) for name, values in OPEN.items()}) is None
    assert Completions.of(OPEN, ()).always(formula)


def test_lines_exclude_completions() -> None:
    """Where p has to be q, one of them cannot hold without the other."""
    same = ir.Any((ir.All((P, Q)), ir.All((NOT_P, NOT_Q))))
    completions = Completions.of(OPEN, (same,))

    assert not completions.ever(ir.All((P, NOT_Q)))
    assert completions.ever(P)
    assert completions.ever(NOT_P)
    assert completions.exist()


def test_lines_that_contradict_leave_nothing() -> None:
    """No completion at all."""
    assert not Completions.of(OPEN, (ir.Any((P, Q)), NOT_P, NOT_Q)).exist()


def test_too_many_completions_are_given_up_and_said() -> None:
    """Rather than answered wrongly, or never."""
    names = [f"p{n}" for n in range(40)]
    open_ = dict.fromkeys(names, ir.YES_NO)
    lines = [ir.Any((ir.Is(a, ("yes",)), ir.Is(b, ("yes",)))) for a, b in pairwise(names)]
    chain = ir.All(tuple(lines))

    with pytest.raises(GivenUp):
        Completions.of(open_, (), most_steps=3).ever(chain)
