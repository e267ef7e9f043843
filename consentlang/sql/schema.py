"""
Columns in SQL: from the columns of a policy's records to names and types that every dialect has.

What an author wrote becomes a plain lower-case name, because dialects differ on case, on dots and on length;
yes and no become a truth value, so that a missing answer is NULL and SQL's three-valued logic is ours.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final, Literal

from sqlglot import exp

from consentlang.core import ir
from consentlang.eval.schema import Column, Schema

Dialect = Literal["duckdb", "postgres", "spark"]

MOST_LETTERS: Final = 40
"""PostgreSQL cuts names at 63 bytes; a number may follow."""


def names(columns: Iterable[str]) -> dict[str, str]:
    """
    A plain name for each column, no two alike.

    >>> names(["boss(Org, Host)", "Boss(org, host)", "at"])
    {'boss(Org, Host)': 'f_boss_org_host', 'Boss(org, host)': 'f_boss_org_host_1', 'at': 'f_at'}
    """
    found: dict[str, str] = {}
    for number, column in enumerate(dict.fromkeys(columns)):
        plain = re.sub(r"[^0-9a-z]+", "_", column.lower()).strip("_")[:MOST_LETTERS]
        name = f"f_{plain}"
        found[column] = f"{name}_{number}" if not plain or name in found.values() else name
    return found


def type_of(column: Column, dialect: Dialect) -> exp.DataType:
    """The type of *column*; DuckDB has enumerations, which compare as small numbers do."""
    if not column.values:
        return exp.DataType.build("timestamp")
    if column.values == ir.YES_NO:
        return exp.DataType.build("boolean")
    if dialect == "duckdb":
        values = [exp.Literal.string(value) for value in column.values]
        return exp.DataType(this=exp.DataType.Type.ENUM, expressions=values)
    return exp.DataType.build("text")


def create(schema: Schema, table: str, dialect: Dialect) -> exp.Create:
    """A table whose rows are records."""
    plain = names(schema.columns)
    fields = [
        exp.ColumnDef(this=exp.to_identifier(plain[name], quoted=True), kind=type_of(column, dialect))
        for name, column in schema.columns.items()
    ]
    return exp.Create(this=exp.Schema(this=named(table), expressions=fields), kind="TABLE")


def said(schema: Schema) -> Mapping[str, exp.Expr]:
    """What a row of such a table says of each column."""
    return {name: field(plain) for name, plain in names(schema.columns).items()}


def field(name: str) -> exp.Column:
    """The column of this name, whatever letters it has."""
    return exp.column(exp.to_identifier(name, quoted=True))


def named(table: str) -> exp.Table:
    """The table of this name, whatever letters it has."""
    return exp.Table(this=exp.to_identifier(table, quoted=True))
