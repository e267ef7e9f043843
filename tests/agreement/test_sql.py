"""Tables against the interpreter: what DuckDB says of random records, settled where SQL leaves them open."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import currently_in_test_context, event, given
from hypothesis import strategies as st
from sqlglot import exp

from consentlang import load
from consentlang.core import ir
from consentlang.eval.compiled import Compiled
from consentlang.eval.record import RecordError
from consentlang.eval.schema import YES, Schema
from consentlang.eval.schema import schema as schema_of
from consentlang.sql import emit
from consentlang.sql import schema as columns
from consentlang.sql.chain import printed
from consentlang.sql.check import _Keyed, check
from consentlang.sql.emit import SETTLED, masked, verdicts
from consentlang.sql.settle import Answer, Settler
from tests.agreement.programs import programs
from tests.agreement.records import records

DECIDE = Path(__file__).resolve().parents[2] / "benchmarks" / "decide.consent"
Drawn = tuple[ir.Program, list[dict[str, object]]]
many = programs().flatmap(
    lambda p: st.tuples(
        st.just(p),
        st.lists(st.booleans().flatmap(lambda m: records(schema_of(p), missing=m)), min_size=1, max_size=4),
    )
)


def cells(schema: Schema, record: Mapping[str, object]) -> Iterator[object]:
    """A record as a row of the table that `columns.create` makes."""
    for name, column in schema.columns.items():
        value = record.get(name)
        if value is not None and column.values == ir.YES_NO:
            yield value == YES
        elif isinstance(value, datetime):
            yield value.astimezone(UTC).replace(tzinfo=None)
        else:
            yield value


def table(con: duckdb.DuckDBPyConnection, schema: Schema, people: list[dict[str, object]]) -> None:
    """A table of *people*, numbered."""
    con.execute(columns.create(schema, "people", "duckdb").sql("duckdb"))
    con.execute('ALTER TABLE people ADD COLUMN "row" INTEGER')
    places = ", ".join("?" for _ in range(len(schema.columns) + 1))
    for number, record in enumerate(people):
        con.execute(f"INSERT INTO people VALUES ({places})", [*cells(schema, record), number])  # noqa: S608


def answers(program: ir.Program, people: list[dict[str, object]], *, distinct: bool) -> list[Answer]:
    """What the table says of each."""
    schema = schema_of(program)
    settler = Settler(program, schema)
    with duckdb.connect() as con:
        table(con, schema, people)
        rows = masked(
            settler.judge,
            columns.named("people"),
            columns.said(schema),
            dialect="duckdb",
            carried={"row": columns.field("row")},
            distinct=distinct,
        )
        keyed = _Keyed.of(rows)
        wanted = ("row", "open", *keyed.keys)
        query = printed(rows.chain.select({name: columns.field(name) for name in wanted}), "duckdb")
        found = sorted(con.execute(query).fetchall())
    assert [number for number, *_ in found] == [*range(len(people))]
    if currently_in_test_context():  # the cases of conformance come here, too
        event(f"settled by SQL: {any(not is_open for _, is_open, *_ in found)}")
    return [keyed.answer(settler, numbers, settled=not is_open) for _, is_open, *numbers in found]


@given(many, st.booleans())
def test_a_table_says_what_the_decider_says_of_each_record(drawn: Drawn, distinct: bool) -> None:  # noqa: FBT001
    """Verdicts, grounds, factors, coercion, what is missing; or that the record cannot be."""
    program, people = drawn
    assess = Compiled(program).assess
    for record, answer in zip(people, answers(program, people, distinct=distinct), strict=True):
        try:
            expected = assess(record)
        except RecordError as error:
            event("cannot be")
            told = "; ".join(each.message for each in error.complaints if each.column == "no case")
            assert (answer.problem or "") == told
            continue
        event(expected.verdict)
        assert answer.problem is None
        assert answer.judged == expected.judged
        surely = {name for name, word in answer.elements.items() if word == "no"}
        assert surely >= set(expected.elements)
        assert (answer.coercion == "yes") >= expected.coerced


@given(many)
def test_verdicts_in_sql_are_sound(drawn: Drawn) -> None:
    """Where SQL says valid or invalid by itself, the decider says the same."""
    program, people = drawn
    schema = schema_of(program)
    rows = masked(
        Settler(program, schema).judge,
        columns.named("people"),
        columns.said(schema),
        dialect="duckdb",
        carried={"row": columns.field("row")},
    )
    told = verdicts(rows)
    statement = rows.chain.select({"row": columns.field("row"), SETTLED: columns.field(SETTLED), **told})
    with duckdb.connect() as con:
        table(con, schema, people)
        found = sorted(con.execute(printed(statement, "duckdb")).fetchall())
    compare(program, people, found)


def compare(program: ir.Program, people: list[dict[str, object]], found: list[tuple[Any, ...]]) -> None:
    """Rows of (number, settled, verdict by verdict) against the decider."""
    assess = Compiled(program).assess
    for (_, settled, *words), record in zip(found, people, strict=True):
        if not settled:
            assert set(words) <= {"unproven"}
            continue
        assert [one.verdict for one in assess(record).judged] == words


def test_names_of_columns_are_quoted_however_they_are_written() -> None:
    """A name that would end the statement is a name."""
    name = 'a"; DROP TABLE people; --'

    assert columns.field(name).sql("duckdb") == '"a""; DROP TABLE people; --"'
    assert exp.Literal.string("it's").sql("duckdb") == "'it''s'"


MAP = """[columns]
told_purpose = { from = "told", values = { full = "yes", "in full" = "yes", none = "no" } }
region = { from = "where", values = { EU = "eu", Europe = "eu", UK = "uk" } }
told_controller = { from = "who" }
"""
ALWAYS = {
    "SignUp": "yes",
    "box": "empty",
    "channel": "app",
    "role": "guest",
    "tone": "plain",
    **dict.fromkeys(("SignUp.withdrawn", "SignUp.expired", "SignUp.carried_out"), "no"),
    **dict.fromkeys(("employed", "dependent", "sensitive"), "no"),
    **dict.fromkeys(("alternative", "no_offered", "no_equal", "told_withdrawal"), "yes"),
    **dict.fromkeys(("recorded", "guardian_agreed", "easy_way_back"), "yes"),
}
TABLE = """told,where,who
full,EU,yes
in full,Europe,TRUE
none,EU,yes
,Europe,yes
in full,,no
full,UK,no
,,
full,,yes
nonsense,EU,yes
in full,Europe,
"""
SAID = [
    *("valid", "valid", "invalid", "unproven", "unproven"),
    *("invalid", "unproven", "valid", "unproven", "unproven"),
]


@pytest.mark.parametrize("many", [0, 1_000], ids=["joined back", "each row by itself"])
def test_answers_find_back_to_rows_that_say_the_same_otherwise_or_say_nothing(
    many: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows alike once translated share an answer, one with NULL keeps its own: none is lost or swapped."""
    monkeypatch.setattr(emit, "MANY", many)
    always = "".join(f'"{name}" = {{ always = "{value}" }}\n' for name, value in ALWAYS.items())
    (tmp_path / "map.toml").write_text(MAP + always)
    (tmp_path / "people.csv").write_text(TABLE)
    out = tmp_path / "judged.parquet"

    summary = check(load(DECIDE).program, tmp_path / "people.csv", tmp_path / "map.toml", out)

    found = duckdb.read_parquet(str(out)).project("row, verdict").order("row").fetchall()
    assert found == list(enumerate(SAID, start=1))
    assert summary.rows == len(SAID)
    assert summary.told == ((9, "`told_purpose`: 'nonsense' is none of full, in full, none"),)
