"""
Generated Python: a policy as one function over a record with slots, to be read and to be fast.

The source is printed from a tree (`eval.nesting`): what comes from an author, a name or a value, is printed
by `repr` and nowhere else, in comments too; identifiers are made of plain letters only. The function adds a
bit for each condition that holds (added, not or-ed: that is faster, and each is added once); what is said of
a mask is worked out when the mask is first met.
"""

import keyword
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, assert_never

from attrs import define, evolve, field, frozen

from consentlang.core import ir
from consentlang.eval.judge import ALWAYS, Judge
from consentlang.eval.nesting import Block, Keep, Mark, Node, Switch, Test, nested
from consentlang.eval.partial import support
from consentlang.eval.schema import AT, NO_ANSWER, YES, Column

_RESERVED: Final = frozenset(
    {"self", "record", "mask", "answers", "first", "AttributeError", "KeyError", "unusual_"}
)
_INDENT: Final = "    "
_ON_A_LINE: Final = 6
_COMPARED: Final = 4
_TRUTHS: Final = 2


def generate(judge: Judge, names: Mapping[str, str], *, row: str = "row", block: Block | None = None) -> str:
    """
    The source of a method `assess(self, record)`. *names*: an identifier for each column.

    It takes what `layout` lists, in that order, from the attribute *row* of the record (a time is a number,
    infinite if it never came); a record without one goes to `self.unusual`. Two names are not its
    own: `answers`, what was said of a mask before, and `first`, called with a mask that is new. *block*: the
    tests, if not the nested ones.
    """
    columns = judge.flat.schema.columns
    conditions = [condition for condition, _ in judge.conditions]
    asked = [columns[name] for name in support(*conditions)]
    if block is None:
        block = nested(conditions, {column.name: column.values for column in asked})
    places = layout(judge, names)
    printer = _Printer(judge, names, {(p.column.name, p.values): p.name for p in places})
    body = (
        f"{printable(judge.title)!r}",
        "try:",
        *(_INDENT + line for line in _unpacked([place.name for place in places], row)),
        "except AttributeError:",
        f"{_INDENT}return self.unusual(record)",
        *printer.opening(asked, block),
        f"mask = {ALWAYS}",
        *printer.block(block),
        "try:",
        f"{_INDENT}return answers[mask]",
        "except KeyError:",
        f"{_INDENT}return first(mask)",
    )
    return "\n".join(("def assess(self, record):", *(_INDENT + line for line in body))) + "\n"


def _unpacked(names: Sequence[str], row: str) -> Iterator[str]:
    """All columns to locals at once, which is faster than one attribute after the other."""
    yield "("
    for start in range(0, len(names), _ON_A_LINE):
        yield _INDENT + ", ".join(names[start : start + _ON_A_LINE]) + ","
    yield f") = record.{row}"


@frozen
class Place:
    """One thing that a record has ready: a column; or whether it is one of *values*, where there are some."""

    name: str
    column: Column
    values: tuple[str, ...] = ()


def layout(judge: Judge, names: Mapping[str, str]) -> tuple[Place, ...]:
    """
    What a record has ready for the rules of *judge*.

    A status is told by its time. Of a word of which the rules ask one thing or two, only these: a truth is
    faster asked than a word.
    """
    columns = judge.flat.schema.columns
    asked: dict[str, dict[tuple[str, ...], None]] = {}
    for condition, _ in judge.conditions:
        for part in ir.walk(condition):
            if isinstance(part, ir.Is):
                values = columns[part.fact].values
                others = tuple(sorted({*values} - {*part.values}))
                smaller = min(part.values, others, key=lambda some: (len(some), some))
                asked.setdefault(part.fact, {}).setdefault(smaller)
    places: dict[str, Place] = {}
    for name, kinds in asked.items():
        column = columns[name]
        if column.kind in {"status", "answer"}:
            whole = [name] if column.kind == "answer" else []
            for each in (*whole, column.at):
                places.setdefault(str(each), Place(names[str(each)], columns[str(each)]))
        elif column.values == ir.YES_NO or len(kinds) > _TRUTHS:
            places[name] = Place(names[name], column)
        else:
            for some in kinds:
                key = f"{name} is {' or '.join(some)}"
                places[f"\0{key}"] = Place(key, column, some)
    places.setdefault(AT, Place(names[AT], columns[AT]))
    taken = {*_RESERVED, *names.values()}
    return tuple(
        evolve(p, name=_identifier(p.name, n, taken)) if p.values else p
        for n, p in enumerate(places.values())
    )


def identifiers(columns: Iterable[str]) -> dict[str, str]:
    """A plain identifier for each column, no two alike."""
    taken = set(_RESERVED)
    return {column: _identifier(column, n, taken) for n, column in enumerate(dict.fromkeys(columns))}


def _identifier(text: str, number: int, taken: set[str]) -> str:
    """*text* in plain letters, or one with its number where that says nothing; one that was not *taken*."""
    plain = re.sub(r"[^0-9A-Za-z]+", "_", text).strip("_")
    name = plain if plain and plain[0].isalpha() and not keyword.iskeyword(plain) else f"c{number}"
    if name in taken:
        name = f"{name}_{number}"
    while name in taken:
        name += "_"
    taken.add(name)
    return name


