"""Trees in a few words: `Party(name=Host kinds=[person] many)`; what was not said is left out."""

from attrs import fields

from consentlang.diagnostics.report import Report
from consentlang.source import Source
from consentlang.syntax import ast
from consentlang.syntax.parse import parse

HEADER = 'policy "Test" language 1\n'


def tree(node: object) -> str:
    """*node* in a few words."""
    match node:
        case ast.Name():
            return node.text
        case ast.Text():
            return f'"{node.value}"'
        case ast.Number():
            return str(node.value)
        case ast.Ref():
            return node.name.text
        case ast.Member():
            return f"{tree(node.of)}.{node.name.text}"
        case ast.Call():
            return f"{tree(node.function)}({' '.join(map(tree, node.arguments))})"
        case ast.Node():
            return f"{type(node).__name__}({' '.join(_said(node))})"
        case tuple():
            return f"[{' '.join(map(tree, node))}]"
        case _:
            return str(node)


def _said(node: ast.Node) -> list[str]:
    named = [(each.name, getattr(node, each.name)) for each in fields(type(node)) if each.name != "span"]
    said = [(name, value) for name, value in named if value is not None and value is not False and value != ()]
    return [name if value is True else f"{name}={tree(value)}" for name, value in said]


def items(text: str) -> list[str]:
    """The items of a policy that says *text*, in which nothing may be wrong."""
    report = Report()
    file = parse(Source("test.consent", HEADER + text), report)
    assert list(report) == []
    return [tree(item) for item in file.items]
