"""Comparing on the command line: from two policies, or two versions of terms, to what changes."""

from consentlang import driver
from consentlang.cli.exits import Exit
from consentlang.cli.output import complain, write
from consentlang.diagnostics.look import Format, Look
from consentlang.diagnostics.render import render
from consentlang.explain.difference import Compared, dumps, page


def diff_files(
    old: str, new: str, look: Look, *, timeout: float | None, as_of: int | None, tell: bool
) -> Exit:
    """Write what changes from one policy to the other; *tell* of less protection by the exit code, too."""
    return _answer(driver.diff(old, new, timeout=timeout, as_of=as_of), (old, new), look, tell=tell)


def diff_terms(  # noqa: PLR0913 - one parameter for each option
    path: str, old: str, new: str, look: Look, *, timeout: float | None, as_of: int | None, tell: bool
) -> Exit:
    """Write what changes from one version of the terms to the other."""
    try:
        found = driver.diff_terms(path, old, new, timeout=timeout, as_of=as_of)
    except driver.UnknownTerms as unknown:
        complain(f"{unknown}\n" + (f"{unknown.help}\n" if unknown.help else ""))
        return Exit.WRONG_INPUT
    return _answer(found, (old, new), look, tell=tell)


def _answer(found: driver.Comparison, names: tuple[str, str], look: Look, *, tell: bool) -> Exit:
    if found.report.has_errors:
        complain(render(found.report, look))
        return Exit.WRONG_INPUT
    if found.difference is None:
        complain("the time ran out before all was compared\n")
        return Exit.UNDECIDED
    compared = Compared(*names, found.difference)
    write(dumps(compared) if look.format is Format.JSON else page(compared, look))
    return Exit.FAILED if tell and compared.less else Exit.FINE
