"""Random scenarios of a program: any answers and any run of events, or such as can happen."""

from collections.abc import Collection
from itertools import product

from attrs import evolve
from hypothesis import assume
from hypothesis import strategies as st

from consentlang.core import ir
from consentlang.eval.interpret import Impossible, holds, run, start, step
from consentlang.eval.scenario import Scenario


def allowed(program: ir.Program, made: Collection[str] = ()) -> list[dict[str, str]]:
    """Every answer to all facts that no constraint excludes; of edits, those *made* are."""
    names = list(program.facts)
    edits = {name: ("yes",) if name in made else ("no",) for name in names}
    choices = [edits[f.name] if f.kind == "edit" else f.values for f in program.facts.values()]
    complete = (dict(zip(names, values, strict=True)) for values in product(*choices))
    return [answers for answers in complete if obeys(program, answers)]


def obeys(program: ir.Program, answers: dict[str, str]) -> bool:
    """Whether *answers* satisfy every constraint."""
    opening = start(program, answers)
    return all(holds(program, line.expr, answers, opening) for line in program.constraints)


def any_facts(program: ir.Program) -> st.SearchStrategy[dict[str, str]]:
    """Some answer to every fact, allowed or not."""
    return st.fixed_dictionaries({fact.name: st.sampled_from(fact.values) for fact in program.facts.values()})


@st.composite
def scenarios(draw: st.DrawFn, program: ir.Program, most: int = 5) -> Scenario:
    """Any answers and any run of events, possible or not."""
    names = tuple(program.events)
    events = draw(st.lists(st.sampled_from(names), max_size=most)) if names else []
    return Scenario(draw(any_facts(program)), tuple(events))


@st.composite
def timed_runs(draw: st.DrawFn, program: ir.Program, most: int = 8) -> Scenario:
    """Events in an order in which what is due runs and terms follow each other; whether days fit is open."""
    facts = draw(any_facts(program))
    state, running, events = start(program, facts), set[str](), list[str]()
    for _ in range(draw(st.integers(3, most))):
        ready = [
            event
            for event in program.events.values()
            if (event.due is None or event.due in running) and holds(program, event.guard, facts, state)
        ]
        if not ready:
            break
        event = draw(st.sampled_from(ready))
        running = (running - {*event.stops, event.due}) | {*event.starts}
        state = step(program, event, facts, state)
        events.append(event.name)
    return Scenario(facts, tuple(events))


@st.composite
def walks(draw: st.DrawFn, program: ir.Program, least: int = 0, most: int = 6) -> Scenario:
    """A scenario that happens: answers that the constraints allow, and one possible event after another."""
    possible = [facts for facts in allowed(program) if happens(program, Scenario(facts))]
    assume(possible)
    walk = Scenario(draw(st.sampled_from(possible)))
    for _ in range(draw(st.integers(least, most))):
        longer = (evolve(walk, events=(*walk.events, name)) for name in program.events)
        going_on = [scenario for scenario in longer if happens(program, scenario)]
        walk = draw(st.sampled_from(going_on or [walk]))
    return walk


def happens(program: ir.Program, scenario: Scenario) -> bool:
    """Whether the interpreter lets *scenario* happen."""
    try:
        run(program, scenario)
    except Impossible:
        return False
    return True
