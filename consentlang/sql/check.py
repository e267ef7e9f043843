"""
Checking records: from a policy, a table and a map to what is said of every row.

Two passes over the table. The first finds the cases: the distinct masks, and for rows that SQL leaves open
the distinct combinations of what they say. Each case is answered once, in Python. The second pass joins the
answers back to the rows. Nothing of the size of the table is kept in memory; DuckDB has a limit and a folder
on disk for what is beyond it.
"""

import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Any, Final

import duckdb
from attrs import define, field, frozen
from sqlglot import exp

from consentlang.core import ir
from consentlang.eval.assessment import Verdict
from consentlang.eval.schema import ColumnsClash
from consentlang.eval.schema import schema as schema_of
from consentlang.sql import mapping
from consentlang.sql.chain import Columns, printed, selecting
from consentlang.sql.emit import SETTLED, Masked, combination, masked
from consentlang.sql.known import PROBLEM, moment, moments
from consentlang.sql.mapping import MappingError
from consentlang.sql.packing import Packing, number, packed, ranks, value
from consentlang.sql.schema import field as named
from consentlang.sql.settle import Answer, Settler, Word
from consentlang.sql.tables import UNREADABLE, TableError, first_line, open_table
from consentlang.sql.translate import translate

MEMORY: Final = "320MiB"
"""For DuckDB; the interpreter and its libraries need the rest of 512."""
BATCH: Final = 10_000
MOST_SORTED: Final = 1_000_000
"""Rows up to which the output is sorted by number: of more, each still has its number."""
TOLD: Final = 10
"""Bad rows that a summary tells of."""
OUTPUTS: Final = (".parquet", ".csv")
ROW: Final = "row"
_OPEN: Final = "open"
_PERIOD: Final = 0.1
Progress = Callable[[str, float], None]
"""Told what is being done, and how much of it is, from 0 to 1."""


@define
class Summary:
    """What is said of a table."""

    policy: str
    rows: int = 0
    verdicts: Counter[Verdict] = field(factory=Counter)
    judged: dict[str, Counter[Verdict]] = field(factory=dict)
    """By use (subject, regime) or claim."""
    elements: dict[str, Counter[Word]] = field(factory=dict)
    coercion: Counter[Word] = field(factory=Counter)
    grounds: Counter[str] = field(factory=Counter)
    """In how many rows each rule surely fails."""
    missing: Counter[str] = field(factory=Counter)
    """In how many rows a verdict turns on the column."""
    bounded: int = 0
    """Rows of which the search was given up."""
    problems: int = 0
    told: tuple[tuple[int, str], ...] = ()
    """The first bad rows: number and what is wrong."""


def check(
    program: ir.Program, table: Path, map_: Path, out: Path | None = None, progress: Progress | None = None
) -> Summary:
    """
    Judge every row of *table* as *map_* reads it; write a column for each answer to *out*.

    Raises:
        MappingError: the map does not fit the policy or the table.
        TableError: the table cannot be read, or *out* is of no kind that is written.
        OSError: *out* cannot be written.

    """
    try:
        schema = schema_of(program)
    except ColumnsClash as clash:
        raise MappingError(f"{clash}") from None
    mapped = mapping.load(map_, schema)
    if out is not None:
        _look_at(out, table)
    with tempfile.TemporaryDirectory(prefix="consentlang-") as folder, _connected(Path(folder)) as con:
        opened = open_table(con, table, mapped.wanted, Path(folder))
        translated = translate(mapped, opened)
        settler = Settler(program, schema)
        carried = {f"kept_{n}": kept for n, kept in enumerate(translated.kept.values())}
        rows = masked(
            settler.judge,
            opened.relation,
            translated.said,
            dialect="duckdb",
            carried={ROW: opened.row, **carried},
            wrong=translated.wrong,
            never=translated.never,
        )
        names = [*translated.kept]
        _look_for_twins(names, settler)
        work = _Work(con, settler, _Keyed.of(rows), names, progress or (lambda _what, _done: None))
        try:
            summary = work.answered(program.title)
            if out is not None:
                work.write(out, summary)
        except UNREADABLE as error:
            raise TableError(f"`{table}` cannot be read: {first_line(error)}") from None
    return summary


