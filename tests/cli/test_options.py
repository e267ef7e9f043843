"""Options: what the terminal and the environment make of an answer's look."""

import sys

import pytest

from consentlang.cli.appearance import look
from consentlang.cli.entry import run
from consentlang.cli.exits import Exit
from consentlang.diagnostics.look import Format, Look


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Write to a terminal that asks for nothing."""
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    return monkeypatch


@pytest.mark.usefixtures("terminal")
def test_a_terminal_gets_colour() -> None:
    """Without an option, a terminal is coloured."""
    assert look().colour


def test_a_pipe_gets_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an option, a file or a pipe is not coloured."""
    monkeypatch.setattr(sys.stdout, "isatty", lambda: False)

    assert not look().colour


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_the_environment_can_refuse_colour(terminal: pytest.MonkeyPatch, name: str, value: str) -> None:
    """NO_COLOR and a dumb terminal are heard."""
    terminal.setenv(name, value)

    assert not look().colour


def test_an_empty_no_color_refuses_nothing(terminal: pytest.MonkeyPatch) -> None:
    """The convention speaks of a value that is not empty."""
    terminal.setenv("NO_COLOR", "")

    assert look().colour


def test_an_option_outweighs_the_environment(terminal: pytest.MonkeyPatch) -> None:
    """What was typed now counts more than what was set once."""
    terminal.setenv("NO_COLOR", "1")

    assert look(colour=True).colour


@pytest.mark.parametrize("format", [Format.JSON, Format.CONCISE, Format.GITHUB])
def test_a_program_never_gets_colour(format: Format) -> None:
    """Colour is for people."""
    assert not look(format, colour=True).colour


def test_the_width_is_the_terminals_unless_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """A narrow terminal still gets room enough to read."""
    monkeypatch.setenv("COLUMNS", "72")
    assert look().width == 72
    assert look(width=50) == Look(width=50)

    monkeypatch.setenv("COLUMNS", "7")
    assert look().width == 40


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["verify", "--timeout", "soon", "a.consent"], "`soon` is no number of seconds"),
        (["verify", "--timeout", "nan", "a.consent"], "`nan` is no number of seconds"),
        (["verify", "--format", "yaml", "a.consent"], "there is no format `yaml`: there are `text`"),
        (["verify", "--width", "3", "a.consent"], "`3` is no width"),
        (["verify", "--as-of", "May", "a.consent"], "there is no day `May`"),
        (["verify", "--no-such-thing"], "no such option: --no-such-thing"),
        (["fmt"], "missing argument 'FILE'"),
        (["diff", "--terms", "March", "August"], "name the policy whose terms `March` and `August`"),
        (["diff", "a.consent"], "name two policies to compare"),
    ],
)
def test_a_slip_on_the_command_line_is_told_as_one_in_a_policy(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is wrong, a next step, the code of wrong input, and nothing of the tools below."""
    assert run(arguments) == Exit.WRONG_INPUT
    told = capsys.readouterr()

    assert told.out == ""
    assert told.err.startswith(f"error: {words}")
    assert f"= help: `consentlang {arguments[0]} --help` shows how" in told.err


def test_nothing_typed_shows_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    """Help, and not a complaint."""
    assert run([]) == Exit.WRONG_INPUT
    assert capsys.readouterr().err.startswith("Usage: consentlang")
