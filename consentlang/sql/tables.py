"""
Tables: from a file of Parquet, CSV or JSON Lines to something DuckDB reads, with its rows numbered.

Names of a file's columns never become SQL but as quoted names, literals or places. A row that is not as the
file's other rows is kept and told.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, TextIO

import duckdb
from attrs import field, frozen
from sqlglot import exp

from consentlang.sql.schema import field as named

SUFFIXES: Final = (".parquet", ".csv", ".tsv", ".jsonl", ".ndjson")
_DELIMITERS: Final = (",", ";", "\t", "|")
_LONGEST: Final = 1 << 30
"""A field may be as long as a file whose quotes never close."""
UNREADABLE: Final = (
    duckdb.IOException,
    duckdb.InvalidInputException,
    duckdb.ConversionException,
    duckdb.OutOfMemoryException,
)
"""What DuckDB raises for what is in files; anything else would be our bug."""


class TableError(ValueError):
    """The table cannot be read, and why."""


@frozen(eq=False)
class Table:
    """A file as DuckDB reads it."""

    relation: exp.Expr
    row: exp.Expr
    """The number of the row, from 1."""
    columns: Mapping[str, exp.Expr]
    """How each column is read."""
    types: Mapping[str, str] = field(factory=dict)
    """Types other than text."""
    problems: tuple[exp.Expr, ...] = ()
    """What is wrong with a row as a whole, each NULL where nothing is."""


def open_table(con: duckdb.DuckDBPyConnection, path: Path, wanted: tuple[str, ...], folder: Path) -> Table:
    """
    The table at *path*, with the columns *wanted*; what has to be written for that goes to *folder*.

    Raises:
        TableError: there is no such file, it is not of a kind that is known, or is broken.

    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise TableError(f"`{path}` is of no kind that is read: name it {', '.join(SUFFIXES)}")
    if not path.is_file():
        raise TableError(f"there is no file `{path}`")
    if any(letter in str(path) for letter in "*?["):  # DuckDB would look for many files
        plain = folder / f"table{suffix}"
        plain.symlink_to(path.resolve())
        path = plain
    try:
        if suffix == ".parquet":
            return _parquet(con, path)
        return _csv(con, path, folder) if suffix in {".csv", ".tsv"} else _json(con, path, wanted)
    except (*UNREADABLE, OSError) as error:
        raise TableError(f"`{path}` cannot be read: {first_line(error)}") from None


def first_line(error: Exception) -> str:
    """What an engine complains of, without its stories."""
    return str(error).strip().split("\n", 1)[0]


def _call(name: str, path: Path, **options: exp.Expr) -> exp.Expr:
    """A function that reads a file."""
    settings = [exp.EQ(this=exp.column(key), expression=value) for key, value in options.items()]
    return exp.Anonymous(this=name, expressions=[exp.Literal.string(str(path)), *settings])


def _counted() -> exp.Expr:
    return exp.Window(this=exp.Anonymous(this="row_number"))


# --- Parquet ----------------------------------------------------------------------------------------


def _parquet(con: duckdb.DuckDBPyConnection, path: Path) -> Table:
    relation = _call("read_parquet", path, file_row_number=exp.true())
    query = exp.select("*").from_(relation).sql("duckdb")
    types = {str(name): str(kind) for name, kind, *_ in con.execute(f"DESCRIBE {query}").fetchall()}
    types.pop("file_row_number")
    con.execute("SET preserve_insertion_order = false")  # rows are numbered in the file; this saves memory
    row = exp.Add(this=named("file_row_number"), expression=exp.Literal.number(1))
    return Table(relation, row, {name: named(name) for name in types}, types)


# --- CSV --------------------------------------------------------------------------------------------


