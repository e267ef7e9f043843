"""`consentlang diff`: what changes, toward more or less protection, by which clause; what was forgotten."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from consentlang.cli.entry import run
from consentlang.cli.exits import Exit

ROOT = Path(__file__).parents[2]
POLICIES = ROOT / "tests" / "explain" / "policies"
SCHEMA = json.loads((ROOT / "docs/schema/diff-1.json").read_text(encoding="utf-8"))

TERMS = """\
policy "Terms that change" language 1
party Shop is organisation, controller
party Reader is person
data Profile about Reader { name, address, taste }
purpose adverts

terms Spring from 2026-03-01 {
  clause wide "1" Shop may use Profile for adverts
}
terms Summer from 2026-06-01 amends Spring {
  clause narrow "2" notwithstanding wide Shop must not use name and address for adverts
}
terms Autumn from 2026-09-01 amends Summer {
  repeals narrow
}
use adverts_on_paper { Shop uses Profile for adverts on contract }
"""


@pytest.fixture
def terms(tmp_path: Path) -> str:
    """A policy with three versions of its terms."""
    path = tmp_path / "terms.consent"
    path.write_text(TERMS, encoding="utf-8")
    return str(path)


def told(capsys: pytest.CaptureFixture[str]) -> str:
    """What was written, on one line."""
    return " ".join(capsys.readouterr().out.split())


def test_a_ban_is_more_protection_and_what_it_forgot_is_told(
    terms: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The clause that did it is named, with its place."""
    assert run(["diff", "--terms", "Spring", "Summer", terms]) == Exit.FINE
    page = told(capsys)
    assert "Shop may no longer use name and address for adverts: clause `narrow` (2) overrides `wide`" in page
    assert f"{terms}:11" in page
    assert "Not covered by `narrow`, still permitted for adverts by `wide`: taste." in page
    assert "Only toward more protection." in page


def test_a_ban_that_goes_is_less_protection(terms: str, capsys: pytest.CaptureFixture[str]) -> None:
    """And a script can hear of it."""
    assert run(["diff", "--terms", "Summer", "Autumn", terms]) == Exit.FINE
    assert "Only toward less protection." in told(capsys)
    assert run(["diff", "--exit-code", "--terms", "Summer", "Autumn", terms]) == Exit.FAILED
    assert run(["diff", "--exit-code", "--terms", "Spring", "Summer", terms]) == Exit.FINE


def test_a_file_against_itself_is_empty(terms: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is different, of terms and of files."""
    for arguments in ([terms, terms], ["--terms", "Spring", "Spring", terms]):
        assert run(["diff", "--exit-code", *arguments]) == Exit.FINE
        assert "Nothing is different." in told(capsys)


def test_verdicts_that_turn_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same use, asked for well and asked for badly."""
    policy = (POLICIES / "asked_well.consent").read_text(encoding="utf-8")
    (tmp_path / "law.consent").write_bytes((POLICIES / "law.consent").read_bytes())
    well, badly = tmp_path / "well.consent", tmp_path / "badly.consent"
    well.write_text(policy, encoding="utf-8")
    badly.write_text(policy.replace("  tells  purpose\n", "  tells  data\n"), encoding="utf-8")

    assert run(["diff", "--exit-code", str(well), str(badly)]) == Exit.FAILED
    assert "`mailing of Reader under law`: PROVED UNDER, now FAILED" in told(capsys)
    assert run(["diff", "--exit-code", str(badly), str(well)]) == Exit.FINE


@pytest.mark.parametrize("pair", [("Spring", "Summer"), ("Summer", "Autumn"), ("Spring", "Spring")])
def test_a_program_gets_a_document(
    terms: str, pair: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    """By its published schema."""
    assert run(["diff", "--format", "json", "--terms", *pair, terms]) == Exit.FINE
    document = json.loads(capsys.readouterr().out)
    Draft202012Validator.check_schema(SCHEMA)
    Draft202012Validator(SCHEMA).validate(document)
    assert document["toward"] == {"Summer": "more", "Autumn": "less", "Spring": "none"}[pair[1]]


def test_terms_that_do_not_exist_are_told(terms: str, capsys: pytest.CaptureFixture[str]) -> None:
    """With the nearest."""
    assert run(["diff", "--terms", "Spring", "Sumer", terms]) == Exit.WRONG_INPUT
    assert capsys.readouterr().err == "no terms are named `Sumer`\ndid you mean `Summer`?\n"


@pytest.mark.parametrize("arguments", [[], ["one.consent"], ["--terms", "A", "B"], ["a", "b", "c"]])
def test_what_to_compare_has_to_be_said(arguments: list[str]) -> None:
    """Two files; or one, and two versions."""
    assert run(["diff", *arguments]) == Exit.WRONG_INPUT


def test_a_policy_that_cannot_be_read_is_not_compared(terms: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Why is told beside the answer that there is not."""
    assert run(["diff", terms, "missing.consent"]) == Exit.WRONG_INPUT
    output = capsys.readouterr()
    assert (output.out, "error[E0101]" in output.err) == ("", True)


def test_no_time_is_undecided(terms: str) -> None:
    """What was not compared is not the same."""
    assert run(["diff", "--timeout", "0.000001", terms, terms]) == Exit.UNDECIDED
