"""Small policies for tests of the analysis: one request, one cell, rules that fail when facts say so."""

from typing import Any

from attrs import evolve

from consentlang.core import ir
from tests.eval.tiny import CELL, event, program

YES = event("yes", ir.Grant("audio", "ask", "yes", ir.TRUE))
NO = event("no", ir.Refuse("audio", "ask", ir.TRUE))
BOOKED = ir.Booked("audio", "ask")
GIVEN = ir.Stands("audio", ("given",))


def is_(fact: str, *values: str) -> ir.Expr:
    """The fact has one of these values; with none, it is so."""
    return ir.Is(fact, tuple(sorted(values)) or ("yes",))


def rule(name: str, fails: ir.Expr, **more: Any) -> ir.Fault:
    """A rule of law that fails then."""
    return ir.Fault(
        **{"name": name, "code": "G1", "kind": "rule", "element": None, "reason": name, "fails": fails} | more
    )


def duty(*faults: ir.Fault, fires: ir.Expr = BOOKED, **more: Any) -> ir.Obligation:
    """A use on consent, for one leaf, with one way."""
    return ir.Obligation(
        "training",
        "consent",
        "training rests on consent",
        fires,
        (ir.Way(("ask",), faults),),
        use="training",
        **more,
    )


def policy(*faults: ir.Fault, events: list[ir.Event] | None = None, **parts: Any) -> ir.Program:
    """A policy of one request, one use and these rules."""
    whole = {
        "cells": [CELL],
        "obligations": (duty(*faults),),
        "events": [YES, NO] if events is None else events,
    }
    parts["facts"] = [evolve(one, order=place) for place, one in enumerate(parts.get("facts", ()))]
    return program(**(whole | parts))


def line(expr: ir.Expr, kind: str = "given", *, judged: bool = False) -> ir.Constraint:
    """A line that every scenario obeys."""
    return ir.Constraint(str(expr), expr, kind, judged, "a line", "policy")  # type: ignore[arg-type]


def edit(name: str) -> tuple[ir.Fact, ir.Edit]:
    """A change to the request, and the fact that it is made."""
    words = {"no": f"not {name}", "yes": name}
    fact = ir.Fact(name, ir.YES_NO, words=words, settle={}, named=False, kind="edit")
    return fact, ir.Edit(name, name, "refusal", "ask", name, f"add {name}")


def judged(fact: ir.Fact) -> ir.Fact:
    """The fact, where an answer is somebody's judgement."""
    return evolve(fact, judged=True)
