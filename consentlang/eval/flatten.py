"""
Flattening: from a policy to what each of its rules says of a record, as expressions over columns alone.

The run of a record is followed once, with conditions in the place of events: where the interpreter asks
whether a thing happened, this notes under which values of columns it did. What results speaks of columns by
`Is`, `All` and `Any` only, and no longer of what the policy's lines settle; generated Python and SQL are
printed from it. That it means what `interpret` means is tested, not believed
(tests/agreement/test_records.py).
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final, TypeVar, assert_never

from attrs import define, evolve, field, frozen

from consentlang.core import ir
from consentlang.core.ir import FALSE, TRUE
from consentlang.eval.formulas import Formulas
from consentlang.eval.schema import FROM_START, NO, OFF, Schema

Condition = ir.Expr
"""Over columns alone."""


@frozen(eq=False)
class Way:
    """One basis a use relies on: its faults, and when each fails."""

    faults: tuple[tuple[ir.Fault, Condition], ...]


@frozen(eq=False)
class Part:
    """An obligation of the policy, flattened."""

    obligation: ir.Obligation
    fires: Condition
    """For a claim: whether it speaks of this moment. True for what is said of a use, which happens."""
    ways: tuple[Way, ...]


@frozen(eq=False)
class Flat:
    """A policy as its records see it, where what happened came in *order*."""

    schema: Schema
    order: tuple[int, ...]
    possible: tuple[Condition, ...]
    """What holds of every record that can be: the policy's lines, the guards of what happened."""
    reasons: tuple[str, ...]
    """For each of *possible*, the line or the event in words."""
    parts: tuple[Part, ...]


def flatten(program: ir.Program, schema: Schema, order: tuple[int, ...] | None = None) -> Flat:
    """What *program* says of records in which things happened in *order* (without one: that of the slots)."""
    order = tuple(range(len(schema.slots))) if order is None else order
    run = _Run(program, schema, order)
    parts = tuple(run.part(obligation) for obligation in program.obligations)
    possible = {condition: words for words, condition in run.possible() if condition is not TRUE}
    return Flat(schema, order, tuple(possible), tuple(possible.values()), parts)


@frozen
class _Ledger:
    """When a cell is how, who said yes and is still standing by it, what is booked."""

    standing: Mapping[ir.Standing, Condition]
    grants: Mapping[tuple[str, str, int], Condition]
    """By request, choice and the place in the run where it was given."""
    booked: Mapping[str, Condition]
    ever: Condition


_NEW: Final = _Ledger({"none": TRUE}, {}, {}, FALSE)
_SIGNS: Final[tuple[ir.Sign, ...]] = ("yes", "no", "silent", "conflict")
Key = TypeVar("Key", bound=str | tuple[str, str, int] | None)
Variable = Mapping[str | None, Condition]
"""What something that changes can be, and when it is."""


