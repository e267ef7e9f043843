"""
The moments at which an obligation may be broken.

A `Case` is an obligation at a node: where its use fires, where it is broken, where each of its faults fails,
as formulas over the answers. *Strictly* broken is what no contested rule is needed for.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from attrs import define, field, frozen

from consentlang.analysis.cone import Cones
from consentlang.analysis.encode import Encoder
from consentlang.analysis.explore import Explorer
from consentlang.analysis.states import Node
from consentlang.analysis.symbolic import FALSE, Lit
from consentlang.core import ir
from consentlang.core.ir import all_of, any_of


@define(eq=False)
class Case:
    """One obligation at one node. *fires*, *strict* and *broken* include that the run happens."""

    obligation: ir.Obligation
    node: Node
    fires: Lit
    strict: Lit
    """Broken by uncontested rules alone."""
    broken: Lit
    _encoder: Encoder = field(repr=False)

    def fails(self, fault: ir.Fault) -> Lit:
        """Where *fault* fails."""
        return self._encoder.holds(fault.fails, self.node.view)

    def told(self, fault: ir.Fault, *, strictly: bool) -> Lit:
        """Where *fault* can be told of: it fails, and the obligation is broken."""
        return self._encoder.formulas.every((self.strict if strictly else self.broken, self.fails(fault)))

    def free(self) -> Lit:
        """Where no coercion rule fails."""
        coercion = any_of(*(fault.fails for fault in self.obligation.faults if fault.coercion))
        return -self._encoder.holds(coercion, self.node.view)


@frozen(eq=False)
class _Part:
    """An obligation and what is asked of it at every node."""

    obligation: ir.Obligation
    strict: ir.Expr
    reads: tuple[ir.Expr, ...]


class Casebook:
    """Finds the cases of obligations."""

    def __init__(self, encoder: Encoder, cones: Cones, explorer: Explorer) -> None:
        self._encoder = encoder
        self._cones = cones
        self._explorer = explorer

    def of(self, parts: Iterable[ir.Obligation]) -> list[Case]:
        """Where *parts* fire, shortest run first; at a run, the parts in their order."""
        found = [case for part in parts for case in self._of(part)]
        return sorted(found, key=lambda case: case.node.depth)

    def _of(self, obligation: ir.Obligation) -> Iterator[Case]:
        """The cases of one part; not those of a longer run that show nothing else than a shorter one."""
        part = self._part(obligation)
        before: dict[tuple[Lit, ...], list[frozenset[Lit]]] = defaultdict(list)
        for node in self._explorer.explore(self._cones.of(part.reads)):
            case = self._case(part, node)
            if case.fires == FALSE:
                continue
            reached = frozenset(self._encoder.formulas.conjuncts(node.reached))
            alike = before[tuple(node.view[seen] for seen in part.reads)]
            if not any(other <= reached for other in alike):
                alike.append(reached)
                yield case

    def _part(self, obligation: ir.Obligation) -> _Part:
        blocked = [
            any_of(*(fault.fails for fault in way.faults if fault.decides and fault.contested is None))
            for way in obligation.ways
        ]
        exprs = (obligation.fires, *(fault.fails for fault in obligation.faults))
        return _Part(obligation, all_of(*blocked), self._encoder.reads(ir.All(exprs)))

    def _case(self, part: _Part, node: Node) -> Case:
        formulas, holds = self._encoder.formulas, self._encoder.holds
        fires = formulas.every((node.reached, holds(part.obligation.fires, node.view)))
        if fires == FALSE:
            return Case(part.obligation, node, FALSE, FALSE, FALSE, self._encoder)
        strict = formulas.every((fires, holds(part.strict, node.view)))
        broken = formulas.every((fires, holds(part.obligation.broken, node.view)))
        return Case(part.obligation, node, fires, strict, broken, self._encoder)
