"""
Tabulation: what turns on a few truths alone is looked up by which of them hold.

Tests that are neighbours are put together as long as they ask few truths in all. Eight truths are one number
below 256 in the record, and one look tells which of the tests hold, where Python would ask each by itself and
go astray on every other one.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from attrs import evolve, frozen

from consentlang.core import ir
from consentlang.eval.nesting import Block, Look, Mark, Node, Switch, Test, literals, looks

MOST_TRUTHS: Final = 8
"""Of one table."""
LEAST_TRUTHS: Final = 4
"""Fewer are asked as fast one by one."""
_KINDS: Final = 2


def truths_of(conditions: Iterable[ir.Expr], values: Mapping[str, tuple[str, ...]]) -> dict[ir.Is, ir.Is]:
    """
    What is asked of columns, by what is kept of it: of yes and no the yes, of others the smaller half.

    Of which *conditions* ask more than two things is kept as it is, and not mentioned here.
    """
    kinds: dict[str, dict[ir.Is, list[ir.Is]]] = {}
    for condition in conditions:
        for part in ir.walk(condition):
            if isinstance(part, ir.Is) and part.fact in values:
                others = ir.Is(part.fact, tuple(sorted({*values[part.fact]} - {*part.values})))
                yes = ir.Is(part.fact, ("yes",))
                truth = yes if yes in (part, others) else min(part, others, key=_size)
                kinds.setdefault(part.fact, {}).setdefault(truth, []).extend((part, others))
    return {
        asked: truth
        for of_column in kinds.values()
        if len(of_column) <= _KINDS
        for truth, both in of_column.items()
        for asked in both
    }


def _size(asked: ir.Is) -> tuple[int, tuple[str, ...]]:
    return len(asked.values), asked.values


def tabulated(block: Block, truths: Mapping[ir.Is, ir.Is]) -> Block:
    """*block* with tables, if records get shorter by them. *truths*: as `truths_of` has them."""
    found = _Tables(truths).block(block)
    before, after = ({truths.get(asked) for asked in literals(each)} for each in (block, found))
    return found if len([*looks(found)]) < len(before - after) else block


@frozen(eq=False)
class _Tables:
    truths: Mapping[ir.Is, ir.Is]

    def block(self, block: Block) -> Block:
        """*block*, where its neighbours are looked up together."""
        groups: list[tuple[dict[ir.Is, None], list[Node]]] = []
        left: list[Node] = []
        for node in block:
            asked = self._asked(node)
            if asked is None:
                left.append(self._within(node))
                continue
            fitting = [group for group in groups if len({*group[0], *asked}) <= MOST_TRUTHS]
            best = max(fitting, key=lambda group: len(group[0].keys() & asked.keys()), default=None)
            if best is None:
                groups.append((asked, [node]))
            else:
                best[0].update(asked)
                best[1].append(node)
        tables = (
            (Look(tuple(asked), tuple(nodes)),) if len(asked) >= LEAST_TRUTHS else nodes
            for asked, nodes in groups
        )
        return (*left, *(node for nodes in tables for node in nodes))

    def _asked(self, node: Node) -> dict[ir.Is, None] | None:
        """The truths on which alone *node* turns, if they are few."""
        found = {self.truths.get(asked): None for asked in literals((node,))}
        if isinstance(node, Mark) or None in found or len(found) > MOST_TRUTHS:
            return None
        return {asked: None for asked in found if asked is not None}

    def _within(self, node: Node) -> Node:
        match node:
            case Test(body=body):
                return evolve(node, body=self.block(body))
            case Switch(tests=tests):
                return evolve(node, tests=tuple(evolve(test, body=self.block(test.body)) for test in tests))
            case _:
                return node


def table(rules: Callable[..., int]) -> tuple[int, ...]:
    """What *rules* says, by the number whose nth bit is its nth argument."""
    count = rules.__code__.co_argcount
    return tuple(rules(*(bool(number >> n & 1) for n in range(count))) for number in range(1 << count))
