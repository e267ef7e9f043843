"""
Strategies: from a policy to people and stories that it allows.

Nothing is drawn to be thrown away. A draw is a list of wishes: an answer to each question, and events; a
person is the answers that come nearest to the wishes within the policy's lines, a story the events that can
happen, one after the other. The first wish of each is the plain one, so all shrinks to the plainest person
and to no event that is not needed.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import product
from typing import TYPE_CHECKING, Final

from attrs import evolve
from hypothesis import strategies as st

from consentlang.analysis.apparatus import Apparatus
from consentlang.analysis.implicants import Questions
from consentlang.analysis.solve import Clock
from consentlang.core import ir
from consentlang.eval.calendar import possible_dates
from consentlang.eval.interpret import Facts, holds, start, step
from consentlang.eval.scenario import Scenario, State
from consentlang.eval.schema import AT, NO, NO_ANSWER, Column, Schema, Slot, schema

if TYPE_CHECKING:
    from consentlang.analysis.symbolic import Lit

MOST_EVENTS: Final = 8
"""In a story, unless more are asked for."""
FIRST_DAY: Final = date(2024, 1, 1)
MOST_DAYS: Final = 500
"""Between two things that happen in a record."""

Record = dict[str, object]


class NobodyAllowed(ValueError):
    """The lines of the policy contradict each other: there is no person and no story that it allows."""


class People:
    """
    Whom the lines of *program* allow: a person is an answer to every question.

    Raises:
        NobodyAllowed: nobody.

    """

    def __init__(self, program: ir.Program) -> None:
        self.program = program
        apparatus = Apparatus(program, Clock())
        if apparatus.contradiction:
            raise NobodyAllowed("no scenario obeys all the lines of the policy at once")
        tied = {fact for line in apparatus.lines.all for fact in line.facts}
        self._questions = Questions(apparatus.formulas, apparatus.lines, tied, apparatus.clock)
        self._starts = [chain.start for chain in program.chains.values()]
        self._tied = sorted((name for name in program.facts if name in tied), key=self._is_later)
        self.open = {name: _plain_first(f) for name, f in program.facts.items() if f.kind != "edit"}
        """Each question with its answers, the plain one first."""
        self._edits = {fact.name: fact.values[0] for fact in program.facts.values() if fact.kind == "edit"}
        self.nearest({})

    def _is_later(self, name: str) -> bool:
        return name not in self._starts

    def nearest(self, wishes: Mapping[str, str]) -> dict[str, str]:
        """
        The person nearest to *wishes*, of which those to earlier questions count for more.

        What is found depends on nothing but the wishes: each is asked by itself whether it can be granted.
        """
        wanted = {name: wishes.get(name, values[0]) for name, values in self.open.items()}
        person = self._within_lines(wanted)
        if self._has_dates(person):
            return person
        others = product(*(self.open[name] for name in self._starts))
        for opening in others:  # terms of which no two versions were in force on one day
            terms = dict(zip(self._starts, opening, strict=True))
            person = self._within_lines({**wanted, **terms})
            if all(person[name] == version for name, version in terms.items()) and self._has_dates(person):
                return person
        raise NobodyAllowed("no scenario obeys all the lines of the policy on any day")

    def _has_dates(self, person: Mapping[str, str]) -> bool:
        return possible_dates(self.program, Scenario(person))

    def _within_lines(self, wanted: Mapping[str, str]) -> dict[str, str]:
        literals = {name: self._questions.formulas.value(name) for name in self._tied}
        asked = [name for name in self._tied if name in wanted]
        answers = {**wanted, **self._edits}
        if self._questions.can(*(literals[name][wanted[name]] for name in asked)):
            return answers
        chosen: list[Lit] = []
        for name in asked:
            values = (wanted[name], *(value for value in self.open[name] if value != wanted[name]))
            answers[name] = next(v for v in values if self._questions.can(*chosen, literals[name][v]))
            chosen.append(literals[name][answers[name]])
        return answers


def _plain_first(fact: ir.Fact) -> tuple[str, ...]:
    """A story opens under the last of its terms, unless there is something to tell of the change."""
    return fact.values[::-1] if fact.kind == "start" else fact.values


def people(program: ir.Program) -> st.SearchStrategy[dict[str, str]]:
    """
    Answers to every question of *program* that obey all its lines.

    Raises:
        NobodyAllowed: there are none.

    """
    return people_among(People(program))


def people_among(allowed: People) -> st.SearchStrategy[dict[str, str]]:
    """Those who are *allowed*."""
    wishes = {name: st.sampled_from(values) for name, values in allowed.open.items()}
    return st.fixed_dictionaries(wishes).map(allowed.nearest)


# --- stories ----------------------------------------------------------------------------------------


def scenarios(
    program: ir.Program, *, most_events: int = MOST_EVENTS, seeds: Iterable[Scenario] = ()
) -> st.SearchStrategy[Scenario]:
    """
    Scenarios that can happen: people, and runs of at most *most_events* events.

    *seeds*: scenarios to begin at as well, such as those of a verification; what is drawn of them goes on
    from where they end.

    Raises:
        NobodyAllowed: the lines of the policy contradict each other.

    """
    allowed = People(program)
    wishes = st.lists(st.sampled_from([*program.events]), max_size=most_events) if program.events else None
    runs = st.just([]) if wishes is None else wishes
    begun = st.builds(Scenario, people_among(allowed))
    known = [*seeds]
    if known:
        begun |= st.sampled_from(known)
    return st.builds(lambda one, run: going_on(program, one, run, most_events), begun, runs)


def going_on(program: ir.Program, scenario: Scenario, wishes: Sequence[str], most: int) -> Scenario:
    """*scenario*, with the events of *wishes* that can happen; for one that cannot, another that can."""
    state = start(program, scenario.facts)
    for name in scenario.events:
        state = step(program, program.events[name], scenario.facts, state)
    numbers = {name: number for number, name in enumerate(program.events)}
    for wish in wishes[: max(0, most - len(scenario.events))]:
        name = wish
        if not can_happen(program, scenario, state, wish):
            can = [other for other in program.events if can_happen(program, scenario, state, other)]
            if not can:
                break
            name = can[numbers[wish] % len(can)]
        scenario = evolve(scenario, events=(*scenario.events, name))
        state = step(program, program.events[name], scenario.facts, state)
    return scenario


def can_happen(program: ir.Program, scenario: Scenario, state: State, name: str) -> bool:
    """Whether the event *name* can follow on *scenario*, which led to *state*: its guard, and the days."""
    if not holds(program, program.events[name].guard, scenario.facts, state):
        return False
    return possible_dates(program, evolve(scenario, events=(*scenario.events, name)))


# --- records ----------------------------------------------------------------------------------------


def records(program: ir.Program, *, missing: bool = False) -> st.SearchStrategy[Record]:
    """
    Records that can be (`consentlang.eval.schema` says of what columns), with times or without.

    *missing*: with gaps; what a gap hides is some record that can be.

    Raises:
        NobodyAllowed: the lines of the policy contradict each other.

    """
    allowed, columns = People(program), schema(program)
    complete = _complete(allowed, columns)
    return _with_gaps(complete, columns) if missing else complete


@st.composite
def _complete(draw: st.DrawFn, allowed: People, columns: Schema) -> Record:
    facts = draw(people_among(allowed))
    dated = all(slot.at is not None for slot in columns.slots) and draw(st.booleans())
    order = draw(st.permutations(columns.natural)) if dated else columns.natural
    state = start(allowed.program, facts)
    record: Record = {
        column.name: NO_ANSWER if column.kind == "answer" else NO
        for column in columns.finite
        if column.kind in {"answer", "status"}
    }
    day = FIRST_DAY
    for number in order:
        slot = columns.slots[number]
        can = [name for name, _ in slot.events if _can(allowed.program, name, facts, state)]
        name = draw(st.sampled_from((None, *can)))
        if name is None:
            continue
        state = step(allowed.program, allowed.program.events[name], facts, state)
        record.update(_said(columns.columns[slot.column], slot, name))
        if dated:
            day += timedelta(days=draw(st.integers(0, MOST_DAYS)))
            record[str(slot.at)] = day.isoformat()
    if dated:
        record[AT] = (day + timedelta(days=draw(st.integers(0, MOST_DAYS)))).isoformat()
    known = {name: facts[name] for name, column in columns.columns.items() if _is_fact(column)}
    return {**known, **_moved(allowed.program, columns, state), **record}


def _can(program: ir.Program, event: str, facts: Facts, state: State) -> bool:
    return holds(program, program.events[event].guard, facts, state)


def _said(column: Column, slot: Slot, event: str) -> Record:
    """What *event* makes a record say of an answer or a status; of what moves, the end says more."""
    conditions = dict(slot.events)
    said = conditions[event]
    if column.kind in {"answer", "status"} and isinstance(said, ir.Is):
        return {column.name: said.values[0]}
    return {}


def _is_fact(column: Column) -> bool:
    return column.kind in {"fact", "start"}


def _moved(program: ir.Program, columns: Schema, state: State) -> Record:
    """What has moved, as it is in the end."""
    switched = {None: "off", "": "from the start"}
    said: Record = {name: switched.get(by, by) for name, by in state.now.features.items()}
    said |= state.now.facts
    for name, versions in columns.chains.items():
        chain = next(chain for chain in program.chains.values() if chain.versions is versions)
        said[name] = state.now.terms[chain.name]
    return said


@st.composite
def _with_gaps(draw: st.DrawFn, complete: st.SearchStrategy[Record], columns: Schema) -> Record:
    record = draw(complete)
    finite = [name for name in record if columns.columns[name].values]
    gaps = draw(st.sets(st.sampled_from(finite))) if finite else set()
    return {name: value for name, value in record.items() if name not in gaps}
