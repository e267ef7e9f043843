"""
What is known at the use: `eval.record` for every row of a table at once, step for step.

What has a time has happened unless that is after the use; answers run out by themselves; terms come into
force on their days. Whether things came in the order of the slots is noted: only then do the rules that are
printed for that order speak of the row.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from attrs import frozen
from sqlglot import exp

from consentlang.eval.schema import AT, Column, Schema, Term
from consentlang.sql.chain import Chain, Columns
from consentlang.sql.formulas import Reader, constant
from consentlang.sql.schema import field, names

BEGINNING: Final = "0001-01-01 00:00:00"
END: Final = "9999-12-31 23:59:59"
PROBLEM: Final = "problem"


@frozen(eq=False)
class Known:
    """What the columns of the chain are now called, and which of them say anything."""

    reader: Reader
    given: frozenset[str]
    """The columns of the schema of which rows can say something."""
    slots: tuple[int, ...]
    """The slots with a time of their own, by number."""


def known(
    chain: Chain,
    schema: Schema,
    said: Mapping[str, exp.Expr],
    carried: Columns,
    wrong: Sequence[exp.Expr] = (),
    never: frozenset[str] = frozenset(),
) -> Known:
    """
    Add to *chain* what each column is at the use, what is wrong with the row, and whether it is in order.

    *said*: what the table says of a column, NULL where nothing. *carried*: what is wanted besides. *wrong*:
    words about the row, each NULL where there is nothing to complain of. *never*: what has not come where it
    has no time.
    """
    plain = names(schema.columns)
    typed = {plain[c.name]: _said(c, said.get(c.name)) for c in schema.columns.values()}
    chain.only("said", {**carried, PROBLEM: joined([*wrong, *_settled(schema, said)]), **typed})
    step = _Step(schema, plain, frozenset(said), never)
    now = {plain[c.name]: step.now(c) for c in schema.columns.values()}
    late = {name: f"late_{plain[name]}" for name in step.dated_answers()}
    problems = joined([field(PROBLEM), *step.problems()])
    afterwards = {late[name]: when for name, when in step.dated_answers().items()}
    chain.only("known", {**{name: field(name) for name in carried}, PROBLEM: problems, **now, **afterwards})
    slots = tuple(n for n, slot in enumerate(schema.slots) if slot.day is not None or slot.at in said)
    given = frozenset(said) | {c.name for c in schema.finite if c.default is not None}
    return Known(Reader(schema, plain, late), given | step.reckoned(), slots)


def joined(words: list[exp.Expr]) -> exp.Expr:
    """All that is wrong, in one line; NULL where nothing is."""
    if not words:
        return exp.cast(exp.null(), "text")
    text = exp.Anonymous(this="CONCAT_WS", expressions=[exp.Literal.string("; "), *words])
    return exp.func("NULLIF", text, exp.Literal.string(""))


def complaint(column: str, when: exp.Expr, *words: exp.Expr | str) -> exp.Expr:
    """About *column*: *words*, when there is cause."""
    told = [exp.Literal.string(word) if isinstance(word, str) else word for word in (f"`{column}`: ", *words)]
    return exp.case().when(when, told[0] if len(told) == 1 else exp.func("CONCAT", *told))


def _said(column: Column, value: exp.Expr | None) -> exp.Expr:
    default = None if column.default is None else constant(column, column.default)
    if value is None:
        return constant(column, None) if default is None else default
    return value if default is None else exp.func("COALESCE", value, default)


def _settled(schema: Schema, said: Mapping[str, exp.Expr]) -> Iterator[exp.Expr]:
    """Rows that differ from what the policy settles."""
    for name, value in schema.settled.items():
        if name in said and name in schema.columns:
            differs = exp.NEQ(this=said[name].copy(), expression=constant(schema.columns[name], value))
            yield complaint(name, differs, f"the policy settles it: {value}")


@frozen(eq=False)
class _Step:
    """From what was said to what is known."""

    schema: Schema
    names: Mapping[str, str]
    said: frozenset[str]
    never: frozenset[str]

    def now(self, column: Column) -> exp.Expr:
        """What *column* is at the use."""
        here = field(self.names[column.name])
        if column.name in self.schema.settled:
            return constant(column, self.schema.settled[column.name])
        if column.name in self.schema.chains and self._has(AT):
            return self._in_force(column, here)
        since = field(self.names[column.at]) if column.at is not None and column.at in self.said else None
        if column.kind == "status":
            if since is not None and column.name in self.never:
                return self._come(since, None)
            return self._run_out(column, here if since is None else self._come(since, here))
        return here

    def dated_answers(self) -> dict[str, exp.Expr]:
        """Whether an answer that has a time came after the use."""
        return {
            c.name: _surely(field(self.names[c.at]) > self._use)
            for c in self.schema.finite
            if c.kind == "answer" and c.at is not None and c.at in self.said and self._has(AT)
        }

    def _has(self, column: str) -> bool:
        return column in self.said

    @property
    def _use(self) -> exp.Expr:
        return field(self.names[AT])

    def _come(self, since: exp.Expr, here: exp.Expr | None) -> exp.Expr:
        """What has a time has happened, unless that is after the use; *here*: what is said without a time."""
        come = exp.case().when(_is_null(since), exp.false() if here is None else here)
        if self._has(AT):
            come = come.when(since > self._use, exp.false())
        return come.else_(exp.true())

    def _run_out(self, column: Column, here: exp.Expr) -> exp.Expr:
        """Answers run out by themselves."""
        for term in self._terms(column.name):
            answered = field(self.names[str(self.schema.columns[term.answer].at)])
            sooner, later = (_after(answered, days) for days in (term.least, term.most))
            reckoned = exp.case().when(self._use < sooner, exp.false()).when(self._use > later, exp.true())
            here = exp.func("COALESCE", here, reckoned)
        return here

    def _terms(self, expired: str) -> Iterator[Term]:
        for term in self.schema.terms:
            if term.expired == expired and self._has(AT) and self.schema.columns[term.answer].at in self.said:
                yield term

    def reckoned(self) -> frozenset[str]:
        """The columns of which something is known by times alone."""
        dated = {c.name for c in self.schema.finite if c.kind == "status" and c.at in self.said}
        expired = {term.expired for term in self.schema.terms for _ in self._terms(term.expired)}
        dated_terms = {name for name in self.schema.chains if self._has(AT) and self._days(name)}
        return frozenset(dated | expired | dated_terms)

    def _days(self, column: str) -> list[tuple[str, exp.Expr]]:
        """The versions with their days; none, unless each has one."""
        versions = self.schema.chains[column]
        days = [(v.name, day(v.start)) for v in versions if v.start is not None]
        return days if len(days) == len(versions) else []

    def _begun(self, column: str) -> exp.Expr | None:
        """The version of the day of the use; NULL before the first, and where that day is not known."""
        if not self._days(column):
            return None
        last = exp.case()
        for name, begins in reversed(self._days(column)):
            last = last.when(self._use >= begins, exp.Literal.string(name))
        return last

    def _in_force(self, column: Column, here: exp.Expr) -> exp.Expr:
        """Terms come into force on their days; what contradicts that stays as said, and is told."""
        begun = self._begun(column.name)
        return here if begun is None else exp.func("COALESCE", here, begun)

    def problems(self) -> Iterator[exp.Expr]:
        """What contradicts the times."""
        for column in self.schema.finite:
            if column.at is None or column.at not in self.said:
                continue
            since, here = field(self.names[column.at]), field(self.names[column.name])
            if column.kind == "status" and column.name not in self.never:
                come = self._come(since, exp.false())
                said_no = exp.and_(exp.not_(here), come)
                yield complaint(column.name, said_no, f"no, but `{column.at}` has a time")
            elif column.kind not in {"status", "answer"} and self._has(AT):
                yield complaint(column.at, since > self._use, "lies after the use")
        for name in self.schema.chains if self._has(AT) else ():
            begun = self._begun(name)
            if begun is not None:
                here = field(self.names[name])
                other = exp.or_(
                    exp.Is(this=begun, expression=exp.null()), exp.NEQ(this=here, expression=begun)
                )
                wrong = exp.and_(_is_known(self._use), other)
                yield complaint(
                    name,
                    wrong,
                    "not in force at the time of the use: ",
                    exp.func("COALESCE", here, exp.Literal.string("any version")),
                )


def in_order(now: Known) -> exp.Expr:
    """
    Whether things surely came in the order of the slots: no time is earlier than one before it.

    Times of what has not happened are looked at, too: `ranks` tells better and costs more.
    """
    slots = [_since(now, number) for number in now.slots]
    return exp.and_(
        exp.true(), *(_not_before(time, slots[:place]) for place, time in enumerate(slots) if place)
    )


def _not_before(time: exp.Expr, others: Sequence[exp.Expr]) -> exp.Expr:
    """Whether *time* is not known to be earlier than one of *others*."""
    case = exp.case().when(_is_null(time), exp.true())
    for other in others:
        case = case.when(time < other, exp.false())
    return case.else_(exp.true())


def moments(chain: Chain, now: Known) -> list[str]:
    """Add when each slot was that has a time (one that has not happened was with the one before it)."""
    before: exp.Expr = exp.cast(exp.Literal.string(BEGINNING), "timestamp")
    for number in now.slots:
        events = now.reader.schema.slots[number].events
        happens = exp.or_(*(now.reader.holds(condition) for _, condition in events), exp.false())
        then = exp.case().when(exp.func("COALESCE", happens, exp.true()), _since(now, number))
        chain.more(moment(number), {moment(number): exp.func("COALESCE", then, before)})
        before = field(moment(number))
    return [moment(number) for number in now.slots]


def _since(now: Known, number: int) -> exp.Expr:
    slot = now.reader.schema.slots[number]
    return day(slot.day) if slot.day is not None else field(now.reader.names[str(slot.at)])


def moment(slot: int) -> str:
    """The name of the column that says when the slot of this number was; no policy has one of this name."""
    return f"#{slot}"


def day(number: int) -> exp.Expr:
    """The first moment of a day; SQL has none before the first day of the calendar."""
    return exp.cast(exp.Literal.string(f"{date.fromordinal(max(number, 1))} 00:00:00"), "timestamp")


def _after(moment: exp.Expr, days: int) -> exp.Expr:
    """So many *days* after *moment*; nobody knows when, where no calendar goes that far."""
    later = exp.Interval(this=exp.Literal.string(str(days)), unit=exp.var("DAY"))
    last = exp.cast(exp.Literal.string(END), "timestamp")
    return exp.case().when(moment <= last, exp.Add(this=moment.copy(), expression=later))


def _surely(condition: exp.Expr) -> exp.Expr:
    """Never NULL; DuckDB does this sooner than COALESCE."""
    return exp.case().when(condition, exp.true()).else_(exp.false())


def _is_null(value: exp.Expr) -> exp.Expr:
    return exp.Is(this=value.copy(), expression=exp.null())


def _is_known(value: exp.Expr) -> exp.Expr:
    return exp.not_(_is_null(value))
