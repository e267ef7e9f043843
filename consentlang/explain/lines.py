"""
Lines: an account with one line for each finding, for editors and for GitHub.

A finding that points nowhere points at the first line of the policy. Repetitions are left out. What the file
itself breaks stands before what it does not rule out, of which there may be much more.
"""

from collections.abc import Callable

from attrs import evolve

from consentlang.diagnostics.look import Look
from consentlang.diagnostics.render import concise as concise_line
from consentlang.diagnostics.render import github as github_line
from consentlang.diagnostics.report import Diagnostic
from consentlang.explain.reason import Account, Finding
from consentlang.explain.repeats import told_once
from consentlang.explain.summary import VERDICT_WORDS
from consentlang.source import Source, Span


def concise(account: Account, path: str, look: Look) -> str:
    """A line for each finding, as editors and `grep` like it; the verdict last."""
    lines = _lines(account, path, lambda each: concise_line(each, look))
    return f"{lines}{path}: {VERDICT_WORDS[account.verdict]}\n"


def github(account: Account, path: str) -> str:
    """A command for each finding, which GitHub shows beside the changed line."""
    return _lines(account, path, github_line)


def _lines(account: Account, path: str, write: Callable[[Diagnostic], str]) -> str:
    told = [telling.finding for telling in told_once(account.findings)]
    told.sort(key=lambda finding: finding.reason is not None and bool(finding.reason.story.unsaid))
    return "".join(write(_with_the_others(finding, path)) for finding in told)


def _with_the_others(finding: Finding, path: str) -> Diagnostic:
    """The finding, and by name the rules that fail in the same story: they have no line of their own."""
    diagnostic = finding.diagnostic or _nowhere(finding, path)
    also = finding.reason.also if finding.reason is not None else ()
    if not also:
        return diagnostic
    names = ", ".join(fault.name.rpartition(".")[2] for fault in also)
    return evolve(diagnostic, message=f"{diagnostic.message}; in the same story also: {names}")


def _nowhere(finding: Finding, path: str) -> Diagnostic:
    return Diagnostic(finding.code, Span(Source(path, ""), 0, 0), finding.message, finding.help)
