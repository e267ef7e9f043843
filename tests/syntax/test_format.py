"""Formatting: what is read back is what was written, and a second time changes nothing."""

from hypothesis import given

from consentlang.diagnostics.report import Report
from consentlang.source import Source
from consentlang.syntax import ast
from consentlang.syntax.format import format_file
from consentlang.syntax.parse import parse
from tests.syntax.asts import files, said, same


def read(text: str) -> ast.File:
    """Read *text*, in which nothing may be wrong."""
    report = Report()
    file = parse(Source("test.consent", text), report)
    assert list(report) == [], text
    return file


@given(files())
def test_a_tree_that_is_written_out_is_read_back(tree: ast.File) -> None:
    """Every tree has words, and the words have no other tree."""
    again = read(format_file(tree))

    assert same(tree, again), (said(tree), said(again))


@given(files())
def test_formatting_twice_changes_nothing(tree: ast.File) -> None:
    """The layout of a layout is itself."""
    once = format_file(read(format_file(tree)))

    assert once == format_file(read(once))
