"""The interpreter against two independent readings, on random programs and stories."""

from collections.abc import Iterator

from attrs import evolve
from hypothesis import event, given, settings
from hypothesis import strategies as st

from consentlang.core import ir
from consentlang.eval.interpret import Impossible, alive, holds, outcome, run
from consentlang.eval.scenario import Scenario, State
from tests.agreement import z3_oracle
from tests.agreement.asking import STANDINGS
from tests.agreement.corners import arguments, bookkeeping, timetables
from tests.agreement.graph import Stories, TooLarge
from tests.agreement.programs import SIGNS, programs
from tests.agreement.scenarios import happens, scenarios, timed_runs, walks
from tests.agreement.variants import doubled, other_names, other_orders, renamed
from tests.agreement.vocabulary import PARTIES, answers_of

DEEPEST = 8
"""Events that z3 unrolls; what takes longer to reach is left to the graph."""


def everything(program: ir.Program) -> dict[str, ir.Expr]:
    """Whatever the program can say of a moment, named: each observation of the state, each formula in it."""
    rules = {
        f"{duty.name}, way {number}: {fault.name}": fault.fails
        for duty in program.obligations
        for number, way in enumerate(duty.ways)
        for fault in way.faults
    }
    return (
        rules
        | {f"{leaf}": leaf for leaf in observations(program)}
        | {f"{duty.name} fires": duty.fires for duty in program.obligations}
        | {f"{duty.name} broken": duty.broken for duty in program.obligations}
        | {f"definition {name}": ir.Defined(name) for name in program.definitions}
        | {f"{issue} {sign}": ir.Outcome(issue, (sign,)) for issue in program.issues for sign in SIGNS}
        | {question.question: question.formula for question in program.queries}
    )


def observations(program: ir.Program) -> Iterator[ir.Expr]:
    """The whole state, leaf by leaf: what is so now, what was so at each yes, each ledger."""
    now = (
        *(leaf for fact in program.changing.values() for leaf in answers_of(fact.name, fact.values)),
        *(ir.On(feature) for feature in program.features),
        *(ir.SwitchedBy(feature, party) for feature in program.features for party in PARTIES),
        *(ir.InForce(c.name, (version.name,)) for c in program.chains.values() for version in c.versions),
    )
    grants = [e for each in program.events.values() for e in each.effects if isinstance(e, ir.Grant)]
    yield from now
    for cell, request, choice in dict.fromkeys((grant.cell, grant.request, grant.choice) for grant in grants):
        yield from (ir.AtGrant(cell, request, choice, body) for body in (ir.TRUE, *now))
    for cell in program.cells:
        yield from (ir.Stands(cell, standings) for standings in STANDINGS)
        yield ir.Ever(cell)
        yield from (ir.Booked(cell, request) for request in program.requests)


def said(program: ir.Program, scenario: Scenario) -> list[dict[str, bool]] | None:
    """What the interpreter says of everything at each moment; None if that cannot happen."""
    try:
        states = run(program, scenario)
    except Impossible:
        return None
    questions = everything(program)
    return [
        {name: holds(program, expr, scenario.facts, state) for name, expr in questions.items()}
        for state in states
    ]


Drawn = tuple[ir.Program, Scenario]


@given(programs().flatmap(lambda program: st.tuples(st.just(program), walks(program))))
def test_z3_says_the_same_of_every_story(drawn: Drawn) -> None:
    """Every rule, definition, clause and question, at every moment of a story that happens."""
    agree(*drawn)


@given(bookkeeping().flatmap(lambda program: st.tuples(st.just(program), walks(program, least=3, most=8))))
def test_z3_keeps_the_same_ledgers(drawn: Drawn) -> None:
    """Whatever an event writes, in whatever order, on whatever condition."""
    agree(*drawn)


@given(arguments().flatmap(lambda program: st.tuples(st.just(program), walks(program))))
def test_z3_lets_the_same_clauses_live(drawn: Drawn) -> None:
    """However they outrank each other."""
    agree(*drawn)


