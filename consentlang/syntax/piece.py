"""A piece of the layout: one line, or a head with pieces in braces, and where it stood in the source."""

from collections.abc import Iterable

from attrs import frozen

from consentlang.syntax import ast


@frozen
class Piece:
    """*head* alone, or before what is in its braces; *start* and *end* are where it stood in the source."""

    head: str
    start: int
    end: int
    inner: "tuple[Piece, ...] | None" = None
    commas: bool = False
    block: bool = False
    """It is always laid out in lines."""
    folded: tuple[str, ...] = ()
    """The head in several lines, for when it is too long for one."""

    def flat(self) -> str | None:
        """The whole on one line, where it may be."""
        if self.inner is None:
            return self.head
        if self.block and self.inner:
            return None
        parts = [part.flat() for part in self.inner]
        if None in parts:
            return None
        joined = (", " if self.commas else " ").join(part for part in parts if part is not None)
        return f"{self.head} {{ {joined} }}" if joined else f"{self.head} {{}}"


def line(node: ast.Node, text: str) -> Piece:
    """*node* as one line."""
    return Piece(text, node.span.start, node.span.end)


def block(
    node: ast.Node, head: str, inner: Iterable[Piece], *, commas: bool = False, block: bool = True
) -> Piece:
    """*node* as a head and what is in its braces."""
    return Piece(head, node.span.start, node.span.end, tuple(inner), commas, block)
