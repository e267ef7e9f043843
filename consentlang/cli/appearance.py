"""The look of an answer: from what was asked for, the terminal and the environment."""

import os
import shutil
import sys
from typing import Final

from consentlang.diagnostics.look import Format, Look

LEAST_WIDTH: Final = 40


def look(
    format: Format = Format.TEXT,
    *,
    ascii: bool = False,
    colour: bool | None = None,
    width: int | None = None,
) -> Look:
    """Settle the look of the answer from the options, the terminal and the environment."""
    return Look(
        format=format,
        colour=format is Format.TEXT and (_wants_colour() if colour is None else colour),
        ascii=ascii,
        width=width or max(LEAST_WIDTH, shutil.get_terminal_size(fallback=(100, 24)).columns),
    )


def _wants_colour() -> bool:
    """Colour goes to a terminal, unless the reader asked for none (no-color.org)."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return sys.stdout is not None and sys.stdout.isatty()
