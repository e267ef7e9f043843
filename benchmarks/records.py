"""
What it costs to judge a table, against the same engine's own scan of the same columns in the same run.

The policy is `decide.consent`: 22 columns (6 enumerations, 12 yes/no, 4 times of which two may be absent), 15
rulings. Timed is the mask of the rulings, reduced to one row, and beside it the mask and whether it is exact
(nothing missing, in order, possible); the scan takes the greatest value of each of the 22 columns. They take
turns; what is printed is the median of the ratios of neighbours, of processor seconds (DuckDB and Polars are
threaded, and the machine is not ours alone).

    python benchmarks/records.py                     # 10 million rows, all ratios
    python benchmarks/records.py --rows 2000000      # planning a statement weighs more
    python benchmarks/records.py --memory 100000000  # how much memory check-records takes for so many rows
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import duckdb
import polars as pl
from sqlglot import exp

import consentlang
from consentlang.core import ir
from consentlang.eval.schema import Column, Schema, schema
from consentlang.sql import schema as columns
from consentlang.sql.chain import printed
from consentlang.sql.emit import SETTLED, Masked, masked
from consentlang.sql.settle import Settler

HERE: Final = Path(__file__).resolve().parent
POLICY: Final = HERE / "decide.consent"
THREADS: Final = 2
NEVER: Final = frozenset({"SignUp.withdrawn", "SignUp.expired"})
LEFT_OUT: Final = {*NEVER, "SignUp.carried_out", "SignUp.carried_out_at"}
KINDS: Final = 200
"""Distinct requests in the table for many rules: many people were told and shown the same."""
MANY_RULES: Final = 150

# --- tables -----------------------------------------------------------------------------------------


def said(records: Schema, *, text: bool = False) -> Mapping[str, exp.Expr]:
    """The 22 columns; of a file with *text*, as `check-records` reads it: what is no value is NULL."""
    found = {name: what for name, what in columns.said(records).items() if name not in LEFT_OUT}
    if not text:
        return found
    kinds = {name: columns.type_of(records.columns[name], "duckdb") for name in found}
    return {
        name: exp.TryCast(this=what, to=kinds[name]) if kinds[name].this == exp.DataType.Type.ENUM else what
        for name, what in found.items()
    }


def cell(name: str, column: Column, place: int, row: str = "i") -> str:
    """A value by chance, in DuckDB's words."""
    chance = f"hash({row} * 31 + {place * 7919})"
    if not column.values:
        days = {"at": 300, "SignUp.at": 200}.get(name, 400)
        first = {"at": "2024-06-01", "SignUp.at": "2024-01-01"}.get(name, "2024-07-19")
        when = f"TIMESTAMP '{first}' + INTERVAL (({chance} % {days})::INT) DAY"
        return when if name in {"at", "SignUp.at"} else f"CASE WHEN {chance} % 5 = 0 THEN {when} END"
    if column.values == ir.YES_NO:
        return f"({chance} % 4) > 0"
    values = exp.Array(expressions=[exp.Literal.string(value) for value in column.values]).sql("duckdb")
    return f"{values}[1 + ({chance} % {len(column.values)})::INT]"


def fill(con: duckdb.DuckDBPyConnection, records: Schema, rows: int, *, kinds: int | None = None) -> None:
    """A table `people` with DuckDB's own types; with *kinds*, facts are those of so many requests."""
    plain = columns.names(records.columns)
    con.execute(columns.create(records, "people", "duckdb").sql("duckdb"))
    cells = []
    for place, (name, column) in enumerate(records.columns.items()):
        shared = kinds is not None and column.kind == "fact"
        row = f"(i % {kinds})" if shared else "i"
        value = "NULL" if name in LEFT_OUT else cell(name, column, place, row)
        cells.append(f'{value} AS "{plain[name]}"')
    con.execute(f"INSERT INTO people SELECT {', '.join(cells)} FROM range({rows}) AS numbers(i)")  # noqa: S608


def save(con: duckdb.DuckDBPyConnection, records: Schema, path: Path) -> None:
    """The table as Parquet with strings, the 22 columns only."""
    plain = columns.names(records.columns)
    cells = [
        f'"{plain[n]}"::VARCHAR AS "{plain[n]}"' if c.values and c.values != ir.YES_NO else f'"{plain[n]}"'
        for n, c in records.columns.items()
        if n not in LEFT_OUT
    ]
    con.execute(f"COPY (SELECT {', '.join(cells)} FROM people) TO '{path}' (FORMAT parquet)").fetchall()  # noqa: S608


