"""
Checking: from names to a model, in which every word has a meaning and every formula makes sense.

Words of closed lists first, then formulas where they stand, then what cannot be so although each word of
it means something. A wrong policy gives a model too, so that an editor lives.
"""

from collections.abc import Mapping
from typing import Final, TypeVar

from consentlang.diagnostics import codes
from consentlang.diagnostics.report import Report
from consentlang.names.sight import beyond_the_bound
from consentlang.names.symbols import Names, Symbol, declared_name
from consentlang.names.tying import Tying
from consentlang.syntax import ast
from consentlang.types import fitting
from consentlang.types.cycles import check_cycles
from consentlang.types.facts import check_fact
from consentlang.types.formulas import Formulas
from consentlang.types.holdings import check_holdings
from consentlang.types.lint import lint
from consentlang.types.lists import Lists
from consentlang.types.lookup import THINGS
from consentlang.types.model import Model
from consentlang.types.people import People
from consentlang.types.precedence import chains_of, check_precedence
from consentlang.types.requests import check_request
from consentlang.types.rules import Rules
from consentlang.types.scenarios import Scenarios
from consentlang.types.settled import Settled
from consentlang.types.sites import check_formulas
from consentlang.types.uses import Uses
from consentlang.types.vocabulary import EVERYWHERE, IN_A_RULE, MEMBERS, Type

_NOT_FREE: Final = ("fact", "define", *THINGS)
_Node = TypeVar("_Node", bound=ast.Node)


def check(names: Names, report: Report) -> Model:
    """Type every formula of *names*; report what makes no sense."""
    ties = dict(names.ties)
    tying = Tying(report, names, ties)
    _check_reserved(names, report)
    lists = Lists(names, tying)
    for _module, item in names.each_item():
        lists.item(item)
    formulas = Formulas(names, tying)
    check_formulas(names, formulas)
    _check_sense(names, ties, report)
    check_cycles(names, ties, report)
    if not report.has_errors and not _is_to_be_imported(names):
        lint(names, ties, report)
    return _model(names, ties, formulas.types)


def _is_to_be_imported(names: Names) -> bool:
    """Whether the file says on top that others use what it declares."""
    header = names.policy.file.header
    return header is not None and header.keyword == "library"


def _check_sense(names: Names, ties: dict[ast.Name, Symbol], report: Report) -> None:
    """Report what cannot be so."""
    terms = _nodes(names, "terms", ast.Terms) if beyond_the_bound(names) is None else {}
    check_precedence(terms, report)
    people = People(names, report)
    uses = Uses(names, people, report)
    settled = Settled(names, ties, report)
    scenarios = Scenarios(names, chains_of(terms), report)
    rules = Rules(names, ties, report)
    check_holdings((item for _, item in names.each_item() if isinstance(item, ast.Holding)), report)
    for module, item in names.each_item():
        people.item(item)
        uses.item(item)
        settled.item(item)
        scenarios.item(item)
        rules.item(module, item)
        if isinstance(item, ast.Request):
            check_request(item, names, report)
        elif isinstance(item, ast.FactDecl | ast.AttributeDecl):
            check_fact(item, report)


def _check_reserved(names: Names, report: Report) -> None:
    """Report names that formulas take for built-in words."""
    for kind in _NOT_FREE:
        for symbol in names.table(kind).values():
            if symbol.name in EVERYWHERE or symbol.name in IN_A_RULE:
                _report_reserved(symbol, "", report)
    for symbols in names.attributes.values():
        for symbol in symbols:
            for kind, words in MEMBERS.items():
                if symbol.name in words and fitting.said_of(symbol, kind):
                    _report_reserved(symbol, f", asked of {fitting.a_sort(kind)}", report)


def _report_reserved(symbol: Symbol, of: str, report: Report) -> None:
    name = declared_name(symbol)
    if name is not None:
        message = f"`{name.text}` is a built-in word{of}"
        report.error(codes.RESERVED_NAME, name.span, message, help="choose another name")


def _nodes(names: Names, kind: str, node: type[_Node]) -> dict[str, _Node]:
    """What is declared of *kind*, by name."""
    found = names.table(kind).items()
    return {key: symbol.node for key, symbol in found if isinstance(symbol.node, node)}


def _model(names: Names, ties: Mapping[ast.Name, Symbol], types: Mapping[ast.Node, Type]) -> Model:
    elements = _nodes(names, "element", ast.Element)
    rules = _nodes(names, "rule", ast.Rule)
    attributes = {
        name: tuple(symbol.node for symbol in found if isinstance(symbol.node, ast.AttributeDecl))
        for name, found in names.attributes.items()
    }
    return Model(
        title=names.title,
        modules=names.modules,
        parties=_nodes(names, "party", ast.Party),
        facts=_nodes(names, "fact", ast.FactDecl),
        attributes=attributes,
        data=_nodes(names, "data", ast.DataDecl),
        data_parent=names.data_parent,
        purposes=_nodes(names, "purpose", ast.PurposeDecl),
        losses=_nodes(names, "service", ast.LossDecl),
        terms=_nodes(names, "terms", ast.Terms),
        features=_nodes(names, "feature", ast.Feature),
        requests=_nodes(names, "request", ast.Request),
        uses=_nodes(names, "use", ast.Use),
        regimes=_nodes(names, "regime", ast.Regime),
        elements=elements,
        rules=rules,
        defines=_nodes(names, "define", ast.Define),
        regime_of={key: key.partition(".")[0] for key in (*elements, *rules)},
        ties=ties,
        types=types,
    )
