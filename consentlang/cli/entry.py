"""
The door: from the street to a command, and from whatever happens to an exit code.

An exit code is read by scripts as a verdict, so nothing that is not a verdict
may leave with the code of one: Python itself would leave a bug with 1, which
means FAILED.
"""

import errno
import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from consentlang.cli import output
from consentlang.cli.exits import Exit
from consentlang.cli.patience import PATIENCE

COLLECT_RARELY: Final = 1_000_000
"""New objects after which garbage is looked for."""

# Help and usage are written by Typer, past `output`.
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EIO}


def main() -> None:
    """
    Run the command that was typed, and leave with its exit code.

    A run is short and keeps nearly all it makes: to look for garbage among it, or to clear it away before
    leaving, takes a tenth of the time.
    """
    gc.set_threshold(COLLECT_RARELY)
    code = run(sys.argv[1:])
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):
            stream.flush()
    os._exit(code)


def run(arguments: Sequence[str]) -> int:
    """Run the command that *arguments* name; the exit code, whatever happens."""
    try:
        return _command(arguments)
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except output.ReaderGone:
        output.give_up()
        return Exit.READER_GONE
    except output.NotWritten as reason:
        return _unwritten(reason)
    except OSError as reason:
        return _unwritten(reason) if reason.errno in _NO_ROOM else _confess(reason)
    except Exception as bug:  # noqa: BLE001 - whatever it is, it must not look like a verdict
        return _confess(bug)


def _command(arguments: Sequence[str]) -> int:
    output.prepare()
    if _is_plain(arguments):
        from consentlang.cli import verifying  # noqa: PLC0415 - Ctrl-C while it loads is caught, too
        from consentlang.cli.appearance import look  # noqa: PLC0415 - the same

        return verifying.verify(arguments[1:], look(), timeout=PATIENCE, lenient=False, as_of=None)
    from consentlang.cli.app import app  # noqa: PLC0415 - the same

    try:
        app(args=list(arguments), prog_name="consentlang")
    except SystemExit as leaving:
        output.flush()
        return leaving.code if isinstance(leaving.code, int) else Exit.FINE
    return Exit.FINE


def _is_plain(arguments: Sequence[str]) -> bool:
    """
    Whether this is `verify` with files alone: no word of it needs Typer, which takes longer than most proofs.

    Not on Windows, where Typer says which files a pattern means.
    """
    command, *files = arguments or ("",)
    words = (name.startswith("-") and name != "-" for name in files)
    return command == "verify" and bool(files) and not any(words) and os.name != "nt"


def _unwritten(reason: output.NotWritten | OSError) -> int:
    output.give_up()
    words = reason.strerror if isinstance(reason, OSError) else reason
    return _last_words(f"the answer could not be written: {words}")


def _confess(bug: Exception) -> int:
    if os.environ.get("CONSENTLANG_DEBUG") == "1":
        import traceback  # noqa: PLC0415 - for whoever looks for the bug

        traceback.print_exception(bug)
    return _last_words(
        f"internal error, this is our bug and says nothing about your policy: {type(bug).__name__}\n"
        "please report it, with what CONSENTLANG_DEBUG=1 shows"
    )


def _last_words(message: str) -> int:
    """Say *message* if anybody can still hear it."""
    with suppress(output.ReaderGone, output.NotWritten):
        output.complain(f"{message}\n")
    return Exit.BUG
