"""Policies and rows on which dialects are compared."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from random import Random

from sqlglot import exp

import consentlang
from consentlang.core import ir
from consentlang.eval.assessment import Assessment
from consentlang.eval.compiled import Assess, Compiled
from consentlang.eval.record import RecordError
from consentlang.eval.schema import YES, Schema
from consentlang.eval.schema import schema as schema_of
from consentlang.sql import schema as columns
from consentlang.sql.chain import printed
from consentlang.sql.emit import SETTLED, masked, verdicts
from consentlang.sql.schema import Dialect
from consentlang.sql.settle import Settler

ROOT = Path(__file__).resolve().parents[2]
ROWS = 60
Record = dict[str, object]


def policies() -> list[ir.Program]:
    """Those of the examples that differ most, and the one that benchmarks measure."""
    paths = (
        "examples/newsletter/failing.consent",
        "examples/clinic/passing.consent",
        "benchmarks/decide.consent",
    )
    return [consentlang.load(ROOT / path).program for path in paths]


def people(program: ir.Program, seed: int = 7) -> list[Record]:
    """Random records, with gaps and with times."""
    random = Random(seed)  # noqa: S311 - a sample
    schema = schema_of(program)
    found = []
    for number in range(ROWS):
        gaps = (0.0, 0.02, 0.3)[number % 3]
        record: Record = {}
        for name, column in schema.columns.items():
            if random.random() < gaps:
                continue
            if column.values:
                record[name] = schema.settled.get(name) or random.choice(column.values)
            elif random.random() < 0.3 or name == "at":
                record[name] = datetime(2023, random.randint(3, 12), random.randint(1, 28), 12)  # noqa: DTZ001
        found.append(record)
    return found


def script(program: ir.Program, records: Sequence[Record], dialect: Dialect) -> tuple[str, str, str]:
    """How the table is made, how it is filled, and the statement that judges it."""
    schema = schema_of(program)
    create = columns.create(schema, "people", dialect)
    create.this.append(
        "expressions", exp.ColumnDef(this=exp.to_identifier("row"), kind=exp.DataType.build("int"))
    )
    rows = [
        exp.Tuple(expressions=[*map(literal, cells(schema, record)), literal(n)])
        for n, record in enumerate(records)
    ]
    insert = exp.Insert(this=columns.named("people"), expression=exp.Values(expressions=rows))
    found = masked(
        Settler(program, schema).judge,
        columns.named("people"),
        columns.said(schema),
        dialect=dialect,
        carried={"row": columns.field("row")},
    )
    told = {f"v_{n}": verdict for n, verdict in enumerate(verdicts(found).values())}
    chosen = {"row": columns.field("row"), SETTLED: columns.field(SETTLED), **told}
    return create.sql(dialect), insert.sql(dialect), printed(found.chain.select(chosen), dialect)


def cells(schema: Schema, record: Mapping[str, object]) -> list[object]:
    """A record as a row."""
    found = []
    for name, column in schema.columns.items():
        value = record.get(name)
        found.append(value == YES if value is not None and column.values == ir.YES_NO else value)
    return found


def literal(value: object) -> exp.Expr:
    """A value as every dialect takes it."""
    if isinstance(value, datetime):
        return exp.cast(exp.Literal.string(str(value)), "timestamp")
    return exp.convert(value)


def compare(
    program: ir.Program, records: Sequence[Record], found: Sequence[tuple[int, bool, list[str]]]
) -> int:
    """Each row against the decider; how many were settled."""
    assess = Compiled(program).assess
    assert [number for number, *_ in found] == [*range(len(records))]
    settled_rows = 0
    for (_, settled, words), record in zip(found, records, strict=True):
        if not settled:
            assert set(words) == {"unproven"}
            continue
        settled_rows += 1
        assessment = _said(assess, record)
        assert assessment is None or [one.verdict for one in assessment.judged] == words
    return settled_rows


def _said(assess: Assess, record: Record) -> Assessment | None:
    """The decider's; None where it complains of a column, which the statement tells beside the verdict."""
    try:
        return assess(record)
    except RecordError as error:
        if any(each.column == "no case" for each in error.complaints):
            raise
        return None
