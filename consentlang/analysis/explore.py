"""
Exploration: every state of a cone that some story leads to, fewest events first.

Complete with no bound: what can be observed has finitely many values, up to equivalence (`Sorter`), the
conditions for a run are sets of finitely many guards, and zones are finitely many. A run is left out if a
run at most as long, possible at least as often and as freely dated, leads to the same state: every story
that goes on from here goes on from there.
"""

from collections import defaultdict
from collections.abc import Iterable

from consentlang.analysis.cone import Cone, Step
from consentlang.analysis.encode import Encoder, View
from consentlang.analysis.observe import opening
from consentlang.analysis.solve import Clock, Solver
from consentlang.analysis.states import Graph, Node
from consentlang.analysis.symbolic import FALSE, TRUE, Formulas, Lit
from consentlang.analysis.zones import Calendar, Days
from consentlang.core import ir

LARGE = 1_000
"""Variables after which a fresh solver is cheaper than a full one: each answer gives all of them a value."""


class Sorter:
    """Tells formulas apart by what they mean, and whether conditions can hold together."""

    def __init__(self, formulas: Formulas, clock: Clock) -> None:
        self._formulas = formulas
        self._clock = clock
        self._solver = Solver(formulas, clock)
        self._alike: dict[int, list[Lit]] = defaultdict(list)
        self._same: dict[Lit, Lit] = {TRUE: TRUE, FALSE: FALSE}
        self._possible: dict[frozenset[Lit], bool] = {}
        self._alike[formulas.signature(TRUE)].append(TRUE)
        self._alike[formulas.signature(FALSE)].append(FALSE)

    def settled(self, literal: Lit) -> Lit:
        """The first literal asked for that means the same."""
        known = self._same.get(literal)
        if known is None:
            known = self._same[literal] = self._first(literal)
        return known

    def possible(self, guards: frozenset[Lit]) -> bool:
        """Whether all of *guards* can hold together."""
        known = self._possible.get(guards)
        if known is None:
            known = self._possible[guards] = len(guards) < 2 or self._can(guards)  # noqa: PLR2004 - one guard is settled
        return known

    def _first(self, literal: Lit) -> Lit:
        alike = self._alike[self._formulas.signature(literal)]
        for other in alike:
            if not self._can((literal, -other)) and not self._can((-literal, other)):
                return other
        alike.append(literal)
        return literal

    def _can(self, literals: Iterable[Lit]) -> bool:
        if self._solver.size > LARGE:
            self._solver = Solver(self._formulas, self._clock)
        return self._solver.can(literals)


class Explorer:
    """Explores the cones of one program, each once; *like*: another one, on formulas like these."""

    def __init__(self, encoder: Encoder, clock: Clock, like: "Explorer | None" = None) -> None:
        self.encoder = encoder
        self.states = 0
        self._formulas = encoder.formulas
        self.clock = clock
        self.sorter: Sorter = Sorter(encoder.formulas, clock) if like is None else like.sorter
        self.graphs: dict[Cone, Graph] = {} if like is None else like.graphs

    def explore(self, cone: Cone) -> Graph:
        """
        Every node of *cone*.

        Raises:
            OutOfTime: before all were found.

        """
        graph = self.graphs.get(cone)
        if graph is None:
            graph = self.graphs[cone] = self._explore(cone)
            self.states += len(graph.nodes)
        return graph

    def _explore(self, cone: Cone) -> Graph:
        calendar = Calendar(self.encoder.program, cone) if cone.timed else None
        reached = _Reached(calendar)
        first = self.open(cone, calendar)
        graph = Graph(cone, [])
        if first is not None and reached.anew(first.view, first.guards, first.days):
            graph.nodes.append(first)
        for node in graph.nodes:  # grows as it goes
            self.clock.check()
            for step in cone.steps:
                following = self.follow(node, step, calendar, reached)
                if following is not None:
                    graph.nodes.append(following)
        return graph

    def open(self, cone: Cone, calendar: Calendar | None) -> Node | None:
        """Where stories open; None if no day fits."""
        observations = self.encoder.sight.observations
        opened = [(seen, opening(self.encoder, observations[seen])) for seen in cone.seen]
        view = {seen: self.sorter.settled(literal) for seen, literal in opened}
        days = {} if calendar is None else calendar.opening(self._formulas)
        conditions = self._conditions(frozenset(), days, calendar)
        return None if conditions is None else self._node(None, None, view, frozenset(), days, conditions)

    def follow(
        self, node: Node, step: Step, calendar: Calendar | None, reached: "_Reached | None" = None
    ) -> Node | None:
        """Where *step* leads from *node*; None if it cannot happen there, or leads nowhere new."""
        guard = self.sorter.settled(self.encoder.holds(step.event.guard, node.view))
        if guard == FALSE:
            return None
        view = self._after(node.view, step)
        if reached is not None and calendar is None and view == node.view:
            return None  # nothing that is seen has changed
        guards = node.guards if guard == TRUE else node.guards.union(self._formulas.conjuncts(guard))
        days = calendar.after(step.event, node.days) if calendar else {}
        conditions = self._conditions(guards, days, calendar)
        if conditions is None or (reached is not None and not reached.anew(view, guards, days)):
            return None
        return self._node(node, step.event, view, guards, days, conditions)

    def _conditions(
        self, guards: frozenset[Lit], days: Days, calendar: Calendar | None
    ) -> frozenset[Lit] | None:
        """The answers for which the run happens: its guards hold and it has days; None if there are none."""
        dated = TRUE if calendar is None else self.sorter.settled(self._formulas.some(days))
        conditions = guards if dated == TRUE else guards.union(self._formulas.conjuncts(dated))
        return None if dated == FALSE or not self.sorter.possible(conditions) else conditions

    def _node(
        self,
        parent: Node | None,
        event: ir.Event | None,
        view: View,
        guards: frozenset[Lit],
        days: Days,
        conditions: frozenset[Lit],
    ) -> Node:
        depth = 0 if parent is None else parent.depth + 1
        return Node(depth, parent, event, view, guards, days, self._formulas.every(conditions))

    def _after(self, before: View, step: Step) -> View:
        """What is seen after *step*."""
        after = dict(before)
        settled = self.sorter.settled
        for changed in step.effects:
            after.update(
                [
                    (seen, move if isinstance(move, int) else settled(move(before, after)))
                    for seen, move in changed
                ]
            )
        return after


class _Reached:
    """What was reached so far: under which conditions and on which days each view."""

    def __init__(self, calendar: Calendar | None) -> None:
        self._calendar = calendar
        self._ways: dict[tuple[Lit, ...], list[tuple[frozenset[Lit], Days]]] = defaultdict(list)

    def anew(self, view: View, guards: frozenset[Lit], days: Days) -> bool:
        """Whether nothing before it led there as easily; then it is remembered."""
        before = self._ways[tuple(view.values())]
        if any(self._as_easily(other, (guards, days)) for other in before):
            return False
        before.append((guards, days))
        return True

    def _as_easily(self, one: tuple[frozenset[Lit], Days], other: tuple[frozenset[Lit], Days]) -> bool:
        """Whether the one happens whenever the other does, and on every day."""
        return one[0] <= other[0] and (self._calendar is None or self._calendar.covers(one[1], other[1]))
