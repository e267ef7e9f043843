"""Atoms: the parts of a formula that are true or not by themselves."""

from collections.abc import Iterator, Mapping

from consentlang.names.symbols import Symbol
from consentlang.syntax import ast

Atom = ast.Compare | ast.IsA | ast.Holds | ast.Power | ast.Doing | ast.Valid


def atoms(formula: ast.Formula, ties: Mapping[ast.Name, Symbol]) -> Iterator[Atom]:
    """The atoms of *formula*, and of the definitions that it uses."""
    seen: set[ast.Define] = set()
    waiting: list[ast.Formula] = [formula]
    while waiting:
        node = waiting.pop()
        match node:
            case ast.Not():
                waiting.append(node.operand)
            case ast.And() | ast.Or():
                waiting.extend(reversed(node.operands))
            case ast.Quantified():
                waiting.append(node.body)
            case ast.Constant():
                pass
            case ast.Compare() | ast.IsA() | ast.Holds() | ast.Power() | ast.Doing() | ast.Valid():
                definition = _definition(node, ties)
                if definition is None:
                    yield node
                elif definition not in seen:
                    seen.add(definition)
                    waiting.append(definition.formula)


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
