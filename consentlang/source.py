"""
Source: the text of a policy, and spans that point into it.

Every later complaint and every line of blame points through a `Span`, so
spans are made by the thousand: they hold two offsets, and find their line
only when somebody asks.
"""

from bisect import bisect_right
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

from attrs import field, frozen

if TYPE_CHECKING:
    from attrs import frozen as immutable
else:
    # Frozen to the type checker only: a class frozen at run time takes three
    # times as long to make, and a policy has a span for each of its words.
    from attrs import define as immutable


@frozen(slots=False, eq=False)
class Source:
    """A policy as text; *name* is what the reader calls it, a path or a library."""

    name: str
    text: str = field(repr=False)

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        r"""
        The offset at which each line begins.

        >>> Source("zoom.consent", "party Vendor\nparty Host\n").line_starts
        (0, 13, 24)
        """
        return tuple(accumulate((len(line) + 1 for line in self.text.split("\n")[:-1]), initial=0))

    def position(self, offset: int) -> tuple[int, int]:
        r"""
        The line and column of *offset*, both counted from 1.

        >>> Source("zoom.consent", "party Vendor\nparty Host\n").position(19)
        (2, 7)
        """
        line = bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1

    def line_bounds(self, line: int) -> tuple[int, int]:
        """Where *line*, counted from 1, begins and ends, its line break left out."""
        last = line == len(self.line_starts)
        return self.line_starts[line - 1], len(self.text) if last else self.line_starts[line] - 1

    def line_text(self, line: int) -> str:
        r"""
        The text of *line*, counted from 1, without its end.

        >>> Source("zoom.consent", "party Vendor\nparty Host\n").line_text(2)
        'party Host'
        """
        start, end = self.line_bounds(line)
        return self.text[start:end]


@immutable(eq=False, repr=False)
class Span:
    """
    The characters of *source* from offset *start* up to, not including, *end*.

    Two spans are equal when they point at the same place of a source of the
    same name.
    """

    source: Source
    start: int
    end: int

    @property
    def text(self) -> str:
        """The author's words."""
        return self.source.text[self.start : self.end]

    @property
    def words(self) -> str:
        """The author's words on one line, for a sentence."""
        return " ".join(self.text.split())

    @property
    def line(self) -> int:
        """The line of the first character, counted from 1."""
        return self.source.position(self.start)[0]

    @property
    def column(self) -> int:
        """The column of the first character, counted from 1."""
        return self.source.position(self.start)[1]

    @property
    def end_line(self) -> int:
        """The line on which the span ends."""
        return self.source.position(self.end)[0]

    @property
    def end_column(self) -> int:
        """The column after the last character, counted from 1."""
        return self.source.position(self.end)[1]

    def to(self, other: "Span") -> "Span":
        """From the start of this span to the end of *other*, in the same source."""
        return Span(self.source, self.start, other.end)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Span):
            return NotImplemented
        return self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    def __repr__(self) -> str:
        return f"<{self.source.name}:{self.line}:{self.column} {self.text[:40]!r}>"

    @property
    def _key(self) -> tuple[str, int, int]:
        return self.source.name, self.start, self.end
