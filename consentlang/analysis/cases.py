"""
The moments at which an obligation may be broken.

A `Case` is an obligation at a node: where its use fires, where it is broken, where each of its faults fails,
as formulas over the answers. *Strictly* broken is what no contested rule is needed for.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

from attrs import define, field, frozen

from consentlang.analysis.cone import Cones
from consentlang.analysis.encode import Encoder
from consentlang.analysis.explore import Explorer
from consentlang.analysis.states import Node
from consentlang.analysis.symbolic import FALSE, Lit
from consentlang.core import ir
from consentlang.core.ir import any_of


@define(eq=False, slots=False)
class Case:
    """One obligation at one node. All that is said of it includes that the run happens."""

    obligation: ir.Obligation
    node: Node
    fires: Lit
    _part: "_Part" = field(repr=False)
    _encoder: Encoder = field(repr=False)

    @cached_property
    def strict(self) -> Lit:
        """Where it is broken by uncontested rules alone."""
        return self._where(self._part.strict)

    @cached_property
    def broken(self) -> Lit:
        """Where it is broken."""
        return self._where(self._part.blocked)

    def _where(self, blocked: Iterable[ir.Expr]) -> Lit:
        holding = (self._encoder.holds(expr, self.node.view) for expr in blocked)
        return self._encoder.formulas.every((self.fires, *holding))

    def fails(self, fault: ir.Fault) -> Lit:
        """Where *fault* fails."""
        return self._encoder.holds(fault.fails, self.node.view)

    @cached_property
    def failing(self) -> tuple[tuple[ir.Fault, Lit], ...]:
        """Every fault, and where it fails."""
        return tuple((fault, self.fails(fault)) for fault in self.obligation.faults)

    def told(self, fault: ir.Fault, *, strictly: bool) -> Lit:
        """Where *fault* can be told of: it fails, and the obligation is broken."""
        formulas, blocked = self._encoder.formulas, self._part.strict if strictly else self._part.blocked
        decides = not strictly or fault.contested is None
        ways = zip(self.obligation.ways, blocked, strict=True)
        others = [expr for way, expr in ways if not (decides and fault in way.faults)]
        return formulas.every((self.fails(fault), self._where(others)))

    def free(self) -> Lit:
        """Where no coercion rule fails."""
        coercion = any_of(*(fault.fails for fault in self.obligation.faults if fault.coercion))
        return -self._encoder.holds(coercion, self.node.view)


@frozen(eq=False)
class _Part:
    """An obligation and what is asked of it at every node."""

    obligation: ir.Obligation
    strict: tuple[ir.Expr, ...]
    """For each way, that a rule which is not contested blocks it."""
    blocked: tuple[ir.Expr, ...]
    """For each way, that some rule does."""
    seen: tuple[int, ...]


class Casebook:
    """Finds the cases of obligations."""

    def __init__(
        self, encoder: Encoder, cones: Cones, explorer: Explorer, like: "Casebook | None" = None
    ) -> None:
        self._encoder = encoder
        self._cones = cones
        self._explorer = explorer
        self._parts: dict[int, _Part] = {} if like is None else like._parts  # noqa: SLF001 - one of its kind

    def of(self, parts: Iterable[ir.Obligation]) -> list[Case]:
        """Where *parts* fire, shortest run first; at a run, the parts in their order."""
        found = [case for part in parts for case in self._of(part)]
        return sorted(found, key=lambda case: case.node.depth)

    def _of(self, obligation: ir.Obligation) -> Iterator[Case]:
        """The cases of one part; not those of a longer run that show nothing else than a shorter one."""
        part = self._parts.get(id(obligation)) or self._part(obligation)
        before: dict[tuple[Lit, ...], list[frozenset[Lit]]] = defaultdict(list)
        for node in self._explorer.explore(self._cones.of_seen(part.seen)):
            case = self._case(part, node)
            if case.fires == FALSE:
                continue
            reached = frozenset(self._encoder.formulas.conjuncts(node.reached))
            alike = before[tuple([node.view[seen] for seen in part.seen])]
            if not any(other <= reached for other in alike):
                alike.append(reached)
                yield case

    def _part(self, obligation: ir.Obligation) -> _Part:
        exprs = (obligation.fires, *(fault.fails for fault in obligation.faults))
        seen = self._encoder.sight.of(ir.All(exprs)).seen
        ways = obligation.ways
        strict = tuple(_blocked(f for f in way.faults if f.contested is None) for way in ways)
        part = _Part(obligation, strict, tuple(_blocked(way.faults) for way in ways), seen)
        return self._parts.setdefault(id(obligation), part)

    def _case(self, part: _Part, node: Node) -> Case:
        formulas, holds = self._encoder.formulas, self._encoder.holds
        fires = formulas.every((node.reached, holds(part.obligation.fires, node.view)))
        return Case(part.obligation, node, fires, part, self._encoder)


def _blocked(faults: Iterable[ir.Fault]) -> ir.Expr:
    return any_of(*(fault.fails for fault in faults if fault.decides))
