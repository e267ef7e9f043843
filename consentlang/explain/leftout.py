"""
What is left out: rules that could fail because the file is silent, and the words that would say enough.

A rule that fails only by silence is no story but a gap: it is named once, for all the requests that have it.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby

from consentlang.analysis.verdict import Result
from consentlang.diagnostics.flow import prose, safe
from consentlang.diagnostics.look import Look
from consentlang.diagnostics.paint import Line
from consentlang.explain.page import bullets, heading
from consentlang.explain.places import Insertion, joined
from consentlang.explain.reason import Account, Finding
from consentlang.explain.repeats import in_full
from consentlang.explain.wording import capitalised, listed, plain_name


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
            where.setdefault((story.fault.name, story.fault.reason), {})[f"`{of}`"] = None
    for (name, reason), requests in where.items():
        yield f"{capitalised(reason)} ({plain_name(name)}: {listed(list(requests))})"


def checklist(result: Result, look: Look) -> Iterator[Line]:
    """The words that would settle what the file leaves out, each once, in their braces."""
    if not result.checklist:
        return
    yield from heading("Check-list: what to add so that the file says it (if it is so)", look)
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
