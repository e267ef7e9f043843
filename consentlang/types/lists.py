"""
Lists: the words that stand outside formulas and are the language's own or a library's.

Kinds of party, what a request can tell or put on record, bases of a use, what data is said to be. Each is
tied, or reported with the nearest word of its list.
"""

from collections.abc import Iterable

from attrs import define

from consentlang.diagnostics import codes
from consentlang.diagnostics.codes import Code
from consentlang.diagnostics.nearest import nearest
from consentlang.names.symbols import ARTICLED, Names, Symbol
from consentlang.names.tying import Tying
from consentlang.syntax import ast
from consentlang.types import fitting
from consentlang.types.formulas import ORDINARY
from consentlang.types.vocabulary import BASES, ITEMS, PARTY_KINDS, RECORD_ITEMS, YES_NO, Kind


@define(eq=False)
class Lists:
    """Ties the words of closed lists."""

    names: Names
    tying: Tying

    def item(self, item: ast.Item) -> None:  # noqa: C901 - a case for each item
        """Tie the words of *item*."""
        match item:
            case ast.Party():
                self.kinds(item)
            case ast.FactDecl():
                self.parameters(item)
            case ast.PowerDecl():
                self.power(item)
            case ast.DataDecl():
                self.data(item)
            case ast.PurposeDecl():
                self.attributes(item.attributes or (), "purpose")
            case ast.AttributeDecl():
                self.attribute(item)
            case ast.Request():
                self.request(item)
            case ast.Use():
                self.basis(item.basis)
            case ast.Claim():
                for line in item.lines:
                    if isinstance(line, ast.EveryUse) and line.on is not None:
                        self.basis(line.on)
            case _:
                pass

    def word(self, name: ast.Name, words: Iterable[str], code: Code, opening: str) -> None:
        """Tie *name* to a word of the list, or report it."""
        if name.text in words:
            self.tying.tie(name, Symbol("word", name.text, None, None))
            return
        message = f"{opening} `{name.text}`"
        self.tying.report.error(code, name.span, message, help=nearest(name.text, words))
        self.tying.silence(name)

    def all_of(self, names: Iterable[ast.Name], words: Iterable[str], code: Code, opening: str) -> None:
        """Tie each of *names*, none of them twice."""
        seen: dict[str, ast.Name] = {}
        for name in names:
            self.word(name, words, code, opening)
            self.tying.once(name, seen)

    def power(self, item: ast.PowerDecl) -> None:
        """The kinds of either side, which may be the same."""
        words = fitting.SORTS_OF_PARTY
        for kind in (item.holder_kind, item.over_kind):
            if kind is not None:
                self.word(kind, words, codes.UNKNOWN_KIND, "no kind of party is named")

    def kinds(self, item: ast.Party) -> None:
        """What a party is. Words that the law has for one are no kinds, and are given of it."""
        seen: dict[str, ast.Name] = {}
        for name in item.kinds:
            if name.text not in PARTY_KINDS and self._is_said_of_parties(name.text):
                help = f"it is a word of the law: write `given {item.name.text}.{name.text}`"
                self.tying.report.error(
                    codes.UNKNOWN_KIND, name.span, f"no kind of party is named `{name.text}`", help=help
                )
                self.tying.silence(name)
            else:
                self.word(name, PARTY_KINDS, codes.UNKNOWN_KIND, "no kind of party is named")
                self.tying.once(name, seen)

    def _is_said_of_parties(self, word: str) -> bool:
        """Whether some law has this word for a party."""
        nodes = (symbol.node for symbol in self.names.attributes.get(word, ()))
        return any(isinstance(node, ast.AttributeDecl) and node.of.text == "party" for node in nodes)

    def parameters(self, item: ast.FactDecl) -> None:
        """Roles, or kinds of party."""
        parties = self.names.table("party")
        for name in item.parameters:
            if name.text in fitting.SORTS_OF_PARTY and name.text not in parties:
                self.tying.tie(name, Symbol("word", name.text, None, None))
            else:
                self.tying.refer(name, "party")

    def data(self, item: ast.DataDecl) -> None:
        """What data, and what lies in it, is said to be."""
        self.attributes(item.attributes or (), "data")
        for child in item.children:
            self.data(child)

    def attributes(self, names: tuple[ast.Name, ...], kind: Kind) -> None:
        """Yes/no attributes of *kind*, or `ordinary` alone."""
        seen: dict[str, ast.Name] = {}
        for name in names:
            self.tying.once(name, seen)
            if kind == "data" and name.text == ORDINARY:
                self.tying.tie(name, Symbol("word", ORDINARY, None, None))
            else:
                self.yes_no_attribute(name, kind)
        if ORDINARY in seen and len(seen) > 1:
            others = fitting.listed([word for word in seen if word != ORDINARY])
            message = f"data that is {others} is not `{ORDINARY}`"
            self.tying.report.error(codes.CONTRADICTION, seen[ORDINARY].span, message)

    def yes_no_attribute(self, name: ast.Name, kind: Kind) -> None:
        """Tie an attribute of *kind* that is a yes or no."""
        able = {
            word: each
            for word, found in self.names.attributes.items()
            for each in found
            if fitting.said_of(each, kind) and _is_yes_no(each)
        }
        if name.text in able:
            self.tying.tie(name, able[name.text])
            return
        known = [*able, ORDINARY] if kind == "data" else [*able]
        message = f"{ARTICLED[kind]} cannot be `{name.text}`"
        help = nearest(name.text, known) or (f"it can be {fitting.listed(known)}" if known else None)
        self.tying.report.error(codes.UNKNOWN_ATTRIBUTE, name.span, message, help=help)
        self.tying.silence(name)

    def attribute(self, item: ast.AttributeDecl) -> None:
        """What an attribute is declared of."""
        self.word(item.of, fitting.ATTRIBUTE_KINDS, codes.UNKNOWN_KIND, "an attribute is said of no kind")

    def request(self, item: ast.Request) -> None:
        """What a request tells and puts on record."""
        for part in item.items:
            if isinstance(part, ast.Tells):
                told = [each.item for each in part.items]
                self.all_of(told, ITEMS, codes.UNKNOWN_ITEM, "no item that can be told is named")
            elif isinstance(part, ast.LeavesOut):
                self.all_of(part.items, ITEMS, codes.UNKNOWN_ITEM, "no item that can be told is named")
            elif isinstance(part, ast.Records):
                self.all_of(
                    part.items, RECORD_ITEMS, codes.UNKNOWN_ITEM, "no item that can be put on record is named"
                )

    def basis(self, basis: ast.ConsentBasis | ast.OtherBasis) -> None:
        """The basis that a use is said to rest on."""
        if isinstance(basis, ast.OtherBasis) and basis.basis is not None:
            self.word(basis.basis, BASES, codes.UNKNOWN_BASIS, "no basis is named")


def _is_yes_no(attribute: Symbol) -> bool:
    return isinstance(attribute.node, ast.AttributeDecl) and fitting.type_of(attribute.node) == YES_NO
