"""
The tutorial: what it shows is what the command says.

A comment `<!-- file: name -->` above a policy says under which name the reader saves it. In a `console`
block a line that is `...` alone stands for lines left out.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from consentlang.cli import entry

TUTORIAL = Path(__file__).resolve().parents[2] / "docs" / "tutorial.md"
TEXT = TUTORIAL.read_text(encoding="utf-8")
SAVED = re.compile(
    r"^<!-- file: (?P<name>[a-z]+\.consent) -->\n(?:<!-- [^\n]* -->\n)?```consent\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
CONSOLE = re.compile(r"^```console\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
LEFT_OUT = re.compile(r"^\.\.\.$", re.MULTILINE)


def shown() -> Iterator[tuple[str, str, int]]:
    """Each command, what is shown of its output, and its exit code."""
    for block in CONSOLE.finditer(TEXT):
        _, command, asked = re.split(r"^\$ ", block["text"], flags=re.MULTILINE)
        words, _, output = command.partition("\n")
        yield words, output, int(asked.removeprefix("echo $?\n"))


SHOWN = list(shown())


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the reader has saved every policy of the tutorial."""
    for saved in SAVED.finditer(TEXT):
        (tmp_path / saved["name"]).write_text(saved["text"], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")  # pytest-xdist sets it to the width of its own terminal
    return tmp_path


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(("command", "output", "code"), SHOWN, ids=[command for command, _, _ in SHOWN])
def test_a_command_says_what_is_shown(
    command: str, output: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """Piece by piece, in order, and with the exit code."""
    program, *arguments = command.split()

    left = entry.run(arguments)
    said = capsys.readouterr().out

    assert program == "consentlang"
    assert left == code
    for piece in filter(None, (piece.strip("\n") for piece in LEFT_OUT.split(output))):
        _, found, said = said.partition(piece)
        assert found == piece


def test_there_are_commands_to_try() -> None:
    """A pattern that finds nothing would let everything pass."""
    assert len(SHOWN) == TEXT.count("```console")
    assert SHOWN
