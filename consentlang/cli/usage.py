"""
Usage: from what was typed wrongly to a complaint, as it is told of a policy.

Typer would print its own words and those of the tools below it; here they are of the frame that all other
mistakes have, and leave with the code of wrong input.
"""

from typing import Any, Final

import typer
from typer.core import TyperGroup

from consentlang.cli.appearance import look
from consentlang.cli.exits import Exit
from consentlang.cli.output import complain
from consentlang.diagnostics.flow import flow
from consentlang.diagnostics.paint import paint

# Some releases of Typer bring Click along and others depend on it: its mistakes are known by their offspring.
WRONG_PARAMETER: Final = typer.BadParameter
WRONG_USAGE: Final[type[Exception]] = WRONG_PARAMETER.__mro__[1]


class Commands(TyperGroup):
    """The commands; mistakes of usage are complaints like others."""

    def main(self, *args: Any, **more: Any) -> Any:  # noqa: ANN401 - Typer's
        """Run what was typed, and leave with its exit code."""
        try:
            code = super().main(*args, **{**more, "standalone_mode": False})
        except WRONG_USAGE as mistake:
            complain(_told(mistake))
            raise SystemExit(Exit.WRONG_INPUT) from None
        raise SystemExit(code or Exit.FINE)


def _told(mistake: Any) -> str:  # noqa: ANN401 - see above
    context = mistake.ctx
    own = isinstance(mistake, WRONG_PARAMETER) and mistake.message
    words = own or mistake.format_message()
    if context is not None and words == context.get_help():  # nothing was typed: help is what is wanted
        return f"{words}\n"
    path = context.command_path if context is not None else "consentlang"
    appearance = look()
    message = words[:1].lower() + words[1:].rstrip(".")
    return paint(
        [
            *flow([("error", "error"), ("strong", f": {message}")], appearance, hang=2),
            *flow(
                [("frame", "=\0help:"), ("plain", f" `{path} --help` shows how")],
                appearance,
                indent=2,
                hang=8,
            ),
        ],
        appearance,
    )
