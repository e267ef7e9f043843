"""Verifying on the command line: from files to the answers about them, and the exit code of the worst."""

from collections.abc import Sequence
from typing import assert_never

from consentlang import driver
from consentlang.cli.exits import Exit, exit_of, worst
from consentlang.cli.output import write
from consentlang.diagnostics.look import Format, Look
from consentlang.explain.reason import Account
from consentlang.explain.recount import recount


def verify(
    paths: Sequence[str], look: Look, *, timeout: float | None, lenient: bool, as_of: int | None
) -> Exit:
    """Verify each policy and write what is to be said of it, one as soon as it is known."""
    accounts: list[Account] = []
    for index, path in enumerate(paths):
        outcome = driver.verify(path, timeout=timeout, lenient=lenient, as_of=as_of)
        account = recount(
            outcome.path, outcome.report, outcome.result, outcome.seconds, stopped=outcome.stopped
        )
        accounts.append(account)
        if look.format is not Format.JSON:
            write("\n" * (index > 0 and look.format is Format.TEXT) + _written(account, path, look))
    if look.format is Format.JSON:
        from consentlang.explain.document import dumps  # noqa: PLC0415 - only this format needs it

        write(dumps(accounts))
    return worst(exit_of(account.verdict, lenient=lenient) for account in accounts)


def _written(account: Account, path: str, look: Look) -> str:
    match look.format:
        case Format.TEXT:
            from consentlang.explain.story import story  # noqa: PLC0415 - only this format needs it

            return story(account, look)
        case Format.CONCISE:
            from consentlang.explain.lines import concise  # noqa: PLC0415 - only this format needs it

            return concise(account, path, look)
        case Format.GITHUB:
            from consentlang.explain.lines import github  # noqa: PLC0415 - only this format needs it

            return github(account, path)
        case Format.JSON:
            raise ValueError("a document is written once, of all policies")
        case _:
            assert_never(look.format)
