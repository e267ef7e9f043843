"""
The driver: from a path to an outcome, through every room in order.

This is the only room that knows the order, and with the command line the only one that opens files on its
own account. A room is opened when it is needed: `check` never loads the solver.
"""

import os
import time
from contextlib import suppress
from pathlib import Path
from stat import S_IMODE
from typing import TYPE_CHECKING

from attrs import field, frozen

from consentlang.diagnostics.report import PolicyError, Report
from consentlang.reading import read_source

if TYPE_CHECKING:
    from consentlang.analysis.verdict import Result
    from consentlang.core.ir import Program
    from consentlang.syntax import ast
    from consentlang.types.model import Model


@frozen(eq=False)
class Outcome:
    """What came of one file: complaints, and where it could be verified, all that verification found."""

    path: str
    report: Report
    result: "Result | None" = None
    seconds: float = 0.0


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
    from consentlang.syntax.parse import parse as parse_source  # noqa: PLC0415 - opened when needed

    try:
        return parse_source(read_source(path), report)
    except PolicyError as error:
        for diagnostic in error.diagnostics:
            report.add(diagnostic)
        return None


def load(path: str | Path, report: Report) -> "Model | None":
    """Read the policy at *path* and all it imports; None where it is wrong."""
    file = parse(path, report)
    if file is None:
        return None
    from consentlang.names.resolve import resolve  # noqa: PLC0415 - opened when needed
    from consentlang.types.check import check as check_types  # noqa: PLC0415 - opened when needed

    model = check_types(resolve(file, report), report)
    return None if report.has_errors else model


def build(path: str | Path, report: Report, *, as_of: int | None = None) -> "Program | None":
    """Lower the policy at *path* by the law of the day *as_of*; None where it is wrong."""
    model = load(path, report)
    if model is None:
        return None
    from consentlang.core.lower import lower  # noqa: PLC0415 - opened when needed

    return lower(model, as_of)


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
    program = build(path, report, as_of=as_of)
    if program is None:
        return Outcome(str(path), report, seconds=watch.spent)
    from consentlang.analysis.verify import verify as verify_program  # noqa: PLC0415 - loads the solver

    result = verify_program(program, timeout=watch.left(timeout), lenient=lenient)
    return Outcome(str(path), report, result, watch.spent)


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
    from consentlang.syntax.format import format as lay_out  # noqa: PLC0415 - opened when needed

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
