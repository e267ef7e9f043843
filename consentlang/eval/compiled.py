"""
Compiled policies: a record in, an assessment out.

What is complete goes through a generated function: one for records in which things came in the order of the
slots, another for each other order, made when it is first met. Where something is missing, it is searched
for what holds in every completion.
"""

import sys
from collections.abc import Callable, Mapping
from hashlib import sha256
from math import inf
from threading import Lock
from types import MethodType
from typing import Any, Final, Literal, Protocol, assert_never, cast

import attrs
from attrs import evolve, field, frozen

from consentlang.core import ir, store
from consentlang.eval.assessment import Assessment
from consentlang.eval.codegen import function, generate
from consentlang.eval.completions import Completions, GivenUp
from consentlang.eval.flatten import Flat, flatten
from consentlang.eval.judge import Judge, judge
from consentlang.eval.layout import Layout, Packed, Place, Truth, Whole, identifiers, lay_out
from consentlang.eval.partial import truth_by
from consentlang.eval.record import DAY, Complaint, Known, RecordError, read
from consentlang.eval.schema import AT, NO, Column, Schema, schema

Unknown = Literal["error", "collect"]

MOST_KEPT: Final = 4096
"""Masks whose assessments are kept."""
MOST_ORDERS: Final = 64
"""Orders whose functions are kept."""
LAST: Final = sys.float_info.max
"""A moment after every other, but for what never comes: a use without a time."""
EPOCH: Final = 719_163 * DAY
"""1970. Microseconds from then are whole numbers as floats, which compare faster, until the year 2255."""


class Assess(Protocol):
    """A policy as a function; `__self__` is what it was compiled to."""

    @property
    def __self__(self) -> "Compiled":
        """Reads records ahead, shows the source and the columns."""

    def __call__(self, record: object, /) -> Assessment:
        """
        What the policy says of *record*: a mapping, an attrs object, or what `Compiled.read` made.

        Raises:
            RecordError: it is no record of this policy, or cannot be so under it (see `unknown`).

        """


@frozen(eq=False, slots=False, repr=False)
class Ordered:
    """The policy for records in which things came in one order."""

    flat: Flat
    judge: Judge
    source: str
    layout: Layout
    record: Callable[[Known], Any]
    """Makes a record with slots."""
    row: str
    """The attribute that has all of them, in a record with nothing missing and nothing wrong."""
    finite: frozenset[str]
    """The columns on which something turns."""
    assess: Assess
    _told: dict[frozenset[tuple[str, str]], Assessment] = field(factory=dict, init=False)

    def of_open(self, known: Known) -> Assessment:
        """What is said of a record with gaps; those that know the same are told the same."""
        key = frozenset(known.values.items())
        told = self._told.get(key)
        if told is None:
            if len(self._told) > MOST_KEPT:
                self._told.clear()
            told = self._told[key] = self.judge.of_open(_completions(self.flat, known))
        return told


