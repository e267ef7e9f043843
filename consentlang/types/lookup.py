"""
Looking up: what a bare name in a formula means.

A variable; where the word of an enumeration is expected, that word; a built-in word; then what is
declared of the kind that is expected, and last what is declared at all. None is the answer for what was
reported already; it silences what would follow.
"""

from collections.abc import Mapping
from typing import Final

from attrs import define, field

from consentlang.diagnostics import codes
from consentlang.diagnostics.codes import Code
from consentlang.diagnostics.nearest import nearest
from consentlang.diagnostics.report import Note
from consentlang.names.symbols import ARTICLED, WRONG, Names, Symbol
from consentlang.names.tying import Tying
from consentlang.names.words import YES_NO, Kind, Type, Word, thing
from consentlang.syntax import ast
from consentlang.types import fitting
from consentlang.types.scope import Scope, Typed
from consentlang.types.vocabulary import EVERYWHERE, IN_A_RULE

THINGS: Final[tuple[Kind, ...]] = ("party", "data", "purpose", "service", "feature", "request", "use")
"""Kinds of things that a formula can name."""

_NAMEABLE: Final = ("fact", "define", *THINGS)
_TYPES: Final[Mapping[str, Type]] = {kind: thing(kind) for kind in THINGS}


@define(eq=False)
class Lookup:
    """Finds names for `Terms`, and ties them."""

    names: Names
    tying: Tying
    words: dict[int, Typed] = field(factory=dict)
    """Built-in words that were met, by the identity of their entry in the vocabulary."""

    def error(
        self, code: Code, place: ast.Node, scope: Scope, message: str, *, help: str | None = None
    ) -> None:
        """Report what is wrong at *place*, and where the definition around it is used."""
        notes = [] if scope.used_at is None else [Note(scope.used_at, "used here")]
        self.tying.report.error(code, place.span, message, help=help, notes=notes)

    def find(self, name: ast.Name, scope: Scope, expected: Type | None) -> Typed | None:
        """What *name* gives where *expected* is hoped for; a `fact` or `define` still lacks its arguments."""
        if name.text in scope.variables:
            return self.variable(name, scope.variables[name.text])
        if expected is not None and expected.sort == "one of":
            return self.value(name, scope, expected)
        word = scope.place.words.get(name.text) or EVERYWHERE.get(name.text)
        if word is not None:
            return self.word(name, word)
        if name.text in IN_A_RULE:
            self.word_elsewhere(name, scope)
            return None
        return self.declared(name, scope, expected.kind if expected is not None else None)

    def variable(self, name: ast.Name, typed: Typed | None) -> Typed | None:
        """What a quantifier or a definition bound."""
        if typed is None or typed.symbol is None:
            self.tying.silence(name)
        else:
            self.tying.tie(name, typed.symbol)
        return typed

    def value(self, name: ast.Name, scope: Scope, expected: Type) -> Typed | None:
        """A word of an enumeration; else a fact, which may be one of the same words."""
        if name.text in expected.values:
            return Typed(expected, self.tying.tie(name, Symbol("value", name.text, None, None)))
        if name.text in self.names.table("fact"):
            return self.declared(name, scope, None)
        self.error(
            codes.UNKNOWN_VALUE,
            name,
            scope,
            f"`{name.text}` is none of {fitting.listed(expected.values)}",
            help=nearest(name.text, expected.values),
        )
        self.tying.silence(name)
        return None

    def word(self, name: ast.Name, word: Word) -> Typed:
        """Tie a built-in word; what it gives."""
        typed = self.words.get(id(word))
        if typed is None:
            symbol = Symbol("word", name.text, None, None, word)
            typed = self.words[id(word)] = Typed(word.type, symbol)
        self.tying.ties[name] = typed.symbol or WRONG
        return typed

    def plain_word(self, name: ast.Name) -> None:
        """Tie a word that is neither asked nor asked of: a kind, a currency."""
        self.tying.tie(name, Symbol("word", name.text, None, None))

    def word_elsewhere(self, name: ast.Name, scope: Scope) -> None:
        """A word of rules, where there is no such thing."""
        self.error(
            codes.WORD_OF_RULES,
            name,
            scope,
            f"`{name.text}` means nothing in {scope.place.called}",
            help="name the one that is meant",
        )
        self.tying.silence(name)

    def declared(self, name: ast.Name, scope: Scope, wanted: Kind | None) -> Typed | None:
        """Something that the policy or a library declares."""
        found = self.candidates(name.text, wanted)
        if len(found) > 1:
            self.tying.ambiguous(name, found)
            return None
        if not found:
            self.unknown(name, scope, wanted)
            return None
        symbol = self.tying.tie(name, found[0])
        match symbol.node:
            case ast.FactDecl():
                return Typed(fitting.type_of(symbol.node), symbol)
            case ast.Define():
                return Typed(YES_NO, symbol)
            case _:
                return Typed(_TYPES[symbol.kind], symbol)

    def candidates(self, text: str, wanted: Kind | None) -> list[Symbol]:
        """What *text* can stand for; only what is *wanted*, if it is among that."""
        if wanted in THINGS and text in self.names.table(wanted):
            return [self.names.table(wanted)[text]]
        return [self.names.table(kind)[text] for kind in _NAMEABLE if text in self.names.table(kind)]

    def unknown(self, name: ast.Name, scope: Scope, wanted: Kind | None) -> None:
        """A name that nothing has, or something that no formula speaks of."""
        other = self.tying.of_another_kind(name.text, wanted or "")
        if other is not None:
            needed = ARTICLED[wanted] if wanted is not None else "a thing or a fact"
            self.tying.wrong_kind(name, ARTICLED[other.kind], needed)
            return
        if wanted is not None and wanted in THINGS:
            self.tying.unknown(name, wanted, [*scope.variables, *self.names.table(wanted)])
            return
        declared = [each for kind in _NAMEABLE for each in self.names.table(kind)]
        known = [*scope.variables, *scope.place.words, *EVERYWHERE, *declared]
        self.error(
            codes.UNKNOWN_NAME,
            name,
            scope,
            f"nothing is named `{name.text}`",
            help=nearest(name.text, known),
        )
        self.tying.silence(name)
