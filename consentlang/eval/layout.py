"""
Layout: what the generated function asks, and what a record has ready for it.

A status is told by its time. Of a word of which the rules ask one thing or two, only these are kept: a truth
is faster asked than a word. The truths of a table (`eval.tabulate`) are one number.
"""

import keyword
import re
from collections.abc import Iterable, Mapping
from typing import Final

from attrs import frozen

from consentlang.core import ir
from consentlang.eval.judge import Judge
from consentlang.eval.nesting import Block, Look, kept, literals, looks, nested
from consentlang.eval.partial import support
from consentlang.eval.schema import AT, Column
from consentlang.eval.tabulate import tabulated, truths_of

RESERVED: Final = frozenset(
    {"self", "record", "mask", "answers", "first", "table", "AttributeError", "KeyError", "unusual_"}
)
_OF_A_FUNCTION: Final = re.compile(r"k[0-9]+")
"""What a function keeps for itself."""


@frozen
class Whole:
    """A column as it is."""

    name: str
    column: Column


@frozen
class Truth:
    """Whether a column is one of some values."""

    name: str
    asked: ir.Is


@frozen
class Packed:
    """Truths as one number, the nth of them its bit 2 ** n."""

    name: str
    truths: tuple[ir.Is, ...]


Place = Whole | Truth | Packed
"""One thing that a record has ready."""


@frozen
class Layout:
    """The tests of a policy, and what a record has ready for them."""

    judge: Judge
    names: Mapping[str, str]
    """An identifier for each column."""
    asked: tuple[Column, ...]
    """The columns on which something turns."""
    block: Block
    truths: Mapping[ir.Is, ir.Is]
    """By what is asked of a column, what is kept of it: the same or its opposite."""
    called: Mapping[ir.Is, str]
    """An identifier for each truth."""
    tables: Mapping[Look, tuple[str, str]]
    """For each table its identifier, and that of the number by which one looks."""
    places: tuple[Place, ...]
    """What the record has ready, in this order."""


def lay_out(judge: Judge, names: Mapping[str, str], block: Block | None = None) -> Layout:
    """The layout for *judge*. *names*: an identifier for each column; *block*: the tests, if given."""
    columns = judge.flat.schema.columns
    conditions = [condition for condition, _ in judge.conditions]
    asked = tuple(columns[name] for name in support(*conditions))
    told_by_times = {"status", "answer"}
    truths = truths_of(conditions, {c.name: c.values for c in asked if c.kind not in told_by_times})
    if block is None:
        values = {column.name: column.values for column in asked}
        block = kept(tabulated(nested(conditions, values), truths))
    taken = {*RESERVED, *names.values()}
    called = {
        each: names[each.fact]
        if columns[each.fact].values == ir.YES_NO
        else identifier(f"{each.fact} is {' or '.join(each.values)}", number, taken)
        for number, each in enumerate(dict.fromkeys(truths.values()))
    }
    tables = {
        look: (identifier(f"rules {number}", number, taken), identifier(f"facts {number}", number, taken))
        for number, look in enumerate(looks(block), 1)
    }
    places: dict[Place, None] = {}
    for column in asked:
        if column.kind in told_by_times:
            since = columns[str(column.at)]
            whole = (column, since) if column.kind == "answer" else (since,)
            places |= {Whole(names[each.name], each): None for each in whole}
    for literal in literals(block):
        truth, column = truths.get(literal), columns[literal.fact]
        if truth is not None:
            places[Truth(called[truth], truth)] = None
        elif column.kind not in told_by_times:
            places[Whole(names[column.name], column)] = None
    places |= {Packed(number, look.truths): None for look, (_, number) in tables.items()}
    places[Whole(names[AT], columns[AT])] = None
    return Layout(judge, names, asked, block, truths, called, tables, tuple(places))


def identifiers(columns: Iterable[str]) -> dict[str, str]:
    """A plain identifier for each column, no two alike."""
    taken = set(RESERVED)
    return {column: identifier(column, n, taken) for n, column in enumerate(dict.fromkeys(columns))}


def identifier(text: str, number: int, taken: set[str]) -> str:
    """*text* in plain letters, or one with its number where that says nothing; one that was not *taken*."""
    plain = re.sub(r"[^0-9A-Za-z]+", "_", text).strip("_")
    name = plain if plain and plain[0].isalpha() and not keyword.iskeyword(plain) else f"c{number}"
    if name in taken or _OF_A_FUNCTION.fullmatch(name):
        name = f"{name}_{number}"
    while name in taken:
        name += "_"
    taken.add(name)
    return name
