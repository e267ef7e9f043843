"""Sharing: what many rulings ask alike is asked once, and the rest of them only where it holds."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from attrs import frozen

from consentlang.core import ir

FEWEST: Final = 3
"""Rulings for which it pays to ask something first."""


@frozen
class Group:
    """Conditions (by number) that all ask *common*, with what else each of them asks."""

    common: tuple[ir.Expr, ...]
    rest: tuple[tuple[int, tuple[ir.Expr, ...]], ...]


def grouped(conditions: Sequence[ir.Expr]) -> tuple[Group, ...]:
    """
    All *conditions*, those that have parts in common together; what is asked most comes first.

    >>> a, b, c, d = (ir.Is(name, ("yes",)) for name in "abcd")
    >>> [len(group.common) for group in grouped([a, ir.All((a, b)), ir.All((a, c)), ir.All((a, d, b))])]
    [1]
    """
    asked = Counter(part for condition in conditions for part in parts(condition))
    left = {
        number: tuple(sorted(parts(condition), key=lambda part: -asked[part]))
        for number, condition in enumerate(conditions)
    }
    groups: list[Group] = []
    while common := _best([*left.values()]):
        members = {number: asked for number, asked in left.items() if set(common) <= set(asked)}
        rest = ((n, tuple(part for part in asked if part not in common)) for n, asked in members.items())
        groups.append(Group(tuple(common), tuple(rest)))
        left = {number: asked for number, asked in left.items() if number not in members}
    return (*groups, Group((), tuple(left.items()))) if left else tuple(groups)


def parts(condition: ir.Expr) -> tuple[ir.Expr, ...]:
    """What a condition asks, all of which has to hold."""
    return condition.parts if isinstance(condition, ir.All) else (condition,)


def _best(conditions: Sequence[tuple[ir.Expr, ...]]) -> list[ir.Expr]:
    """The parts that spare most when they are asked first; the commonest ones, as far as that pays."""
    commonest = [part for part, _ in Counter(p for asked in conditions for p in asked).most_common()]
    best: tuple[int, list[ir.Expr]] = (0, [])
    for many in range(1, len(commonest) + 1):
        wanted = commonest[:many]
        members = sum(set(wanted) <= set(asked) for asked in conditions)
        if members < FEWEST:
            break
        if members * many > best[0]:
            best = members * many, wanted
    return best[1]
