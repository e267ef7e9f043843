"""
Agreement: over many cases, how often the checker says what the authorities held, and on which grounds.

Recall of a class is the share of its cases that are agreed on; balanced accuracy is the mean of the recalls
of *valid* and *invalid*, so that always giving one answer is worth a half. Grounds are counted one by one
over the invalid cases that fail: recall is the share of the authorities' grounds that were found, precision
the share of those found that are the authorities'. Only grounds that name a defect of consent count; what
authorities file besides (what was met, who bears the burden, which basis would do) is no finding of a rule.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Final, get_args

from attrs import frozen

from consentlang.analysis.verdict import Compared
from consentlang.core import ir

CLASSES: Final[tuple[ir.Held, ...]] = get_args(ir.Held)
BALANCED: Final[tuple[ir.Held, ...]] = ("valid", "invalid")
NO_DEFECT: Final = frozenset({"burden-on-controller", "objective-test"})
"""Grounds that say how a case was decided; so do all that begin with one of these:"""
NO_DEFECTS: Final = ("met/", "basis/")


def names_a_defect(ground: str) -> bool:
    """
    Whether *ground* says what is wrong with a consent.

    >>> names_a_defect("informed/purpose"), names_a_defect("met/free-choice")
    (True, False)
    """
    return ground not in NO_DEFECT and not ground.startswith(NO_DEFECTS)


@frozen
class Found:
    """How often a ground, or any, was both held and found; held; found."""

    both: int
    held: int
    found: int

    @property
    def recall(self) -> float | None:
        """The share of what was held that was found; None where nothing was held."""
        return self.both / self.held if self.held else None

    @property
    def precision(self) -> float | None:
        """The share of what was found that was held; None where nothing was found."""
        return self.both / self.found if self.found else None


@frozen(slots=False)
class Agreement:
    """Cases beside what was found. Those whose law is not written down here are kept apart."""

    compared: tuple[Compared, ...]

    @cached_property
    def judged(self) -> tuple[Compared, ...]:
        """The cases that count."""
        return tuple(one for one in self.compared if one.agrees is not None)

    @cached_property
    def elsewhere(self) -> tuple[Compared, ...]:
        """The cases of laws that are not written down here."""
        return tuple(one for one in self.compared if one.agrees is None)

    @property
    def misses(self) -> tuple[Compared, ...]:
        """Where the checker says something else."""
        return tuple(one for one in self.judged if not one.agrees)

    @property
    def unsafe(self) -> tuple[Compared, ...]:
        """Invalid consent that is called valid, or not required: what must not happen."""
        wrong = {"valid", "not_required"}
        return tuple(one for one in self.judged if one.holding.expect == "invalid" and one.answer in wrong)

    @property
    def agreed(self) -> float | None:
        """The share of cases that are agreed on."""
        return _share(self.judged)

    def of(self, held: ir.Held) -> tuple[Compared, ...]:
        """The cases of a class."""
        return tuple(one for one in self.judged if one.holding.expect == held)

    def recall(self, held: ir.Held) -> float | None:
        """The share of the cases of a class that are agreed on."""
        return _share(self.of(held))

    @property
    def balanced(self) -> float | None:
        """The mean of the recalls of valid and invalid."""
        recalls = self._recalls
        return sum(recalls) / len(recalls) if recalls else None

    @property
    def worst_class(self) -> float | None:
        """The lower of these recalls."""
        return min(self._recalls, default=None)

    @property
    def _recalls(self) -> list[float]:
        found = (self.recall(held) for held in BALANCED)
        return [recall for recall in found if recall is not None]

    def grounds(self, counts: Callable[[str], bool] = names_a_defect) -> Found:
        """All grounds that *counts*, of all invalid cases that fail."""
        each = self.by_ground(counts).values()
        return Found(
            sum(one.both for one in each), sum(one.held for one in each), sum(one.found for one in each)
        )

    def by_ground(self, counts: Callable[[str], bool] = names_a_defect) -> Mapping[str, Found]:
        """Each ground that *counts*, of all invalid cases that fail, by name."""
        failing = [one for one in self.of("invalid") if one.answer == "invalid"]
        held = _counted((one.holding.grounds for one in failing), counts)
        found = _counted((one.grounds for one in failing), counts)
        both = _counted((set(one.grounds) & set(one.holding.grounds) for one in failing), counts)
        return {name: Found(both[name], held[name], found[name]) for name in sorted({*held, *found})}


def _share(cases: Sequence[Compared]) -> float | None:
    return sum(one.agrees is True for one in cases) / len(cases) if cases else None


def _counted(grounds: Iterable[Iterable[str]], counts: Callable[[str], bool]) -> Counter[str]:
    return Counter(ground for each in grounds for ground in set(each) if counts(ground))
