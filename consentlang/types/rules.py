"""Rules: what may be said of a rule besides its condition."""

from typing import Final

from attrs import define

from consentlang.diagnostics import codes
from consentlang.diagnostics.report import Note, Report
from consentlang.names.symbols import Module, Names, Symbol
from consentlang.syntax import ast
from consentlang.types.holdings import check_grounds

_OF_AN_ELEMENT: Final = ("fails", "presume", "factor")


@define(eq=False)
class Rules:
    """Checks rules, and the regimes they are applied by."""

    names: Names
    ties: dict[ast.Name, Symbol]
    report: Report

    def item(self, module: Module, item: ast.Item) -> None:
        """Check *item*, if it is a rule."""
        if isinstance(item, ast.Rule):
            self.element(item)
            self.dates(item)
            self.fixed(module, item)
            self.rank(item)
            check_grounds(item.grounds, self.report)

    def element(self, rule: ast.Rule) -> None:
        """A rule that can fail is a part of something that consent must be."""
        if rule.element is None and rule.body.strength in _OF_AN_ELEMENT:
            self.report.error(
                codes.RULE_WITHOUT_ELEMENT,
                rule.name.span,
                f"`{rule.name.text}` does not say what it is a rule of",
                help=f"say which element fails with it: `rule {rule.name.text} of free`",
            )

    def dates(self, rule: ast.Rule) -> None:
        """It begins before it ends."""
        if rule.start is not None and rule.until is not None and rule.until.ordinal <= rule.start.ordinal:
            self.report.error(
                codes.UNTIL_BEFORE_FROM,
                rule.until.span,
                f"`{rule.name.text}` ends on {rule.until.iso}, before it begins on {rule.start.iso}",
                help="a rule is in force from its first day, up to but not including `until`",
            )

    def fixed(self, module: Module, rule: ast.Rule) -> None:
        """Only the law says that nothing outranks it."""
        if rule.fixed and not module.library:
            self.report.error(
                codes.FIXED_OUTSIDE_LIBRARY,
                rule.name.span,
                f"`{rule.name.text}` cannot be `fixed`: only a library can say so",
                help="leave `fixed` out; nothing outranks a rule unless a line says so",
            )

    def rank(self, rule: ast.Rule) -> None:
        """Nothing stands above what the law has fixed."""
        for name in rule.notwithstanding:
            symbol = self.ties.get(name)
            other = symbol.node if symbol is not None else None
            if isinstance(other, ast.Rule) and other.fixed:
                self.report.error(
                    codes.RANKED_ABOVE_FIXED,
                    name.span,
                    f"`{rule.name.text}` cannot outrank `{name.text}`, which is fixed",
                    notes=[Note(other.name.span, "fixed here")],
                )
