"""What the files of a policy say, libraries too: read off the trees before any name is looked up."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final

from attrs import define, field

from consentlang.core import numbers
from consentlang.syntax import ast
from consentlang.types.model import Model

GENERAL: Final = frozenset({"fact", "value"})
"""Kinds of names that mean the same whoever plays which role, in every case."""
WAY_OUT: Final = frozenset({"withdraw", "withdrawable"})


def nodes(node: ast.Node) -> Iterator[ast.Node]:
    """*node* and every node below it, parents first."""
    stack = [node]
    while stack:
        top = stack.pop()
        yield top
        stack.extend(reversed(tuple(ast.children(top))))


@define(eq=False)
class Written:
    """The trees of a policy and of all it imports, and what formulas in them speak of."""

    model: Model
    _is_general: dict[ast.Node, bool] = field(factory=dict, init=False)
    _of_way_out: dict[ast.Node, bool] = field(factory=dict, init=False)

    @cached_property
    def nodes(self) -> tuple[ast.Node, ...]:
        """Every node of every module."""
        return tuple(node for module in self.model.modules for node in nodes(module.file))

    @cached_property
    def cuts(self) -> Mapping[str, tuple[int, ...]]:
        """Where the bands of each number begin."""
        return numbers.cuts(self.nodes)

    @cached_property
    def highest_steps(self) -> int:
        """The largest number of steps anybody writes or compares with."""
        steps = [node.count for node in self.nodes if isinstance(node, ast.Steps)]
        return max([1, *steps, *self.cuts.get("steps", ())])

    def necessity(self, data: str, purpose: str, service: str) -> ast.Necessary | None:
        """The `necessary` line for these, if one is written."""
        for node in self.nodes:
            if (
                isinstance(node, ast.Necessary)
                and node.service.text == service
                and any(data in self.model.data_leaves(d.text) for d in node.data)
                and any(purpose in self.model.purpose_leaves(p.text) for p in node.purposes)
            ):
                return node
        return None

    # what a formula speaks of

    def is_general(self, node: ast.Node) -> bool:
        """Whether every name in *node* means the same whoever plays which role, in every case."""
        known = self._is_general.get(node)
        if known is None:
            if isinstance(node, ast.Name):
                symbol = self.model.ties.get(node)
                known = symbol is not None and symbol.kind in GENERAL
            else:
                known = all(self.is_general(child) for child in ast.children(node))
            self._is_general[node] = known
        return known

    def speaks_of_way_out(self, node: ast.Node) -> bool:
        """Whether *node*, or a definition it uses, names `request.withdraw` or `request.withdrawable`."""
        known = self._of_way_out.get(node)
        if known is None:
            known = self._of_way_out[node] = self._names_way_out(node)
        return known

    def _names_way_out(self, node: ast.Node) -> bool:
        seen, todo = set[ast.Node](), [node]
        while todo:
            for name in nodes(todo.pop()):
                symbol = self.model.ties.get(name) if isinstance(name, ast.Name) else None
                if symbol is None:
                    continue
                if symbol.kind == "word" and symbol.name in WAY_OUT:
                    return True
                if isinstance(symbol.node, ast.Define) and symbol.node not in seen:
                    seen.add(symbol.node)
                    todo.append(symbol.node)
        return False
