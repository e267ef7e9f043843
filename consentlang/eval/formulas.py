"""
Formulas over columns, made small while they are made: a column has few values, and it is one of them.

There is no `Not` in them: the opposite of what a column is, is that it is something else.
"""

from collections.abc import Iterable, Mapping

from attrs import define, field

from consentlang.core import ir
from consentlang.core.ir import FALSE, TRUE

Joint = type[ir.All] | type[ir.Any]


@define(eq=False)
class Formulas:
    """Makes formulas; the same formula is the same object."""

    values: Mapping[str, tuple[str, ...]]
    """What each column can be."""
    _same: dict[ir.Expr, ir.Expr] = field(factory=dict, init=False)
    _joints: dict[tuple[Joint, frozenset[ir.Expr]], ir.Expr] = field(factory=dict, init=False)
    """By their parts in any order."""
    _opposite: dict[ir.Expr, ir.Expr] = field(factory=dict, init=False)

    def is_in(self, column: str, values: Iterable[str]) -> ir.Expr:
        """That the column is one of *values*."""
        wanted = {*values}
        kept = sorted(value for value in self.values[column] if value in wanted)
        if not kept:
            return FALSE
        return TRUE if len(kept) == len(self.values[column]) else self._once(ir.Is(column, tuple(kept)))

    def negate(self, formula: ir.Expr) -> ir.Expr:
        """The opposite."""
        known = self._opposite.get(formula)
        if known is None:
            known = self._opposite[formula] = self._negate(formula)
            self._opposite[known] = formula
        return known

    def _negate(self, formula: ir.Expr) -> ir.Expr:
        match formula:
            case ir.Is(fact=column, values=values):
                return self.is_in(column, {*self.values[column]} - {*values})
            case ir.All(parts=parts):
                return self.either(*(self.negate(part) for part in parts))
            case ir.Any(parts=parts):
                return self.both(*(self.negate(part) for part in parts))
            case _:
                return FALSE if formula is TRUE else TRUE

    def both(self, *formulas: ir.Expr) -> ir.Expr:
        """That all of them hold."""
        return self._joined(formulas, ir.All, ir.Any)

    def either(self, *formulas: ir.Expr) -> ir.Expr:
        """That one of them holds."""
        return self._joined(formulas, ir.Any, ir.All)

    def again(self, formula: ir.Expr, known: dict[ir.Expr, ir.Expr]) -> ir.Expr:
        """*formula* from elsewhere, where columns can be less than there; *known* are made already."""
        found = known.get(formula)
        if found is None:
            match formula:
                case ir.Is(fact=column, values=values):
                    found = self.is_in(column, values)
                case ir.All(parts=parts):
                    found = self.both(*(self.again(part, known) for part in parts))
                case ir.Any(parts=parts):
                    found = self.either(*(self.again(part, known) for part in parts))
                case _:
                    found = formula
            known[formula] = found
        return found

    def _joined(self, formulas: Iterable[ir.Expr], kind: Joint, dual: Joint) -> ir.Expr:
        """
        The parts at once: those on one column made one; inside the others, what is decided by these left out.

        For a conjunction, a part that stands by itself holds, for a disjunction it fails, when the others are
        looked at.
        """
        neutral, ending = (TRUE, FALSE) if kind is ir.All else (FALSE, TRUE)
        parts = [part for formula in formulas for part in _parts(formula, kind)]
        while True:
            merged = self._merged(parts, kind)
            if ending in merged:
                return ending
            columns = {p.fact: self._left(p, kind) for p in merged if isinstance(p, ir.Is)}
            smaller = [self._within(p, columns, kind, dual) if type(p) is dual else p for p in merged]
            parts = [p for whole in smaller if whole is not neutral for p in _parts(whole, kind)]
            if parts == [*merged]:
                break
        if len(parts) == 1:
            return parts[0]
        if not parts:
            return neutral
        return self._joints.setdefault((kind, frozenset(parts)), kind(tuple(parts)))

    def _merged(self, parts: Iterable[ir.Expr], kind: Joint) -> dict[ir.Expr, None]:
        """With what is said of one column said once, where it was said first."""
        columns: dict[str, set[str]] = {}
        first: dict[ir.Expr | str, None] = {}
        for part in parts:
            if not isinstance(part, ir.Is):
                first[part] = None
            elif part.fact not in columns:
                columns[part.fact] = {*part.values}
                first[part.fact] = None
            elif kind is ir.All:
                columns[part.fact] &= {*part.values}
            else:
                columns[part.fact] |= {*part.values}
        return {self.is_in(part, columns[part]) if isinstance(part, str) else part: None for part in first}

    def _left(self, part: ir.Is, kind: Joint) -> set[str]:
        """What its column can be while the rest is looked at."""
        return {*part.values} if kind is ir.All else {*self.values[part.fact]} - {*part.values}

    def _within(self, part: ir.Expr, columns: Mapping[str, set[str]], kind: Joint, dual: Joint) -> ir.Expr:
        """*part*, a joint of the other kind, where *columns* can only be what they can be."""
        kept: list[ir.Expr] = []
        inner_neutral, inner_ending = (FALSE, TRUE) if dual is ir.Any else (TRUE, FALSE)
        for each in _parts(part, dual):
            if isinstance(each, ir.Is) and each.fact in columns:
                left = columns[each.fact]
                inside = left & {*each.values}
                if inside == left or not inside:
                    if (TRUE if inside else FALSE) is inner_ending:
                        return inner_ending
                    continue
            kept.append(each)
        if not kept:
            return inner_neutral
        return part if len(kept) == len(_parts(part, dual)) else self._joined(kept, dual, kind)

    def _once(self, formula: ir.Expr) -> ir.Expr:
        return self._same.setdefault(formula, formula)


def _parts(formula: ir.Expr, kind: Joint) -> tuple[ir.Expr, ...]:
    """What *formula* joins, where it is a joint of this kind; else itself, if that says anything."""
    if isinstance(formula, ir.All | ir.Any) and type(formula) is kind:
        return formula.parts
    neutral = TRUE if kind is ir.All else FALSE
    return () if formula is neutral else (formula,)
