"""What the tests of telling share: the policies beside them, verified once."""

import os
from functools import cache
from pathlib import Path
from typing import Any

from attrs import evolve

from consentlang import driver
from consentlang.analysis.verdict import Stats
from consentlang.diagnostics.look import Look
from consentlang.explain.document import document
from consentlang.explain.reason import Account, Finding
from consentlang.explain.recount import recount
from consentlang.explain.story import story

WORK = Stats(obligations=2, states=30, queries=40, events=5, facts=1, seconds=0.25)
HERE = Path(__file__).parent
POLICIES = HERE / "policies"
NAMES = tuple(sorted(path.stem for path in POLICIES.glob("*.consent")))


@cache
def outcome(name: str) -> driver.Outcome:
    """What came of the policy *name*."""
    before = Path.cwd()
    os.chdir(POLICIES)  # so that spans name the file, wherever the tests lie
    try:
        return driver.verify(f"{name}.consent")
    finally:
        os.chdir(before)


def account(name: str) -> Account:
    """All there is to tell of the policy *name*, as if the work had always been the same."""
    found = outcome(name)
    result = evolve(found.result, stats=WORK) if found.result is not None else None
    return recount(found.path, found.report, result, seconds=0.25)


def page(name: str, look: Look) -> str:
    """The page on the policy *name*."""
    return story(account(name), look)


def finding(name: str, rule: str) -> Finding:
    """The first finding on the policy *name* about *rule*."""
    return next(f for f in account(name).findings if f.reason and f.reason.story.fault.name.endswith(rule))


def entry(name: str, rule: str) -> dict[str, Any]:
    """The same in the document."""
    findings: Any = document(account(name))["findings"]
    return next(each for each in findings if each["rule"] == rule)
