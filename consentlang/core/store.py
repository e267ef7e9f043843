"""
A program as text and back, so that an unchanged policy need not be lowered again.

Plain JSON: a table of objects, each after those it speaks of, by class and field; equal expressions are one
entry. Reading it back makes the classes of `core.ir` and nothing else, whatever the text says: a damaged
text gives `Damaged`, never code. Verdicts are not stored, here or anywhere.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import Any, Final, get_args

from attrs import define, field, fields

from consentlang.core import ir
from consentlang.source import Source, Span


def _reader(names: list[str]) -> Callable[[object], tuple[Any, ...]]:
    """What gives the fields of these names."""
    read = attrgetter(*names)
    return read if len(names) > 1 else lambda value: (read(value),)


CLASSES: Final = tuple(
    value for value in vars(ir).values() if isinstance(value, type) and value.__module__ == ir.__name__
)
FIELDS: Final = {cls: _reader([a.name for a in fields(cls)]) for cls in CLASSES}
NUMBER: Final = {cls: number for number, cls in enumerate(CLASSES)}
SPAN: Final = len(CLASSES)
EXPRESSIONS: Final = frozenset(get_args(ir.Expr))
PLAIN: Final = frozenset((str, int, bool, type(None)))
NESTED: Final = frozenset((list, dict))


class Damaged(Exception):
    """The text is not one that `dump` wrote for this version of the program's classes."""


def dump(program: ir.Program) -> tuple[str, tuple[Source, ...]]:
    """*program* as text, and the sources that its spans point into, in the order the text counts them."""
    writer = _Writer()
    root = writer.value(program)
    return json.dumps([root, writer.table], separators=(",", ":")), tuple(writer.sources)


@define(eq=False)
class _Writer:
    """Lays out objects. Those it has met it knows by identity first: to compare expressions takes longer."""

    table: list[list[Any]] = field(factory=list)
    sources: dict[Source, int] = field(factory=dict)
    _met: dict[int, list[int]] = field(factory=dict)
    _expressions: dict[object, list[int]] = field(factory=dict)

    def value(self, value: Any) -> Any:  # noqa: ANN401 - whatever a field holds
        """A field: plain as it is, an object as `[place]`, several as `[null, ...]` or `{...}`."""
        kind = type(value)
        if kind in PLAIN:
            return value
        if kind is tuple:
            return [None, *self._values(value)]
        known = self._met.get(id(value))
        if known is not None:
            return known
        if kind not in NUMBER and kind is not Span:
            return dict(zip(value, self._values(value.values()), strict=True))
        place = self._expressions.get(value) if kind in EXPRESSIONS else None
        if place is None:
            entry = self._entry(value, kind)
            place = [len(self.table)]
            self.table.append(entry)
            if kind in EXPRESSIONS:
                self._expressions[value] = place
        self._met[id(value)] = place
        return place

    def _values(self, values: Iterable[Any]) -> list[Any]:
        return [value if type(value) in PLAIN else self.value(value) for value in values]

    def _entry(self, value: Any, kind: type) -> list[Any]:  # noqa: ANN401
        if kind is Span:
            source = self.sources.setdefault(value.source, len(self.sources))
            return [SPAN, source, value.start, value.end]
        return [NUMBER[kind], *self._values(FIELDS[kind](value))]


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
    return CLASSES[number](*_fields(written, table))


def _fields(written: Iterable[Any], table: list[Any]) -> list[Any]:
    return [_field(value, table) if type(value) in NESTED else value for value in written]


def _field(value: Any, table: list[Any]) -> Any:  # noqa: ANN401
    if type(value) is dict:
        return dict(zip(value, _fields(value.values(), table), strict=True))
    if value[0] is None:
        return tuple(_fields(value[1:], table))
    return table[value[0]]
