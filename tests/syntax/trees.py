"""Trees in a few words: `Party(name=Host kinds=[person] many)`; what was not said is left out."""

from attrs import fields

from consentlang.diagnostics.report import Report
from consentlang.source import Source
from consentlang.syntax import ast
from consentlang.syntax.parse import parse

HEADER = 'policy "Test" language 1\n'


def tree(node: object) -> str:
    """*node* in a few words."""
    if isinstance(node, tuple):
        return f"[{' '.join(map(tree, node))}]"
    return _word(node) or (_whole(node) if isinstance(node, ast.Node) else str(node))


def _word(node: object) -> str | None:
    """What is plainer as it was written."""
    match node:
        case ast.Name(text=word) | ast.Ref(name=ast.Name(text=word)):
            return word
        case ast.Text(value=value):
            return f'"{value}"'
        case ast.Number(value=number):
            return str(number)
        case ast.Member(of=of, name=name):
            return f"{tree(of)}.{name.text}"
        case ast.Call(function=function, arguments=arguments):
            return f"{tree(function)}({' '.join(map(tree, arguments))})"
        case _:
            return None


def _whole(node: ast.Node) -> str:
    return f"{type(node).__name__}({' '.join(_said(node))})"


def _said(node: ast.Node) -> list[str]:
    named = [(each.name, getattr(node, each.name)) for each in fields(type(node)) if each.name != "span"]
    said = [
        (name, value) for name, value in named if value is not None and value is not False and value != ()
    ]
    return [name if value is True else f"{name}={tree(value)}" for name, value in said]


def items(text: str) -> list[str]:
    """The items of a policy that says *text*, in which nothing may be wrong."""
    report = Report()
    file = parse(Source("test.consent", HEADER + text), report)
    assert list(report) == []
    return [tree(item) for item in file.items]
