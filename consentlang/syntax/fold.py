"""
Folding: a sentence that is too long for its line, in several.

A line is broken where the sentence binds least: outside braces before inside them, where a condition begins,
at `or` before `and`, and only then at commas. Nothing is broken inside a string or before one, so that a long
reason stays behind what it is the reason of.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

INDENT: Final = "  "

WORD: Final = re.compile(r'"(?:[^"\\]|\\.)*"|#[^\n]*|\w+|[^\s"#\w]')
"""A string, a comment, a word, or a mark."""

_BINDS: Final = {
    "unless": 0,
    "when": 0,
    "otherwise": 0,
    "on": 1,
    "without": 1,
    "or": 2,
    "and": 3,
    ",": 4,
}
_OPENED: Final = 5
_LEAST_BEFORE: Final = 20
"""A condition begins a line of its own only where more stands before it than `requires consent`."""

Place = tuple[tuple[int, int], int]
"""How deep and how tightly bound, and where: a line may be broken before it."""


def fold(text: str, room: int, *, tail: int = 0) -> list[str]:
    """
    *text* in lines of at most *room* characters, where it can be broken; the last has room for *tail* more.

    >>> fold("fails when choice.act = silence and request.hidden or choice.preselected", 40)
    ['fails when choice.act = silence', '  and request.hidden', '  or choice.preselected']
    """
    return [f"{INDENT * level}{line}" for level, line in _fold(text, room, 0, tail)]


def _fold(text: str, room: int, level: int, tail: int) -> Iterator[tuple[int, str]]:
    places = [] if _fits(text, room, level, tail) else list(_places(text))
    if not places:
        yield level, text
        return
    least = min(key for key, _ in places)
    starts = [0, *(start for key, start in places if key == least)]
    parts = [text[start:end].strip() for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    lines = list(_filled(parts, room, level, tail))
    for number, line in enumerate(lines):
        below = level + (1 + least[0] if number else 0)
        yield from _fold(line, room, below, tail if number == len(lines) - 1 else 0)


def _filled(parts: Sequence[str], room: int, level: int, tail: int) -> Iterator[str]:
    """As many *parts* on a line as it has room for."""
    line = parts[0]
    for number, part in enumerate(parts[1:], start=1):
        longer = f"{line} {part}"
        if _fits(longer, room, level + 1, tail if number == len(parts) - 1 else 0):
            line = longer
        else:
            yield line
            line = part
    yield line


def _fits(text: str, room: int, level: int, tail: int) -> bool:
    return len(INDENT) * level + len(text) + tail <= room


def _places(text: str) -> Iterator[Place]:
    """Where *text* can be broken."""
    depth = 0
    for word in WORD.finditer(text):
        start, mark = word.start(), word[0]
        if mark in ")}":
            depth -= 1
        spaced = start > 0 and text[start - 1] == " "
        if mark == ",":
            yield (depth, _BINDS[mark]), word.end()
        elif mark in _BINDS and spaced and (_BINDS[mark] or start > _LEAST_BEFORE):
            yield (depth, _BINDS[mark]), start
        if mark in "({":
            depth += 1
        if mark == "{" and text[word.end() : word.end() + 1] == " ":
            yield (depth, _OPENED), word.end()
