"""
From text to words: names and keywords alike, marks, strings, numbers.

Whether a word is a keyword or a name depends on where it stands, so the parser
decides that. Spaces and newlines only separate; comments are set aside. What
cannot be read is reported, and passed over or read as what it was meant to be.
"""

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Final
from unicodedata import normalize

from attrs import define, field

from consentlang.diagnostics import codes
from consentlang.diagnostics.report import Report
from consentlang.source import Source, Span
from consentlang.syntax import ast
from consentlang.syntax.tables import END, NAME, Tables

Token = tuple[str, int, int, str]
"""What it is, where it starts and ends, and its text."""

STRING: Final = "$STRING"
_SPACE: Final = "$SPACE"
_COMMENT: Final = "$COMMENT"

_ITSELF: Final = "itself"
_ODD_STRING: Final = "odd string"
_CURLY_STRING: Final = "curly string"
_UNREADABLE: Final = "unreadable"

_CURLY: Final = "“”„‟«»"
_UNTOLD: Final = re.compile(
    "[\x00-\x1f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]+"
)
"""What `check_characters` has complained of already."""

_HINTS: Final = {
    ";": "no line needs an end; delete it",
    "'": 'words are quoted with `"`',
    "`": 'words are quoted with `"`',
    "/": "a comment begins with `#`",
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
    "[": "write `{` and `}`",
    "]": "write `{` and `}`",
    "\xa0": "this is a no-break space; write an ordinary one",
    "\u3000": "this is a wide space; write an ordinary one",
}


MOST_UNREAD: Final = 100
"""So many places that cannot be read, and the rest of the file is left alone."""


@define
class Aside:
    """What the parser does not see: the comments, and where something ends that could not be read."""

    comments: list[ast.Comment] = field(factory=list)
    unread: list[int] = field(factory=list)
    cut_short: bool = False


class Lexer:
    """Reads words; it can be kept from file to file."""

    def __init__(self, tables: Tables) -> None:
        spaces = tables.patterns[_SPACE]
        groups = [(_UNREADABLE, "==+"), (_CURLY_STRING, rf'[{_CURLY}][^{_CURLY}"\r\n]*[{_CURLY}]?')]
        for itself, some in groupby(tables.patterns.items(), key=lambda each: not each[0].startswith("$")):
            if itself:
                groups.append((_ITSELF, "|".join(pattern for _, pattern in some)))
            else:
                groups += [(kind, _never_back(pattern)) for kind, pattern in some if kind != _SPACE]
        groups += [
            (_ODD_STRING, r'"(?:[^"\\\r\n]|\\.)*+"?'),
            (_UNREADABLE, r"[\x00-\x08\x0b\x0e-\x1f!$%&'*+\-/;?@\[\\\]^`|~\x7f]+"),
            (_UNREADABLE, r"[\s\S]"),
        ]
        self.kinds = ["", *(kind for kind, _ in groups)]
        words = "|".join(f"({pattern})" for _, pattern in groups)
        self.pattern = re.compile(rf"(?>(?:{spaces})?)(?:{words}|\Z)")

    def words(self, source: Source, report: Report, aside: Aside, start: int = 0) -> Iterator[Token]:
        """The words of *source* from the offset *start* on, and at last its end; all else goes *aside*."""
        kinds = self.kinds
        for match in self.pattern.finditer(source.text, start):
            index = match.lastindex
            if index is None:
                break
            start, end = match.span(index)
            kind = kinds[index]
            text = match[index]
            if kind == _ITSELF:
                yield text, start, end, text
            elif kind == NAME and not text.isascii():
                yield from _beyond_ascii(source, report, aside, start, text)
            elif kind == _COMMENT:
                aside.comments.append(_comment(source, start, end))
            elif kind[0] == "$":
                yield kind, start, end, text
            elif kind == _UNREADABLE:
                aside.unread.append(end)
                _complain_of(source, report, start, text)
            else:
                yield _wrong_string(source, report, aside, start, text)
            if len(aside.unread) >= MOST_UNREAD:
                _cut_short(source, report, aside, end)
                break
        end = len(source.text)
        yield END, end, end, ""


def _never_back(pattern: str) -> str:
    """The same words, but a repeated group takes no memory for turning back: a line may be megabytes long."""
    return pattern.replace(")*", ")*+")


def _cut_short(source: Source, report: Report, aside: Aside, end: int) -> None:
    aside.cut_short = True
    report.error(
        codes.TOO_MANY_MISTAKES,
        Span(source, end, end),
        "this is hardly a policy: the rest of the file was not read",
    )


def _comment(source: Source, start: int, end: int) -> ast.Comment:
    before = source.text[source.text.rfind("\n", 0, start) + 1 : start]
    text = source.text[start:end].rstrip()
    return ast.Comment(text, own_line=not before.strip(), span=Span(source, start, start + len(text)))


def _beyond_ascii(source: Source, report: Report, aside: Aside, start: int, text: str) -> Iterator[Token]:
    """The names in *text*, which may hold characters that no name has."""
    if normalize("NFC", text).isidentifier():
        yield NAME, start, start + len(text), text
        return
    for named, run in groupby(text, key=lambda character: f"_{character}".isidentifier()):
        part = "".join(run)
        if named:
            yield NAME, start, start + len(part), part
        else:
            aside.unread.append(start + len(part))
            _complain_of(source, report, start, part)
        start += len(part)


def _complain_of(source: Source, report: Report, start: int, text: str) -> None:
    if _UNTOLD.fullmatch(text):
        return
    report.error(
        codes.UNREADABLE_CHARACTER,
        Span(source, start, start + len(text)),
        f"`{text}` means nothing in a policy",
        help=_HINTS.get(text),
    )


def _wrong_string(source: Source, report: Report, aside: Aside, start: int, text: str) -> Token:
    """Complain of a string that is not as it should be, and read it as if it were."""
    end = start + len(text)
    if text[0] in _CURLY:
        report.error(
            codes.UNREADABLE_CHARACTER,
            Span(source, start, end),
            "these quotation marks are not the ones a policy uses",
            help='write `"` before and after',
        )
        aside.unread.append(end)
    elif len(text) > 1 and text[-1] == '"' and _is_mark(text, len(text) - 1):
        _complain_of_escapes(source, report, start, text)
    else:
        end = start + len(text.rstrip())
        aside.unread.append(end)
        report.error(
            codes.UNCLOSED_QUOTE,
            Span(source, start, end),
            "this quotation is not closed on its line",
            help='write `"` where it ends; a quotation has one line',
        )
    return STRING, start, end, text


def _is_mark(text: str, index: int) -> bool:
    r"""Whether the quotation mark of *text* at *index* is one, and not `\"`."""
    before = text[:index]
    return (len(before) - len(before.rstrip("\\"))) % 2 == 0


def _complain_of_escapes(source: Source, report: Report, start: int, text: str) -> None:
    for escape in re.finditer(r"\\(.)", text):
        if escape[1] not in '"\\':
            report.error(
                codes.UNKNOWN_ESCAPE,
                Span(source, start + escape.start(), start + escape.end()),
                f"`{escape[0]}` means nothing",
                help=r"`\"` is a quotation mark and `\\` a backslash; nothing else needs one",
            )
