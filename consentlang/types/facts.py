"""Facts: whether what is said of a relation, a fact or an attribute goes together."""

from consentlang.diagnostics import codes
from consentlang.diagnostics.report import Note, Report
from consentlang.syntax import ast


def check_fact(item: ast.FactDecl | ast.AttributeDecl, report: Report) -> None:
    """Report a fact that is two things at once."""
    if item.number and item.values:
        message = f"`{item.name.text}` is a number, and one of some words"
        report.error(codes.CONTRADICTION, item.name.span, message, help="say one of the two")
    if isinstance(item, ast.AttributeDecl) and item.stated and (item.number or item.values):
        message = f"`{item.name.text}` is no yes or no, and `stated` says that it is not so unless said"
        report.error(codes.CONTRADICTION, item.name.span, message, help="leave out `stated`")
    if isinstance(item, ast.FactDecl) and item.when is not None:
        _check_defined(item, item.when, report)
        _check_told_apart(item, item.when, report)


def _check_defined(item: ast.FactDecl, when: ast.Formula, report: Report) -> None:
    """What is defined by a condition is a yes or no, as the condition is, and changes when that does."""
    wrong = None
    if item.number or item.values:
        wrong = "defined by a condition, which is a yes or no"
    elif item.changing:
        wrong = "defined, and changes when what defines it does"
    elif item.judged:
        wrong = "defined, and nothing is left to judge"
    if wrong is not None:
        report.error(
            codes.CONTRADICTION,
            item.name.span,
            f"`{item.name.text}` is {wrong}",
            help="leave out `when`, or what goes against it",
            notes=[Note(when.span, "defined here")],
        )


def _check_told_apart(item: ast.FactDecl, when: ast.Formula, report: Report) -> None:
    """A condition that names a role which the fact is about twice does not say which of the two is meant."""
    parameters = [parameter.text for parameter in item.parameters]
    twice = {name for name in parameters if parameters.count(name) > 1}
    waiting: list[ast.Node] = [when]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Name) and node.text in twice:
            report.error(
                codes.SAID_TWICE,
                node.span,
                f"`{item.name.text}` is about two of `{node.text}`, and this does not say which",
                help="leave out `when`, and say in a rule when it holds of `p` and `q`",
                notes=[Note(item.name.span, "declared here")],
            )
            return
        waiting.extend(ast.children(node))
