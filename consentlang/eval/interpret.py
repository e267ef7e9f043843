"""
The meaning.

Given an answer to every open question and a run of events, this says what holds at each moment, which
clauses are alive, whose consent stands and which rules fail. It is written to be read; speed is the
business of the other readings, which are tested to agree with this one (language.md, sections 3 to 5).
"""

from collections.abc import Mapping
from typing import assert_never

from attrs import evolve, frozen

from consentlang.core import ir
from consentlang.eval.calendar import possible_dates
from consentlang.eval.scenario import CellState, Granted, Moment, Scenario, State


class Impossible(Exception):
    """The scenario does not happen: a guard does not hold, a constraint is broken, no dates fit."""


Facts = Mapping[str, str]


# --- what holds at a moment -------------------------------------------------------------------------


def holds(program: ir.Program, expr: ir.Expr, facts: Facts, state: State) -> bool:  # noqa: PLR0911, PLR0912, C901 - one line a node
    """Whether *expr* is true in *state* under *facts* (which answer every fact of the program)."""
    match expr:  # the most frequent first
        case ir.Is(fact=fact, values=values):
            return (state.now.facts[fact] if fact in program.changing else facts[fact]) in values
        case ir.Not(of=inner):
            return not holds(program, inner, facts, state)
        case ir.All(parts=parts):
            return all(holds(program, part, facts, state) for part in parts)
        case ir.Any(parts=parts):
            return any(holds(program, part, facts, state) for part in parts)
        case ir.Const(value=value) | ir.Said(value=value):
            return value
        case ir.Defined(name=name):
            return holds(program, program.definitions[name], facts, state)
        case ir.On(feature=feature):
            return state.now.features[feature] is not None
        case ir.SwitchedBy(feature=feature, party=party):
            return state.now.features[feature] == party
        case ir.InForce(chain=chain, versions=versions):
            return state.now.terms[chain] in versions
        case ir.Outcome(issue=issue, signs=signs):
            return outcome(program, program.issues[issue], facts, state) in signs
        case ir.Stands(cell=cell, standings=standings):
            return state.cells[cell].standing in standings
        case ir.Ever(cell=cell):
            return state.cells[cell].ever
        case ir.Booked(cell=cell, request=request):
            return request in state.cells[cell].booked
        case ir.AtGrant(cell=cell, request=request, choice=choice, body=body):
            granted = state.cells[cell].grants.get(request)
            if granted is None or granted.choice != choice:
                return False
            return holds(program, body, facts, State(granted.moment, {}))
        case _:
            assert_never(expr)


def alive(program: ir.Program, issue: ir.Issue, facts: Facts, state: State) -> tuple[ir.Ruling, ...]:
    """
    The clauses that speak on *issue*, from the top of the order down (language.md, section 4).

    A clause is alive if it applies and no alive clause that outranks it has the opposite sign; so a
    defeated clause defeats nobody.
    """
    living: dict[str, ir.Ruling] = {}
    for ruling in issue.rulings:
        beaten = any(
            name in living and living[name].permits != ruling.permits for name in ruling.overruled_by
        )
        if not beaten and holds(program, ruling.condition, facts, state):
            living[ruling.name] = ruling
    return tuple(living.values())


def outcome(program: ir.Program, issue: ir.Issue, facts: Facts, state: State) -> ir.Sign:
    """Yes, no, silent or conflict: the signs of the alive clauses."""
    signs = {ruling.permits for ruling in alive(program, issue, facts, state)}
    if signs == {True, False}:
        return "conflict"
    return "silent" if not signs else "yes" if True in signs else "no"


# --- what happens -----------------------------------------------------------------------------------


def start(program: ir.Program, facts: Facts) -> State:
    """The state in which a story opens."""
    terms = {chain.name: facts[chain.start] for chain in program.chains.values()}
    changing = {fact.name: facts[fact.start] for fact in program.changing.values()}
    opening = State(Moment({}, terms, changing), dict.fromkeys(program.cells, CellState()))
    features = {
        feature.name: "" if holds(program, feature.starts, facts, opening) else None
        for feature in program.features.values()
    }
    return evolve(opening, now=evolve(opening.now, features=features))


