"""Atoms: the parts of a formula that are true or not by themselves."""

from collections.abc import Iterator, Mapping

from consentlang.names.symbols import Symbol
from consentlang.syntax import ast

Atom = ast.Compare | ast.IsA | ast.Holds | ast.Power | ast.Doing | ast.Valid


def atoms(formula: ast.Formula, ties: Mapping[ast.Name, Symbol]) -> Iterator[tuple[ast.Formula, Atom]]:
    """The atoms of *formula* and of the definitions in it, each with the part of *formula* it belongs to."""
    seen: set[ast.Define] = set()
    waiting: list[tuple[ast.Formula | None, ast.Formula]] = [(None, formula)]
    while waiting:
        used, node = waiting.pop()
        match node:
            case ast.Not():
                waiting.append((used, node.operand))
            case ast.And() | ast.Or():
                waiting.extend((used, operand) for operand in reversed(node.operands))
            case ast.Quantified():
                waiting.append((used, node.body))
            case ast.Constant():
                pass
            case ast.Compare() | ast.IsA() | ast.Holds() | ast.Power() | ast.Doing() | ast.Valid():
                definition = _definition(node, ties)
                if definition is None:
                    yield used or node, node
                elif definition not in seen:
                    seen.add(definition)
                    waiting.append((used or node, definition.formula))


def symbol_of(term: ast.Term, ties: Mapping[ast.Name, Symbol]) -> Symbol | None:
    """What *term* is about: the relation called, the question asked, the thing named."""
    match term:
        case ast.Ref() | ast.Member():
            return ties.get(term.name)
        case ast.Call():
            return ties.get(term.function.name)
        case ast.Number() | ast.Duration() | ast.Money():
            return None


def _definition(node: Atom, ties: Mapping[ast.Name, Symbol]) -> ast.Define | None:
    symbol = symbol_of(node.term, ties) if isinstance(node, ast.Holds) else None
    return symbol.node if symbol is not None and isinstance(symbol.node, ast.Define) else None
