"""
Gathering: the first walk, from files to tables of what they declare.

A rule may name a purpose that is declared below it, or in another file, so every declaration is read
before any use of a name is looked at.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from attrs import define, field

from consentlang.diagnostics import codes
from consentlang.diagnostics.report import Note, Report
from consentlang.names.derive import derive
from consentlang.names.parts import choices_of, clauses_of, data_and_children
from consentlang.names.symbols import Module, Symbol, SymbolKind, declared_name
from consentlang.syntax import ast

HOUSE_REGIME: Final = "policy"
"""The regime of an author's elements and rules that stand above any `regime` line."""


def gather(modules: Iterable[Module], report: Report) -> "Gathered":
    """Collect what *modules* declare; report what is declared twice."""
    gathered = Gathered(report)
    files = tuple(modules)
    gathered.described = {name for module in files for name in _described(module)}
    for module in files:
        _Gathering(gathered, module).file()
    derive(files, gathered.tables, gathered.ties, report)
    return gathered


@define(eq=False)
class Gathered:
    """The tables of `Names`, while they are being filled."""

    report: Report
    tables: defaultdict[str, dict[str, Symbol]] = field(factory=lambda: defaultdict(dict))
    attributes: dict[str, tuple[Symbol, ...]] = field(factory=dict)
    choices: dict[str, dict[str, Symbol]] = field(factory=dict)
    clauses: dict[str, dict[str, Symbol]] = field(factory=dict)
    """Each version's own clauses."""
    values: dict[ast.Node, dict[str, Symbol]] = field(factory=dict)
    regime_of: dict[ast.Node, str] = field(factory=dict)
    data_parent: dict[str, str | None] = field(factory=dict)
    data_lines: dict[str, ast.DataDecl] = field(factory=dict)
    ties: dict[ast.Name, Symbol] = field(factory=dict)
    described: set[str] = field(factory=set)
    """Data that some line says more of than `data Health is special` does."""

    def add(self, symbol: Symbol, name: ast.Name, table: dict[str, Symbol], key: str | None = None) -> None:
        """Enter *symbol*, declared by *name*, in *table*; report it if the place is taken."""
        known = table.setdefault(key or name.text, symbol)
        self.ties[name] = symbol
        if known is not symbol:
            self.twice(name, known, symbol.module)

    def twice(self, name: ast.Name, known: Symbol, module: Module | None) -> None:
        """Report that *name* was declared before, as *known*."""
        message, help = f"`{name.text}` is declared twice", None
        if known.module is not None and known.module.library and known.module is not module:
            message = f"`{name.text}` is already declared by `{known.module.name}`"
            help = "choose another name"
        first = declared_name(known)
        notes = [] if first is None else [Note(first.span, "declared here first")]
        self.report.error(codes.DUPLICATE_NAME, name.span, message, help=help, notes=notes)


