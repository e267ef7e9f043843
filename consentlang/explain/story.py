"""
Stories: from an account to the page that a person reads.

First the verdict in a line; then the stories, the worst first, as many as a reader could want; then what the
verdict rests on, and the list of all that must hold. A story that only repeats another is told in a line.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from consentlang.analysis.verdict import Result, Ruled
from consentlang.diagnostics.codes import Severity
from consentlang.diagnostics.flow import flow, prose
from consentlang.diagnostics.look import Look
from consentlang.diagnostics.paint import Line, paint
from consentlang.diagnostics.render import MOST_SHOWN, text
from consentlang.diagnostics.report import Diagnostic
from consentlang.explain import leftout
from consentlang.explain.closing import closing
from consentlang.explain.page import heading, ruler
from consentlang.explain.reason import Account, Finding, Remedy
from consentlang.explain.recount import LISTED, in_order, remedies, title
from consentlang.explain.repeats import Telling, in_full, told_once
from consentlang.explain.summary import VERDICT_WORDS, opening, rows, totals
from consentlang.explain.telling import Teller, changes
from consentlang.explain.wording import counted, listed

BLANK: Final[Line] = ()
MOST_STORIES: Final = 20
"""On a page: a reader of more reads the document."""
MOST_WARNINGS: Final = 10


def story(account: Account, look: Look) -> str:
    """Write *account* for a person."""
    result = account.result
    complaints = [finding for finding in account.complaints if finding.code.number not in LISTED]
    if result is None:
        return _frames(account, complaints, look) + paint(totals(account, look), look)
    errors = [d for f in complaints if (d := f.diagnostic) and d.severity is Severity.ERROR]
    warnings = [d for f in complaints if (d := f.diagnostic) and d.severity is Severity.WARNING]
    every = told_once(_about_uses(account))
    told = [telling for telling in every if in_full(telling.finding)]
    alone = len(every) == 1
    page = [
        *opening(account, result, [telling.finding for telling in told], look),
        *_stories(result, told, look, alone=alone),
        *_apart(leftout.gaps(account, look)),
        *_apart(leftout.checklist(result, look)),
        *_apart(_together(result, told, look)),
        *closing(account, look),
    ]
    frames = "".join(f"{text(each, look)}\n" for each in errors[:MOST_SHOWN])
    end = [
        *_apart(_warnings(warnings, account.left_out, look)),
        *rows(result, look),
        *totals(account, look),
    ]
    return paint(page, look) + frames + paint(end, look)


def _apart(lines: Iterator[Line]) -> list[Line]:
    """A part of the page, with a blank line below it; nothing if there is nothing."""
    made = list(lines)
    return [*made, BLANK] if made else []


# --- what is wrong with the lines themselves --------------------------------------------------------


def _frames(account: Account, complaints: Sequence[Finding], look: Look) -> str:
    """Of a policy that could not be read: what every command shows."""
    known = [finding.diagnostic for finding in complaints if finding.diagnostic is not None]
    more = len(known[MOST_SHOWN:]) + account.left_out
    parts = [text(diagnostic, look) for diagnostic in known[:MOST_SHOWN]]
    return "\n".join([*parts, *([f"and {more} more\n"] if more else [])])


def _warnings(warnings: Sequence[Diagnostic], left_out: int, look: Look) -> Iterator[Line]:
    """Each in its words and with its place; the rest by their codes."""
    for warning in warnings[:MOST_WARNINGS]:
        span = warning.span
        lead: Line = [("warning", f"warning[{warning.code.number}]"), ("strong", f": {warning.message}")]
        yield from flow([*lead, ("frame", f" ({span.source.name}:{span.line})")], look, hang=2)
        if warning.help is not None:
            yield from flow([("frame", "=\0help:"), ("plain", f" {warning.help}")], look, indent=2, hang=8)
    if rest := Counter(warning.code.number for warning in warnings[MOST_WARNINGS:]):
        more = listed([f"{number} {code}" for code, number in rest.items()])
        words = f"and {rest.total() + left_out} more warnings ({more}), which `--format concise` lists"
        yield from prose(words, look, ink="warning")


# --- the stories ------------------------------------------------------------------------------------


def _about_uses(account: Account) -> Iterator[Finding]:
    """The findings on what must hold, but for those that a row of the list says all of."""
    for finding in account.findings:
        if finding.ruled is not None and not (finding.reason is None and finding.verdict == "undecided"):
            yield finding


def _stories(result: Result, told: Sequence[Telling], look: Look, *, alone: bool) -> Iterator[Line]:
    """The chapters; each speaks of one use and what it has to stand up to, or of the terms, or of claims."""
    first = told[:MOST_STORIES]
    teller = Teller(look)
    leaves: tuple[str, ...] = ()
    for _, chapter in groupby(in_order(result.ruled), key=_chapter):
        ruled = list(chapter)
        telling = [one for one in first if any(one.finding.ruled is each for each in ruled)]
        if not telling:
            continue
        yield from ruler(_title(ruled, telling), look)
        if (now := _leaves(ruled)) and now != leaves:
            words = f"Each rule is told for the first of {listed(now)} that breaks it."
            yield from prose(words, look, ink="faint")
            leaves = now
        yield BLANK
        for one in telling:
            yield from teller.tell(one, alone=alone)
            yield BLANK
    if len(told) > MOST_STORIES:
        more = counted(len(told) - MOST_STORIES, "more story", "more stories")
        words = f"And {more}, which `--format json` tells."
        yield from prose(words, look, ink="strong")
        yield BLANK


def _chapter(ruled: Ruled) -> object:
    """What one chapter speaks of: a use and its consent, or all the terms, or all the claims."""
    return (ruled.verdict, ruled.kind) if ruled.kind in {"terms", "claim"} else ruled.name


def _title(ruled: Sequence[Ruled], telling: Sequence[Telling]) -> str:
    about = [one for one in ruled if any(each.finding.ruled is one for each in telling)]
    verdict = VERDICT_WORDS[about[0].verdict]
    if len(about) == 1:
        return f"{verdict}: {title(about[0])}"
    if about[0].kind == "claim":
        return f"{verdict}: claims"
    uses = dict.fromkeys(f"`{part.use}`" for one in ruled if one.stories for part in one.obligations)
    return f"{verdict}: within the terms in force: {listed(tuple(uses))}"


def _leaves(ruled: Sequence[Ruled]) -> tuple[str, ...]:
    """What is judged together: a rule is told for the first leaf that breaks it."""
    if len(ruled) != 1 or ruled[0].kind == "claim" or len(ruled[0].obligations) == 1:
        return ()
    return tuple(dict.fromkeys(leaf for part in ruled[0].obligations for leaf in part.data))


# --- what would mend it -----------------------------------------------------------------------------


def _together(result: Result, told: Sequence[Telling], look: Look) -> Iterator[Line]:
    """
    The changes that mend every rule at once.

    Of a single rule they are told with its story, of what is not shown in the check-list.
    """
    broken = [one for one in in_order(result.ruled) if one.stories and one.verdict != "not_shown"]
    mended: dict[tuple[Remedy, ...], list[str]] = {}
    for ruled in broken:
        if ruled.mending is not None and ruled.mending.together:
            made = remedies(result.program, ruled.mending.together)
            mended.setdefault(made, []).append(title(ruled))
    offered = {one.finding.reason.remedies for one in told if one.finding.reason is not None}
    if len(told) == 1 and offered.intersection(mended):
        return
    for made, titles in mended.items():
        together = f"these {len(made)} changes together" if len(made) > 1 else "this one change"
        what = "all of it" if len(titles) == len(broken) else f"all of {listed(titles)}"
        words = f"It would pass, {what}, with {together}"
        if made in offered:
            same = listed([remedy.words for remedy in made])
            yield from flow([("strong", f"{words}:"), ("plain", f" {same}.")], look, indent=2, hang=2)
        else:
            yield from heading(words, look)
            yield from changes(made, look)
    if sum(map(len, mended.values())) < len(broken):
        what = "all of the rest" if mended else "all of it"
        words = f"To mend {what} takes more than three changes, or others than the checker knows."
        yield from prose(words, look, indent=2, hang=2)
