"""
Rendering: from a report to what is written, for a person or for a program.

The text form follows rustc: what is wrong, where, the line with the words
underlined, what else is to be seen, and what to do next.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from typing import assert_never

from consentlang.diagnostics.cells import shown
from consentlang.diagnostics.codes import Severity
from consentlang.diagnostics.excerpt import Label, bar, excerpt, gutter_of
from consentlang.diagnostics.flow import flow
from consentlang.diagnostics.look import Format, Look
from consentlang.diagnostics.paint import Ink, Line, paint
from consentlang.diagnostics.report import Diagnostic, Report
from consentlang.source import Span

MOST_SHOWN = 50
MOST_WARNINGS = 10
"""In frames: what is wrong should not be lost among what deserves a second look."""

_INK: dict[Severity, Ink] = {Severity.ERROR: "error", Severity.WARNING: "warning"}


def render(report: Report, look: Look) -> str:
    """Write all of *report*; a reader gets the first ones and the number of the rest."""
    match look.format:
        case Format.TEXT:
            return "\n".join(_frames(report, look))
        case Format.CONCISE:
            return "".join(_parts(report, lambda each: concise(each, look)))
        case Format.GITHUB:
            return "".join(_parts(report, github))
        case Format.JSON:
            return json.dumps([as_dict(each) for each in report], indent=2) + "\n"
        case _:
            assert_never(look.format)


def text(diagnostic: Diagnostic, look: Look) -> str:
    """Write *diagnostic* for a person: headline, excerpt, help."""
    ink = _INK[diagnostic.severity]
    tag = f"{diagnostic.severity}[{diagnostic.code.number}]"
    headline: Line = [(ink, tag), ("strong", f": {diagnostic.message}")]
    labels = [Label(diagnostic.span, ink=ink)]
    labels += [Label(note.span, note.text, "-", "second") for note in diagnostic.notes]
    gutter = gutter_of(labels)
    return paint(
        [*flow(headline, look, hang=2), *excerpt(labels, look), *_help(diagnostic, gutter, look)], look
    )


def concise(diagnostic: Diagnostic, look: Look) -> str:
    """Write *diagnostic* on one line, as editors and `grep` like it."""
    span = diagnostic.span
    line = (
        f"{span.source.name}:{span.line}:{span.column}: "
        f"{diagnostic.severity}[{diagnostic.code.number}]: {diagnostic.message}"
    )
    return shown(line, ascii=look.ascii) + "\n"


def github(diagnostic: Diagnostic) -> str:
    """Write *diagnostic* as a command that GitHub shows beside the changed line; `%0A` begins a new line."""
    properties = {
        "file": diagnostic.span.source.name,
        "line": diagnostic.span.line,
        "col": diagnostic.span.column,
        "endLine": diagnostic.span.end_line,
        "endColumn": diagnostic.span.end_column,
        "title": f"{diagnostic.code.number} {diagnostic.code.name}",
    }
    listed = ",".join(f"{name}={_github_property(str(value))}" for name, value in properties.items())
    lines = [diagnostic.message, *(diagnostic.help or "").splitlines()]
    return f"::{diagnostic.severity} {listed}::{'%0A'.join(map(_github_text, lines))}\n"


def as_dict(diagnostic: Diagnostic) -> dict[str, object]:
    """Lay *diagnostic* out for a program."""
    return {
        "code": diagnostic.code.number,
        "name": diagnostic.code.name,
        "severity": str(diagnostic.severity),
        "message": diagnostic.message,
        "span": span_as_dict(diagnostic.span),
        "help": diagnostic.help,
        "notes": [{"span": span_as_dict(note.span), "message": note.text} for note in diagnostic.notes],
    }


def span_as_dict(span: Span) -> dict[str, str | int]:
    """Lay *span* out for a program; lines and columns count from 1, the end is left out of the span."""
    return {
        "file": span.source.name,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }


def _parts(report: Report, write: Callable[[Diagnostic], str]) -> Iterator[str]:
    """The first diagnostics of *report*, and how many there are besides."""
    yield from map(write, islice(report, MOST_SHOWN))
    if len(report) > MOST_SHOWN:
        yield f"and {len(report) - MOST_SHOWN} more\n"


def _frames(report: Report, look: Look) -> Iterator[str]:
    """The first errors and the first few warnings of *report*; how many there are besides, by their codes."""
    left = {Severity.ERROR: MOST_SHOWN, Severity.WARNING: MOST_WARNINGS}
    more: Counter[str] = Counter()
    for each in report:
        left[each.severity] -= 1
        if left[each.severity] >= 0:
            yield text(each, look)
        else:
            more[each.code.number] += 1
    if number := more.total() + report.left_out:
        codes = ", ".join(f"{count} {code}" for code, count in more.items())
        yield f"and {number} more{f' ({codes})' if codes else ''}\n"


def _help(diagnostic: Diagnostic, gutter: int, look: Look) -> Iterator[Line]:
    """One line of help for each line of the text; the next ones are indented to match."""
    if diagnostic.help is None:
        return
    if diagnostic.span.source.text:
        yield bar(gutter)
    first, *rest = diagnostic.help.split("\n")
    yield from flow([("frame", "=\0help:"), ("plain", f" {first}")], look, indent=gutter + 1, hang=8)
    for line in rest:
        yield [("plain", f"{' ' * (gutter + 9)}{shown(line, ascii=look.ascii)}")]


def _github_text(words: str) -> str:
    return shown(words).replace("%", "%25")


def _github_property(words: str) -> str:
    return _github_text(words).replace(":", "%3A").replace(",", "%2C")
