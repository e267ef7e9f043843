"""
The smallest answers that settle a question.

Which few answers make a formula hold, whatever the rest is? By implicit hitting sets (Moreno-Centeno and
Karp 2013): guess the cheapest answers that rule out every counterexample found so far; if a new one escapes
them, remember it and guess again; if none does, nothing cheaper could have done.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property

from attrs import frozen

from consentlang.analysis.lines import Line, Lines
from consentlang.analysis.solve import Clock, Solver
from consentlang.analysis.symbolic import TRUE, Formulas, Lit
from consentlang.core import ir

Cost = tuple[int, int, int]
"""Unsaid answers, answers, and their places in the file, added up: compared in this order."""

NO_COST: Cost = (0, 0, 0)
MANY = 40
"""Lines that a proof names beyond which none is tried for being to spare: each try is a question."""


@frozen(eq=False)
class Pick:
    """One answer that may be needed."""

    fact: ir.Fact
    value: str
    literal: Lit
    cost: Cost
    rank: tuple[int, int]
    """Its place in the file."""

    @classmethod
    def of(cls, fact: ir.Fact, value: str, literal: Lit) -> "Pick":
        """The answer *value* to *fact*."""
        rank = fact.order, fact.values.index(value)
        return cls(fact, value, literal, (0 if fact.named else 1, 1, fact.order), rank)


@frozen(eq=False)
class Implicant:
    """Answers under which the goal holds in every completion, with none to spare."""

    picks: tuple[Pick, ...]
    cost: Cost

    @property
    def literals(self) -> tuple[Lit, ...]:
        """As formulas."""
        return tuple(pick.literal for pick in self.picks)


class Questions:
    """Asks one solver about formulas over some facts, under the lines that bear on them."""

    def __init__(self, formulas: Formulas, lines: Lines, facts: Iterable[str], clock: Clock) -> None:
        self.formulas = formulas
        self._clock = clock
        self.solver = Solver(formulas, clock)
        self.lines: tuple[Line, ...] = lines.about(facts)
        for literal in dict.fromkeys(line.literal for line in self.lines):
            self.solver.obey(literal)
        self.facts = lines.linked(facts)
        self.linked = lines.linked
        self._picks: dict[Lit, Pick] = {}
        self._smallest: dict[tuple[object, ...], Implicant | None] = {}
        self._possible: dict[tuple[frozenset[Lit], tuple[Lit, ...]], set[Lit]] = {}
        self._needed: dict[tuple[Lit, ...], tuple[Line, ...]] = {}

    @cached_property
    def _unbound(self) -> Solver:
        """A solver that obeys no line: to see which are needed."""
        return Solver(self.formulas, self._clock)

    def can(self, *literals: Lit) -> bool:
        """Whether all of *literals* can hold in a scenario."""
        return self.solver.can(literals)

    def possible(self, literals: Iterable[Lit], given: Sequence[Lit] = ()) -> set[Lit]:
        """Those of *literals* that can hold, each by itself. One answer of the solver shows several."""
        key = frozenset(literals), tuple(given)
        if key not in self._possible:
            self._possible[key] = self._find_possible(set(key[0]), given)
        return self._possible[key]

    def _find_possible(self, left: set[Lit], given: Sequence[Lit]) -> set[Lit]:
        self.solver.watch(left)
        found: set[Lit] = set()
        while left and self.solver.can_some(given, left):
            found |= self.solver.shown(left)
            left -= found
        return found

    def must(self, premises: Iterable[Lit], conclusion: Lit) -> bool:
        """Whether *conclusion* holds in every scenario in which *premises* do."""
        return not self.can(*premises, -conclusion)

    def needed(self, literals: Iterable[Lit]) -> tuple[Line, ...]:
        """
        Of the lines with which *literals* contradict, a set with none to spare: as few as can be of those
        that a verdict leans on, then of the others; of these some may be to spare where they are very many.
        """
        claims = tuple(literals)
        if claims not in self._needed:
            self._needed[claims] = self._find_needed(claims)
        return self._needed[claims]

    def _find_needed(self, claims: tuple[Lit, ...]) -> tuple[Line, ...]:
        leaned = {line.literal: line for line in reversed(self.lines) if line.leaned_on}
        firm = {line.literal: line for line in reversed(self.lines) if not line.leaned_on}
        heavy = self._spared(tuple(leaned), (*firm, *claims))
        light = self._spared(tuple(firm), (*heavy, *claims), MANY)
        found = [leaned[literal] for literal in heavy] + [firm[literal] for literal in light]
        return tuple(line for line in self.lines if line in found)

    def leaning(self, literals: Iterable[Lit]) -> tuple[Line, ...]:
        """The lines that must be leaned on for *literals* to contradict the lines."""
        if not any(line.leaned_on for line in self.lines):
            return ()
        return tuple(line for line in self.needed(literals) if line.leaned_on)

    def _spared(
        self, literals: tuple[Lit, ...], rest: tuple[Lit, ...], many: int | None = None
    ) -> tuple[Lit, ...]:
        """Of *literals*, which contradict *rest*, those needed for that; if over *many*, some to spare."""
        if self._unbound.can((*literals, *rest)):
            return literals
        core = self._unbound.core()
        kept = [literal for literal in literals if literal in core]
        if many is not None and len(kept) > many:
            return tuple(kept)
        for literal in tuple(kept):
            without = [other for other in kept if other != literal]
            if not self._unbound.can((*without, *rest)):
                kept = without
        return tuple(kept)

    # --- the smallest answers ------------------------------------------------------------------------

    def smallest(
        self, goal: Lit, within: Lit = TRUE, given: Sequence[Lit] = (), below: Cost | None = None
    ) -> Implicant | None:
        """
        The cheapest answers under which *goal* holds in every scenario, and can hold together with *within*.

        None if there are none cheaper than *below*.
        """
        key = goal, within, tuple(given), below
        if key not in self._smallest:
            self._smallest[key] = self._find_smallest(goal, within, given, below)
        return self._smallest[key]

    def _find_smallest(
        self, goal: Lit, within: Lit, given: Sequence[Lit], below: Cost | None
    ) -> Implicant | None:
        hits: list[tuple[Pick, ...]] = []
        barred: list[frozenset[Lit]] = []
        while True:
            guess = cheapest(hits, barred, below)
            if guess is None:
                return None
            literals = [pick.literal for pick in guess]
            if not self.solver.can((*given, goal, within, *literals)):
                clash = self.solver.core().intersection(literals)
                if not clash:
                    return None
                barred.append(frozenset(clash))
            elif not self._escapes(goal, given, guess, hits):
                return Implicant(guess, _total(guess))

    def _escapes(
        self, goal: Lit, given: Sequence[Lit], guess: tuple[Pick, ...], hits: list[tuple[Pick, ...]]
    ) -> bool:
        """Whether some scenario escapes *guess*: then add what would rule it out, and some more like it."""
        further = list(guess)
        found = False
        while self.solver.can((*given, -goal, *(pick.literal for pick in further))):
            found = True
            hit = self._ruling_out(goal)
            hits.append(hit)
            taken = {pick.fact.name for pick in further}
            allowed = [pick for pick in hit if pick.fact.name not in taken]
            if not allowed:
                break
            further.append(min(allowed, key=lambda pick: (pick.cost, pick.rank)))
        return found

    def _ruling_out(self, goal: Lit) -> tuple[Pick, ...]:
        """The answers, each of which would rule out the scenario just found, and all that are like it."""
        facts = sorted(self.linked(self.formulas.support(goal)))
        found = self.solver.answers(facts)
        answers = {self.formulas.value(fact)[value]: fact for fact, value in found.items()}
        self.solver.can((goal, *answers))
        seen = self.linked(answers[literal] for literal in self.solver.core() if literal in answers)
        picks = (
            self._pick(fact, value)
            for fact in seen
            if fact in found
            for value in self.formulas.facts[fact].values
            if value != found[fact]
        )
        return tuple(sorted(picks, key=lambda pick: (pick.cost, pick.rank)))

    def _pick(self, fact: str, value: str) -> Pick:
        literal = self.formulas.value(fact)[value]
        if literal not in self._picks:
            self._picks[literal] = Pick.of(self.formulas.facts[fact], value, literal)
        return self._picks[literal]


# --- hitting sets -----------------------------------------------------------------------------------


def cheapest(
    hits: Sequence[tuple[Pick, ...]], barred: Sequence[frozenset[Lit]], below: Cost | None = None
) -> tuple[Pick, ...] | None:
    """The cheapest picks, one value a fact, with one from each of *hits* and no set of *barred* complete."""
    search = _Cheapest(hits, barred, below)
    search.look((), NO_COST)
    return search.best


class _Cheapest:
    """Branch and bound: the sets hit already, the price so far, at least the price of what is disjoint."""

    def __init__(
        self, hits: Sequence[tuple[Pick, ...]], barred: Sequence[frozenset[Lit]], below: Cost | None
    ) -> None:
        self._hits = hits
        self._barred = barred
        self._below = below
        self.best: tuple[Pick, ...] | None = None

    def look(self, chosen: tuple[Pick, ...], cost: Cost) -> None:
        """Try all that begins with *chosen*."""
        literals = {pick.literal for pick in chosen}
        if any(bar <= literals for bar in self._barred):
            return
        taken = {pick.fact.name for pick in chosen}
        waiting = [
            [pick for pick in hit if pick.fact.name not in taken]
            for hit in self._hits
            if literals.isdisjoint(pick.literal for pick in hit)
        ]
        if not waiting:
            self._take(chosen, cost)
            return
        if self._too_dear(_sum(cost, _at_least(waiting))):
            return
        for pick in min(waiting, key=len):  # the cheapest first
            dearer = _sum(cost, pick.cost)
            if self._too_dear(dearer):
                return
            self.look((*chosen, pick), dearer)

    def _take(self, chosen: tuple[Pick, ...], cost: Cost) -> None:
        if self._too_dear(cost):
            return
        picks = tuple(sorted(chosen, key=lambda pick: pick.rank))
        ranks = [pick.rank for pick in picks]
        if self.best is None or cost < self._below or ranks < [pick.rank for pick in self.best]:  # type: ignore[operator]
            self.best, self._below = picks, cost

    def _too_dear(self, cost: Cost) -> bool:
        if self._below is None:
            return False
        return cost > self._below or (self.best is None and cost == self._below)


def _at_least(waiting: list[list[Pick]]) -> Cost:
    """What the sets cost that have nothing in common: each wants a pick of its own."""
    total, used = NO_COST, set[Lit]()
    for hit in sorted(waiting, key=len):
        if hit and used.isdisjoint(pick.literal for pick in hit):
            used.update(pick.literal for pick in hit)
            total = _sum(total, min(pick.cost for pick in hit))
    return total


def _total(picks: Iterable[Pick]) -> Cost:
    total = NO_COST
    for pick in picks:
        total = _sum(total, pick.cost)
    return total


def _sum(one: Cost, other: Cost) -> Cost:
    return one[0] + other[0], one[1] + other[1], one[2] + other[2]
