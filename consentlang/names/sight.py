"""
Sight: which clauses a version of the terms can speak of.

Its own, and those of the version it amends, less what it repeals. A label is never used anew, so that it
means one clause in every version of the same terms.

Versions and clauses are bounded: every version has all it inherits, and every clause all that outrank it.
"""

from typing import Final

from attrs import define, field

from consentlang.diagnostics import codes
from consentlang.diagnostics.report import Note
from consentlang.names.parts import clause_and_exceptions, clauses_of
from consentlang.names.symbols import Names, Symbol, declared_name
from consentlang.names.tying import Tying
from consentlang.syntax import ast

MOST_IN_ONE: Final = 5_000
MOST_IN_ALL: Final = 20_000
"""Clauses in force in one version, and in all versions together."""


def clauses_in_sight(names: Names, tables: dict[str, dict[str, Symbol]], tying: Tying) -> None:
    """Add to each version in *tables* the clauses it inherits; tie what it repeals."""
    beyond = beyond_the_bound(names)
    if beyond is not None:
        tying.report.error(
            codes.TERMS_TOO_LARGE,
            beyond.name.span,
            f"with `{beyond.name.text}` the terms have more clauses in force than can be ranked",
            help=f"at most {MOST_IN_ONE} in one version, and {MOST_IN_ALL} in all versions together",
        )
        return
    looking = _Looking(names, tables, tying)
    for name in names.table("terms"):
        looking.at(name)


def beyond_the_bound(names: Names) -> ast.Terms | None:
    """The version with which the terms have too many clauses."""
    sizes: dict[str, int] = {}
    total = 0
    for name in names.table("terms"):
        path = []
        below: str | None = name
        while below is not None and below in names.clauses and below not in sizes:
            sizes[below] = 0
            path.append(below)
            below = _base(names, below)
        for version in reversed(path):
            sizes[version] = _own(names, version) + sizes.get(_base(names, version) or "", 0)
            total += sizes[version]
            node = names.table("terms")[version].node
            if (sizes[version] > MOST_IN_ONE or total > MOST_IN_ALL) and isinstance(node, ast.Terms):
                return node
    return None


def _own(names: Names, version: str) -> int:
    """How many clauses *version* adds."""
    node = names.table("terms")[version].node
    return sum(1 for _clause in clauses_of(node)) if isinstance(node, ast.Terms) else 0


def _base(names: Names, version: str) -> str | None:
    """The version that *version* amends."""
    node = names.table("terms")[version].node
    return node.amends.text if isinstance(node, ast.Terms) and node.amends is not None else None


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
            below = _base(self.names, below)
        for name in reversed(waiting):
            self.inherit(name)

    def inherit(self, version: str) -> None:
        """Add the clauses of the version below; a circle of amendments ends where it was entered."""
        own, node = self.tables[version], self.names.table("terms")[version].node
        base = _base(self.names, version) or ""
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
