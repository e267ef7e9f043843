"""
The page: prose that is wrapped to its width, with hanging indents; headings, lists, lines to write.

Whatever an author wrote is escaped here, once, on its way to the page. Lines to write are never wrapped:
they are to be copied.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from attrs import frozen

from consentlang.diagnostics.cells import width
from consentlang.diagnostics.flow import MOST_WIDE, flow, prose, safe
from consentlang.diagnostics.look import Look
from consentlang.diagnostics.paint import Ink, Line


@frozen
class Marks:
    """The few signs that a page uses."""

    met: str
    unmet: str
    rule: str
    bullet: str
    open: str = "?"


_UNICODE: Final = Marks("✓", "✗", "─", "•")
_ASCII: Final = Marks("ok", "NO", "-", "-")


def marks(look: Look) -> Marks:
    """The signs in the characters that the reader has."""
    return _ASCII if look.ascii else _UNICODE


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
    """An entry of a list with the line to write, or several: beside it if there is room, else below."""
    sign = marks(look).bullet
    room = min(look.width, MOST_WIDE) - indent - width(sign) - 1
    if "\n" not in line and width(f"{safe(words, look)}: {safe(line, look)}") <= room:
        yield [("plain", f"{' ' * indent}{sign} {safe(words, look)}: "), ("good", safe(line, look))]
        return
    yield from item(sign, f"{words}:", look, indent=indent)
    yield from code(line, look, indent=indent + 4)


def code(text: str, look: Look, *, indent: int) -> Iterator[Line]:
    """Lines to be copied."""
    for line in text.splitlines():
        yield [("plain", " " * indent), ("good", safe(line, look))]


def ruler(title: str, look: Look) -> list[Line]:
    """The title of a chapter, with a rule through the rest of the line if there is a rest."""
    rule = marks(look).rule
    rest = min(look.width, MOST_WIDE) - width(safe(title, look)) - 4
    if rest < 1:
        return flow([("frame", rule * 2), ("strong", f" {title}")], look, hang=3)
    return [[("frame", f"{rule * 2} "), ("strong", safe(title, look)), ("frame", f" {rule * rest}")]]
