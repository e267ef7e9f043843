"""
The tables between two runs: kept as JSON in the user's cache directory.

The name of the file stands for the grammar, the version of Lark that read it
and the layout of the tables; a checksum stands in front. A file that is
missing, damaged or not ours is made anew, and where nothing can be written the
tables are made in every run. Nothing in the file can be run: it holds words,
numbers, and patterns.
"""

import json
import os
import sys
from contextlib import suppress
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from consentlang.syntax.tables import Rule, Tables, grammar_text, make_tables

_LAYOUT: Final = "2"
"""To be raised when `tables` lays the same grammar out in another way."""


def load_tables() -> Tables:
    """The tables of the grammar, from the cache if they are there."""
    grammar = grammar_text()
    path = _path(grammar)
    kept = _read(path) if path else None
    if kept is not None:
        return kept
    made = make_tables(grammar)
    if path:
        _keep(path, made)
    return made


def folder() -> Path | None:
    """Where this program keeps what it can make again; None where nothing is to be kept."""
    named = os.environ.get("CONSENTLANG_CACHE")
    if named is not None:
        return None if named in {"", "0", "off"} else Path(named)
    for variable in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        if root := os.environ.get(variable):
            return Path(root) / "consentlang"
    with suppress(RuntimeError):
        return Path.home() / ".cache" / "consentlang"
    return None


def _path(grammar: str) -> Path | None:
    """Where the tables of *grammar* are kept; None where nothing is kept."""
    key = "\0".join((_LAYOUT, f"{sys.version_info[0]}.{sys.version_info[1]}", _lark(), grammar))
    kept = folder()
    return kept and kept / f"{sha256(key.encode()).hexdigest()[:32]}.tables"


def _lark() -> str:
    """What tells one version of Lark from another without importing it: the file that says its version."""
    found = find_spec("lark")
    try:
        return Path(found.origin).read_text("utf-8") if found and found.origin else ""
    except OSError:
        return ""


def _read(path: Path) -> Tables | None:
    try:
        checksum, _, content = path.read_bytes().partition(b"\n")
        if checksum.decode() != sha256(content).hexdigest():
            return None
        tables = Tables(**json.loads(content))
        return tables._replace(rules=[Rule(*rule) for rule in tables.rules])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def _keep(path: Path, made: Tables) -> None:
    """Write the file at once and whole: another run may be reading it."""
    content = json.dumps(made._asdict(), separators=(",", ":")).encode()
    partial = path.with_suffix(f".{os.getpid()}.partial")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        partial.write_bytes(sha256(content).hexdigest().encode() + b"\n" + content)
        partial.replace(path)
    except OSError:
        with suppress(OSError):
            partial.unlink()
