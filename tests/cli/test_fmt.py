"""`consentlang fmt`: a file is laid out at once or not at all, and stays what it was in all other ways."""

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from consentlang import driver
from consentlang.cli.entry import run
from consentlang.cli.exits import Exit

COMMAND = [sys.executable, "-m", "consentlang"]

UGLY = 'policy   "x"  language 1\n# kept\nparty   Shop is   controller\n'


@pytest.fixture
def ugly(tmp_path: Path) -> Path:
    """A policy with spaces to spare."""
    path = tmp_path / "policy.consent"
    path.write_text(UGLY, encoding="utf-8")
    return path


def test_a_file_is_rewritten_in_place(ugly: Path) -> None:
    """The comment is kept, and a second time changes nothing."""
    assert run(["fmt", str(ugly)]) == Exit.FINE
    once = ugly.read_text(encoding="utf-8")
    assert run(["fmt", str(ugly)]) == Exit.FINE

    assert "# kept" in once
    assert "party Shop is controller" in once
    assert ugly.read_text(encoding="utf-8") == once


def test_check_names_the_files_that_would_change(ugly: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And changes none."""
    assert run(["fmt", "--check", str(ugly)]) == Exit.FAILED
    assert capsys.readouterr().out == f"{ugly}: would be laid out anew\n"
    assert ugly.read_text(encoding="utf-8") == UGLY

    run(["fmt", str(ugly)])
    assert run(["fmt", "--check", str(ugly)]) == Exit.FINE
    assert capsys.readouterr().out == ""


def test_the_layout_can_be_shown_only(ugly: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What a pipe or an editor wants."""
    assert run(["fmt", "--stdout", str(ugly)]) == Exit.FINE
    assert "party Shop is controller" in capsys.readouterr().out
    assert ugly.read_text(encoding="utf-8") == UGLY


def test_a_pipe_goes_through() -> None:
    """Standard input has no place of its own to be rewritten in."""
    ran = subprocess.run([*COMMAND, "fmt", "-"], input=UGLY, capture_output=True, text=True, check=False)

    assert (ran.returncode, "party Shop is controller" in ran.stdout) == (Exit.FINE, True)


def test_a_wrong_policy_is_left_alone(tmp_path: Path, ugly: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its mistakes are told, and the other files are laid out all the same."""
    wrong = tmp_path / "wrong.consent"
    wrong.write_text('policy "x" language 1\nparty   is is\n', encoding="utf-8")

    assert run(["fmt", str(wrong), str(ugly)]) == Exit.WRONG_INPUT
    assert "error[E01" in capsys.readouterr().err
    assert wrong.read_text(encoding="utf-8").endswith("party   is is\n")
    assert ugly.read_text(encoding="utf-8") != UGLY


def small() -> None:
    """Let the process write no file longer than ten bytes, as if the disk were full."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))


def test_a_full_disk_leaves_the_file_as_it_was(ugly: Path) -> None:
    """Nothing half-written stays, under no name."""
    ran = subprocess.run(
        [*COMMAND, "fmt", str(ugly)], capture_output=True, text=True, check=False, preexec_fn=small
    )

    assert ran.returncode == Exit.BUG
    assert ran.stderr == f"`{ugly}` could not be written and is as it was: File too large\n"
    assert ugly.read_text(encoding="utf-8") == UGLY
    assert [each.name for each in ugly.parent.iterdir()] == [ugly.name]


def test_permissions_are_kept(ugly: Path) -> None:
    """Who may read it is not ours to change."""
    ugly.chmod(0o640)

    driver.replace(ugly, "new\n")

    assert (ugly.read_text(encoding="utf-8"), ugly.stat().st_mode & 0o777) == ("new\n", 0o640)


def test_a_link_is_followed(ugly: Path) -> None:
    """The link stays a link, and the file behind it is rewritten."""
    link = ugly.with_name("link.consent")
    link.symlink_to(ugly)

    driver.replace(link, "new\n")

    assert link.is_symlink()
    assert ugly.read_text(encoding="utf-8") == "new\n"


def test_a_file_that_has_gone_is_not_made(tmp_path: Path) -> None:
    """There is nothing to lay out."""
    with pytest.raises(FileNotFoundError):
        driver.replace(tmp_path / "gone.consent", "new\n")

    assert list(tmp_path.iterdir()) == []


def test_no_solver_is_loaded() -> None:
    """Laying out proves nothing."""
    program = (
        "import sys; from consentlang.cli.entry import run; run(['fmt', '--check', 'missing.consent']);"
        "sys.exit(any(name in sys.modules for name in ('pysolvers', 'hypothesis', 'consentlang.explain')))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)

    assert ran.returncode == 0
