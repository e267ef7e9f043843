"""
Reading: from a path to the text of a policy, or to the reason there is none.

A policy is untrusted input: it is measured before it is read, and never read
past the bound, whatever a pipe goes on sending.
"""

import os
import sys
from itertools import islice
from pathlib import Path
from stat import S_ISREG
from typing import NoReturn

from consentlang.diagnostics import codes
from consentlang.diagnostics.codes import Code
from consentlang.diagnostics.nearest import MOST_NAMES, nearest_name
from consentlang.diagnostics.report import Diagnostic, PolicyError
from consentlang.source import Source, Span

MOST_BYTES = 4 * 1024 * 1024
STANDARD_INPUT = "-"
ENDING = ".consent"

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_OTHER_MARKS = (b"\xff\xfe", b"\xfe\xff")  # UTF-16, either end first


def read_source(path: str | Path) -> Source:
    """Read the policy at *path*, or standard input for `-`; PolicyError says why it cannot be read."""
    name = str(path)
    if name == STANDARD_INPUT:
        return decode("standard input", sys.stdin.buffer.read(MOST_BYTES + 1))
    try:
        return decode(name, _read_bytes(name))
    except FileNotFoundError:
        help = nearest_file(name, Path(name).parent) or "check the path, or where you are"
        _refuse(name, codes.FILE_MISSING, f"there is no file `{name}`", help)
    except IsADirectoryError:
        inside = Path(name) / "policy.consent"
        _refuse(
            name,
            codes.FILE_IS_DIRECTORY,
            f"`{name}` is a directory, not a policy",
            f"name a file in it, such as `{inside}`",
        )
    except (OSError, ValueError) as reason:
        _refuse(name, codes.FILE_REFUSED, f"`{name}` cannot be opened: {_reason(reason)}")


def decode(name: str, content: bytes) -> Source:
    r"""
    Turn *content* into the source called *name*; lines may end as on any system.

    >>> decode("zoom.consent", b"\xef\xbb\xbfparty Vendor\r\n").text
    'party Vendor\n'
    """
    if len(content) > MOST_BYTES:
        _refuse_size(name)
    if b"\0" in content or content.startswith(_OTHER_MARKS):
        _refuse(name, codes.FILE_BINARY, f"`{name}` is not text", "a policy is a plain text file in UTF-8")
    text = _decoded(name, content.removeprefix(_BYTE_ORDER_MARK))
    if not text.strip():
        _refuse(name, codes.FILE_EMPTY, f"`{name}` says nothing", 'a policy begins with `policy "its title"`')
    return Source(name, text.replace("\r\n", "\n").replace("\r", "\n"))


def _read_bytes(name: str) -> bytes:
    """At most one byte more than the bound, of a file or of whatever comes out of a pipe."""
    with Path(name).open("rb") as file:
        status = os.fstat(file.fileno())
        if S_ISREG(status.st_mode) and status.st_size > MOST_BYTES:
            _refuse_size(name)
        return file.read(MOST_BYTES + 1)


def _decoded(name: str, content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as wrong:
        before = content[: wrong.start].decode("utf-8")
        line = before.count("\n") + 1
        _refuse(
            name,
            codes.FILE_NOT_UTF8,
            f"`{name}` is not encoded in UTF-8: line {line} holds the byte 0x{content[wrong.start]:02x}",
            "save the file as UTF-8",
        )


def _reason(problem: OSError | ValueError) -> str:
    """Why the system refused, in its own words."""
    words = problem.strerror if isinstance(problem, OSError) else None
    return (words or "not a path").lower()


def _refuse_size(name: str) -> NoReturn:
    most = MOST_BYTES // (1024 * 1024)
    _refuse(
        name,
        codes.FILE_TOO_LARGE,
        f"`{name}` is larger than {most} MiB",
        "divide the policy into files and `import` them",
    )


def _refuse(name: str, code: Code, message: str, help: str | None = None) -> NoReturn:
    nowhere = Span(Source(name, ""), 0, 0)
    raise PolicyError([Diagnostic(code, nowhere, message, help)]) from None


def nearest_file(written: str, folder: Path) -> str | None:
    """Offer the policy in *folder* that the path *written* was probably meant to be, as a help."""
    path = Path(written)
    try:
        beside = sorted(entry.stem for entry in islice(folder.glob(f"*{ENDING}"), MOST_NAMES))
    except OSError:
        return None
    name = nearest_name(path.name.removesuffix(ENDING), beside)
    return None if name is None else f"did you mean `{written.removesuffix(path.name)}{name}{ENDING}`?"
