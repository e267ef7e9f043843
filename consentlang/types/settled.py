"""
Settled: what `given`, `assume` and `now` may settle, and what not.

Nothing deletes a story unseen: what another line defines is not settled again, and what a request says of
itself is said there. `now` changes what was declared `changing`.
"""

from collections.abc import Iterator

from attrs import define, field

from consentlang.diagnostics import codes
from consentlang.diagnostics.report import Note, Report
from consentlang.names.symbols import Names, Symbol
from consentlang.syntax import ast
from consentlang.types import fitting
from consentlang.types.atoms import Atom, atoms, symbol_of


@define(eq=False)
class Settled:
    """Checks lines that settle something."""

    names: Names
    ties: dict[ast.Name, Symbol]
    report: Report
    powers: list[ast.PowerDecl] = field(init=False)
    """Lines that say exactly who has power over whom."""

    def __attrs_post_init__(self) -> None:
        lines = [item for _module, item in self.names.each_item() if isinstance(item, ast.PowerDecl)]
        self.powers = [line for line in lines if line.when is not None and not line.at_least]

    def item(self, item: ast.Item) -> None:
        """Check what *item* settles."""
        for line in _given(item):
            for at, atom in atoms(line.formula, self.ties):
                self.given(line, at, atom)
        if isinstance(item, ast.Scenario):
            for event in item.items:
                if isinstance(event, ast.Becomes):
                    self.becomes(event)

    def given(self, line: ast.Given, at: ast.Node, atom: Atom) -> None:
        """One thing that is settled, *at* some part of the line."""
        match atom:
            case ast.Power():
                self.power(line, at, atom)
            case ast.IsA():
                self.is_a(line, at, atom)
            case ast.Holds():
                self.term(line, at, atom.term)
            case ast.Compare():
                self.term(line, at, atom.left)
            case ast.Doing() | ast.Valid():
                pass

    def term(self, line: ast.Given, at: ast.Node, term: ast.Term) -> None:
        """A fact, an attribute or a built-in word that is settled."""
        symbol = symbol_of(term, self.ties)
        if symbol is None:
            return
        if isinstance(symbol.node, ast.FactDecl) and symbol.node.when is not None:
            self.defined(line, at, symbol.node, f"`{symbol.name}`")
        elif symbol.kind == "word":
            self.word(line, at, term, symbol.name)

    def word(self, line: ast.Given, at: ast.Node, term: ast.Term, word: str) -> None:
        """A built-in word: open ones can be settled, what other lines say cannot."""
        if isinstance(term, ast.Member) and word == "age":
            return
        if isinstance(term, ast.Member) and word == "on":
            feature = term.of.span.text
            help = f"say `off at start` on its line, or `Host enables {feature}` in a scenario"
            self.structure(line, at, "that a feature is on is something that happens", help)
        elif isinstance(term, ast.Member) or (
            isinstance(term, ast.Call) and isinstance(term.function, ast.Member)
        ):
            self.structure(
                line, term, f"`{term.span.text}` is said where it is asked", "say it in the request"
            )
        elif word == "acts_for":
            help = "say `acts for` on the line of the party"
            self.structure(line, at, "who acts for whom is said where a party is declared", help)
        elif word == "guardian":
            help = "write a `guardian ... of ...` line"
            self.structure(line, at, "who may consent for whom is said in `guardian` lines", help)

    def is_a(self, line: ast.Given, at: ast.Node, atom: ast.IsA) -> None:
        """A kind of party; a yes/no attribute may be settled."""
        symbol = self.ties.get(atom.kind)
        if symbol is None or symbol.kind in {"attribute", "wrong"}:
            return
        words = "what data and purposes are" if symbol.kind in {"data", "purpose"} else "of what kind it is"
        self.structure(line, at, f"{words} is said where it is declared", "say it there")

    def power(self, line: ast.Given, at: ast.Node, atom: ast.Power) -> None:
        """A power that a line defines."""
        for power in self.powers:
            sides = ((atom.holder, power.holder, power.holder_kind), (atom.over, power.over, power.over_kind))
            if all(self.may_be_about(*side) for side in sides):
                over = f"the power of `{atom.holder.span.text}` over `{atom.over.span.text}`"
                self.defined(line, at, power, over)
                return

    def may_be_about(self, term: ast.Term, party: ast.Name, kind: ast.Name | None) -> bool:
        """Whether *term* can stand for a party that one side of a `power` line speaks of."""
        role = fitting.role(symbol_of(term, self.ties))
        if role is None:
            return True
        if kind is not None:
            return fitting.may_be_kind(role, kind.text, self.names)
        return role.name.text == party.text

    def defined(self, line: ast.Given, at: ast.Node, by: ast.Node, what: str) -> None:
        """Report what is settled although a line defines it."""
        help = None
        if isinstance(by, ast.PowerDecl):
            help = "if that line is not all there is to it, say `at least` there"
        self.report.error(
            codes.GIVEN_ON_DEFINED,
            at.span,
            f"{what} is defined by a line, and `{line.keyword}` would overrule it",
            help=help or "settle what the definition rests on",
            notes=[Note(by.span, "defined here")],
        )

    def structure(self, line: ast.Given, at: ast.Node, why: str, help: str) -> None:
        """Report what is no matter for `given`."""
        message = f"{why}, and not by `{line.keyword}`"
        self.report.error(codes.GIVEN_ON_STRUCTURE, at.span, message, help=help)

    # --- events ---------------------------------------------------------------------------------

    def becomes(self, event: ast.Becomes) -> None:
        """`now not locked`: one thing, and one that changes."""
        atom = event.formula.operand if isinstance(event.formula, ast.Not) else event.formula
        if not isinstance(atom, ast.Holds | ast.Compare | ast.IsA):
            self.not_changing(
                atom, f"`{atom.span.text}` is not one thing that changes", "name one thing in each line"
            )
            return
        symbol = self.changed(atom)
        if symbol is None or symbol.kind == "wrong":
            return
        node = symbol.node
        if isinstance(node, ast.FactDecl | ast.AttributeDecl):
            if not node.changing:
                self.not_changing(atom, f"`{symbol.name}` does not change", "declare it `changing`", node)
        elif symbol.kind != "word" or symbol.name != "age":
            self.not_changing(atom, f"`{atom.span.text}` does not change by itself", None)

    def changed(self, atom: ast.Holds | ast.Compare | ast.IsA) -> Symbol | None:
        """What an event is about."""
        match atom:
            case ast.Holds():
                return symbol_of(atom.term, self.ties)
            case ast.Compare():
                return symbol_of(atom.left, self.ties)
            case ast.IsA():
                return self.ties.get(atom.kind)

    def not_changing(
        self, at: ast.Node, message: str, help: str | None, node: ast.Node | None = None
    ) -> None:
        """Report an event that cannot be."""
        notes = [] if node is None else [Note(node.span, "declared here")]
        self.report.error(codes.NOT_CHANGING, at.span, message, help=help, notes=notes)


def _given(item: ast.Item) -> Iterator[ast.Given]:
    """The lines of *item* that settle something."""
    if isinstance(item, ast.Given):
        yield item
    elif isinstance(item, ast.Request | ast.Scenario):
        yield from (each for each in item.items if isinstance(each, ast.Given))
