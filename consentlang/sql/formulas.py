"""Formulas over columns as SQL. What is not known is NULL, and `AND`, `OR` and `NOT` are Kleene's there."""

from collections.abc import Mapping

from attrs import field, frozen
from sqlglot import exp

from consentlang.core import ir
from consentlang.eval.schema import NO, NO_ANSWER, YES, Column, Schema
from consentlang.sql.schema import field as named


@frozen(eq=False)
class Reader:
    """Where a row says what."""

    schema: Schema
    names: Mapping[str, str]
    late: Mapping[str, str] = field(factory=dict)
    """For an answer with a time: the column that is true where it came after the use, and is none yet."""

    def holds(self, formula: ir.Expr) -> exp.Expr:
        """
        Whether *formula* holds: true, false, or NULL where reading part by part cannot tell (`eval.partial`).

        Raises:
            TypeError: *formula* speaks of more than columns.

        """
        match formula:
            case ir.Const(value=value) | ir.Said(value=value):
                return exp.Boolean(this=value)
            case ir.Is(fact=name, values=values):
                return self._is(self.schema.columns[name], values)
            case ir.Not(of=inner):
                return exp.not_(self.holds(inner))
            case ir.All(parts=parts):
                return exp.and_(*(self.holds(part) for part in parts))
            case ir.Any(parts=parts):
                return exp.or_(*(self.holds(part) for part in parts))
            case _:
                raise TypeError(f"not an expression over columns: {formula}")

    def columns(self, name: str) -> tuple[str, ...]:
        """The columns in SQL that are asked about this one."""
        return (self.names[name], self.late[name]) if name in self.late else (self.names[name],)

    def _is(self, column: Column, values: tuple[str, ...]) -> exp.Expr:
        asked = _among(column, values, named(self.names[column.name]))
        if column.name not in self.late:
            return asked
        late = named(self.late[column.name])
        return exp.or_(late, asked) if NO_ANSWER in values else exp.and_(exp.not_(late), asked)


def _among(column: Column, values: tuple[str, ...], name: exp.Column) -> exp.Expr:
    """Whether the column is one of *values*; what is shorter is asked, that or the opposite."""
    others = [value for value in column.values if value not in values]
    if not others:
        return exp.true()
    if column.values == ir.YES_NO:
        return name if values == (YES,) else exp.not_(name)
    if len(others) < len(values):
        return exp.and_(*(exp.NEQ(this=name.copy(), expression=exp.Literal.string(v)) for v in others))
    if len(values) == 1:
        return exp.EQ(this=name, expression=exp.Literal.string(values[0]))
    return exp.In(this=name, expressions=[exp.Literal.string(value) for value in values])


def constant(column: Column, value: str | None) -> exp.Expr:
    """*value* as the column has it; without one, NULL of the column's type."""
    if value is None:
        kind = "timestamp" if not column.values else "boolean" if column.values == ir.YES_NO else "text"
        return exp.cast(exp.null(), kind)
    if column.values == ir.YES_NO:
        return exp.Boolean(this=value != NO)
    return exp.Literal.string(value)
