"""
Modules: from a policy to all the files it is made of.

`import std.gdpr` opens the library `std/gdpr/gdpr.consent` beside this package; `import "people.consent"`
opens a file of the author's, by its path from the importing file. A policy is untrusted input: it reads
only files that end in `.consent` and lie, links resolved, in its own folder or below; a bounded number of
them, to a bounded depth, and each once.

Only what lies in `std` is a library. `library` on the first line of an author's file is a title.
"""

import os
from functools import lru_cache
from pathlib import Path
from typing import Final

from attrs import define, field, frozen

from consentlang.diagnostics import codes
from consentlang.diagnostics.codes import Code
from consentlang.diagnostics.nearest import nearest
from consentlang.diagnostics.report import Diagnostic, PolicyError, Report
from consentlang.names.symbols import Module
from consentlang.reading import ENDING, nearest_file, read_source
from consentlang.source import Source
from consentlang.syntax import ast
from consentlang.syntax.parse import parse

MOST_FILES: Final = 200
MOST_DEPTH: Final = 40
STANDARD: Final = Path(__file__).resolve().parent.parent / "std"


@frozen
class _Place:
    """A file as it is found on the disk, and as it is called."""

    path: Path
    name: str
    library: bool


class _RefusedError(Exception):
    """An import that cannot be followed, and why."""

    def __init__(self, code: Code, message: str, help: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.help = help


def load(file: ast.File, report: Report) -> tuple[Module, ...]:
    """*file* and all it imports, imports before importers; report the imports that lead nowhere."""
    name = file.span.source.name
    path = _resolved(Path(name)) or Path()
    here = _Place(path, name, library=path.is_relative_to(STANDARD))
    loading = _Loading(report, root=STANDARD if here.library else path.parent)
    loading.open(here, file)
    return tuple(loading.modules)


def library_names() -> list[str]:
    """The libraries that can be imported, as they are imported."""
    if not STANDARD.is_dir():
        return []
    return sorted(f"std.{folder.name}" for folder in STANDARD.iterdir() if _main_file(folder).is_file())


@define
class _Loading:
    """Follows imports, depth first."""

    report: Report
    root: Path
    modules: list[Module] = field(factory=list)
    opened: set[Path] = field(factory=set)
    chain: list[_Place] = field(factory=list)

    def open(self, place: _Place, file: ast.File) -> None:
        """Add *file* behind everything it imports."""
        self.opened.add(place.path)
        self.chain.append(place)
        for item in file.items:
            if isinstance(item, ast.Import):
                self.follow(item)
        self.chain.pop()
        self.modules.append(Module(place.name, file, place.library))

    def follow(self, line: ast.Import) -> None:
        """Open what *line* imports, unless it is open already."""
        try:
            place = self.find(line)
            self.refuse_cycle(place)
            if place.path in self.opened:
                return
            source = self.read(place)
        except _RefusedError as refused:
            self.report.error(refused.code, line.target.span, refused.message, help=refused.help)
        else:
            self.open(place, self.parsed(source) if place.library else parse(source, self.report))

    def parsed(self, source: Source) -> ast.File:
        """The library *source*, read once for all policies of a run."""
        file, complaints = _library(source.name, source.text)
        for complaint in complaints:
            self.report.add(complaint)
        return file

    def find(self, line: ast.Import) -> _Place:
        """Where the file lies that *line* names."""
        importer = self.chain[-1]
        if isinstance(line.target, ast.DottedName):
            return _find_library(line.target)
        root = STANDARD if importer.library else self.root
        return _find_file(line.target.value, importer, root)

    def refuse_cycle(self, place: _Place) -> None:
        """Refuse a file that is being opened further up, and print the way round."""
        for index, above in enumerate(self.chain):
            if above.path == place.path:
                names = [f"`{each.name}`" for each in (*self.chain[index:], place)]
                raise _RefusedError(
                    codes.IMPORT_CYCLE,
                    f"files import each other in a circle: {' → '.join(names)}",
                    "move what they share into a file of its own",
                )

    def read(self, place: _Place) -> Source:
        """The text of the file, within the bounds."""
        if len(self.opened) >= MOST_FILES or len(self.chain) >= MOST_DEPTH:
            raise _RefusedError(
                codes.IMPORTS_TOO_MANY,
                f"a policy is made of {MOST_FILES} files at most, imported {MOST_DEPTH} deep at most",
            )
        try:
            return Source(place.name, read_source(place.path).text)
        except PolicyError as error:
            first = error.diagnostics[0]
            message = first.message.replace(str(place.path), place.name)
            raise _RefusedError(first.code, message, first.help) from None


@lru_cache(maxsize=MOST_FILES)
def _library(name: str, text: str) -> tuple[ast.File, tuple[Diagnostic, ...]]:
    """The library *name* that says *text*, and what there is to complain of."""
    report = Report()
    return parse(Source(name, text), report), tuple(report)


def _find_library(target: ast.DottedName) -> _Place:
    first, *rest = (part.text for part in target.parts)
    path = _main_file(STANDARD.joinpath(*rest)) if rest else STANDARD
    if first != "std" or not _is_file(path):
        known = library_names()
        raise _RefusedError(
            codes.IMPORT_NOT_FOUND,
            f"there is no library `{target.text}`",
            nearest(target.text, [*known, *(name.removeprefix("std.") for name in known)])
            or _file_instead(target.text, first),
        )
    return _Place(path, target.text, library=True)


def _file_instead(written: str, first: str) -> str | None:
    """What to write for a file of one's own."""
    return None if first == "std" else f'a file of your own is imported as `import "{written}{ENDING}"`'


def _main_file(folder: Path) -> Path:
    return folder / f"{folder.name}{ENDING}"


def _find_file(written: str, importer: _Place, root: Path) -> _Place:
    if not written.endswith(ENDING):
        raise _RefusedError(
            codes.IMPORT_OTHER_ENDING,
            f"`{written}` does not end in `{ENDING}`",
            f"only files that end in `{ENDING}` are imported",
        )
    path = None if Path(written).is_absolute() else _resolved(importer.path.parent / written)
    if path is None or not path.is_relative_to(root):
        where = "`std`" if importer.library else "the folder of the policy"
        raise _RefusedError(
            codes.IMPORT_OUTSIDE,
            f"`{written}` lies outside {where}",
            f"an import is a path from the importing file to a file in {where} or below",
        )
    if not _is_file(path):
        raise _RefusedError(
            codes.IMPORT_NOT_FOUND, f"there is no file `{written}`", nearest_file(written, path.parent)
        )
    if path.is_relative_to(STANDARD):
        return _Place(path, path.relative_to(STANDARD.parent).as_posix(), library=True)
    return _Place(path, os.path.normpath(Path(importer.name).parent / written), library=False)


def _is_file(path: Path) -> bool:
    """Whether a plain file is there: a pipe could keep us waiting for ever."""
    try:
        return path.is_file()
    except OSError:
        return False


def _resolved(path: Path) -> Path | None:
    """*path* with every link followed; None for what the system cannot take for a path."""
    try:
        return path.resolve()
    except (OSError, ValueError, RuntimeError):
        return None