# --- contestants ------------------------------------------------------------------------------------


def judging(program: ir.Program, source: exp.Expr, *, text: bool = False) -> Masked:
    """The policy over a table."""
    records = schema(program)
    said_there = said(records, text=text)
    return masked(Settler(program, records).judge, source, said_there, dialect="duckdb", never=NEVER)


def reduced(found: Masked, *, exact: bool) -> str:
    """All masks, in one row; with *exact*, how many rows are settled, too."""
    together: dict[str, exp.Expr] = {
        name: exp.Anonymous(this="bit_xor", expressions=[columns.field(name)]) for name in found.masks
    }
    if exact:
        together[SETTLED] = exp.Anonymous(this="count_if", expressions=[columns.field(SETTLED)])
    return printed(found.chain.select(together), "duckdb")


def scan(records: Schema, source: exp.Expr) -> str:
    """The greatest of each column."""
    plain = columns.names(records.columns)
    wanted = (plain[name] for name in said(records))
    greatest = [exp.Anonymous(this="max", expressions=[columns.field(name)]) for name in wanted]
    return exp.select(*greatest).from_(source.copy()).sql("duckdb")


def parquet(path: Path) -> exp.Expr:
    """The file as a table."""
    return exp.Anonymous(this="read_parquet", expressions=[exp.Literal.string(str(path))])


def ratio(one: Callable[[], object], other: Callable[[], object], rounds: int) -> tuple[float, float]:
    """The median of *one* against *other*, who take turns: of processor time, and by the clock."""
    busy, clock = [], []
    for number in range(rounds + 1):
        spent = []
        for contestant in (one, other):
            before = time.process_time(), time.perf_counter()
            contestant()
            spent.append((time.process_time() - before[0], time.perf_counter() - before[1]))
        if number:  # the first round warms up
            busy.append(spent[0][0] / spent[1][0])
            clock.append(spent[0][1] / spent[1][1])
    return statistics.median(busy), statistics.median(clock)


