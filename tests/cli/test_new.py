"""`consentlang new`: what was typed is used, what is missing is asked or named, and no file is lost."""

import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consentlang import driver
from consentlang.cli import interview
from consentlang.cli.entry import run
from consentlang.cli.exits import Exit
from consentlang.templates.situation import Act, Kind, People, Refusal, Setting, Undo

LETTER = [
    *("new", "--asker", "corner bookshop", "--person", "reader", "--data", "e-mail address"),
    *("--purpose", "newsletter", "--setting", "none", "--on-no", "nothing", "--undo", "easy"),
]


def test_flags_are_enough(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is asked, and the file verifies."""
    path = tmp_path / "letter.consent"

    assert run([*LETTER, str(path)]) == Exit.FINE
    assert "verify" in capsys.readouterr().err
    assert run(["verify", str(path)]) == Exit.FINE
    assert run(["fmt", "--check", str(path)]) == Exit.FINE


def test_without_a_file_it_goes_to_the_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    """And nothing else does."""
    assert run(LETTER) == Exit.FINE

    told = capsys.readouterr()
    assert told.out.startswith('policy "corner bookshop asks reader for e-mail address" language 1\n')
    assert told.err == ""


def test_a_flag_that_is_missing_in_a_pipe_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    """Each of them at once, and nothing is asked or written."""
    assert run(["new", "--asker", "shop", "--undo", "easy"]) == Exit.WRONG_INPUT

    told = capsys.readouterr()
    assert told.out == ""
    for option in ("--person", "--data", "--purpose", "--setting", "--on-no"):
        assert f"`{option}`" in told.err
    assert "`--asker`" not in told.err
    assert "`--undo`" not in told.err


def test_a_file_that_is_there_stays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Unless --force says otherwise."""
    path = tmp_path / "mine.consent"
    path.write_text("mine", encoding="utf-8")

    assert run([*LETTER, str(path)]) == Exit.WRONG_INPUT
    assert "`--force`" in capsys.readouterr().err
    assert path.read_text(encoding="utf-8") == "mine"
    assert run([*LETTER, "--force", str(path)]) == Exit.FINE
    assert path.read_text(encoding="utf-8").startswith("policy")


def test_force_makes_a_file_that_is_not_there(tmp_path: Path) -> None:
    """It is no mistake."""
    path = tmp_path / "fresh.consent"

    assert run([*LETTER, "--force", str(path)]) == Exit.FINE
    assert path.exists()


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the code of what could not be written."""
    assert run([*LETTER, str(tmp_path / "nowhere" / "x.consent")]) == Exit.BUG
    assert "could not be written" in capsys.readouterr().err


def test_templates_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    """With what std.gdpr makes of each."""
    assert run(["new", "--list"]) == Exit.FINE

    assert "pay-or-consent" in (told := capsys.readouterr().out)
    assert "DEPENDS" in told


def test_a_template_can_be_had_under_another_law(tmp_path: Path) -> None:
    """The import says which."""
    path = tmp_path / "letter.consent"

    assert run(["new", "--template", "newsletter", "--law", "lgpd", str(path)]) == Exit.FINE
    assert "import std.lgpd\n" in path.read_text(encoding="utf-8")
    assert driver.verify(path).result is not None


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["--template", "newsleter"], "`newsletter`"),
        (["--template", "newsletter", "--asker", "shop"], "leave out either"),
        (["--template", "newsletter", "--law", "gdrp"], "`gdpr`"),
        (["--template", "newsletter", "--law", "work"], "no library of law"),
        (["--asker", " "], "empty"),
        (["--on-no", "everything"], "everything"),
    ],
    ids=str,
)
def test_what_is_typed_wrongly_is_told(
    arguments: list[str], hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """With a next step."""
    assert run(["new", *arguments]) == Exit.WRONG_INPUT
    assert hint in " ".join(capsys.readouterr().err.split())


def test_answers_that_end_too_soon_are_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ctrl-D is no bug, and nothing is written."""

    def gone(*_: object) -> str:
        raise EOFError

    monkeypatch.setattr("consentlang.cli.new._somebody_there", lambda: True)
    monkeypatch.setattr(interview, "ask_in_terminal", gone)

    assert run(["new"]) == Exit.WRONG_INPUT
    told = capsys.readouterr()
    assert "ended" in told.err
    assert told.out == ""


def flag(name: str, values: Any) -> st.SearchStrategy[list[str]]:
    """The option *name*, typed with one of *values*, or not typed."""
    return st.just([]) | st.sampled_from(list(values)).map(lambda value: [name, str(value)])


FLAGS = st.tuples(
    flag("--kind", Kind),
    flag("--people", People),
    flag("--purpose", ["adverts", "for", "newsletter"]),
    flag("--to", ["a printer", "corner bookshop"]),
    flag("--yes-by", Act),
    flag("--loses", ["the letter", "Question"]),
    flag("--law", ["gdpr", "uk", "quebec", "fadp"]),
    st.sampled_from([[], ["--one-yes"], ["--each-yes"]]),
    st.sampled_from([[], ["--needed"], ["--not-needed"]]),
    st.sampled_from(list(Setting)).map(lambda value: ["--setting", value]),
    st.sampled_from(list(Refusal)).map(lambda value: ["--on-no", value]),
    st.sampled_from(list(Undo)).map(lambda value: ["--undo", value]),
)


@given(flags=FLAGS)
def test_any_flags_together_make_a_policy_without_mistakes(
    flags: tuple[list[str], ...], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """It can be read, checks, and is laid out as it should be."""
    path = str(tmp_path_factory.mktemp("new") / "policy.consent")
    typed = ["--asker", "corner bookshop", "--person", "reader", "--data", "address", "--purpose", "letter"]

    assert run(["new", *typed, *(word for words in flags for word in words), path]) == Exit.FINE
    assert run(["check", path]) == Exit.FINE
    assert run(["fmt", "--check", path]) == Exit.FINE


def test_only_what_is_missing_is_asked() -> None:
    """And what does not matter is not."""
    answers = {
        "Whom": "reader",
        "For which": "address",
        "What for": "letter, adverts",
        "In which": "work",
        "What does a no": "service",
        "How is a yes": "never",
    }
    asked = []

    def ask(words: str, choices: tuple[str, ...], default: str | None) -> str:  # noqa: ARG001
        asked.append(words)
        return next((answer for start, answer in answers.items() if words.startswith(start)), default or "")

    told = interview.situation({"asker": "shop", "purposes": ()}, "gdpr", ask)

    assert told.asker == "shop"
    assert told.purposes == ("letter", "adverts")
    assert told.setting is Setting.WORK
    assert told.refusal is Refusal.SERVICE
    assert told.needed is None
    assert not any(words.startswith("Who asks") for words in asked)
    assert any(words.startswith("Does one yes") for words in asked)
    assert any(words.startswith("Is the service") for words in asked)


def test_an_empty_answer_is_asked_again() -> None:
    """Where there is nothing to fall back on."""
    answers = iter(["", "  ", "shop"])
    typed = {
        "person": "reader",
        "data": "address",
        "purposes": ("letter",),
        "setting": Setting.NONE,
        "refusal": Refusal.NOTHING,
        "undo": Undo.EASY,
    }

    def ask(words: str, choices: tuple[str, ...], default: str | None) -> str:  # noqa: ARG001
        return next(answers) if words.startswith("Who asks") else default or ""

    assert interview.situation(typed, "gdpr", ask).asker == "shop"


def test_in_a_terminal_it_asks(tmp_path: Path) -> None:
    """From the practice to the file."""
    here, there = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "consentlang", "new"], stdin=there, stdout=there, stderr=there, cwd=tmp_path
    )
    os.close(there)
    os.write(here, b"newsletter\nlgpd\n\n")
    told = b""
    while True:
        try:
            part = os.read(here, 4096)
        except OSError:  # the other side is closed
            break
        if not part:
            break
        told += part
    os.close(here)

    assert process.wait(timeout=60) == Exit.FINE
    assert b"Is it one of these practices?" in told
    assert (
        (tmp_path / "policy.consent")
        .read_text(encoding="utf-8")
        .startswith('policy "A newsletter" language 1\nimport std.lgpd\n')
    )
