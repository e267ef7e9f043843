"""The statement on DuckDB: which rows it settles, and how, where random programs seldom look."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest

import consentlang
from consentlang.core import ir
from consentlang.eval.completions import Completions, GivenUp
from consentlang.eval.schema import schema as schema_of
from consentlang.sql import schema as columns
from consentlang.sql.chain import printed
from consentlang.sql.emit import SETTLED, masked, verdicts
from consentlang.sql.known import PROBLEM
from consentlang.sql.settle import Settler
from tests.sql import tables

TWO_LETTERS = """policy "Two letters" language 1
party Shop is organisation, controller
party Reader is person
data Address about Reader is ordinary
purpose news
purpose prizes
request Paper to Reader by Shop {
  asks Address by Shop for news
  choice yes { consents by signing }
  choice no { refuses by signing }
  expires after 12 months
  withdraw none
}
request Screen to Reader by Shop {
  asks Address by Shop for prizes
  choice yes { consents by clicking }
  choice no { refuses by clicking }
  expires after 60 months
  withdraw none
}
terms First from 2020-01-01 { clause send Shop may use Address for news and prizes }
terms Second from 2021-01-01 amends First { clause sell Shop may use Address for prizes }
fact opened
fact shut
given not opened or not shut
use mailing { Shop uses Address for news on consent via Paper }
use raffle { Shop uses Address for prizes on consent via Screen }
"""
BOTH: tables.Record = {
    f"{letter}{part}": value
    for letter in ("Paper", "Screen")
    for part, value in {"": "yes", ".at": "2021-02-01", ".withdrawn": "no", ".carried_out": "no"}.items()
}


def asked(
    program: ir.Program,
    records: Sequence[Mapping[str, object]],
    *,
    distinct: bool = False,
    without: Sequence[str] = (),
) -> tuple[list[tuple[Any, ...]], str]:
    """
    For each of *records* its number, what is wrong, whether it is settled, the verdicts; the statement.

    *without*: columns that the table does not have.
    """
    schema = schema_of(program)
    found = masked(
        Settler(program, schema).judge,
        columns.named("people"),
        {name: said for name, said in columns.said(schema).items() if name not in without},
        dialect="duckdb",
        carried={"row": columns.field("row")},
        distinct=distinct,
    )
    told = {f"v_{n}": verdict for n, verdict in enumerate(verdicts(found).values())}
    chosen = {name: columns.field(name) for name in ("row", PROBLEM, SETTLED)}
    statement = printed(found.chain.select({**chosen, **told}), "duckdb")
    places = ", ".join("?" for _ in range(len(schema.columns) + 1))
    with duckdb.connect() as con:
        con.execute(columns.create(schema, "people", "duckdb").sql("duckdb"))
        con.execute('ALTER TABLE people ADD COLUMN "row" INTEGER')
        for number, record in enumerate(records):
            row = [*tables.cells(schema, record), number]
            con.execute(f"INSERT INTO people VALUES ({places})", row)  # noqa: S608 - question marks
        return sorted(con.execute(statement).fetchall()), statement


@pytest.fixture
def letters(tmp_path: Path) -> ir.Program:
    """Two requests, each with an end of its own; terms with days."""
    path = tmp_path / "letters.consent"
    path.write_text(TWO_LETTERS, encoding="utf-8")
    return consentlang.load(path).program


def test_each_answer_runs_out_by_its_own_deadline(letters: ir.Program) -> None:
    """What is over for the one has years to go for the other."""
    records: list[dict[str, object]] = [
        BOTH | {"opened": "no", "at": day} for day in ("2021-12-01", "2022-06-01", "2025-06-01", "2026-06-01")
    ]
    rows, _ = asked(letters, records)

    assert [settled for _, _, settled, *_ in rows] == [True] * len(records)
    assert len({tuple(words) for _, _, _, *words in rows}) > 2
    tables.compare(letters, records, [(row, settled, words) for row, _, settled, *words in rows])


def test_a_version_that_is_not_in_force_is_named(letters: ir.Program) -> None:
    """By what the row says, not by any version."""
    rows, _ = asked(letters, [BOTH | {"terms": "First", "at": "2021-06-01"}, BOTH | {"at": "2019-06-01"}])

    assert [problem for _, problem, *_ in rows] == [
        "`terms`: not in force at the time of the use: First",
        "`terms`: not in force at the time of the use: any version",
    ]


def test_a_no_with_a_time_is_told(letters: ir.Program) -> None:
    """What is said not to have come has a day on which it came."""
    rows, _ = asked(letters, [BOTH | {"Paper.withdrawn_at": "2021-04-01", "at": "2021-06-01"}])

    assert [problem for _, problem, *_ in rows] == [
        "`Paper.withdrawn`: no, but `Paper.withdrawn_at` has a time"
    ]


@pytest.mark.parametrize("number", range(3))
def test_joined_back_as_many_rows_are_settled(number: int) -> None:
    """The rulings asked of each distinct combination leave no more open than those asked of each row."""
    program = tables.policies()[number]
    records = tables.people(program)
    each, plain = asked(program, records)
    together, statement = asked(program, records, distinct=True)

    assert together == each
    assert any(settled for _, _, settled, *_ in each)
    assert "DISTINCT" in statement
    assert "DISTINCT" not in plain


def test_a_line_over_columns_that_are_not_there_unsettles_if_it_may_be_broken(
    letters: ir.Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where too many cases would have to be looked through to know, it counts as one that may."""
    record = BOTH | {"at": "2021-12-01"}
    without = ("opened", "shut")

    (known,), _ = asked(letters, [record], without=without)
    monkeypatch.setattr(Completions, "exist", _give_up)
    (given_up,), _ = asked(letters, [record], without=without)

    assert (known[2], given_up[2]) == (True, False)


def _give_up(_: Completions) -> bool:
    raise GivenUp
