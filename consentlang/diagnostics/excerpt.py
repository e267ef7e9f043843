"""
Excerpts: from places in a policy to its lines, with the words underlined.

Each label becomes one or two marks, each mark lies on one line, and each line
is shown once with its marks below it. A line too long for the page is shown
as a window around the mark, so a policy on a single line costs no more.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from attrs import frozen

from consentlang.diagnostics.cells import shown, width
from consentlang.diagnostics.flow import flow, safe
from consentlang.diagnostics.look import Look
from consentlang.diagnostics.paint import Ink, Line
from consentlang.source import Source, Span

LEAST_ROOM = 20
LEAST_BESIDE = 24
"""Columns beside the strokes in which their words can be read."""


@frozen
class Label:
    """Underlines *span* with *stroke* and writes *text* after it."""

    span: Span
    text: str = ""
    stroke: str = "^"
    ink: Ink = "error"


@frozen
class _Mark:
    """A label, or an end of one, on a single line: from *start* up to *end* in the source."""

    line: int
    start: int
    end: int
    label: Label
    text: str


@frozen
class _View:
    """The part of a line that fits the page, from *start* up to *end* in the source."""

    source: Source
    start: int
    end: int
    cut_left: bool
    cut_right: bool


def excerpt(labels: Sequence[Label], look: Look) -> list[Line]:
    """Show the lines that *labels* lie on, source by source; the first label names the place."""
    gutter = gutter_of(labels)
    lines: list[Line] = []
    for arrow, group in zip(_arrows(), _by_source(labels), strict=False):
        lines += _source_block(arrow, group, gutter, look)
    return lines


def gutter_of(labels: Sequence[Label]) -> int:
    """How many columns the numbers of the lines take."""
    return max(len(str(label.span.end_line)) for label in labels)


def _arrows() -> Iterator[str]:
    yield "-->"
    while True:
        yield ":::"


def _by_source(labels: Sequence[Label]) -> Iterable[list[Label]]:
    """Gather labels that lie in the same source, in the order in which sources are first met."""
    groups: dict[str, list[Label]] = {}
    for label in labels:
        groups.setdefault(label.span.source.name, []).append(label)
    return groups.values()


def _source_block(arrow: str, labels: list[Label], gutter: int, look: Look) -> Iterator[Line]:
    source = labels[0].span.source
    yield [("frame", f"{' ' * gutter}{arrow} "), ("plain", _place(labels[0].span, look))]
    if not source.text:
        return
    yield bar(gutter)
    marks = sorted(
        (mark for label in labels for mark in _marks(label)), key=lambda mark: (mark.line, mark.start)
    )
    before = marks[0].line
    for number, group in groupby(marks, key=lambda mark: mark.line):
        yield from _between(source, before, number, gutter, look)
        yield from _marked_line(source, list(group), gutter, look)
        before = number


def _place(span: Span, look: Look) -> str:
    name = shown(span.source.name, ascii=look.ascii)
    return f"{name}:{span.line}:{span.column}" if span.source.text else name


def _marks(label: Label) -> Iterator[_Mark]:
    """A label over several lines is marked on its first line and on its last."""
    span = label.span
    source = span.source
    start, end = span.start, span.start + len(span.text.rstrip())
    first, last = source.position(start)[0], source.position(end)[0]
    if first < last:
        yield _Mark(first, start, source.line_bounds(first)[1], label, "")
        start = _indented(source, last)
    yield _Mark(last, start, max(end, start + 1), label, label.text)


def _indented(source: Source, line: int) -> int:
    """Where the words of *line* begin."""
    start, end = source.line_bounds(line)
    return end - len(source.text[start:end].lstrip())


def _between(source: Source, before: int, number: int, gutter: int, look: Look) -> Iterator[Line]:
    """What stands between two shown lines: nothing, the one line there is, or dots."""
    if number - before == 2:  # noqa: PLR2004 - exactly one line lies between
        view = _window(source, before + 1, source.line_bounds(before + 1)[0], gutter, look)
        yield _row(gutter, before + 1, view, look)
    elif number - before > 1:
        yield [("frame", "...")]


def _marked_line(source: Source, marks: list[_Mark], gutter: int, look: Look) -> Iterator[Line]:
    shared: _View | None = None
    for mark in marks:
        view = _window(source, mark.line, mark.start, gutter, look)
        if view != shared:
            yield _row(gutter, mark.line, view, look)
            shared = view
        yield from _underline(mark, view, gutter, look)


def _window(source: Source, line: int, start: int, gutter: int, look: Look) -> _View:
    """As much of *line* around *start* as fits the page."""
    room = max(LEAST_ROOM, look.width - gutter - len(" | "))
    left, right = source.line_bounds(line)
    if right - left <= room and width(shown(source.text[left:right], ascii=look.ascii)) <= room:
        return _View(source, left, right, cut_left=False, cut_right=False)
    view_left = max(left, start - room // 3)
    view_right = _fitting(source.text, view_left, right, room - 2 * len("..."), look)
    return _View(source, view_left, view_right, view_left > left, view_right < right)


def _fitting(text: str, start: int, end: int, room: int, look: Look) -> int:
    """How far from *start* towards *end* the text fits in *room* columns, one character at the least."""
    for place in range(start, end):
        room -= width(shown(text[place], ascii=look.ascii))
        if room < 0 and place > start:
            return place
    return end


def _row(gutter: int, number: int, view: _View, look: Look) -> Line:
    left = look.ellipsis if view.cut_left else ""
    right = look.ellipsis if view.cut_right else ""
    text = shown(view.source.text[view.start : view.end], ascii=look.ascii)
    return [("frame", f"{number:>{gutter}} | "), ("plain", f"{left}{text}{right}")]


def _underline(mark: _Mark, view: _View, gutter: int, look: Look) -> Iterator[Line]:
    """The strokes, and the words after them; below them, if what is left of the line is too short."""
    text = view.source.text
    before = width(shown(text[view.start : mark.start], ascii=look.ascii))
    before += width(look.ellipsis) if view.cut_left else 0
    length = max(1, width(shown(text[mark.start : min(mark.end, view.end)], ascii=look.ascii)))
    strokes = mark.label.stroke * length
    room = max(LEAST_ROOM, look.width - gutter - len(" | "))
    column = before + length + 1
    beside = column + width(safe(mark.text, look)) <= room or room - column >= LEAST_BESIDE
    if not beside:
        column = max(0, min(before, room - LEAST_BESIDE))
    words = flow([(mark.label.ink, mark.text)], look, indent=column, room=room) if mark.text else []
    lead: Line = [*bar(gutter), ("plain", f" {' ' * before}"), (mark.label.ink, strokes)]
    first = words[0][1:] if beside and words else []
    yield [*lead, *([("plain", " "), *first] if first else [])]
    for line in words[1 if beside else 0 :]:
        yield [*bar(gutter), ("plain", " "), *line]


def bar(gutter: int) -> Line:
    """The line of the frame without a number."""
    return [("frame", f"{' ' * gutter} |")]
