"""
Generated Python: a policy as one function over a record with slots, to be read and to be fast.

The source is printed from a tree (`eval.nesting`): what comes from an author, a name or a value, is printed
by `repr` and nowhere else, in comments too; identifiers are made of plain letters only. The function adds a
bit for each condition that holds (added, not or-ed: that is faster, and each is added once), by itself or
with others from a table; what is said of a mask is worked out when the mask is first met.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, assert_never

from attrs import define, field

from consentlang.core import ir
from consentlang.eval.judge import ALWAYS
from consentlang.eval.layout import Layout
from consentlang.eval.nesting import Block, Keep, Look, Mark, Node, Switch, Test
from consentlang.eval.schema import AT, NO_ANSWER, YES
from consentlang.eval.tabulate import table

_INDENT: Final = "    "
_ON_A_LINE: Final = 6
_COMPARED: Final = 4


def generate(layout: Layout, row: str = "row") -> str:
    """
    The source of a method `assess(self, record)`, after what it looks up: functions, made tables by `table`.

    It takes the places of *layout*, in their order, from the attribute *row* of the record (a time is a
    number, infinite if it never came); a record without one goes to `self.unusual`. Three names are not its
    own: `answers`, what was said of a mask before; `first`, called with a mask that is new; and `table`.
    """
    printer = _Printer(layout)
    body = (
        f"{printable(layout.judge.title)!r}",
        "try:",
        *(_INDENT + line for line in _unpacked([place.name for place in layout.places], row)),
        "except AttributeError:",
        f"{_INDENT}return self.unusual(record)",
        *printer.opening(),
        f"mask = {ALWAYS}",
        *printer.block(layout.block),
        "try:",
        f"{_INDENT}return answers[mask]",
        "except KeyError:",
        f"{_INDENT}return first(mask)",
    )
    lines = (*printer.tables(), "def assess(self, record):", *(_INDENT + line for line in body))
    return "\n".join(lines) + "\n"


def _unpacked(names: Sequence[str], row: str) -> Iterator[str]:
    """All columns to locals at once, which is faster than one attribute after the other."""
    yield "("
    for start in range(0, len(names), _ON_A_LINE):
        yield _INDENT + ", ".join(names[start : start + _ON_A_LINE]) + ","
    yield f") = record.{row}"


@define(eq=False)
class _Printer:
    layout: Layout
    _inline: dict[str, tuple[str, str]] = field(factory=dict, init=False)
    """For a status without a local: that it has come, that it has not."""
    _kept: dict[ir.Expr, str] = field(factory=dict, init=False)

    def tables(self) -> Iterator[str]:
        """A function for each table, which is called for each number there can be."""
        for look, (rules, number) in self.layout.tables.items():
            yield "@table"
            yield f"def {rules}({', '.join(self.layout.called[truth] for truth in look.truths)}):"
            yield f"{_INDENT}# by the bits of {number}, from the lowest"
            yield f"{_INDENT}mask = 0"
            yield from (_INDENT + line for line in self.block(look.block))
            yield f"{_INDENT}return mask"
            yield ""

    def opening(self) -> Iterator[str]:
        """What has happened by the time of the use; a status asked only once is asked in its place."""
        times: dict[str, int] = {}
        _count(self.layout.block, times)
        names = self.layout.names
        use = names[AT]
        for column in self.layout.asked:
            name = names[column.name]
            if column.kind == "answer":
                yield f"if {names[str(column.at)]} > {use}:"
                yield f"{_INDENT}{name} = {NO_ANSWER!r}"
            elif column.kind == "status":
                since = names[str(column.at)]
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
            case Look():
                rules, number = self.layout.tables[node]
                yield f"mask += {rules}[{number}]"
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
        faults = self.layout.judge.conditions[bit.bit_length() - 2][1]
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
        if column in self._inline:
            return self._inline[column][values != (YES,)]
        truth = self.layout.truths.get(ir.Is(column, values))
        if truth is not None:
            return f"{'' if truth.values == values else 'not '}{self.layout.called[truth]}"
        name = self.layout.names[column]
        all_values = self.layout.judge.flat.schema.columns[column].values
        if all_values == ir.YES_NO:
            return name if values == (YES,) else f"not {name}"
        others = tuple(sorted({*all_values} - {*values}))
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


def function(source: str, given: Mapping[str, Any]) -> Callable[[Any, Any], Any]:
    """The function that *source*, made by `generate`, defines; with the names it needs."""
    namespace: dict[str, Any] = {
        "__builtins__": {"AttributeError": AttributeError, "KeyError": KeyError},
        "table": table,
        **given,
    }
    exec(compile(source, "<policy>", "exec"), namespace)  # noqa: S102 - printed by repr, see above
    made: Callable[[Any, Any], Any] = namespace["assess"]
    return made
