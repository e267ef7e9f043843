"""
Judging: from the conditions that hold of a record to what is said of it.

Each distinct condition is a bit. A complete record comes as the mask of those that hold; of one with gaps
it is asked what holds in every completion.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Final, Literal

from attrs import evolve, field, frozen

from consentlang.core import ir
from consentlang.core.ir import FALSE, TRUE
from consentlang.eval.assessment import Assessment, Ground, Judged, PossibleGround, Verdict, ground
from consentlang.eval.completions import Completions, GivenUp
from consentlang.eval.flatten import Condition, Flat, Part
from consentlang.eval.partial import chance, support

ALWAYS: Final = 1
"""The bit of what holds of every record."""


@frozen
class _Fault:
    """A fault of one way: its bit, and what is told of it."""

    bit: int
    condition: Condition = field(repr=False)
    decides: bool
    told: Ground
    grounds: bool
    """Whether it is told as a ground where it breaks something."""


@frozen
class _Part:
    fires: int
    speaks: Condition
    ways: tuple[tuple[_Fault, ...], ...]

    @property
    def faults(self) -> Iterator[_Fault]:
        return (fault for way in self.ways for fault in way)


@frozen(eq=False)
class _Matter:
    """What one answer is given on: a use, a subject, a regime; the answer itself is still to be given."""

    judged: Judged
    parts: tuple[_Part, ...]


@frozen(eq=False)
class Judge:
    """A flat policy with its conditions numbered."""

    title: str
    flat: Flat
    conditions: tuple[tuple[Condition, tuple[ir.Fault, ...]], ...]
    """The nth has bit 2 ** (n + 1); with the faults that fail by it (none: a claim speaks by it)."""
    _matters: tuple[_Matter, ...]

    def of_mask(self, mask: int) -> Assessment:
        """What is said of a record of which the conditions in *mask* (with `ALWAYS`) hold, and no others."""
        return Assessment(self.title, tuple(_of_mask(matter, mask) for matter in self._matters))

    def of_open(self, completions: Completions) -> Assessment:
        """What is said of a record with gaps."""
        return Assessment(self.title, tuple(_of_open(matter, completions) for matter in self._matters))

    def of_none(self) -> Assessment:
        """What is said of a record that cannot be: nothing is proven."""
        judged = (evolve(matter.judged, verdict="unproven") for matter in self._matters)
        return Assessment(self.title, tuple(judged))


def judge(program: ir.Program, flat: Flat) -> Judge:
    """Number the conditions of *flat*; what holds often has a low number, and masks stay small."""
    faults = _conditions(flat.parts)
    values = {column.name: column.values for column in flat.schema.finite}
    conditions = sorted(faults, key=lambda condition: -chance(condition, values))
    bits = {condition: 2 << number for number, condition in enumerate(conditions)}
    bits |= {TRUE: ALWAYS, FALSE: 0}

    def part(one: Part) -> _Part:
        ways = tuple(
            tuple(
                _Fault(bits[when], when, fault.decides, ground(fault), fault.decides and fault.told)
                for fault, when in way.faults
                if when is not FALSE
            )
            for way in one.ways
        )
        return _Part(bits[one.fires], one.fires, ways)

    matters = tuple(_Matter(said, tuple(part(one) for one in parts)) for said, parts in _matters(flat.parts))
    numbered = tuple((condition, tuple(faults[condition])) for condition in conditions)
    return Judge(program.title, flat, numbered, matters)


def _conditions(parts: Iterable[Part]) -> dict[Condition, dict[ir.Fault, None]]:
    """What has to be asked of a record, with the faults that fail by it."""
    found: dict[Condition, dict[ir.Fault, None]] = {}
    for part in parts:
        if part.fires not in (TRUE, FALSE):
            found.setdefault(part.fires, {})
        for way in part.ways:
            for fault, when in way.faults:
                if when not in (TRUE, FALSE):
                    found.setdefault(when, {}).setdefault(fault)
    return found


def _matters(parts: Iterable[Part]) -> list[tuple[Judged, list[Part]]]:
    """The parts by what they are about."""
    matters: dict[tuple[str, str, str | None, str | None], list[Part]] = {}
    for part in parts:
        duty = part.obligation
        about = (duty.claim if duty.kind == "claim" else duty.use) or duty.name
        matters.setdefault((duty.kind, about, duty.subject, duty.regime), []).append(part)
    return [
        (_matter(group[0].obligation.kind, about, subject, regime), group)
        for (_, about, subject, regime), group in matters.items()
    ]


def _matter(
    kind: Literal["consent", "basis", "terms", "claim"], about: str, subject: str | None, regime: str | None
) -> Judged:
    special = {"terms": " within the terms", "basis": " on its basis"}.get(kind, "")
    named = ", ".join(word for word in (subject, regime) if word is not None)
    name = f"{about}{special} ({named})" if named else f"{about}{special}"
    return Judged(name, kind, about, subject, regime, "valid")


# --- complete ---------------------------------------------------------------------------------------


def _of_mask(matter: _Matter, mask: int) -> Judged:
    speaking = ((part, bool(mask & part.fires)) for part in matter.parts if part.fires)
    parts = [(part, speaks, speaks and _blocked(part, mask)) for part, speaks in speaking]
    broken = [part for part, _, breaks in parts if breaks]
    faults = [
        (fault, speaks and bool(mask & fault.bit), breaks)
        for part, speaks, breaks in parts
        for fault in part.faults
    ]
    return evolve(
        matter.judged,
        verdict="invalid" if broken else "valid",
        grounds=_once((f.told, fails and breaks) for f, fails, breaks in faults if f.grounds),
        factors=_once((f.told, fails) for f, fails, _ in faults if not f.decides),
        coerced=any(fails and fault.told.coercion for fault, fails, _ in faults),
        contested=bool(broken) and not any(_blocked(part, mask, contested=False) for part in broken),
    )


def _blocked(part: _Part, mask: int, *, contested: bool = True) -> bool:
    """Whether each way has a deciding fault (contested ones count, or not)."""
    return all(
        any(mask & fault.bit and fault.decides and (contested or not fault.told.contested) for fault in way)
        for way in part.ways
    )


def _once(rules: Iterable[tuple[Ground, bool]]) -> tuple[Ground, ...]:
    """Each rule once, if it fails for some leaf; in the order of the rules, as of open records."""
    found: dict[str, tuple[Ground, bool]] = {}
    for told, fails in rules:
        first, before = found.get(told.name, (told, False))
        found[told.name] = first, before or fails
    return tuple(told for told, fails in found.values() if fails)


# --- open -------------------------------------------------------------------------------------------


def _of_open(matter: _Matter, completions: Completions) -> Judged:
    """In every completion or in none; where neither can be said, unproven, with what is missing."""
    parts = [(part, _broken(part, completions)) for part in matter.parts if part.fires]
    either = completions.formulas.either
    invalid = either(*(broken for _, broken in parts))
    firm = either(*(_broken(part, completions, contested=False) for part, _ in parts))
    verdict, bounded = _verdict(invalid, completions)
    failing = [
        (fault, _fails(part, fault, completions), broken) for part, broken in parts for fault in part.faults
    ]
    both = completions.formulas.both
    deciding = _by_rule((f.told, both(fails, broken)) for f, fails, broken in failing if f.grounds)
    grounds = _surely(deciding, completions)
    return evolve(
        matter.judged,
        verdict=verdict,
        grounds=grounds,
        possible_grounds=_possibly(
            [(told, whens) for told, whens in deciding if told not in grounds],
            completions,
            telling=verdict == "invalid" and not grounds,
        ),
        factors=_surely(_by_rule((f.told, fails) for f, fails, _ in failing if not f.decides), completions),
        coerced=_is_sure(either(*(fails for f, fails, _ in failing if f.told.coercion)), completions),
        contested=verdict == "invalid" and not _is_sure(firm, completions),
        missing=tuple(support(invalid)) if verdict == "unproven" else (),
        bounded=bounded,
    )


def _broken(part: _Part, completions: Completions, *, contested: bool = True) -> Condition:
    """When *part* speaks and each of its ways has a deciding fault."""
    formulas = completions.formulas
    blocked = (
        formulas.either(
            *(
                completions.left(fault.condition)
                for fault in way
                if fault.decides and (contested or not fault.told.contested)
            )
        )
        for way in part.ways
    )
    return formulas.both(completions.left(part.speaks), *blocked)


def _fails(part: _Part, fault: _Fault, completions: Completions) -> Condition:
    return completions.formulas.both(completions.left(part.speaks), completions.left(fault.condition))


def _verdict(invalid: Condition, completions: Completions) -> tuple[Verdict, bool]:
    """Invalid always, or never, or neither; and whether the search was given up."""
    try:
        if not completions.ever(invalid):
            return "valid", False
        return ("invalid" if completions.always(invalid) else "unproven"), False
    except GivenUp:
        return "unproven", True


def _by_rule(whens: Iterable[tuple[Ground, Condition]]) -> list[tuple[Ground, list[Condition]]]:
    """Each rule once: it may fail for one leaf or another."""
    found: dict[str, tuple[Ground, list[Condition]]] = {}
    for told, when in whens:
        found.setdefault(told.name, (told, []))[1].append(when)
    return [*found.values()]


def _surely(rules: Iterable[tuple[Ground, list[Condition]]], completions: Completions) -> tuple[Ground, ...]:
    """Those that hold in every completion."""
    either = completions.formulas.either
    return tuple(told for told, when in rules if _is_sure(either(*when), completions))


def _possibly(
    rules: Iterable[tuple[Ground, list[Condition]]], completions: Completions, *, telling: bool
) -> tuple[PossibleGround, ...]:
    """Those that hold in some completion, with the columns they hang on."""
    formulas = completions.formulas
    possible = [(told, formulas.either(*whens)) for told, whens in rules]
    possible = [(told, when) for told, when in possible if _may_be(when, completions)]
    enough = _enough(possible, completions) if telling else ()
    found: list[PossibleGround] = []
    for told, when in possible:
        columns = tuple(support(when))
        values = formulas.values[columns[0]] if len(columns) == 1 else ()
        with_it = (
            v for v in values if _may_be(formulas.both(when, formulas.is_in(columns[0], (v,))), completions)
        )
        found.append(PossibleGround(told, columns, tuple(with_it), told.name in enough))
    return tuple(found)


def _enough(possible: Iterable[tuple[Ground, Condition]], completions: Completions) -> Collection[str]:
    """A few rules, of which one fails in each completion and none is needless; plain ones rather."""
    kept = {told.name: when for told, when in sorted(possible, key=lambda one: len([*support(one[1])]))}
    for name in reversed([*kept]):
        fewer = [when for other, when in kept.items() if other != name]
        if _is_sure(completions.formulas.either(*fewer), completions):
            del kept[name]
    return kept


def _may_be(condition: Condition, completions: Completions) -> bool:
    """Whether it holds in some completion, or that cannot be told."""
    try:
        return completions.ever(condition)
    except GivenUp:
        return True


def _is_sure(condition: Condition, completions: Completions) -> bool:
    """Whether it holds in every completion, as far as that can be told."""
    try:
        return completions.always(condition)
    except GivenUp:
        return False
