"""
Symbols: what names mean, and the tables in which they are found.

One table per kind of thing, shared by a policy and all it imports. What has a narrower scope has a
table of its own: choices within their request, clauses along the versions of the terms, elements and
rules within their regime.
"""

from collections.abc import Iterator, Mapping
from typing import Final, Literal

from attrs import field, frozen

from consentlang.names.words import Word
from consentlang.syntax import ast

SymbolKind = Literal[
    "party",
    "fact",
    "attribute",
    "data",
    "purpose",
    "service",
    "terms",
    "clause",
    "feature",
    "request",
    "choice",
    "use",
    "claim",
    "regime",
    "element",
    "define",
    "rule",
    "variable",
    "parameter",
    "value",
    "word",
    "wrong",
]
"""`variable` is bound by a quantifier, `parameter` by a `define` or a library's `power every ...`,
`value` is a word of an enumeration, `word` a built-in; `wrong` was reported and silences the rest."""

ARTICLED: Final[Mapping[str, str]] = {
    "party": "a party",
    "fact": "a relation or fact",
    "attribute": "an attribute",
    "data": "data",
    "purpose": "a purpose",
    "service": "a service or stake",
    "terms": "a version of the terms",
    "clause": "a clause",
    "feature": "a feature",
    "request": "a request",
    "choice": "a choice",
    "use": "a use",
    "claim": "a claim",
    "regime": "a regime",
    "element": "an element",
    "define": "a definition",
    "rule": "a rule",
    "variable": "a variable",
    "parameter": "a parameter",
    "value": "a value",
    "word": "a built-in word",
    "withdraw": "a way to withdraw",
}
"""Each kind as it is called in a sentence."""


@frozen(eq=False)
class Module:
    """One file: `name` is `std.gdpr` or a path; `library` when it is part of `std`, whatever it says."""

    name: str
    file: ast.File
    library: bool


@frozen(eq=False)
class Symbol:
    """What a name means: its kind, the node that declares it, and the module it stands in."""

    kind: SymbolKind
    name: str
    node: ast.Node | None
    """None for built-in words."""
    module: Module | None
    word: Word | None = None


WRONG: Final = Symbol("wrong", "", None, None)
"""What a name stands for that was reported already."""

Table = Mapping[str, Symbol]


def declared_name(symbol: Symbol) -> ast.Name | None:
    """The occurrence of a name that declares *symbol*; None for a built-in word."""
    match symbol.node:
        case ast.Name():
            return symbol.node
        case ast.Quantified():
            return symbol.node.variable
        case ast.Clause():
            return symbol.node.label
        case ast.FactDecl() | ast.AttributeDecl() if symbol.kind == "value":
            return next((value for value in symbol.node.values if value.text == symbol.name), None)
        case node:
            name = getattr(node, "name", None)
            return name if isinstance(name, ast.Name) else None


@frozen(eq=False)
class Names:
    """A policy and all it imports, with each name outside formulas tied to what it means."""

    title: str
    policy: Module
    modules: tuple[Module, ...]
    """Imports before importers; the policy itself last."""
    tables: Mapping[str, Table]
    """By kind, then by name; elements and rules by `regime.name`."""
    attributes: Mapping[str, tuple[Symbol, ...]]
    """By name; the same word may be declared of several kinds."""
    choices: Mapping[str, Table]
    """By request."""
    clauses: Mapping[str, Table]
    """By version of the terms: its own clauses and those it inherits."""
    values: Mapping[ast.Node, Table]
    """By the fact or attribute that lists them."""
    regime_of: Mapping[ast.Node, str]
    """The regime under which an element, a rule or a definition stands."""
    data_parent: Mapping[str, str | None]
    data_lines: Mapping[str, ast.DataDecl]
    """Lines like `data Health is special` that only set the attributes of data declared elsewhere."""
    ties: Mapping[ast.Name, Symbol] = field(repr=False)
    """Each occurrence of a name (by identity) to its symbol."""

    def table(self, kind: str) -> Table:
        """Everything declared of *kind*, by name."""
        return self.tables.get(kind, {})

    def each_item(self) -> Iterator[tuple[Module, ast.Item]]:
        """Every item of every module, in order."""
        for module in self.modules:
            for item in module.file.items:
                yield module, item
