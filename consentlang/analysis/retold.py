"""
A scenario that somebody else has found, told as verification tells its own.

The run is as it was found; of the answers are kept the fewest under which the rule fails after it whatever
the others are, and the story is replayed in the interpreter like any other.
"""

from consentlang.analysis.apparatus import Apparatus
from consentlang.analysis.counterexample import Plot, Plotter
from consentlang.analysis.storytelling import Teller
from consentlang.analysis.verdict import Story
from consentlang.analysis.zones import Calendar
from consentlang.core import ir


def retold(
    apparatus: Apparatus, events: tuple[str, ...], obligation: ir.Obligation, rule: str
) -> tuple[Story, bool] | None:
    """
    The story in which the rule of this name breaks *obligation* after *events*; None if there is none.

    With it, whether uncontested rules alone break it.

    Raises:
        OutOfTime: before it was found.
        Disagreement: the interpreter tells another, which is a bug.

    """
    plot = _plot(apparatus, events, obligation, rule)
    if plot is None:
        return None
    questions = plot[1].questions
    return Teller(apparatus, questions).told(plot[0]), plot[0].strictly


def _plot(
    apparatus: Apparatus, events: tuple[str, ...], obligation: ir.Obligation, rule: str
) -> tuple[Plot, Plotter] | None:
    asked = (obligation.fires, *(fault.fails for fault in obligation.faults))
    alike = [apparatus.sight.alike(expr) for expr in asked]
    run = [apparatus.program.events[name] for name in events]
    cone = apparatus.cones.of(alike, run)
    calendar = Calendar(apparatus.program, cone) if cone.timed else None
    steps = {step.event.name: step for step in cone.steps}
    node = apparatus.explorer.open(cone, calendar)
    for event in run:
        node = None if node is None else apparatus.explorer.follow(node, steps[event.name], calendar)
    if node is None:
        return None
    case = apparatus.casebook.at(obligation, node)
    questions = apparatus.questions((case.fires, case.broken, *(fails for _, fails in case.failing)))
    plotter = Plotter(questions, [case])
    plot = plotter.smallest(rule, strictly=True) or plotter.smallest(rule, strictly=False)
    return None if plot is None else (plot, plotter)