def _look_at(out: Path, table: Path) -> None:
    if out.suffix.lower() not in OUTPUTS:
        raise TableError(f"`{out}` is of no kind that is written: name it {' or '.join(OUTPUTS)}")
    if out.exists() and table.exists() and out.samefile(table):
        raise TableError(f"`{out}` is the table that is read")
    if not out.parent.is_dir():
        raise TableError(f"there is no folder `{out.parent}`")


def _told(settler: Settler) -> list[str]:
    """The columns of the answers."""
    judged = (one.name for one in settler.judge.of_none().judged)
    return [*_apart(["verdict", *judged, *settler.elements, "coercion", "grounds", "missing"])]


def _look_for_twins(kept: Sequence[str], settler: Settler) -> None:
    """A column that is kept is not called like one of the answers."""
    own = {name.casefold() for name in (ROW, *_told(settler), PROBLEM)}
    for name in kept:
        if name.casefold() in own:
            raise MappingError(f"`keep`: the answers have a column `{name}` already")


def _connected(folder: Path) -> duckdb.DuckDBPyConnection:
    """DuckDB with a limit, and a folder for what is beyond it; it reaches no network and no extension."""
    con = duckdb.connect(
        config={
            "memory_limit": MEMORY,
            "threads": min(os.cpu_count() or 1, 4),
            "temp_directory": str(folder / "spilled"),
            "autoinstall_known_extensions": False,
        }
    )
    con.execute("SET TimeZone = 'UTC'")
    con.execute("SET enable_progress_bar = true")
    con.execute("SET enable_progress_bar_print = false")
    return con


# --- cases ------------------------------------------------------------------------------------------


@frozen(eq=False)
class _Keyed:
    """Rows, each with its case: whether it is open, and some numbers."""

    masked: Masked
    packing: Packing
    slots: tuple[int, ...]
    """Those whose order the packing has."""
    keys: tuple[str, ...]

    @classmethod
    def of(cls, rows: Masked) -> "_Keyed":
        """Add the case to the rows."""
        now = rows.known
        timed = moments(rows.chain, now) if now.slots[1:] else []
        columns = combination(rows.judge, now, "duckdb", every=bool(timed))
        digits = [digit for word in columns.words for digit in word]
        packing = packed([*digits, *ranks(timed)])
        masks = [named(name) for name in rows.masks]
        numbers = [*packing.numbers]
        size = max(len(masks), len(numbers))
        keys = {f"key_{n}": _case(_nth(masks, n), _nth(numbers, n)) for n in range(size)}
        rows.chain.more("keyed", {_OPEN: exp.not_(named(SETTLED)), **keys})
        return cls(rows, packing, now.slots if timed else (), tuple(keys))

    def answer(self, settler: Settler, numbers: Sequence[int], *, settled: bool) -> Answer:
        """What is told of the case."""
        if settled:
            return settler.of_mask(self.masked.mask(numbers[: len(self.masked.masks)]))
        digits = self.packing.read(numbers[: len(self.packing.words)])
        columns = settler.schema.columns
        values = {c.name: c.default for c in settler.schema.finite if c.default is not None}
        values.update(settler.schema.settled)
        for name, code in digits.items():
            said = value(columns[name], code) if name in columns else None
            if said is not None:
                values[name] = said
        return settler.of_combination(values, self._order(settler, digits))

    def _order(self, settler: Settler, digits: Mapping[str, int]) -> tuple[int, ...]:
        """The slots by their moments; one without a time is with the one before it."""
        count = len(settler.schema.slots)
        if not self.slots:
            return tuple(range(count))
        times, last = [], -1
        for slot in range(count):
            last = digits.get(moment(slot), last)
            times.append(last)
        return tuple(sorted(range(count), key=times.__getitem__))


