"""The same statement on other engines: PostgreSQL and Spark say what the decider says, where they say it."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from consentlang.core import ir
from tests.agreement.programs import programs
from tests.sql import postgres, tables

NUMBERS = range(3)


@pytest.fixture(scope="module")
def server() -> Iterator[postgres.Server]:
    """PostgreSQL on loopback."""
    reason = postgres.missing()
    if reason is not None:
        pytest.skip(reason)
    with (
        tempfile.TemporaryDirectory(prefix="consentlang-pg-") as folder,
        postgres.running(Path(folder)) as run,
    ):
        yield run


def asked(server: postgres.Server, program: ir.Program) -> int:
    """How many rows PostgreSQL settles; all of these as the decider does."""
    records = tables.people(program)
    create, insert, judge = tables.script(program, records, "postgres")
    rows = server.run(f"DROP TABLE IF EXISTS people; {create}; {insert}; {judge} ORDER BY 1;")
    found = [(int(row), settled == "t", words) for row, settled, *words in rows]
    return tables.compare(program, records, found)


@pytest.mark.parametrize("number", NUMBERS)
def test_postgresql_says_what_the_decider_says(server: postgres.Server, number: int) -> None:
    """Rows that it settles have the decider's verdicts; the others are unproven."""
    assert asked(server, tables.policies()[number]) > 0


@given(program=programs())
@settings(
    max_examples=15,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, *HealthCheck],
)
def test_postgresql_says_so_of_random_programs(server: postgres.Server, program: ir.Program) -> None:
    """A sample of those that DuckDB is asked about."""
    asked(server, program)


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """Spark in this process."""
    sql = pytest.importorskip("pyspark.sql", reason="pyspark is not installed (extra `spark`)")
    if which("java") is None:
        pytest.skip("there is no Java, which Spark needs")
    builder = sql.SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
    builder = builder.config("spark.driver.bindAddress", "127.0.0.1").config("spark.driver.host", "127.0.0.1")
    session = builder.config("spark.sql.session.timeZone", "UTC").getOrCreate()
    yield session
    session.stop()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("number", NUMBERS)
def test_spark_says_what_the_decider_says(spark: Any, number: int) -> None:
    """Rows that it settles have the decider's verdicts; the others are unproven."""
    program = tables.policies()[number]
    records = tables.people(program)
    create, insert, judge = tables.script(program, records, "spark")
    values = insert.partition("VALUES")[2]
    names = create.partition("(")[2].rpartition(")")[0]
    plain = ", ".join(part.rpartition(" ")[0] for part in names.split(", "))

    table = f"SELECT * FROM VALUES {values} AS people({plain})"  # noqa: S608 - printed by sqlglot
    spark.sql(f"CREATE OR REPLACE TEMPORARY VIEW people AS {table}")
    rows = sorted(tuple(row) for row in spark.sql(judge).collect())

    found = [(int(row), bool(settled), words) for row, settled, *words in rows]
    assert tables.compare(program, records, found) > 0
