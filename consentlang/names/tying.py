"""
Tying: one name looked up in one table, or reported.

A name that nothing has is reported with the nearest one *of the kind that is needed*; a name that
something else has is reported as what it is.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from attrs import define

from consentlang.diagnostics import codes
from consentlang.diagnostics.codes import Code
from consentlang.diagnostics.nearest import nearest
from consentlang.diagnostics.report import Note, Report
from consentlang.names.modules import library_names
from consentlang.names.symbols import ARTICLED, WRONG, Names, Symbol, Table, declared_name
from consentlang.syntax import ast

_UNKNOWN: Final[Mapping[str, Code]] = {
    "party": codes.UNKNOWN_PARTY,
    "purpose": codes.UNKNOWN_PURPOSE,
    "data": codes.UNKNOWN_DATA,
    "service": codes.UNKNOWN_SERVICE,
    "request": codes.UNKNOWN_REQUEST,
    "choice": codes.UNKNOWN_CHOICE,
    "feature": codes.UNKNOWN_FEATURE,
    "terms": codes.UNKNOWN_TERMS,
    "clause": codes.UNKNOWN_CLAUSE,
    "use": codes.UNKNOWN_USE,
    "fact": codes.UNKNOWN_RELATION,
    "attribute": codes.UNKNOWN_ATTRIBUTE,
    "element": codes.UNKNOWN_ELEMENT,
    "rule": codes.UNKNOWN_RULE,
    "regime": codes.UNKNOWN_REGIME,
}

_NONE_NAMED: Final[Mapping[str, str]] = {
    "data": "no data is named",
    "service": "no service or stake is named",
    "terms": "no version of the terms is named",
    "fact": "no relation or fact is named",
}

FLAT: Final = (
    "party",
    "data",
    "purpose",
    "service",
    "feature",
    "request",
    "use",
    "fact",
    "terms",
    "regime",
    "claim",
    "define",
)
"""Kinds with one table for a whole policy."""


@define(eq=False)
class Tying:
    """Fills *ties* with what the names of a policy mean."""

    report: Report
    names: Names
    ties: dict[ast.Name, Symbol]

    def tie(self, name: ast.Name, symbol: Symbol) -> Symbol:
        """*name* means *symbol*."""
        self.ties[name] = symbol
        return symbol

    def silence(self, *names: ast.Name) -> Symbol:
        """What *names* mean cannot be told, and was reported elsewhere."""
        for name in names:
            self.ties[name] = WRONG
        return WRONG

    def refer(self, name: ast.Name, kind: str) -> Symbol:
        """Tie *name* to what is declared of *kind*."""
        symbol = self.names.table(kind).get(name.text)
        if symbol is not None:
            return self.tie(name, symbol)
        other = self.of_another_kind(name.text, kind)
        if other is not None:
            return self.wrong_kind(name, ARTICLED[other.kind], ARTICLED[kind], self.names.table(kind))
        return self.unknown(name, kind, self.names.table(kind))

    def refer_all(self, kind: str, *lists: Iterable[ast.Name]) -> None:
        """Tie each name of *lists* to what is declared of *kind*; report one that stands in a list twice."""
        for names in lists:
            seen: dict[str, ast.Name] = {}
            for name in names:
                self.refer(name, kind)
                self.once(name, seen)

    def once(self, name: ast.Name, seen: dict[str, ast.Name]) -> None:
        """Report *name* if it is among those *seen* in the same list."""
        first = seen.setdefault(name.text, name)
        if first is not name:
            note = Note(first.span, "said here first")
            self.report.error(codes.SAID_TWICE, name.span, f"`{name.text}` is said twice", notes=[note])

    def refer_in(self, name: ast.Name, kind: str, table: Table) -> Symbol:
        """Tie *name* to what *table*, of a narrower scope, has under it."""
        symbol = table.get(name.text)
        return self.unknown(name, kind, table) if symbol is None else self.tie(name, symbol)

    def refer_either(self, name: ast.Name, *kinds: str) -> Symbol:
        """Tie *name* to what is declared of one of *kinds*, and of one only."""
        found = [table[name.text] for kind in kinds if name.text in (table := self.names.table(kind))]
        if len(found) > 1:
            return self.ambiguous(name, found)
        if found:
            return self.tie(name, found[0])
        candidates = {key: symbol for kind in kinds for key, symbol in self.names.table(kind).items()}
        other = self.of_another_kind(name.text, kinds[0])
        needed = " or ".join(ARTICLED[kind] for kind in kinds)
        if other is not None:
            return self.wrong_kind(name, ARTICLED[other.kind], needed, candidates)
        return self.unknown(name, kinds[0], candidates)

    def refer_thing(self, what: ast.Name | ast.Text | None, kinds: tuple[str, ...]) -> None:
        """Tie *what*, where free words may stand as well, to what is declared of one of *kinds*."""
        if not isinstance(what, ast.Name):
            return
        for kind in kinds:
            symbol = self.names.table(kind).get(what.text)
            if symbol is not None:
                self.tie(what, symbol)
                return
        candidates = [name for kind in kinds for name in self.names.table(kind)]
        self.report.error(
            codes.UNKNOWN_NAME,
            what.span,
            f"nothing is named `{what.text}`",
            help=nearest(what.text, candidates) or f'words of your own stand in quotes: `"{what.text}"`',
        )
        self.silence(what)

    def currency(self, price: ast.Money | None) -> None:
        """Tie the currency of *price*: any three capitals, as ISO 4217 may get more."""
        if price is not None:
            self.tie(price.currency, Symbol("word", price.currency.text, None, None))

    def action(self, action: ast.Action) -> None:
        """Tie the names of *action*."""
        self.refer_all("data", action.data)
        self.refer_all("party", action.recipients)
        self.refer_all("purpose", action.purposes)

    def of_regime(self, name: ast.Name, kind: str, regime: str) -> Symbol:
        """Tie *name* to the element or rule of *regime*, or to a fixed rule, which no regime outranks."""
        table = self.names.table(kind)
        symbol = table.get(f"{regime}.{name.text}")
        if symbol is not None:
            return self.tie(name, symbol)
        elsewhere = [(key, other) for key, other in table.items() if other.name == name.text]
        for _key, other in elsewhere:
            if isinstance(other.node, ast.Rule) and other.node.fixed:
                return self.tie(name, other)
        help = None
        if elsewhere:
            theirs = elsewhere[0][0].partition(".")[0]
            help = f"`{theirs}` has one, and a regime has {kind}s of its own"
        return self.unknown(name, kind, _short(table, regime), f" in `{regime}`", help)

    def reason(self, name: ast.Name, regime: str | None) -> Symbol:
        """Tie *name* to the element, or else the rule, of *regime* or of any."""
        elements, rules = (_short(self.names.table(kind), regime) for kind in ("element", "rule"))
        symbol = elements.get(name.text) or rules.get(name.text)
        if symbol is not None:
            return self.tie(name, symbol)
        return self.unknown(name, "element", {**rules, **elements})

    def of_another_kind(self, text: str, kind: str) -> Symbol | None:
        """Something else that is named *text*."""
        others = (self.names.table(other).get(text) for other in FLAT if other != kind)
        return next((symbol for symbol in others if symbol is not None), None)

    def unknown(
        self,
        name: ast.Name,
        kind: str,
        candidates: Iterable[str],
        where: str = "",
        help: str | None = None,
    ) -> Symbol:
        """Report that nothing of *kind* has this *name*."""
        opening = _NONE_NAMED.get(kind, f"no {kind} is named")
        if help is None and not self.report.full:
            help = nearest(name.text, candidates) or _to_import(name.text, kind)
        self.report.error(_UNKNOWN[kind], name.span, f"{opening} `{name.text}`{where}", help=help)
        return self.silence(name)

    def wrong_kind(self, name: ast.Name, found: str, needed: str, candidates: Iterable[str] = ()) -> Symbol:
        """Report that *name* is *found*, where *needed* is wanted."""
        self.report.error(
            codes.WRONG_KIND,
            name.span,
            f"`{name.text}` is {found}, {needed} is needed here",
            help=nearest(name.text, candidates),
        )
        return self.silence(name)

    def ambiguous(self, name: ast.Name, found: list[Symbol]) -> Symbol:
        """Report that *name* could be any of *found*."""
        notes = [
            Note(declared.span, f"{ARTICLED[symbol.kind]} is declared here")
            for symbol in found
            if (declared := declared_name(symbol)) is not None
        ]
        both = " and ".join(ARTICLED[symbol.kind] for symbol in found)
        self.report.error(
            codes.AMBIGUOUS_NAME,
            name.span,
            f"`{name.text}` is {both}, and both could be meant here",
            help="rename one of them",
            notes=notes,
        )
        return self.silence(name)


def _short(table: Table, regime: str | None) -> Table:
    """What *table* has of *regime*, or of any, by the names without the regime."""
    found: dict[str, Symbol] = {}
    for key, symbol in table.items():
        if regime is None or key == f"{regime}.{symbol.name}":
            found.setdefault(symbol.name, symbol)
    return found


def _to_import(text: str, kind: str) -> str | None:
    """The line that would bring in the regime *text*."""
    if kind == "regime" and f"std.{text}" in library_names():
        return f"`import std.{text}` brings it in"
    return None