def _nth(numbers: Sequence[exp.Expr], place: int) -> exp.Expr:
    return numbers[place] if place < len(numbers) else number(0)


def _case(mask: exp.Expr, packed_: exp.Expr) -> exp.Expr:
    return exp.case().when(named(SETTLED), mask).else_(packed_)


# --- the two passes ---------------------------------------------------------------------------------


@define(eq=False)
class _Work:
    con: duckdb.DuckDBPyConnection
    settler: Settler
    keyed: _Keyed
    kept: Sequence[str]
    progress: Progress

    def answered(self, title: str) -> Summary:
        """Find the cases, answer each, count."""
        summary = Summary(title)
        key = {_OPEN: named(_OPEN), **{name: named(name) for name in self.keyed.keys}}
        found = self.keyed.masked.chain.select(
            {
                **key,
                "rows": exp.Anonymous(this="count", expressions=[exp.Star()]),
                "bad": exp.Anonymous(this="count", expressions=[named(PROBLEM)]),
            }
        )
        found = found.group_by(*(exp.Literal.number(n + 1) for n in range(len(key))))
        self._run(f"CREATE TABLE cases AS {printed(found, 'duckdb')}", "finding cases")
        (count,) = self._one("SELECT count(*) FROM cases")
        self._prepare()
        cases = self.con.cursor().execute("SELECT * FROM cases")
        done = 0
        while batch := cases.fetchmany(BATCH):
            told = [self._answer(row, summary) for row in batch]
            self._insert(told)
            done += len(batch)
            self.progress("answering cases", done / count)
        if summary.problems:
            summary.told = tuple(self._problems())
        return summary

    def _one(self, query: str) -> tuple[Any, ...]:
        found = self.con.execute(query).fetchone()
        assert found is not None  # noqa: S101 - an aggregate has one row
        return found

    @property
    def _answers(self) -> Columns:
        """The columns of the answers, by the names they have in the output."""
        return {name: named(f"a_{place}") for place, name in enumerate(_told(self.settler))}

    def _prepare(self) -> None:
        keys = [f"{name} {'BOOLEAN' if name == _OPEN else 'BIGINT'}" for name in (_OPEN, *self.keyed.keys)]
        answers = [f"a_{place} VARCHAR" for place in range(len(self._answers))]
        self.con.execute(f"CREATE TABLE answers ({', '.join([*keys, *answers, 'no_case VARCHAR'])})")

    def _answer(self, row: tuple[Any, ...], summary: Summary) -> tuple[Any, ...]:
        is_open, *numbers, rows, bad = row
        answer = self.keyed.answer(self.settler, numbers, settled=not is_open)
        _count(summary, answer, rows, rows if answer.problem else bad)
        verdicts = (one.verdict for one in answer.judged)
        told = (answer.verdict, *verdicts, *answer.elements.values(), answer.coercion)
        lists = ["; ".join(names) or None for names in (answer.grounds, answer.missing)]
        return (is_open, *numbers, *told, *lists, answer.problem)

    def _insert(self, told: Sequence[tuple[Any, ...]]) -> None:
        types = ["BOOLEAN[]", *("BIGINT[]" for _ in self.keyed.keys)]
        types += ["VARCHAR[]"] * (len(told[0]) - len(types))
        columns = ", ".join(f"unnest(?::{kind})" for kind in types)
        values = [[*each] for each in zip(*told, strict=True)]
        self.con.execute(f"INSERT INTO answers SELECT {columns}", values)

    def _joined(self, columns: Columns) -> exp.Select:
        """Each row with the answer to its case."""
        same = exp.and_(
            *(
                exp.EQ(this=_of("each", name), expression=_of("answers", name))
                for name in (_OPEN, *self.keyed.keys)
            )
        )
        rows = exp.alias_(self.keyed.masked.chain.last.copy(), "each", table=True)
        joined = selecting(columns).from_(rows).join(exp.to_table("answers"), on=same)
        return self.keyed.masked.chain.around(joined)

    @property
    def _problem(self) -> exp.Expr:
        words = exp.Anonymous(
            this="CONCAT_WS", expressions=[exp.Literal.string("; "), named(PROBLEM), named("no_case")]
        )
        return exp.func("NULLIF", words, exp.Literal.string(""))

    def _problems(self) -> Iterator[tuple[int, str]]:
        first = self._joined({ROW: named(ROW), PROBLEM: self._problem})
        problem = exp.func("COALESCE", named(PROBLEM), named("no_case"))
        first = first.where(exp.not_(exp.Is(this=problem, expression=exp.null())))
        query = printed(first.order_by(exp.Literal.number(1)).limit(TOLD), "duckdb")
        yield from ((int(row), str(words)) for row, words in self.con.execute(query).fetchall())

    def write(self, out: Path, summary: Summary) -> None:
        """All rows with their answers, at once or not at all."""
        columns: dict[str, exp.Expr] = {ROW: named(ROW)}
        columns.update((name, named(f"kept_{place}")) for place, name in enumerate(_apart(self.kept)))
        query = self._joined({**columns, **self._answers, PROBLEM: self._problem})
        if summary.rows <= MOST_SORTED:
            query = query.order_by(exp.Literal.number(1))
        handle, name = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name}.", suffix=out.suffix)
        os.close(handle)
        beside = Path(name)
        try:
            as_csv = out.suffix.lower() == ".csv"
            options = "FORMAT csv, HEADER" if as_csv else "FORMAT parquet, COMPRESSION zstd"
            target = exp.Literal.string(name).sql("duckdb")
            self._run(f"COPY ({printed(query, 'duckdb')}) TO {target} ({options})", "judging rows")
            beside.replace(out)
        finally:
            beside.unlink(missing_ok=True)

    def _run(self, query: str, what: str) -> None:
        """Run *query*, telling how far it is; Ctrl-C ends it."""
        failed: list[BaseException] = []

        def run() -> None:
            try:
                self.con.execute(query)
            except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
                failed.append(error)

        thread = Thread(target=run, daemon=True)
        thread.start()
        try:
            while thread.is_alive():
                thread.join(_PERIOD)
                with suppress(duckdb.Error):
                    self.progress(what, max(0.0, self.con.query_progress()) / 100)
        except BaseException:
            self.con.interrupt()
            thread.join()
            raise
        if failed:
            raise failed[0]
        self.progress(what, 1.0)


def _of(table: str, name: str) -> exp.Column:
    return exp.column(exp.to_identifier(name, quoted=True), table=table)


def _apart(names: Sequence[str]) -> Iterator[str]:
    """*names*, no two alike: DuckDB does not tell capitals from small letters."""
    taken = {ROW, PROBLEM}
    for name in names:
        other, times = name, 1
        while other.casefold() in taken:
            times += 1
            other = f"{name} ({times})"
        taken.add(other.casefold())
        yield other


def _count(summary: Summary, answer: Answer, rows: int, bad: int) -> None:
    summary.rows += rows
    summary.verdicts[answer.verdict] += rows
    for one in answer.judged:
        summary.judged.setdefault(one.name, Counter())[one.verdict] += rows
    for name, word in answer.elements.items():
        summary.elements.setdefault(name, Counter())[word] += rows
    summary.coercion[answer.coercion] += rows
    for ground in answer.grounds:
        summary.grounds[ground] += rows
    for column in answer.missing:
        summary.missing[column] += rows
    summary.bounded += rows if any(one.bounded for one in answer.judged) else 0
    summary.problems += bad
