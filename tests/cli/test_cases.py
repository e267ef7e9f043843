"""`consentlang cases`: from a folder of decided cases to the figures, the page, the exit code."""

import json
from pathlib import Path

import pytest

from consentlang.cli.entry import run
from consentlang.cli.exits import Exit

HELD = """
policy "A photo app" language 1
party App  is organisation, controller
party User is person
data Place about User is ordinary
purpose adverts
regime house "Our board"
element act "an act"
rule silent of act {{ fails when choice.act = silence ground "unambiguous/opt-out" }}
request Start to User by App {{
  asks Place by App for adverts
  choice yes {{ consents by {act} }}
}}
use profile {{ App uses Place for adverts on consent via Start }}
case "{name}" "The | app" {{ under house expect {held} }}
"""
KEYS = ["agreement", "balanced", "classes", "worst_class", "grounds", "unsafe", "misses"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two cases, of which one is not agreed on."""
    write(tmp_path, "agreed", act="silence", held='invalid because "unambiguous/opt-out"')
    write(tmp_path, "missed", act="silence", held="valid")
    return tmp_path


def write(folder: Path, name: str, act: str, held: str) -> None:
    """A case."""
    (folder / f"{name}.consent").write_text(HELD.format(name=name, act=act, held=held), encoding="utf-8")


def test_a_program_gets_the_published_keys(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """These and no others."""
    run(["cases", str(folder), "--format", "json"])
    told = json.loads(capsys.readouterr().out)

    assert list(told) == KEYS
    assert (told["agreement"], told["balanced"], told["worst_class"]) == (0.5, 0.5, 0.0)
    assert told["classes"] == {"valid": 0.0, "invalid": 1.0, "depends": None, "not_required": None}
    assert told["grounds"] == {"recall": 1.0, "precision": 1.0}
    assert told["unsafe"] == []
    assert [(miss["id"], miss["answer"], miss["reason"]) for miss in told["misses"]] == [
        ("missed", "invalid", None)
    ]


def test_a_miss_needs_a_reason(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With it, all is as it should be; a reason for what is agreed on is wrong too."""
    assert run(["cases", str(folder)]) == Exit.FAILED
    (folder / "misses.toml").write_text('missed = "the board is odd"\n', encoding="utf-8")
    assert run(["cases", str(folder)]) == Exit.FINE
    assert "the board is odd" in capsys.readouterr().out
    (folder / "misses.toml").write_text('missed = "odd"\nagreed = "odd"\n', encoding="utf-8")
    assert run(["cases", str(folder)]) == Exit.FAILED


def test_the_page_has_a_row_for_each_case(folder: Path, tmp_path: Path) -> None:
    """With a link to the policy."""
    page = tmp_path / "docs" / "cases.md"
    page.parent.mkdir()
    run(["cases", str(folder), "--write", str(page)])
    text = page.read_text(encoding="utf-8")

    assert "| [The \\| app](../agreed.consent) | house | invalid: unambiguous/opt-out |" in text
    assert "**does not agree**" in text
    assert run(["cases", str(folder), "--write", str(tmp_path / "nowhere" / "cases.md")]) == Exit.WRONG_INPUT


def test_the_page_compares_what_somebody_else_tells(folder: Path, tmp_path: Path) -> None:
    """In a section of its own, case by case; the figures of the others stay as they are."""
    page, other = tmp_path / "cases.md", tmp_path / "other"
    other.mkdir()
    write(other, "agreed", act="clicking", held='invalid because "unambiguous/opt-out"')
    run(["cases", str(folder), "--write", str(page), "--beside", str(other)])
    text, _, again = page.read_text(encoding="utf-8").partition("## Told again")

    assert "agreement 50%" in text
    assert "agreement 0%" in again
    assert "| agreed | invalid | invalid: unambiguous/opt-out | valid | **does not agree** |" in again


def test_what_is_no_folder_of_cases_is_wrong_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing there; a policy with a mistake; one without a case; reasons that are none."""
    assert run(["cases", str(tmp_path)]) == Exit.WRONG_INPUT
    policy = tmp_path / "policy.consent"
    policy.write_text('policy "x" language 1\nuse\n', encoding="utf-8")
    assert run(["cases", str(tmp_path)]) == Exit.WRONG_INPUT
    policy.write_text('policy "x" language 1\n', encoding="utf-8")
    assert run(["cases", str(tmp_path)]) == Exit.WRONG_INPUT
    assert "no `case` in 1 of the policies, so they count for nothing: policy" in capsys.readouterr().err
    write(tmp_path, "policy", act="silence", held='invalid because "unambiguous/opt-out"')
    for wrong in ("nothing", "policy = 3"):
        (tmp_path / "misses.toml").write_text(wrong, encoding="utf-8")
        assert run(["cases", str(tmp_path)]) == Exit.WRONG_INPUT


def test_verify_says_whether_it_agrees(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The verdict is that of the policy all the same."""
    assert run(["verify", str(folder / "agreed.consent")]) == Exit.FAILED
    assert "held invalid (unambiguous/opt-out); this agrees" in capsys.readouterr().out.replace(
        "\n      ", " "
    )
    run(["verify", str(folder / "missed.consent"), "--format", "json"])
    assert json.loads(capsys.readouterr().out)["cases"] == [
        {
            "id": "missed",
            "under": ["house"],
            "expected": "valid",
            "grounds": [],
            "answer": "invalid",
            "found": ["unambiguous/opt-out"],
            "agrees": False,
        }
    ]


def test_where_there_are_no_cases_it_says_what_to_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Installed without its source, it has none of its own."""
    monkeypatch.chdir(tmp_path)

    assert run(["cases"]) == Exit.WRONG_INPUT
    told = capsys.readouterr().err
    assert told.startswith("there is no folder `examples/cases`: name a folder of policies")
    assert "not installed" in told

    assert run(["cases", "."]) == Exit.WRONG_INPUT
    assert capsys.readouterr().err == (
        "there is no policy in `.`: name a folder of policies, each with its `case`\n"
    )
