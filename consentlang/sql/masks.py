"""
Masks: conditions as the bits of one number, in two readings.

`exact` is Kleene's: NULL only where a bit is open. `quick`, for DuckDB, is a sum of products, NULL wherever
anything asked is NULL. On DuckDB sums are of floating-point numbers, which it does not check for overflow.
"""

from collections.abc import Sequence
from typing import Final

from attrs import field, frozen
from sqlglot import exp

from consentlang.core import ir
from consentlang.sql.formulas import Reader
from consentlang.sql.packing import total
from consentlang.sql.schema import Dialect
from consentlang.sql.sharing import Group, grouped
from consentlang.sql.strict import strictly

BITS: Final = 48
"""Of one mask, two short parts: sums of long floating-point numbers are exact up to 53 bits."""
SHORT: Final = 24
"""Bits up to which sums of short ones are exact, which are faster still."""


@frozen(eq=False)
class Mask:
    """The nth of *conditions* is the nth bit."""

    conditions: Sequence[ir.Expr]
    reader: Reader
    dialect: Dialect
    groups: tuple[Group, ...] = field(init=False)

    @groups.default
    def _grouped(self) -> tuple[Group, ...]:
        return grouped(self.conditions)

    def exact(self) -> exp.Expr:
        """NULL where a bit is open."""
        return exp.cast(total([self._kleene(group) for group in self.groups]), "bigint")

    def quick(self) -> exp.Expr:
        """NULL where anything asked is NULL."""
        sums = [self._products(start) for start in range(0, len(self.conditions), SHORT)]
        return exp.cast(total(sums), "bigint")

    def _kleene(self, group: Group) -> exp.Expr:
        """The bits of a group, asked only where what they share holds."""
        bits = total([self._bit(place, asked) for place, asked in group.rest])
        if not group.common:
            return bits
        common = exp.and_(*map(self.reader.holds, group.common))
        return exp.case().when(common, bits).when(exp.not_(common), self._number(0))

    def _bit(self, place: int, asked: Sequence[ir.Expr]) -> exp.Expr:
        bit = self._number(1 << place)
        if not asked:
            return bit
        when = exp.and_(*map(self.reader.holds, asked))
        if self.dialect == "duckdb":
            return _times([exp.cast(when, "double"), bit])
        return exp.case().when(when, bit).when(exp.not_(when), self._number(0))

    def _number(self, whole: int) -> exp.Expr:
        return exp.cast(exp.Literal.number(whole), "double" if self.dialect == "duckdb" else "bigint")

    def _products(self, start: int) -> exp.Expr:
        """The bits from *start* on, as many as are short."""
        sums = []
        for group in self.groups:
            rest = [(place, asked) for place, asked in group.rest if start <= place < start + SHORT]
            bits = [_times([*self._strictly(asked), *_short(1 << place - start)]) for place, asked in rest]
            if bits:
                sums.append(_times([*self._strictly(group.common), total(bits)]))
        return _times([total(sums), self._number(1 << start)]) if start else total(sums)

    def _strictly(self, asked: Sequence[ir.Expr]) -> list[exp.Expr]:
        """1 where all that is *asked* holds, else 0; no number where nothing is asked."""
        return [exp.cast(strictly(self.reader, ir.All(tuple(asked))), "float")] if asked else []


def _short(whole: int) -> list[exp.Expr]:
    """A short number; none for 1."""
    return [exp.cast(exp.Literal.number(whole), "float")] if whole != 1 else []


def _times(factors: Sequence[exp.Expr]) -> exp.Expr:
    result = factors[0] if factors else exp.cast(exp.Literal.number(1), "float")
    for factor in factors[1:]:
        result = exp.Mul(this=result, expression=factor)
    return result
