"""
Permissions compared: from two programs at any moment, to what is permitted in one and not in the other.

A thing is a party, an act, a leaf of data, a purpose, a recipient and a subject, matched by these words. Both
programs answer over the same open questions (`anytime`), so "newly permitted" is one question to the solver:
are there answers with which the outcome is yes after, and was not before?
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from attrs import evolve, frozen

from consentlang.analysis.anytime import Anytime, Chance, Terms, Voices
from consentlang.analysis.difference import Because, Change, Forgotten, How
from consentlang.analysis.solve import Clock
from consentlang.analysis.symbolic import FALSE, Lit
from consentlang.core import ir


@frozen(cache_hash=True)
class Thing:
    """What may be permitted; *data* and *purpose* are leaves."""

    user: str
    verb: str
    data: str
    purpose: str
    recipient: str | None
    subject: str


@frozen(eq=False)
class Side:
    """A program, and for one comparison the version in force of its terms."""

    anytime: Anytime
    chain: str | None = None
    version: str | None = None

    @property
    def terms(self) -> Terms:
        """What is known of the terms in force."""
        return {} if self.chain is None else {self.chain: self.version}


@frozen(eq=False)
class _Moved:
    """A thing that changed, and where."""

    thing: Thing
    gained: bool
    always: bool
    by: tuple[Because, ...]
    where: Lit


class Permissions:
    """Compares what two programs permit."""

    def __init__(self, old: Anytime, new: Anytime, clock: Clock) -> None:
        self._formulas = new.formulas
        self._chance = Chance(new.formulas, clock)
        self._things: tuple[Mapping[Thing, ir.Issue], ...] = (things(old.program), things(new.program))
        self._there: dict[str | None, frozenset[str]] = {}

    def compare(self, old: Side, new: Side) -> tuple[list[Change], list[Forgotten]]:
        """What changed, and what was forgotten, from *old* to *new*."""
        before, after = self._things
        moved: list[_Moved] = []
        for thing in dict.fromkeys((*after, *before)):
            if _concerns(old, before.get(thing)) or _concerns(new, after.get(thing)):
                moved.extend(self._moved(thing, old, new))
        changes = grouped(moved, (old.version, new.version))
        return changes, list(self._forgotten(moved, old, new))

    # --- one thing -----------------------------------------------------------------------------------

    def _moved(self, thing: Thing, old: Side, new: Side) -> Iterator[_Moved]:
        was, now = self._voices(0, thing, old), self._voices(1, thing, new)
        spoken = (*_spoken(was), *_spoken(now))
        allowed = [self._formulas.every(side.anytime.obeyed(spoken)) for side in (old, new)]
        earlier = self._every(_permitted(was), allowed[0])
        later = self._every(_permitted(now), allowed[1])
        for gained, where in ((True, self._every(later, -earlier)), (False, self._every(earlier, -later))):
            if self._chance.can(where):
                never = self._every(allowed[1], -_permitted(now)) if gained else later
                by = tuple(self._because(where, was, now, self._in_force(new), gained=gained))
                yield _Moved(thing, gained, not self._chance.can(never), by, where)

    def _voices(self, place: int, thing: Thing, side: Side) -> Voices | None:
        issue = self._things[place].get(thing)
        return None if issue is None else side.anytime.voices(issue, side.terms)

    def _because(
        self, where: Lit, was: Voices | None, now: Voices | None, there: frozenset[str], *, gained: bool
    ) -> Iterator[Because]:
        """
        Clauses that did it, until all of *where* is accounted for.

        First those for the change that apply now and did not; those against it that applied and no longer do;
        then those whose rank has changed. *there* are the clauses that there are now.
        """
        speaking = [ruling for ruling in _rulings(now) if ruling.permits == gained]
        ending = [ruling for ruling in _rulings(was) if ruling.permits != gained]
        for spoken in (_applies, _alive):
            for ruling in speaking:
                part = self._every(_alive(now, ruling), -spoken(was, ruling))
                if self._chance.can(where, part):
                    yield _because(ruling, "speaks", self._overridden(ruling, where, was, now))
                    where = self._every(where, -part)
            for ruling in ending:
                part = self._every(_alive(was, ruling), -spoken(now, ruling))
                if self._chance.can(where, part):
                    yield _because(ruling, "silent" if ruling.name in there else "gone", ())
                    where = self._every(where, -part)

    def _in_force(self, new: Side) -> frozenset[str]:
        """The clauses that can apply to something, in the version of *new*."""
        if new.version not in self._there:
            spoken = (self._voices(1, thing, new) for thing in self._things[1])
            applying = (voices.applies.items() for voices in spoken if voices is not None)
            self._there[new.version] = frozenset(
                name for found in applying for name, where in found if where != FALSE
            )
        return self._there[new.version]

    def _overridden(
        self, above: ir.Ruling, where: Lit, was: Voices | None, now: Voices | None
    ) -> tuple[str, ...]:
        below = (r for r in _rulings(now) if above.name in r.overruled_by and r.permits != above.permits)
        return tuple(r.name for r in below if self._chance.can(where, _alive(was, r), _applies(now, r)))

    def _every(self, *literals: Lit) -> Lit:
        return self._formulas.every(literals)

    # --- what was forgotten --------------------------------------------------------------------------

    def _forgotten(self, moved: Iterable[_Moved], old: Side, new: Side) -> Iterator[Forgotten]:
        """Beside each thing newly restricted, what the newer clause does not name and the older permits."""
        lost = [one for one in moved if not one.gained and any(not b.doubtful for b in one.by)]
        restricted = {one.thing for one in lost}
        found: dict[tuple[str, str, Thing], dict[str, bool]] = {}
        for one in lost:
            for newer in (because for because in one.by if because.how == "speaks" and not because.doubtful):
                for older in self._older(one, old):
                    beside = self._beside(one.thing, older, newer, old, new)
                    left = {thing.data: doubt for thing, doubt in beside if thing not in restricted}
                    key = (newer.clause, older.name, evolve(one.thing, data=""))
                    found.setdefault(key, {}).update(left)
        for (clause, permitting, thing), left in found.items():
            if left:
                yield _left_out(clause, permitting, thing, left)

    def _older(self, one: _Moved, old: Side) -> Iterator[ir.Ruling]:
        """The clauses by which it was permitted."""
        was = self._voices(0, one.thing, old)
        return (r for r in _rulings(was) if r.permits and self._chance.can(one.where, _alive(was, r)))

    def _beside(
        self, thing: Thing, older: ir.Ruling, newer: Because, old: Side, new: Side
    ) -> Iterator[tuple[Thing, bool]]:
        """Other data that *older* permitted by the same words and still does; may *newer* reach it?"""
        for other in self._things[0]:
            if other == thing or evolve(other, data=thing.data) != thing:
                continue
            was, now = self._voices(0, other, old), self._voices(1, other, new)
            alike = any(r.name == older.name and r.data == older.data for r in _rulings(was))
            named = [r for r in _rulings(now) if r.name == newer.clause]
            if alike and not any(not r.doubtful for r in named) and self._chance.can(_permitted(now)):
                yield other, bool(named)


# --- things -----------------------------------------------------------------------------------------


def things(program: ir.Program) -> dict[Thing, ir.Issue]:
    """Each thing that clauses may speak of, by its words."""
    return {
        Thing(issue.user, issue.verb, leaf, issue.purpose, issue.recipient, issue.subject): issue
        for issue in program.issues.values()
        for leaf in issue.data or (issue.name,)
    }


def _concerns(side: Side, issue: ir.Issue | None) -> bool:
    """Whether a clause of the terms that are compared speaks of *issue*."""
    if issue is None:
        return False
    seen = side.anytime.encoder.reads_of_issue(issue)
    chains = {one.chain for one in seen if isinstance(one, ir.InForce)}
    return side.chain in chains if chains else side.chain is None


def _permitted(voices: Voices | None) -> Lit:
    return FALSE if voices is None else voices.permitted


def _rulings(voices: Voices | None) -> tuple[ir.Ruling, ...]:
    return () if voices is None else voices.issue.rulings


def _alive(voices: Voices | None, ruling: ir.Ruling) -> Lit:
    return FALSE if voices is None else voices.alive.get(ruling.name, FALSE)


def _applies(voices: Voices | None, ruling: ir.Ruling) -> Lit:
    return FALSE if voices is None else voices.applies.get(ruling.name, FALSE)


def _spoken(voices: Voices | None) -> tuple[Lit, ...]:
    return () if voices is None else tuple(voices.applies.values())


def _because(ruling: ir.Ruling, how: How, overrides: tuple[str, ...]) -> Because:
    return Because(
        ruling.name,
        how,
        ruling.permits,
        ruling.provided,
        ruling.cite,
        overrides,
        ruling.doubtful,
        span=ruling.span,
    )


# --- one sentence for many things -------------------------------------------------------------------


def grouped(moved: Iterable[_Moved], versions: tuple[str | None, str | None]) -> list[Change]:
    """Changes that differ in data, purpose or subject alone, in one."""
    singles = [_change(one, versions) for one in moved]
    return merged(merged(merged(singles, "subjects"), "data"), "purposes")


def _change(moved: _Moved, versions: tuple[str | None, str | None]) -> Change:
    thing = moved.thing
    return Change(
        thing.user,
        thing.verb,
        (thing.data,),
        (thing.purpose,),
        thing.recipient,
        (thing.subject,),
        moved.gained,
        moved.always,
        moved.by,
        (versions,),
    )


def _left_out(clause: str, older: str, thing: Thing, left: Mapping[str, bool]) -> Forgotten:
    doubtful = tuple(leaf for leaf in left if left[leaf])
    return Forgotten(
        clause, older, thing.user, thing.verb, thing.purpose, thing.recipient, tuple(left), doubtful
    )


def merged(changes: Sequence[Change], among: str) -> list[Change]:
    """Changes that differ in *among* alone, in one."""
    groups: dict[Change, dict[object, None]] = {}
    for change in changes:
        alike = _with(change, among, ())
        groups.setdefault(alike, {}).update(dict.fromkeys(getattr(change, among)))
    return [_with(change, among, tuple(values)) for change, values in groups.items()]


def _with(change: Change, among: str, values: tuple[object, ...]) -> Change:
    fields: dict[str, Any] = {among: values}
    return evolve(change, **fields)
