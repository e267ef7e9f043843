"""
The driver: from a path to an outcome, through every room in order.

This is the only room that knows the order, and with the command line the only one that opens files on its
own account. A room is opened when it is needed: `check` never loads the solver.
"""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from stat import S_IMODE
from threading import current_thread, main_thread
from types import FrameType
from typing import TYPE_CHECKING

from attrs import field, frozen

from consentlang.diagnostics import codes
from consentlang.diagnostics.report import PolicyError, Report
from consentlang.reading import read_source
from consentlang.source import Source, Span

if TYPE_CHECKING:
    from consentlang.analysis.difference import Difference
    from consentlang.analysis.verdict import Result
    from consentlang.core.ir import Program
    from consentlang.probe.probe import Probed
    from consentlang.syntax import ast
    from consentlang.types.model import Model


@frozen(eq=False)
class Outcome:
    """What came of one file: complaints, and where it could be verified, all that verification found."""

    path: str
    report: Report
    result: "Result | None" = None
    seconds: float = 0.0
    stopped: bool = False
    """The time ran out before there was anything to tell."""


class _TimeUp(Exception):
    """The time that was given is over. Not a TimeoutError, which is an OSError and would be taken for one."""


@frozen
class _Watch:
    """Measures the time since it was made."""

    started: float = field(factory=time.monotonic)

    @property
    def spent(self) -> float:
        return time.monotonic() - self.started

    def left(self, budget: float | None) -> float | None:
        """What is left of *budget* seconds."""
        return None if budget is None else max(0.0, budget - self.spent)


def parse(path: str | Path, report: Report) -> "ast.File | None":
    """Read the file at *path* into a tree; None where there is nothing to read."""
    source = _read(path, report)
    return None if source is None else _parsed(source, report)


def load(path: str | Path, report: Report) -> "Model | None":
    """Read the policy at *path* and all it imports; None where it is wrong."""
    source = _read(path, report)
    return None if source is None else _model(source, report)


def build(path: str | Path, report: Report, *, as_of: int | None = None) -> "Program | None":
    """Lower the policy at *path* by the law of the day *as_of*; None where it is wrong."""
    source = _read(path, report)
    if source is None:
        return None
    from consentlang import cache  # noqa: PLC0415 - opened when needed

    recalled = cache.recall(source, as_of)
    if recalled is not None:
        for warning in recalled.warnings:
            report.add(warning)
        return recalled.program
    model = _model(source, report)
    if model is None:
        return None
    program = _lowered(model, report, as_of)
    if program is not None:
        cache.remember(source, as_of, program, report, (module.file.span.source for module in model.modules))
    return program


def _lowered(model: "Model", report: Report, as_of: int | None = None) -> "Program | None":
    """What *model* means; None where it is too deep to say."""
    from consentlang.core.lower import lower  # noqa: PLC0415 - opened when needed

    try:
        return lower(model, as_of)
    except RecursionError:
        span = model.modules[-1].file.span
        report.error(
            codes.NESTED_TOO_DEEP,
            Span(span.source, 0, 0),
            "definitions rest on one another through too many steps",
            help="define some of them directly",
        )
        return None


def _read(path: str | Path, report: Report) -> Source | None:
    try:
        return read_source(path)
    except PolicyError as error:
        for diagnostic in error.diagnostics:
            report.add(diagnostic)
        return None


def _parsed(source: Source, report: Report) -> "ast.File":
    from consentlang.syntax.parse import parse as parse_source  # noqa: PLC0415 - opened when needed

    return parse_source(source, report)


def _model(source: Source, report: Report) -> "Model | None":
    """All that *source* says, with its names tied and its formulas typed; None where it is wrong."""
    file = _parsed(source, report)
    from consentlang.names.resolve import resolve  # noqa: PLC0415 - opened when needed
    from consentlang.types.check import check as check_types  # noqa: PLC0415 - opened when needed

    model = check_types(resolve(file, report), report)
    return None if report.has_errors else model


def check(path: str | Path) -> Outcome:
    """Read, name and type the policy at *path*; prove nothing."""
    watch, report = _Watch(), Report()
    load(path, report)
    return Outcome(str(path), report, seconds=watch.spent)


def verify(
    path: str | Path, *, timeout: float | None = None, lenient: bool = False, as_of: int | None = None
) -> Outcome:
    """
    Verify the policy at *path*.

    *timeout* in seconds, from now; *as_of* is the day, as an ordinal, whose law counts.
    """
    watch, report = _Watch(), Report()
    try:
        with _deadline(timeout):
            program = build(path, report, as_of=as_of)
    except _TimeUp:
        return Outcome(str(path), Report(), seconds=watch.spent, stopped=True)
    if program is None:
        return Outcome(str(path), report, seconds=watch.spent)
    from consentlang.analysis.verify import verify as verify_program  # noqa: PLC0415 - loads the solver

    result = verify_program(program, timeout=watch.left(timeout), lenient=lenient)
    return Outcome(str(path), report, result, watch.spent)


def judge(path: str | Path) -> Outcome:
    """
    Verify the policy at *path* for its verdicts alone: no story is told, nothing is looked for that would
    mend it, and nothing is kept for the next run. What is to be said of one case among many.
    """
    watch, report = _Watch(), Report()
    model = load(path, report)
    program = _lowered(model, report) if model is not None else None
    if program is None:
        return Outcome(str(path), report, seconds=watch.spent)
    from consentlang.analysis.verify import verify as verify_program  # noqa: PLC0415 - loads the solver

    result = verify_program(program, tell=False)
    return Outcome(str(path), report, result, watch.spent)


