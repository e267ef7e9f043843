"""
Records: from what somebody wrote of a case to what is known at the use, and in which order it came.

A record is a mapping from columns (`eval.schema`) to values. Reading it checks names and values, says of
what happened whether it had by the time of the use, fills in what the policy's lines settle, and sorts what
happened by its times. What it does not say stays missing. (docs/adr/0010-records.md)
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Final, Literal

from attrs import frozen

from consentlang.core import ir
from consentlang.eval.partial import truth_by
from consentlang.eval.schema import AT, NO, NO_ANSWER, YES, Column, Schema, Slot

Value = str | bool | int | float | date | None
Moment = int
"""Microseconds since the first day of the calendar, in universal time."""

TIME: Final = (
    r"(\d{3}[1-9]|\d{2}[1-9]\d|\d[1-9]\d{2}|[1-9]\d{3})-\d{2}-\d{2}"
    r"([T ]([01]\d|2[0-3])(:\d{2}(:\d{2}(\.\d+)?)?)?(Z|[+-]([01]\d|2[0-3])(:?\d{2})?)?)?"
)
"""A day, or a time on it, as ISO 8601 writes them in full: the same for a record and for a table."""
DAY: Final = 86_400_000_000
_MICROSECOND: Final = timedelta(microseconds=1)
_FIRST: Final = datetime(1, 1, 1)  # noqa: DTZ001 - universal time throughout
_BAND: Final = re.compile(
    r"under (?P<below>\d+)|(?P<least>\d+) or more|(?P<low>\d+) to (?P<high>\d+)|(?P<only>\d+)"
)


@frozen
class Complaint:
    """What is wrong with one column of a record."""

    column: str
    message: str


class RecordError(ValueError):
    """The record cannot be read, or cannot be so under the policy: *complaints* says why, one by one."""

    def __init__(self, complaints: tuple[Complaint, ...]) -> None:
        super().__init__("; ".join(f"`{each.column}`: {each.message}" for each in complaints))
        self.complaints = complaints

    def __reduce__(self) -> tuple[type["RecordError"], tuple[tuple[Complaint, ...]]]:
        return RecordError, (self.complaints,)


@frozen
class Known:
    """
    What a record says, as of the use.

    *values*: each finite column that is known; *moments*: each time. *order*: the slots of the run by number,
    as their times have them.
    """

    values: Mapping[str, str]
    moments: Mapping[str, Moment]
    order: tuple[int, ...]
    complaints: tuple[Complaint, ...] = ()


def read(
    schema: Schema, record: Mapping[str, object], *, unknown: Literal["error", "collect"] = "error"
) -> Known:
    """
    What *record* says.

    Raises:
        RecordError: a column is not one of the policy's, or its value is not one of the column's; with
            *unknown* "collect" these are told in the answer instead, and the column counts as missing.

    """
    reading = _Reading(schema)
    for name, value in record.items():
        if value is not None:
            reading.take(name, value)
    known = reading.known()
    if known.complaints and unknown == "error":
        raise RecordError(known.complaints)
    return known


class _Reading:
    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._values = dict(schema.defaults)
        self._moments: dict[str, Moment] = {}
        self._complaints: list[Complaint] = []

    def take(self, name: str, value: object) -> None:
        """Note one column."""
        column = self._schema.columns.get(name)
        if column is None:
            self._complain(str(name), "no such column")
        elif not column.values:
            if (moment := as_moment(value)) is None:
                self._complain(name, f"{value!r} is no time")
            else:
                self._moments[name] = moment
        elif (found := as_value(column, value)) is None:
            self._complain(name, f"{value!r} is none of {', '.join(column.values)}")
        elif found != (settled := self._schema.settled.get(name, found)):
            self._complain(name, f"{found}, but the policy settles it: {settled}")
        else:
            self._values[name] = found

    def _complain(self, column: str, message: str) -> None:
        self._complaints.append(Complaint(column, message))

    def known(self) -> Known:
        """All of it, as of the use."""
        use = self._moments.get(AT)
        for name, since in self._moments.items():
            dated = self._schema.columns[name].dates
            if dated is not None:
                self._dated(self._schema.columns[dated], late=use is not None and since > use)
        if use is not None:
            self._run_out(use)
            self._in_force(use)
        return Known(self._values, self._moments, self._order(), tuple(self._complaints))

    def _dated(self, column: Column, *, late: bool) -> None:
        """What has a time has happened, unless that is after the use."""
        if column.kind == "status":
            if self._values.get(column.name) == NO and not late:
                self._complain(column.name, f"no, but `{column.at}` has a time")
            self._values[column.name] = NO if late else YES
        elif late and column.kind == "answer":
            self._values[column.name] = NO_ANSWER
        elif late:
            self._complain(str(column.at), "lies after the use")

    def _run_out(self, use: Moment) -> None:
        """Answers run out by themselves."""
        for term in self._schema.terms:
            answered = self._moments.get(str(self._schema.columns[term.answer].at))
            if answered is None or term.expired in self._values:
                continue
            if use - answered < term.least * DAY:
                self._values[term.expired] = NO
            elif use - answered > term.most * DAY:
                self._values[term.expired] = YES

    def _in_force(self, use: Moment) -> None:
        """Terms come into force on their days."""
        for column, versions in self._schema.chains.items():
            days = [version.start for version in versions]
            if None in days:
                continue
            begun = [v.name for v in versions if v.start is not None and v.start * DAY <= use]
            said = self._values.get(column)
            if not begun or said not in (None, begun[-1]):
                self._complain(column, f"not in force at the time of the use: {said or 'any version'}")
            else:
                self._values[column] = begun[-1]

    def _order(self) -> tuple[int, ...]:
        """The slots by time; one without a time follows the one before it."""
        slots = self._schema.slots
        own = [self._moment(slot) for slot in slots]
        known = [moment for moment in own if moment is not None]
        if known == sorted(known):
            return self._schema.natural
        times: list[Moment] = []
        for slot, moment in zip(slots, own, strict=True):
            happens = any(truth_by(condition, self._values) is not False for _, condition in slot.events)
            times.append(moment if happens and moment is not None else times[-1] if times else 0)
        return tuple(sorted(range(len(times)), key=times.__getitem__))

    def _moment(self, slot: Slot) -> Moment | None:
        if slot.day is not None:
            return slot.day * DAY
        return self._moments.get(slot.at) if slot.at is not None else None


# --- single values ----------------------------------------------------------------------------------


def as_value(column: Column, value: object) -> str | None:
    """
    *value* as one of the column's, or None: yes and no also as true and false, a number by its band.

    >>> as_value(Column("Reader.age", "fact", ("under 13", "13 to 15", "16 or more")), 14)
    '13 to 15'
    """
    if isinstance(value, bool):
        value = YES if value else NO
    if isinstance(value, str):
        return value if value in column.values else None
    if isinstance(value, int | float):
        return next((band for band in column.values if _holds(band, value)), None)
    return None


def _holds(band: str, number: float) -> bool:
    """Whether *number* lies in the band; 13.5 is 13."""
    found = _BAND.fullmatch(band)
    if found is None or number < 0:
        return False
    below, least, low, high, only = (
        None if part is None else int(part) for part in found.group("below", "least", "low", "high", "only")
    )
    if below is not None:
        return number < below
    if least is not None:
        return number >= least
    if low is not None and high is not None:
        return low <= number < high + 1
    return only is not None and only <= number < only + 1


def as_moment(value: object) -> Moment | None:
    """
    *value* as a moment, or None: a date (its first moment), a time, or either as ISO 8601 writes it.

    A time without a zone is universal time.

    >>> as_moment("2023-08-07") == as_moment("2023-08-07T02:00+02:00")
    True
    """
    if isinstance(value, str):
        if not re.fullmatch(TIME, value):
            return None
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if isinstance(value, datetime):
        if value.tzinfo is not None:
            try:
                value = value.astimezone(UTC).replace(tzinfo=None)
            except OverflowError:  # before the first day of the calendar in universal time, or after the last
                return None
        return (value - _FIRST) // _MICROSECOND + DAY
    return value.toordinal() * DAY if isinstance(value, date) else None


# --- what it stands for -----------------------------------------------------------------------------


def scenario_events(schema: Schema, values: Mapping[str, str], order: tuple[int, ...]) -> tuple[str, ...]:
    """The run of a record of which every column is known: the events that happen, in order."""
    slots = (schema.slots[number] for number in order)
    return tuple(name for slot in slots for name, condition in slot.events if truth_by(condition, values))


def complete_facts(program: ir.Program, values: Mapping[str, str]) -> Mapping[str, str]:
    """An answer to every fact of *program*: as the columns say; of changes to the policy, no."""
    return {
        fact.name: fact.values[0] if fact.kind == "edit" else values[fact.name]
        for fact in program.facts.values()
    }
