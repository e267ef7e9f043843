"""
What the expressions of a program read of a state, by shape alone: one for all analyses of the program.

Observations are numbered as they are met, so that a view of a state is a table of numbers. Cells to which
every event does the same are always alike; one of them is observed for all (five leaves of data, asked for in
one breath, are one cell to look at). What is said of them is then the same expression (`alike`).
"""

from collections.abc import Callable, Iterable, Mapping
from operator import is_, itemgetter
from typing import Any

from attrs import evolve, frozen

from consentlang.core import ir

STANDING = -1
"""In the place of what was seen at a yes: that it stands."""

Key = Callable[[Mapping[int, int]], Any]


@frozen(eq=False)
class Reading:
    """The observations that an expression makes, by number, each once; *key* picks them out of a view."""

    seen: tuple[int, ...]
    key: Key
    edits: frozenset[str] = frozenset()
    """The edits that it turns on."""


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
        self._made: dict[ir.Expr, ir.Expr] = {}
        """One for all that are equal: what is the same need not be compared."""
        self._yeses: dict[tuple[str, str, str, ir.Expr], ir.AtGrant] = {}
        self._moments: dict[ir.AtGrant, Mapping[int, int]] = {}

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

    def look_back(self, expr: ir.AtGrant) -> Mapping[int, int]:
        """
        What is observed of the moment of a yes: that it stands, as STANDING; and for all that was seen then,
        by number, that it stands and that this held.
        """
        known = self._moments.get(expr)
        if known is None:
            cell, request, choice = self._one_for[expr.cell], expr.request, expr.choice
            known = {STANDING: self.number(ir.AtGrant(cell, request, choice, ir.TRUE))}
            for seen in self.of(expr.body).seen:
                known[seen] = self.number(ir.AtGrant(cell, request, choice, self.observations[seen]))
            self._moments[expr] = known
        return known

    def alike(self, expr: ir.Expr) -> ir.Expr:
        """What *expr* says, of the cells that are observed for all."""
        if isinstance(expr, ir.AtGrant):  # by far the most; made once, compared by its parts
            parts = self._one_for[expr.cell], expr.request, expr.choice, self.alike(expr.body)
            known = self._yeses.get(parts)
            if known is None:
                known = self._yeses[parts] = expr if parts[0] == expr.cell else ir.AtGrant(*parts)
            return known
        said = self._alike.get(expr)
        if said is None:
            made = _of_cells(expr, self._one_for, self.alike)
            said = self._alike[expr] = self._made.setdefault(made, made)
        return said

    def is_double(self, effect: ir.Effect) -> bool:
        """Whether it writes to a cell for which another is observed."""
        cell: str | None = getattr(effect, "cell", None)
        return cell is not None and self._one_for[cell] != cell

    def _of(self, expr: ir.Expr) -> Reading:  # noqa: PLR0911 - one line a node
        match expr:
            case ir.Const() | ir.Said():
                return NOTHING
            case ir.Is(fact=fact):
                return self._leaf(expr) if fact in self.program.changing else self._chosen(fact)
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
                return _reading(self.look_back(expr).values(), self.of(body).edits)
            case _:
                return self._leaf(expr)

    def _leaf(self, seen: ir.Expr) -> Reading:
        return _reading((self.number(seen),))

    def _chosen(self, fact: str) -> Reading:
        return _reading((), frozenset((fact,))) if self.program.facts[fact].kind == "edit" else NOTHING

    def _together(self, parts: Iterable[ir.Expr]) -> Reading:
        readings = [self.of(part) for part in parts]
        edits = frozenset[str]().union(*(reading.edits for reading in readings))
        return _reading((seen for reading in readings for seen in reading.seen), edits)


def _reading(seen: Iterable[int], edits: frozenset[str] = frozenset()) -> Reading:
    numbers = tuple(dict.fromkeys(seen))
    if not numbers and not edits:
        return NOTHING
    return Reading(numbers, itemgetter(*numbers) if numbers else _nothing, edits)


def _of_cells(expr: ir.Expr, names: Mapping[str, str], inside: Callable[[ir.Expr], ir.Expr]) -> ir.Expr:
    """*expr* about the cells that *names* has for its own; *inside* says the same of what is inside it."""
    match expr:
        case ir.AtGrant(cell=cell, request=request, choice=choice, body=body):
            return ir.AtGrant(names.get(cell, cell), request, choice, inside(body))
        case ir.Stands(cell=cell) | ir.Ever(cell=cell) | ir.Booked(cell=cell):
            return evolve(expr, cell=names[cell]) if names.get(cell, cell) != cell else expr
        case ir.Not(of=inner):
            said = inside(inner)
            return expr if said is inner else ir.Not(said)
        case ir.All(parts=parts) | ir.Any(parts=parts):
            all_said = tuple(map(inside, parts))
            return expr if all(map(is_, all_said, parts)) else type(expr)(all_said)
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
