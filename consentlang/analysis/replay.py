"""
Replay: no story is told that the reference interpreter does not tell too.

A disagreement between the solver's reading and the meaning is a bug of ours. It is raised, never printed as
a finding.
"""

from collections.abc import Iterable

from consentlang.core import ir
from consentlang.eval.interpret import Impossible, holds, run
from consentlang.eval.scenario import Scenario, State


class Disagreement(Exception):
    """The solver and the interpreter disagree: our bug."""


def replayed(program: ir.Program, scenario: Scenario) -> State:
    """
    The last state of a scenario that the solver has found.

    Raises:
        Disagreement: the interpreter does not let it happen.

    """
    try:
        return run(program, scenario)[-1]
    except Impossible as impossible:
        raise Disagreement(f"{' then '.join(scenario.events) or 'no event'}: {impossible}") from impossible


def confirm(program: ir.Program, scenario: Scenario, said: Iterable[tuple[str, ir.Expr, bool]]) -> State:
    """
    The last state, after each of *said* (a name, an expression, its value there) was found to be so.

    Raises:
        Disagreement: one is not.

    """
    state = replayed(program, scenario)
    for name, expr, value in said:
        if holds(program, expr, scenario.facts, state) != value:
            raise Disagreement(f"{name} after {' then '.join(scenario.events) or 'no event'}")
    return state
