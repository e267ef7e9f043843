"""
Derivation: `regime uk as gdpr except child` gives a regime the elements and rules of another.

They are the same nodes under another key, so they say and cite what they say there; what the regime
declares itself takes the place of a rule or element of that name. A law that a library only builds on
does not thereby apply: it does where some file imports it for its own sake.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from consentlang.diagnostics import codes
from consentlang.diagnostics.nearest import nearest
from consentlang.diagnostics.report import Report
from consentlang.names.symbols import WRONG, Module, Symbol
from consentlang.syntax import ast

_KINDS: Final = ("element", "rule")
_Tables = Mapping[str, dict[str, Symbol]]


def derive(
    modules: tuple[Module, ...], tables: _Tables, ties: dict[ast.Name, Symbol], report: Report
) -> None:
    """Fill the *tables* of each regime that is `as` another; report a base or a rule that is not there."""
    for _module, regime in _derived(modules):
        _tie(regime, tables, ties, report)
        if regime.base is not None and ties[regime.base] is not WRONG:
            left_out = {name.text for name in regime.without}
            for kind in _KINDS:
                _copy(tables[kind], regime.base.text, regime.name.text, left_out)
    for name in _only_built_on(modules, tables):
        del tables["regime"][name]


def _derived(modules: tuple[Module, ...]) -> Iterator[tuple[Module, ast.Regime]]:
    """Regimes that are `as` another, imports before importers."""
    for module in modules:
        for item in module.file.items:
            if isinstance(item, ast.Regime) and item.base is not None:
                yield module, item


def _tie(regime: ast.Regime, tables: _Tables, ties: dict[ast.Name, Symbol], report: Report) -> None:
    base = regime.base
    if base is None:
        return
    known = tables["regime"]
    if base.text not in known or base.text == regime.name.text:
        help = nearest(base.text, [name for name in known if name != regime.name.text])
        report.error(codes.UNKNOWN_REGIME, base.span, f"no regime is named `{base.text}` here", help=help)
        for name in (base, *regime.without):
            ties[name] = WRONG
        return
    ties[base] = known[base.text]
    for name in regime.without:
        rule = tables["rule"].get(f"{base.text}.{name.text}")
        ties[name] = rule or WRONG
        if rule is None:
            theirs = [other.name for key, other in tables["rule"].items() if key.startswith(f"{base.text}.")]
            message = f"no rule is named `{name.text}` in `{base.text}`"
            report.error(codes.UNKNOWN_RULE, name.span, message, help=nearest(name.text, theirs))


def _copy(table: dict[str, Symbol], base: str, regime: str, left_out: set[str]) -> None:
    for key, symbol in list(table.items()):
        of, _, name = key.partition(".")
        if of == base and name not in left_out:
            table.setdefault(f"{regime}.{name}", symbol)


def _only_built_on(modules: tuple[Module, ...], tables: _Tables) -> Iterator[str]:
    """Regimes of libraries that nobody imports but libraries which are `as` them."""
    built = {(module, item.base.text) for module, item in _derived(modules) if item.base and module.library}
    wanted = {
        item.target.parts[-1].text
        for module in modules
        for item in module.file.items
        if isinstance(item, ast.Import) and isinstance(item.target, ast.DottedName)
        if (module, item.target.parts[-1].text) not in built
    }
    policy = modules[-1]
    for name in {base for _, base in built}:
        symbol = tables["regime"].get(name)
        if symbol is not None and name not in wanted and symbol.module is not policy:
            yield name
