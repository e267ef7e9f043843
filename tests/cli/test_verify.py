"""`consentlang verify` and `check`: formats, options, and the exit codes that scripts read."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from consentlang import driver
from consentlang.cli.entry import run
from consentlang.cli.exits import Exit
from consentlang.cli.patience import PATIENCE

POLICIES = Path(__file__).parents[1] / "explain" / "policies"
COMMAND = [sys.executable, "-m", "consentlang"]

PASSES, FAILS, SAYS_LITTLE, DEPENDS = (
    str(POLICIES / f"{name}.consent") for name in ("asked_well", "meeting", "silent", "contested")
)
MISSPELT = (
    'policy "Misspelt" language 1\nparty Shop is controller\npurpose training\npurpose a within trainig\n'
)


@pytest.fixture
def misspelt(tmp_path: Path) -> str:
    """A policy with a misspelt purpose."""
    path = tmp_path / "misspelt.consent"
    path.write_text(MISSPELT, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([PASSES], Exit.FINE),
        ([FAILS], Exit.FAILED),
        ([SAYS_LITTLE], Exit.FAILED),
        ([DEPENDS], Exit.FAILED),
        ([DEPENDS, "--lenient"], Exit.FINE),
        ([FAILS, "--lenient"], Exit.FAILED),
        ([PASSES, "--timeout", "0"], Exit.UNDECIDED),
        ([FAILS, PASSES], Exit.FAILED),
        (["missing.consent", FAILS], Exit.WRONG_INPUT),
        ([PASSES, "--as-of", "2026-01-31"], Exit.FINE),
        ([PASSES, "--as-of", "tomorrow"], Exit.WRONG_INPUT),
        ([PASSES, "--timeout", "-1"], Exit.WRONG_INPUT),
    ],
)
def test_the_exit_code_is_the_verdict(arguments: list[str], code: Exit) -> None:
    """Of several files the worst counts."""
    assert run(["verify", *arguments]) == code


def test_a_misspelt_purpose_names_the_nearest(misspelt: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The input is wrong, and the next step is offered."""
    assert run(["verify", misspelt]) == Exit.WRONG_INPUT
    assert "did you mean `training`?" in capsys.readouterr().out


def test_a_program_gets_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    """And nothing beside it."""
    assert run(["verify", FAILS, "--format", "json"]) == Exit.FAILED
    told = capsys.readouterr()
    assert json.loads(told.out)["verdict"] == "failed"
    assert told.err == ""