@define(eq=False)
class _Run:
    """Place n lies before the nth slot of the order; the last is the use."""

    program: ir.Program
    schema: Schema
    order: tuple[int, ...]
    formulas: Formulas = field(init=False)
    _known: dict[tuple[ir.Expr, int], Condition] = field(factory=dict, init=False)
    _ledgers: dict[str, list[_Ledger]] = field(factory=dict, init=False)
    _variables: dict[str, list[Variable]] = field(factory=dict, init=False)
    _events: tuple[tuple[tuple[ir.Event, Condition], ...], ...] = field(init=False)

    def __attrs_post_init__(self) -> None:
        settled = {name: (value,) for name, value in self.schema.settled.items()}
        self.formulas = Formulas({c.name: c.values for c in self.schema.finite} | settled)
        self._events = tuple(
            tuple(
                (self.program.events[name], self._over_facts(condition))
                for name, condition in self.schema.slots[number].events
            )
            for number in self.order
        )

    @property
    def use(self) -> int:
        """The last place."""
        return len(self.order)

    def part(self, obligation: ir.Obligation) -> Part:
        """*obligation*, at the use."""
        claim = obligation.kind == "claim"
        ways = tuple(
            Way(tuple((fault, self.holds(fault.fails, self.use)) for fault in way.faults))
            for way in obligation.ways
        )
        return Part(obligation, self.holds(obligation.fires, self.use) if claim else TRUE, ways)

    def possible(self) -> Iterator[tuple[str, Condition]]:
        """The lines of the policy, what columns say of each other, and the guards of events."""
        for line in self.program.constraints:
            yield line.words, self.holds(line.expr, 0)
        for expr in self.schema.possible:
            yield "what has changed cannot have become so", self._over_facts(expr)
        for place, events in enumerate(self._events):
            for event, condition in events:
                guard = self.holds(event.guard, place)
                allowed = self.formulas.either(self.formulas.negate(condition), guard)
                yield f"{event.words}: the policy does not let that happen here", allowed

    # what holds at a place

    def holds(self, expr: ir.Expr, place: int) -> Condition:
        """When *expr* is true at *place*."""
        known = self._known.get((expr, place))
        if known is None:
            known = self._known[expr, place] = self._holds(expr, place)
        return known

    def _holds(self, expr: ir.Expr, place: int) -> Condition:  # noqa: PLR0911, PLR0912, C901 - one line a node
        either, both = self.formulas.either, self.formulas.both
        match expr:
            case ir.Const(value=value) | ir.Said(value=value):
                return TRUE if value else FALSE
            case ir.Is(fact=fact, values=values) if fact in self.program.changing:
                now = self._variable(fact, place)
                return either(*(now.get(value, FALSE) for value in values))
            case ir.Is():
                return self._fact(expr)
            case ir.Not(of=inner):
                return self.formulas.negate(self.holds(inner, place))
            case ir.All(parts=parts):
                return both(*(self.holds(part, place) for part in parts))
            case ir.Any(parts=parts):
                return either(*(self.holds(part, place) for part in parts))
            case ir.Defined(name=name):
                return self.holds(self.program.definitions[name], place)
            case ir.On(feature=feature):
                return self.formulas.negate(self._variable(feature, place)[None])
            case ir.SwitchedBy(feature=feature, party=party):
                return self._variable(feature, place).get(party, FALSE)
            case ir.InForce(chain=chain, versions=versions):
                now = self._variable(chain, place)
                return either(*(now[version] for version in versions))
            case ir.Outcome(issue=issue, signs=signs):
                return either(*(self._outcome(issue, place)[sign] for sign in signs))
            case ir.Stands(cell=cell, standings=standings):
                standing = self._ledger(cell, place).standing
                return either(*(standing.get(word, FALSE) for word in standings))
            case ir.Ever(cell=cell):
                return self._ledger(cell, place).ever
            case ir.Booked(cell=cell, request=request):
                return self._ledger(cell, place).booked.get(request, FALSE)
            case ir.AtGrant(cell=cell, request=request, choice=choice, body=body):
                return either(
                    *(
                        both(standing, self.holds(body, given))
                        for (by, taken, given), standing in self._ledger(cell, place).grants.items()
                        if (by, taken) == (request, choice)
                    )
                )
            case _:
                assert_never(expr)

    def _fact(self, expr: ir.Is) -> Condition:
        """A fact is a column, but for changes to the policy, which are not made."""
        if expr.fact in self.schema.columns:
            return self.formulas.is_in(expr.fact, expr.values)
        return TRUE if NO in expr.values else FALSE

    def _over_facts(self, condition: ir.Expr) -> Condition:
        """A condition of the schema, which speaks of columns already."""
        match condition:
            case ir.Is():
                return self._fact(condition)
            case ir.Not(of=inner):
                return self.formulas.negate(self._over_facts(inner))
            case ir.All(parts=parts):
                return self.formulas.both(*(self._over_facts(part) for part in parts))
            case ir.Any(parts=parts):
                return self.formulas.either(*(self._over_facts(part) for part in parts))
            case _:
                return self.holds(condition, 0)

    def _outcome(self, issue: str, place: int) -> Mapping[ir.Sign, Condition]:
        """When each answer of the terms is theirs."""
        both, negate = self.formulas.both, self.formulas.negate
        alive: dict[str, tuple[bool, Condition]] = {}
        for ruling in self.program.issues[issue].rulings:
            above = [alive[name] for name in ruling.overruled_by if name in alive]
            beaten = self.formulas.either(*(when for permits, when in above if permits != ruling.permits))
            alive[ruling.name] = (
                ruling.permits,
                both(self.holds(ruling.condition, place), negate(beaten)),
            )
        yes = self.formulas.either(*(when for permits, when in alive.values() if permits))
        no = self.formulas.either(*(when for permits, when in alive.values() if not permits))
        answers = (both(yes, negate(no)), both(no, negate(yes)), both(negate(yes), negate(no)), both(yes, no))
        return dict(zip(_SIGNS, answers, strict=True))

    # what moves

    def _variable(self, name: str, place: int) -> Variable:
        """What a feature, a chain of terms or a changing fact is at *place*."""
        if name not in self._variables:
            self._variables[name] = [*self._follow(name)]
        return self._variables[name][place]

    def _follow(self, name: str) -> Iterator[Variable]:
        """At each place; once nothing can change it any more, it is what its column says."""
        now, last = self._opening(name)
        moves = [place for place, events in enumerate(self._events) if any(_sets(e, name) for e, _ in events)]
        after = moves[-1] + 1 if moves else 0
        for place in range(self.use + 1):
            if place >= after:
                yield last
                continue
            yield now
            for event, condition in self._events[place]:
                for value in _sets(event, name):
                    changed = {
                        other: self._unless(when, condition) for other, when in now.items() if other != value
                    }
                    now = changed | {value: self.formulas.either(now.get(value, FALSE), condition)}

    def _opening(self, name: str) -> tuple[Variable, Variable]:
        """How it opens, and what its column says in the end."""
        is_in = self.formulas.is_in
        if name in self.program.features:
            starts = self.holds(self.program.features[name].starts, 0)
            values = {v: is_in(name, (v,)) for v in self.schema.columns[name].values}
            special: dict[str | None, Condition] = {None: values.pop(OFF), "": values.pop(FROM_START)}
            return {None: self.formulas.negate(starts), "": starts}, special | values
        if name in self.program.chains:
            chain = self.program.chains[name]
            column = next(c for c, versions in self.schema.chains.items() if versions is chain.versions)
            start = chain.start
        else:
            column, start = name, self.program.changing[name].start
        values_of = self.schema.columns[column].values
        opening: Variable = {value: is_in(start, (value,)) for value in values_of}
        return opening, {value: is_in(column, (value,)) for value in values_of}

    # the ledgers

    def _ledger(self, cell: str, place: int) -> _Ledger:
        ledgers = self._ledgers.setdefault(cell, [_NEW])
        while len(ledgers) <= place:
            here = len(ledgers) - 1
            ledger = ledgers[here]
            for event, condition in self._events[here]:
                for effect in event.effects:
                    if _writes(effect, cell):
                        ledger = self._written(effect, condition, here, ledger)
            ledgers.append(ledger)
        return ledgers[place]

    def _written(  # noqa: PLR0911 - one case an effect
        self, effect: ir.Effect, condition: Condition, place: int, now: _Ledger
    ) -> _Ledger:
        """The ledger after *effect*, which happens on *condition*: `interpret.ledger`, line for line."""
        either, both = self.formulas.either, self.formulas.both
        match effect:
            case ir.Grant(request=request, choice=choice, when=when):
                on = both(condition, self.holds(when, place))
                grants = self._without(now.grants, on, lambda key: key[0] == request)
                return _Ledger(
                    self._becomes(now.standing, "given", on),
                    {**grants, (request, choice, place): on},
                    self._with(now.booked, request, on),
                    either(now.ever, on),
                )
            case ir.Book(request=request, when=when):
                on = both(condition, self.holds(when, place))
                return evolve(now, booked=self._with(now.booked, request, on))
            case ir.Refuse(request=request, when=when):
                on = both(condition, self.holds(when, place))
                booked = self._without(now.booked, on, lambda key: key == request)
                grants = self._without(now.grants, on, lambda _: True)
                return _Ledger(self._becomes(now.standing, "refused", on), grants, booked, now.ever)
            case ir.Withdraw(request=request, clears=clears, when=when):
                on = both(condition, self.holds(when, place))
                cleared = both(on, self.holds(clears, place))
                booked = self._without(now.booked, cleared, lambda key: key == request)
                ended = both(on, now.standing.get("given", FALSE))
                grants = self._without(now.grants, on, lambda _: True)
                return _Ledger(self._becomes(now.standing, "withdrawn", ended), grants, booked, now.ever)
            case ir.Expire(request=request):
                grants = self._without(now.grants, condition, lambda key: key[0] == request)
                others = either(*(when for key, when in now.grants.items() if key[0] != request))
                lapsed = both(condition, either(*now.grants.values()), self.formulas.negate(others))
                booked = self._without(now.booked, condition, lambda key: key == request)
                return _Ledger(self._becomes(now.standing, "expired", lapsed), grants, booked, now.ever)
            case ir.Unbook(request=request, when=when):
                on = both(condition, self.holds(when, place))
                return evolve(now, booked=self._without(now.booked, on, lambda key: key == request))
            case ir.SetFeature() | ir.SetTerms() | ir.SetFact():
                return now
            case _:
                assert_never(effect)

    def _unless(self, when: Condition, condition: Condition) -> Condition:
        return self.formulas.both(when, self.formulas.negate(condition))

    def _becomes(
        self, standing: Mapping[ir.Standing, Condition], word: ir.Standing, on: Condition
    ) -> Mapping[ir.Standing, Condition]:
        others = {other: self._unless(when, on) for other, when in standing.items() if other != word}
        return others | {word: self.formulas.either(standing.get(word, FALSE), on)}

    def _with(self, booked: Mapping[str, Condition], request: str, on: Condition) -> Mapping[str, Condition]:
        return {**booked, request: self.formulas.either(booked.get(request, FALSE), on)}

    def _without(
        self, conditions: Mapping[Key, Condition], on: Condition, which: Callable[[Key], bool]
    ) -> Mapping[Key, Condition]:
        return {key: self._unless(when, on) if which(key) else when for key, when in conditions.items()}


def _sets(event: ir.Event, name: str) -> Iterator[str | None]:
    """What *event* sets the feature, terms or fact of this name to."""
    for effect in event.effects:
        match effect:
            case ir.SetFeature(feature=about, by=value) if about == name:
                yield value
            case ir.SetTerms(chain=about, version=value) if about == name:
                yield value
            case ir.SetFact(fact=about, value=value) if about == name:
                yield value
            case _:
                pass


def _writes(effect: ir.Effect, cell: str) -> bool:
    return not isinstance(effect, ir.SetFeature | ir.SetTerms | ir.SetFact) and effect.cell == cell
