"""
Permissions compared: from two programs at any moment, to what is permitted in one and not in the other.

A thing is a party, an act, a leaf of data, a purpose, a recipient and a subject, matched by these words. Both
programs answer over the same open questions (`anytime`), so "newly permitted" is one question to the solver:
are there answers with which the outcome is yes after, and was not before?
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import evolve, frozen

from consentlang.analysis.anytime import Anytime, Chance, Terms, Voices
from consentlang.analysis.difference import Because, Change, Forgotten
from consentlang.analysis.solve import Clock
from consentlang.analysis.symbolic import FALSE, Lit
from consentlang.core import ir

Thing = tuple[str, str, str, str, str | None, str]
"""User, verb, leaf of data, purpose, recipient, subject."""

DATA, PURPOSE = 2, 3


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
        earlier = self._formulas.every((_permitted(was), allowed[0]))
        later = self._formulas.every((_permitted(now), allowed[1]))
        for gained, where in ((True, self._both(later, -earlier)), (False, self._both(earlier, -later))):
            if self._chance.can(where):
                never = self._both(allowed[1], -_permitted(now)) if gained else later
                by = tuple(self._because(where, was, now, gained=gained))
                yield _Moved(thing, gained, not self._chance.can(never), by, where)

    def _voices(self, place: int, thing: Thing, side: Side) -> Voices | None:
        issue = self._things[place].get(thing)
        return None if issue is None else side.anytime.voices(issue, side.terms)

    def _because(self, where: Lit, was: Voices | None, now: Voices | None, *, gained: bool) -> Iterator[Because]:
        """Clauses that speak now for the change; then clauses against it that no longer speak."""
        silenced = where
        for ruling in _rulings(now):
            alive, before = _alive(now, ruling), _alive(was, ruling)
            if ruling.permits == gained and self._chance.can(where, alive, -before):
                silenced = self._both(silenced, -alive)
                yield _because(ruling, "speaks", self._overridden(ruling, where, was, now))
        for ruling in _rulings(was):
            alive, after = _alive(was, ruling), _alive(now, ruling)
            if ruling.permits != gained and self._chance.can(silenced, alive, -after):
                there = now is not None and now.applies.get(ruling.name, FALSE) != FALSE
                yield _because(ruling, "silent" if there else "gone", ())

    def _overridden(
        self, above: ir.Ruling, where: Lit, was: Voices | None, now: Voices | None
    ) -> tuple[str, ...]:
        below = (r for r in _rulings(now) if above.name in r.overruled_by and r.permits != above.permits)
        return tuple(r.name for r in below if self._chance.can(where, _alive(was, r), _applies(now, r)))

    def _both(self, one: Lit, other: Lit) -> Lit:
        return self._formulas.every((one, other))

    # --- what was forgotten --------------------------------------------------------------------------

    def _forgotten(self, moved: Iterable[_Moved], old: Side, new: Side) -> Iterator[Forgotten]:
        """Beside each thing newly restricted: what the older clause permits still, and the newer does not name."""
        lost = [one for one in moved if not one.gained and any(not b.doubtful for b in one.by)]
        restricted = {one.thing for one in lost}
        found: dict[tuple[str, str, Thing], dict[str, bool]] = {}
        for one in lost:
            for newer in (because for because in one.by if because.how == "speaks" and not because.doubtful):
                for older in self._older(one, old):
                    beside = self._beside(one.thing, older, newer, old, new)
                    left = {thing[DATA]: doubt for thing, doubt in beside if thing not in restricted}
                    key = (newer.clause, older.name, (*one.thing[:DATA], "", *one.thing[PURPOSE:]))
                    found.setdefault(key, {}).update(left)
        for (newer_name, older_name, (user, verb, _, purpose, to, _)), left in found.items():
            if left:
                doubtful = tuple(leaf for leaf in left if left[leaf])
                yield Forgotten(newer_name, older_name, user, verb, purpose, to, tuple(left), doubtful)

    def _older(self, one: _Moved, old: Side) -> Iterator[ir.Ruling]:
        """The clauses by which it was permitted."""
        was = self._voices(0, one.thing, old)
        return (r for r in _rulings(was) if r.permits and self._chance.can(one.where, _alive(was, r)))

    def _beside(
        self, thing: Thing, older: ir.Ruling, newer: Because, old: Side, new: Side
    ) -> Iterator[tuple[Thing, bool]]:
        """Other data that *older* permitted by the same words and that is permitted still; whether that is sure."""
        for other in self._things[0]:
            if (other[:DATA], other[PURPOSE:]) != (thing[:DATA], thing[PURPOSE:]) or other == thing:
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
        (issue.user, issue.verb, leaf, issue.purpose, issue.recipient, issue.subject): issue
        for issue in program.issues.values()
        for leaf in issue.data or (issue.name,)
    }


def _concerns(side: Side, issue: ir.Issue | None) -> bool:
    """Whether a clause of the terms that are compared speaks of *issue*."""
    if issue is None:
        return False
    chains = {seen.chain for seen in side.anytime.encoder.reads_of_issue(issue) if isinstance(seen, ir.InForce)}
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


def _because(ruling: ir.Ruling, how: str, overrides: tuple[str, ...]) -> Because:
    return Because(
        ruling.name,
        how,  # type: ignore[arg-type]
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
    singles = [
        Change(user, verb, (leaf,), (purpose,), to, (subject,), m.gained, m.always, m.by, (versions,))
        for m in moved
        for user, verb, leaf, purpose, to, subject in (m.thing,)
    ]
    return merged(merged(merged(singles, "subjects"), "data"), "purposes")


def merged(changes: Sequence[Change], among: str) -> list[Change]:
    """Changes that differ in *among* alone, in one."""
    groups: dict[Change, dict[object, None]] = {}
    for change in changes:
        values = getattr(change, among)
        groups.setdefault(evolve(change, **{among: ()}), {}).update(dict.fromkeys(values))
    return [evolve(change, **{among: tuple(values)}) for change, values in groups.items()]
