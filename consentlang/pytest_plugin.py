"""
A plugin of pytest that collects policies: what one has to prove are its tests, and the story is the report.

Nothing is collected unless that is asked for: by `--consent`, which takes every policy that is met; by
patterns in the configuration, `consent_files = ["policies/*.consent"]`; or by naming a policy on the command
line. Each use (for a subject, under a regime), each claim, each question with an `expect` and each scenario
is a test; it passes if it is PROVED, or PROVED UNDER what is named.

Pytest loads this module in every run, so it loads nothing else; the checker is loaded when there is a policy.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from consentlang.analysis.verdict import Result
    from consentlang.core.ir import Program
    from consentlang.explain.reason import Account, Finding

SUFFIX: Final = ".consent"
PATIENCE: Final = 300.0
"""Seconds for each policy, as on the command line."""
PASSES: Final = frozenset({"proved", "proved_under"})


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the flag and the patterns."""
    group = parser.getgroup("consentlang")
    group.addoption("--consent", action="store_true", help="Collect every *.consent policy as tests.")
    parser.addini("consent_files", "Policies to collect as tests, as patterns of paths.", type="args")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> "PolicyFile | None":
    """Collect a policy, if that was asked for."""
    if file_path.suffix != SUFFIX or not _is_asked_for(file_path, parent):
        return None
    return PolicyFile.from_parent(parent, path=file_path)


def _is_asked_for(path: Path, parent: pytest.Collector) -> bool:
    if parent.session.isinitpath(path):
        return True
    if _is_library(path):
        return False
    config = parent.config
    patterns: list[str] = config.getini("consent_files")
    return bool(config.getoption("--consent")) or any(path.match(pattern) for pattern in patterns)


def _is_library(path: Path) -> bool:
    """Whether the first line that is no comment says so: there is nothing to prove of a library."""
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    first = next((line for line in map(str.strip, lines) if line and not line.startswith("#")), "")
    return first.startswith("library")


class NotProved(Exception):
    """What a policy has to prove is not proved; the message tells why."""


class PolicyFile(pytest.File):
    """One policy. It is verified once, when the first of its tests runs."""

    _account: "Account | None" = None

    def collect(self) -> Iterable["PolicyItem"]:
        """
        Yield a test for each thing that it has to prove.

        Raises:
            CollectError: it is no policy, and why.

        """
        from consentlang import driver  # noqa: PLC0415 - opened when there is a policy
        from consentlang.diagnostics.look import Look  # noqa: PLC0415 - opened when there is a policy
        from consentlang.diagnostics.render import render  # noqa: PLC0415 - opened when there is a policy
        from consentlang.diagnostics.report import Report  # noqa: PLC0415 - opened when there is a policy

        report = Report()
        program = driver.build(self.path, report)
        if program is None:
            raise self.CollectError(render(report, Look()))
        for name, line in _names(program):
            yield PolicyItem.from_parent(self, name=name, line=line)

    @property
    def account(self) -> "Account":
        """All that is to be told of the policy."""
        if self._account is None:
            from consentlang import driver  # noqa: PLC0415 - opened when there is a policy
            from consentlang.explain.recount import recount  # noqa: PLC0415 - opened when there is a policy

            done = driver.verify(self.path, timeout=PATIENCE)
            self._account = recount(done.path, done.report, done.result, done.seconds, stopped=done.stopped)
        return self._account


def _names(program: "Program") -> Iterator[tuple[str, int | None]]:
    """What is to be proved, each with its line."""
    from consentlang.analysis.obligations import groups  # noqa: PLC0415 - loads the solver

    for group in groups(program):
        if group.kind != "claim":
            span = group.parts[0].span
            kind = "" if group.kind == "consent" else f" ({group.kind})"
            yield f"use {group.name}{kind}", span.line if span is not None else None
    for claim in program.claims:
        yield f"claim {claim.name}", claim.span.line
    for query in program.queries:
        if query.expect is not None:
            yield f"ask {query.question}", query.span.line
    for trial in program.trials:
        yield f"scenario {trial.title}", trial.span.line
    yield "lines", None


