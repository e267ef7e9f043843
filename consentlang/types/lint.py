"""
Lint: what an author declares and never mentions.

Whether something can matter is for analysis to prove; that nothing speaks of it can be read off the ties.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from attrs import define, field

from consentlang.diagnostics import codes
from consentlang.diagnostics.report import Report
from consentlang.names.parts import choices_of
from consentlang.names.symbols import Names, Symbol, declared_name
from consentlang.syntax import ast

_LOOKED_AT: Final[Mapping[str, str]] = {
    "party": "a party that nothing speaks of plays no part",
    "fact": "ask it of somebody, or delete it",
    "data": "no use, request or clause speaks of it",
    "purpose": "no use, request or clause speaks of it",
    "service": "no choice loses it",
    "feature": "say what hangs on it: `when {}.on`",
    "request": "say which use rests on it: `on consent via {}`",
    "define": "use it, or delete it",
}
"""Kinds of things that are there to be mentioned, with what to do about it."""


def lint(names: Names, ties: Mapping[ast.Name, Symbol], report: Report) -> None:
    """Warn of each thing that an author's file declares and none mentions."""
    mentions = _Mentions(names, ties)
    for kind, help in _LOOKED_AT.items():
        for symbol in names.table(kind).values():
            name = declared_name(symbol)
            if name is None or symbol.module is None or symbol.module.library or mentions.has(symbol):
                continue
            if isinstance(symbol.node, ast.Request) and mentions.opts_out(symbol.node):
                continue
            report.warning(
                codes.UNUSED,
                name.span,
                f"`{name.text}` is declared and never mentioned",
                help=help.format(name.text),
            )


@define(eq=False)
class _Mentions:
    names: Names
    ties: Mapping[ast.Name, Symbol]
    mentioned: set[Symbol] = field(init=False)
    around_mentioned: set[Symbol] = field(init=False)
    """Data and purposes in which something lies that is mentioned."""

    def __attrs_post_init__(self) -> None:
        tables = [self.names.table(kind) for kind in _LOOKED_AT]
        declaring = {declared_name(symbol) for table in tables for symbol in table.values()}
        self.mentioned = {symbol for name, symbol in self.ties.items() if name not in declaring}
        self.around_mentioned = {above for symbol in self.mentioned for above in self.above(symbol)}

    def has(self, symbol: Symbol) -> bool:
        """Whether *symbol* is mentioned, or for data and purposes, what it lies in or what lies in it."""
        if symbol in self.mentioned or symbol in self.around_mentioned:
            return True
        return any(above in self.mentioned for above in self.above(symbol))

    def opts_out(self, request: ast.Request) -> bool:
        """Whether *request* offers a way out of what is done with the same data on another basis."""
        phrases = [phrase for choice in choices_of(request) for phrase in choice.phrases]
        if not any(isinstance(phrase, ast.ByAct) and phrase.act == "opting_out" for phrase in phrases):
            return False
        uses = (
            symbol.node for symbol in self.names.table("use").values() if isinstance(symbol.node, ast.Use)
        )
        used = self._named(use.action.data for use in uses if isinstance(use.basis, ast.OtherBasis))
        asked = self._named(item.data for item in request.items if isinstance(item, ast.Asks))
        return not (self._around(asked).isdisjoint(used) and self._around(used).isdisjoint(asked))

    def _named(self, lists: Iterable[Iterable[ast.Name]]) -> set[Symbol]:
        return {self.ties[name] for names in lists for name in names if name in self.ties}

    def _around(self, symbols: set[Symbol]) -> set[Symbol]:
        """These, and what they lie within."""
        return symbols | {above for symbol in symbols for above in self.above(symbol)}

    def above(self, symbol: Symbol) -> Iterator[Symbol]:
        """What *symbol* lies within."""
        seen: set[Symbol] = set()
        within = self.around(symbol)
        while within is not None and within not in seen:
            seen.add(within)
            yield within
            within = self.around(within)

    def around(self, symbol: Symbol) -> Symbol | None:
        """What *symbol* lies in directly."""
        name: str | None = None
        if isinstance(symbol.node, ast.PurposeDecl) and symbol.node.within is not None:
            name = symbol.node.within.text
        elif isinstance(symbol.node, ast.DataDecl):
            name = self.names.data_parent.get(symbol.name)
        return None if name is None else self.names.table(symbol.kind).get(name)
