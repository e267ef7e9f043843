"""Packing: what a row says, as few whole numbers, by which rows that say the same are one case."""

from collections.abc import Iterator, Mapping, Sequence
from math import prod
from typing import Final

from attrs import frozen
from sqlglot import exp

from consentlang.core import ir
from consentlang.eval.schema import NO_ANSWER, Column, Schema
from consentlang.sql.formulas import Reader, constant
from consentlang.sql.schema import Dialect, field, type_of

LARGEST: Final = 2**52
"""Sums of floating-point numbers are exact up to there, and faster than those of whole ones."""
SHORT: Final = 2**24
"""Sums of short ones are exact up to there, and faster still."""


@frozen(eq=False)
class Digit:
    """A part of a number: *code* is below *base*."""

    name: str
    base: int
    code: exp.Expr
    quick: exp.Expr
    """The same less *more*; or NULL where it is 0."""
    more: int = 0


@frozen(eq=False)
class Packing:
    """Numbers made of digits, each number within 52 bits."""

    words: tuple[tuple[Digit, ...], ...]

    @property
    def numbers(self) -> Iterator[exp.Expr]:
        """Each number, as SQL: the quick way, and where that has no answer the other one."""
        for digits in self.words:
            slow = [exp.Mul(this=digit.code, expression=_real(weight)) for digit, weight in _weighed(digits)]
            yield exp.cast(exp.func("COALESCE", _quick(digits), total(slow)), "bigint")

    def unpacked(self, keys: Sequence[str], schema: Schema, reader: Reader) -> Iterator[tuple[str, exp.Expr]]:
        """The columns that the numbers, called *keys*, were made of; NULL for those that they do not have."""
        found: dict[str, exp.Expr] = {}
        for key, digits in zip(keys, self.words, strict=True):
            weight = 1
            for each in digits:
                column = schema.columns[each.name]
                left = exp.func("FLOOR", exp.Div(this=field(key), expression=_real(weight)))
                code = exp.Mod(this=exp.cast(left, "bigint"), expression=number(each.base))
                case = exp.case(code)
                for place, value in enumerate(column.values, start=1):
                    case = case.when(number(place), constant(column, value))
                found[column.name] = case
                weight *= each.base
        for column in schema.finite:
            yield reader.names[column.name], found.get(column.name, constant(column, None))

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
    return Packing(tuple(_within(LARGEST, digits)))


def _within(limit: int, digits: Sequence[Digit]) -> Iterator[tuple[Digit, ...]]:
    """*digits* in as few numbers below *limit* as hold them."""
    word, size = list[Digit](), 1
    for digit in digits:
        if word and size * digit.base >= limit:
            yield tuple(word)
            word, size = [], 1
        word.append(digit)
        size *= digit.base
    if word:
        yield tuple(word)


def _weighed(digits: Sequence[Digit]) -> Iterator[tuple[Digit, int]]:
    """Each digit with what it counts for."""
    weight = 1
    for digit in digits:
        yield digit, weight
        weight *= digit.base


def _quick(digits: Sequence[Digit]) -> exp.Expr:
    """The number the quick way, by parts that are short; NULL where a digit has no quick answer."""
    weight, parts = 1, list[exp.Expr]()
    for part in _within(SHORT, digits):
        short = total([exp.Mul(this=one.quick, expression=_short(each)) for one, each in _weighed(part)])
        parts.append(exp.Mul(this=short, expression=_real(weight)))
        weight *= prod(one.base for one in part)
    return total([*parts, _real(sum(one.more * each for one, each in _weighed(digits)))])


def digit(column: Column, reader: Reader, dialect: Dialect) -> Digit:
    """What *column* is: 0 where it is missing, else the place of its value, from 1."""
    case = exp.case()
    for code, value in enumerate(column.values, start=1):
        case = case.when(reader.holds(ir.Is(column.name, (value,))), number(code))
    slow = case.else_(number(0))
    base = len(column.values) + 1
    if dialect != "duckdb":
        return Digit(column.name, base, slow, slow)
    return Digit(column.name, base, slow, _enumerated(column, reader), more=1)


def _enumerated(column: Column, reader: Reader) -> exp.Expr:
    """The place of the value, from 0, by DuckDB's enumerations; NULL where it is missing."""
    named = field(reader.names[column.name])
    place: exp.Expr = named
    if column.values != ir.YES_NO:
        kind = type_of(column, "duckdb")
        place = exp.Anonymous(this="enum_code", expressions=[exp.TryCast(this=named, to=kind)])
    place = exp.cast(place, "float")
    if column.name not in reader.late:
        return place
    none_yet = _short(column.values.index(NO_ANSWER))
    return exp.case().when(field(reader.late[column.name]), none_yet).else_(place)


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
        yield Digit(name, len(names), total(earlier), total(earlier))


def number(whole: int) -> exp.Expr:
    """A whole number of 64 bits."""
    return exp.cast(exp.Literal.number(whole), "bigint")


def _real(whole: int) -> exp.Expr:
    return exp.cast(exp.Literal.number(whole), "double")


def _short(whole: int) -> exp.Expr:
    return exp.cast(exp.Literal.number(whole), "float")


def total(parts: Sequence[exp.Expr]) -> exp.Expr:
    """Their sum, in brackets."""
    result = parts[0] if parts else number(0)
    for part in parts[1:]:
        result = exp.Add(this=result, expression=part)
    return exp.paren(result)
