"""The exit codes: what a script learns without reading a word."""

from collections.abc import Iterable
from enum import IntEnum
from typing import Final


class Exit(IntEnum):
    """Of several answers the worst counts: a bug, then wrong input, then failed, then undecided."""

    FINE = 0
    FAILED = 1
    WRONG_INPUT = 2
    UNDECIDED = 3
    BUG = 4
    INTERRUPTED = 130  # as a shell says it: 128 and the number of the signal, here SIGINT
    READER_GONE = 141  # 128 and SIGPIPE


_OF: Final = {
    "failed": Exit.FAILED,
    "undecided": Exit.UNDECIDED,
    "vacuous": Exit.FAILED,
    "not_shown": Exit.FAILED,
    "depends": Exit.FAILED,
    "proved_under": Exit.FINE,
    "proved": Exit.FINE,
    "error": Exit.WRONG_INPUT,
}

_WORST_FIRST: Final = (Exit.BUG, Exit.WRONG_INPUT, Exit.FAILED, Exit.UNDECIDED, Exit.FINE)


def exit_of(verdict: str, *, lenient: bool = False) -> Exit:
    """
    The exit code of a verdict; to the *lenient*, one that turns on contested rules alone is fine.

    >>> exit_of("not_shown"), exit_of("depends", lenient=True)
    (<Exit.FAILED: 1>, <Exit.FINE: 0>)
    """
    return Exit.FINE if lenient and verdict == "depends" else _OF[verdict]


def worst(codes: Iterable[Exit]) -> Exit:
    """
    The exit code of several answers.

    >>> worst([Exit.FINE, Exit.UNDECIDED, Exit.FAILED])
    <Exit.FAILED: 1>
    """
    return min(codes, key=_WORST_FIRST.index, default=Exit.FINE)
