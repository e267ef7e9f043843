"""Parts: the declarations that stand inside others."""

from collections.abc import Iterator

from consentlang.syntax import ast


def data_and_children(data: ast.DataDecl) -> Iterator[ast.DataDecl]:
    """*data*, then its children, and theirs."""
    yield data
    for child in data.children:
        yield from data_and_children(child)


def clauses_of(terms: ast.Terms) -> Iterator[ast.Clause]:
    """The clauses of *terms*, each before its exceptions."""
    for item in terms.items:
        if isinstance(item, ast.Clause):
            yield from clause_and_exceptions(item)


def clause_and_exceptions(clause: ast.Clause) -> Iterator[ast.Clause]:
    """*clause*, then its exceptions, and theirs."""
    yield clause
    for exception in clause.exceptions:
        yield from clause_and_exceptions(exception)


def choices_of(request: ast.Request) -> Iterator[ast.Choice]:
    """The choices of *request*, those for each purpose too."""
    for item in request.items:
        if isinstance(item, ast.Choice):
            yield item
        elif isinstance(item, ast.ForEachPurpose):
            yield from item.choices


def phrases_of(choice: ast.Choice | ast.Withdraw) -> Iterator[ast.Phrase]:
    """The phrases of *choice*, guarded or not."""
    for phrase in choice.phrases or ():
        if isinstance(phrase, ast.Guarded):
            yield phrase.phrase
            if phrase.otherwise is not None:
                yield phrase.otherwise
        else:
            yield phrase
