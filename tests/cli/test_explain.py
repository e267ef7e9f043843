"""`consentlang explain`: the page of a code, or all codes."""

import pytest

from consentlang.cli.entry import run
from consentlang.diagnostics.codes import every_code
from consentlang.diagnostics.explain import explain


def test_the_page_of_a_code_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """What is written is the page."""
    assert run(["explain", "E0203"]) == 0
    assert capsys.readouterr().out == explain("E0203").text


def test_without_a_code_all_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    """Each code has its line, in the order of the numbers."""
    assert run(["explain"]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in listed] == [[code.number, code.name] for code in every_code()]


def test_a_code_that_does_not_exist_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """The nearest is offered, beside the answer rather than in it."""
    assert run(["explain", "unknown-porpose"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == "no code is numbered or named `unknown-porpose`\ndid you mean `unknown-purpose`?\n"


def test_a_page_in_colour_is_laid_out(capsys: pytest.CaptureFixture[str]) -> None:
    """On a terminal the headings are no longer Markdown."""
    assert run(["explain", "E0203", "--color", "--width", "60"]) == 0
    told = capsys.readouterr().out
    assert "\x1b[" in told
    assert "## Why" not in told


def test_a_page_in_ascii_is_ascii(capsys: pytest.CaptureFixture[str]) -> None:
    """The page about look-alike letters holds one, and shows it by its number."""
    assert run(["explain", "E0109", "--ascii"]) == 0
    told = capsys.readouterr().out
    assert told.isascii()
    assert "\\u{435}" in told


def test_a_rule_of_law_has_a_page(capsys: pytest.CaptureFixture[str]) -> None:
    """The code that a story prints for a rule can be looked up, by code and by name."""
    by_code = run(["explain", "G15"]), capsys.readouterr().out
    by_name = run(["explain", "gdpr.imbalance"]), capsys.readouterr().out

    assert by_code[0] == by_name[0] == 0
    assert "gdpr.imbalance" in by_code[1]
    assert "Recital 43" in by_name[1]
