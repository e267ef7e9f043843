"""Probing on the command line: from a policy to what a search of its scenarios finds."""

from attrs import frozen

from consentlang import driver
from consentlang.cli.exits import Exit
from consentlang.cli.output import complain, write
from consentlang.diagnostics.look import Format, Look
from consentlang.diagnostics.render import render
from consentlang.diagnostics.report import Report


@frozen
class Search:
    """How long to search, and where."""

    examples: int
    seed: int
    timeout: float | None
    as_of: int | None


def probe(path: str, look: Look, search: Search) -> Exit:
    """Search the policy, and write what was found."""
    report = Report()
    program = driver.build(path, report, as_of=search.as_of)
    if program is None:
        complain(render(report, look))
        return Exit.WRONG_INPUT
    from consentlang.probe import page  # noqa: PLC0415 - loads Hypothesis
    from consentlang.probe.probe import probe as searched  # noqa: PLC0415 - loads Hypothesis
    from consentlang.probe.strategies import NobodyAllowed  # noqa: PLC0415 - loads Hypothesis

    try:
        probed = searched(program, examples=search.examples, seed=search.seed, timeout=search.timeout)
    except NobodyAllowed as nobody:
        complain(f"{nobody}\n")
        return Exit.WRONG_INPUT
    write(page.dumps(probed) if look.format is Format.JSON else page.page(probed, look))
    return Exit.FINE if probed.violations is None else Exit.FAILED
