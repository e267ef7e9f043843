"""A chain of CTEs: each reads the one before it."""

from collections.abc import Mapping

from attrs import define, field
from sqlglot import exp

from consentlang.sql.schema import Dialect, named

Columns = Mapping[str, exp.Expr]


@define(eq=False)
class Chain:
    """From a table, step by step."""

    last: exp.Expr
    """What the next step reads: a table, or the step before."""
    _steps: list[tuple[str, exp.Select]] = field(factory=list, init=False)
    _kept: set[str] = field(factory=set, init=False)

    def only(self, name: str, columns: Columns, *, distinct: bool = False) -> None:
        """Add a step of this name, with *columns* and no others."""
        selected = selecting(columns).from_(self.last.copy())
        self.add(name, selected.distinct() if distinct else selected)

    def more(self, name: str, columns: Columns) -> None:
        """Add a step with *columns* besides all that there are."""
        every = exp.Select(expressions=[exp.Star(), *selecting(columns).expressions])
        self.add(name, every.from_(self.last.copy()))

    def add(self, name: str, select: exp.Select) -> None:
        """Add a step."""
        taken = {other for other, _ in self._steps}
        self._steps.append((f"{name}_{len(taken)}" if name in taken else name, select))
        self.last = named(self._steps[-1][0])

    def keep(self) -> None:
        """The last step is read more than once: its rows are kept, not made anew."""
        self._kept.add(self._steps[-1][0])

    def select(self, columns: Columns) -> exp.Select:
        """The statement that reads *columns* from the last step."""
        return self.around(selecting(columns).from_(self.last.copy()))

    def around(self, select: exp.Select) -> exp.Select:
        """*select*, with the steps before it."""
        for name, step in self._steps:
            kept = True if name in self._kept else None
            alias = exp.to_identifier(name, quoted=True)
            select = select.with_(alias, as_=step.copy(), materialized=kept, copy=False)
        return select


def selecting(columns: Columns) -> exp.Select:
    """*columns* by their names."""
    return exp.select(*(exp.alias_(value.copy(), name, quoted=True) for name, value in columns.items()))


def printed(statement: exp.Expr, dialect: Dialect, *, pretty: bool = False) -> str:
    """
    *statement* as SQL.

    PostgreSQL would put each step into the next, and the text would grow with their product; DuckDB would
    take eight times as long if it kept each.
    """
    if dialect == "postgres":
        statement = statement.copy()
        for step in statement.find_all(exp.CTE):
            step.set("materialized", True)  # noqa: FBT003 - sqlglot's way
    return statement.sql(dialect=dialect, pretty=pretty)
