"""
Cases: what an authority held about a practice, and what the checker finds.

The checker's answer on a case, under the laws that the case is judged by:

- *depends*: an `ask` turns on an open fact that the file names; or contested rules alone fail by what it
  names;
- *invalid*: a story made of what the file names breaks the consent, or a use that needs consent has none;
- *not_required*: no use rests on consent, and no law requires it;
- *valid*: there is no such story (NOT SHOWN, PROVED, PROVED UNDER);
- *undecided*, *vacuous*: neither, for want of time or because nothing is put to the test.

What is wrong with a use though the consent to it is valid (`BESIDE_CONSENT`) makes the policy fail, and not
the consent: where nothing else fails, *valid* and *invalid* are both right, and that is taken which was held.

Where contested rules alone fail, and by what is unsaid alone, the verdict is DEPENDS and no story is made of
what the file names: *valid* and *depends* are both right, and that is taken which was held.
"""

from collections.abc import Iterable
from typing import Final

from consentlang.analysis.obligations import worst
from consentlang.analysis.verdict import Answer, Compared, Outcome, Ruled, Story
from consentlang.core import ir

BESIDE_CONSENT: Final = frozenset({"minimisation-proportionality"})
"""Grounds that say by themselves that the consent is valid: it does not cure excess."""


def compared(
    holdings: Iterable[ir.Holding], ruled: Iterable[Ruled], answers: Iterable[Answer]
) -> tuple[Compared, ...]:
    """Each of *holdings* beside what was found."""
    found, asked = tuple(ruled), tuple(answers)
    return tuple(_compared(holding, found, asked) for holding in holdings)


def _compared(holding: ir.Holding, ruled: tuple[Ruled, ...], answers: tuple[Answer, ...]) -> Compared:
    judged = [one for one in ruled if _is_judged(one, holding)]
    if not holding.under:
        return Compared(holding, None, (), None)
    answer = _answer(judged, answers)
    if (answer, holding.expect) == ("valid", "depends") and any(one.verdict == "depends" for one in judged):
        answer = "depends"
    if (answer, holding.expect) == ("valid", "invalid") and any(one.verdict == "failed" for one in judged):
        answer = "invalid"
    named = dict.fromkeys(fault for one in judged for fault in one.named)
    grounds = tuple(dict.fromkeys(ground for one in judged for ground in filed(one.named)))
    agrees = answer == holding.expect and (
        answer != "invalid" or not set(holding.grounds).isdisjoint(grounds)
    )
    rules = tuple(dict.fromkeys(fault.name for fault in named if fault.kind == "rule"))
    return Compared(holding, answer, grounds, agrees, rules)


def _is_judged(ruled: Ruled, holding: ir.Holding) -> bool:
    """Whether *ruled* is about the consent, under a law of the case."""
    of_consent = ruled.kind in {"consent", "basis"}
    return of_consent and any(part.regime in holding.under for part in ruled.obligations)


def _answer(judged: list[Ruled], answers: tuple[Answer, ...]) -> Outcome:
    if any(answer.answer == "depends" and _turns_on_named(answer) for answer in answers):
        return "depends"
    of_consent = [one for one in judged if not _is_beside(one)]
    if any(one.verdict == "failed" for one in of_consent):
        return "invalid"
    verdict = worst(one.verdict for one in judged)
    if verdict == "undecided":
        return verdict
    if any(one.named for one in of_consent):
        return "depends"
    if all(one.kind == "basis" for one in judged):
        return "not_required"
    return "vacuous" if verdict == "vacuous" else "valid"


def _is_beside(ruled: Ruled) -> bool:
    """Whether all that fails by named facts is wrong with the use, and nothing with the consent."""
    return bool(ruled.named) and all(
        fault.grounds and BESIDE_CONSENT.issuperset(fault.grounds) for fault in ruled.named
    )


def _turns_on_named(answer: Answer) -> bool:
    return any(not one.unsaid for one in answer.answers)


def grounds(story: Story) -> tuple[str, ...]:
    """The names under which authorities file what fails in *story*; what is only a factor has none."""
    return filed((story.fault, *(fault for fault in story.also if fault.decides)))


def filed(failing: Iterable[ir.Fault]) -> tuple[str, ...]:
    """
    The grounds of what fails together: of each but those that are part of a graver one among them.

    What is contested takes nothing in: it may be no defect at all.
    """
    faults = tuple(failing)
    settled = {fault.name for fault in faults if fault.contested is None}
    apart = (fault for fault in faults if settled.isdisjoint(fault.graver))
    return tuple(dict.fromkeys(ground for fault in apart for ground in fault.grounds))
