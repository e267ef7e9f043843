"""
From the words of a policy to the leaves of its tree: names, strings, numbers, dates, money.

Complains of what a pattern cannot see: a date that does not exist, a name in mixed scripts.
"""

from datetime import date
from typing import Final
from unicodedata import normalize

from consentlang.characters import check_name
from consentlang.diagnostics import codes
from consentlang.diagnostics.report import Report
from consentlang.source import Source, Span
from consentlang.syntax import ast

MOST_DIGITS: Final = 9


class Leaves:
    """Makes the leaves of one file."""

    def __init__(self, source: Source, report: Report) -> None:
        self.source = source
        self.report = report

    def name(self, start: int, end: int) -> ast.Name:
        """Read a word as a name."""
        text = self.source.text[start:end]
        span = Span(self.source, start, end)
        if not text.isascii():
            text = normalize("NFC", text)
            check_name(span, self.report)
        return ast.Name(text, span=span)

    def text(self, start: int, end: int) -> ast.Text:
        r"""Read a string: `\"` is a quotation mark, `\\` a backslash."""
        value = self.source.text[start + 1 : end - 1]
        if "\\" in value:
            value = value.replace("\\\\", "\0").replace('\\"', '"').replace("\0", "\\")
        return ast.Text(value, span=Span(self.source, start, end))

    def number(self, start: int, end: int) -> int:
        """Read a whole number that is small enough to be meant."""
        return self._whole(self.source.text[start:end], start, end)

    def _whole(self, digits: str, start: int, end: int) -> int:
        if len(digits.lstrip("0")) <= MOST_DIGITS:
            return int(digits)
        self.report.error(
            codes.NUMBER_TOO_LARGE,
            Span(self.source, start, end),
            f"a number has at most {MOST_DIGITS} digits",
        )
        return 0

    def date(self, start: int, end: int) -> ast.Date:
        """Read a date, which must exist."""
        written = self.source.text[start:end]
        span = Span(self.source, start, end)
        try:
            return ast.Date(written, date.fromisoformat(written).toordinal(), span=span)
        except ValueError:
            self.report.error(
                codes.IMPOSSIBLE_DATE,
                span,
                f"`{written}` is not a date",
                help="a date is written year, month, day, as in `2023-08-07`",
            )
            return ast.Date("0001-01-01", 1, span=span)

    def money(self, start: int, end: int) -> ast.Money:
        """Read `10 EUR`."""
        digits = self.source.text[start:end].split()[0]
        return ast.Money(
            self._whole(digits, start, start + len(digits)),
            self.name(end - 3, end),
            span=Span(self.source, start, end),
        )
