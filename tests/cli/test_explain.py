"""`consentlang explain`: the page of a code, or all codes."""

import re
from pathlib import Path

import pytest

from consentlang import driver
from consentlang.cli.entry import run
from consentlang.diagnostics.codes import every_code
from consentlang.diagnostics.explain import explain

EXAMPLES = Path(__file__).parents[2] / "examples"


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


@pytest.mark.parametrize(("word", "meant"), [("imbalanc", "imbalance"), ("aferwards", "afterwards")])
def test_the_nearest_rule_or_word_of_the_law_is_offered(
    word: str, meant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where no code is near."""
    assert run(["explain", word]) == 2
    assert f"did you mean `{meant}`?" in capsys.readouterr().err


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


def test_a_word_of_the_law_has_a_page(capsys: pytest.CaptureFixture[str]) -> None:
    """What it means, how to say it, and the rules that ask for it, themselves or by a definition."""
    assert run(["explain", "afterwards"]) == 0
    told = capsys.readouterr().out

    assert told.startswith("# afterwards: put to people only after the use had begun\n")
    assert "It is not so unless the policy says so." in told
    assert '`given SignUp.afterwards "why"`' in told
    assert "gdpr.asked_afterwards" in told

    assert run(["explain", "special"]) == 0
    told = capsys.readouterr().out

    assert "Said of data, in `std.attributes`." in told
    assert "`data Address is special`" in told
    assert "gdpr.not_explicit" in told


def test_a_word_and_a_rule_of_one_name_are_both_told(capsys: pytest.CaptureFixture[str]) -> None:
    """`obscure` is said of a request, and is a rule of several laws."""
    assert run(["explain", "obscure"]) == 0
    told = capsys.readouterr().out

    assert told.startswith("# obscure: hard to find")
    assert "gdpr.obscure: the request is hard to find" in told


def test_the_words_that_are_taken_as_not_so_can_be_looked_up(capsys: pytest.CaptureFixture[str]) -> None:
    """All of them, and each."""
    result = driver.verify(EXAMPLES / "newsletter" / "passing.consent").result
    assert result is not None
    line = next(line for line in result.program.unchecked if "taken as not so" in line)
    words = line.partition("not so: ")[2].partition(" (")[0].split(", ")
    assert run(["explain", "attributes"]) == 0
    listed = capsys.readouterr().out

    assert len(words) > 1
    assert all(re.search(rf"^\w+ +{word} ", listed, re.MULTILINE) for word in words)
