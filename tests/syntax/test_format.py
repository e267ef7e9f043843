"""Formatting: what is read back is what was written, comments are kept, a second time changes nothing."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consentlang.diagnostics.report import Report
from consentlang.source import Source
from consentlang.syntax import ast
from consentlang.syntax.format import format_file
from consentlang.syntax.lex import Aside, Lexer
from consentlang.syntax.parse import parse
from consentlang.syntax.shipped import load_tables
from tests.syntax.asts import files, said, same

ROOT = Path(__file__).parents[2]
GAPS = [" ", "  ", "\n", "\n\n\n", "  # at the end\n", "\n# on a line of its own\n", "\n\n  # indented\n\n"]


def read(text: str) -> ast.File:
    """Read *text*, in which nothing may be wrong."""
    report = Report()
    file = parse(Source("test.consent", text), report)
    assert list(report) == [], text
    return file


@st.composite
def scattered(draw: st.DrawFn) -> str:
    """A policy as nobody would lay it out, with comments anywhere."""
    source = Source("test.consent", format_file(draw(files())))
    words = [
        source.text[start:end] for _, start, end, _ in Lexer(load_tables()).words(source, Report(), Aside())
    ]
    gaps = draw(st.lists(st.sampled_from(GAPS), min_size=len(words), max_size=len(words)))
    return "".join(word + gap for word, gap in zip(words, gaps, strict=True))


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


@given(scattered())
def test_a_layout_says_what_the_text_said(text: str) -> None:
    """Wherever its lines were broken, and whatever was noted beside them."""
    file = read(text)
    again = read(format_file(file))

    assert same(file, again)


@given(scattered())
def test_every_comment_is_kept(text: str) -> None:
    """In its order, each once."""
    file = read(text)
    again = read(format_file(file))

    assert [each.text for each in file.comments] == [each.text for each in again.comments]


@given(scattered())
def test_with_comments_too_formatting_twice_changes_nothing(text: str) -> None:
    """The first layout has found the place of each comment."""
    once = format_file(read(text))

    assert once == format_file(read(once))


LONG = """\
policy "P" language 1

rule far "too much at once" {
  fails when some r of request.refusals { not r.costs and r.steps < 2 and r.shown = equally
      and not r.pays } and x.a and not (choice.act = clicking or choice.act = signing)  # why
  cites "one string is not broken, however long it is: `when` and `or` and `and` mean nothing there"
}
"""


def test_a_long_formula_is_broken_where_it_binds_least() -> None:
    """Outside braces before inside them, never in a string; a comment stays at its end."""
    assert format_file(read(LONG)).splitlines()[3:7] == [
        "  fails when some r of request.refusals { not r.costs and r.steps < 2 and r.shown = equally",
        "      and not r.pays }",
        "    and x.a and not (choice.act = clicking or choice.act = signing)  # why",
        LONG.splitlines()[5],
    ]


SHIPPED = sorted(
    path for folder in ("consentlang/std", "examples") for path in (ROOT / folder).rglob("*.consent")
)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_what_is_shipped_is_laid_out(path: Path) -> None:
    """Every library and every example: `consentlang fmt --check` has nothing to say."""
    text = path.read_text(encoding="utf-8")

    assert format_file(read(text)) == text
