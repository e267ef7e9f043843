"""
The page: prose that is wrapped to its width, with hanging indents; headings, lists, lines to write.

Whatever an author wrote is escaped here, once, on its way to the page. Lines to write are never wrapped:
they are to be copied.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from attrs import evolve, frozen

from consentlang.diagnostics.cells import shown, width
from consentlang.diagnostics.excerpt import Label
from consentlang.diagnostics.look import Look
from consentlang.diagnostics.paint import Ink, Line, Piece
from consentlang.source import Span

MOST_WIDE: Final = 100
"""Longer lines of prose are hard to read, however wide the terminal."""
LEAST_UNDERLINE: Final = 6

_IN_ASCII: Final = str.maketrans(
    {"–": "-", "—": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "…": "...", "→": "->", "§": "par. "}
)


@frozen
class Marks:
    """The few signs that a page uses."""

    met: str
    unmet: str
    rule: str
    bullet: str


_UNICODE: Final = Marks("✓", "✗", "─", "•")
_ASCII: Final = Marks("ok", "NO", "-", "-")


def marks(look: Look) -> Marks:
    """The signs in the characters that the reader has."""
    return _ASCII if look.ascii else _UNICODE


def safe(text: str, look: Look) -> str:
    """*text* as it may be shown; in ASCII, with the signs that have a likeness there."""
    return shown(text.translate(_IN_ASCII) if look.ascii else text, ascii=look.ascii)


def flow(pieces: Sequence[Piece], look: Look, *, indent: int = 0, hang: int = 0) -> list[Line]:
    """Wrap *pieces* as one paragraph; the lines after the first are indented by *hang* more."""
    room = min(look.width, MOST_WIDE)
    lines: list[list[Piece]] = []
    left = 0
    for word in _words(pieces, look):
        length = sum(width(text) for _, text in word)
        if not lines or left + 1 + length > room:
            margin = indent + (hang if lines else 0)
            lines.append([("plain", " " * margin), *word])
            left = margin + length
        else:
            lines[-1] += [("plain", " "), *word]
            left += 1 + length
    return list(lines)


def prose(text: str, look: Look, *, indent: int = 0, hang: int = 0, ink: Ink = "plain") -> list[Line]:
    """Wrap *text* as one paragraph."""
    return flow([(ink, text)], look, indent=indent, hang=hang)


def item(lead: str, text: str, look: Look, *, indent: int = 4, ink: Ink = "plain") -> list[Line]:
    """An entry of a list: *lead* stands out at the left, in *ink*."""
    head = lead.replace(" ", "\0")
    return flow([(ink, head), ("plain", f" {text}")], look, indent=indent, hang=width(lead) + 1)


def bullets(texts: Iterable[str], look: Look, *, indent: int = 4) -> Iterator[Line]:
    """A list of *texts*."""
    for text in texts:
        yield from item(marks(look).bullet, text, look, indent=indent)


def heading(text: str, look: Look) -> list[Line]:
    """The title of a part of a story."""
    return prose(text, look, indent=2, hang=2, ink="strong")


def to_write(words: str, line: str, look: Look, *, indent: int = 4) -> Iterator[Line]:
    """An entry of a list with the line to write: beside it if there is room, else below."""
    sign = marks(look).bullet
    room = min(look.width, MOST_WIDE) - indent - width(sign) - 1
    if width(f"{safe(words, look)}: {safe(line, look)}") <= room:
        yield [("plain", f"{' ' * indent}{sign} {safe(words, look)}: "), ("good", safe(line, look))]
        return
    yield from item(sign, f"{words}:", look, indent=indent)
    yield [("plain", " " * (indent + 4)), ("good", safe(line, look))]


def ruler(title: str, look: Look) -> list[Line]:
    """The title of a chapter, with a rule through the rest of the line if there is a rest."""
    rule = marks(look).rule
    rest = min(look.width, MOST_WIDE) - width(safe(title, look)) - 4
    if rest < 1:
        return flow([("frame", rule * 2), ("strong", f" {title}")], look, hang=3)
    return [[("frame", f"{rule * 2} "), ("strong", safe(title, look)), ("frame", f" {rule * rest}")]]


def fitting(labels: Sequence[Label], look: Look) -> list[Label]:
    """*labels* with underlines short enough that their words end on the page."""
    room = look.width - len("1000 | ")
    return [_fitted(label, room) for label in labels]


def _fitted(label: Label, room: int) -> Label:
    span = label.span
    line_end = span.source.line_bounds(span.line)[1]
    column = min(span.column, room // 3) if line_end - span.start + span.column > room else span.column
    most = room - column - width(label.text) - 1
    if not label.text or span.end - span.start <= most:
        return label
    if most < LEAST_UNDERLINE:  # say the rest of what the underlined words say
        return evolve(label, text=label.text.removesuffix(span.text).rstrip())
    return evolve(label, span=Span(span.source, span.start, span.start + most))


def _words(pieces: Sequence[Piece], look: Look) -> Iterator[list[Piece]]:
    """The words of *pieces*, each of one ink or of several without a space between."""
    word: list[Piece] = []
    for ink, text in pieces:
        for index, part in enumerate(text.split(" ")):
            if index and word:
                yield word
                word = []
            if part:
                word = [*word, (ink, safe(part.replace("\0", " "), look))]
    if word:
        yield word
