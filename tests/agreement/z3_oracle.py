"""
A second reading of the core, in z3, written from language.md and the docstrings of `core.ir` alone.

Nothing here is shared with `eval` or `analysis`. A story of n events is unrolled: every answer is a set of
booleans of which one is true, so are the event at each step and the state after it; days are integers. What
can be reached is then asked of z3, step by step, and what holds in one given story is read off its model.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Literal, assert_never

import z3  # type: ignore[import-untyped]
from attrs import evolve, field, frozen

from consentlang.core import ir

Choice = Mapping[str, z3.BoolRef]
"""Which of some values it is: one boolean each, at most one of them true."""

YES, NO = z3.BoolVal(True), z3.BoolVal(False)  # noqa: FBT003 - the two constants of z3
FROM_THE_START = "(from the start)"


def every(parts: Iterable[z3.BoolRef]) -> z3.BoolRef:
    """All of *parts*; z3 is spared a conjunction of none."""
    return z3.And(*listed) if (listed := list(parts)) else YES


def some(parts: Iterable[z3.BoolRef]) -> z3.BoolRef:
    """Any of *parts*."""
    return z3.Or(*listed) if (listed := list(parts)) else NO


def one_of(choice: Choice, values: Iterable[str]) -> z3.BoolRef:
    """Whether *choice* is among *values*."""
    return some(choice[value] for value in values)


def exactly_one(choice: Choice) -> z3.BoolRef:
    """That *choice* is a choice."""
    return z3.PbEq([(value, 1) for value in choice.values()], 1)


def chosen(value: str, values: Iterable[str]) -> Choice:
    """The choice that is *value*."""
    return {v: YES if v == value else NO for v in values}


def mux(condition: z3.BoolRef, new: Choice, old: Choice) -> Choice:
    """*new* where *condition*, else *old*."""
    return {value: z3.If(condition, new[value], old[value]) for value in old}


# --- what is so at a moment -------------------------------------------------------------------------


@frozen
class Instant:
    """What a grant keeps: who switched which feature, the terms in force, the facts that change."""

    features: Mapping[str, Choice] = field(factory=dict)
    terms: Mapping[str, Choice] = field(factory=dict)
    facts: Mapping[str, Choice] = field(factory=dict)


@frozen
class Kept:
    """A yes by one request: *choice* gave it (none of them: none stands), at *moment*."""

    choice: Choice
    moment: Instant


@frozen
class Ledger:
    """One cell."""

    standing: Choice
    ever: z3.BoolRef
    booked: Mapping[str, z3.BoolRef]
    kept: Mapping[str, Kept]


@frozen
class Clock:
    """One timer."""

    running: z3.BoolRef
    since: z3.ArithRef


@frozen
class Slice:
    """Everything after so many events."""

    now: Instant
    cells: Mapping[str, Ledger]
    clocks: Mapping[str, Clock]
    day: z3.ArithRef


def mux_instant(condition: z3.BoolRef, new: Instant, old: Instant) -> Instant:
    """*new* where *condition*, else *old*."""
    return Instant(
        {name: mux(condition, new.features[name], choice) for name, choice in old.features.items()},
        {name: mux(condition, new.terms[name], choice) for name, choice in old.terms.items()},
        {name: mux(condition, new.facts[name], choice) for name, choice in old.facts.items()},
    )


def mux_ledger(condition: z3.BoolRef, new: Ledger, old: Ledger) -> Ledger:
    """*new* where *condition*, else *old*."""
    return Ledger(
        mux(condition, new.standing, old.standing),
        z3.If(condition, new.ever, old.ever),
        {name: z3.If(condition, new.booked[name], booked) for name, booked in old.booked.items()},
        {
            name: Kept(
                mux(condition, new.kept[name].choice, kept.choice),
                mux_instant(condition, new.kept[name].moment, kept.moment),
            )
            for name, kept in old.kept.items()
        },
    )


# --- what an expression means -----------------------------------------------------------------------


@frozen
class Story:
    """*program* unrolled: the answers, the event of each step, and the slices that they lead through."""

    program: ir.Program
    answers: Mapping[str, Choice]
    happening: Sequence[Choice]
    slices: Sequence[Slice]
    laws: Sequence[z3.BoolRef]
    """What makes the first n steps happen: `laws[0]` the opening, `laws[n]` the nth event."""

    def alive(self, issue: ir.Issue, step: int) -> dict[str, z3.BoolRef]:
        """Which clauses on *issue* are alive after so many events."""
        return alive(issue, lambda expr: self.at(expr, step))

    def at(self, expr: ir.Expr, step: int) -> z3.BoolRef:
        """*expr* after so many events."""
        return meaning(self.program, expr, self.answers, self.slices[step].now, self.slices[step].cells)


Reading = Callable[[ir.Expr], z3.BoolRef]
"""What an expression means at one moment."""


def meaning(  # noqa: PLR0911, PLR0912, C901 - one line a node
    program: ir.Program,
    expr: ir.Expr,
    answers: Mapping[str, Choice],
    now: Instant,
    cells: Mapping[str, Ledger],
) -> z3.BoolRef:
    """*expr* as a formula over the answers, a moment and the ledger."""

    def of(inner: ir.Expr) -> z3.BoolRef:
        return meaning(program, inner, answers, now, cells)

    match expr:
        case ir.Const(value=value) | ir.Said(value=value):
            return YES if value else NO
        case ir.Is(fact=fact, values=values):
            return one_of(now.facts[fact] if fact in program.changing else answers[fact], values)
        case ir.Not(of=inner):
            return z3.Not(of(inner))
        case ir.All(parts=parts):
            return every(of(part) for part in parts)
        case ir.Any(parts=parts):
            return some(of(part) for part in parts)
        case ir.Defined(name=name):
            return of(program.definitions[name])
        case ir.On(feature=feature):
            return some(now.features[feature].values())
        case ir.SwitchedBy(feature=feature, party=party):
            return now.features[feature].get(party, NO)
        case ir.InForce(chain=chain, versions=versions):
            return one_of(now.terms[chain], versions)
        case ir.Outcome(issue=issue, signs=signs):
            said = spoken(program.issues[issue], of)
            return some(said[sign] for sign in signs)
        case ir.Stands(cell=cell, standings=standings):
            return one_of(cells[cell].standing, standings)
        case ir.Ever(cell=cell):
            return cells[cell].ever
        case ir.Booked(cell=cell, request=request):
            return cells[cell].booked.get(request, NO)
        case ir.AtGrant(cell=cell, request=request, choice=choice, body=body):
            kept = cells[cell].kept.get(request)
            if kept is None or choice not in kept.choice:
                return NO
            return z3.And(kept.choice[choice], meaning(program, body, answers, kept.moment, {}))
        case _:
            assert_never(expr)


def alive(issue: ir.Issue, of: Reading) -> dict[str, z3.BoolRef]:
    """Section 4: a clause is alive iff it applies and no alive one above it has the opposite sign."""
    living: dict[str, z3.BoolRef] = {}
    signs = {ruling.name: ruling.permits for ruling in issue.rulings}
    for ruling in issue.rulings:
        opposed = [s for s in ruling.overruled_by if signs[s] != ruling.permits]
        living[ruling.name] = z3.And(of(ruling.condition), z3.Not(some(living[s] for s in opposed)))
    return living


def spoken(issue: ir.Issue, of: Reading) -> dict[ir.Sign, z3.BoolRef]:
    """The signs of the alive clauses."""
    living = alive(issue, of)
    yes = some(living[ruling.name] for ruling in issue.rulings if ruling.permits)
    no = some(living[ruling.name] for ruling in issue.rulings if not ruling.permits)
    return {
        "yes": z3.And(yes, z3.Not(no)),
        "no": z3.And(no, z3.Not(yes)),
        "silent": z3.Not(z3.Or(yes, no)),
        "conflict": z3.And(yes, no),
    }


Moving = ir.SetFeature | ir.SetTerms | ir.SetFact
OnLedger = ir.Grant | ir.Book | ir.Refuse | ir.Withdraw | ir.Expire | ir.Unbook

# --- how a story opens ------------------------------------------------------------------------------


def unroll(program: ir.Program, steps: int) -> Story:
    """Every story of at most *steps* events."""
    answers = {
        fact.name: {value: z3.Bool(f"{fact.name}={value}") for value in fact.values}
        for fact in program.facts.values()
    }
    slices, happening = [opening(program, answers)], []
    lines = (
        meaning(program, line.expr, answers, slices[0].now, slices[0].cells) for line in program.constraints
    )
    answered = (exactly_one(answer) for answer in answers.values())
    laws = [z3.And(*answered, *lines, in_window(program, slices[0]))]
    for step in range(1, steps + 1):
        event = {name: z3.Bool(f"step {step}: {name}") for name in program.events}
        before = slices[-1]
        day = z3.Int(f"day {step}")
        after = advance(program, event, answers, before, day)
        allowed = [
            z3.Implies(event[name], may_happen(program, program.events[name], answers, before, day))
            for name in program.events
        ]
        laws.append(every((exactly_one(event) if event else NO, *allowed, in_window(program, after))))
        happening.append(event)
        slices.append(after)
    return Story(program, answers, happening, slices, laws)


def opening(program: ir.Program, answers: Mapping[str, Choice]) -> Slice:
    """Nothing was said yet; terms, changing facts and features are as the answers have it."""
    bare = Instant(
        terms={chain.name: answers[chain.start] for chain in program.chains.values()},
        facts={fact.name: answers[fact.start] for fact in program.changing.values()},
    )
    features = {}
    for feature in program.features.values():
        on = meaning(program, feature.starts, answers, bare, {})
        features[feature.name] = {FROM_THE_START: on} | dict.fromkeys(switchers(program, feature.name), NO)
    moment = evolve(bare, features=features)
    return Slice(
        moment,
        {name: blank(program, name, moment) for name in program.cells},
        {name: Clock(NO, z3.IntVal(0)) for name in program.timers},
        z3.Int("day 0"),
    )


def switchers(program: ir.Program, feature: str) -> list[str]:
    """Whoever some event has switch *feature* on."""
    effects = (effect for event in program.events.values() for effect in event.effects)
    return sorted(
        {e.by for e in effects if isinstance(e, ir.SetFeature) and e.feature == feature and e.by is not None}
    )


def blank(program: ir.Program, cell: str, moment: Instant) -> Ledger:
    """A cell in which nothing was said (the moments it keeps are never looked at)."""
    choices: dict[str, set[str]] = {}
    for event in program.events.values():
        for effect in event.effects:
            if not isinstance(effect, Moving) and effect.cell == cell:
                given = {effect.choice} if isinstance(effect, ir.Grant) else set()
                choices.setdefault(effect.request, set()).update(given)
    standing = chosen("none", ("none", "given", "refused", "withdrawn", "expired"))
    kept = {request: Kept(dict.fromkeys(sorted(given), NO), moment) for request, given in choices.items()}
    return Ledger(standing, NO, dict.fromkeys(choices, NO), kept)


# --- when an event may happen -----------------------------------------------------------------------


def may_happen(
    program: ir.Program, event: ir.Event, answers: Mapping[str, Choice], before: Slice, day: z3.ArithRef
) -> z3.BoolRef:
    """Its guard holds, no deadline has been passed over, and it is the day that it waits for."""
    needs = [meaning(program, event.guard, answers, before.now, before.cells), day >= before.day]
    for timer in program.timers.values():
        clock = before.clocks[timer.name]
        age = day - clock.since
        if timer.urgent:
            needs.append(z3.Implies(clock.running, age <= timer.most))
        if timer.name == event.due:
            needs.append(z3.And(clock.running, age >= timer.least, age <= timer.most))
        if timer.name == event.after:
            needs.append(z3.Implies(clock.running, age >= timer.least))
    needs.append(in_window(program, evolve(before, day=day)))
    dates = {(c.name, v.name): v.start for c in program.chains.values() for v in c.versions}
    turns = [
        dates[effect.chain, effect.version] for effect in event.effects if isinstance(effect, ir.SetTerms)
    ]
    return z3.And(*needs, *(day == date for date in turns if date is not None))


def in_window(program: ir.Program, state: Slice) -> z3.BoolRef:
    """Each version in force has begun, and none that follows it was in force before this day."""
    return every(
        z3.Implies(state.now.terms[chain.name][version.name], bound)
        for chain in program.chains.values()
        for number, version in enumerate(chain.versions)
        for bound in _window(chain, number, state.day)
    )


def _window(chain: ir.Chain, number: int, day: z3.ArithRef) -> Iterator[z3.BoolRef]:
    for other, version in enumerate(chain.versions):
        if version.start is not None:
            yield day >= version.start if other <= number else day <= version.start


# --- what an event does -----------------------------------------------------------------------------


def advance(
    program: ir.Program, happens: Choice, answers: Mapping[str, Choice], before: Slice, day: z3.ArithRef
) -> Slice:
    """The slice after whichever event *happens*."""
    now, cells, clocks = before.now, dict(before.cells), dict(before.clocks)
    for event in program.events.values():
        here = happens[event.name]
        for effect in event.effects:
            now = moved(effect, here, now)
            if not isinstance(effect, Moving):
                wrote = written(program, effect, answers, before, cells[effect.cell])
                cells[effect.cell] = mux_ledger(here, wrote, cells[effect.cell])
        ended = {*event.stops, event.due} - {*event.starts}
        for name, clock in clocks.items():
            if name in event.starts:
                clocks[name] = Clock(z3.Or(here, clock.running), z3.If(here, day, clock.since))
            elif name in ended:
                clocks[name] = Clock(z3.And(clock.running, z3.Not(here)), clock.since)
    return Slice(now, cells, clocks, day)


def moved(effect: ir.Effect, here: z3.BoolRef, now: Instant) -> Instant:
    """The moment after *effect*, if it is on a moving part."""
    match effect:
        case ir.SetFeature(feature=feature, by=by):
            old = now.features[feature]
            turned = chosen(by, old) if by is not None else dict.fromkeys(old, NO)
            return evolve(now, features={**now.features, feature: mux(here, turned, old)})
        case ir.SetTerms(chain=chain, version=version):
            old = now.terms[chain]
            return evolve(now, terms={**now.terms, chain: mux(here, chosen(version, old), old)})
        case ir.SetFact(fact=fact, value=value):
            old = now.facts[fact]
            return evolve(now, facts={**now.facts, fact: mux(here, chosen(value, old), old)})
        case _:
            return now


def written(
    program: ir.Program, effect: OnLedger, answers: Mapping[str, Choice], before: Slice, cell: Ledger
) -> Ledger:
    """*cell* after *effect*: conditions are judged by the slice before the event."""

    def then(condition: ir.Expr) -> z3.BoolRef:
        return meaning(program, condition, answers, before.now, before.cells)

    request = effect.request
    match effect:
        case ir.Grant(choice=choice, when=when):
            kept = Kept(chosen(choice, cell.kept[request].choice), before.now)
            yes = evolve(
                booked(cell, request, YES),
                standing=stood(cell, "given"),
                ever=YES,
                kept={**cell.kept, request: kept},
            )
            return mux_ledger(then(when), yes, cell)
        case ir.Book(when=when):
            return booked(cell, request, z3.Or(cell.booked[request], then(when)))
        case ir.Refuse(when=when):
            no = evolve(booked(ended(cell, *cell.kept), request, NO), standing=stood(cell, "refused"))
            return mux_ledger(then(when), no, cell)
        case ir.Withdraw(clears=clears, when=when):
            standing = mux(cell.standing["given"], stood(cell, "withdrawn"), cell.standing)
            still = z3.And(cell.booked[request], z3.Not(then(clears)))
            left = evolve(booked(ended(cell, *cell.kept), request, still), standing=standing)
            return mux_ledger(then(when), left, cell)
        case ir.Expire():
            rest = ended(cell, request)
            last = z3.And(stands(cell, request), z3.Not(some(stands(rest, name) for name in rest.kept)))
            standing = mux(last, stood(cell, "expired"), cell.standing)
            return evolve(booked(rest, request, NO), standing=standing)
        case ir.Unbook(when=when):
            return booked(cell, request, z3.And(cell.booked[request], z3.Not(then(when))))
        case _:
            assert_never(effect)


def stood(cell: Ledger, standing: Literal["given", "refused", "withdrawn", "expired"]) -> Choice:
    """The last word is *standing*."""
    return chosen(standing, cell.standing)


def stands(cell: Ledger, request: str) -> z3.BoolRef:
    """A yes by *request* stands."""
    return some(cell.kept[request].choice.values())


def booked(cell: Ledger, request: str, now: z3.BoolRef) -> Ledger:
    """With the booking by *request* as *now* says."""
    return evolve(cell, booked={**cell.booked, request: now})


def ended(cell: Ledger, *requests: str) -> Ledger:
    """Without the yeses by *requests*."""
    kept = {
        name: evolve(old, choice=dict.fromkeys(old.choice, NO)) if name in requests else old
        for name, old in cell.kept.items()
    }
    return evolve(cell, kept=kept)


# --- questions --------------------------------------------------------------------------------------


def fixed(story: Story, facts: Mapping[str, str], events: Sequence[str]) -> z3.ModelRef | None:
    """The model of one scenario, None if it cannot happen."""
    solver = z3.Solver()
    solver.add(*story.laws[: len(events) + 1])
    solver.add(*(story.answers[fact][value] for fact, value in facts.items()))
    solver.add(*(story.happening[step][event] for step, event in enumerate(events)))
    return solver.model() if solver.check() == z3.sat else None


def true_in(model: z3.ModelRef, formula: z3.BoolRef) -> bool:
    """Whether *formula* is true in *model*."""
    return bool(z3.is_true(model.eval(formula, model_completion=True)))


def shortest(
    story: Story, goals: Mapping[str, ir.Expr], where: Sequence[ir.Expr] = ()
) -> dict[str, int | None]:
    """
    For each goal the least number of events after which it can hold; None: after none that was unrolled.

    *where* is over answers only.
    """
    found: dict[str, int | None] = dict.fromkeys(goals)
    solver = z3.Solver()
    solver.add(*(story.at(line, 0) for line in where))
    for step, law in enumerate(story.laws):
        solver.add(law)
        for name, goal in goals.items():
            if found[name] is None and solver.check(story.at(goal, step)) == z3.sat:
                found[name] = step
    return found
