"""Assessments: what a policy says of one record. Data only; `explain` puts it into words."""

from collections.abc import Iterable
from typing import Final, Literal

from attrs import frozen

from consentlang.core import ir
from consentlang.eval.record import Complaint

Verdict = Literal["valid", "invalid", "unproven"]

_WORST_FIRST: Final[tuple[Verdict, ...]] = ("invalid", "unproven", "valid")


@frozen
class Ground:
    """A rule that fails, and why."""

    name: str
    """`gdpr.imbalance`; `withdrawn`."""
    code: str
    reason: str
    element: str | None = None
    """What consent must be, and is not by this rule: `gdpr.free`."""
    coercion: bool = False
    contested: str | None = None
    """On what authorities differ, where they do."""
    cites: tuple[str, ...] = ()
    advice: str | None = None


@frozen
class PossibleGround:
    """A rule that fails in some completions of an open record, and not in all."""

    ground: Ground
    missing: tuple[str, ...]
    """The columns it hangs on."""
    values: tuple[str, ...] = ()
    """Where it hangs on one column alone: the values of that column with which it fails."""
    telling: bool = False
    """Of what is invalid without a ground: these few suffice, in each completion one of them is one."""


@frozen(repr=False)
class Judged:
    """
    What is said of one use, for one subject, under one regime; or of its terms, its basis; or of a claim.

    Of an open record, *grounds*, *factors* and *coerced* tell what is so in every completion. So what is
    invalid may have no ground at all: in each completion one of *possible_grounds* is one.
    """

    name: str
    """`notice_training (Attendee, gdpr)`."""
    kind: Literal["consent", "basis", "terms", "claim"]
    about: str
    """The use, or the claim."""
    subject: str | None
    regime: str | None
    verdict: Verdict
    grounds: tuple[Ground, ...] = ()
    possible_grounds: tuple[PossibleGround, ...] = ()
    """By what else it fails in one completion or another; where the search was given up, may fail."""
    factors: tuple[Ground, ...] = ()
    """What weighs against it and decides nothing."""
    coerced: bool = False
    contested: bool = False
    """Invalid only where rules count on which authorities differ."""
    missing: tuple[str, ...] = ()
    """For what is unproven: the columns it turns on."""
    bounded: bool = False
    """The search through completions was given up: another answer than unproven may be provable."""

    @property
    def elements(self) -> tuple[str, ...]:
        """What the consent would have to be, and is not: `gdpr.free`."""
        return tuple(dict.fromkeys(g.element for g in self.grounds if g.element is not None))

    def __repr__(self) -> str:
        """Show what is said, with the names of the rules that fail."""
        return f"Judged({self.name!r}, {self.verdict!r}, grounds={[ground.name for ground in self.grounds]})"


@frozen(repr=False)
class Assessment:
    """All that a policy says of one record."""

    policy: str
    judged: tuple[Judged, ...]
    complaints: tuple[Complaint, ...] = ()
    """What was wrong with the record, where that is collected."""

    @property
    def verdict(self) -> Verdict:
        """The worst."""
        return worst(one.verdict for one in self.judged)

    @property
    def regimes(self) -> dict[str, Verdict]:
        """The worst under each regime."""
        names = dict.fromkeys(one.regime for one in self.judged if one.regime is not None)
        return {name: worst(one.verdict for one in self.judged if one.regime == name) for name in names}

    @property
    def grounds(self) -> tuple[str, ...]:
        """The names of the rules that fail."""
        return tuple(dict.fromkeys(ground.name for one in self.judged for ground in one.grounds))

    @property
    def elements(self) -> tuple[str, ...]:
        """What the consent would have to be, and is not."""
        return tuple(dict.fromkeys(element for one in self.judged for element in one.elements))

    @property
    def coerced(self) -> bool:
        """Whether a rule of coercion fails."""
        return any(one.coerced for one in self.judged)

    @property
    def missing(self) -> tuple[str, ...]:
        """The columns on which it turns what is unproven."""
        return tuple(dict.fromkeys(column for one in self.judged for column in one.missing))

    def __repr__(self) -> str:
        """Show what is said of each use and claim."""
        said = {one.name: one.verdict for one in self.judged}
        return f"Assessment({self.policy!r}, {self.verdict!r}, {said})"

    def of(self, about: str, regime: str | None = None) -> tuple[Judged, ...]:
        """What is said of this use or claim (under *regime*, where one is named)."""
        return tuple(j for j in self.judged if j.about == about and regime in (None, j.regime))


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The worst of them; of none, valid."""
    return min(verdicts, key=_WORST_FIRST.index, default="valid")


def ground(fault: ir.Fault) -> Ground:
    """What is told of *fault*."""
    return Ground(
        fault.name,
        fault.code,
        fault.reason,
        fault.element,
        fault.coercion,
        fault.contested,
        fault.cites,
        fault.advice,
    )
