"""
What the expressions of a program read of a state, by shape alone: one for all analyses of the program.

Observations are numbered as they are met, so that a view of a state is a table of numbers. Cells to which
every event does the same are always alike; one of them is observed for all (five leaves of data, asked for in
one breath, are one cell to look at). What is said of them is then the same expression (`alike`).
"""

from collections.abc import Callable, Iterable, Mapping
from operator import itemgetter
from typing import Any

from attrs import evolve, frozen

from consentlang.core import ir

Key = Callable[[Mapping[int, int]], Any]


@frozen(eq=False)
class Reading:
    """The observations that an expression makes, by number, each once; *key* picks them out of a view."""

    seen: tuple[int, ...]
    key: Key


def _nothing(_: object) -> None:
    """The key of what reads nothing."""


NOTHING = Reading((), _nothing)


class Sight:
    """What expressions of *program* read; *alike*: cells that always stand alike are seen as one."""

    def __init__(self, program: ir.Program, *, alike: bool = False) -> None:
        self.program = program
        self.observations: list[ir.Expr] = []
        self._numbers: dict[ir.Expr, int] = {}
        self._readings: dict[ir.Expr, Reading] = {}
        self._of_issues: dict[str, Reading] = {}
        self._one_for = _moved_alike(program) if alike else {cell: cell for cell in program.cells}
        self._alike: dict[ir.Expr, ir.Expr] = {}

    def number(self, seen: ir.Expr) -> int:
        """The number of an observation."""
        known = self._numbers.get(seen)
        if known is None:
            known = self._numbers[seen] = len(self.observations)
            self.observations.append(seen)
        return known

    def of(self, expr: ir.Expr) -> Reading:
        """What *expr* reads."""
        known = self._readings.get(expr)
        if known is None:
            known = self._readings[expr] = self._of(expr)
        return known

    def of_issue(self, issue: ir.Issue) -> Reading:
        """What the clauses on *issue* read."""
        known = self._of_issues.get(issue.name)
        if known is None:
            known = self._together(ruling.condition for ruling in issue.rulings)
            self._of_issues[issue.name] = known
        return known

    def look_back(self, expr: ir.AtGrant, body: ir.Expr) -> int:
        """The observation that a yes by this choice stands and *body*, TRUE or an observation, held then."""
        return self.number(evolve(expr, cell=self._one_for[expr.cell], body=body))

    def alike(self, expr: ir.Expr) -> ir.Expr:
        """What *expr* says, of the cells that are observed for all; where lines settle it, as a constant."""
        known = self._alike.get(expr)
        if known is None:
            known = self._alike[expr] = _of_cells(expr, self._one_for, self.alike)
        return known

    def is_double(self, effect: ir.Effect) -> bool:
        """Whether it writes to a cell for which another is observed."""
        cell: str | None = getattr(effect, "cell", None)
        return cell is not None and self._one_for[cell] != cell

    def _of(self, expr: ir.Expr) -> Reading:  # noqa: PLR0911 - one line a node
        match expr:
            case ir.Const() | ir.Said():
                return NOTHING
            case ir.Is(fact=fact):
                return self._leaf(expr) if fact in self.program.changing else NOTHING
            case ir.Not(of=inner):
                return self.of(inner)
            case ir.All(parts=parts) | ir.Any(parts=parts):
                return self._together(parts)
            case ir.Defined(name=name):
                return self.of(self.program.definitions[name])
            case ir.Outcome(issue=issue):
                return self.of_issue(self.program.issues[issue])
            case ir.Stands(cell=cell) | ir.Ever(cell=cell) | ir.Booked(cell=cell):
                return self._leaf(evolve(expr, cell=self._one_for[cell]))
            case ir.AtGrant(body=body):
                moment = [self.observations[seen] for seen in self.of(body).seen]
                return _reading(self.look_back(expr, kept) for kept in (ir.TRUE, *moment))
            case _:
                return self._leaf(expr)

    def _leaf(self, seen: ir.Expr) -> Reading:
        return _reading((self.number(seen),))

    def _together(self, parts: Iterable[ir.Expr]) -> Reading:
        return _reading(seen for part in parts for seen in self.of(part).seen)


def _reading(seen: Iterable[int]) -> Reading:
    numbers = tuple(dict.fromkeys(seen))
    return Reading(numbers, itemgetter(*numbers)) if numbers else NOTHING


def _of_cells(  # noqa: PLR0911 - one line a node
    expr: ir.Expr, names: Mapping[str, str], inside: Callable[[ir.Expr], ir.Expr]
) -> ir.Expr:
    """*expr* about the cells that *names* has for its own; *inside* says the same of what is inside it."""
    match expr:
        case ir.Said(value=value):
            return ir.TRUE if value else ir.FALSE
        case ir.Not(of=inner):
            return ir.Not(inside(inner))
        case ir.All(parts=parts):
            return ir.All(tuple(map(inside, parts)))
        case ir.Any(parts=parts):
            return ir.Any(tuple(map(inside, parts)))
        case ir.AtGrant(cell=cell, body=body):
            return evolve(expr, cell=names.get(cell, cell), body=inside(body))
        case ir.Stands(cell=cell) | ir.Ever(cell=cell) | ir.Booked(cell=cell):
            return evolve(expr, cell=names.get(cell, cell))
        case _:
            return expr


def _moved_alike(program: ir.Program) -> dict[str, str]:
    """For each cell, the first that every event does the same to, each in view of itself."""
    effects: dict[str, list[tuple[str, ir.Effect]]] = {cell: [] for cell in program.cells}
    for event in program.events.values():
        for effect in event.effects:
            if not isinstance(effect, ir.SetFeature | ir.SetTerms | ir.SetFact):
                effects[effect.cell].append((event.name, _of_itself(effect)))
    first: dict[tuple[tuple[str, ir.Effect], ...], str] = {}
    return {cell: first.setdefault(tuple(moves), cell) for cell, moves in effects.items()}


def _of_itself(effect: ir.Grant | ir.Book | ir.Refuse | ir.Withdraw | ir.Expire | ir.Unbook) -> ir.Effect:
    """*effect*, with no name for its cell."""
    names = {effect.cell: ""}

    def nameless(expr: ir.Expr) -> ir.Expr:
        return _of_cells(expr, names, nameless)

    if isinstance(effect, ir.Expire):
        return evolve(effect, cell="")
    if isinstance(effect, ir.Withdraw):
        return evolve(effect, cell="", clears=nameless(effect.clears))
    return evolve(effect, cell="", when=nameless(effect.when))
