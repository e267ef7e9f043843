"""
The meaning again, as formulas: what holds at a moment, for all answers at once.

Laid out line for line beside `eval.interpret`: where that asks a state and answers, this looks at the
observations and returns a formula over the chosen facts. An expression is encoded once for each value of
what it reads.
"""

from collections.abc import Iterable
from typing import assert_never

from attrs import evolve

from consentlang.analysis.observe import View
from consentlang.analysis.symbolic import FALSE, TRUE, Formulas, Lit
from consentlang.core import ir


class Encoder:
    """Encodes the expressions of one program."""

    def __init__(self, program: ir.Program, formulas: Formulas) -> None:
        self.program = program
        self.formulas = formulas
        self._reads: dict[ir.Expr | str, tuple[ir.Expr, ...]] = {}
        self._known: dict[tuple[ir.Expr | str, tuple[Lit, ...]], Lit] = {}
        self._alive: dict[tuple[str, tuple[Lit, ...]], dict[str, Lit]] = {}

    # --- what holds at a moment ----------------------------------------------------------------------

    def holds(self, expr: ir.Expr, view: View) -> Lit:
        """Where *expr* is true in a state of which *view* is what can be seen."""
        key = (expr, tuple([view[seen] for seen in self.reads(expr)]))
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._holds(expr, view)
        return known

    def _holds(self, expr: ir.Expr, view: View) -> Lit:  # noqa: PLR0911 - one line a node
        match expr:
            case ir.Const(value=value) | ir.Said(value=value):
                return TRUE if value else FALSE
            case ir.Is(fact=fact, values=values):
                return view[expr] if fact in self.program.changing else self.formulas.among(fact, values)
            case ir.Not(of=inner):
                return -self.holds(inner, view)
            case ir.All(parts=parts):
                return self.formulas.every([self.holds(part, view) for part in parts])
            case ir.Any(parts=parts):
                return self.formulas.some([self.holds(part, view) for part in parts])
            case ir.Defined(name=name):
                return self.holds(self.program.definitions[name], view)
            case ir.Outcome(issue=issue, signs=signs):
                return self.outcome(self.program.issues[issue], signs, view)
            case ir.On() | ir.SwitchedBy() | ir.InForce() | ir.Stands() | ir.Ever() | ir.Booked():
                return view[expr]
            case ir.AtGrant(body=body):
                granted = view[evolve(expr, body=ir.TRUE)]
                kept = {seen: view[evolve(expr, body=seen)] for seen in self.reads(body)}
                return self.formulas.every((granted, self.holds(body, kept)))
            case _:
                assert_never(expr)

    def alive(self, issue: ir.Issue, view: View) -> dict[str, Lit]:
        """Where each clause on *issue* is alive, from the top of the order down."""
        key = (issue.name, tuple([view[seen] for seen in self.reads_of_issue(issue)]))
        known = self._alive.get(key)
        if known is not None:
            return known
        living: dict[str, Lit] = {}
        signs: dict[str, bool] = {}
        for ruling in issue.rulings:
            against = [
                living[n] for n in ruling.overruled_by if signs.get(n, ruling.permits) != ruling.permits
            ]
            applies = self.holds(ruling.condition, view)
            living[ruling.name] = self.formulas.every((applies, *(-other for other in against)))
            signs[ruling.name] = ruling.permits
        self._alive[key] = living
        return living

    def outcome(self, issue: ir.Issue, signs: tuple[ir.Sign, ...], view: View) -> Lit:
        """Where what the clauses say is one of *signs*."""
        living = self.alive(issue, view)
        yes = self.formulas.some([living[r.name] for r in issue.rulings if r.permits])
        no = self.formulas.some([living[r.name] for r in issue.rulings if not r.permits])
        cases = {"yes": (yes, -no), "no": (-yes, no), "silent": (-yes, -no), "conflict": (yes, no)}
        if set(signs) >= set(cases):
            return TRUE
        if set(signs) == {"no", "silent", "conflict"}:
            return -self.formulas.every(cases["yes"])
        return self.formulas.some([self.formulas.every(cases[sign]) for sign in signs])

    # --- what it reads -------------------------------------------------------------------------------

    def reads(self, expr: ir.Expr) -> tuple[ir.Expr, ...]:
        """The observations that *expr* makes, in order, each once."""
        known = self._reads.get(expr)
        if known is None:
            known = self._reads[expr] = self._reads_of(expr)
        return known

    def reads_of_issue(self, issue: ir.Issue) -> tuple[ir.Expr, ...]:
        """The observations that the clauses on *issue* make."""
        known = self._reads.get(issue.name)
        if known is None:
            known = self._reads[issue.name] = self._together(ruling.condition for ruling in issue.rulings)
        return known

    def _reads_of(self, expr: ir.Expr) -> tuple[ir.Expr, ...]:  # noqa: PLR0911 - one line a node
        match expr:
            case ir.Const() | ir.Said():
                return ()
            case ir.Is(fact=fact):
                return (expr,) if fact in self.program.changing else ()
            case ir.Not(of=inner):
                return self.reads(inner)
            case ir.All(parts=parts) | ir.Any(parts=parts):
                return self._together(parts)
            case ir.Defined(name=name):
                return self.reads(self.program.definitions[name])
            case ir.Outcome(issue=issue):
                return self.reads_of_issue(self.program.issues[issue])
            case ir.AtGrant(body=body):
                return tuple(evolve(expr, body=kept) for kept in (ir.TRUE, *self.reads(body)))
            case _:
                return (expr,)

    def _together(self, parts: Iterable[ir.Expr]) -> tuple[ir.Expr, ...]:
        return tuple(dict.fromkeys(seen for part in parts for seen in self.reads(part)))