# --- searching --------------------------------------------------------------------------------------


@frozen(eq=False)
class Search:
    """What a search found; None where the policy is wrong, or the time ran out before it began."""

    report: Report
    found: "Probed | None" = None
    stopped: bool = False


def probe(
    path: str | Path, *, examples: int, seed: int, timeout: float | None = None, as_of: int | None = None
) -> Search:
    """
    Search *examples* scenarios of the policy at *path*; *timeout* in seconds, from now.

    Raises:
        NobodyAllowed: the lines of the policy contradict each other.

    """
    watch, report = _Watch(), Report()
    try:
        with _deadline(timeout):
            program = build(path, report, as_of=as_of)
    except _TimeUp:
        return Search(Report(), stopped=True)
    if program is None:
        return Search(report)
    from consentlang.probe.probe import probe as search  # noqa: PLC0415 - loads Hypothesis

    return Search(report, search(program, examples=examples, seed=seed, timeout=watch.left(timeout)))


# --- comparing --------------------------------------------------------------------------------------


@frozen(eq=False)
class Comparison:
    """What changes; None where a policy is wrong, or the time ran out."""

    report: Report
    difference: "Difference | None" = None
    stopped: bool = False


class UnknownTerms(LookupError):
    """The policy has no such version of its terms; *help* may name the one that was meant."""

    def __init__(self, message: str, help: str | None) -> None:
        super().__init__(message)
        self.help = help


def diff(
    old: str | Path, new: str | Path, *, timeout: float | None = None, as_of: int | None = None
) -> Comparison:
    """What changes from the policy at *old* to the one at *new*."""
    report = Report()

    def compare() -> "Difference | None":
        before, after = build(old, report, as_of=as_of), build(new, report, as_of=as_of)
        if before is None or after is None:
            return None
        from consentlang.analysis.diff import diff_programs  # noqa: PLC0415 - loads the solver

        return diff_programs(before, after)

    return _compared(report, compare, timeout)


def diff_terms(
    path: str | Path, old: str, new: str, *, timeout: float | None = None, as_of: int | None = None
) -> Comparison:
    """
    What changes from the version *old* of some terms to the version *new* of them.

    Raises:
        UnknownTerms: the policy does not have both, of the same terms.

    """
    report = Report()

    def compare() -> "Difference | None":
        program = build(path, report, as_of=as_of)
        if program is None:
            return None
        _versions_of_one(program, old, new)
        from consentlang.analysis.diff import diff_terms as compare_terms  # noqa: PLC0415 - loads the solver

        return compare_terms(program, old, new)

    return _compared(report, compare, timeout)


def _compared(
    report: Report, compare: "Callable[[], Difference | None]", timeout: float | None
) -> Comparison:
    try:
        with _deadline(timeout):
            return Comparison(report, compare())
    except _TimeUp:
        return Comparison(report, stopped=True)


def _versions_of_one(program: "Program", old: str, new: str) -> None:
    """See that the two are versions of the same terms."""
    from consentlang.diagnostics.nearest import nearest  # noqa: PLC0415 - opened when needed

    chains = [[version.name for version in chain.versions] for chain in program.chains.values()]
    versions = [name for chain in chains for name in chain]
    for name in (old, new):
        if name not in versions:
            raise UnknownTerms(f"no terms are named `{name}`", nearest(name, versions))
    if not any(old in chain and new in chain for chain in chains):
        raise UnknownTerms(f"`{old}` and `{new}` are not versions of the same terms", None)


# --- keeping to the time ----------------------------------------------------------------------------


@contextmanager
def _deadline(seconds: float | None) -> Iterator[None]:
    """
    Let what is inside take so many seconds, or one where that is none at all; _TimeUp after that.

    Only where the system has alarms, and in the main thread: elsewhere verification alone keeps to the time.
    """
    if seconds is None or not hasattr(signal, "setitimer") or current_thread() is not main_thread():
        yield
        return
    before = signal.signal(signal.SIGALRM, _alarmed)
    signal.setitimer(signal.ITIMER_REAL, seconds or 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _alarmed(_number: int, _frame: FrameType | None) -> None:
    raise _TimeUp


# --- formatting -------------------------------------------------------------------------------------


@frozen(eq=False)
class Formatted:
    """A policy in the canonical layout; *text* is None where it is wrong, and then nothing is rewritten."""

    path: str
    report: Report
    before: str = ""
    text: str | None = None

    @property
    def changed(self) -> bool:
        """Whether the layout differs from what was read."""
        return self.text is not None and self.text != self.before


def format(path: str | Path) -> Formatted:
    """Lay out the policy at *path*, comments kept; nothing is written."""
    report = Report()
    file = parse(path, report)
    if file is None or report.has_errors:
        return Formatted(str(path), report)
    from consentlang.syntax.format import format_file as lay_out  # noqa: PLC0415 - opened when needed

    return Formatted(str(path), report, file.span.source.text, lay_out(file))


def replace(path: str | Path, text: str) -> None:
    """
    Write *text* to the file at *path*, all of it or nothing.

    It is written beside the file, under another name, and takes its place when it is safely on the disk;
    a link is followed, permissions are kept. OSError where that cannot be done: the file is as it was.
    """
    import tempfile  # noqa: PLC0415 - only writing needs it

    target = Path(path).resolve(strict=True)
    mode = S_IMODE(target.stat().st_mode)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    beside = Path(name)
    try:
        with open(handle, "wb") as file:  # noqa: PTH123 - a handle, not a path
            file.write(text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(mode)
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    """Make sure that the new name outlives a crash, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
