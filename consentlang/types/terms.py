"""
Terms: what each term of a formula gives: `Attendee`, `r.costs`, `employs(Org, Attendee)`, `12 months`.

Every term gets a type, every name in it a symbol. None is the type of what was reported already.
"""

from collections import deque
from collections.abc import Sequence
from typing import assert_never

from attrs import define, field

from consentlang.diagnostics import codes
from consentlang.diagnostics.nearest import nearest
from consentlang.names.symbols import ARTICLED, Symbol
from consentlang.names.words import DAYS, NUMBER, Kind, Type, thing
from consentlang.syntax import ast
from consentlang.types import fitting
from consentlang.types.lookup import THINGS, Lookup
from consentlang.types.scope import Expansion, Scope, Typed
from consentlang.types.vocabulary import EVERYWHERE, MEMBERS


@define(eq=False)
class Terms:
    """Types terms and ties their names."""

    lookup: Lookup
    types: dict[ast.Node, Type] = field(factory=dict)
    expansions: deque[Expansion] = field(factory=deque)
    """Definitions that were met, and wait to be checked for their arguments."""

    def term(self, node: ast.Term, scope: Scope, expected: Type | None = None) -> Typed | None:
        """What *node* gives where *expected* is hoped for; None if its names mean nothing."""
        typed = self.of_any(node, scope, expected)
        if typed is not None:
            self.types[node] = typed.type
        return typed

    def of_any(self, node: ast.Term, scope: Scope, expected: Type | None) -> Typed | None:
        """What *node* gives, whatever node it is."""
        match node:
            case ast.Ref():
                return self.ref(node, scope, expected)
            case ast.Member():
                return self.member(node, scope)
            case ast.Call():
                return self.call(node, scope)
            case ast.Number():
                return Typed(NUMBER)
            case ast.Duration():
                return Typed(DAYS)
            case ast.Money():
                self.lookup.tying.currency(node)
                return Typed(NUMBER)
        assert_never(node)

    def needs(self, node: ast.Term, scope: Scope, expected: Type) -> Typed | None:
        """What *node* gives; reported, and None, if that is not *expected*."""
        typed = self.term(node, scope, expected)
        if typed is None or fitting.fits(typed.type, expected):
            return typed
        self.lookup.error(
            codes.WRONG_KIND,
            node,
            scope,
            f"`{node.span.text}` is {fitting.describe(typed.type)}, "
            f"{fitting.describe(expected)} is needed here",
            help=_one_of_several(typed.type, expected),
        )
        return None

    def ref(self, node: ast.Ref, scope: Scope, expected: Type | None) -> Typed | None:
        """A bare name, which takes no arguments."""
        typed = self.lookup.find(node.name, scope, expected)
        if typed is None or typed.symbol is None:
            return typed
        if not self.count(node.name, scope, _arity(typed.symbol), ()):
            return None
        self.expand(typed.symbol, (), scope, node)
        return typed

    # --- members --------------------------------------------------------------------------------

    def member(self, node: ast.Member, scope: Scope) -> Typed | None:
        """`r.costs`, without arguments."""
        typed = self.asked(node, scope)
        if typed is None or typed.symbol is None:
            return typed
        return typed if self.count(node.name, scope, _arity(typed.symbol), ()) else None

    def asked(self, node: ast.Member, scope: Scope) -> Typed | None:
        """A built-in word, which may lack arguments, a choice of a request, or an attribute."""
        holder = self.holder(node, scope)
        if holder is None or holder.type.kind is None:
            self.lookup.tying.silence(node.name)
            return None
        word = MEMBERS[holder.type.kind].get(node.name.text)
        choice = self.choice(node.name, holder) if word is None else None
        if choice is not None:
            return choice
        if word is None:
            return self.attribute(node.name, holder, holder.type.kind, scope)
        if node.name.text == "age" and not self.said_of_role(node.name, holder, "person", scope):
            return None
        return self.lookup.word(node.name, word)

    def choice(self, name: ast.Name, holder: Typed) -> Typed | None:
        """`JoinNotice.proceed`: a choice of a request that is named."""
        if holder.symbol is None or not isinstance(holder.symbol.node, ast.Request):
            return None
        symbol = self.lookup.names.choices.get(holder.symbol.name, {}).get(name.text)
        return None if symbol is None else Typed(thing("choice"), self.lookup.tying.tie(name, symbol))

    def holder(self, node: ast.Member, scope: Scope) -> Typed | None:
        """The thing before the dot, which must be one thing."""
        hint = self.kind_with(node, scope)
        typed = self.term(node.of, scope, None if hint is None else thing(hint))
        if typed is None or typed.type.sort == "thing":
            return typed
        self.lookup.error(
            codes.WRONG_KIND,
            node.of,
            scope,
            f"`{node.of.span.text}` is {fitting.describe(typed.type)}, one thing is needed before the dot",
            help=_one_of_several(typed.type, Type("thing", typed.type.kind)),
        )
        return None

    def kind_with(self, node: ast.Member, scope: Scope) -> Kind | None:
        """The kind of thing before the dot, where its name alone does not tell but the question does."""
        if not isinstance(node.of, ast.Ref) or node.of.name.text in scope.variables:
            return None
        text, names = node.of.name.text, self.lookup.names
        kinds = [kind for kind in THINGS if text in names.table(kind)]
        if len(kinds) < 2:  # noqa: PLR2004 - one
            return None
        able = [kind for kind in kinds if node.name.text in self.questions(kind)]
        return able[0] if len(able) == 1 else None

    def questions(self, kind: Kind) -> list[str]:
        """What can be asked of things of *kind*."""
        attributes = self.lookup.names.attributes.items()
        declared = [name for name, found in attributes if any(fitting.said_of(each, kind) for each in found)]
        return [*MEMBERS[kind], *declared]

    def attribute(self, name: ast.Name, holder: Typed, kind: Kind, scope: Scope) -> Typed | None:
        """An attribute that somebody declared of things of *kind*."""
        declared = self.lookup.names.attributes.get(name.text, ())
        found = [each for each in declared if fitting.said_of(each, kind)]
        if not found:
            self.no_such_question(name, holder, kind, scope)
            return None
        role = fitting.role(holder.symbol)
        for each in found:
            if role is None or fitting.may_be_kind(role, fitting.kind_of(each), self.lookup.names):
                return self.of_attribute(name, each)
        self.said_of_role(name, holder, fitting.kind_of(found[0]), scope)
        return None

    def of_attribute(self, name: ast.Name, attribute: Symbol) -> Typed | None:
        """The type of *attribute*."""
        self.lookup.tying.tie(name, attribute)
        if not isinstance(attribute.node, ast.AttributeDecl):
            return None
        return Typed(fitting.type_of(attribute.node), attribute)

    def said_of_role(self, name: ast.Name, holder: Typed, kind: str, scope: Scope) -> bool:
        """Report a question that makes no sense for a role: the age of an organisation."""
        role = fitting.role(holder.symbol)
        if role is None or fitting.may_be_kind(role, kind, self.lookup.names):
            return True
        self.lookup.error(
            codes.WRONG_KIND,
            name,
            scope,
            f"`{name.text}` is asked of {fitting.a_sort(kind)}, which `{role.name.text}` is not",
        )
        self.lookup.tying.silence(name)
        return False

    def no_such_question(self, name: ast.Name, holder: Typed, kind: Kind, scope: Scope) -> None:
        """Report what cannot be asked of *holder*."""
        choices = self.lookup.names.choices.get(holder.symbol.name, {}) if holder.symbol is not None else {}
        self.lookup.error(
            codes.UNKNOWN_ATTRIBUTE,
            name,
            scope,
            f"`{name.text}` cannot be asked of {ARTICLED[kind]}",
            help=nearest(name.text, [*self.questions(kind), *(choices if kind == "request" else ())]),
        )
        self.lookup.tying.silence(name)

    # --- calls ----------------------------------------------------------------------------------

    def call(self, node: ast.Call, scope: Scope) -> Typed | None:
        """`employs(Org, Attendee)`, `request.tells(purpose)`."""
        if isinstance(node.function, ast.Member):
            function = self.asked(node.function, scope)
        else:
            function = self.function(node.function.name, scope)
        symbol = function.symbol if function is not None else None
        if symbol is None or not self.count(node.function.name, scope, _arity(symbol), node.arguments):
            for argument in node.arguments:
                self.unless_bare(argument, scope)
            return None
        arguments = self.arguments(node.arguments, symbol, scope)
        self.expand(symbol, arguments, scope, node)
        return function

    def function(self, name: ast.Name, scope: Scope) -> Typed | None:
        """A relation, a definition or a built-in word that takes arguments."""
        names, word = self.lookup.names, EVERYWHERE.get(name.text)
        if word is not None or name.text in names.table("fact") or name.text in names.table("define"):
            return self.lookup.find(name, scope, None)
        functions = [each for each, meaning in EVERYWHERE.items() if meaning.arguments]
        candidates = [*names.table("fact"), *names.table("define"), *functions]
        other = self.lookup.tying.of_another_kind(name.text, "fact")
        if other is not None:
            self.lookup.tying.wrong_kind(name, ARTICLED[other.kind], ARTICLED["fact"], candidates)
        else:
            self.lookup.tying.unknown(name, "fact", candidates)
        return None

    def unless_bare(self, argument: ast.Term, scope: Scope) -> None:
        """Look at an argument of what was reported already; a bare name could be a word it alone knows."""
        if not isinstance(argument, ast.Ref) or self.lookup.candidates(argument.name.text, None):
            self.term(argument, scope)
        else:
            self.lookup.tying.silence(argument.name)

    def arguments(self, arguments: Sequence[ast.Term], of: Symbol, scope: Scope) -> tuple[Typed | None, ...]:
        """What the arguments give: what the word needs, parties that fit the relation, anything at all."""
        if of.word is not None:
            pairs = zip(arguments, of.word.arguments, strict=True)
            return tuple(self.needs(each, scope, expected) for each, expected in pairs)
        if not isinstance(of.node, ast.FactDecl):
            return tuple(self.term(each, scope) for each in arguments)
        typed = tuple(self.needs(each, scope, thing("party")) for each in arguments)
        for each, argument, parameter in zip(typed, arguments, of.node.parameters, strict=True):
            self.fits_parameter(each, argument, parameter.text, scope)
        return typed

    def fits_parameter(self, typed: Typed | None, argument: ast.Term, parameter: str, scope: Scope) -> None:
        """Report a role that can never be the one that the relation is declared of."""
        role = fitting.role(typed.symbol) if typed is not None else None
        if role is None or fitting.may_be(role, parameter, self.lookup.names):
            return
        name, needed = role.name.text, fitting.a_sort(parameter)
        help = None
        if parameter in self.lookup.names.table("party"):
            help = f"if one and the same can be both, say `may be {parameter}` on the line of `{name}`"
        message = f"`{name}` is not {needed}, of whom this is declared"
        self.lookup.error(codes.WRONG_KIND, argument, scope, message, help=help)

    def expand(self, symbol: Symbol, arguments: tuple[Typed | None, ...], scope: Scope, at: ast.Node) -> None:
        """Remember a definition that is used here."""
        if isinstance(symbol.node, ast.Define):
            inner = Scope(scope.place, scope.formula, used_at=scope.used_at or at.span)
            self.expansions.append(Expansion(symbol.node, arguments, inner))

    def count(self, name: ast.Name, scope: Scope, wanted: int, given: Sequence[ast.Term]) -> bool:
        """Report a wrong number of arguments."""
        if wanted == len(given):
            return True
        brackets = f"{wanted} in brackets" if wanted else "nothing in brackets"
        found = f"not {len(given)}" if given else "and has none"
        self.lookup.error(
            codes.WRONG_NUMBER_OF_PARTIES, name, scope, f"`{name.text}` takes {brackets}, {found}"
        )
        return False


def _arity(symbol: Symbol) -> int:
    """How many arguments *symbol* takes."""
    if symbol.word is not None:
        return len(symbol.word.arguments)
    node = symbol.node
    return len(node.parameters) if isinstance(node, ast.FactDecl | ast.Define) else 0


def _one_of_several(found: Type, expected: Type) -> str | None:
    """How to speak of one of several."""
    if found.sort == "things" and expected.sort == "thing" and found.kind == expected.kind:
        return "say `some x of ... { ... }` or `every x of ... { ... }`"
    return None
