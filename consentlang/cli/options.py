"""Options: the words that every command understands."""

from datetime import date
from math import isfinite, nan
from typing import Annotated, TypeAlias

import typer

from consentlang.cli.appearance import LEAST_WIDTH
from consentlang.cli.patience import PATIENCE
from consentlang.diagnostics.look import Format

Files: TypeAlias = Annotated[
    list[str],
    typer.Argument(metavar="FILE", help="Policies to read; `-` is standard input.", show_default=False),
]


def format_of(written: str | Format) -> Format:
    """The format of this name."""
    try:
        return Format(written)
    except ValueError:
        names = ", ".join(f"`{one}`" for one in Format)
        raise typer.BadParameter(f"there is no format `{written}`: there are {names}") from None


def seconds(written: str | float) -> float:
    """A number of seconds, none or more."""
    try:
        number = float(written)
    except ValueError:
        number = nan
    if not (isfinite(number) and number >= 0):
        raise typer.BadParameter(f"`{written}` is no number of seconds: write `--timeout 10`")
    return number


def columns(written: str | int) -> int:
    """A number of columns that a page can be read in."""
    try:
        number = int(written)
    except ValueError:
        number = 0
    if number < LEAST_WIDTH:
        raise typer.BadParameter(f"`{written}` is no width: it is a number of columns, {LEAST_WIDTH} or more")
    return number


_FORMATS = "|".join(Format)

FormatOption: TypeAlias = Annotated[
    Format,
    typer.Option(
        "--format",
        parser=format_of,
        metavar=_FORMATS,
        help="text for a person, json for a program, concise for an editor, github for a workflow.",
    ),
]
DiffFormatOption: TypeAlias = Annotated[
    Format,
    typer.Option(
        "--format",
        parser=format_of,
        metavar=_FORMATS,
        help="json for a program; anything else is for a person.",
    ),
]
CasesFormatOption: TypeAlias = DiffFormatOption
RecordsFormatOption: TypeAlias = DiffFormatOption
ProbeFormatOption: TypeAlias = DiffFormatOption
TimeoutOption: TypeAlias = Annotated[
    float,
    typer.Option(
        "--timeout",
        parser=seconds,
        metavar="SECONDS",
        help="Stop after so long, reading included; what is not known by then is UNDECIDED, never a pass. "
        f"By itself, after {PATIENCE:.0f}.",
        show_default=False,
    ),
]
LenientOption: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--lenient", help="Leave with 0 where the verdict turns only on rules that authorities contest."
    ),
]
AsOfOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DATE",
        help="Judge by the law of this day (2026-01-31); by itself, by all rules that have not ended.",
        show_default=False,
    ),
]
AsciiOption: TypeAlias = Annotated[bool, typer.Option("--ascii", help="Write ASCII characters only.")]
ColourOption: TypeAlias = Annotated[
    bool | None,
    typer.Option(
        "--color/--no-color",
        help="Write in colour, or not; by itself, on a terminal, unless NO_COLOR is set.",
        show_default=False,
    ),
]
WidthOption: TypeAlias = Annotated[
    int | None,
    typer.Option(
        "--width",
        parser=columns,
        metavar="COLUMNS",
        help="Columns to write in; by itself, the terminal's.",
        show_default=False,
    ),
]


def day(written: str | None) -> int | None:
    """The number of the day that was *written* as 2026-01-31; a mistake of usage where there is none."""
    if written is None:
        return None
    try:
        return date.fromisoformat(written).toordinal()
    except ValueError:
        raise typer.BadParameter(
            f"there is no day `{written}`; a day is written like 2026-01-31", param_hint="--as-of"
        ) from None
