"""
The lines that every scenario obeys, as formulas; and which of them bear on which facts.

Lines that share facts, directly or through others, form a component: what one component allows does not
depend on another, so a question about some facts needs the lines of their components only.
"""

from collections.abc import Iterable

from attrs import frozen

from consentlang.analysis.encode import NOTHING_SEEN, Encoder
from consentlang.analysis.symbolic import FALSE, Formulas, Lit
from consentlang.core import ir


@frozen(eq=False)
class Line:
    """A constraint and the formula it demands."""

    constraint: ir.Constraint
    literal: Lit
    facts: frozenset[str]
    """What it speaks of."""

    @property
    def leaned_on(self) -> bool:
        """Whether a verdict that needs it is leaning on it, and says so."""
        return self.constraint.kind == "assume" or (
            self.constraint.judged and self.constraint.kind == "given"
        )


Demands = tuple[tuple[ir.Constraint, Lit], ...]
"""Constraints and the formulas they demand."""


def demanded(encoder: Encoder, extra: Iterable[ir.Constraint] = ()) -> Demands:
    """What the program of *encoder* demands of every scenario, and *extra* besides."""
    constraints = (*encoder.program.constraints, *extra)
    return tuple([(line, encoder.holds(line.expr, NOTHING_SEEN)) for line in constraints])


class Lines:
    """The constraints of a program, with what they demand."""

    def __init__(self, formulas: Formulas, demands: Demands) -> None:
        self.demands = demands
        self.all = tuple(Line(line, literal, formulas.support(literal)) for line, literal in demands)
        self._parent: dict[str, str] = {}
        for line in self.all:
            self._join(line.facts)
        self._members: dict[str, list[str]] = {}
        for fact in self._parent:
            self._members.setdefault(self._root(fact), []).append(fact)

    def linked(self, facts: Iterable[str]) -> frozenset[str]:
        """*facts*, and all that lines tie to them."""
        together: set[str] = set()
        for fact in facts:
            if fact not in together:
                together.update(self._members[self._root(fact)] if fact in self._parent else (fact,))
        return frozenset(together)

    def about(self, facts: Iterable[str]) -> tuple[Line, ...]:
        """The lines that bear on *facts*; and any that is false by its shape, which bears on everything."""
        linked = self.linked(facts)
        return tuple(line for line in self.all if line.literal == FALSE or not linked.isdisjoint(line.facts))

    def _join(self, facts: frozenset[str]) -> None:
        together = sorted(facts)
        for fact in together:
            self._parent.setdefault(fact, fact)
            self._parent[self._root(fact)] = self._root(together[0])

    def _root(self, fact: str) -> str:
        while self._parent[fact] != fact:
            self._parent[fact] = fact = self._parent[self._parent[fact]]
        return fact
