"""
Completions: what is so whatever the missing columns are.

An open formula is decided by branching on its columns, each branch read three-valued and left as soon as
that decides it. So the answer is exact ("in every completion"), where a three-valued reading alone would
say unknown of `p or not p`. Completions that the policy's lines exclude do not count.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from attrs import define, field

from consentlang.core import ir
from consentlang.core.ir import FALSE, TRUE
from consentlang.eval.formulas import Formulas
from consentlang.eval.partial import support, truth

MOST_STEPS: Final = 20_000
"""Readings of a formula before a question is given up."""


class GivenUp(Exception):
    """More completions than are looked through."""


@define(eq=False)
class Completions:
    """What is left open where columns are within *values*, of which *lines* hold."""

    formulas: Formulas
    lines: tuple[ir.Expr, ...] = field(init=False)
    most_steps: int = MOST_STEPS
    _made: dict[ir.Expr, ir.Expr] = field(factory=dict, init=False)
    _steps: int = field(default=0, init=False)

    @classmethod
    def of(
        cls, values: Mapping[str, tuple[str, ...]], lines: Sequence[ir.Expr], most_steps: int = MOST_STEPS
    ) -> "Completions":
        """Those within *values* that obey *lines*."""
        made = cls(Formulas(values), most_steps)
        made.lines = tuple(line for line in dict.fromkeys(map(made.left, lines)) if line is not TRUE)
        return made

    def left(self, formula: ir.Expr) -> ir.Expr:
        """What remains of *formula*."""
        return self.formulas.again(formula, self._made)

    def exist(self) -> bool:
        """
        Whether there is any completion.

        Raises:
            GivenUp: that takes too long to tell.

        """
        left = [*self.lines]
        while left:
            linked = self._linked(left[0])
            if not self._any(linked):
                return False
            left = [line for line in left if line not in linked]
        return True

    def always(self, formula: ir.Expr) -> bool:
        """
        Whether *formula* holds in every completion.

        Raises:
            GivenUp: that takes too long to tell.

        """
        return not self.ever(self.formulas.negate(self.left(formula)))

    def ever(self, formula: ir.Expr) -> bool:
        """
        Whether *formula* holds in some completion; that there is one is taken as known.

        Raises:
            GivenUp: that takes too long to tell.

        """
        left = self.left(formula)
        if left in (TRUE, FALSE):
            return left is TRUE
        return self._any(self._linked(left))

    def _linked(self, goal: ir.Expr) -> list[ir.Expr]:
        """*goal*, and the lines that tie its columns, in turn with the lines that tie theirs."""
        linked, columns = [goal], {*support(goal)}
        rest = [line for line in self.lines if line is not goal]
        while tied := [line for line in rest if not columns.isdisjoint(support(line))]:
            linked += tied
            columns.update(support(*tied))
            rest = [line for line in rest if line not in tied]
        return linked

    def _any(self, goals: list[ir.Expr]) -> bool:
        self._steps = 0
        values = self.formulas.values
        return self._some(goals, {column: frozenset(values[column]) for column in support(*goals)})

    def _some(self, goals: Sequence[ir.Expr], domains: dict[str, frozenset[str]]) -> bool:
        self._steps += 1
        if self._steps > self.most_steps:
            raise GivenUp
        known = [truth(goal, domains) for goal in goals]
        if False in known:
            return False
        still = [goal for goal, holds in zip(goals, known, strict=True) if holds is None]
        if not still:
            return True
        column = next(name for name in support(still[0]) if len(domains[name]) > 1)
        return any(
            self._some(still, {**domains, column: frozenset((value,))}) for value in sorted(domains[column])
        )
