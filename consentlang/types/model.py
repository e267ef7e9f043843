"""
The model: the syntax trees of a policy and all it imports, with every name tied to what it means.

Nothing is copied out of the trees. `Model` is the items in order, one table per kind of name, and a
table from each occurrence of a name to its symbol, as in Go's `types.Info`.
"""

from collections.abc import Iterator, Mapping

from attrs import field, frozen

from consentlang.names.symbols import Module, Symbol, SymbolKind
from consentlang.names.words import Type
from consentlang.syntax import ast

__all__ = ["Model", "Module", "Symbol", "SymbolKind"]


@frozen(eq=False)
class Model:
    """A policy whose names are tied and whose formulas make sense."""

    title: str
    modules: tuple[Module, ...]
    """Imports before importers; the policy itself last."""
    parties: Mapping[str, ast.Party]
    facts: Mapping[str, ast.FactDecl]
    attributes: Mapping[str, tuple[ast.AttributeDecl, ...]]
    """By name; the same word may be declared of several kinds."""
    data: Mapping[str, ast.DataDecl]
    data_parent: Mapping[str, str | None]
    purposes: Mapping[str, ast.PurposeDecl]
    losses: Mapping[str, ast.LossDecl]
    terms: Mapping[str, ast.Terms]
    features: Mapping[str, ast.Feature]
    requests: Mapping[str, ast.Request]
    uses: Mapping[str, ast.Use]
    regimes: Mapping[str, ast.Regime]
    elements: Mapping[str, ast.Element]
    rules: Mapping[str, ast.Rule]
    defines: Mapping[str, ast.Define]
    regime_of: Mapping[str, str]
    """Regime of each rule and element, by name: the `regime` line above it in its module. Names of rules
    and elements are keyed `regime.name` in the tables here, so that two laws may both have `free`."""
    ties: Mapping[ast.Name, Symbol] = field(repr=False)
    """Each occurrence of a name (by identity) to its symbol."""
    types: Mapping[ast.Node, Type] = field(repr=False)
    """Each term of a formula (by identity) to its type."""

    def each_item(self) -> Iterator[tuple[Module, ast.Item]]:
        """Every item of every module, in order."""
        for module in self.modules:
            for item in module.file.items:
                yield module, item

    def data_leaves(self, name: str) -> tuple[str, ...]:
        """The leaves of data *name*, in source order; itself if it has no children."""
        node = self.data[name]
        if not node.children:
            return (name,)
        return tuple(leaf for child in node.children for leaf in self.data_leaves(child.name.text))

    def purpose_leaves(self, name: str) -> tuple[str, ...]:
        """The leaves of purpose *name*, in source order; itself if no purpose is within it."""
        below = [
            p for p, node in self.purposes.items() if node.within is not None and node.within.text == name
        ]
        if not below:
            return (name,)
        return tuple(leaf for child in below for leaf in self.purpose_leaves(child))