def agree(program: ir.Program, scenario: Scenario) -> None:
    """The interpreter and z3 say the same of *scenario*, which happens."""
    story = z3_oracle.unroll(program, len(scenario.events))
    event(f"{len(scenario.events)} events")

    model = z3_oracle.fixed(story, scenario.facts, scenario.events)

    assert model is not None
    assert said(program, scenario) == [
        {name: z3_oracle.true_in(model, story.at(expr, step)) for name, expr in everything(program).items()}
        for step in range(len(scenario.events) + 1)
    ]
    for step, state in enumerate(run(program, scenario)):
        for issue in program.issues.values():
            living = [ruling.name for ruling in alive(program, issue, scenario.facts, state)]
            theirs = story.alive(issue, step).items()
            assert living == [name for name, lives in theirs if z3_oracle.true_in(model, lives)]


@given(programs().flatmap(lambda program: st.tuples(st.just(program), scenarios(program))))
def test_the_same_scenarios_are_impossible(drawn: Drawn) -> None:
    """A line broken, a guard that does not hold, no dates: whichever it is, z3 finds it too."""
    program, scenario = drawn
    story = z3_oracle.unroll(program, len(scenario.events))
    event("happens" if happens(program, scenario) else "is impossible")

    model = z3_oracle.fixed(story, scenario.facts, scenario.events)

    assert happens(program, scenario) == (model is not None)


@given(
    timetables().flatmap(
        lambda program: st.tuples(st.just(program), timed_runs(program) | scenarios(program))
    )
)
def test_the_same_orders_of_events_have_dates(drawn: Drawn) -> None:
    """Days alone: deadlines that run, dates of terms."""
    program, scenario = drawn
    story = z3_oracle.unroll(program, len(scenario.events))
    event("has dates" if happens(program, scenario) else "has none")

    model = z3_oracle.fixed(story, scenario.facts, scenario.events)

    assert happens(program, scenario) == (model is not None)


@given(programs())
@settings(max_examples=max(50, settings().max_examples // 3))  # a quarter of a second each
def test_z3_reaches_what_a_search_day_by_day_reaches(program: ir.Program) -> None:
    """And in as few events: `graph` is what verification is held against, so it is held against z3."""
    try:
        stories = Stories(program)
        depth = stories.depth()
        goals = everything(program)
        found = {name: stories.shortest(goal) for name, goal in goals.items()}
    except TooLarge:
        event("too large")
        return
    event(f"everything is reached after {depth} events")
    within = {name: steps for name, steps in found.items() if steps is None or steps <= DEEPEST}
    story = z3_oracle.unroll(program, min(depth, DEEPEST))
    unedited = [ir.Is(fact.name, ("no",)) for fact in program.facts.values() if fact.kind == "edit"]

    assert z3_oracle.shortest(story, {name: goals[name] for name in within}, unedited) == within


# --- what must not matter ---------------------------------------------------------------------------


@given(programs().flatmap(lambda p: st.tuples(st.just(p), walks(p), other_orders(p))))
def test_the_order_of_unranked_clauses_says_nothing(drawn: tuple[ir.Program, Scenario, ir.Program]) -> None:
    """One pass, one answer, whatever the order in the file."""
    program, scenario, other = drawn

    assert said(program, scenario) == said(other, scenario)


@given(programs().flatmap(lambda p: st.tuples(st.just(p), walks(p), other_names(p))))
def test_names_say_nothing(drawn: tuple[ir.Program, Scenario, dict[str, str]]) -> None:
    """Nor how they sort."""
    program, scenario, names = drawn
    other = renamed(program, names)
    states = run(other, renamed(scenario, names))
    asked = [renamed(expr, names) for expr in everything(program).values()]

    assert [list(moment.values()) for moment in said(program, scenario) or ()] == [
        [holds(other, expr, renamed(scenario.facts, names), state) for expr in asked] for state in states
    ]


@given(programs().flatmap(lambda p: st.tuples(st.just(p), walks(p))))
def test_saying_it_twice_says_no_more(drawn: Drawn) -> None:
    """Clauses, lines and events that stand there twice."""
    program, scenario = drawn
    other = doubled(program)
    again = evolve(scenario, events=tuple(f"{name} again" for name in scenario.events))

    states = run(program, scenario)

    assert states == run(other, scenario) == run(other, again)
    for state in states:
        assert broken_in(program, scenario, state) == broken_in(other, scenario, state)


def broken_in(program: ir.Program, scenario: Scenario, state: State) -> list[bool | str]:
    """Which obligations are broken, and what each issue comes to."""
    return [
        *(holds(program, duty.broken, scenario.facts, state) for duty in program.obligations),
        *(outcome(program, issue, scenario.facts, state) for issue in program.issues.values()),
    ]
