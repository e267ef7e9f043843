"""
Scenarios of the author: run as written, with all that they leave open left open.

What is expected must be so in every completion of the scenario that can happen at all.
"""

from collections.abc import Iterator, Sequence

from attrs import frozen

from consentlang.analysis.apparatus import Apparatus
from consentlang.analysis.encode import NOTHING_SEEN
from consentlang.analysis.implicants import Questions
from consentlang.analysis.replay import confirm
from consentlang.analysis.solve import OutOfTime
from consentlang.analysis.states import Node
from consentlang.analysis.storytelling import answered
from consentlang.analysis.symbolic import FALSE, Lit
from consentlang.analysis.verdict import Tried, Unmet
from consentlang.analysis.zones import Calendar
from consentlang.core import ir
from consentlang.eval.scenario import Scenario

CANNOT_BEGIN = "the story cannot begin like this"


def tried(apparatus: Apparatus, trial: ir.Trial) -> Tried:
    """What comes of *trial*."""
    try:
        return _Trying(apparatus, trial).tried()
    except OutOfTime:
        return Tried(trial, passed=False, unmet=(), undecided=True)


@frozen(eq=False)
class _Point:
    """A step of the trial and where the run has come to; no node where it cannot come."""

    step: ir.Expectation | ir.Event | None
    node: Node | None


class _Trying:
    def __init__(self, apparatus: Apparatus, trial: ir.Trial) -> None:
        self._apparatus = apparatus
        self._trial = trial
        holds = apparatus.encoder.holds
        self._givens = apparatus.formulas.every([holds(given, NOTHING_SEEN) for given in trial.givens])

    def tried(self) -> Tried:
        if self._apparatus.contradiction:
            return Tried(self._trial, passed=False, unmet=(), impossible=CANNOT_BEGIN)
        points = list(self._points())
        questions = self._apparatus.questions(self._all_of(points))
        unmet: list[Unmet] = []
        for point in points:
            reached = FALSE if point.node is None else self._reached(point.node)
            if not questions.can(reached):
                words = point.step.words if point.step is not None else CANNOT_BEGIN
                return Tried(self._trial, passed=False, unmet=tuple(unmet), impossible=words)
            if isinstance(point.step, ir.Expectation) and point.node is not None:
                unmet.extend(self._unmet(questions, point.step, point.node))
        return Tried(self._trial, passed=not unmet, unmet=tuple(unmet))

    def _points(self) -> Iterator[_Point]:
        """Where the run comes, step by step; it ends where it cannot go on."""
        apparatus, trial = self._apparatus, self._trial
        expected = [step.expr for step in trial.steps if isinstance(step, ir.Expectation)]
        events = [apparatus.program.events[step] for step in trial.steps if isinstance(step, str)]
        cone = apparatus.cones.of(expected, events)
        steps = {step.event.name: step for step in cone.steps}
        calendar = Calendar(apparatus.program, cone) if cone.timed else None
        node = apparatus.explorer.open(cone, calendar)
        yield _Point(None, node)
        for step in trial.steps:
            if node is None:
                return
            if isinstance(step, str):
                node = apparatus.explorer.follow(node, steps[step], calendar)
            yield _Point(steps[step].event if isinstance(step, str) else step, node)

    def _all_of(self, points: Sequence[_Point]) -> Iterator[Lit]:
        yield self._givens
        for point in points:
            if point.node is not None:
                yield point.node.reached
                if isinstance(point.step, ir.Expectation):
                    yield self._apparatus.encoder.holds(point.step.expr, point.node.view)

    def _reached(self, node: Node) -> Lit:
        return self._apparatus.formulas.every((node.reached, self._givens))

    def _unmet(self, questions: Questions, expectation: ir.Expectation, node: Node) -> Iterator[Unmet]:
        holds = self._apparatus.encoder.holds(expectation.expr, node.view)
        reached = self._reached(node)
        contrary = self._apparatus.formulas.every((reached, -holds))
        if not questions.can(contrary):
            return
        found = questions.smallest(contrary, given=(self._givens,))
        facts = self._apparatus.completer.complete(questions, (contrary,), ())
        if found is not None:
            literals = (self._givens, *(pick.literal for pick in found.picks))
            facts = self._apparatus.completer.complete(questions, literals, ())
        scenario = Scenario(facts, node.events)
        confirm(self._apparatus.program, scenario, [(expectation.words, expectation.expr, False)])
        yield Unmet(expectation, scenario, answered(found.picks if found else ()))
