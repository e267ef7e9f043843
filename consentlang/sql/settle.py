"""
Settling: what is said of a case that SQL leaves open, and what is told of every case.

A case is what rows have in common: a mask, or a combination of columns and the order in which things came.
Elements and coercion are three-valued as verdicts are: so in every completion of what is missing, in none,
or neither.
"""

from collections.abc import Iterable, Mapping
from typing import Final, Literal

from attrs import define, field, frozen

from consentlang.core import ir
from consentlang.eval.assessment import Assessment, Judged, Verdict
from consentlang.eval.completions import Completions, GivenUp
from consentlang.eval.flatten import Condition, Flat, Part, flatten
from consentlang.eval.judge import Judge, judge
from consentlang.eval.partial import truth
from consentlang.eval.schema import Schema

MOST_ORDERS: Final = 256
"""Orders of which the flat policy is kept."""
Word = Literal["yes", "no", "unproven"]


@frozen
class Answer:
    """What is told of a case."""

    judged: tuple[Judged, ...]
    elements: Mapping[str, Word]
    """Whether the consent is what the element says: `gdpr.free`."""
    coercion: Word
    problem: str | None = None
    """Why the case cannot be, where it cannot."""

    @property
    def verdict(self) -> Verdict:
        """The worst."""
        return Assessment("", self.judged).verdict

    @property
    def grounds(self) -> tuple[str, ...]:
        """The rules that surely fail."""
        return Assessment("", self.judged).grounds

    @property
    def missing(self) -> tuple[str, ...]:
        """The columns on which it turns what is unproven."""
        return Assessment("", self.judged).missing


@define(eq=False)
class Settler:
    """A policy that answers for cases."""

    program: ir.Program
    schema: Schema
    elements: tuple[str, ...] = field(init=False)
    _orders: dict[tuple[int, ...], Judge] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        faults = (
            f for duty in self.program.obligations for way in duty.ways for f in way.faults if f.decides
        )
        self.elements = tuple(dict.fromkeys(f.element for f in faults if f.element is not None))

    @property
    def judge(self) -> Judge:
        """The policy for the order of the slots."""
        return self.ordered(tuple(range(len(self.schema.slots))))

    def ordered(self, order: tuple[int, ...]) -> Judge:
        """The policy for this order."""
        if order not in self._orders:
            while len(self._orders) >= MOST_ORDERS:
                del self._orders[[*self._orders][1]]  # the first is that of the slots
            self._orders[order] = judge(self.program, flatten(self.program, self.schema, order))
        return self._orders[order]

    def of_mask(self, mask: int) -> Answer:
        """What is told of rows with this mask."""
        assessment = self.judge.of_mask(mask)
        unmet = set(assessment.elements)
        elements: dict[str, Word] = {name: "no" if name in unmet else "yes" for name in self.elements}
        return Answer(assessment.judged, elements, "yes" if assessment.coerced else "no")

    def of_combination(self, values: Mapping[str, str], order: tuple[int, ...]) -> Answer:
        """What is told of rows that say *values* and no more, where things came in *order*."""
        ordered = self.ordered(order)
        flat = ordered.flat
        domains = {c.name: (values[c.name],) if c.name in values else c.values for c in self.schema.finite}
        completions = Completions.of(domains, flat.possible)
        problem = _impossible(flat, domains, completions)
        if problem is not None:
            open_: dict[str, Word] = dict.fromkeys(self.elements, "unproven")
            return Answer(ordered.of_none().judged, open_, "unproven", problem)
        elements: dict[str, Word] = {
            name: _opposite(_broken_by(flat, completions, name)) for name in self.elements
        }
        coercion = _told(completions, [_coerced(part, completions) for part in flat.parts])
        return Answer(ordered.of_open(completions).judged, elements, coercion)


def _broken_by(flat: Flat, completions: Completions, element: str) -> Word:
    """Whether a rule of *element* decides somewhere."""
    broken = []
    for part in flat.parts:
        ways = [[(f, completions.left(when)) for f, when in way.faults if f.decides] for way in part.ways]
        either, both = completions.formulas.either, completions.formulas.both
        blocked = both(completions.left(part.fires), *(either(*(when for _, when in way)) for way in ways))
        own = either(*(when for way in ways for f, when in way if f.element == element))
        broken.append(both(blocked, own))
    return _told(completions, broken)


def _coerced(part: Part, completions: Completions) -> Condition:
    formulas = completions.formulas
    coercing = (completions.left(when) for way in part.ways for f, when in way.faults if f.coercion)
    return formulas.both(completions.left(part.fires), formulas.either(*coercing))


def _told(completions: Completions, conditions: Iterable[Condition]) -> Word:
    """Whether one of *conditions* holds in every completion, in none, or neither can be said."""
    some = completions.formulas.either(*conditions)
    try:
        if not completions.ever(some):
            return "no"
        return "yes" if completions.always(some) else "unproven"
    except GivenUp:
        return "unproven"


def _opposite(word: Word) -> Word:
    answers: dict[Word, Word] = {"yes": "no", "no": "yes", "unproven": "unproven"}
    return answers[word]


def _impossible(flat: Flat, domains: Mapping[str, tuple[str, ...]], completions: Completions) -> str | None:
    """Why no completion obeys the policy's lines, where none does."""
    within = {name: frozenset(values) for name, values in domains.items()}
    held = [truth(line, within) for line in flat.possible]
    broken = [words for words, holds in zip(flat.reasons, held, strict=True) if holds is False]
    try:
        if not broken and None in held and not completions.exist():
            broken = ["the policy's lines leave no such case"]
    except GivenUp:
        pass
    return "; ".join(broken) or None
