"""
The canonical layout of a policy: the tree as text, with its comments.

Each node becomes a *piece*: one line, or a head with pieces inside braces. Comments are placed by where
they stood: on a line of their own before the piece that followed them, or at the end of the line of the
piece they followed. Formatting twice changes nothing, and parsing what was formatted gives the same tree.
"""

from typing import Final

from attrs import define, field

from consentlang.source import Source
from consentlang.syntax import ast
from consentlang.syntax.fold import INDENT, fold
from consentlang.syntax.piece import Piece
from consentlang.syntax.pieces import piece

WIDTH: Final = 100


def format_file(file: ast.File) -> str:
    """*file* in the canonical layout."""
    printer = _Printer(file.span.source, list(file.comments))
    if file.header is not None:
        printer.piece(piece(file.header), 0)
    for item in file.items:
        printer.piece(piece(item), 0)
    printer.comments_before(len(file.span.source.text) + 1, 0)
    return "".join(f"{line}\n" for line in printer.lines)


@define(eq=False)
class _Printer:
    """Lines so far, and the comments that are still to come."""

    source: Source
    comments: list[ast.Comment]
    lines: list[str] = field(factory=list)
    _end: int = 0
    """Where, in the source, what was last printed ended."""

    def piece(self, node: Piece, depth: int, tail: str = "") -> None:
        """Print *node*; *tail* is a comma behind it, inside braces."""
        self.comments_before(node.start, depth)
        self._blank(node.start)
        flat = node.flat()
        if node.inner is None:
            self.comments_before(node.end, depth)
            self._sentence(node, node.head, depth, tail)
        elif flat is not None and self._fits(f"{flat}{tail}", depth) and not self._inside(node):
            self._sentence(node, flat, depth, tail)
        else:
            self._block(node, node.inner, depth, tail)

    def _sentence(self, node: Piece, text: str, depth: int, tail: str) -> None:
        """*text* on one line, or folded where it is too long for one."""
        self._folded(node, text, depth, tail, node.end)

    def _folded(self, node: Piece, text: str, depth: int, tail: str, end: int) -> None:
        """*text* and *tail*, in lines; what ends at *end* in the source may have a comment behind it."""
        whole = not node.folded or self._fits(f"{text}{tail}", depth)
        lines = [text] if whole else [node.folded[0], *(f"{INDENT}{line}" for line in node.folded[1:])]
        room = WIDTH - len(INDENT) * depth
        for number, line in enumerate(lines, start=1):
            lead = line[: len(line) - len(line.lstrip())]
            last = number == len(lines)
            parts = fold(line.lstrip(), room - len(lead), tail=len(tail) if last else 0)
            self.lines += [f"{INDENT * depth}{lead}{part}" for part in (parts[:-1] if last else parts)]
            if last:
                self._line(f"{lead}{parts[-1]}", depth, tail, end)

    def _block(self, node: Piece, inner: tuple[Piece, ...], depth: int, tail: str) -> None:
        """A head, what it holds, and the closing brace."""
        first = inner[0].start if inner else node.end
        self._folded(node, node.head, depth, " {", self._head_end(node, first))
        for number, child in enumerate(inner, start=1):
            comma = "," if node.commas and number < len(inner) else ""
            self.piece(child, depth + 1, comma)
        self.comments_before(node.end, depth + 1)
        self._line("}", depth, tail, node.end)

    def _head_end(self, node: Piece, first: int) -> int:
        """The end of the line on which the head ends, where nothing inside begins on it."""
        newline = self.source.text.find("\n", node.start, first)
        comment = next((c.span.start for c in self.comments if node.start <= c.span.start < first), None)
        if comment is not None and not self._own_line(comment):
            return comment
        return newline if newline >= 0 else node.start

    def _own_line(self, offset: int) -> bool:
        return next(c.own_line for c in self.comments if c.span.start == offset)

    def _line(self, text: str, depth: int, tail: str, end: int) -> None:
        """One line, with the comment that follows what it says on the same line of the source."""
        comment = self._following(end)
        suffix = f"  {comment}" if comment else ""
        self.lines.append(f"{INDENT * depth}{text}{tail}{suffix}")
        self._end = max(self._end, end)

    def _following(self, end: int) -> str:
        if not self.comments or self.comments[0].own_line or self.comments[0].span.start < end:
            return ""
        start = self.comments[0].span.start
        if self.source.text[end:start].strip(" \t,"):
            return ""
        comment = self.comments.pop(0)
        self._end = max(self._end, comment.span.end)
        return comment.text.rstrip()

    def comments_before(self, offset: int, depth: int) -> None:
        """Print the comments that stand before *offset* on lines of their own."""
        while self.comments and self.comments[0].span.start < offset:
            comment = self.comments.pop(0)
            self._blank(comment.span.start)
            self.lines.append(f"{INDENT * depth}{comment.text.rstrip()}")
            self._end = comment.span.end

    def _blank(self, start: int) -> None:
        """One blank line, where there was one or more and something stands before it."""
        between = self.source.text[self._end : start]
        if self.lines and not self.lines[-1].endswith("{") and self.lines[-1] and between.count("\n") > 1:
            self.lines.append("")
        self._end = max(self._end, start)

    def _inside(self, node: Piece) -> bool:
        """Whether a comment stands inside *node*."""
        return any(node.start < comment.span.start < node.end for comment in self.comments)

    def _fits(self, text: str, depth: int) -> bool:
        return len(INDENT) * depth + len(text) <= WIDTH
