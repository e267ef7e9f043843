"""
Flow: prose that is wrapped to its width, with hanging indents.

Whatever an author wrote is escaped here, once, on its way to the page. A zero byte stands for a space at
which a line is not broken.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from consentlang.diagnostics.cells import shown, width
from consentlang.diagnostics.look import Look
from consentlang.diagnostics.paint import Ink, Line, Piece

MOST_WIDE: Final = 100
"""Longer lines of prose are hard to read, however wide the terminal."""

_IN_ASCII: Final = str.maketrans(
    {"–": "-", "—": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "…": "...", "→": "->", "§": "par. "}
)


def safe(text: str, look: Look) -> str:
    """*text* as it may be shown; in ASCII, with the signs that have a likeness there."""
    return shown(text.translate(_IN_ASCII) if look.ascii else text, ascii=look.ascii)


def flow(
    pieces: Sequence[Piece], look: Look, *, indent: int = 0, hang: int = 0, room: int | None = None
) -> list[Line]:
    """Wrap *pieces* as one paragraph of *room* columns; lines after the first are indented by *hang* more."""
    room = min(look.width, MOST_WIDE) if room is None else room
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
