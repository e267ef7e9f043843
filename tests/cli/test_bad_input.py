"""Bad input: a clear message, the right exit code, in bounded time and memory, and never a traceback."""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from consentlang.cli.exits import Exit

COMMAND = [sys.executable, "-m", "consentlang"]
HEADER = 'policy "x" language 1\n'
DEEP = 10_000

MOST_SECONDS = 60.0  # far more than it takes, so that a busy machine passes
MOST_MEMORY = 1024 * 1024 * 1024


def written(content: bytes | str) -> Callable[[Path], object]:
    """Make a file of *content*."""
    return lambda path: path.write_bytes(content.encode() if isinstance(content, str) else content)


def huge(path: Path) -> None:
    """Make a file of 100 MB, without writing them."""
    with path.open("wb") as file:
        file.truncate(100 * 1024 * 1024)


def loop(path: Path) -> None:
    """Make two files that import each other."""
    path.write_text(f'{HEADER}import "other.consent"\n', encoding="utf-8")
    path.with_name("other.consent").write_text(f'{HEADER}import "{path.name}"\n', encoding="utf-8")


def nothing(path: Path) -> None:
    """Make no file."""
    assert not path.exists()


WRONG: list[tuple[str, Callable[[Path], object], str]] = [
    ("missing", nothing, "E0101"),
    ("empty", written(""), "E0107"),
    ("blank", written(" \n\n"), "E0107"),
    ("binary", written(bytes(range(256)) * 40), "E0105"),
    ("utf-16", written("policy".encode("utf-16")), "E0105"),
    ("latin-1", written('policy "caf\xe9" language 1\n'.encode("latin-1")), "E0106"),
    ("huge", huge, "E0104"),
    ("directory", Path.mkdir, "E0103"),
    ("import loop", loop, "E0231"),
    ("mixed scripts", written(f"{HEADER}party V\u0435ndor is controller\n"), "E0109"),
    ("hidden direction", written('policy "a\u202eb" language 1\n'), "E0108"),
    ("escape sequence", written('policy "a\x1b[2Jb" language 1\n'), "E0110"),
    ("brackets", written(f"{HEADER}fact f\ngiven {'(' * DEEP}f{')' * DEEP}\n"), "E0124"),
    ("open brackets", written(f"{HEADER}given {'(' * DEEP}\n"), "E0124"),
    ("negations", written(f"{HEADER}fact f\ngiven {'not ' * DEEP}f\n"), "E0124"),
    ("braces", written(f"{HEADER}{'data A { ' * DEEP}\n"), "E0"),
    ("garbage", written(HEADER + '} { ( "a" b; \n' * 5_000), "E0133"),
    ("one long line", written(HEADER + "x" * 1_000_000), "E0"),
    ("no header", written("party A is person\n"), "E0131"),
]


def limited() -> None:
    """Let the process have no more memory than it may need."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


@pytest.mark.parametrize(("make", "code"), [w[1:] for w in WRONG], ids=[w[0] for w in WRONG])
def test_bad_input_is_told(tmp_path: Path, make: Callable[[Path], object], code: str) -> None:
    """What is wrong, and what to do; never a traceback."""
    path = tmp_path / "policy.consent"
    make(path)
    began = time.monotonic()

    ran = subprocess.run(
        [*COMMAND, "verify", str(path), "--format", "concise"],
        capture_output=True,
        check=False,
        preexec_fn=limited,
        timeout=MOST_SECONDS,
    )

    assert ran.returncode == Exit.WRONG_INPUT, ran.stderr.decode()
    assert f"error[{code}".encode() in ran.stdout
    assert b"Traceback" not in ran.stdout + ran.stderr
    assert not {0x1B, 0x07} & set(ran.stdout)
    assert time.monotonic() - began < MOST_SECONDS


def test_a_mark_of_byte_order_and_other_line_ends_are_fine(tmp_path: Path) -> None:
    """Files from any system are read alike."""
    path = tmp_path / "policy.consent"
    path.write_bytes(b'\xef\xbb\xbfpolicy "x" language 1\r\nparty Shop is controller\r\n')

    ran = subprocess.run([*COMMAND, "check", str(path)], capture_output=True, text=True, check=False)

    assert (ran.returncode, "error" in ran.stdout) == (Exit.FINE, False)


def test_a_pipe_is_read_like_a_file(tmp_path: Path) -> None:
    """As `consentlang check <(make-policy)` makes one."""
    fifo = tmp_path / "policy.consent"
    os.mkfifo(fifo)
    with subprocess.Popen([*COMMAND, "check", str(fifo)], stdout=subprocess.PIPE) as running:
        fifo.write_text(f"{HEADER}party Shop is controller\n", encoding="utf-8")
        running.communicate(timeout=MOST_SECONDS)

    assert running.returncode == Exit.FINE


def test_a_pipe_that_never_ends_is_too_large(tmp_path: Path) -> None:
    """It is read no further than a policy may be long."""
    ran = subprocess.run(
        ["bash", "-c", 'yes party | "$@"', "bash", *COMMAND, "check", "-", "--format", "concise"],
        capture_output=True,
        check=False,
        cwd=tmp_path,
        timeout=MOST_SECONDS,
    )

    assert ran.returncode == Exit.WRONG_INPUT
    assert b"error[E0104]" in ran.stdout


def test_a_file_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    """In the words of the system."""
    ran = subprocess.run(
        [*COMMAND, "verify", str(tmp_path / "policy.consent" / "inside"), "bad\nname", "--format", "concise"],
        capture_output=True,
        check=False,
    )

    assert ran.returncode == Exit.WRONG_INPUT
    assert b"Traceback" not in ran.stderr
