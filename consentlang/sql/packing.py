"""Packing: what a row says, as few whole numbers, by which rows that say the same are one case."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from attrs import frozen
from sqlglot import exp

from consentlang.core import ir
from consentlang.eval.schema import Column
from consentlang.sql.formulas import Reader
from consentlang.sql.schema import field

LARGEST: Final = 2**62


@frozen(eq=False)
class Digit:
    """A part of a number: *code* is below *base*."""

    name: str
    base: int
    code: exp.Expr


@frozen(eq=False)
class Packing:
    """Numbers made of digits, each number within 62 bits."""

    words: tuple[tuple[Digit, ...], ...]

    @property
    def numbers(self) -> Iterator[exp.Expr]:
        """Each number, as SQL."""
        for digits in self.words:
            weight, parts = 1, list[exp.Expr]()
            for digit in digits:
                parts.append(digit.code if weight == 1 else digit.code * exp.Literal.number(weight))
                weight *= digit.base
            yield total(parts)

    def read(self, numbers: Sequence[int]) -> Mapping[str, int]:
        """The digits of *numbers*, by name."""
        found: dict[str, int] = {}
        for digits, number in zip(self.words, numbers, strict=True):
            left = number
            for digit in digits:
                left, found[digit.name] = divmod(left, digit.base)
        return found


def packed(digits: Sequence[Digit]) -> Packing:
    """*digits* in as few numbers as hold them."""
    words: list[list[Digit]] = []
    size = LARGEST
    for digit in digits:
        if size * digit.base >= LARGEST:
            words.append([])
            size = 1
        words[-1].append(digit)
        size *= digit.base
    return Packing(tuple(tuple(word) for word in words))


def digit(column: Column, reader: Reader) -> Digit:
    """What *column* is: 0 where it is missing, else the place of its value, from 1."""
    case = exp.case()
    for place, value in enumerate(column.values, start=1):
        case = case.when(reader.holds(ir.Is(column.name, (value,))), number(place))
    return Digit(column.name, len(column.values) + 1, case.else_(number(0)))


def value(column: Column, code: int) -> str | None:
    """The value that has this place."""
    return column.values[code - 1] if code else None


def ranks(names: Sequence[str]) -> Iterator[Digit]:
    """For each of some moments, how many of them are earlier."""
    for name in names:
        earlier = [
            exp.case().when(field(other) < field(name), number(1)).else_(number(0))
            for other in names
            if other != name
        ]
        yield Digit(name, len(names), total(earlier))


def number(whole: int) -> exp.Expr:
    """A whole number of 64 bits."""
    return exp.cast(exp.Literal.number(whole), "bigint")


def total(parts: Sequence[exp.Expr]) -> exp.Expr:
    """Their sum."""
    if not parts:
        return number(0)
    result = parts[0]
    for part in parts[1:]:
        result = exp.Add(this=result, expression=part)
    return result
