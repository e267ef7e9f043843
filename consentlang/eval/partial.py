"""What is known of an expression over columns while only some are known: true, false, or open (Kleene)."""

from collections.abc import Iterator, Mapping
from math import prod

from consentlang.core import ir

Domains = Mapping[str, frozenset[str]]
"""What a column can still be; a column that is not mentioned is not looked at."""


def truth(expr: ir.Expr, domains: Domains) -> bool | None:
    """
    Whether *expr* is true whatever the columns are within *domains*; None if this reading cannot tell.

    Sound, not exact: of `p or not p` it says None.

    Raises:
        TypeError: *expr* speaks of more than columns.

    """
    match expr:
        case ir.Const(value=value) | ir.Said(value=value):
            return value
        case ir.Is(fact=column, values=values):
            return _within(domains[column], values)
        case ir.Not(of=inner):
            known = truth(inner, domains)
            return None if known is None else not known
        case ir.All(parts=parts):
            return _combined(parts, domains, ending=False)
        case ir.Any(parts=parts):
            return _combined(parts, domains, ending=True)
        case _:
            raise TypeError(f"not an expression over columns: {expr}")


def truth_by(expr: ir.Expr, values: Mapping[str, str]) -> bool | None:
    """The same where each column is known, or nothing is known of it: then *values* does not mention it."""
    match expr:
        case ir.Is(fact=column, values=wanted):
            value = values.get(column)
            return None if value is None else value in wanted
        case ir.Not(of=inner):
            known = truth_by(inner, values)
            return None if known is None else not known
        case ir.All(parts=parts):
            return _all([truth_by(part, values) for part in parts])
        case ir.Any(parts=parts):
            return _any([truth_by(part, values) for part in parts])
        case _:
            return truth(expr, {})


def _all(known: list[bool | None]) -> bool | None:
    return False if False in known else None if None in known else True


def _any(known: list[bool | None]) -> bool | None:
    return True if True in known else None if None in known else False


def _within(domain: frozenset[str], values: tuple[str, ...]) -> bool | None:
    inside = sum(value in domain for value in values)
    return True if inside == len(domain) else False if not inside else None


def _combined(parts: tuple[ir.Expr, ...], domains: Domains, *, ending: bool) -> bool | None:
    """One part that is *ending* decides; else one that is open leaves it open."""
    answer: bool | None = not ending
    for part in parts:
        known = truth(part, domains)
        if known is ending:
            return ending
        if known is None:
            answer = None
    return answer


def chance(expr: ir.Expr, values: Mapping[str, tuple[str, ...]]) -> float:
    """How often *expr* would hold if columns had nothing to do with each other, and no value were rarer."""
    match expr:
        case ir.Is(fact=column, values=wanted):
            return len(wanted) / len(values[column])
        case ir.All(parts=parts):
            return prod(chance(part, values) for part in parts)
        case ir.Any(parts=parts):
            return 1 - prod(1 - chance(part, values) for part in parts)
        case _:
            return 1.0


def support(*exprs: ir.Expr) -> Iterator[str]:
    """The columns that *exprs* mention, each once, in order of mention."""
    seen: dict[str, None] = {}
    for expr in exprs:
        for part in ir.walk(expr):
            if isinstance(part, ir.Is):
                seen.setdefault(part.fact)
    return iter(seen)
