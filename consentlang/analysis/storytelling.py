"""From a plot to a story: what else fails in it, every other answer, what is to blame; then replayed."""

from collections.abc import Iterable, Iterator, Sequence

from consentlang.analysis.apparatus import Apparatus
from consentlang.analysis.causes import causes
from consentlang.analysis.counterexample import Plot
from consentlang.analysis.implicants import Pick, Questions
from consentlang.analysis.replay import confirm
from consentlang.analysis.symbolic import Lit
from consentlang.analysis.verdict import Answered, Story
from consentlang.core import ir
from consentlang.eval.scenario import Scenario


class Teller:
    """Tells the plots of one group."""

    def __init__(self, apparatus: Apparatus, questions: Questions) -> None:
        self._apparatus = apparatus
        self._questions = questions

    def told(self, plot: Plot) -> Story:
        """
        The story of *plot*.

        Raises:
            Disagreement: the interpreter tells another.

        """
        program, part = self._apparatus.program, plot.case.obligation
        scenario = self._scenario(plot)
        failing = self._failing(plot, scenario)
        also = self._also(plot, failing)
        if others := self._others(plot, also, failing):
            scenario = self._scenario(plot, others)
            failing = self._failing(plot, scenario)
        state = confirm(program, scenario, _said(plot, failing))
        confirm(program, self._scenario(plot, turned=True), _said(plot, (plot.fault, *also)))
        return Story(
            obligation=part,
            fault=plot.fault,
            scenario=scenario,
            answers=answered(plot.picks),
            apart=answered(plot.apart),
            leans_on=tuple(line.constraint for line in plot.leaned),
            also=also,
            coerced=any(fault.coercion for fault in failing),
            elements=self._met(plot),
            causes=causes(program, plot.fault.fails, scenario.facts, state),
        )

    def _also(self, plot: Plot, failing: Sequence[ir.Fault]) -> tuple[ir.Fault, ...]:
        """Of those *failing* in one such story, the other faults that fail in all, each name once."""
        solver, fails = self._questions.solver, plot.case.fails
        left = {fails(fault) for fault in failing}
        solver.watch(left)
        while left and solver.can_some(plot.literals, {-literal for literal in left}):
            left = solver.shown(left)
        told = (f for f in failing[::-1] if f.told and f.name != plot.fault.name)
        names = {f.name: f for f in told if fails(f) in left}
        return tuple(names.values())[::-1]

    def _met(self, plot: Plot) -> dict[str, bool | None]:
        """Of each element of the regime: whether none of its rules can fail, or one must; None: neither."""
        part = plot.case.obligation
        regime = part.regime if part.kind == "consent" else None
        failing: dict[str, list[Lit]] = {
            key: [] for key, element in self._apparatus.program.elements.items() if element.regime == regime
        }
        for fault, fails in plot.case.failing:
            if fault.decides and fault.element in failing:
                failing[fault.element].append(fails)
        unmet = {key: self._apparatus.formulas.some(fails) for key, fails in failing.items()}
        both = {literal for some in unmet.values() for literal in (some, -some)}
        possible = self._questions.possible(both, plot.literals)
        return {key: None if {some, -some} <= possible else -some in possible for key, some in unmet.items()}

    def _others(self, plot: Plot, also: Iterable[ir.Fault], failing: Iterable[ir.Fault]) -> list[Lit]:
        """If rules fail that need not: that none of those does; least of all coercion."""
        told = {plot.fault.name, *(fault.name for fault in also)}
        if not any(fault.decides and fault.told and fault.name not in told for fault in failing):
            return []
        deciding = [(f, fails) for f, fails in plot.case.failing if f.decides and f.told]
        others = [(f, fails) for f, fails in deciding if f.name not in told]
        return [-fails for _, fails in sorted(others, key=lambda other: not other[0].coercion)]

    def _scenario(self, plot: Plot, preferred: Sequence[Lit] = (), *, turned: bool = False) -> Scenario:
        facts = self._apparatus.completer.complete(self._questions, plot.literals, preferred, turned=turned)
        return Scenario(facts, plot.case.node.events)

    def _failing(self, plot: Plot, scenario: Scenario) -> list[ir.Fault]:
        """All faults that fail in *scenario*."""
        solver, value = self._questions.solver, self._apparatus.formulas.value
        left = {fails for _, fails in plot.case.failing}
        solver.watch(left)
        solver.can(value(fact)[scenario.facts[fact]] for fact in sorted(self._questions.facts))
        shown = solver.shown(left)
        return [fault for fault, fails in plot.case.failing if fails in shown]


def answered(picks: Iterable[Pick]) -> tuple[Answered, ...]:
    """Picks as answers."""
    return tuple(Answered(pick.fact.name, pick.value, unsaid=not pick.fact.named) for pick in picks)


def _said(plot: Plot, failing: Sequence[ir.Fault]) -> Iterator[tuple[str, ir.Expr, bool]]:
    """What the interpreter is to confirm: the use fires, these fail, every way is blocked."""
    part = plot.case.obligation
    yield f"{part.name} fires", part.fires, True
    for fault in failing:
        yield fault.name, fault.fails, True
    names = {fault.name for fault in failing if fault.decides}
    for way in part.ways:
        if names.isdisjoint(fault.name for fault in way.faults):
            yield part.name, ir.Any(tuple(fault.fails for fault in way.faults if fault.decides)), True
    if plot.apart:
        for fault in part.faults:
            if fault.coercion:
                yield f"no {fault.name}", fault.fails, False
