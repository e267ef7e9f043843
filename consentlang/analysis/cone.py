"""
The cone of a question: the part of the program that can bear on it.

From what its expressions observe: the effects that can change an observation, the events they belong to,
what these read; and so on until nothing is new. Events outside cannot be told apart by the question, so they
are left out of its stories; what they would have changed is not observed.

Time is in the cone only where it can forbid a story: if an event waits for a timer or falls on a day, then
every timer and date that may hold it up is watched.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from attrs import frozen

from consentlang.analysis.encode import Encoder
from consentlang.analysis.observe import NOTHING_SEEN, affects, place, read_by, written
from consentlang.analysis.symbolic import FALSE
from consentlang.core import ir


@frozen
class Step:
    """An event of the cone, with the observations that each of its effects can change."""

    event: ir.Event
    effects: tuple[tuple[ir.Effect, tuple[ir.Expr, ...]], ...]


@frozen(eq=False)
class Cone:
    """What a question can see, what can change that, and the deadlines and dated terms that bear on when."""

    seen: tuple[ir.Expr, ...]
    steps: tuple[Step, ...]
    timers: frozenset[str]
    chains: tuple[str, ...]
    """Dated chains to keep time by; empty, with no timers, where time cannot forbid anything."""

    @property
    def timed(self) -> bool:
        """Whether a story needs to be given days."""
        return bool(self.timers or self.chains)


class Cones:
    """Finds cones, each once."""

    def __init__(self, program: ir.Program, encoder: Encoder) -> None:
        self._index = _Index(program, encoder)
        self._known: dict[frozenset[ir.Expr], Cone] = {}

    @property
    def sites(self) -> Mapping[str, tuple[ir.Grant, ...]]:
        """Where a yes can be given, by cell."""
        return self._index.sites

    def of(self, exprs: Iterable[ir.Expr], events: Iterable[ir.Event] = ()) -> Cone:
        """The cone of *exprs*, and of what *events* wait for."""
        search = _Search(self._index)
        for expr in exprs:
            search.see(expr)
        for event in events:
            search.join(event)
        while search.grow():
            pass
        key = frozenset(search.seen)
        if not events and key in self._known:
            return self._known[key]
        cone = search.cone()
        return cone if events else self._known.setdefault(key, cone)


class _Index:
    """What writes where, in a program."""

    def __init__(self, program: ir.Program, encoder: Encoder) -> None:
        self.program = program
        self.encoder = encoder
        self.events = tuple(event for event in program.events.values() if self._may_happen(event))
        self.positions = {event.name: i for i, event in enumerate(self.events)}
        self.writers: dict[tuple[str, str], list[tuple[ir.Event, ir.Effect]]] = defaultdict(list)
        self.touching: dict[str, list[ir.Event]] = defaultdict(list)
        grants: dict[str, list[ir.Grant]] = defaultdict(list)
        for event in self.events:
            for effect in event.effects:
                self.writers[written(effect)].append((event, effect))
                if isinstance(effect, ir.Grant):
                    grants[effect.cell].append(effect)
            for timer in dict.fromkeys((*event.starts, *event.stops, event.due, event.after)):
                if timer is not None:
                    self.touching[timer].append(event)
        self.sites = {cell: tuple(grants[cell]) for cell in program.cells}
        self.dated = tuple(
            chain.name
            for chain in program.chains.values()
            if any(version.start is not None for version in chain.versions)
        )

    def _may_happen(self, event: ir.Event) -> bool:
        """Whether the guard is more than false by what no event changes."""
        parts = event.guard.parts if isinstance(event.guard, ir.All) else (event.guard,)
        fixed = (part for part in parts if not self.encoder.reads(part))
        return all(self.encoder.holds(part, NOTHING_SEEN) != FALSE for part in fixed)


class _Search:
    """One closure."""

    def __init__(self, index: _Index) -> None:
        self._index = index
        self.seen: dict[ir.Expr, None] = {}
        self._todo: list[ir.Expr] = []
        self._joined: dict[str, ir.Event] = {}
        self._timers: dict[str, None] = {}
        self._chains: tuple[str, ...] = ()

    def see(self, expr: ir.Expr) -> None:
        """Observe all that *expr* reads."""
        for seen in self._index.encoder.reads(expr):
            if seen not in self.seen:
                self.seen[seen] = None
                self._todo.append(seen)

    def join(self, event: ir.Event) -> None:
        """Take *event* in."""
        if event.name not in self._joined:
            self._joined[event.name] = event
            self.see(event.guard)

    def grow(self) -> bool:
        """Close under what changes what; then under time. Whether there was anything to do."""
        known = len(self._joined), len(self._timers)
        while self._todo:
            seen = self._todo.pop()
            for event, effect in self._index.writers[place(seen)]:
                if affects(effect, seen):
                    self.join(event)
                    for read in read_by(effect, seen, self._index.sites.get(place(seen)[1], ())):
                        self.see(read)
        self._keep_time()
        return bool(self._todo) or known != (len(self._joined), len(self._timers))

    def cone(self) -> Cone:
        """What was found, events in source order."""
        events = sorted(self._joined.values(), key=lambda event: self._index.positions.get(event.name, -1))
        steps = tuple(Step(event, tuple(self._effects(event))) for event in events)
        return Cone(tuple(self.seen), steps, frozenset(self._timers), self._chains)

    def _effects(self, event: ir.Event) -> Iterator[tuple[ir.Effect, tuple[ir.Expr, ...]]]:
        for effect in event.effects:
            changed = tuple(s for s in self.seen if place(s) == written(effect) and affects(effect, s))
            if changed:
                yield effect, changed

    # --- time ----------------------------------------------------------------------------------------

    def _keep_time(self) -> None:
        """Watch the timers and dates that can hold up an event of the cone; take in what moves them."""
        dated = self._index.dated
        waits = any(event.due or event.after for event in self._joined.values())
        falls = any(
            isinstance(effect, ir.SetTerms) and effect.chain in dated
            for event in self._joined.values()
            for effect in event.effects
        )
        if not (waits or falls or len(dated) > 1):
            return
        self._chains = dated
        for chain in dated:
            for event, _ in self._index.writers["terms", chain]:
                self.join(event)
        timers = self._index.program.timers
        for event in tuple(self._joined.values()):
            for timer in dict.fromkeys((event.due, event.after, *event.starts)):
                if timer is not None and (timer in (event.due, event.after) or timers[timer].urgent):
                    self._watch(timer)

    def _watch(self, timer: str) -> None:
        if timer not in self._timers:
            self._timers[timer] = None
            for event in self._index.touching[timer]:
                self.join(event)
