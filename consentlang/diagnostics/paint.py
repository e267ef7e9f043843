"""
Paint: from lines of styled pieces to text, with colour or without.

Rich knows the colours; it is loaded when there is colour to give, since most
runs write to a file or a pipe and should not wait for it.
"""

from collections.abc import Iterable, Sequence
from typing import Literal, TypeAlias

from consentlang.diagnostics.look import Look

Ink: TypeAlias = Literal["plain", "error", "warning", "frame", "second", "strong", "good", "faint"]
Piece: TypeAlias = tuple[Ink, str]
Line: TypeAlias = Sequence[Piece]

_COLOURS: dict[Ink, str] = {
    "error": "bold red",
    "warning": "bold yellow",
    "frame": "bold blue",
    "second": "bold cyan",
    "strong": "bold",
    "good": "bold green",
    "faint": "dim",
}


def paint(lines: Iterable[Line], look: Look) -> str:
    r"""
    Write *lines* one below the other, without spaces at their ends.

    >>> paint([[("error", "error[E0203]"), ("strong", ": no purpose")]], Look())
    'error[E0203]: no purpose\n'
    """
    write = _coloured if look.colour else _plain
    return "".join(f"{write(_trimmed(line))}\n" for line in lines)


def _trimmed(line: Line) -> Line:
    """Drop blank pieces and spaces at the end of *line*."""
    pieces = list(line)
    while pieces and not pieces[-1][1].rstrip():
        pieces.pop()
    return [*pieces[:-1], (pieces[-1][0], pieces[-1][1].rstrip())] if pieces else []


def _plain(line: Line) -> str:
    return "".join(text for _, text in line)


def _coloured(line: Line) -> str:
    from rich.color import ColorSystem  # noqa: PLC0415 - Rich is slow to load
    from rich.style import Style  # noqa: PLC0415 - Rich is slow to load

    return "".join(
        Style.parse(_COLOURS[ink]).render(text, color_system=ColorSystem.STANDARD)
        if ink in _COLOURS
        else text
        for ink, text in line
    )
