"""
A program as text and back, so that an unchanged policy need not be lowered again.

Plain JSON: a table of objects, each after those it speaks of, by class and field; equal expressions are one
entry. Reading it back makes the classes of `core.ir` and nothing else, whatever the text says: a damaged
text gives `Damaged`, never code. Verdicts are not stored, here or anywhere.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, get_args

from attrs import define, field, fields

from consentlang.core import ir
from consentlang.source import Source, Span

CLASSES: Final = tuple(
    value for value in vars(ir).values() if isinstance(value, type) and value.__module__ == ir.__name__
)
FIELDS: Final = {cls: tuple(a.name for a in fields(cls)) for cls in CLASSES}
NUMBER: Final = {cls: number for number, cls in enumerate(CLASSES)}
SPAN: Final = len(CLASSES)
EXPRESSIONS: Final = frozenset(get_args(ir.Expr))
PLAIN: Final = frozenset((str, int, bool, type(None)))


class Damaged(Exception):
    """The text is not one that `dump` wrote for this version of the program's classes."""


def dump(program: ir.Program) -> tuple[str, tuple[Source, ...]]:
    """*program* as text, and the sources that its spans point into, in the order the text counts them."""
    writer = _Writer()
    root = writer.value(program)
    return json.dumps([root, writer.table], separators=(",", ":")), tuple(writer.sources)


@define(eq=False)
class _Writer:
    table: list[list[Any]] = field(factory=list)
    sources: dict[Source, int] = field(factory=dict)
    _seen: dict[object, int] = field(factory=dict)

    def value(self, value: Any) -> Any:  # noqa: ANN401 - whatever a field holds
        """A field: plain as it is, an object as `[place]`, several as `{"t": [...]}` or `{"m": {...}}`."""
        kind = type(value)
        if kind in PLAIN:
            return value
        if kind is tuple:
            return {"t": self._values(value)}
        if isinstance(value, Mapping):
            return {"m": {key: self.value(part) for key, part in value.items()}}
        key = value if kind in EXPRESSIONS else id(value)
        place = self._seen.get(key)
        if place is None:
            entry = self._entry(value, kind)
            place = self._seen[key] = len(self.table)
            self.table.append(entry)
        return [place]

    def _values(self, values: Iterable[Any]) -> list[Any]:
        return [value if type(value) in PLAIN else self.value(value) for value in values]

    def _entry(self, value: Any, kind: type) -> list[Any]:  # noqa: ANN401
        if kind is Span:
            source = self.sources.setdefault(value.source, len(self.sources))
            return [SPAN, source, value.start, value.end]
        return [NUMBER[kind], *self._values([getattr(value, name) for name in FIELDS[kind]])]


def load(text: str, sources: Sequence[Source]) -> ir.Program:
    """
    The program that *text* says, with spans into *sources*.

    Raises:
        Damaged: the text says no program.

    """
    try:
        root, entries = json.loads(text)
        table: list[Any] = []
        for entry in entries:
            table.append(_read(entry, table, sources))
        program = table[root[0]]
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        raise Damaged from error
    if not isinstance(program, ir.Program):
        raise Damaged
    return program


def _read(entry: list[Any], table: list[Any], sources: Sequence[Source]) -> Any:  # noqa: ANN401
    number, *written = entry
    if number == SPAN:
        source, start, end = written
        return Span(sources[source], start, end)
    if CLASSES[number] is ir.Const:
        return ir.TRUE if written[0] else ir.FALSE
    return CLASSES[number](*[_field(value, table) for value in written])


def _field(value: Any, table: list[Any]) -> Any:  # noqa: ANN401
    kind = type(value)
    if kind is list:
        return table[value[0]]
    if kind is dict:
        if "t" in value:
            return tuple([_field(part, table) for part in value["t"]])
        return {key: _field(part, table) for key, part in value["m"].items()}
    return value
