"""
Whether real dates exist for a run of events.

Each moment of the run is a day; what the timers and the dates of terms ask are differences between two
days, so the question is a simple temporal network: dates exist iff it has no negative cycle (Dechter,
Meiri and Pearl 1991, "Temporal constraint networks").
"""

from collections.abc import Iterator

from attrs import frozen

from consentlang.core import ir
from consentlang.eval.scenario import Scenario


@frozen
class Bound:
    """Day *later* minus day *earlier* is at most *days*. Moment -1 is day zero of the calendar."""

    earlier: int
    later: int
    days: int


DAY_ZERO = -1


def possible_dates(program: ir.Program, scenario: Scenario) -> bool:
    """Whether the events of *scenario* can fall on days, in order, with a last moment for the use."""
    bounds = tuple(_bounds(program, scenario))
    return _consistent(bounds, len(scenario.events) + 2)


def _bounds(program: ir.Program, scenario: Scenario) -> Iterator[Bound]:
    """Moment 0 opens the story, moment n is its nth event, the moment after the last is the use."""
    last = len(scenario.events) + 1
    for moment in range(last):
        yield Bound(moment + 1, moment, 0)
    yield from _timer_bounds(program, scenario.events)
    for chain in program.chains.values():
        yield from _terms_bounds(program, chain, scenario, last)


def _timer_bounds(program: ir.Program, events: tuple[str, ...]) -> Iterator[Bound]:
    """While an urgent timer runs every moment is within it; a due event falls on the end of one that runs."""
    started: dict[str, int] = {}
    for moment, name in enumerate((*events, None), start=1):
        for timer, since in started.items():
            if program.timers[timer].urgent:
                yield Bound(since, moment, program.timers[timer].most)
        if name is None:
            return
        event = program.events[name]
        if event.due is not None:
            yield from _due_bounds(program.timers[event.due], started.get(event.due), moment)
        if event.after is not None and event.after in started:
            yield Bound(moment, started[event.after], -program.timers[event.after].least)
        for timer in (*event.stops, *((event.due,) if event.due else ())):
            started.pop(timer, None)
        started.update(dict.fromkeys(event.starts, moment))


def _due_bounds(timer: ir.Timer, since: int | None, moment: int) -> Iterator[Bound]:
    """*moment* is when *timer* runs out; if it was never started there is no such day."""
    if since is None:
        yield Bound(moment, moment, -1)
    else:
        yield Bound(moment, since, -timer.least)
        yield Bound(since, moment, timer.most)


def _terms_bounds(program: ir.Program, chain: ir.Chain, scenario: Scenario, last: int) -> Iterator[Bound]:
    """A version is in force from its day until the next one's."""
    order = [version.name for version in chain.versions]
    current = order.index(scenario.facts[chain.start])
    since = 0
    for moment, name in enumerate((*scenario.events, None), start=1):
        effects = program.events[name].effects if name is not None else ()
        following = [e.version for e in effects if isinstance(e, ir.SetTerms) and e.chain == chain.name]
        if not following and moment != last:
            continue
        first, end = _first(chain, current), _end(chain, current)
        if first is not None:
            yield Bound(since, DAY_ZERO, -first)
        if end is not None:
            yield Bound(DAY_ZERO, moment, end)
        if following:
            current, since = order.index(following[0]), moment
            day = chain.versions[current].start
            if day is not None:
                yield Bound(DAY_ZERO, moment, day)


def _first(chain: ir.Chain, current: int) -> int | None:
    """The last day written for this version or one before it: this one is not in force earlier."""
    return next((v.start for v in reversed(chain.versions[: current + 1]) if v.start is not None), None)


def _end(chain: ir.Chain, current: int) -> int | None:
    """The day the next dated version comes into force, at which this one ends."""
    return next((v.start for v in chain.versions[current + 1 :] if v.start is not None), None)


def _consistent(bounds: tuple[Bound, ...], moments: int) -> bool:
    """No negative cycle (Bellman-Ford from a virtual source at distance zero to all)."""
    distance = dict.fromkeys(range(DAY_ZERO, moments + 1), 0)
    for _ in range(moments + 2):
        changed = False
        for bound in bounds:
            reach = distance[bound.earlier] + bound.days
            if reach < distance[bound.later]:
                distance[bound.later] = reach
                changed = True
        if not changed:
            return True
    return False
