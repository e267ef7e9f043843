"""Policies with what is wrong marked below each line: `^^^^ E0120 expected a name | help`."""

from collections.abc import Iterator

from consentlang.diagnostics.report import Diagnostic, Report
from consentlang.source import Source
from consentlang.syntax.parse import parse


def marked(text: str) -> str:
    """*text* with marks where parsing finds something wrong."""
    report = Report()
    parse(Source("test.consent", text), report)
    return "\n".join(_lines(text, list(report)))


def _lines(text: str, told: list[Diagnostic]) -> Iterator[str]:
    for number, line in enumerate(text.split("\n"), start=1):
        yield line
        yield from (_mark(each) for each in told if each.span.line == number)


def _mark(told: Diagnostic) -> str:
    span = told.span
    until = span.end_column if span.end_line == span.line else span.column
    carets = " " * (span.column - 1) + "^" * max(1, until - span.column)
    notes = "".join(f" | {note.span.line}:{note.span.column} {note.text}" for note in told.notes)
    return f"{carets} {told.code.number} {told.message}{f' | {told.help}' if told.help else ''}{notes}"