def many_rules() -> ir.Program:
    """150 rules over the same columns, each a different pair of facts and values."""
    text = POLICY.read_text(encoding="utf-8")
    head, _, rest = text.partition("rule imbalance")
    tail = rest[rest.index("request SignUp") :]
    yes_no = [
        "employed", "dependent", "alternative", "no_offered", "no_equal", "told_purpose", "told_controller",
        "told_withdrawal", "recorded", "sensitive", "guardian_agreed", "easy_way_back",
    ]  # fmt: skip
    three = [
        "region = eu",
        "channel = phone",
        "role = pupil",
        "tone = urgent",
        "box = ticked",
        "region != us",
    ]
    rules = []
    for number in range(MANY_RULES):
        one, two = yes_no[number % 12], yes_no[(number // 12 + number + 1) % 12]
        third = three[number % 6]
        body = f"{one} and not {two} and {third}" if one != two else f"{one} and {third}"
        rules.append(f'rule r{number} of free "{number}" {{ fails when {body} }}')
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "many.consent"
        path.write_text(head + "\n".join(rules) + "\n" + tail, encoding="utf-8")
        return consentlang.load(path).program


def in_polars(path: Path, program: ir.Program) -> pl.LazyFrame:
    """The same statement, read by Polars."""
    found = judging(program, columns.named("people"))
    frame = pl.scan_parquet(path)
    mask, settled = found.masks[0], SETTLED
    wanted = {mask: columns.field(mask), settled: columns.field(settled)}
    context = pl.SQLContext(people=frame, eager=False)
    statement = masked(
        found.judge, columns.named("people"), said(found.judge.flat.schema), dialect="postgres", never=NEVER
    ).chain.select(wanted)
    answers = context.execute(statement.sql("postgres"))
    return answers.select(pl.col(mask).sum(), pl.col(settled).sum())


# --- what is printed --------------------------------------------------------------------------------


def ratios(rows: int, rounds: int, folder: Path) -> None:
    """Each engine against its own scan."""
    program = consentlang.load(POLICY).program
    records = schema(program)
    people = columns.named("people")
    with duckdb.connect(str(folder / "people.db"), config={"threads": THREADS}) as con:
        fill(con, records, rows)
        save(con, records, folder / "people.parquet")

        def asks(query: str) -> Callable[[], object]:
            return lambda: con.execute(query).fetchall()

        file = parquet(folder / "people.parquet")

        def against_the_scan(name: str, found: Masked, source: exp.Expr, goal: float | None = None) -> None:
            floor = asks(scan(records, source))
            told(name, ratio(asks(reduced(found, exact=False)), floor, rounds), goal)
            told("  and whether it is exact", ratio(asks(reduced(found, exact=True)), floor, rounds))

        against_the_scan("DuckDB, Parquet with strings", judging(program, file, text=True), file, 1.10)
        against_the_scan("DuckDB, native table", judging(program, people), people, 1.6)
        con.execute("DROP TABLE people").fetchall()
        fill(con, records, rows, kinds=KINDS)
        many = many_rules()
        against_the_scan(
            f"DuckDB, native table, {MANY_RULES} rules, {KINDS} kinds of request",
            judging(many, people),
            people,
            4.5,
        )
        judge = Settler(many, schema(many)).judge
        direct = masked(judge, people, said(records), dialect="duckdb", never=NEVER, distinct=False)
        against_the_scan("DuckDB, the same, each row by itself", direct, people)
        query = asks(reduced(judging(program, file, text=True), exact=True))
        try:
            frame = in_polars(folder / "people.parquet", program)
            frame.collect(engine="streaming")
        except (pl.exceptions.PolarsError, NotImplementedError) as error:
            print(f"Polars cannot read the statement: {str(error).splitlines()[0]}")
            return
        got = ratio(query, lambda: frame.collect(engine="streaming"), rounds)
        told("DuckDB against Polars streaming, the same file and statement", got)


def told(what: str, got: tuple[float, float], goal: float | None = None) -> None:
    """A line."""
    met = "" if goal is None else f"   goal {goal}: {'met' if got[0] <= goal else 'not met'}"
    print(f"{what:60} {got[0]:5.2f} of processor time, {got[1]:5.2f} by the clock{met}", flush=True)


MAP: Final = """[columns]
{lines}
"SignUp.withdrawn_at" = {{ from = "f_signup_withdrawn_at", null = "never" }}
"SignUp.expired_at" = {{ from = "f_signup_expired_at", null = "never" }}
"""


MEASURED: Final = """
import sys
from consentlang.cli.entry import run
run(sys.argv[1:])
with open("/proc/self/status") as status:
    print(next(line for line in status if line.startswith("VmHWM")), file=sys.stderr)
"""
"""The command, and its greatest size; what `getrusage` says of a child includes its parent before `exec`."""


def memory(rows: int, folder: Path) -> None:
    """The greatest size of check-records over *rows*, and of nothing but its imports."""
    records = schema(consentlang.load(POLICY).program)
    with duckdb.connect(config={"threads": THREADS, "memory_limit": "2GB"}) as con:
        step = 10_000_000
        for start in range(0, rows, step):
            fill(con, records, min(step, rows - start), kinds=KINDS)
            (folder / "parts").mkdir(exist_ok=True)
            save(con, records, folder / "parts" / f"{start // step:04}.parquet")
            con.execute("DROP TABLE people").fetchall()
        parts = str(folder / "parts" / "*.parquet")
        con.execute(
            f"COPY (SELECT * FROM read_parquet('{parts}')) TO '{folder}/people.parquet' (FORMAT parquet)"  # noqa: S608
        ).fetchall()
    plain = columns.names(records.columns)
    told_apart = {"SignUp.withdrawn_at", "SignUp.expired_at"}
    lines = [f'"{name}" = "{plain[name]}"' for name in said(records) if name not in told_apart]
    (folder / "map.toml").write_text(MAP.format(lines="\n".join(lines)), encoding="utf-8")
    options = ["--map", str(folder / "map.toml"), "--out", str(folder / "judged.parquet")]
    arguments = ["check-records", str(POLICY), str(folder / "people.parquet"), *options]
    before = time.perf_counter()
    ran = subprocess.run(
        [sys.executable, "-c", MEASURED, *arguments], check=True, capture_output=True, text=True
    )
    spent = time.perf_counter() - before
    most = int(ran.stderr.split()[-2]) / 1024
    print(f"{rows:,} rows: {most:.0f} MiB at most (goal 512), {rows / spent / 1e6:.1f} million rows a second")


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--memory", type=int, default=0, metavar="ROWS")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="consentlang-") as folder:
        if chosen.memory:
            memory(chosen.memory, Path(folder))
        else:
            ratios(chosen.rows, chosen.rounds, Path(folder))


if __name__ == "__main__":
    main()
