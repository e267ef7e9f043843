"""
Numbers, as bands between the constants that a policy compares with.

Numbers are compared only with constants, so only the bands between those matter (language.md, section 3):
an age of which the files ask `< 13` and `>= 16` is one of *under 13*, *13 to 15*, *16 or more*.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from consentlang.core.values import Band
from consentlang.syntax import ast

DAYS: Final[Mapping[ast.Unit, tuple[int, int]]] = {
    "day": (1, 1),
    "week": (7, 7),
    "month": (28, 31),
    "year": (365, 366),
}


def days(duration: ast.Duration) -> tuple[int, int]:
    """The least and the most days that *duration* can last; twelve months are a year."""
    if duration.unit == "month":
        years, months = divmod(duration.count, 12)
        return years * 365 + months * 30 - bool(months) * 2, years * 366 + months * 31
    least, most = DAYS[duration.unit]
    return duration.count * least, duration.count * most


def nominal_days(duration: ast.Duration) -> Band:
    """*duration* as one number of days, for comparison with another: a month is 30, a year 365."""
    years, months = divmod(duration.count, 12) if duration.unit == "month" else (0, 0)
    lasting = duration.count * DAYS[duration.unit][0]
    count = years * 365 + months * 30 if duration.unit == "month" else lasting
    return Band(count, count)


def cuts(formulas: Iterable[ast.Node]) -> Mapping[str, tuple[int, ...]]:
    """For each attribute that is compared with numbers, where its bands begin, ascending."""
    found: dict[str, set[int]] = defaultdict(set)
    for node in formulas:
        if isinstance(node, ast.Compare):
            for term, other in ((node.left, node.right), (node.right, node.left)):
                if isinstance(other, ast.Number) and (name := _attribute(term)) is not None:
                    found[name] |= _cuts(_operator(node, flipped=term is node.right), other.value)
    return {name: tuple(sorted(values)) for name, values in found.items()}


def _attribute(term: ast.Term) -> str | None:
    match term:
        case ast.Member(name=name) | ast.Ref(name=name) | ast.Call(function=ast.Ref(name=name)):
            return name.text
        case _:
            return None


FLIPPED: Final[Mapping[ast.Comparison, ast.Comparison]] = {
    "<": ">",
    "<=": ">=",
    ">": "<",
    ">=": "<=",
    "=": "=",
    "!=": "!=",
}


def _operator(node: ast.Compare, *, flipped: bool) -> ast.Comparison:
    return FLIPPED[node.operator] if flipped else node.operator


def _cuts(operator: ast.Comparison, value: int) -> set[int]:
    match operator:
        case "<" | ">=":
            return {value}
        case ">" | "<=":
            return {value + 1}
        case _:
            return {value, value + 1}


def bands(starts: tuple[int, ...], least: int = 0) -> tuple[Band, ...]:
    """The bands from *least* up that begin at *starts*."""
    edges = (least, *(start for start in starts if start > least))
    return tuple(
        Band(low, high - 1 if high is not None else None)
        for low, high in zip(edges, (*edges[1:], None), strict=True)
    )


def band_name(band: Band) -> str:
    """How a band reads: `under 13`, `13 to 15`, `16 or more`, `1`."""
    if band.most is None:
        return f"{band.least} or more"
    if band.least == band.most:
        return str(band.least)
    return f"under {band.most + 1}" if band.least == 0 else f"{band.least} to {band.most}"


def holds(left: Band, operator: ast.Comparison, right: Band) -> bool:
    """Whether the comparison holds between two bands of which at least one is a single number at an edge."""
    low, high = left.least, float("inf") if left.most is None else left.most
    least, most = right.least, float("inf") if right.most is None else right.most
    match operator:
        case "<":
            return high < least
        case "<=":
            return high <= least
        case ">":
            return low > most
        case ">=":
            return low >= most
        case "=":
            return (low, high) == (least, most)
        case "!=":
            return (low, high) != (least, most)
