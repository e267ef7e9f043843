"""
Sight: which clauses a version of the terms can speak of.

Its own, and those of the version it amends, less what it repeals. A label is never used anew, so that it
means one clause in every version of the same terms.
"""

from attrs import define, field

from consentlang.diagnostics import codes
from consentlang.diagnostics.report import Note
from consentlang.names.parts import clause_and_exceptions
from consentlang.names.symbols import Names, Symbol, declared_name
from consentlang.names.tying import Tying
from consentlang.syntax import ast


def clauses_in_sight(names: Names, tables: dict[str, dict[str, Symbol]], tying: Tying) -> None:
    """Add to each version in *tables* the clauses it inherits; tie what it repeals."""
    looking = _Looking(names, tables, tying)
    for name in names.table("terms"):
        looking.at(name)


@define(eq=False)
class _Looking:
    names: Names
    tables: dict[str, dict[str, Symbol]]
    tying: Tying
    done: set[str] = field(factory=set)
    ever: dict[str, dict[str, Symbol]] = field(factory=dict)
    """The clauses that each version or one below it ever had."""

    def at(self, version: str) -> None:
        """Work out what *version* can speak of, the versions below it first."""
        waiting = []
        below: str | None = version
        while below is not None and below in self.tables and below not in self.done:
            self.done.add(below)
            waiting.append(below)
            below = self.base(below)
        for name in reversed(waiting):
            self.inherit(name)

    def base(self, version: str) -> str | None:
        """The version that *version* amends."""
        node = self.names.table("terms")[version].node
        return node.amends.text if isinstance(node, ast.Terms) and node.amends is not None else None

    def inherit(self, version: str) -> None:
        """Add the clauses of the version below; a circle of amendments ends where it was entered."""
        own, node = self.tables[version], self.names.table("terms")[version].node
        base = self.base(version) or ""
        inherited = dict(self.tables.get(base, {}))
        if isinstance(node, ast.Terms):
            self.repeal(node, inherited)
        self.refuse_doubles(own, self.ever.get(base, {}))
        self.ever[version] = {**self.ever.get(base, {}), **own}
        own.update({label: symbol for label, symbol in inherited.items() if label not in own})

    def repeal(self, node: ast.Terms, inherited: dict[str, Symbol]) -> None:
        """Take what *node* repeals, with its exceptions, out of what it has *inherited*."""
        before = dict(inherited)
        for item in node.items:
            if isinstance(item, ast.Repeal):
                for label in item.labels:
                    clause = self.tying.refer_in(label, "clause", before).node
                    if isinstance(clause, ast.Clause):
                        for gone in clause_and_exceptions(clause):
                            inherited.pop(gone.label.text, None)

    def refuse_doubles(self, own: dict[str, Symbol], before: dict[str, Symbol]) -> None:
        """Report the labels of this version that a version below it has, or had until it was repealed."""
        for label in own.keys() & before.keys():
            here, first = declared_name(own[label]), declared_name(before[label])
            if here is not None and first is not None:
                self.tying.report.error(
                    codes.DUPLICATE_NAME,
                    here.span,
                    f"`{label}` is a clause of a version that is amended here",
                    help="choose another name; what is repealed keeps its own",
                    notes=[Note(first.span, "declared here first")],
                )
