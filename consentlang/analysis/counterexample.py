"""
Stories: for a rule that fails, the shortest run and the fewest answers under which it does, whatever else.

Cases are looked at from the shortest run on. A longer run is worth telling only if it needs fewer answers
that the file never mentions; so most are passed over. What is found is filled up with answers in which
nothing else goes wrong that need not, and replayed in the interpreter before anyone sees it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from attrs import define, evolve, field, frozen

from consentlang.analysis.cases import Case
from consentlang.analysis.implicants import Cost, Pick, Questions
from consentlang.analysis.lines import Line
from consentlang.analysis.symbolic import FALSE, TRUE, Lit
from consentlang.core import ir

Key = tuple[int, int, int, int, int]
"""Unsaid answers, events, lines leaned on, answers, their places: what stories are preferred by."""

NAMED: Key = (1, 0, 0, 0, 0)
"""Below it lie the stories with no unsaid answer."""


@frozen(eq=False)
class Plot:
    """A story before it is filled up."""

    case: Case
    fault: ir.Fault
    picks: tuple[Pick, ...]
    apart: tuple[Pick, ...]
    leaned: tuple[Line, ...]
    """Lines that a verdict leans on, without which these answers would not be enough."""
    key: Key
    strictly: bool

    @property
    def literals(self) -> tuple[Lit, ...]:
        """All its answers."""
        return tuple(pick.literal for pick in (*self.picks, *self.apart))


@define(eq=False)
class Plotter:
    """Finds plots among the cases of one group."""

    questions: Questions
    cases: Sequence[Case]
    _tellable: dict[bool, dict[str, list[tuple[Case, ir.Fault]]]] = field(factory=dict)

    def tellable(self, *, strictly: bool) -> Mapping[str, Sequence[tuple[Case, ir.Fault]]]:
        """By name of fault: the cases in which it can be told of, shortest run first."""
        if not strictly and all(case.strict == case.broken for case in self.cases):
            return self.tellable(strictly=True)
        if strictly not in self._tellable:
            found: dict[str, list[tuple[Case, ir.Fault]]] = defaultdict(list)
            for case in self.cases:
                for fault in self._tellable_in(case, case.strict if strictly else case.broken):
                    found[fault.name].append((case, fault))
            self._tellable[strictly] = found
        return self._tellable[strictly]

    def _tellable_in(self, case: Case, broken: Lit) -> list[ir.Fault]:
        """The faults that can fail where *broken*; each answer of the solver shows several at once."""
        failing = {fails for fault, fails in case.failing if fault.decides and fault.told}
        shown = self.questions.possible(failing, given=(broken,)) if broken != FALSE else set()
        return [fault for fault, fails in case.failing if fault.decides and fault.told and fails in shown]

    def smallest(
        self, fault: str, *, strictly: bool, free: bool = False, below: Key | None = None
    ) -> Plot | None:
        """The first plot in the order of preference in which the fault of this name fails, below *below*."""
        best: Plot | None = None
        passed: list[frozenset[Lit]] = []
        for case, rule in self.tellable(strictly=strictly).get(fault, ()):
            limit = best.key if best else below
            if limit is not None and case.node.depth > limit[1] and limit[0] == 0:
                break
            goal = case.told(rule, strictly=strictly)
            parts = frozenset(self.questions.formulas.conjuncts(goal))
            if goal == FALSE or any(earlier <= parts for earlier in passed):
                continue
            if not free:
                passed.append(parts)
            within = case.free if free else TRUE
            plot = self._plot(case, rule, goal, within, limit) if within != FALSE else None
            if plot is not None and (limit is None or plot.key < limit):
                best = evolve(plot, strictly=strictly)
        return best

    def _plot(self, case: Case, fault: ir.Fault, goal: Lit, within: Lit, limit: Key | None) -> Plot | None:
        found = self.questions.smallest(goal, within, below=_affordable(case.node.depth, limit))
        if found is None:
            return None
        unsaid, answers, places = found.cost
        leaned = self.questions.leaning((*found.literals, -goal))
        key = (unsaid, case.node.depth, len(leaned), answers, places)
        return Plot(case, fault, found.picks, (), leaned, key, strictly=True)

    def kept_apart(self, plot: Plot) -> Plot:
        """The plot with the answers that keep coercion out of it."""
        free = plot.case.free
        found = self.questions.smallest(free, given=plot.literals)
        return plot if found is None else evolve(plot, apart=found.picks)


def _affordable(depth: int, limit: Key | None) -> Cost | None:
    """What answers may cost at *depth* so that the plot may be preferred to *limit*."""
    if limit is None:
        return None
    unsaid, events, *_ = limit
    return (unsaid + 1, 0, 0) if depth <= events else (unsaid, 0, 0)
