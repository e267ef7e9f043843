"""
Mapping: from map.toml to what each column of the record is in the table.

    keep = ["name"]
    [columns]
    SignUp = "answer"
    "SignUp.at" = { from = "signed on", format = "%d.%m.%Y" }
    "SignUp.withdrawn_at" = { from = "left on", null = "never" }
    "told_purpose" = { from = "notice", values = { full = "yes", none = "no" }, null = "no" }
    "employs(Org, Person)" = { always = "yes" }
"""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from attrs import evolve, frozen

from consentlang.diagnostics.nearest import nearest
from consentlang.eval.record import as_moment, as_value
from consentlang.eval.schema import Column, Schema

NEVER: Final = "never"
KEYS: Final = ("from", "values", "null", "format", "always")


class MappingError(ValueError):
    """The map cannot be used, and why."""


@frozen
class Source:
    """Where a column of the record comes from: a column of the table, or one value *always*."""

    column: Column
    name: str | None = None
    always: str | None = None
    """A value of the column; a time in ISO 8601."""
    values: tuple[tuple[str, str], ...] = ()
    """What the table's values mean; without any, they are those of the record."""
    null: str | None = None
    """What it means that there is no value: a value of the column. None: it is missing."""
    never: Column | None = None
    """For a time: that there is none says of this column that it has not come."""
    format: str | None = None
    """How a time is written, as strptime has it."""


@frozen
class Map:
    """All of it."""

    sources: Mapping[str, Source]
    keep: tuple[str, ...] = ()
    """Columns of the table that are carried over."""

    @property
    def wanted(self) -> tuple[str, ...]:
        """The columns of the table that are needed."""
        named = (source.name for source in self.sources.values() if source.name is not None)
        return tuple(dict.fromkeys((*named, *self.keep)))


def load(path: Path, schema: Schema) -> Map:
    """
    The map at *path*, for records of *schema*.

    Raises:
        MappingError: it cannot be read, or says what no table or record can have.

    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise MappingError(f"`{path}` cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise MappingError(f"`{path}` is no TOML: {error}") from None
    try:
        return read(document, schema)
    except MappingError as error:
        raise MappingError(f"`{path}`: {error}") from None


def read(document: Mapping[str, Any], schema: Schema) -> Map:
    """
    The map that *document* has.

    Raises:
        MappingError: it says what no table or record can have.

    """
    unknown = set(document) - {"columns", "keep"}
    if unknown:
        raise MappingError(f"`{min(unknown)}` means nothing here: there are `columns` and `keep`")
    columns, keep = document.get("columns", {}), document.get("keep", [])
    if not isinstance(columns, dict) or not columns:
        raise MappingError("`[columns]` says where the columns of the record come from, and is not there")
    if not isinstance(keep, list) or not all(isinstance(name, str) for name in keep):
        raise MappingError('`keep` is a list of columns of the table: `keep = ["name"]`')
    return Map({name: _source(name, said, schema) for name, said in columns.items()}, tuple(keep))


def _source(name: str, said: Any, schema: Schema) -> Source:  # noqa: ANN401 - TOML
    column = schema.columns.get(name)
    if column is None:
        raise MappingError(f"the policy's records have no column `{name}`{near(name, schema.columns)}")
    if isinstance(said, str):
        return Source(column, said)
    if not isinstance(said, dict):
        raise MappingError(f"`{name}` is a column of the table, or a table with {_listed(KEYS)}")
    unknown = set(said) - set(KEYS)
    if unknown:
        raise MappingError(f"`{name}`: `{min(unknown)}` means nothing here: there are {_listed(KEYS)}")
    if ("from" in said) == ("always" in said):
        raise MappingError(f"`{name}`: say where it comes `from`, or what it `always` is, and not both")
    if "always" not in said:
        return _from(column, said, schema)
    if len(said) > 1:
        raise MappingError(f"`{name}`: what is `always` so needs no other word")
    return Source(column, always=_value(column, said["always"], "always"))


def _from(column: Column, said: Mapping[str, Any], schema: Schema) -> Source:
    """What comes from a column of the table."""
    source = Source(column, _text(column.name, said, "from"))
    if "values" in said:
        source = evolve(source, values=_values(column, said["values"]))
    if "null" in said and column.values:
        source = evolve(source, null=_value(column, said["null"], "null"))
    elif "null" in said:
        source = evolve(source, never=_never(column, said["null"], schema))
    if "format" in said:
        if column.values:
            raise MappingError(f"`{column.name}`: only a time has a `format`")
        source = evolve(source, format=_text(column.name, said, "format"))
    return source


def _text(name: str, said: Mapping[str, Any], key: str) -> str:
    if not isinstance(said[key], str):
        raise MappingError(f"`{name}`: `{key}` is a text")
    return str(said[key])


def _value(column: Column, value: Any, key: str) -> str:  # noqa: ANN401 - TOML
    """*value* as the column's own."""
    if not column.values:
        if as_moment(value) is None:
            raise MappingError(f"`{column.name}`: `{key}`: {value!r} is no time")
        return value.isoformat() if isinstance(value, date | datetime) else str(value)
    found = as_value(column, value)
    if found is None:
        raise MappingError(f"`{column.name}`: `{key}`: {value!r} is none of {_listed(column.values)}")
    return found


def _values(column: Column, said: Any) -> tuple[tuple[str, str], ...]:  # noqa: ANN401 - TOML
    if not column.values:
        raise MappingError(f"`{column.name}` is a time: it has no `values`")
    if not isinstance(said, dict):
        raise MappingError(f'`{column.name}`: `values` says what the table\'s values mean: {{ ja = "yes" }}')
    return tuple((written, _value(column, meant, "values")) for written, meant in said.items())


def _never(column: Column, said: Any, schema: Schema) -> Column:  # noqa: ANN401 - TOML
    """What *column* dates, which has not come where there is no time."""
    dated = schema.columns[column.dates] if column.dates is not None else None
    if said != NEVER or dated is None or dated.kind not in {"status", "answer"}:
        raise MappingError(
            f"`{column.name}`: that there is no time can only mean `never`, of what may not have happened"
        )
    return dated


def near(name: str, names: Iterable[str]) -> str:
    """What was probably meant, at the end of a complaint."""
    offer = nearest(name, names)
    return f": {offer}" if offer else ""


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(f"`{word}`" for word in words)
