"""
A third reading: every story of a tiny program, day by day.

The interpreter's `step` makes the states; here they are numbered, joined with the day and the age of each
deadline (a day passes, or an event happens), and searched breadth first. Days before the first date that
the program names are one day that may last, so are those after the last; ages stop counting one day past
what anything asks about. So the graph is finite and what is found in it is exact.

A story told with only some of the answers has to work whatever the others are: `whatever` walks the same
run of events through the graphs of all completions at once.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from attrs import define, field, frozen

from consentlang.core import ir
from consentlang.eval.interpret import holds, start, step
from consentlang.eval.scenario import CellState, Moment, State
from tests.agreement.scenarios import allowed

Key = tuple[object, ...]
Times = frozenset[tuple[int, tuple[int, ...]]]
"""Days, each with the age of every timer (-1: it does not run)."""


Place = tuple[Key, Times]
"""A state, and when a story may be there."""
Layers = list[list[tuple[Place, ...]]]
"""Places in several graphs at once, by the number of events it takes to get there."""


class TooLarge(Exception):
    """The program has more states than a test has time for."""


@define
class Budget:
    """How many more states may be made."""

    left: int

    def spend(self) -> None:
        """One state more."""
        self.left -= 1
        if self.left < 0:
            raise TooLarge


def key(state: State) -> Key:
    """*state*, hashable."""
    return (_moment_key(state.now), *(_cell_key(cell) for cell in state.cells.values()))


def _moment_key(now: Moment) -> Key:
    return (tuple(now.features.values()), tuple(now.terms.values()), tuple(now.facts.values()))


def _cell_key(cell: CellState) -> Key:
    grants = sorted((request, g.choice, _moment_key(g.moment)) for request, g in cell.grants.items())
    return (cell.standing, tuple(grants), cell.booked, cell.ever)


# --- days -------------------------------------------------------------------------------------------


@frozen
class Calendar:
    """The days that can be told apart: -1 is any day before the first date, the last any after the last."""

    program: ir.Program
    timers: tuple[ir.Timer, ...]
    first: int
    last: int

    @classmethod
    def of(cls, program: ir.Program) -> "Calendar":
        """The calendar of *program*."""
        days = [v.start for chain in program.chains.values() for v in chain.versions if v.start is not None]
        return cls(program, tuple(program.timers.values()), min(days, default=0), max(days, default=0))

    def opening(self, state: State) -> Times:
        """The times at which a story may open, and what they may wait for."""
        ages = (-1,) * len(self.timers)
        days = range(self.first - 1, self.last + 2)
        return self.waits(state, frozenset((day, ages) for day in days if self.in_force(state, day)))

    def waits(self, state: State, times: Times) -> Times:
        """*times* and all that follow them with nothing happening."""
        seen, stack = set(times), list(times)
        while stack:
            day, ages = stack.pop()
            older = tuple(
                age if age < 0 else min(age + 1, timer.most + 1)
                for age, timer in zip(ages, self.timers, strict=True)
            )
            late = any(t.urgent and age > t.most for age, t in zip(older, self.timers, strict=True))
            days = {min(day + 1, self.last + 1)} | ({day} if day < self.first else set())
            for later in days:
                if not late and self.in_force(state, later) and (later, older) not in seen:
                    seen.add((later, older))
                    stack.append((later, older))
        return frozenset(seen)

    def in_force(self, state: State, day: int) -> bool:
        """Whether each version in force has begun by *day*, and the next one's day is not past."""
        return all(
            version.start is None or (day <= version.start if later else version.start <= day)
            for chain in self.program.chains.values()
            for version, later in _from_here(chain, state.now.terms[chain.name])
        )

    def after(self, event: ir.Event, times: Times, state: State) -> Times:
        """The times at which *event*, which leads to *state*, may happen; and then what they wait for."""
        happening = frozenset(
            (day, self._set(event, ages))
            for day, ages in times
            if self._ready(event, ages) and self._dated(event, day) and self.in_force(state, day)
        )
        return self.waits(state, happening)

    def _ready(self, event: ir.Event, ages: tuple[int, ...]) -> bool:
        for age, timer in zip(ages, self.timers, strict=True):
            if timer.name == event.due and not timer.least <= age <= timer.most:
                return False
            if timer.name == event.after and -1 < age < timer.least:
                return False
        return True

    def _dated(self, event: ir.Event, day: int) -> bool:
        starts = {(c.name, v.name): v.start for c in self.program.chains.values() for v in c.versions}
        dates = [starts[e.chain, e.version] for e in event.effects if isinstance(e, ir.SetTerms)]
        return all(date is None or date == day for date in dates)

    def _set(self, event: ir.Event, ages: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(
            0 if t.name in event.starts else -1 if t.name in (*event.stops, event.due) else age
            for age, t in zip(ages, self.timers, strict=True)
        )


def _from_here(chain: ir.Chain, current: str) -> Iterator[tuple[ir.Version, bool]]:
    """Each version, and whether it comes after the *current* one."""
    later = False
    for version in chain.versions:
        yield version, later
        later = later or version.name == current


# --- one graph for each answer to everything --------------------------------------------------------


@define(eq=False)
class Graph:
    """The stories under one answer to every question."""

    program: ir.Program
    facts: Mapping[str, str]
    budget: Budget
    calendar: Calendar = field(init=False)
    _states: dict[Key, State] = field(factory=dict)
    _next: dict[tuple[Key, str], Key | None] = field(factory=dict)
    _times: dict[tuple[Key, Times, str], Times] = field(factory=dict)
    _holds: dict[tuple[Key, ir.Expr], bool] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        self.calendar = Calendar.of(self.program)

    def opening(self) -> Place | None:
        """Where its stories begin, None if there is no day for that."""
        state = start(self.program, self.facts)
        times = self.calendar.opening(state)
        return (self._number(state), times) if times else None

    def follow(self, here: Place, event: ir.Event) -> Place | None:
        """Where *event* leads, None if it cannot happen here."""
        there = self._step(here[0], event)
        if there is None:
            return None
        asked = (here[0], here[1], event.name)
        if asked not in self._times:
            self.budget.spend()
            self._times[asked] = self.calendar.after(event, here[1], self._states[there])
        return (there, self._times[asked]) if self._times[asked] else None

    def holds(self, here: Place, expr: ir.Expr) -> bool:
        """Whether *expr* holds here."""
        asked = (here[0], expr)
        if asked not in self._holds:
            self._holds[asked] = holds(self.program, expr, self.facts, self._states[here[0]])
        return self._holds[asked]

    def _number(self, state: State) -> Key:
        name = key(state)
        self._states.setdefault(name, state)
        return name

    def _step(self, here: Key, event: ir.Event) -> Key | None:
        asked = (here, event.name)
        if asked not in self._next:
            state = self._states[here]
            enabled = holds(self.program, event.guard, self.facts, state)
            there = step(self.program, event, self.facts, state) if enabled else None
            self._next[asked] = None if there is None else self._number(there)
        return self._next[asked]


@define(eq=False)
class Stories:
    """All stories of *program*: the graph of each answer to everything that its constraints allow."""

    program: ir.Program
    made: tuple[str, ...] = ()
    """Facts of the edits that are made."""
    budget: Budget = field(factory=lambda: Budget(5_000))
    graphs: list[Graph] = field(init=False)
    _layers: dict[tuple[Graph, ...], Layers] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        self.graphs = [Graph(self.program, facts, self.budget) for facts in allowed(self.program, self.made)]

    def layers(self, graphs: tuple[Graph, ...]) -> Layers:
        """The layers of *graphs*, found once."""
        if graphs not in self._layers:
            self._layers[graphs] = list(self._search(graphs))
        return self._layers[graphs]

    def _search(self, graphs: tuple[Graph, ...]) -> Iterator[list[tuple[Place, ...]]]:
        """
        Where each run of events leads in all of *graphs* at once, by the number of events.

        A run that cannot happen in one of them is dropped. Of two runs that lead to the same place one is
        kept; each layer has only what is new.
        """
        layer = [tuple(o for g in graphs if (o := g.opening()) is not None)]
        if not graphs or len(layer[0]) < len(graphs):
            return
        seen = set(layer)
        while layer:
            yield layer
            following = []
            for places in layer:
                for event in self.program.events.values():
                    there = self._all_follow(graphs, places, event)
                    if there is not None and there not in seen:
                        self.budget.spend()
                        seen.add(there)
                        following.append(there)
            layer = following

    @staticmethod
    def _all_follow(
        graphs: tuple[Graph, ...], places: tuple[Place, ...], event: ir.Event
    ) -> tuple[Place, ...] | None:
        there = []
        for graph, here in zip(graphs, places, strict=True):
            if (then := graph.follow(here, event)) is None:
                return None
            there.append(then)
        return tuple(there)

    def shortest(self, expr: ir.Expr, graphs: Sequence[Graph] | None = None) -> int | None:
        """The least number of events after which *expr* can hold, in some of *graphs*; None: it never can."""
        each = [
            self._agreed((graph,), expr, ir.TRUE) for graph in (self.graphs if graphs is None else graphs)
        ]
        return min((events for events in each if events is not None), default=None)

    def depth(self) -> int:
        """How many events it takes to reach everything that can be reached."""
        return max((len(self.layers((graph,))) - 1 for graph in self.graphs), default=0)

    def fewest_unsaid(self, expr: ir.Expr, beside: ir.Expr = ir.TRUE) -> tuple[int, int] | None:
        """
        Of runs after which *expr* holds whatever the answers to what is not told, those that tell the fewest
        unsaid answers: how many they tell, and the events of the shortest. Named answers are all told.
        *beside* holds under some of the other answers too.
        """
        named = [fact.name for fact in self.program.facts.values() if fact.named]
        unsaid = [fact.name for fact in self.program.facts.values() if not fact.named]
        for count in range(len(unsaid) + 1):
            lengths = [self.whatever(expr, (*named, *some), beside) for some in combinations(unsaid, count)]
            found = [length for length in lengths if length is not None]
            if found:
                return count, min(found)
        return None

    def whatever(self, expr: ir.Expr, told: Sequence[str], beside: ir.Expr = ir.TRUE) -> int | None:
        """
        The least number of events of a run after which *expr* holds under some answer to *told*, whatever
        the answers to all else, and *beside* under some; None: there is no such run.
        """
        groups: dict[tuple[str, ...], list[Graph]] = {}
        for graph in self.graphs:
            groups.setdefault(tuple(graph.facts[name] for name in told), []).append(graph)
        lengths = [self._agreed(tuple(graphs), expr, beside) for graphs in groups.values()]
        return min((length for length in lengths if length is not None), default=None)

    def _agreed(self, graphs: tuple[Graph, ...], expr: ir.Expr, beside: ir.Expr) -> int | None:
        for events, layer in enumerate(self.layers(graphs)):
            for places in layer:
                here = list(zip(graphs, places, strict=True))
                if all(graph.holds(place, expr) for graph, place in here) and any(
                    graph.holds(place, beside) for graph, place in here
                ):
                    return events
        return None
