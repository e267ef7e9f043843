"""What a search has found, for a person and for a program: the words and keys of verification's stories."""

import json
from collections.abc import Iterator
from typing import Final

from consentlang.diagnostics.flow import prose
from consentlang.diagnostics.look import Look
from consentlang.diagnostics.paint import Line, paint
from consentlang.diagnostics.report import Report
from consentlang.explain.document import document
from consentlang.explain.reason import Account, Finding
from consentlang.explain.recount import recount
from consentlang.explain.repeats import told_once
from consentlang.explain.telling import Teller
from consentlang.explain.wording import counted
from consentlang.probe.probe import Probed

SCHEMA: Final = 1
MOST_STORIES: Final = 20
"""On a page."""


def page(probed: Probed, look: Look) -> str:
    """All that was found, for a person."""
    return paint(_lines(probed, look), look)


def dumps(probed: Probed) -> str:
    """All that was found, for a program: each finding as in docs/schema/verify-1.json."""
    account = _account(probed)
    findings = document(account)["findings"] if account is not None else []
    told = {
        "schema": SCHEMA,
        "policy": probed.program.title,
        "violated": account is not None,
        "scenarios": probed.scenarios,
        "seed": probed.seed,
        "stopped": probed.stopped,
        "seconds": round(probed.seconds, 3),
        "findings": findings,
    }
    return json.dumps(told, indent=2) + "\n"


def _account(probed: Probed) -> Account | None:
    if probed.violations is None:
        return None
    return recount(probed.program.title, Report(), probed.violations, probed.seconds)


def _lines(probed: Probed, look: Look) -> Iterator[Line]:
    account = _account(probed)
    within = f"in {counted(probed.scenarios, 'scenario')} (seed {probed.seed})"
    ended = "; the time ran out before more were tried" if probed.stopped else ""
    if account is None:
        words = f"no violation {within}{ended}: {probed.program.title}"
        yield from prose(words, look, ink="strong")
        yield from prose("This was a search and proves nothing; `consentlang verify` does.", look)
        return
    findings = [finding for finding in account.findings if finding.ruled is not None]
    yield from prose(f"violation found {within}{ended}: {account.policy}", look, ink="strong")
    yield from _stories(findings, look)


def _stories(findings: list[Finding], look: Look) -> Iterator[Line]:
    told = told_once(findings)
    teller = Teller(look)
    for telling in told[:MOST_STORIES]:
        yield ()
        yield from teller.tell(telling, alone=len(told) == 1)
    if len(told) > MOST_STORIES:
        yield ()
        more = counted(len(told) - MOST_STORIES, "more story", "more stories")
        yield from prose(f"And {more}, which `--format json` tells.", look, ink="strong")
