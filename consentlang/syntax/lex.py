"""
From text to words: names and keywords alike, marks, strings, numbers.

Whether a word is a keyword or a name depends on where it stands, so the parser
decides that. Spaces and newlines only separate; comments are set aside.
"""

import re
from collections.abc import Iterator
from typing import Final
from unicodedata import normalize

from consentlang.diagnostics import codes
from consentlang.diagnostics.report import Report
from consentlang.source import Source, Span
from consentlang.syntax import ast
from consentlang.syntax.tables import END, NAME, Tables

Token = tuple[str, int, int, str]
"""What it is, where it starts and ends, and its text."""

STRING: Final = "$STRING"
SPACE: Final = "$SPACE"
COMMENT: Final = "$COMMENT"

_MARK: Final = "!MARK"
_ODD_STRING: Final = "!ODD_STRING"
_CURLY_STRING: Final = "!CURLY_STRING"
_UNKNOWN: Final = "!UNKNOWN"

_CURLY: Final = "“”„‟«»"
_INVISIBLE: Final = re.compile("[\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]")
"""What `characters` complains of: it is skipped here without another word."""


class Lexer:
    """Reads words; it can be kept from file to file."""

    def __init__(self, tables: Tables) -> None:
        patterns = {kind: pattern for kind, pattern in tables.patterns.items() if kind != SPACE}
        marks = "|".join(map(re.escape, tables.marks))
        first = "".join(re.escape(mark) for mark in tables.marks if len(mark) == 1)
        alternatives = {
            _MARK: marks,
            _CURLY_STRING: rf'[{_CURLY}][^{_CURLY}"\r\n]*[{_CURLY}]?',
            **patterns,
            _ODD_STRING: r'"(?:[^"\\\r\n]|\\.)*"?',
            _UNKNOWN: rf'[^\w\s"#{first}]+|[\s\S]',
        }
        self.kinds = [END, *alternatives]
        words = "|".join(f"({pattern})" for pattern in alternatives.values())
        self.pattern = re.compile(rf"(?>(?:{tables.patterns[SPACE]})?)(?:{words}|\Z)")

    def words(self, source: Source, report: Report, comments: list[ast.Comment]) -> Iterator[Token]:
        """The words of *source*, and at last its end; comments go to *comments*."""
        kinds = self.kinds
        for match in self.pattern.finditer(source.text):
            index = match.lastindex or 0
            start, end = match.span(index)
            kind = kinds[index]
            text = match[index]
            if kind == _MARK:
                yield text, start, end, text
            elif kind == NAME and not text.isascii():
                yield from _beyond_ascii(source, report, start, text)
            elif kind[0] == "$" and kind != COMMENT:
                yield kind, start, end, text
            elif kind == COMMENT:
                comments.append(_comment(source, start, end))
            elif kind == _UNKNOWN:
                _complain_of(source, report, start, text)
            else:
                yield _wrong_string(source, report, start, text)


def _comment(source: Source, start: int, end: int) -> ast.Comment:
    before = source.text[source.text.rfind("\n", 0, start) + 1 : start]
    text = source.text[start:end].rstrip()
    return ast.Comment(text, own_line=not before.strip(), span=Span(source, start, start + len(text)))


def _beyond_ascii(source: Source, report: Report, start: int, text: str) -> Iterator[Token]:
    """The names in *text*, which may hold characters that no name has."""
    if normalize("NFC", text).isidentifier():
        yield NAME, start, start + len(text), text
        return
    offset = 0
    for run in re.split(r"([^\w\u0300-\u036f]+)", text):
        if run.isidentifier():
            yield NAME, start + offset, start + offset + len(run), run
        elif run:
            _complain_of(source, report, start + offset, run)
        offset += len(run)


def _complain_of(source: Source, report: Report, start: int, text: str) -> None:
    if not _INVISIBLE.sub("", text):
        return
    report.error(
        codes.UNREADABLE_CHARACTER,
        Span(source, start, start + len(text)),
        f"`{text}` means nothing in a policy",
        help=_HINTS.get(text),
    )


_HINTS: Final = {
    ";": "lines need no end; delete it",
    "'": 'words are quoted with `"`',
    "`": 'words are quoted with `"`',
    "//": "a comment begins with `#`",
    "--": "a comment begins with `#`",
    "/*": "a comment begins with `#`",
    "==": "`=` compares",
    "&": "write `and`",
    "&&": "write `and`",
    "|": "write `or`",
    "||": "write `or`",
    "!": "write `not`",
    "-": "a name has `_` where others have `-`",
    "\xa0": "this is a no-break space; write an ordinary one",
    "\u3000": "this is a wide space; write an ordinary one",
}


def _wrong_string(source: Source, report: Report, start: int, text: str) -> Token:
    """Complain of a string that is not as it should be, and read it as if it were."""
    end = start + len(text)
    if text[0] in _CURLY:
        report.error(
            codes.UNREADABLE_CHARACTER,
            Span(source, start, end),
            "these quotation marks are not the ones a policy uses",
            help='write `"` before and after',
        )
    elif len(text) > 1 and text[-1] == '"' and _closed(text):
        _complain_of_escapes(source, report, start, text)
    else:
        end = start + len(text.rstrip())
        report.error(
            codes.UNCLOSED_QUOTE,
            Span(source, start, end),
            "this quotation is not closed on its line",
            help='write `"` where it ends; a quotation has one line',
        )
    return STRING, start, end, text


def _closed(text: str) -> bool:
    """Whether the quotation mark at the end of *text* is one, and not `\"`."""
    backslashes = len(text) - 1 - len(text[:-1].rstrip("\\"))
    return backslashes % 2 == 0


def _complain_of_escapes(source: Source, report: Report, start: int, text: str) -> None:
    for escape in re.finditer(r"\\(.)", text):
        if escape[1] not in '"\\':
            report.error(
                codes.UNKNOWN_ESCAPE,
                Span(source, start + escape.start(), start + escape.end()),
                f"`{escape[0]}` means nothing",
                help=r'`\"` is a quotation mark and `\\` a backslash; nothing else needs one',
            )
