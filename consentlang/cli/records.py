"""Checking records on the command line: from a policy, a table and a map to what is said of every row."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from consentlang import driver
from consentlang.cli.exits import Exit, worst
from consentlang.cli.output import complain, write
from consentlang.diagnostics.look import Format, Look
from consentlang.diagnostics.render import render
from consentlang.diagnostics.report import Report

if TYPE_CHECKING:
    from collections import Counter

    from consentlang.sql.check import Summary

MOST_NAMED: Final = 10
_EXITS: Final = {"invalid": Exit.FAILED, "unproven": Exit.UNDECIDED}


def check_records(policy: str, table: Path, map_: Path, out: Path | None, look: Look) -> Exit:
    """Judge every row of the *table* as the map says; tell the summary."""
    report = Report()
    program = driver.build(policy, report)
    if program is None:
        complain(render(report, look))
        return Exit.WRONG_INPUT
    try:
        from consentlang.sql.check import check  # noqa: PLC0415 - loads DuckDB
        from consentlang.sql.mapping import MappingError  # noqa: PLC0415 - the same
        from consentlang.sql.tables import TableError  # noqa: PLC0415 - the same
    except ModuleNotFoundError as missing:
        needs = "`pip install '.[sql]'` in the folder of consentlang brings what tables need"
        complain(f"`{missing.name}` is not installed: {needs}\n")
        return Exit.WRONG_INPUT
    try:
        with _progress() as progress:
            summary = check(program, table, map_, out, progress)
    except (MappingError, TableError) as error:
        complain(f"{error}\n")
        return Exit.WRONG_INPUT
    write(_dumps(summary) if look.format is Format.JSON else "\n".join(_text(summary, out)) + "\n")
    return exit_of(summary)


def exit_of(summary: "Summary") -> Exit:
    """Bad rows are wrong input; then the worst of what is said of the others."""
    codes = [_EXITS.get(verdict, Exit.FINE) for verdict, rows in summary.verdicts.items() if rows]
    return worst([*codes, Exit.WRONG_INPUT] if summary.problems else codes)


@contextmanager
def _progress() -> Iterator[Callable[[str, float], None]]:
    """A bar, where a person looks."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda _what, _done: None
        return
    from rich.console import Console  # noqa: PLC0415 - only where a person looks
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn  # noqa: PLC0415 - the same

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=1.0)
        yield lambda what, done: bar.update(task, description=what, completed=done)


# --- told -------------------------------------------------------------------------------------------


def _dumps(summary: "Summary") -> str:
    told = {
        "policy": summary.policy,
        "rows": summary.rows,
        "verdicts": _counted(summary.verdicts, ("valid", "invalid", "unproven")),
        "judged": {
            name: _counted(counts, ("valid", "invalid", "unproven"))
            for name, counts in summary.judged.items()
        },
        "elements": {
            name: _counted(counts, ("yes", "no", "unproven")) for name, counts in summary.elements.items()
        },
        "coercion": _counted(summary.coercion, ("yes", "no", "unproven")),
        "grounds": dict(summary.grounds.most_common()),
        "missing": dict(summary.missing.most_common()),
        "bounded": summary.bounded,
        "problems": {
            "rows": summary.problems,
            "first": [{"row": row, "problem": words} for row, words in summary.told],
        },
    }
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def _counted(counts: "Counter[Any]", words: tuple[str, ...]) -> dict[str, int]:
    return {word: counts.get(word, 0) for word in words}


def _text(summary: "Summary", out: Path | None) -> Iterator[str]:
    yield f"{summary.policy}: {_rows(summary.rows)}"
    yield ""
    for name, counts in summary.judged.items():
        yield f"  {name}: {_said(counts, ('valid', 'invalid', 'unproven'))}"
    for name, unmet in summary.elements.items():
        yield f"  {name}: {_said(unmet, ('yes', 'no', 'unproven'))}"
    yield f"  coercion: {_said(summary.coercion, ('yes', 'no', 'unproven'))}"
    yield from _named("rules that fail, with rows", summary.grounds)
    yield from _named("missing, with the rows that turn on it", summary.missing)
    if summary.bounded:
        yield ""
        yield f"  given up in {_rows(summary.bounded)}: more could be proven there"
    if summary.problems:
        yield ""
        yield f"  {_rows(summary.problems)} with a problem; what is wrong there counts as missing:"
        yield from (f"    row {row}: {words}" for row, words in summary.told)
    if out is not None:
        yield ""
        yield f"  written to {out}"


def _rows(number: int) -> str:
    return "1 row" if number == 1 else f"{number:,} rows"


def _said(counts: "Counter[Any]", words: tuple[str, ...]) -> str:
    return ", ".join(f"{counts[word]:,} {word}" for word in words if counts.get(word)) or "no row"


def _named(title: str, counts: "Counter[str]") -> Iterator[str]:
    if counts:
        yield ""
        yield f"  {title}:"
        yield from (f"    {name}: {rows:,}" for name, rows in counts.most_common(MOST_NAMED))
        if len(counts) > MOST_NAMED:
            yield f"    and {len(counts) - MOST_NAMED} more"
