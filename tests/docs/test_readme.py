"""README: what it shows is what the first command says, and its first policy is the example's."""

import re
from pathlib import Path

import pytest

from consentlang.cli.entry import run

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_story_is_the_one_that_is_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The `text` block is how the page of the founding case begins, up to `...`."""
    monkeypatch.chdir(ROOT)
    shown = README.partition("```text\n")[2].partition("\n...\n```")[0]

    code = run(["verify", "examples/zoom/zoom.consent", "--width", "100"])

    assert code == 1
    assert capsys.readouterr().out.startswith(shown)


def test_the_first_policy_is_the_example() -> None:
    """A reader who copies it has the file that the text speaks of."""
    example = (ROOT / "examples" / "newsletter" / "failing.consent").read_text(encoding="utf-8")

    assert example in README


def test_the_sessions_that_are_named_are_there() -> None:
    """Who reads CONTRIBUTING can run what it names; by itself `nox` runs those of CI."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    sessions = set(
        re.findall(r"^def ([a-z]+)\(session", (ROOT / "noxfile.py").read_text(encoding="utf-8"), re.MULTILINE)
    )
    ci, _, more = text.partition("session by session:")[2].partition("measures")
    named = set(re.findall(r"`([a-z]+)`", ci)) | set(re.findall(r"`nox -s\s([a-z]+)`", ci + more))

    assert named == sessions