@define(eq=False)
class _Gathering:
    """Walks one module; *regime* is the `regime` line above."""

    into: Gathered
    module: Module
    regime: str | None = None

    def file(self) -> None:
        for item in self.module.file.items:
            self.item(item)

    def item(self, item: ast.Item) -> None:  # noqa: C901, PLR0912 - a case for each kind of item
        match item:
            case ast.Element() | ast.Rule() | ast.Define():
                self.of_the_law(item)
            case ast.Party():
                self.declare("party", item.name, item)
            case ast.FactDecl():
                self.declare("fact", item.name, item)
                self.list_values(item)
            case ast.AttributeDecl():
                self.attribute(item)
            case ast.PowerDecl():
                self.parameters(item)
            case ast.DataDecl():
                self.data(item, None)
            case ast.PurposeDecl():
                self.declare("purpose", item.name, item)
            case ast.LossDecl():
                self.declare("service", item.name, item)
            case ast.Terms():
                self.terms(item)
            case ast.Feature():
                self.declare("feature", item.name, item)
            case ast.Request():
                self.request(item)
            case ast.Use():
                self.declare("use", item.name, item)
            case ast.Claim():
                self.declare("claim", item.name, item)
            case ast.Regime():
                self.open_regime(item)
            case ast.Import() | ast.Guardian() | ast.Given() | ast.Necessary():
                pass
            case ast.Ask() | ast.Scenario() | ast.Holding() | ast.Apply():
                pass

    def declare(self, kind: SymbolKind, name: ast.Name, node: ast.Node, key: str | None = None) -> Symbol:
        """Declare *name* in the table of its kind."""
        symbol = Symbol(kind, name.text, node, self.module)
        self.into.add(symbol, name, self.into.tables[kind], key)
        return symbol

    def declare_in(self, table: dict[str, Symbol], kind: SymbolKind, name: ast.Name, node: ast.Node) -> None:
        """Declare *name* in a table of narrower scope."""
        self.into.add(Symbol(kind, name.text, node, self.module), name, table)

    def list_values(self, node: ast.FactDecl | ast.AttributeDecl) -> None:
        """The words of an enumeration."""
        table = self.into.values.setdefault(node, {})
        for value in node.values:
            self.declare_in(table, "value", value, node)

    def attribute(self, node: ast.AttributeDecl) -> None:
        symbol = Symbol("attribute", node.name.text, node, self.module)
        self.into.ties[node.name] = symbol
        others = self.into.attributes.get(node.name.text, ())
        for other in others:
            if isinstance(other.node, ast.AttributeDecl) and other.node.of.text == node.of.text:
                self.into.twice(node.name, other, self.module)
                return
        self.into.attributes[node.name.text] = (*others, symbol)
        self.list_values(node)

    def parameters(self, node: ast.PowerDecl) -> None:
        """`power every organisation p over every person q`: names for the two sides."""
        table: dict[str, Symbol] = {}
        if node.holder_kind is not None:
            self.declare_in(table, "parameter", node.holder, node.holder)
        if node.over_kind is not None:
            self.declare_in(table, "parameter", node.over, node.over)

    def data(self, node: ast.DataDecl, parent: str | None) -> None:
        name = node.name.text
        if parent is None and name in self.into.described and _only_attributes(node):
            first = self.into.data_lines.setdefault(name, node)
            if first is not node:
                self.into.twice(node.name, Symbol("data", name, first, None), self.module)
            return
        self.declare("data", node.name, node)
        self.into.data_parent.setdefault(name, parent)
        for child in node.children:
            self.data(child, name)

    def terms(self, node: ast.Terms) -> None:
        self.declare("terms", node.name, node)
        table = self.into.clauses.setdefault(node.name.text, {})
        for clause in clauses_of(node):
            self.declare_in(table, "clause", clause.label, clause)

    def request(self, node: ast.Request) -> None:
        self.declare("request", node.name, node)
        table = self.into.choices.setdefault(node.name.text, {})
        for choice in choices_of(node):
            self.declare_in(table, "choice", choice.name, choice)

    def open_regime(self, node: ast.Regime) -> None:
        """Begin a regime, or go on with one in another file of the same side; one line may have words."""
        self.regime = name = node.name.text
        table = self.into.tables["regime"]
        known = table.get(name)
        if known is None or known.module is None:
            table[name] = Symbol("regime", name, node, self.module)
        elif not self.goes_on(known.module) or (_label(known) is not None and node.label is not None):
            self.into.twice(node.name, known, self.module)
        elif node.label is not None:
            table[name] = Symbol("regime", name, node, self.module)
        self.into.ties[node.name] = table[name]

    def goes_on(self, other: Module) -> bool:
        """Whether a regime opened in *other* may be gone on with here."""
        return other is not self.module and other.library == self.module.library

    def of_the_law(self, node: ast.Element | ast.Rule | ast.Define) -> None:
        regime = self.regime or self.house_regime(node)
        self.into.regime_of[node] = regime
        if isinstance(node, ast.Define):
            self.declare("define", node.name, node)
            table: dict[str, Symbol] = {}
            for parameter in node.parameters:
                self.declare_in(table, "parameter", parameter, parameter)
            return
        kind: SymbolKind = "element" if isinstance(node, ast.Element) else "rule"
        self.declare(kind, node.name, node, f"{regime}.{node.name.text}")

    def house_regime(self, node: ast.Element | ast.Rule | ast.Define) -> str:
        """The regime of what stands above any `regime` line: of the author's own, `policy`."""
        if isinstance(node, ast.Define):
            return HOUSE_REGIME
        if self.module.library:
            self.into.report.error(
                codes.NO_REGIME,
                node.name.span,
                f"`{node.name.text}` stands under no regime",
                help="begin the file with a `regime` line",
            )
        if HOUSE_REGIME not in self.into.tables["regime"]:
            regime = ast.Regime(ast.Name(HOUSE_REGIME, span=node.span), None, span=node.span)
            self.into.tables["regime"][HOUSE_REGIME] = Symbol("regime", HOUSE_REGIME, regime, None)
        return HOUSE_REGIME


def _described(module: Module) -> Iterator[str]:
    """Data that *module* says more of than what it is."""
    for item in module.file.items:
        if isinstance(item, ast.DataDecl) and not _only_attributes(item):
            for node in data_and_children(item):
                yield node.name.text


def _label(regime: Symbol) -> ast.Text | None:
    return regime.node.label if isinstance(regime.node, ast.Regime) else None


def _only_attributes(node: ast.DataDecl) -> bool:
    """Whether *node* is a line like `data Health is special`."""
    described = node.about or node.derived_from or node.children or node.label
    return node.attributes is not None and not described
