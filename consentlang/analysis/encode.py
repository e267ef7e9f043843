"""
The meaning again, as formulas: what holds at a moment, for all answers at once.

Laid out line for line beside `eval.interpret`: where that asks a state and answers, this looks at the
observations and returns a formula over the chosen facts. An expression is encoded once for each value of
what it reads.
"""

from collections.abc import Hashable, Mapping
from typing import assert_never

from attrs import define, field

from consentlang.analysis.sight import STANDING, Reading, Sight
from consentlang.analysis.symbolic import FALSE, TRUE, Formulas, Lit
from consentlang.core import ir

View = Mapping[int, Lit]
"""The value of each observation, by its number."""

NOTHING_SEEN: View = {}

Edited = frozenset[tuple[str, str]]
"""How edits are fixed."""

NOT_EDITED: Edited = frozenset()


@define(eq=False)
class _Encoded:
    """An expression, and its formulas so far by the value of what it reads."""

    reading: Reading
    known: dict[Hashable, Lit] = field(factory=dict)


class Encoder:
    """
    Encodes the expressions of one program.

    *like*: another one of the same program, on formulas like these; what turns on no edit that is fixed in
    another way is encoded once for both.
    """

    def __init__(
        self,
        program: ir.Program,
        formulas: Formulas,
        sight: Sight | None = None,
        like: "Encoder | None" = None,
    ) -> None:
        self.program = program
        self.formulas = formulas
        self.sight = sight or Sight(program)
        self._edited: dict[frozenset[str], Edited] = {frozenset(): NOT_EDITED}
        self._encoded: dict[ir.Expr, _Encoded] = {}
        self.shared: dict[tuple[ir.Expr, Edited], _Encoded] = {} if like is None else like.shared
        self.living: dict[tuple[str, Edited, Hashable], dict[str, Lit]] = {} if like is None else like.living

    def view(self, seen: Mapping[ir.Expr, Lit]) -> View:
        """A view, from observations."""
        return {self.sight.number(expr): literal for expr, literal in seen.items()}

    # --- what holds at a moment ----------------------------------------------------------------------

    def holds(self, expr: ir.Expr, view: View) -> Lit:
        """Where *expr* is true in a state of which *view* is what can be seen."""
        encoded = self._encoded.get(expr)
        if encoded is None:
            encoded = self._encoded[expr] = self._unencoded(expr)
        key = encoded.reading.key(view)
        known = encoded.known.get(key)
        if known is None:
            known = encoded.known[key] = self._holds(expr, view)
        return known

    def known(self, expr: ir.Expr) -> Mapping[Hashable, Lit]:
        """The formulas of *expr* so far, by the value of what it reads."""
        if expr not in self._encoded:
            self._encoded[expr] = self._unencoded(expr)
        return self._encoded[expr].known

    def _unencoded(self, expr: ir.Expr) -> _Encoded:
        """*expr*, with its formulas so far where the edits that it turns on are the same."""
        reading = self.sight.of(expr)
        key = expr, self.edited(reading.edits)
        encoded = self.shared.get(key)
        if encoded is None:
            encoded = self.shared[key] = _Encoded(reading)
        return encoded

    def edited(self, edits: frozenset[str]) -> Edited:
        """Which of *edits* are fixed, and how."""
        known = self._edited.get(edits)
        if known is None:
            fixed = self.formulas.fixed
            known = self._edited[edits] = frozenset((edit, fixed[edit]) for edit in edits if edit in fixed)
        return known

    def _holds(self, expr: ir.Expr, view: View) -> Lit:  # noqa: PLR0911 - one line a node
        match expr:  # the most frequent first
            case ir.AtGrant(body=body):
                return self._at_grant(expr, body, view)
            case ir.All(parts=parts):
                return self.formulas.every([self.holds(part, view) for part in parts])
            case ir.Any(parts=parts):
                return self.formulas.some([self.holds(part, view) for part in parts])
            case ir.Not(of=inner):
                return -self.holds(inner, view)
            case ir.Is(fact=fact, values=values):
                return (
                    self._seen(expr, view)
                    if fact in self.program.changing
                    else self.formulas.among(fact, values)
                )
            case ir.Stands() | ir.Ever() | ir.Booked() | ir.On() | ir.SwitchedBy() | ir.InForce():
                return self._seen(expr, view)
            case ir.Const(value=value) | ir.Said(value=value):
                return TRUE if value else FALSE
            case ir.Defined(name=name):
                return self.holds(self.program.definitions[name], view)
            case ir.Outcome(issue=issue, signs=signs):
                return self.outcome(self.program.issues[issue], signs, view)
            case _:
                assert_never(expr)

    def _seen(self, expr: ir.Expr, view: View) -> Lit:
        """What is seen of an observation."""
        return view[self.sight.of(expr).seen[0]]

    def _at_grant(self, expr: ir.AtGrant, body: ir.Expr, view: View) -> Lit:
        """That a yes by this choice stands, and *body* held in the moment that it has kept."""
        kept = {seen: view[then] for seen, then in self.sight.look_back(expr).items()}
        return self.formulas.every((kept[STANDING], self.holds(body, kept)))

    def alive(self, issue: ir.Issue, view: View) -> dict[str, Lit]:
        """Where each clause on *issue* is alive, from the top of the order down."""
        reading = self.sight.of_issue(issue)
        key = (issue.name, self.edited(reading.edits), reading.key(view))
        known = self.living.get(key)
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
        self.living[key] = living
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

    def reads_of_issue(self, issue: ir.Issue) -> tuple[ir.Expr, ...]:
        """The observations that the clauses on *issue* make."""
        return tuple(self.sight.observations[seen] for seen in self.sight.of_issue(issue).seen)
