"""
From a plot to a story: what else fails in it, every other answer, what is to blame; confirmed by replay.
"""

from collections.abc import Iterable

from consentlang.analysis.apparatus import Apparatus
from consentlang.analysis.causes import causes
from consentlang.analysis.counterexample import Plot
from consentlang.analysis.implicants import Pick, Questions
from consentlang.analysis.replay import Disagreement, confirm, replayed
from consentlang.analysis.symbolic import Lit
from consentlang.analysis.verdict import Answered, Story
from consentlang.core import ir
from consentlang.eval.interpret import judge
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
        also = self._also(plot)
        failing = [plot.fault, *also]
        scenario = self._scenario(plot, preferred=self._nothing_else(plot, also))
        state = replayed(program, scenario)
        assessment = judge(program, part, scenario.facts, state)
        if not assessment.broken or not {fault.name for fault in failing} <= set(assessment.failing):
            raise Disagreement(f"{part.name}: {plot.fault.name} after {scenario.events}")
        if plot.apart and assessment.coerced:
            raise Disagreement(f"{part.name}: coerced after {scenario.events}")
        said = [(part.name, part.broken, True), *((fault.name, fault.fails, True) for fault in failing)]
        confirm(program, self._scenario(plot, turned=True), said)
        goal = plot.case.told(plot.fault, strictly=plot.strictly)
        leaned = self._questions.leaning((*(pick.literal for pick in plot.picks), -goal))
        return Story(
            obligation=part,
            fault=plot.fault,
            scenario=scenario,
            answers=answered(plot.picks),
            apart=answered(plot.apart),
            leans_on=tuple(line.constraint for line in leaned),
            also=also,
            coerced=assessment.coerced,
            elements=assessment.met,
            causes=causes(program, plot.fault.fails, scenario.facts, state),
        )

    def _also(self, plot: Plot) -> tuple[ir.Fault, ...]:
        """The other faults that fail in the same story whatever the other answers, each name once."""
        questions, solver = self._questions, self._questions.solver
        left = {f: plot.case.fails(f) for f in plot.case.obligation.faults if f.name != plot.fault.name}
        escapes = questions.formulas.some
        while questions.can(*plot.literals, escapes(-fails for fails in left.values())):
            left = {fault: fails for fault, fails in left.items() if solver.holds(fails)}
        return tuple({fault.name: fault for fault in reversed(left)}.values())[::-1]

    def _nothing_else(self, plot: Plot, also: Iterable[ir.Fault]) -> list[Lit]:
        """That no other rule fails; least of all coercion."""
        failing = {plot.fault.name, *(fault.name for fault in also)}
        others = [f for f in plot.case.obligation.faults if f.decides and f.name not in failing]
        return [-plot.case.fails(fault) for fault in sorted(others, key=lambda fault: not fault.coercion)]

    def _scenario(self, plot: Plot, preferred: Iterable[Lit] = (), *, turned: bool = False) -> Scenario:
        completer = self._apparatus.completer
        facts = completer.complete(self._questions, plot.literals, tuple(preferred), turned=turned)
        return Scenario(facts, plot.case.node.events)


def answered(picks: Iterable[Pick]) -> tuple[Answered, ...]:
    """Picks as answers."""
    return tuple(Answered(pick.fact.name, pick.value, unsaid=not pick.fact.named) for pick in picks)
