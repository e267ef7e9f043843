"""Probing on the command line: from a policy to what a search of its scenarios finds."""

from attrs import frozen

from consentlang import driver
from consentlang.cli.exits import Exit
from consentlang.cli.output import complain, write
from consentlang.diagnostics.look import Format, Look
from consentlang.diagnostics.render import render


@frozen
class Search:
    """How long to search, and where."""

    examples: int
    seed: int
    timeout: float | None
    as_of: int | None


def probe(path: str, look: Look, search: Search) -> Exit:
    """Search the policy, and write what was found."""
    from consentlang.probe import page  # noqa: PLC0415 - loads Hypothesis
    from consentlang.probe.strategies import NobodyAllowed  # noqa: PLC0415 - loads Hypothesis

    try:
        done = driver.probe(
            path, examples=search.examples, seed=search.seed, timeout=search.timeout, as_of=search.as_of
        )
    except NobodyAllowed as nobody:
        complain(f"{nobody}\n")
        return Exit.WRONG_INPUT
    if done.stopped:
        complain(f"the time ran out before `{path}` was read\n")
        return Exit.UNDECIDED
    if done.found is None:
        complain(render(done.report, look))
        return Exit.WRONG_INPUT
    write(page.dumps(done.found) if look.format is Format.JSON else page.page(done.found, look))
    return Exit.FINE if done.found.violations is None else Exit.FAILED
