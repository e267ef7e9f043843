"""
Output: the one way by which text leaves for the reader.

A reader may go away in the middle (`| head`) and a disk may be full; neither
is a bug, and neither may look like a verdict.
"""

import os
import sys
from typing import TextIO


class ReaderGone(Exception):
    """Whoever read the answer has stopped reading."""


class NotWritten(Exception):
    """The answer could not be written, for the reason the system gives."""


def write(text: str) -> None:
    """Give *text* to the reader."""
    _send(sys.stdout, text)


def complain(text: str) -> None:
    """Tell *text* beside the answer, where a pipe does not take it."""
    _send(sys.stderr, text)


def flush() -> None:
    """Make sure that all of the answer has left."""
    write("")


def prepare() -> None:
    """Never fail on a character that the reader's encoding lacks: escape it."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def give_up() -> None:
    """Send what is still held back nowhere, so that the end of the run does not trip over it."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _send(stream: TextIO | None, text: str) -> None:
    if stream is None:  # closed before the run began
        return
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        raise ReaderGone from None
    except OSError as reason:
        raise NotWritten(reason.strerror) from None
