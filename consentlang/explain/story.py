"""
Stories: from an account to the page that a person reads.

First the stories, the worst first, as many as a reader could want; then the verdict and all that it rests
on. A story that only repeats another is told in a line.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from consentlang.analysis.verdict import Ruled
from consentlang.diagnostics.look import Look
from consentlang.diagnostics.paint import Line, paint
from consentlang.diagnostics.render import MOST_SHOWN, text
from consentlang.explain.closing import VERDICT_WORDS, closing, totals
from consentlang.explain.page import heading, prose, ruler
from consentlang.explain.reason import Account, Finding
from consentlang.explain.recount import LISTED, in_order, remedies, title
from consentlang.explain.repeats import Telling, in_full, told_once
from consentlang.explain.telling import Teller, besides, changes
from consentlang.explain.wording import listed

BLANK: Final[Line] = ()


def story(account: Account, look: Look) -> str:
    """Write *account* for a person."""
    if account.result is None:
        return _complaints(account, look) + paint(totals(account, look), look)
    told = told_once(finding for finding in account.findings if finding.ruled is not None)
    first = {telling.finding: telling for telling in told[:MOST_SHOWN]}
    teller = Teller(look)
    lines: list[Line] = []
    for ruled in in_order(account.result.ruled):
        lines += _chapter(account, ruled, first, teller)
    if len(told) > MOST_SHOWN:
        words = f"And {len(told) - MOST_SHOWN} more stories, which `--format json` tells."
        lines += [*prose(words, look, ink="strong"), BLANK]
    lines += closing(account, look)
    return paint(lines, look) + _complaints(account, look) + paint(totals(account, look), look)


def _complaints(account: Account, look: Look) -> str:
    """What is wrong with the lines themselves, as every command shows it."""
    shown = [finding.diagnostic for finding in account.complaints if finding.code.number not in LISTED]
    known = [diagnostic for diagnostic in shown if diagnostic is not None]
    more = len(known[MOST_SHOWN:]) + account.left_out
    parts = [text(diagnostic, look) for diagnostic in known[:MOST_SHOWN]]
    parts += [f"and {more} more\n"] if more else []
    return "\n".join(parts) + ("\n" if parts and account.result is not None else "")


def _chapter(
    account: Account, ruled: Ruled, first: Mapping[Finding, Telling], teller: Teller
) -> Iterator[Line]:
    """All that is told of one obligation; nothing if other chapters have told it."""
    findings = account.about(ruled)
    new = [finding for finding in findings if finding in first]
    full = [first[finding] for finding in new if in_full(finding)]
    unsaid = [finding for finding in new if not in_full(finding)]
    if (not full and not unsaid) or (not ruled.stories and ruled.verdict == "undecided"):
        return
    look = teller.look
    yield from ruler(f"{VERDICT_WORDS[ruled.verdict]}: {title(ruled)}", look)
    yield from _covers(ruled, look)
    yield BLANK
    for telling in full:
        yield from teller.tell(telling)
        yield BLANK
    if unsaid:
        yield from besides(unsaid, look, alone=not full)
        yield BLANK
    yield from _together(account, ruled, look)


def _covers(ruled: Ruled, look: Look) -> Iterator[Line]:
    """What is judged together: a rule is told for the first leaf that breaks it."""
    leaves = dict.fromkeys(leaf for part in ruled.obligations for leaf in part.data)
    purposes = dict.fromkeys(part.purpose for part in ruled.obligations if part.purpose)
    if len(ruled.obligations) > 1 and leaves and ruled.kind != "claim":
        words = f"This covers {listed(tuple(leaves))} for {listed(tuple(purposes))}"
        yield from prose(f"{words}; each rule is told once, for the first that breaks it.", look, ink="faint")


def _together(account: Account, ruled: Ruled, look: Look) -> Iterator[Line]:
    """The changes that mend every rule at once."""
    if account.result is None or ruled.mending is None or not ruled.stories:
        return
    if not ruled.mending.together:
        words = "To mend all of this takes more than three changes, or others than the checker knows."
        yield from prose(words, look, indent=2, hang=2)
        yield BLANK
        return
    made = remedies(account.result.program, ruled.mending.together)
    together = f"with these {len(made)} changes together" if len(made) > 1 else "with this one change"
    yield from heading(f"It would pass, all of it, {together}", look)
    yield from changes(made, look)
    yield BLANK
