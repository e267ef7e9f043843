"""
Parsing: from the text of a policy to its tree.

An LALR automaton, made from the grammar (`tables`), reads words (`lex`) and
hands the parts of each rule to the method that makes its node (`build`).
Positions go along on stacks of their own. After a mistake it is told what
would have been right (`expected`), and reading goes on behind it (`recover`).
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial

from consentlang.characters import check_characters
from consentlang.diagnostics.report import Report
from consentlang.source import Source, Span
from consentlang.syntax import ast
from consentlang.syntax.automaton import Automaton
from consentlang.syntax.lex import Aside, Lexer
from consentlang.syntax.recover import Recovery
from consentlang.syntax.shipped import load_tables
from consentlang.syntax.tables import Tables


def parse(source: Source, report: Report) -> ast.File:
    """Read *source*; what is wrong goes to *report*, and what is right comes back all the same."""
    check_characters(source, report)
    aside = Aside()
    with _collector_at_rest():
        words = partial(_lexer().words, source)
        automaton = Automaton(_tables(), source, report, words(report, aside))
        recovery: Recovery | None = None
        while token := automaton.run():
            recovery = recovery or Recovery(automaton, words, report, aside)
            recovery.overcome(token)
    file: ast.File = automaton.values[0]
    return ast.File(file.header, file.items, tuple(aside.comments), span=Span(source, 0, len(source.text)))


@cache
def _tables() -> Tables:
    return load_tables()


@cache
def _lexer() -> Lexer:
    return Lexer(_tables())


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Nodes are made by the thousand and all are kept: looking for garbage among them doubles the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
