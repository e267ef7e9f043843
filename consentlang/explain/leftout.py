"""
What is left out: rules that could fail because the file is silent, and the words that would say enough.

A rule that fails only by silence is no story but a gap: it is named once, for all the requests that have it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Final

from consentlang.analysis.verdict import Result, Settle
from consentlang.core import ir
from consentlang.diagnostics.flow import prose, safe
from consentlang.diagnostics.look import Look
from consentlang.diagnostics.paint import Line
from consentlang.explain.page import bullets, heading
from consentlang.explain.places import Insertion, joined
from consentlang.explain.reason import Account, Finding
from consentlang.explain.repeats import in_full
from consentlang.explain.wording import capitalised, listed, plain_name

FEWEST_USUAL: Final = 3
"""Lines that `std.usual` has to save before it is offered."""
ADULT: Final = 18
USUAL: Final[Mapping[str, str]] = {
    "capable": "yes",
    "alone": "yes",
    "vulnerable": "no",
    "obscure": "no",
    "deceptive": "no",
    "pressing": "no",
    "outgrown": "no",
    "stale": "no",
    "unexpected": "no",
    "automated": "no",
}
"""What `std.usual` assumes, beside that people are adults: words of the law, each with its answer."""


def gaps(account: Account, look: Look) -> Iterator[Line]:
    """Each rule that only silence lets fail, with the requests of which it is so."""
    unsaid = [finding for finding in account.findings if finding.reason is not None and not in_full(finding)]
    if unsaid:
        yield from heading("The file does not say enough to rule this out", look)
        yield from bullets(_gaps(unsaid), look)


def _gaps(unsaid: Iterable[Finding]) -> Iterator[str]:
    where: dict[tuple[str, str], dict[str, None]] = {}
    for finding in unsaid:
        if finding.reason is not None:
            story = finding.reason.story
            of = story.fault.request or story.obligation.use or story.obligation.claim
            rule = plain_name(story.fault.name), story.fault.reason  # laws may share it
            where.setdefault(rule, {})[f"`{of}`"] = None
    for (name, reason), requests in where.items():
        yield f"{capitalised(reason)} ({name}: {listed(list(requests))})"


def settled_by_usual(program: ir.Program, settle: Settle) -> bool:
    """Whether `std.usual` assumes what the line of *settle* says; tested against what it does assume."""
    owner, _, word = settle.fact.rpartition(".")
    if word == "age":
        least = re.fullmatch(r"given \w+\.age >= (\d+)", settle.line)
        return least is not None and int(least[1]) <= ADULT
    if USUAL.get(word) != settle.value:
        return False
    return word != "automated" or owner in _asked_for(program)


def _asked_for(program: ir.Program) -> set[str]:
    """The purposes for which some request asks."""
    effects = (effect for event in program.events.values() for effect in event.effects)
    return {program.cells[effect.cell].purpose for effect in effects if isinstance(effect, ir.Grant)}


def checklist(result: Result, look: Look) -> Iterator[Line]:
    """The words that would settle what the file leaves out, each once, in their braces."""
    if not result.checklist:
        return
    yield from heading("Check-list: what to add so that the file says it (if it is so)", look)
    usual = sum(settled_by_usual(result.program, settle) for settle in result.checklist)
    if usual >= FEWEST_USUAL:
        words = f"or `import std.usual`, which assumes {usual} of these; the verdict will name them"
        yield from prose(words, look, indent=4, hang=2)
    parts = joined(result.program, result.checklist)
    for outermost, group in groupby(parts, key=lambda part: part.within[:1]):
        title = f"in {outermost[0]} {{ ... }}" if outermost else "in the file"
        yield from prose(f"{title}:", look, indent=4)
        for part in group:
            yield from _words(part, look)


def _words(part: Insertion, look: Look) -> Iterator[Line]:
    inner = f"in {part.within[1]} {{ ... }}: " if len(part.within) > 1 else ""
    instead = f"in place of {part.instead}: " if part.instead else ""
    judged = "  # a judgement" if part.judged else ""
    yield [("plain", f"      {inner}{instead}"), ("good", safe(part.text, look)), ("faint", judged)]
