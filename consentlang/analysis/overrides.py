"""
What clauses do to each other: who can override whom on what, who never does.

One pass over each issue under each version of the terms, at any moment (`anytime`); what is found is kept by
pairs of clauses, and read off at the end.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from attrs import frozen

from consentlang.analysis.anytime import Anytime, Chance, Terms, Voices, questions
from consentlang.analysis.solve import Clock
from consentlang.analysis.symbolic import Formulas, Lit
from consentlang.core import ir

Pair = tuple[str, str]
"""Two clauses; of two that are ranked, the one that overrides first."""


@frozen
class Narrow:
    """*above* overrides *below* on *taken*, and not on *left*, which the same words of *below* cover."""

    above: str
    below: str
    taken: tuple[str, ...]
    left: tuple[str, ...]
    doubtful: tuple[str, ...]
    """Those of *left* that *above* may be read to reach."""


@frozen(eq=False)
class _Bite:
    """Where one clause can override *below*; or (*bites* false) *below* stands as if it were not there."""

    issue: ir.Issue
    terms: Terms
    below: ir.Ruling
    bites: bool
    doubtful: bool = False


class Overrides:
    """Looks at the clauses of *program*; facts in *fixed* are settled."""

    def __init__(self, program: ir.Program, fixed: Mapping[str, str], clock: Clock) -> None:
        self._program = program
        formulas = Formulas(questions(program), fixed)
        self._anytime = Anytime(program, formulas)
        self._every = formulas.every
        self._chance = Chance(formulas, clock)
        self.clauses: dict[str, ir.Ruling] = {}
        self._applying: dict[str, None] = {}
        self._winning: dict[str, None] = {}
        self._above: dict[str, set[str]] = {}
        self._biting: dict[Pair, list[_Bite]] = {}
        self._agreeing: dict[Pair, None] = {}
        self._unranked: dict[Pair, ir.Issue] = {}
        for issue in program.issues.values():
            for terms in terms_of(program, self._anytime, issue):
                clock.check()
                self._look(self._anytime.voices(issue, terms), terms)

    # --- what came of it -----------------------------------------------------------------------------

    @property
    def unranked(self) -> Iterator[tuple[str, str, ir.Issue]]:
        """Clauses that can be alive together with opposite signs, and the first issue they are on."""
        return ((*pair, issue) for pair, issue in self._unranked.items())

    @property
    def unheard(self) -> tuple[str, ...]:
        """Clauses that never apply."""
        return tuple(name for name in self.clauses if name not in self._applying)

    @cached_property
    def losing(self) -> dict[str, tuple[str, ...]]:
        """Clauses that apply and are never alive, each with those that override it."""
        lost = [name for name in self.clauses if name in self._applying and name not in self._winning]
        return {name: tuple(above for above, below in self._biting if below == name) for name in lost}

    @property
    def idle(self) -> Iterator[Pair]:
        """Clauses of which the first is ranked above the second by words of its own, in vain."""
        for below, all_above in self._above.items():
            for above in sorted(all_above):
                implied = any(above in self._above.get(other, ()) for other in all_above)
                useful = {above, below} <= self._applying.keys() and above in self._winning
                if useful and not implied and not any(b.bites for b in self._biting.get((above, below), ())):
                    yield above, below

    @property
    def narrow(self) -> Iterator[Narrow]:
        """Overriding clauses that leave out data, or purposes, which one name in the overridden covers."""
        for (above, below), bites in self._biting.items():
            for groups in (_by_data(bites), _by_purpose(bites)):
                found = _left_out(groups)
                if found is not None:
                    taken, left = found
                    doubtful = tuple(leaf for leaf in left if left[leaf])
                    yield Narrow(above, below, taken, tuple(left), doubtful)

    # --- one issue under some terms ------------------------------------------------------------------

    def _look(self, voices: Voices, terms: Terms) -> None:
        self._chance.obey(self._anytime, voices.applies.values())
        applying = [ruling for ruling in voices.issue.rulings if self._applies(ruling, voices)]
        for ruling in applying:
            if ruling.name not in self._winning and self._chance.can(voices.alive[ruling.name]):
                self._winning[ruling.name] = None
        for ruling in applying:
            self._bites(ruling, applying, voices, terms)
            self._conflicts(ruling, applying, voices)

    def _applies(self, ruling: ir.Ruling, voices: Voices) -> bool:
        self.clauses.setdefault(ruling.name, ruling)
        self._above.setdefault(ruling.name, set()).update(ruling.overruled_by)
        applies = self._chance.can(voices.applies[ruling.name])
        if applies:
            self._applying[ruling.name] = None
        return applies

    def _bites(self, below: ir.Ruling, applying: list[ir.Ruling], voices: Voices, terms: Terms) -> None:
        """Who overrides *below* here; if nobody surely does, it stands as if nobody were there to."""
        against = [r for r in applying if r.name in below.overruled_by and r.permits != below.permits]
        biting = [
            above for above in against if self._can(voices.alive[above.name], voices.applies[below.name])
        ]
        for above in biting:
            self._keep(above, _Bite(voices.issue, terms, below, not above.doubtful, above.doubtful))
        if all(above.doubtful for above in biting):
            for name in below.overruled_by:
                if name not in {above.name for above in biting}:
                    bite = _Bite(voices.issue, terms, below, bites=False)
                    self._biting.setdefault((name, below.name), []).append(bite)

    def _keep(self, above: ir.Ruling, bite: _Bite) -> None:
        self._biting.setdefault((above.name, bite.below.name), []).append(bite)

    def _conflicts(self, one: ir.Ruling, applying: list[ir.Ruling], voices: Voices) -> None:
        for other in applying:
            pair = one.name, other.name
            if not (one.permits and not other.permits) or pair in self._unranked:
                continue
            ranked = one.name in other.overruled_by or other.name in one.overruled_by
            if not ranked and self._can(voices.alive[one.name], voices.alive[other.name]):
                self._unranked[pair] = voices.issue

    def _can(self, *literals: Lit) -> bool:
        return self._chance.can(*literals)


def terms_of(program: ir.Program, anytime: Anytime, issue: ir.Issue) -> Iterable[Terms]:
    """Each version of each terms whose clauses speak of *issue*."""
    seen = anytime.encoder.reads_of_issue(issue)
    chains = dict.fromkeys(one.chain for one in seen if isinstance(one, ir.InForce))
    if not chains:
        return ({},)
    return [{name: version.name} for name in chains for version in program.chains[name].versions]


Group = list[tuple[str, _Bite]]
"""Leaves that one name in the overridden clause covers, all else being equal."""


def _by_data(bites: Iterable[_Bite]) -> Iterable[Group]:
    """Leaves of data, for each version, purpose and name."""
    groups: dict[object, Group] = {}
    for bite in bites:
        issue = bite.issue
        else_ = issue.verb, issue.purpose, issue.recipient, issue.subject
        key = tuple(bite.terms.items()), else_, bite.below.data
        groups.setdefault(key, []).extend((leaf, bite) for leaf in issue.data if bite.below.data)
    return groups.values()


def _by_purpose(bites: Iterable[_Bite]) -> Iterable[Group]:
    """Leaves of purpose, for each version, class of data and name."""
    groups: dict[object, Group] = {}
    for bite in bites:
        issue = bite.issue
        else_ = issue.verb, issue.data, issue.recipient, issue.subject
        key = tuple(bite.terms.items()), else_, bite.below.purpose
        if not bite.doubtful:
            groups.setdefault(key, []).append((issue.purpose, bite))
    return groups.values()


def _left_out(groups: Iterable[Group]) -> tuple[tuple[str, ...], dict[str, bool]] | None:
    """What is overridden, and what beside it is not, and whether it may be; None if nothing is left."""
    taken: dict[str, None] = {}
    left: dict[str, bool] = {}
    for group in groups:
        bitten = [leaf for leaf, bite in group if bite.bites]
        beside = {leaf: bite.doubtful for leaf, bite in group if not bite.bites}
        if bitten and beside:
            taken.update(dict.fromkeys(bitten))
            left.update(beside)
    left = {leaf: doubtful for leaf, doubtful in left.items() if leaf not in taken}
    return (tuple(taken), left) if left else None
