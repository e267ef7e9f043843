"""
Strict reading: formulas over columns as comparisons, for DuckDB; NULL wherever something asked is NULL.

Of two truth values `p > q` is "p and not q", and `p <= q` "not p, or q". DuckDB compares whole vectors at
once, while its AND and OR look at every row for what is not known. What Kleene would still decide may be NULL
here: then `Reader.holds` has to be asked.
"""

from collections.abc import Callable, Sequence

from sqlglot import exp

from consentlang.core import ir
from consentlang.eval.schema import NO_ANSWER, YES, Column
from consentlang.sql.formulas import Reader
from consentlang.sql.schema import field

Either = Callable[[bool], exp.Expr]
"""Whether something is so (of True), and whether it is not (of False)."""


def strictly(reader: Reader, formula: ir.Expr) -> exp.Expr:
    """
    Whether *formula* holds, where all is known that it asks.

    Raises:
        TypeError: *formula* speaks of more than columns.

    """
    return _either(reader, formula)(True)  # noqa: FBT003 - one side of the two


def _either(reader: Reader, formula: ir.Expr) -> Either:
    match formula:
        case ir.Const(value=value) | ir.Said(value=value):
            return _constant(value)
        case ir.Is(fact=name, values=values):
            return _is(reader, reader.schema.columns[name], values)
        case ir.Not(of=inner):
            return _not(_either(reader, inner))
        case ir.All(parts=parts):
            return _all([_either(reader, part) for part in parts])
        case ir.Any(parts=parts):
            return _any([_either(reader, part) for part in parts])
        case _:
            raise TypeError(f"not an expression over columns: {formula}")


def _is(reader: Reader, column: Column, values: tuple[str, ...]) -> Either:
    asked = _among(column, values, reader.names[column.name])
    if column.name not in reader.late:
        return asked
    late = _yes(reader.late[column.name])
    return _any([late, asked]) if NO_ANSWER in values else _all([asked, _not(late)])


def _among(column: Column, values: tuple[str, ...], name: str) -> Either:
    """Whether the column is one of *values*; what is shorter is asked, that or the opposite."""
    others = [value for value in column.values if value not in values]
    if not others:
        return _constant(True)  # noqa: FBT003 - a truth value
    if column.values == ir.YES_NO:
        return _yes(name) if values == (YES,) else _not(_yes(name))
    if len(others) < len(values):
        return _not(_any([_equals(name, value) for value in others]))
    return _any([_equals(name, value) for value in values])


def _constant(value: bool) -> Either:  # noqa: FBT001 - a truth value
    return lambda truth: exp.Boolean(this=value is truth)


def _yes(name: str) -> Either:
    return lambda truth: field(name) if truth else exp.paren(exp.not_(field(name)))


def _equals(name: str, value: str) -> Either:
    def compared(truth: bool) -> exp.Expr:  # noqa: FBT001 - a truth value
        compare = exp.EQ if truth else exp.NEQ
        return exp.paren(compare(this=field(name), expression=exp.Literal.string(value)))

    return compared


def _not(of: Either) -> Either:
    return lambda truth: of(not truth)


def _any(parts: Sequence[Either]) -> Either:
    return _not(_all([_not(part) for part in parts]))


def _all(parts: Sequence[Either]) -> Either:
    """The first, and not the opposite of any other."""

    def compared(truth: bool) -> exp.Expr:  # noqa: FBT001 - a truth value
        if len(parts) < 2:  # noqa: PLR2004 - nothing to compare
            return parts[0](truth) if parts else exp.Boolean(this=truth)
        *most, last = parts
        compare = exp.GT if truth else exp.LTE
        return exp.paren(compare(this=_all(most)(True), expression=last(False)))  # noqa: FBT003

    return compared
