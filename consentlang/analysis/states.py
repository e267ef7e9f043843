"""The states that stories lead to, as far as a question can see them."""

from collections.abc import Iterator, Mapping

from attrs import define, field

from consentlang.analysis.cone import Cone
from consentlang.analysis.symbolic import Lit
from consentlang.analysis.zones import Days
from consentlang.core import ir


@define(eq=False)
class Node:
    """
    Where one run of events leads.

    The run happens for the answers that satisfy all of *guards* and one key of *days* (where time is kept).
    """

    depth: int
    parent: "Node | None"
    event: ir.Event | None
    """What happened last; None for the opening."""
    view: Mapping[int, Lit] = field(repr=False)
    guards: frozenset[Lit]
    days: Days = field(repr=False)
    reached: Lit
    """The answers for which the run happens, as one formula."""

    @property
    def events(self) -> tuple[str, ...]:
        """The run, by name."""
        run: list[str] = []
        node: Node | None = self
        while node is not None and node.event is not None:
            run.append(node.event.name)
            node = node.parent
        return tuple(reversed(run))


@define(eq=False)
class Graph:
    """All nodes of a cone, fewest events first. Runs that no question of the cone needs are left out."""

    cone: Cone
    nodes: list[Node]

    def __iter__(self) -> Iterator[Node]:
        return iter(self.nodes)