def test_a_program_gets_wrong_input_in_a_document_too(
    misspelt: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """One shape, whatever happens."""
    assert run(["verify", misspelt, "--format", "json"]) == Exit.WRONG_INPUT
    told = json.loads(capsys.readouterr().out)
    assert (told["verdict"], [each["code"] for each in told["findings"]]) == ("error", ["E0203"])


def test_an_editor_gets_lines(capsys: pytest.CaptureFixture[str]) -> None:
    """A place, a code and a sentence on each."""
    assert run(["verify", FAILS, "--format", "concise"]) == Exit.FAILED
    lines = capsys.readouterr().out.splitlines()
    assert all(line.startswith(FAILS) for line in lines)


def test_a_workflow_gets_commands(capsys: pytest.CaptureFixture[str]) -> None:
    """Which GitHub shows beside the lines."""
    assert run(["verify", FAILS, "--format", "github"]) == Exit.FAILED
    assert all(line.startswith("::error ") for line in capsys.readouterr().out.splitlines())


def test_what_the_time_does_not_allow_is_undecided(capsys: pytest.CaptureFixture[str]) -> None:
    """Never a pass, and said so."""
    assert run(["verify", PASSES, "--timeout", "0"]) == Exit.UNDECIDED
    told = " ".join(capsys.readouterr().out.split())
    assert "UNDECIDED “A letter that is asked for well”: the time ran out before" in told
    assert "this is not a pass" in told


def test_the_time_counts_while_reading_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A policy that nobody writes to the end is not waited for."""
    fifo = tmp_path / "policy.consent"
    os.mkfifo(fifo)

    assert run(["verify", str(fifo), "--timeout", "0.2"]) == Exit.UNDECIDED
    told = capsys.readouterr().out
    assert "this is not a pass" in " ".join(told.split())
    assert run(["verify", str(fifo), "--timeout", "0.2", "--format", "json"]) == Exit.UNDECIDED
    assert json.loads(capsys.readouterr().out)["findings"][0]["code"] == "E0532"


def test_a_policy_can_come_through_a_pipe() -> None:
    """`-` is standard input; a policy of one file needs no other."""
    policy = Path(PASSES).read_bytes().replace(b'import "law.consent"\n', b"")
    ran = subprocess.run(
        [*COMMAND, "verify", "-", "--format", "concise"], input=policy, capture_output=True, check=False
    )

    assert (ran.returncode, ran.stderr) == (0, b"")
    assert ran.stdout.endswith(b"-: PROVED UNDER\n") or ran.stdout.endswith(b"-: PROVED\n")


def test_check_proves_nothing(misspelt: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Mistakes leave with 2, warnings with 0."""
    assert run(["check", FAILS]) == Exit.FINE
    assert run(["check", misspelt, FAILS, "--format", "concise"]) == Exit.WRONG_INPUT
    assert capsys.readouterr().out.count("error[E0203]") == 1


def test_no_color_is_heard() -> None:
    """And so is the option that outweighs it."""
    environment = {**os.environ, "NO_COLOR": "1"}
    plain, painted = (
        subprocess.run(
            [*COMMAND, "verify", FAILS, *more], env=environment, capture_output=True, text=True, check=False
        ).stdout
        for more in ([], ["--color"])
    )

    assert "\x1b[" not in plain
    assert "\x1b[" in painted


def test_ctrl_c_ends_it(tmp_path: Path) -> None:
    """Whoever waits too long can leave, and sees no traceback."""
    fifo = tmp_path / "policy.consent"
    os.mkfifo(fifo)  # nobody writes to it, so reading waits
    with subprocess.Popen(
        [*COMMAND, "verify", str(fifo)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        time.sleep(1.5)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=20)

    assert (running.returncode, out, err) == (Exit.INTERRUPTED, b"", b"")


def test_a_reader_who_leaves_is_no_bug() -> None:
    """`consentlang verify policy.consent | head -1` ends quietly."""
    with subprocess.Popen(
        [*COMMAND, "verify", FAILS], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        running.stdout.close()
        assert running.stderr is not None
        err = running.stderr.read()

    assert (running.wait(), err) == (Exit.READER_GONE, b"")


@pytest.mark.parametrize(
    ("command", "unwanted"),
    [
        (
            "check",
            ("pysolvers", "pysat", "hypothesis", "rich", "consentlang.analysis", "consentlang.explain"),
        ),
        ("verify", ("hypothesis", "rich", "jsonschema", "z3")),
    ],
)
def test_a_command_loads_only_what_it_uses(command: str, unwanted: tuple[str, ...]) -> None:
    """No command waits for another's tools."""
    program = (
        f"import sys; from consentlang.cli.entry import run; run([{command!r}, {PASSES!r}]);"
        f"sys.exit(any(name in sys.modules for name in {unwanted!r}))"
    )
    ran = subprocess.run([sys.executable, "-c", program], stdout=subprocess.DEVNULL, check=False)

    assert ran.returncode == 0


@pytest.mark.parametrize("command", ["verify", "check", "fmt", "explain"])
def test_each_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """With every option, and examples to copy."""
    assert run([command, "--help"]) == Exit.FINE
    told = capsys.readouterr().out
    assert "--ascii" in told
    assert "Examples" in told or command == "explain"


@pytest.mark.parametrize("arguments", [[PASSES], ["--ascii", PASSES]])
def test_it_ends_where_nobody_says_when(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A policy that would take for ever is undecided after a while that help tells."""
    given: list[object] = []
    verify = driver.verify

    def noting(path: str, **how: Any) -> driver.Outcome:
        given.append(how["timeout"])
        return verify(path, **how)

    monkeypatch.setattr(driver, "verify", noting)

    assert run(["verify", *arguments]) == Exit.FINE
    assert given == [PATIENCE]