def _csv(con: duckdb.DuckDBPyConnection, path: Path, folder: Path) -> Table:
    header, delimiter = _header(path)
    if len({*header}) < len(header):
        twice = next(name for name in header if header.count(name) > 1)
        raise TableError(f"`{path}` has two columns `{twice}`")
    relation = _read_csv(path, len(header), delimiter)
    columns = {name: named(f"c{place}") for place, name in enumerate(header)}
    try:
        con.execute(exp.select("COUNT(COLUMNS(*))").from_(relation).sql("duckdb")).fetchall()
    except UNREADABLE:
        mended = folder / "mended.csv"
        _mend(path, mended, len(header), delimiter)
        relation = _read_csv(mended, len(header) + 1, ",")
        return Table(relation, _counted(), columns, problems=(named(f"c{len(header)}"),))
    return Table(relation, _counted(), columns)


def _header(path: Path) -> tuple[list[str], str]:
    """The names in the first line, and what stands between them."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        line = file.readline()
    if not line.strip():
        raise TableError(f"`{path}` has no header: its first line names the columns")
    delimiter = max(_DELIMITERS, key=line.count)
    return next(csv.reader([line], delimiter=delimiter)), delimiter


def _read_csv(path: Path, width: int, delimiter: str) -> exp.Expr:
    """Strictly, all as text; an empty field is NULL."""
    names = [f"c{place}" for place in range(width)]
    return _call(
        "read_csv",
        path,
        auto_detect=exp.false(),
        header=exp.true(),
        all_varchar=exp.true(),
        delim=exp.Literal.string(delimiter),
        quote=exp.Literal.string('"'),
        escape=exp.Literal.string('"'),
        columns=_texts(names),
    )


def _texts(names: Iterable[str]) -> exp.Expr:
    text = exp.Literal.string("VARCHAR")
    return exp.Struct(
        expressions=[exp.PropertyEQ(this=exp.Literal.string(n), expression=text) for n in names]
    )


def _mend(path: Path, mended: Path, width: int, delimiter: str) -> None:
    """Write the table anew with one more column, which says what was wrong with a row."""
    csv.field_size_limit(_LONGEST)
    with (
        path.open(encoding="utf-8-sig", errors="replace", newline="") as old,
        mended.open("w", encoding="utf-8", newline="") as new,
    ):
        writer = csv.writer(new)
        for number, (row, problem) in enumerate(_rows(old, width, delimiter)):
            writer.writerow([*row, problem if number else "problem"])


def _rows(file: TextIO, width: int, delimiter: str) -> Iterator[tuple[list[str], str]]:
    for row in csv.reader(file, delimiter=delimiter):
        if not row:
            continue
        wrong = []
        if len(row) != width:
            wrong.append(f"the row has {len(row)} fields, the header {width}")
        if any("\N{REPLACEMENT CHARACTER}" in cell for cell in row):
            wrong.append("the row is not UTF-8")
        cells = [cell.replace("\0", "\N{REPLACEMENT CHARACTER}") for cell in row]
        yield [*cells, *[""] * width][:width], "; ".join(wrong)


# --- JSON Lines -------------------------------------------------------------------------------------


def _json(con: duckdb.DuckDBPyConnection, path: Path, wanted: tuple[str, ...]) -> Table:
    relation = _call("read_ndjson_objects", path, ignore_errors=exp.true())
    pointers = {name: "/" + name.replace("~", "~0").replace("/", "~1") for name in wanted}
    there: tuple[object, ...] = ()
    if wanted:
        asked = [_function("bool_or", _function("json_exists", named("json"), p)) for p in pointers.values()]
        there = con.execute(exp.select(*asked).from_(relation).sql("duckdb")).fetchone() or ()
    columns = {
        name: _function("json_extract_string", named("json"), pointers[name])
        for name, found in zip(wanted, there, strict=True)
        if found
    }
    kind = exp.func("COALESCE", _function("json_type", named("json")), exp.Literal.string(""))
    other = exp.NEQ(this=kind, expression=exp.Literal.string("OBJECT"))
    problem = exp.case().when(other, exp.Literal.string("the line is no JSON object"))
    return Table(relation, _counted(), columns, problems=(problem,))


def _function(name: str, *parts: exp.Expr | str) -> exp.Expr:
    """A function of DuckDB's own; texts are literals."""
    return exp.Anonymous(
        this=name, expressions=[exp.Literal.string(part) if isinstance(part, str) else part for part in parts]
    )
