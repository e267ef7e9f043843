"""Scopes: what stands around a term, and what a term is found to give."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from attrs import frozen

from consentlang.names.symbols import Symbol
from consentlang.names.words import Type
from consentlang.source import Span
from consentlang.syntax import ast
from consentlang.types.places import Place

NO_VARIABLES: Final[Mapping[str, "Typed | None"]] = MappingProxyType({})


@frozen
class Typed:
    """What a term gives, and the symbol of its name, if it has one."""

    type: Type
    symbol: Symbol | None = None


@frozen(eq=False)
class Scope:
    """The place, the whole formula that a term is a part of, the variables bound around it."""

    place: Place
    formula: ast.Formula
    variables: Mapping[str, Typed | None] = NO_VARIABLES
    """None for a variable that ranges over what was reported already."""
    used_at: Span | None = None
    """Inside a definition: where it is used."""

    def binding(self, name: str, typed: Typed | None) -> "Scope":
        """The same scope with one more variable."""
        return Scope(self.place, self.formula, {**self.variables, name: typed}, self.used_at)


@frozen(eq=False)
class Expansion:
    """A definition used with arguments of certain types, to be checked for them."""

    define: ast.Define
    arguments: tuple[Typed | None, ...]
    scope: Scope
