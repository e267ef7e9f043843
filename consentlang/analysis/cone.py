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
from functools import cached_property
from itertools import pairwise

from attrs import frozen

from consentlang.analysis.encode import NOT_EDITED, NOTHING_SEEN, Edited, Encoder
from consentlang.analysis.observe import Move, Moves, affects, place, read_by, written
from consentlang.analysis.symbolic import FALSE
from consentlang.core import ir


@frozen(eq=False)
class Step:
    """An event of the cone, and what each of its effects does to the observations that it can change."""

    event: ir.Event
    effects: tuple[tuple[tuple[int, Move], ...], ...]


@frozen(eq=False)
class Cone:
    """What a question can see, what can change that, and the deadlines and dated terms that bear on when."""

    seen: tuple[int, ...]
    steps: tuple[Step, ...]
    timers: frozenset[str]
    chains: tuple[str, ...]
    """Dated chains to keep time by; empty, with no timers, where time cannot forbid anything."""
    edits: frozenset[str] = frozenset()
    """The edits that it turns on."""
    edited: Edited = NOT_EDITED
    """How these are fixed where it was found."""

    @property
    def timed(self) -> bool:
        """Whether a story needs to be given days."""
        return bool(self.timers or self.chains)


class Cones:
    """Finds cones, each once; *like*: those of the same program where other edits are made."""

    def __init__(self, program: ir.Program, encoder: Encoder, like: "Cones | None" = None) -> None:
        self._index = _Index(program, encoder)
        self._known: dict[frozenset[int], Cone] = {}
        self._asked: dict[tuple[int, ...], Cone] = {}
        self.shared: dict[tuple[object, ...], list[Cone]] = {} if like is None else like.shared

    def of_seen(self, seen: tuple[int, ...]) -> Cone:
        """The cone of some observations."""
        if seen not in self._asked:
            self._asked[seen] = self._of_seen(seen)
        return self._asked[seen]

    def _of_seen(self, seen: tuple[int, ...]) -> Cone:
        """One found before, where the same may happen and what it turns on is the same; or else a new one."""
        alike = self.shared.setdefault((self._index.possible, seen), [])
        for cone in alike:
            if self._index.encoder.edited(cone.edits) == cone.edited:
                return cone
        alike.append(self.of(self._index.encoder.sight.observations[number] for number in seen))
        return alike[-1]

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
        self.possible = tuple([event.name for event in self.events])
        self.positions = {event.name: i for i, event in enumerate(self.events)}
        self.writers: dict[tuple[str, str], list[tuple[ir.Event, ir.Effect]]] = defaultdict(list)
        self.touching: dict[str, list[ir.Event]] = defaultdict(list)
        grants: dict[str, list[ir.Grant]] = defaultdict(list)
        for event in self.events:
            for effect in event.effects:
                if not encoder.sight.is_double(effect):
                    self.writers[written(effect)].append((event, effect))
                    if isinstance(effect, ir.Grant):
                        grants[effect.cell].append(effect)
            for timer in dict.fromkeys((*event.starts, *event.stops, event.due, event.after)):
                if timer is not None:
                    self.touching[timer].append(event)
        self.sites = {cell: tuple(grants[cell]) for cell in program.cells}
        self.moves = Moves(encoder, self.sites)
        self.dated = tuple(
            chain.name
            for chain in program.chains.values()
            if any(version.start is not None for version in chain.versions)
        )

    @cached_property
    def orderly(self) -> bool:
        """Whether dated terms, as far as events go, follow each other one by one, in order of days."""
        return all(map(self._is_orderly, map(self.program.chains.__getitem__, self.dated)))

    def _is_orderly(self, chain: ir.Chain) -> bool:
        days = [version.start for version in chain.versions if version.start is not None]
        names = [version.name for version in chain.versions]
        following = {(ir.InForce(chain.name, (one,)), other) for one, other in pairwise(names)}
        return days == sorted(days) and all(
            (event.guard, effect.version) in following
            for event, effect in self.writers["terms", chain.name]
            if isinstance(effect, ir.SetTerms)
        )

    def _may_happen(self, event: ir.Event) -> bool:
        """Whether the guard is more than false by what no event changes."""
        parts = event.guard.parts if isinstance(event.guard, ir.All) else (event.guard,)
        fixed = (part for part in parts if not self.encoder.sight.of(part).seen)
        return all(self.encoder.holds(part, NOTHING_SEEN) != FALSE for part in fixed)


