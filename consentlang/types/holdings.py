"""Cases: whether all is said of what an authority held, and the grounds are names that can be compared."""

import re
from collections.abc import Iterable
from typing import Final

from consentlang.diagnostics import codes
from consentlang.diagnostics.report import Note, Report
from consentlang.syntax import ast

_GROUND: Final = re.compile(r"[a-z]+(-[a-z]+)*(/[a-z]+(-[a-z]+)*)?")
"""`stale-expired`, `freely-given/conditionality`."""


def check_holdings(holdings: Iterable[ast.Holding], report: Report) -> None:
    """Check the cases of one policy, each by itself and with each other."""
    first: dict[str, ast.Holding] = {}
    day: ast.Date | None = None
    for holding in holdings:
        known = first.setdefault(holding.name.value, holding)
        if known is not holding:
            report.error(
                codes.SAID_TWICE,
                holding.name.span,
                f"there are two cases `{holding.name.value}`",
                notes=[Note(known.name.span, "the first is here")],
            )
        _check_complete(holding, report)
        check_grounds(holding.grounds, report)
        day = _check_day(holding, day, report)


def check_grounds(grounds: Iterable[ast.Text], report: Report) -> None:
    """Report grounds that are no names: `freely-given/conditionality` is one."""
    for ground in grounds:
        if _GROUND.fullmatch(ground.value) is None:
            report.error(
                codes.UNREADABLE_GROUND,
                ground.span,
                f"`{ground.value}` is not the name of a ground",
                help="a ground is a word or two, small letters and hyphens: `freely-given/conditionality`",
            )


def _check_complete(holding: ast.Holding, report: Report) -> None:
    for lacking, line in (
        (not holding.under, "under which law it was decided: `under gdpr`"),
        (holding.expect is None, "what was held: `expect valid`"),
        (
            holding.expect == "invalid" and not holding.grounds,
            'why it was held invalid: `expect invalid because "informed/purpose"`',
        ),
    ):
        if lacking:
            report.error(
                codes.CASE_INCOMPLETE,
                holding.name.span,
                f"the case `{holding.name.value}` leaves out something that counts",
                help=f"say {line}",
            )


def _check_day(holding: ast.Holding, day: ast.Date | None, report: Report) -> ast.Date | None:
    """Report a day other than *day*, that of an earlier case; the day that counts from here on."""
    if holding.on is not None and day is not None and holding.on.ordinal != day.ordinal:
        report.error(
            codes.CASES_OF_TWO_DAYS,
            holding.on.span,
            f"this case is of {holding.on.iso}, another one in the same policy of {day.iso}",
            help="tell the practice twice, in two policies",
            notes=[Note(day.span, "the other is of this day")],
        )
    return day or holding.on