def step(program: ir.Program, event: ir.Event, facts: Facts, state: State) -> State:
    """The state after *event*; effects are judged by the moment before it, grants keep that moment."""
    if not holds(program, event.guard, facts, state):
        raise Impossible(event.words)
    after = state
    for effect in event.effects:
        after = _apply(program, effect, facts, state, after)
    return after


def _apply(program: ir.Program, effect: ir.Effect, facts: Facts, before: State, after: State) -> State:
    """*after* with one effect more."""
    match effect:
        case ir.SetFeature(feature=feature, by=by):
            return evolve(after, now=evolve(after.now, features={**after.now.features, feature: by}))
        case ir.SetTerms(chain=chain, version=version):
            return evolve(after, now=evolve(after.now, terms={**after.now.terms, chain: version}))
        case ir.SetFact(fact=fact, value=value):
            return evolve(after, now=evolve(after.now, facts={**after.now.facts, fact: value}))
        case ir.Grant() | ir.Book() | ir.Refuse() | ir.Withdraw() | ir.Unbook():
            if not holds(program, effect.when, facts, before):
                return after
        case ir.Expire():
            pass
        case _:
            assert_never(effect)
    clears = isinstance(effect, ir.Withdraw) and holds(program, effect.clears, facts, before)
    return after.with_cell(effect.cell, ledger(effect, after.cells[effect.cell], before.now, clears=clears))


LedgerEffect = ir.Grant | ir.Book | ir.Refuse | ir.Withdraw | ir.Expire | ir.Unbook


def ledger(effect: LedgerEffect, cell: CellState, now: Moment, *, clears: bool) -> CellState:
    """What a yes, a no, a withdrawal or a deadline does to one cell: the last word decides."""
    request = effect.request
    match effect:
        case ir.Grant(choice=choice):
            grants = {**cell.grants, request: Granted(choice, now)}
            return CellState("given", grants, cell.booked | {request}, ever=True)
        case ir.Book():
            return evolve(cell, booked=cell.booked | {request})
        case ir.Refuse():
            return CellState("refused", {}, cell.booked - {request}, cell.ever)
        case ir.Withdraw():
            booked = cell.booked - {request} if clears else cell.booked
            ended: ir.Standing = "withdrawn" if cell.standing == "given" else cell.standing
            return CellState(ended, {}, booked, cell.ever)
        case ir.Expire():
            grants = {name: granted for name, granted in cell.grants.items() if name != request}
            lapsed: ir.Standing = "expired" if cell.grants and not grants else cell.standing
            return CellState(lapsed, grants, cell.booked - {request}, cell.ever)
        case ir.Unbook():
            return evolve(cell, booked=cell.booked - {request})
        case _:
            assert_never(effect)


def run(program: ir.Program, scenario: Scenario) -> tuple[State, ...]:
    """
    Every state of the story, the opening first.

    Raises:
        Impossible: a constraint is broken, an event cannot happen then, or no dates fit.

    """
    states = [start(program, scenario.facts)]
    for constraint in program.constraints:
        if not holds(program, constraint.expr, scenario.facts, states[0]):
            raise Impossible(constraint.words)
    for name in scenario.events:
        states.append(step(program, program.events[name], scenario.facts, states[-1]))
    if not possible_dates(program, scenario):
        message = "no dates fit this order of events"
        raise Impossible(message)
    return tuple(states)


# --- what is to be said of it -----------------------------------------------------------------------


@frozen
class Assessment:
    """An obligation at one moment: does it fire, is it broken, which faults fail, which elements are met."""

    fires: bool
    broken: bool
    failing: tuple[str, ...]
    coerced: bool
    met: Mapping[str, bool]


def judge(program: ir.Program, obligation: ir.Obligation, facts: Facts, state: State) -> Assessment:
    """What the rules say of *obligation* in *state*. An element is met iff none of its rules fails."""
    failing = [f for f in obligation.faults if holds(program, f.fails, facts, state)]
    regime = obligation.regime if obligation.kind == "consent" else None
    met = {key: True for key, element in program.elements.items() if element.regime == regime}
    met.update({f.element: False for f in failing if f.element is not None and f.decides})
    return Assessment(
        fires=holds(program, obligation.fires, facts, state),
        broken=holds(program, obligation.broken, facts, state),
        failing=tuple(fault.name for fault in failing),
        coerced=any(fault.coercion for fault in failing),
        met=met,
    )
