"""Judging on the command line: from a folder of decided cases to how far the checker agrees with them."""

import os
import tomllib
from pathlib import Path
from typing import Final

from consentlang import driver
from consentlang.analysis.agreement import Agreement
from consentlang.analysis.verdict import Compared
from consentlang.cli.exits import Exit
from consentlang.cli.output import complain, write
from consentlang.diagnostics.look import Format, Look
from consentlang.diagnostics.render import render
from consentlang.explain import agreement as told

MISSES: Final = "misses.toml"
"""Why the checker does not agree: `case = "reason"`, for each case that it does not agree on."""
OURS: Final = Path("examples/cases")
NOT_INSTALLED: Final = "Those that consentlang is compared with are in its source, and not installed"
MARK: Final = "<!-- Written by `consentlang cases --write`. -->"


class _UnfitError(Exception):
    """The folder cannot be judged, and why."""


def judge(folder: str, look: Look, *, page: str | None, beside: str | None = None) -> Exit:
    """
    Compare each policy in *folder* with what was held; write the *page* where one is named.

    On the page stands what is found of the policies in *beside*, who tell some of the cases again.
    """
    try:
        compared, untold = _compared(Path(folder), look)
        agreement = Agreement(compared)
        reasons = _reasons(Path(folder))
        again, untold_again = _compared(Path(beside), look) if beside is not None else ((), [])
        untold += untold_again
        if page is not None:
            _keep(Path(page), agreement, reasons, Path(folder), Agreement(again))
    except _UnfitError as unfit:
        complain(f"{unfit}\n")
        return Exit.WRONG_INPUT
    as_json = look.format is Format.JSON
    write(told.dumps(agreement, reasons) if as_json else told.text(agreement, reasons, look))
    if untold:
        complain(
            f"no `case` in {len(untold)} of the policies, so they count for nothing: {', '.join(untold)}\n"
        )
        return Exit.WRONG_INPUT
    return Exit.FINE if _unexplained(agreement, reasons) == set() else Exit.FAILED


def _keep(page: Path, agreement: Agreement, reasons: told.Reasons, folder: Path, again: Agreement) -> None:
    """Write the *page*, with links to the policies as they lie from there."""
    way = Path(os.path.relpath(folder, page.parent)).as_posix()
    try:
        page.write_text(told.page(agreement, reasons, MARK, way, again), encoding="utf-8")
    except OSError as error:
        raise _UnfitError(f"`{page}` cannot be written: {error.strerror}") from None


def _unexplained(agreement: Agreement, reasons: told.Reasons) -> set[str]:
    """Cases that are not agreed on, for no reason that is told; and reasons for cases that are."""
    return {one.holding.name for one in agreement.misses} ^ set(reasons)


def _compared(folder: Path, look: Look) -> tuple[tuple[Compared, ...], list[str]]:
    """All cases beside what is found, and the policies that tell none."""
    paths = sorted(folder.glob("*.consent"))
    if not paths:
        lacking = f"there is no {'policy in' if folder.is_dir() else 'folder'} `{folder}`"
        ours = f". {NOT_INSTALLED}" if folder == OURS else ""
        raise _UnfitError(f"{lacking}: name a folder of policies, each with its `case`{ours}")
    found: list[Compared] = []
    untold: list[str] = []
    for path in paths:
        outcome = driver.judge(path)
        if outcome.result is None:
            raise _UnfitError(render(outcome.report, look).rstrip("\n"))
        if not outcome.result.compared:
            untold.append(path.stem)
        found += outcome.result.compared
    return tuple(found), untold


def _reasons(folder: Path) -> dict[str, str]:
    path = folder / MISSES
    if not path.exists():
        return {}
    try:
        reasons = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _UnfitError(f"`{path}` cannot be read: {error}") from None
    if not all(isinstance(reason, str) for reason in reasons.values()):
        raise _UnfitError(f'`{path}` has lines like `case-name = "reason"`, and nothing else')
    return reasons
