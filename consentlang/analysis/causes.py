"""
Why an expression is true, or false, in one scenario: the leaves that make it so.

Of parts that must all hold, all are why; of parts one of which is enough, the one with the shortest reason,
the first of equals. Definitions are looked into, and so is the moment of a grant. What clauses say is why in
itself (an `Outcome`), together with the conditions of the clauses that are alive.
"""

from collections.abc import Sequence

from consentlang.core import ir
from consentlang.eval.interpret import Facts, alive, holds
from consentlang.eval.scenario import State

Reason = tuple[ir.Expr, ...]


def causes(program: ir.Program, expr: ir.Expr, facts: Facts, state: State) -> Reason:
    """The leaves that make *expr* true or false in *state*, in order, each once."""
    return tuple(dict.fromkeys(_Walk(program, facts).reason(expr, state)))


class _Walk:
    def __init__(self, program: ir.Program, facts: Facts) -> None:
        self._program = program
        self._facts = facts

    def reason(self, expr: ir.Expr, state: State) -> Reason:  # noqa: PLR0911 - one line a node
        match expr:
            case ir.Const():
                return ()
            case ir.Not(of=inner):
                return self.reason(inner, state)
            case ir.All(parts=parts):
                return self._of_parts(parts, state, enough=False)
            case ir.Any(parts=parts):
                return self._of_parts(parts, state, enough=True)
            case ir.Defined(name=name):
                return self.reason(self._program.definitions[name], state)
            case ir.Outcome(issue=issue):
                clauses = alive(self._program, self._program.issues[issue], self._facts, state)
                return (expr, *self._together([clause.condition for clause in clauses], state))
            case ir.AtGrant(cell=cell, request=request, choice=choice, body=body):
                granted = state.cells[cell].grants.get(request)
                if granted is None or granted.choice != choice:
                    return (expr,)
                return self.reason(body, State(granted.moment, {}))
            case _:
                return (expr,)

    def _of_parts(self, parts: Sequence[ir.Expr], state: State, *, enough: bool) -> Reason:
        """*enough*: the value that a single part gives to the whole (true for `or`)."""
        giving = [part for part in parts if holds(self._program, part, self._facts, state) == enough]
        if not giving:
            return self._together(parts, state)
        return min((self.reason(part, state) for part in giving), key=len)

    def _together(self, parts: Sequence[ir.Expr], state: State) -> Reason:
        return tuple(leaf for part in parts for leaf in self.reason(part, state))