class Compiled:
    """
    A policy, ready to judge records. `assess` is the generated function, bound to this.

    Safe to share between threads; sent to another process, it is compiled again there.
    """

    def __init__(self, program: ir.Program, unknown: Unknown = "error") -> None:
        self._program = program
        self._unknown: Unknown = unknown
        self._schema = schema(program)
        self._names = identifiers(self._schema.columns)
        self._policy, _ = store.dump(program)
        self._lock = Lock()
        self._orders: dict[tuple[int, ...], Ordered] = {}
        self.assess: Assess = self._ordered(self._schema.natural).assess

    def __repr__(self) -> str:
        """Show which policy it is, and how many columns a record of it can have."""
        return f"Compiled({self._program.title!r}, {len(self._schema.columns)} columns)"

    def __reduce__(self) -> tuple[type["Compiled"], tuple[ir.Program, Unknown]]:
        return Compiled, (self._program, self._unknown)

    @property
    def source(self) -> str:
        """The generated function, to be read."""
        return self._orders[self._schema.natural].source

    @property
    def judging(self) -> Judge:
        """The conditions that the function asks, numbered."""
        return self._orders[self._schema.natural].judge

    @property
    def row(self) -> str:
        """The attribute of its records that the function takes."""
        return self._orders[self._schema.natural].row

    @property
    def schema(self) -> Schema:
        """The columns of its records."""
        return self._schema

    def read(self, record: object) -> Any:  # noqa: ANN401 - its class is generated
        """
        *record* with slots: checked, and ready to be judged any number of times.

        Raises:
            RecordError: it is no record of this policy, or cannot be so under it (see `unknown`).

        """
        known = read(self._schema, self._mapping(record), unknown=self._unknown)
        ordered = self._ordered(known.order)
        impossible = _impossible(ordered.flat, known)
        if impossible and self._unknown == "error":
            raise RecordError(impossible)
        if impossible:
            known = evolve(known, complaints=(*known.complaints, *impossible))
        made = ordered.record(known)
        if not known.complaints and ordered.finite <= known.values.keys():
            ready = row_of(self._schema, ordered.layout, known)
            object.__setattr__(made, ordered.row, ready)  # once, while nobody else has it
        return made

    def _mapping(self, record: object) -> Mapping[str, object]:
        if isinstance(record, Mapping):
            return record
        kind: type = type(record)
        if not attrs.has(kind):
            message = f"a record is a mapping or an attrs object, not {kind.__name__}"
            raise TypeError(message)
        columns = {name: column for column, name in self._names.items()}
        return {columns.get(f.name, f.name): getattr(record, f.name) for f in attrs.fields(kind)}

    def _ordered(self, order: tuple[int, ...]) -> Ordered:
        """The policy for this order."""
        found = self._orders.get(order)
        if found is None:
            with self._lock:
                found = self._orders.get(order)
                if found is None:
                    if len(self._orders) > MOST_ORDERS:
                        natural = self._orders[self._schema.natural]
                        self._orders = {self._schema.natural: natural}
                    found = self._orders[order] = self._make(order)
        return found

    def _make(self, order: tuple[int, ...]) -> Ordered:
        flat = flatten(self._program, self._schema, order)
        judging = judge(self._program, flat)
        layout = lay_out(judging, self._names)
        row = _row(self._policy, order)
        source = generate(layout, row)
        answers: dict[int, Assessment] = {}

        def first(mask: int) -> Assessment:
            if len(answers) > MOST_KEPT:
                answers.clear()
            return answers.setdefault(mask, judging.of_mask(mask))

        made = function(source, {"answers": answers, "first": first})
        finite = frozenset(column.name for column in layout.asked)
        bound = cast("Assess", MethodType(made, self))
        return Ordered(flat, judging, source, layout, _record(row), row, finite, bound)

    def unusual(self, record: object) -> Assessment:
        """
        What is said of a record that has not been read, has gaps, or is in another order.

        Raises:
            RecordError: it is no record of this policy, or cannot be so under it (see `unknown`).
            TypeError: it was read for another policy, or is no record at all.

        """
        ready: Any = record if isinstance(getattr(record, "known", None), Known) else self.read(record)
        known: Known = ready.known
        ordered = self._ordered(known.order)
        if ready.layout != ordered.row:
            message = "the record was read for another policy"
            raise TypeError(message)
        if hasattr(ready, ordered.row):
            return ordered.assess(ready)
        assessment = ordered.judge.of_none() if _contradicts(known) else ordered.of_open(known)
        return evolve(assessment, complaints=known.complaints) if known.complaints else assessment


def _row(policy: str, order: tuple[int, ...]) -> str:
    """A name for the attribute that has all of it: another for each policy, so that no record is mistaken."""
    laid_out = repr((policy, order))
    return f"row_{sha256(laid_out.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


def _record(row: str) -> Callable[[Known], Any]:
    """A class for records: a slot for what was read, one for what the function takes, if that is known."""
    late = attrs.field(repr=False, eq=False, init=False)
    slots = {"known": attrs.field(), row: late}
    return attrs.make_class("Record", slots, slots=True, frozen=True, class_body={"layout": row})


def _completions(flat: Flat, known: Known) -> Completions:
    values = {
        c.name: (known.values[c.name],) if c.name in known.values else c.values for c in flat.schema.finite
    }
    return Completions.of(values, flat.possible)


_NO_CASE: Final = "no case"
"""In place of a column: it is the whole record that cannot be."""


def _contradicts(known: Known) -> bool:
    return any(complaint.column == _NO_CASE for complaint in known.complaints)


def _impossible(flat: Flat, known: Known) -> tuple[Complaint, ...]:
    """Why the record cannot be, where no completion of it obeys the policy's lines."""
    held = [truth_by(line, known.values) for line in flat.possible]
    broken = [words for words, holds in zip(flat.reasons, held, strict=True) if holds is False]
    if not broken and None in held:
        try:
            if not _completions(flat, known).exist():
                broken = ["the policy's lines leave no such case"]
        except GivenUp:
            pass
    return tuple(Complaint(_NO_CASE, words) for words in broken)


def row_of(schema: Schema, layout: Layout, known: Known) -> tuple[object, ...]:
    """What the function of *layout* takes, where nothing that it asks is missing."""
    return tuple([_ready(schema, place, known) for place in layout.places])


def _ready(schema: Schema, place: Place, known: Known) -> object:
    match place:
        case Whole(column=column) if column.values:
            return sys.intern(known.values[column.name])
        case Whole(column=column):
            return _time(schema, column, known)
        case Truth(asked=asked):
            return known.values[asked.fact] in asked.values
        case Packed(truths=truths):
            return sum(1 << n for n, each in enumerate(truths) if known.values[each.fact] in each.values)
        case _:
            assert_never(place)


def _time(schema: Schema, column: Column, known: Known) -> float:
    """When it was: infinite where a status has not come, or an answer came nobody knows when."""
    moment = known.moments.get(column.name)
    if moment is not None:
        return moment - EPOCH  # a whole number, since floating-point ones are too coarse for far times
    if column.name == AT:
        return LAST
    dated = None if column.dates is None else schema.columns[column.dates]
    value = None if dated is None else known.values.get(dated.name)
    if dated is None or value is None or (dated.kind == "status" and value == NO):
        return inf
    return -inf
