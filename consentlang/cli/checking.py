"""Checking on the command line: from files to all that is wrong with them, in one report."""

from collections.abc import Sequence

from consentlang import driver
from consentlang.cli.exits import Exit
from consentlang.cli.output import write
from consentlang.diagnostics.look import Look
from consentlang.diagnostics.render import render
from consentlang.diagnostics.report import Report


def check(paths: Sequence[str], look: Look) -> Exit:
    """Read each policy and write what is wrong with it."""
    together = Report()
    outcomes = [driver.check(path) for path in paths]
    for outcome in outcomes:
        for diagnostic in outcome.report:
            together.add(diagnostic)
    together.left_out += sum(outcome.report.left_out for outcome in outcomes)
    write(render(together, look))
    return Exit.WRONG_INPUT if together.has_errors else Exit.FINE
