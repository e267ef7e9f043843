"""The SQL reading of a conformance case: all its records in one table, in DuckDB."""

from consentlang.core import ir
from consentlang.eval.record import RecordError, as_value, read
from consentlang.eval.schema import Schema, schema
from tests.agreement.test_sql import answers
from tests.conformance.readings import Json, told


def judged_in_a_table(program: ir.Program, records: list[Json]) -> list[Json | None]:
    """What the table says of each record; None where it has no such column, or no such value."""
    columns = schema(program)
    fit = [_fits(columns, record) for record in records]
    rows = [_row(columns, record) for record, fits in zip(records, fit, strict=True) if fits]
    said = iter(answers(program, rows, distinct=True) if rows else [])
    found: list[Json | None] = []
    for fits in fit:
        answer = next(said) if fits else None
        refused = answer is not None and answer.problem is not None
        found.append({"refused": True} if refused else None if answer is None else told(answer.judged))
    return found


def _fits(columns: Schema, record: Json) -> bool:
    try:
        read(columns, record)
    except RecordError:
        return False
    return True


def _row(columns: Schema, record: Json) -> dict[str, object]:
    """Numbers by their bands, as a mapping would read them."""
    return {
        name: as_value(columns.columns[name], value) if columns.columns[name].values else value
        for name, value in record.items()
        if value is not None
    }