class _Search:
    """One closure."""

    def __init__(self, index: _Index) -> None:
        self._index = index
        self._sight = index.encoder.sight
        self.seen: dict[int, None] = {}
        self._edits: set[str] = set()
        self._todo: list[int] = []
        self._joined: dict[str, ir.Event] = {}
        self._timers: dict[str, None] = {}
        self._chains: tuple[str, ...] = ()

    def see(self, expr: ir.Expr) -> None:
        """Observe all that *expr* reads."""
        reading = self._sight.of(expr)
        self._edits.update(reading.edits)
        for seen in reading.seen:
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
            seen = self._sight.observations[self._todo.pop()]
            where = place(seen)
            if isinstance(seen, ir.On):
                self._edits.update(self._sight.of(self._index.program.features[seen.feature].starts).edits)
            for event, effect in self._index.writers[where]:
                if affects(effect, seen):
                    self.join(event)
                    for read in read_by(effect, seen, self._index.sites.get(where[1], ())):
                        self.see(read)
        self._keep_time()
        return bool(self._todo) or known != (len(self._joined), len(self._timers))

    def cone(self) -> Cone:
        """What was found, events in source order."""
        events = sorted(self._joined.values(), key=lambda event: self._index.positions.get(event.name, -1))
        at: dict[tuple[str, str], list[int]] = defaultdict(list)
        for seen in self.seen:
            at[place(self._sight.observations[seen])].append(seen)
        steps = tuple(Step(event, tuple(self._effects(event, at))) for event in events)
        edits = frozenset(self._edits)
        edited = self._index.encoder.edited(edits)
        return Cone(tuple(self.seen), steps, frozenset(self._timers), self._chains, edits, edited)

    def _effects(
        self, event: ir.Event, at: Mapping[tuple[str, str], list[int]]
    ) -> Iterator[tuple[tuple[int, Move], ...]]:
        moves, observations = self._index.moves, self._sight.observations
        for effect in event.effects:
            if not self._sight.is_double(effect):
                near = [(number, observations[number]) for number in at.get(written(effect), ())]
                changed = [
                    (number, moves.move(effect, seen)) for number, seen in near if affects(effect, seen)
                ]
                if changed:
                    yield tuple(changed)

    # --- time ----------------------------------------------------------------------------------------

    def _keep_time(self) -> None:
        """Watch the timers and dates that can hold up an event of the cone; take in what moves them."""
        dated, joined = self._index.dated, self._joined.values()
        timers = self._index.program.timers
        waits = any(event.due or event.after for event in joined)
        falls = any(
            isinstance(effect, ir.SetTerms) and effect.chain in dated
            for event in joined
            for effect in event.effects
        )
        hurries = any(timers[timer].urgent for event in joined for timer in event.starts)
        in_the_way = falls and (hurries or not self._index.orderly)
        if not (waits or in_the_way or len(dated) > 1):
            return
        self._chains = dated
        for chain in dated:
            for event, _ in self._index.writers["terms", chain]:
                self.join(event)
        for event in tuple(self._joined.values()):
            for timer in dict.fromkeys((event.due, event.after, *event.starts)):
                if timer is not None and (timer in (event.due, event.after) or timers[timer].urgent):
                    self._watch(timer)

    def _watch(self, timer: str) -> None:
        if timer not in self._timers:
            self._timers[timer] = None
            for event in self._index.touching[timer]:
                self.join(event)
