"""
Generated Python: a policy as one function over a record with slots, to be read and to be fast.

The source is printed from a tree (`eval.nesting`): what comes from an author, a name or a value, is printed
by `repr` and nowhere else, in comments too; identifiers are made of plain letters only. The function marks a
bit for each condition that holds; what is said of a mask is worked out when the mask is first met.
"""

import keyword
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, assert_never

from attrs import define, field

from consentlang.core import ir
from consentlang.eval.judge import ALWAYS, Judge
from consentlang.eval.nesting import Block, Keep, Mark, Node, Switch, Test, nested
from consentlang.eval.partial import support
from consentlang.eval.schema import AT, NO_ANSWER, Column

_RESERVED: Final = frozenset(
    {"mask", "record", "answer", "answers", "first", "unusual", "assess", "unusual_"}
)
_INDENT: Final = "    "


def generate(
    judge: Judge, names: Mapping[str, str], *, guarded: bool = True, block: Block | None = None
) -> str:
    """
    The source of a function `assess(record)`, which reads each column from the attribute that *names* says.

    It needs three names: `answers`, what was said of a mask before; `first`, called with a mask that is new;
    and where it is *guarded*, `unusual`, called with a record whose `unusual` is true. *block*: the tests, if
    not the nested ones.
    """
    columns = judge.flat.schema.columns
    conditions = [condition for condition, _ in judge.conditions]
    asked = [columns[name] for name in support(*conditions)]
    if block is None:
        block = nested(conditions, {column.name: column.values for column in asked})
    printer = _Printer(judge, names)
    body = (
        f"{judge.title!r}",
        *(("if record.unusual:", f"{_INDENT}return unusual(record)") if guarded else ()),
        *printer.opening(asked, block),
        f"mask = {ALWAYS}",
        *printer.block(block),
        "try:",
        f"{_INDENT}return answers[mask]",
        "except KeyError:",
        f"{_INDENT}return first(mask)",
    )
    return "\n".join(("def assess(record):", *(_INDENT + line for line in body))) + "\n"


def attributes(judge: Judge) -> tuple[Column, ...]:
    """The columns that a record needs for the rules of *judge*: a status is told by its time."""
    columns = judge.flat.schema.columns
    found: dict[str, None] = {}
    for name in support(*(condition for condition, _ in judge.conditions)):
        column = columns[name]
        if column.kind != "status":
            found.setdefault(name)
        if column.at is not None and column.kind in {"status", "answer"}:
            found.setdefault(column.at)
    found.setdefault(AT)
    return tuple(columns[name] for name in found)


def identifiers(columns: Iterable[str]) -> dict[str, str]:
    """A plain identifier for each column, no two alike."""
    names: dict[str, str] = {}
    taken = set(_RESERVED)
    for number, column in enumerate(dict.fromkeys(columns)):
        plain = re.sub(r"[^0-9A-Za-z]+", "_", column).strip("_")
        name = plain if plain and plain[0].isalpha() and not keyword.iskeyword(plain) else f"c{number}"
        if name in taken:
            name = f"{name}_{number}"
        while name in taken:
            name += "_"
        taken.add(name)
        names[column] = name
    return names


@define(eq=False)
class _Printer:
    judge: Judge
    names: Mapping[str, str]
    _local: dict[str, str] = field(factory=dict, init=False)
    """What stands for a column in the body."""
    _kept: dict[ir.Expr, str] = field(factory=dict, init=False)

    def opening(self, asked: Iterable[Column], block: Block) -> Iterator[str]:
        """What has happened by the time of the use, and every other column that is asked more than once."""
        times: dict[str, int] = {}
        _count(block, times)
        dated = [column for column in asked if column.kind in {"status", "answer"}]
        if dated:
            yield f"{self.names[AT]} = record.{self.names[AT]}"
        for column in asked:
            name = self.names[column.name]
            if column.kind == "answer":
                since = self.names[str(column.at)]
                yield (f"{name} = record.{name} if record.{since} <= {self.names[AT]} else {NO_ANSWER!r}")
            elif column.kind == "status":
                since = self.names[str(column.at)]
                yield f"{since} = record.{since}"
                yield f"{name} = {since} is not None and {since} <= {self.names[AT]}"
            elif times.get(column.name, 0) > 1:
                yield f"{name} = record.{name}"
            else:
                name = f"record.{name}"
            self._local[column.name] = name

    # blocks

    def block(self, block: Block) -> Iterator[str]:
        """The lines of *block*."""
        for node in block:
            yield from self._node(node)

    def _node(self, node: Node) -> Iterator[str]:
        match node:
            case Mark(bit=bit):
                yield f"mask |= {bit}{self._comment(bit)}"
            case Keep(formula=formula):
                text = self.formula(formula)
                name = self._kept[formula] = f"k{len(self._kept)}"
                yield f"{name} = {text}"
            case Test():
                yield from self._test("if", node)
            case Switch(tests=tests):
                for number, test in enumerate(tests):
                    yield from self._test("elif" if number else "if", test)
            case _:
                assert_never(node)

    def _test(self, word: str, test: Test) -> Iterator[str]:
        asked = map(self._within if len(test.parts) > 1 else self.formula, test.parts)
        yield f"{word} {' and '.join(asked)}:"
        yield from (_INDENT + line for line in self.block(test.body))

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
        if isinstance(formula, ir.Any | ir.All) and formula not in self._kept:
            return f"({text})"
        return text

    def _is(self, column: str, values: tuple[str, ...]) -> str:
        """Yes and no are true and false; others are compared as interned strings are: by place, mostly."""
        name, all_values = self._local[column], self.judge.flat.schema.columns[column].values
        if all_values == ir.YES_NO:
            return name if values == ("yes",) else f"not {name}"
        others = [value for value in all_values if value not in values]
        if len(values) == 1:
            return f"{name} == {values[0]!r}"
        if len(others) == 1:
            return f"{name} != {others[0]!r}"
        return f"{name} in ({', '.join(map(repr, values))})"


def _count(block: Block, times: dict[str, int]) -> None:
    """How often each column is asked."""
    for node in block:
        match node:
            case Test(parts=parts, body=body):
                _count_in(parts, times)
                _count(body, times)
            case Switch(tests=tests):
                _count(tests, times)
            case Keep(formula=formula):
                _count_in((formula,), times)
            case _:
                pass


def _count_in(formulas: Iterable[ir.Expr], times: dict[str, int]) -> None:
    for formula in formulas:
        for part in ir.walk(formula):
            if isinstance(part, ir.Is):
                times[part.fact] = times.get(part.fact, 0) + 1


def function(source: str, given: Mapping[str, Any]) -> Callable[[Any], Any]:
    """The function that *source*, made by `generate`, defines; with the names it needs."""
    namespace: dict[str, Any] = {"__builtins__": {"KeyError": KeyError}, **given}
    exec(compile(source, "<policy>", "exec"), namespace)  # noqa: S102 - printed by repr, see above
    made: Callable[[Any], Any] = namespace["assess"]
    return made
