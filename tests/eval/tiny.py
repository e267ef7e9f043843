"""Programs of a few parts, for tests that say all they need in a line or two."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from attrs import fields

from consentlang.core import ir
from consentlang.source import Source, Span

SPAN = Span(Source("tiny.consent", "a few words"), 0, 5)
CELL = ir.Cell("audio", "Attendee", "Attendee", "Vendor", ("audio",), "training", None)


def program(**parts: Any) -> ir.Program:
    """A program of *parts*, each a list of things that bear names, or a tuple where a program has one."""
    lists = ("constraints", "obligations", "claims", "queries", "trials", "unchecked")
    whole: dict[str, Any] = {name.name: {} for name in fields(ir.Program)} | {"title": "tiny"}
    whole |= dict.fromkeys((*lists, "author_words"), ())
    for name, part in parts.items():
        whole[name] = {one.name: one for one in part} if isinstance(part, list) else part
    return ir.Program(**whole)


def fact(name: str, values: Sequence[str] = ir.YES_NO, *, named: bool = True) -> ir.Fact:
    """An open question."""
    words = {value: f"{name} is {value}" for value in values}
    return ir.Fact(name, tuple(values), words=words, settle=words, named=named)


def event(name: str, *effects: ir.Effect, guard: ir.Expr = ir.TRUE, **times: Any) -> ir.Event:
    """Something that may happen."""
    return ir.Event(name, "choose", name, None, None, None, guard, effects, **times)


def ruling(name: str, *above: str, permits: bool, when: ir.Expr = ir.TRUE) -> ir.Ruling:
    """A clause that gives way to those *above* it."""
    return ir.Ruling(name, permits, when, above, span=SPAN)


def chain(name: str, *days: int | None) -> tuple[ir.Chain, ir.Fact, list[ir.Event]]:
    """Versions `v0`, `v1`... of terms from *days*, the fact that opens them, what brings them into force."""
    versions = tuple(ir.Version(f"{name}.v{i}", day, span=SPAN) for i, day in enumerate(days))
    follow = [
        event(new.name, ir.SetTerms(name, new.name), guard=ir.InForce(name, (old.name,)))
        for old, new in pairwise(versions)
    ]
    opening = fact(f"{name}.start", [version.name for version in versions])
    return ir.Chain(name, versions, opening.name), opening, follow
