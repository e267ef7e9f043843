"""
The cache: programs that were lowered before, so that an unchanged policy starts where it stopped.

An entry is found by what was read: the policy's text and name, the day whose law counts, and the checker
itself with its library; it says whose it is, and is not taken for another's. A policy that imports files of
the author's own is not kept. It is plain JSON, it holds warnings but no verdict, and a damaged one is as good
as none. Nothing here ever fails: without a cache it takes longer.

`CONSENTLANG_CACHE` names another folder, or is `off`.
"""

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from attrs import frozen

from consentlang import __version__
from consentlang.core import ir, store
from consentlang.diagnostics import codes
from consentlang.diagnostics.report import Diagnostic, Note, PolicyError, Report
from consentlang.reading import STANDARD_INPUT, read_source
from consentlang.source import Source, Span

PACKAGE: Final = Path(__file__).resolve().parent
STANDARD: Final = PACKAGE / "std"
UNREADABLE: Final = (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError)
LIBRARY: Final = ("std.", "std/")
"""How the names of what ships with the checker begin; its files are looked for in the package alone."""
PREFIX: Final = "policy-"
"""Others keep files of their own in the same folder."""
MOST_KEPT: Final = 64
MOST_BYTES: Final = 32 * 1024 * 1024


@frozen(eq=False)
class Recalled:
    """What lowering gave: the program, and the warnings on the way."""

    program: ir.Program
    warnings: tuple[Diagnostic, ...]


def recall(source: Source, as_of: int | None) -> Recalled | None:
    """What *source* was lowered to before, if nothing has changed since."""
    path = _entry(source, as_of)
    if path is None:
        return None
    try:
        if path.stat().st_size > MOST_BYTES:
            return None
        entry = json.loads(path.read_text(encoding="utf-8"))
        if entry["policy"] != _digest(source.text):
            return None
        sources = [_again(place, source) for place in entry["sources"]]
        warnings = tuple(_warning(each, sources) for each in entry["warnings"])
        program = store.load(entry["program"], sources)
    except (*UNREADABLE, PolicyError, store.Damaged):
        return None
    return Recalled(program, warnings)


def remember(
    source: Source, as_of: int | None, program: ir.Program, report: Report, read: Iterable[Source]
) -> None:
    """Keep *program*, lowered from *source* and all *read* with it, with the warnings of *report*."""
    path = _entry(source, as_of)
    if path is None:
        return
    text, spanned = store.dump(program)
    warnings = tuple(report)
    pointed = (d.span.source for d in warnings), (n.span.source for d in warnings for n in d.notes)
    sources = tuple(dict.fromkeys((*spanned, source, *read, *(s for group in pointed for s in group))))
    if any(each.name != source.name and not each.name.startswith(LIBRARY) for each in sources):
        return  # files of the author's own: where their names lead can change without a trace in the key
    entry = {
        "policy": _digest(source.text),
        "sources": [{"name": each.name, "is": _digest(each.text)} for each in sources],
        "warnings": [_laid_out(each, sources) for each in warnings],
        "program": text,
    }
    with suppress(OSError):
        _write(path, json.dumps(entry, separators=(",", ":")))


# --- where ------------------------------------------------------------------------------------------


def _entry(source: Source, as_of: int | None) -> Path | None:
    """The file of the entry; None where nothing is to be kept."""
    folder = _folder()
    if folder is None or source.name in {STANDARD_INPUT, "standard input"}:
        return None
    with suppress(OSError):
        key = "\0".join((__version__, _checker(), str(as_of), source.name, os.getcwd(), source.text))  # noqa: PTH109 - a name for the key, no path to open
        return folder / f"{PREFIX}{_digest(key)}.json"
    return None


def _folder() -> Path | None:
    """The folder of the cache, as the system's customs have it."""
    named = os.environ.get("CONSENTLANG_CACHE")
    if named is not None:
        return None if named in {"", "0", "off"} else Path(named)
    configured = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if configured.is_absolute():
        return configured / "consentlang"
    with suppress(RuntimeError):
        return Path.home() / ".cache" / "consentlang"
    return None


def _checker() -> str:
    """What tells this checker and its library from any other: names, sizes and times of its files."""
    stamps = [*_stamps(str(PACKAGE))]
    if (beside := PACKAGE.parent / "grammar").is_dir():  # the source tree, where the grammar lies apart
        stamps += _stamps(str(beside))
    return _digest("\n".join(sorted(stamps)))


def _stamps(folder: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                if entry.name not in {"__pycache__", "pages"}:
                    yield from _stamps(entry.path)
            elif entry.name.endswith((".py", ".consent", ".lark")):
                status = entry.stat()
                yield f"{entry.path} {status.st_size} {status.st_mtime_ns}"


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _write(path: Path, text: str) -> None:
    """Put *text* in the cache at once, so that a reader meets all of it or nothing; drop the oldest."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_suffix(f".{os.getpid()}")
    try:
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    kept = sorted(path.parent.glob(f"{PREFIX}*.json"), key=lambda each: each.stat().st_mtime)
    for old in kept[:-MOST_KEPT]:
        old.unlink(missing_ok=True)


# --- what it points into ----------------------------------------------------------------------------


def _again(place: dict[str, str], source: Source) -> Source:
    """
    The source that was read before, if it still reads the same.

    Raises:
        ValueError: it does not.

    """
    name = place["name"]
    found = source if name == source.name else Source(name, read_source(_path(name)).text)
    if _digest(found.text) != place["is"]:
        raise ValueError(name)
    return found


def _path(name: str) -> Path:
    """Where the file lies that is called *name*: a library by its dotted name or by its place, or a file."""
    if name.startswith("std."):
        folder = STANDARD.joinpath(*name.split(".")[1:])
        return folder / f"{folder.name}.consent"
    return PACKAGE / name if name.startswith("std/") else Path(name)


# --- warnings ---------------------------------------------------------------------------------------


def _laid_out(diagnostic: Diagnostic, sources: Sequence[Source]) -> list[Any]:
    notes = [[_place(note.span, sources), note.text] for note in diagnostic.notes]
    place = _place(diagnostic.span, sources)
    return [diagnostic.code.number, place, diagnostic.message, diagnostic.help, notes]


def _place(span: Span, sources: Sequence[Source]) -> list[int]:
    return [sources.index(span.source), span.start, span.end]


def _warning(entry: list[Any], sources: Sequence[Source]) -> Diagnostic:
    number, place, message, help, notes = entry
    code = codes.find(number)
    if code is None:
        raise ValueError(number)
    told = tuple(Note(_span(where, sources), text) for where, text in notes)
    return Diagnostic(code, _span(place, sources), message, help, told)


def _span(place: list[int], sources: Sequence[Source]) -> Span:
    source, start, end = place
    return Span(sources[source], start, end)
