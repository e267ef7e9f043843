"""Formatting on the command line: files are rewritten in place, or shown, or only looked at."""

from collections.abc import Sequence

from consentlang import driver
from consentlang.cli.exits import Exit, worst
from consentlang.cli.output import complain, write
from consentlang.diagnostics.look import Look
from consentlang.diagnostics.render import render
from consentlang.reading import STANDARD_INPUT


def format_files(paths: Sequence[str], look: Look, *, only_check: bool, show: bool) -> Exit:
    """Lay out each policy; what is wrong with one does not keep the others from it."""
    return worst([_format(path, look, only_check=only_check, show=show) for path in paths])


def _format(path: str, look: Look, *, only_check: bool, show: bool) -> Exit:
    formatted = driver.format(path)
    if formatted.text is None:
        complain(render(formatted.report, look))
        return Exit.WRONG_INPUT
    if only_check:
        return _told(path) if formatted.changed else Exit.FINE
    if show or path == STANDARD_INPUT:
        write(formatted.text)
        return Exit.FINE
    return _rewritten(path, formatted.text) if formatted.changed else Exit.FINE


def _told(path: str) -> Exit:
    write(f"{path}: would be laid out anew\n")
    return Exit.FAILED


def _rewritten(path: str, text: str) -> Exit:
    try:
        driver.replace(path, text)
    except OSError as reason:
        complain(f"`{path}` could not be written and is as it was: {reason.strerror}\n")
        return Exit.BUG
    return Exit.FINE
