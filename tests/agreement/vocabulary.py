"""Random expressions: what they may speak of is a `Vocabulary`, which grows as a program is drawn."""

from collections.abc import Sequence
from itertools import combinations

from attrs import evolve, frozen
from hypothesis import strategies as st

from consentlang.core import ir
from consentlang.source import Source, Span

SPAN = Span(Source("random.consent", "drawn by chance"), 0, 5)
PARTIES = ("Host", "Org")


@frozen
class Vocabulary:
    """What an expression may speak of: answers; answers and the moment; those and who said yes to what."""

    chosen: tuple[ir.Expr, ...] = ()
    moment: tuple[ir.Expr, ...] = ()
    ledger: tuple[ir.Expr, ...] = ()
    sites: tuple[ir.Grant, ...] = ()
    """Where a yes may be given: the moments that `AtGrant` may look back at."""

    def and_chosen(self, *leaves: ir.Expr) -> "Vocabulary":
        """With *leaves* that do not change during a story."""
        return evolve(self.and_moment(*leaves), chosen=(*self.chosen, *leaves))

    def and_moment(self, *leaves: ir.Expr) -> "Vocabulary":
        """With *leaves* that a grant keeps."""
        return evolve(self.and_ledger(*leaves), moment=(*self.moment, *leaves))

    def and_ledger(self, *leaves: ir.Expr) -> "Vocabulary":
        """With *leaves* that only the ledger answers."""
        return evolve(self, ledger=(*self.ledger, *leaves))


def spoken(leaves: Sequence[ir.Expr], depth: int = 2) -> st.SearchStrategy[ir.Expr]:
    """Expressions over *leaves*."""
    return deeper(_leaf(leaves), depth)


def of_ledger(words: Vocabulary, depth: int = 2) -> st.SearchStrategy[ir.Expr]:
    """Expressions over everything, with looks back at the moments of grants."""
    leaf = _leaf(words.ledger)
    if words.sites:
        leaf |= st.builds(_look_back, st.sampled_from(words.sites), spoken(words.moment, depth=1))
    return deeper(leaf, depth)


def _leaf(leaves: Sequence[ir.Expr]) -> st.SearchStrategy[ir.Expr]:
    said = st.booleans().map(lambda value: ir.Said(value, "as the line says", SPAN))
    plain: st.SearchStrategy[ir.Expr] = st.sampled_from((*leaves, *leaves, ir.TRUE, ir.FALSE))
    return plain if not leaves else plain | said


def _look_back(site: ir.Grant, body: ir.Expr) -> ir.Expr:
    return ir.AtGrant(site.cell, site.request, site.choice, body)


def deeper(inner: st.SearchStrategy[ir.Expr], depth: int) -> st.SearchStrategy[ir.Expr]:
    """Formulas over *inner*, as many levels above it; not simplified."""
    if depth == 0:
        return inner
    below = deeper(inner, depth - 1)
    several = st.lists(below, max_size=3).map(tuple)
    return inner | below.map(ir.Not) | several.map(ir.All) | several.map(ir.Any)


def usually_true(otherwise: st.SearchStrategy[ir.Expr]) -> st.SearchStrategy[ir.Expr]:
    """What `when` says: nothing, three times in four."""
    return st.sampled_from((True, True, True, False)).flatmap(
        lambda plain: st.just(ir.TRUE) if plain else otherwise
    )


def answers_of(name: str, values: Sequence[str]) -> tuple[ir.Expr, ...]:
    """Everything short of all that `Is` can say of a fact."""
    sizes = range(1, max(2, len(values)))
    return tuple(ir.Is(name, tuple(sorted(some))) for size in sizes for some in combinations(values, size))
