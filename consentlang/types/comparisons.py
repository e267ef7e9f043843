"""
Comparisons: which two terms may stand on the sides of `=` or `<`.

A number with a number that is written out, so that the values between which nothing changes can be told
beforehand; what is one of some words with one of them, or with what is one of the same; two things of one
kind; and the steps of two choices, since whether a no is harder than a yes is what laws ask.
"""

from typing import Final

from attrs import define

from consentlang.diagnostics import codes
from consentlang.names.words import Type
from consentlang.syntax import ast
from consentlang.types import fitting
from consentlang.types.scope import Scope, Typed
from consentlang.types.terms import Terms

_WRITTEN_OUT: Final = (ast.Number, ast.Duration, ast.Money)


@define(eq=False)
class Comparisons:
    """Checks comparisons."""

    terms: Terms

    def compare(self, node: ast.Compare, scope: Scope) -> None:
        """Check both sides of *node*."""
        left = self.terms.term(node.left, scope)
        if left is None:
            self.terms.unless_bare(node.right, scope)
            return
        if isinstance(node.left, _WRITTEN_OUT):
            self.terms.term(node.right, scope)
            message = f"`{node.left.span.text}` stands first, the thing compared with it comes before it"
            self.wrong(node, scope, message, "write it the other way round")
            return
        match left.type.sort:
            case "number":
                self.numbers(node, left, scope)
            case "days":
                self.days(node, scope)
            case "one of":
                self.words(node, left.type, scope)
            case "thing":
                self.things(node, left.type, scope)
            case "yes/no" | "things":
                self.terms.unless_bare(node.right, scope)
                words = f"`{node.left.span.text}` is {fitting.describe(left.type)}, which is not compared"
                self.wrong(node, scope, words, _how_to_say(left.type, node))

    def numbers(self, node: ast.Compare, left: Typed, scope: Scope) -> None:
        """A number with a number written out, steps with steps, a price with money."""
        right = self.terms.term(node.right, scope)
        match node.right:
            case ast.Duration():
                self.units(node, "a number", scope)
            case ast.Money() if not _is_word(left, "price"):
                self.wrong(node, scope, f"`{node.left.span.text}` is not an amount of money")
            case ast.Number() | ast.Money():
                pass
            case _:
                both_steps = _is_word(left, "steps") and right is not None and _is_word(right, "steps")
                if right is not None and not both_steps:
                    message = (
                        f"a number is compared with a number written out, not with `{node.right.span.text}`"
                    )
                    self.wrong(node, scope, message)

    def days(self, node: ast.Compare, scope: Scope) -> None:
        """A length of time with one written out."""
        if isinstance(node.right, ast.Number | ast.Money):
            self.terms.term(node.right, scope)
            self.units(node, "a length of time", scope)
        elif not isinstance(node.right, ast.Duration):
            if self.terms.term(node.right, scope) is not None:
                message = (
                    f"a length of time is compared with one written out, not with `{node.right.span.text}`"
                )
                self.wrong(node, scope, message)
        else:
            self.terms.term(node.right, scope)

    def units(self, node: ast.Compare, left: str, scope: Scope) -> None:
        """Report a number beside a length of time."""
        help = "say `12 months`, `30 days`" if left != "a number" else "say a number alone"
        message = f"`{node.left.span.text}` is {left}, `{node.right.span.text}` is not"
        self.terms.lookup.error(codes.UNITS_DIFFER, node.right, scope, message, help=help)

    def words(self, node: ast.Compare, left: Type, scope: Scope) -> None:
        """The word of an enumeration, or a term that is one of the same words."""
        if node.operator not in {"=", "!="}:
            self.terms.unless_bare(node.right, scope)
            self.no_order(node, left, scope)
            return
        hint = left if isinstance(node.right, ast.Ref) else None
        right = self.terms.term(node.right, scope, hint)
        if right is not None and right.type != left:
            words = fitting.listed(left.values)
            self.wrong(node, scope, f"`{node.left.span.text}` is compared with one of {words}")

    def things(self, node: ast.Compare, left: Type, scope: Scope) -> None:
        """Two things of one kind."""
        if node.operator not in {"=", "!="}:
            self.terms.term(node.right, scope, left)
            self.no_order(node, left, scope)
            return
        right = self.terms.term(node.right, scope, left)
        if right is not None and right.type != left:
            found, needed = fitting.describe(right.type), fitting.describe(left)
            message = f"`{node.right.span.text}` is {found}, and `{node.left.span.text}` is {needed}"
            self.wrong(node, scope, message, "compare two things of one kind")

    def no_order(self, node: ast.Compare, left: Type, scope: Scope) -> None:
        """Report `<` between things that have no order."""
        message = f"`{node.left.span.text}` is {fitting.describe(left)}, and `{node.operator}` needs numbers"
        self.wrong(node, scope, message, "use `=` or `!=`")

    def wrong(self, node: ast.Compare, scope: Scope, message: str, help: str | None = None) -> None:
        """Report two sides that do not go together."""
        self.terms.lookup.error(codes.NOT_COMPARABLE, node, scope, message, help=help)


def _is_word(typed: Typed, word: str) -> bool:
    """Whether a term is the built-in *word* of a choice or of the way to withdraw."""
    symbol = typed.symbol
    return symbol is not None and symbol.kind == "word" and symbol.name == word


def _how_to_say(found: Type, node: ast.Compare) -> str | None:
    """What to write instead of a comparison."""
    words = node.left.span.text
    if found.sort == "yes/no":
        return f"say `{words}` or `not {words}`"
    return f"say `some x of {words} {{ x {node.operator} {node.right.span.text} }}`"
