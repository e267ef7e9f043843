"""
Days that a story may fall on: zones of clocks, for all dates at once.

A zone bounds, for each clock (a running timer; the calendar), the days since it started, and the difference
of any two: a difference-bound matrix over whole days (Dill 1989). Every bound that a program sets is on one
clock, so bounds beyond its largest can be forgotten (Behrmann et al. 2004), and zones are finitely many.
Says the same of a run of events as `eval.calendar`, event by event instead of at the end.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import product

from attrs import evolve, frozen

from consentlang.analysis.cone import Cone
from consentlang.analysis.symbolic import Formulas, Lit
from consentlang.core import ir

FOREVER = 1 << 60
CALENDAR = ""
"""The clock that runs since day zero of the calendar."""

ZERO = 0
"""Row and column of what never moves: the clocks themselves begin at 1."""


@frozen
class Zone:
    """`bounds[i][j]` is the most days by which clock i may be ahead of clock j; 0 stands for no clock."""

    clocks: tuple[str, ...]
    bounds: tuple[tuple[int, ...], ...]

    def on(self, clocks: tuple[str, ...]) -> tuple[tuple[int, ...], ...]:
        """The bounds on these of its clocks alone."""
        if clocks == self.clocks:
            return self.bounds
        kept = [ZERO, *(self.clocks.index(clock) + 1 for clock in clocks)]
        return tuple(tuple(self.bounds[i][j] for j in kept) for i in kept)


@frozen
class Dated:
    """
    How far a story has come in the calendar, if it opens under these terms: the version in force in each
    dated chain, and the days that are possible.
    """

    current: Mapping[str, str]
    zone: Zone


Days = Mapping[Lit, Dated]
"""By what the answers say about the terms a story opens under, where that can have days at all."""


class Calendar:
    """Days for the stories of one cone."""

    def __init__(self, program: ir.Program, cone: Cone) -> None:
        self._program = program
        self._chains = [program.chains[name] for name in cone.chains]
        self._watched = cone.timers
        self._due = {event.due for event in program.events.values()}
        self._largest = {name: max(t.least, t.most) for name, t in program.timers.items()}
        days = (v.start for chain in self._chains for v in chain.versions if v.start is not None)
        self._largest[CALENDAR] = max((abs(day) for day in days), default=0)

    def opening(self, formulas: Formulas) -> Days:
        """The days on which a story may open, by the versions it opens under."""
        days: dict[Lit, Dated] = {}
        for versions in product(*(chain.versions for chain in self._chains)):
            answers = zip(self._chains, versions, strict=True)
            under = formulas.every([formulas.among(chain.start, (v.name,)) for chain, v in answers])
            current = {chain.name: v.name for chain, v in zip(self._chains, versions, strict=True)}
            firsts = (_first(chain, v.name) for chain, v in zip(self._chains, versions, strict=True))
            begun = [(ZERO, 1, -first) for first in firsts if first is not None]
            free = Zone((CALENDAR,), ((0, FOREVER), (FOREVER, 0)))
            zone = self._wait(_tightened(free, begun), current)
            if zone is not None:
                days[under] = Dated(current, zone)
        return days

    def after(self, event: ir.Event, days: Days) -> Days:
        """The days that are possible from *event* on; empty if it can fall on none."""
        following = ((under, self._after(event, dated)) for under, dated in days.items())
        return {under: dated for under, dated in following if dated is not None}

    def covers(self, one: Days, other: Days) -> bool:
        """Whether whatever may follow *other* on some day may follow *one* on that day."""
        return all(under in one and self._covers(one[under], dated) for under, dated in other.items())

    def _covers(self, one: Dated, other: Dated) -> bool:
        """A timer that nothing falls due with only holds things up: it is as well if it does not run."""
        ours = one.zone.clocks
        if one.current != other.current or not set(ours) <= set(other.zone.clocks):
            return False
        if any(clock in self._due for clock in other.zone.clocks if clock not in ours):
            return False
        rows = zip(one.zone.bounds, other.zone.on(ours), strict=True)
        return all(mine >= its for row, its_row in rows for mine, its in zip(row, its_row, strict=True))

    def _after(self, event: ir.Event, dated: Dated) -> Dated | None:
        terms = {e.chain: e.version for e in reversed(event.effects) if isinstance(e, ir.SetTerms)}
        entered = {chain: version for chain, version in terms.items() if chain in dated.current}
        zone = _tightened(dated.zone, [*self._waited(event, dated.zone), *self._days_of(entered)])
        if zone is None:
            return None
        ended = {*event.stops, *((event.due,) if event.due else ())}
        begun = [timer for timer in event.starts if timer in self._watched]
        current = {**dated.current, **entered}
        restarted = _restarted(zone, ended, begun)
        waiting = self._wait(restarted, current)
        return None if waiting is None else Dated(current, waiting)

    def _waited(self, event: ir.Event, zone: Zone) -> Iterator[tuple[int, int, int]]:
        """What is due runs out exactly now; what is waited for, if it runs, has run out."""
        if event.due is not None and event.due not in zone.clocks:
            yield ZERO, ZERO, -1
        for timer in (event.due, event.after):
            if timer is not None and timer in zone.clocks:
                yield ZERO, zone.clocks.index(timer) + 1, -self._program.timers[timer].least
        if event.due in zone.clocks:
            yield zone.clocks.index(event.due) + 1, ZERO, self._program.timers[event.due].most

    def _days_of(self, entered: Mapping[str, str]) -> Iterator[tuple[int, int, int]]:
        """A version comes into force on its day, or after that of the last dated one before it."""
        for name, version in entered.items():
            chain = self._program.chains[name]
            first = _first(chain, version)
            day = chain.versions[_place(chain, version)].start
            if first is not None:
                yield ZERO, 1, -first
            if day is not None:
                yield 1, ZERO, day

    def _wait(self, zone: Zone | None, current: Mapping[str, str]) -> Zone | None:
        """Let days pass, as far as urgent timers and the next dated versions allow."""
        if zone is None:
            return None
        rows = [list(row) for row in zone.bounds]
        for row in rows[1:]:
            row[ZERO] = FOREVER
        passing = Zone(zone.clocks, tuple(tuple(row) for row in rows))
        waited = _tightened(passing, [*self._deadlines(zone), *self._ends(current)])
        return None if waited is None else self._without_over(self._forgetting(waited))

    def _without_over(self, zone: Zone) -> Zone:
        """Without the timers that have run out, where nothing is due with them and nothing stops for them."""
        timers = self._program.timers
        over = {
            clock
            for place, clock in enumerate(zone.clocks[1:], start=2)
            if clock not in self._due
            and not timers[clock].urgent
            and -zone.bounds[ZERO][place] >= timers[clock].least
        }
        return _restarted(zone, over, []) if over else zone

    def _deadlines(self, zone: Zone) -> Iterator[tuple[int, int, int]]:
        for place, clock in enumerate(zone.clocks[1:], start=2):
            timer = self._program.timers[clock]
            if timer.urgent:
                yield place, ZERO, timer.most

    def _ends(self, current: Mapping[str, str]) -> Iterator[tuple[int, int, int]]:
        for chain in self._chains:
            later = chain.versions[_place(chain, current[chain.name]) + 1 :]
            end = next((version.start for version in later if version.start is not None), None)
            if end is not None:
                yield 1, ZERO, end

    def _forgetting(self, zone: Zone) -> Zone:
        """Without the bounds that are beyond all that the program compares a clock with."""
        largest = [0, *(self._largest[clock] for clock in zone.clocks)]
        rows = [list(row) for row in zone.bounds]
        changed = False
        for i, row in enumerate(rows):
            for j, bound in enumerate(row):
                if i not in (ZERO, j) and largest[i] < bound < FOREVER:
                    row[j], changed = FOREVER, True
                elif j not in (ZERO, i) and -bound > largest[j] + 1:
                    row[j], changed = -(largest[j] + 1), True
        return evolve(zone, bounds=_closed(rows)) if changed else zone


def _place(chain: ir.Chain, version: str) -> int:
    return [known.name for known in chain.versions].index(version)


def _first(chain: ir.Chain, version: str) -> int | None:
    """The last day written for *version* or one before it."""
    before = chain.versions[: _place(chain, version) + 1]
    return next((known.start for known in reversed(before) if known.start is not None), None)


def _tightened(zone: Zone, bounds: Iterable[tuple[int, int, int]]) -> Zone | None:
    """*zone* with `clock i - clock j <= days` besides; None if that leaves nothing."""
    rows = [list(row) for row in zone.bounds]
    for i, j, days in bounds:
        rows[i][j] = min(rows[i][j], days)
    closed = _closed(rows)
    return None if any(row[i] < 0 for i, row in enumerate(closed)) else Zone(zone.clocks, closed)


def _closed(rows: list[list[int]]) -> tuple[tuple[int, ...], ...]:
    """Every bound that the others imply (Floyd and Warshall)."""
    for k, through in enumerate(rows):
        for row in rows:
            reach = row[k]
            if reach >= FOREVER:
                continue
            for j, bound in enumerate(through):
                if bound < FOREVER and reach + bound < row[j]:
                    row[j] = reach + bound
    return tuple(tuple(row) for row in rows)


def _restarted(zone: Zone, ended: set[str], begun: list[str]) -> Zone:
    """Without the clocks of timers that ended, and with those that begin, at zero; in a fixed order."""
    kept = [clock for clock in zone.clocks if clock not in ended and clock not in begun]
    clocks = (CALENDAR, *sorted({*kept[1:], *begun}))
    from_old = [ZERO, *(ZERO if clock in begun else zone.clocks.index(clock) + 1 for clock in clocks)]
    rows = tuple(tuple(zone.bounds[i][j] for j in from_old) for i in from_old)
    return Zone(clocks, rows)
