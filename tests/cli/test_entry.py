"""The door: whatever happens, the exit code says what it was, and nobody sees a traceback."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from consentlang import __version__
from consentlang.cli import entry
from consentlang.cli.exits import Exit

COMMAND = [sys.executable, "-m", "consentlang"]


def raising(problem: BaseException) -> object:
    """Stand in for the commands with one that raises *problem*."""

    def command(_: object) -> int:
        raise problem

    return command


def test_python_m_consentlang_is_the_command() -> None:
    """Both ways in lead to the same door."""
    ran = subprocess.run([*COMMAND, "--version"], capture_output=True, text=True, check=False)

    assert (ran.returncode, ran.stdout, ran.stderr) == (0, f"consentlang {__version__}\n", "")


@pytest.mark.parametrize("arguments", [["nonsense"], ["explain", "--nonsense"], ["explain", "E9999"], []])
def test_a_command_that_cannot_be_understood_leaves_with_two(arguments: list[str]) -> None:
    """A mistake of usage is wrong input, never a verdict."""
    assert entry.run(arguments) == Exit.WRONG_INPUT


def test_a_bug_leaves_with_four(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Our bug is called ours, and does not pass for FAILED, which is 1."""
    monkeypatch.setattr(entry, "_command", raising(ZeroDivisionError("secret")))
    monkeypatch.delenv("CONSENTLANG_DEBUG", raising=False)

    assert entry.run([]) == Exit.BUG
    told = capsys.readouterr().err
    assert told.startswith(
        "internal error, this is our bug and says nothing about your policy: ZeroDivisionError\n"
    )
    assert "Traceback" not in told


def test_whoever_looks_for_a_bug_sees_where_it_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The environment can ask for the traceback."""
    monkeypatch.setattr(entry, "_command", raising(ZeroDivisionError("where it is")))
    monkeypatch.setenv("CONSENTLANG_DEBUG", "1")

    assert entry.run([]) == Exit.BUG
    assert "Traceback" in capsys.readouterr().err


def test_an_interrupt_leaves_as_shells_expect(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C is 128 and the number of its signal."""
    monkeypatch.setattr(entry, "_command", raising(KeyboardInterrupt()))

    assert entry.run([]) == Exit.INTERRUPTED == 128 + signal.SIGINT


def test_a_reader_who_leaves_is_no_bug() -> None:
    """`consentlang explain | head -0` ends quietly, as a tool that dies of the signal would."""
    ours, theirs = os.pipe()
    os.close(ours)
    ran = subprocess.run([*COMMAND, "explain"], stdout=theirs, stderr=subprocess.PIPE, check=False)
    os.close(theirs)

    assert (ran.returncode, ran.stderr) == (Exit.READER_GONE, b"")


@pytest.mark.parametrize("arguments", [["--help"], ["explain"]])
def test_a_full_disk_is_told(arguments: list[str]) -> None:
    """An answer that could not be written is not an answer, and never a verdict."""
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run([*COMMAND, *arguments], stdout=full, stderr=subprocess.PIPE, check=False)

    assert ran.returncode == Exit.BUG
    assert ran.stderr == b"the answer could not be written: No space left on device\n"


def test_a_closed_output_is_no_bug() -> None:
    """Somebody who wants the exit code only may close the output."""
    ran = subprocess.run(
        ["bash", "-c", '"$@" >&-', "bash", *COMMAND, "explain"], capture_output=True, check=False
    )

    assert (ran.returncode, ran.stderr) == (0, b"")


def test_a_reader_with_few_characters_gets_the_answer() -> None:
    """Characters that the reader's encoding lacks are escaped."""
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    ran = subprocess.run([*COMMAND, "explain", "E0109"], env=environment, capture_output=True, check=False)

    assert ran.returncode == 0
    assert b"\\u0435" in ran.stdout


def test_starting_loads_neither_solver_nor_hypothesis_nor_rich() -> None:
    """A command waits for nothing that it does not use."""
    program = (
        "import sys; from consentlang.cli.entry import run; run(['explain', 'E0203']);"
        "sys.exit(any(name in sys.modules for name in ('rich', 'hypothesis', 'pysat', 'lark')))"
    )
    ran = subprocess.run([sys.executable, "-c", program], stdout=subprocess.DEVNULL, check=False)

    assert ran.returncode == 0


EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
PLAIN = [
    [str(EXAMPLES / "newsletter" / "passing.consent")],
    [str(EXAMPLES / "newsletter" / "failing.consent"), str(EXAMPLES / "clinic" / "passing.consent")],
    [str(Path(__file__).parents[1] / "bad" / "names.consent")],
    ["no such file"],
    [""],
]


@pytest.mark.parametrize("files", PLAIN)
def test_files_alone_are_verified_as_through_typer(
    files: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What has no option needs no parser of options; the answer is the same, but for the time it took."""

    def answer() -> tuple[int, str, str]:
        code, (out, err) = entry.run(["verify", *files]), capsys.readouterr()
        return code, re.sub(r"\d+\.\d+ s", "a moment", out), err

    plain = answer()
    monkeypatch.setattr(entry, "_is_plain", lambda _: False)

    assert answer() == plain


@pytest.mark.parametrize(
    "arguments",
    [[], ["verify"], ["verify", "--help"], ["verify", "a", "--ascii"], ["verify", "--", "a"], ["check", "a"]],
)
def test_what_has_options_goes_through_typer(arguments: list[str]) -> None:
    """Help, mistakes and options are Typer's."""
    assert not entry._is_plain(arguments)


def test_files_alone_do_not_wait_for_typer() -> None:
    """Loading it takes longer than most proofs."""
    program = (
        f"import sys; from consentlang.cli.entry import run; run(['verify', {PLAIN[0][0]!r}]);"
        "sys.exit(any(name in sys.modules for name in ('typer', 'click', 'pydantic')))"
    )
    ran = subprocess.run([sys.executable, "-c", program], stdout=subprocess.DEVNULL, check=False)

    assert ran.returncode == 0
