"""Translation: what a row of a table says of each column of the record, typed, and what it says in vain."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

import duckdb
from attrs import frozen
from sqlglot import exp

from consentlang.core import ir
from consentlang.eval.record import DAY, TIME, as_moment, as_value
from consentlang.eval.schema import NO, NO_ANSWER, YES, Column
from consentlang.sql.formulas import constant
from consentlang.sql.known import complaint
from consentlang.sql.mapping import Map, MappingError, Source, near
from consentlang.sql.schema import type_of
from consentlang.sql.tables import Table, first_line

_FIRST: Final = datetime(1, 1, 1)  # noqa: DTZ001 - universal time throughout
_WORDS: Final = {"yes": YES, "true": YES, "no": NO, "false": NO}


@frozen(eq=False)
class Translated:
    """For each column of the record what a row says, NULL where nothing; and complaints of the row."""

    said: Mapping[str, exp.Expr]
    wrong: tuple[exp.Expr, ...]
    kept: Mapping[str, exp.Expr]
    never: frozenset[str]
    """Statuses that have not come where they have no time."""


def translate(mapped: Map, table: Table) -> Translated:
    """
    *table* as *mapped* reads it.

    Raises:
        MappingError: it names a column that the table does not have, or a format that is none.

    """
    missing = [name for name in mapped.wanted if name not in table.columns]
    if missing:
        raise MappingError(f"the table has no column `{missing[0]}`{near(missing[0], table.columns)}")
    _look_at_formats(mapped)
    said: dict[str, exp.Expr] = {}
    wrong = [*table.problems]
    for name, source in mapped.sources.items():
        if source.name is None:
            said[name] = _always(source)
            continue
        raw = table.columns[source.name]
        value = _value(source, raw, table.types.get(source.name, "VARCHAR"))
        wrong.append(_unreadable(source, raw, value))
        if source.null is not None:
            value = exp.case().when(_is_null(raw), constant(source.column, source.null)).else_(value)
        said[name] = value
    never: set[str] = set()
    for source in mapped.sources.values():
        if source.never is not None and source.name is not None:
            dated = source.never
            timed = _is_time(table.types.get(source.name, "VARCHAR"))  # what cannot be read is not "never"
            if timed and dated.kind == "status" and dated.name not in mapped.sources:
                never.add(dated.name)
                continue
            nothing_yet = constant(dated, NO if dated.kind == "status" else NO_ANSWER)
            nothing = exp.case().when(_is_null(table.columns[source.name]), nothing_yet)
            said[dated.name] = nothing.else_(said[dated.name]) if dated.name in said else nothing
    return Translated(
        said, tuple(wrong), {name: table.columns[name] for name in mapped.keep}, frozenset(never)
    )


def _look_at_formats(mapped: Map) -> None:
    formats = {s.format: s.column.name for s in mapped.sources.values() if s.format is not None}
    with duckdb.connect() as con:
        for written, column in formats.items():
            try:
                con.execute("SELECT try_strptime('', ?)", [written]).fetchall()
            except duckdb.Error as error:
                words = f"`{written}` is no way to write a time: {first_line(error)}"
                raise MappingError(f"`{column}`: `format`: {words}") from None


def _always(source: Source) -> exp.Expr:
    if source.column.values:
        return constant(source.column, source.always)
    moment = as_moment(source.always)
    assert moment is not None  # noqa: S101 - looked at when the map was read
    return exp.cast(exp.Literal.string(str(_FIRST + timedelta(microseconds=moment - DAY))), "timestamp")


def _value(source: Source, raw: exp.Expr, kind: str) -> exp.Expr:
    column = source.column
    if not column.values:
        return _time(source, raw, kind)
    if kind == "BOOLEAN" and column.values == ir.YES_NO and not source.values:
        return raw
    text = exp.cast(raw, "text")
    if source.values:
        return _each(column, exp.case(text), source.values)
    if column.values == ir.YES_NO:
        return _each(column, exp.case(exp.func("LOWER", text)), tuple(_WORDS.items()))
    bands = _bands(column, exp.TryCast(this=text, to=exp.DataType.build("double")))
    if bands is None:  # DuckDB looks once at each word of a file's dictionary
        return exp.TryCast(this=text, to=type_of(column, "duckdb"))
    known = exp.In(this=text, expressions=[exp.Literal.string(value) for value in column.values])
    return exp.case().when(known, text).else_(bands)


def _each(column: Column, case: exp.Case, meanings: tuple[tuple[str, str], ...]) -> exp.Expr:
    for written, meant in meanings:
        case = case.when(exp.Literal.string(written), constant(column, meant))
    return case


def _bands(column: Column, number: exp.Expr) -> exp.Expr | None:
    """The band that *number* lies in; None where the column has none."""
    limits = {int(digits) for value in column.values for digits in re.findall(r"\d+", value)}
    points = sorted({0, *limits, *(limit + 1 for limit in limits)}, reverse=True)
    found = [(point, as_value(column, point)) for point in points]
    if not any(band for _, band in found):
        return None
    case = exp.case().when(exp.Anonymous(this="isnan", expressions=[number]), exp.null())
    for point, band in found:
        least = exp.GTE(this=number, expression=exp.Literal.number(point))
        case = case.when(least, exp.null() if band is None else exp.Literal.string(band))
    return case


def _time(source: Source, raw: exp.Expr, kind: str) -> exp.Expr:
    """In universal time; one without a zone is taken for that."""
    if _is_time(kind):
        return exp.cast(raw, "timestamp")
    text = exp.cast(raw, "text")
    if source.format is not None:
        parsed = exp.Anonymous(this="try_strptime", expressions=[text, exp.Literal.string(source.format)])
        return exp.cast(parsed, "timestamp")
    read = exp.cast(exp.TryCast(this=text.copy(), to=exp.DataType.build("timestamptz")), "timestamp")
    is_one = exp.Anonymous(this="regexp_full_match", expressions=[text, exp.Literal.string(TIME)])
    return exp.case().when(is_one, read)


def _is_time(kind: str) -> bool:
    """Whether a column of this type has times, so that none of it is unreadable."""
    return kind == "DATE" or kind.startswith("TIMESTAMP")


def _unreadable(source: Source, raw: exp.Expr, value: exp.Expr) -> exp.Expr:
    """What the row says, where that is none of what it can say."""
    values = [written for written, _ in source.values] or [*source.column.values]
    words = f"' is none of {', '.join(values)}" if source.column.values else "' is no time"
    wrong = exp.and_(exp.not_(_is_null(raw)), _is_null(value))
    return complaint(source.column.name, wrong, "'", exp.cast(raw, "text"), words)


def _is_null(value: exp.Expr) -> exp.Expr:
    return exp.Is(this=value.copy(), expression=exp.null())