class PolicyItem(pytest.Item):
    """One thing that a policy has to prove."""

    def __init__(self, *, line: int | None, **more: object) -> None:
        super().__init__(**more)  # type: ignore[arg-type] # pytest's own
        self._line = line

    def runtest(self) -> None:
        """
        See that it is proved.

        Raises:
            NotProved: it is not; the message is the story.

        """
        assert isinstance(self.parent, PolicyFile)  # noqa: S101 - where it comes from
        account = self.parent.account
        told = [f.message for f in account.findings] if account.result is None else _told(account, self.name)
        if told:
            raise NotProved("\n".join(told))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None) -> str:
        """Show the story alone; of a bug, where it is."""
        if isinstance(excinfo.value, NotProved):
            return str(excinfo.value)
        return str(super().repr_failure(excinfo, style))  # type: ignore[arg-type] # pytest's own

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Say which file, which line, which thing."""
        return self.path, None if self._line is None else self._line - 1, self.name


def _told(account: "Account", name: str) -> list[str]:
    """Why what is called *name* is not proved; nothing if it is."""
    result = account.result
    assert result is not None  # noqa: S101 - the caller has looked
    failing = [*_failing(result, name)]
    if not failing:
        return []
    stories = _stories([finding for finding in account.findings if _about(finding, failing)])
    return [stories] if stories else [f"{name}: {', '.join(str(one[0]) for one in failing)}"]


Failing = tuple[str, object]
"""A verdict, and what it is on."""


def _failing(result: "Result", name: str) -> Iterator[Failing]:
    """What makes it fail."""
    kind, _, rest = name.partition(" ")
    kinds = {"use": _uses, "claim": _claims, "ask": _answers, "scenario": _scenarios}
    return kinds.get(kind, _lines)(result, rest)


def _uses(result: "Result", name: str) -> Iterator[Failing]:
    for one in result.ruled:
        special = "" if one.kind == "consent" else f" ({one.kind})"
        if one.kind != "claim" and f"{one.name}{special}" == name and one.verdict not in PASSES:
            yield one.verdict, one


def _claims(result: "Result", name: str) -> Iterator[Failing]:
    from consentlang.explain.recount import claims  # noqa: PLC0415 - opened when there is a policy

    for claim, verdict in claims(result):
        if claim.name == name and verdict not in PASSES:
            named = set(claim.obligations)
            yield verdict, claim.span
            yield from ((r.verdict, r) for r in result.ruled if named & {p.name for p in r.obligations})


def _answers(result: "Result", question: str) -> Iterator[Failing]:
    for answer in result.answers:
        if answer.query.question == question and not answer.as_expected:
            yield answer.answer, answer.query.span


def _scenarios(result: "Result", title: str) -> Iterator[Failing]:
    for tried in result.tried:
        if tried.trial.title == title and not tried.passed:
            yield "undecided" if tried.undecided else "failed", tried.trial.span
            yield from (("failed", unmet.expectation.span) for unmet in tried.unmet)


def _lines(result: "Result", _: str) -> Iterator[Failing]:
    for warned in result.warned:
        if warned.severity == "error":
            yield "failed", warned.spans


def _about(finding: "Finding", failing: Iterable[Failing]) -> bool:
    """Whether *finding* is on one of *failing*: an obligation, or a place."""
    from consentlang.explain.blame import first_line  # noqa: PLC0415 - opened when there is a policy
    from consentlang.source import Span  # noqa: PLC0415 - opened when there is a policy

    for _, about in failing:
        if finding.ruled is not None and finding.ruled is about:
            return True
        spans = about if isinstance(about, tuple) else (about,)
        places = [first_line(span) for span in spans if isinstance(span, Span)]
        if finding.ruled is None and finding.span in places:
            return True
    return False


def _stories(findings: list["Finding"]) -> str:
    """The stories, as `consentlang verify` tells them."""
    from consentlang.diagnostics.look import Look  # noqa: PLC0415 - opened when there is a policy
    from consentlang.diagnostics.paint import paint  # noqa: PLC0415 - opened when there is a policy
    from consentlang.explain.repeats import told_once  # noqa: PLC0415 - opened when there is a policy
    from consentlang.explain.telling import Teller  # noqa: PLC0415 - opened when there is a policy

    look = Look()
    teller = Teller(look)
    told = told_once(findings)
    return "\n".join(paint(teller.tell(one, alone=len(told) == 1), look) for one in told)
