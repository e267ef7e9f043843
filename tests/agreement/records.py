"""Random records of a program, and what the interpreter says of them."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import product

from attrs import define, evolve, field
from hypothesis import strategies as st

from consentlang.core import ir
from consentlang.eval.interpret import Impossible, holds, start, step
from consentlang.eval.record import Known, complete_facts, scenario_events
from consentlang.eval.scenario import Scenario, State
from consentlang.eval.schema import AT, Schema
from tests.agreement.programs import programs
from tests.agreement.scenarios import obeys
from tests.agreement.test_interpret import everything
from tests.agreement.vocabulary import SPAN

MOVING = ("feature", "changing")
ANSWERED = ("answer", "status")
FIRST = datetime(1, 1, 2, tzinfo=UTC)
"""Terms in random programs come into force on the first days of the calendar."""


@define
class Said:
    """What is said of one use, or of one claim."""

    invalid: bool = False
    firmly: bool = False
    coerced: bool = False
    grounds: set[str] = field(factory=set)
    factors: set[str] = field(factory=set)


def watched() -> st.SearchStrategy[ir.Program]:
    """Programs with a claim, and with a rule for each thing that can be said of a moment."""
    return programs().map(_watched)


def _watched(program: ir.Program) -> ir.Program:
    first = program.obligations[0]
    watching = tuple(
        ir.Fault(name, "E0501", "rule", None, name, fails, span=SPAN)
        for name, fails in everything(program).items()
    )
    watch = evolve(first, name="watch", kind="consent", use="watch", ways=(ir.Way((), watching),))
    claim = evolve(first, name="claim", kind="claim", claim="claim", use=None)
    return evolve(program, obligations=(*program.obligations, watch, claim))


@st.composite
def records(
    draw: st.DrawFn, schema: Schema, *, missing: bool = False, times: bool = True
) -> dict[str, object]:
    """Any values, which may contradict each other; with *missing*, some columns are left out."""
    record: dict[str, object] = {}
    for column in schema.columns.values():
        if column.values:
            settled = schema.settled.get(column.name)
            likely = column.values[1:2] if column.kind in ANSWERED else ()
            record[column.name] = settled or draw(st.sampled_from((*likely, *likely, *column.values)))
        elif times and column.name != AT and draw(st.sampled_from((False, False, True))):
            record[column.name] = FIRST + timedelta(hours=6 * draw(st.integers(0, 40)))
    for column in schema.finite:
        if column.kind == "status" and column.at in record:
            record[column.name] = "yes"
    if not schema.chains and draw(st.booleans()):  # the terms of the day would have to be said
        moving = [record.get(f"{column.name}.at") for column in schema.finite if column.kind in MOVING]
        least = max((when for when in moving if isinstance(when, datetime)), default=FIRST)
        record[AT] = least + timedelta(hours=6 * draw(st.integers(0, 40)))
    if missing and record:
        for name in draw(st.lists(st.sampled_from(sorted(record)), min_size=1, max_size=4, unique=True)):
            record.pop(name)
    return record


def last_state(program: ir.Program, schema: Schema, known: Known) -> tuple[Scenario, State] | None:
    """Where the run of a complete record ends; None if it cannot be."""
    facts = complete_facts(program, known.values)
    scenario = Scenario(facts, scenario_events(schema, known.values, known.order))
    if not obeys(program, dict(facts)):
        return None
    state = start(program, facts)
    try:
        for name in scenario.events:
            state = step(program, program.events[name], facts, state)
    except Impossible:
        return None
    return (scenario, state) if _as_said(program, schema, known.values, state) else None


def _as_said(program: ir.Program, schema: Schema, values: Mapping[str, str], state: State) -> bool:
    """Whether features, terms and changing facts are in the end what the columns say."""
    switched = {None: "off", "": "from the start"}
    said = {
        **{name: switched.get(by, by) for name, by in state.now.features.items()},
        **state.now.facts,
    }
    for column, versions in schema.chains.items():
        chain = next(c for c in program.chains.values() if c.versions is versions)
        said[column] = state.now.terms[chain.name]
    return all(values[name] == value for name, value in said.items())


def completions(program: ir.Program, schema: Schema, known: Known) -> Iterator[tuple[Scenario, State]]:
    """Where each completion of a record ends that can be."""
    missing = [column for column in schema.finite if column.name not in known.values]
    for values in product(*(column.values for column in missing)):
        complete = {**known.values, **dict(zip((c.name for c in missing), values, strict=True))}
        ended = last_state(program, schema, evolve(known, values=complete))
        if ended is not None:
            yield ended


def said(program: ir.Program, scenario: Scenario, state: State) -> dict[tuple[object, ...], Said]:
    """What is to be said of each use, terms, basis and claim, from the meaning of the rules alone."""
    found: dict[tuple[object, ...], Said] = {}
    parts = zip(program.obligations, broken_parts(program, scenario, state), strict=True)
    for duty, (fires, failing) in parts:
        about = duty.claim if duty.kind == "claim" else duty.use
        here = found.setdefault((duty.kind, about, duty.subject, duty.regime), Said())
        if not fires:
            continue
        ways = [
            [f for f, fails in zip(w.faults, fs, strict=True) if fails]
            for w, fs in zip(duty.ways, failing, strict=True)
        ]
        here.coerced |= any(fault.coercion for way in ways for fault in way)
        here.factors |= {fault.name for way in ways for fault in way if fault.kind == "factor"}
        deciding = [[fault for fault in way if fault.kind != "factor"] for way in ways]
        if all(deciding):
            here.invalid = True
            here.grounds |= {fault.name for way in deciding for fault in way if fault.told}
            here.firmly |= all(any(fault.contested is None for fault in way) for way in deciding)
    return found


def broken_parts(
    program: ir.Program, scenario: Scenario, state: State
) -> Iterator[tuple[bool, list[list[bool]]]]:
    """For each obligation: whether it speaks of this moment, and which faults of which way fail."""
    for duty in program.obligations:
        fires = duty.kind != "claim" or holds(program, duty.fires, scenario.facts, state)
        yield (
            fires,
            [
                [holds(program, fault.fails, scenario.facts, state) for fault in way.faults]
                for way in duty.ways
            ],
        )