@define(eq=False)
class _Printer:
    judge: Judge
    names: Mapping[str, str]
    truths: Mapping[tuple[str, tuple[str, ...]], str]
    """What stands for a column being one of some values."""
    _inline: dict[str, tuple[str, str]] = field(factory=dict, init=False)
    """For a status without a local: that it has come, that it has not."""
    _kept: dict[ir.Expr, str] = field(factory=dict, init=False)

    def opening(self, asked: Iterable[Column], block: Block) -> Iterator[str]:
        """What has happened by the time of the use; a status asked only once is asked in its place."""
        times: dict[str, int] = {}
        _count(block, times)
        use = self.names[AT]
        for column in asked:
            name = self.names[column.name]
            if column.kind == "answer":
                yield f"if {self.names[str(column.at)]} > {use}:"
                yield f"{_INDENT}{name} = {NO_ANSWER!r}"
            elif column.kind == "status":
                since = self.names[str(column.at)]
                if times[column.name] > 1:
                    yield f"{name} = {since} <= {use}"
                else:
                    self._inline[column.name] = f"{since} <= {use}", f"{since} > {use}"

    # blocks

    def block(self, block: Block) -> Iterator[str]:
        """The lines of *block*; what is kept there is known there only."""
        outside = dict(self._kept)
        for node in block:
            yield from self._node(node)
        self._kept = outside

    def _node(self, node: Node) -> Iterator[str]:
        match node:
            case Mark(bit=bit):
                yield f"mask += {bit}{self._comment(bit)}"
            case Keep(formula=formula):
                text = self.formula(formula)
                name = self._kept[formula] = f"k{len(self._kept)}"
                yield f"{name} = {text}"
            case Test():
                yield from self._test("if", node)
            case Switch():
                yield from self._switch(node)
            case _:
                assert_never(node)

    def _test(self, word: str, test: Test) -> Iterator[str]:
        asked = map(self._within if len(test.parts) > 1 else self.formula, test.parts)
        yield f"{word} {' and '.join(asked)}:"
        yield from (_INDENT + line for line in self.block(test.body))

    def _switch(self, switch: Switch) -> Iterator[str]:
        """One test after the other; where they leave nothing else, the last is not asked."""
        *others, last = switch.tests
        for number, test in enumerate(others):
            yield from self._test("elif" if number else "if", test)
        if switch.complete:
            yield "else:"
            yield from (_INDENT + line for line in self.block(last.body))
        else:
            yield from self._test("elif", last)

    def _comment(self, bit: int) -> str:
        """The rules that fail by this condition, and where the law says so."""
        faults = self.judge.conditions[bit.bit_length() - 2][1]
        told = {f"{fault.name} ({fault.code})": "; ".join(fault.cites) for fault in faults}
        words = ", ".join(f"{name}: {cites}" if cites else name for name, cites in told.items())
        return f"  # {words!r}" if words else ""

    # formulas

    def formula(self, formula: ir.Expr) -> str:
        """As Python."""
        if formula in self._kept:
            return self._kept[formula]
        match formula:
            case ir.Is(fact=column, values=values):
                return self._is(column, values)
            case ir.All(parts=parts):
                return " and ".join(self._within(part) for part in parts)
            case ir.Any(parts=parts):
                return " or ".join(self._within(part) for part in parts)
            case _:
                raise TypeError(f"not a condition: {formula}")

    def _within(self, formula: ir.Expr) -> str:
        text = self.formula(formula)
        return f"({text})" if " and " in text or " or " in text else text

    def _is(self, column: str, values: tuple[str, ...]) -> str:
        """
        Yes and no are true and false. Others are compared: strings that are interned are alike by place, and
        a few comparisons are faster than a look into a set.
        """
        all_values = self.judge.flat.schema.columns[column].values
        others = tuple(sorted({*all_values} - {*values}))
        if column in self._inline:
            return self._inline[column][values != (YES,)]
        for asked, no in ((values, ""), (others, "not ")):
            if (column, asked) in self.truths:
                return f"{no}{self.truths[column, asked]}"
        name = self.names[column]
        if all_values == ir.YES_NO:
            return name if values == (YES,) else f"not {name}"
        if len(values) <= min(_COMPARED, len(others)):
            return " or ".join(f"{name} == {value!r}" for value in values)
        if len(others) <= _COMPARED:
            return " and ".join(f"{name} != {value!r}" for value in others)
        return f"{name} in {{{', '.join(map(repr, values))}}}"


def _count(block: Sequence[Node], times: dict[str, int]) -> None:
    """How often each column is asked."""
    for node in block:
        match node:
            case Test(parts=parts, body=body):
                _count_in(parts, times)
                _count(body, times)
            case Switch(tests=tests, complete=complete):
                *others, last = tests
                _count(others, times)
                _count(last.body if complete else (last,), times)
            case Keep(formula=formula):
                _count_in((formula,), times)
            case _:
                pass


def _count_in(formulas: Iterable[ir.Expr], times: dict[str, int]) -> None:
    for formula in formulas:
        for part in ir.walk(formula):
            if isinstance(part, ir.Is):
                times[part.fact] = times.get(part.fact, 0) + 1


def printable(title: str) -> str:
    """*title* as UTF-8 can hold it: Python 3.13 refuses a docstring that it cannot."""
    return title.encode("utf-8", "replace").decode("utf-8")


def function(source: str, given: Mapping[str, Any]) -> Callable[[Any], Any]:
    """The function that *source*, made by `generate`, defines; with the names it needs."""
    namespace: dict[str, Any] = {
        "__builtins__": {"AttributeError": AttributeError, "KeyError": KeyError},
        **given,
    }
    exec(compile(source, "<policy>", "exec"), namespace)  # noqa: S102 - printed by repr, see above
    made: Callable[[Any], Any] = namespace["assess"]
    return made
