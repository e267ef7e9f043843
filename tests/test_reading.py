"""Reading: a policy is read, or the reader learns why not, whatever the file is."""

import os
import sys
import threading
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from consentlang.diagnostics import codes
from consentlang.diagnostics.codes import Code
from consentlang.diagnostics.look import Look
from consentlang.diagnostics.render import text
from consentlang.diagnostics.report import PolicyError
from consentlang.reading import MOST_BYTES, decode, read_source


def refusal_of(path: Path) -> tuple[Code, str]:
    """The code and the message with which *path* is refused."""
    with pytest.raises(PolicyError) as refused:
        read_source(path)
    (diagnostic,) = refused.value.diagnostics
    return diagnostic.code, diagnostic.message


def test_a_policy_is_read(tmp_path: Path) -> None:
    """The text is the file's, and the name is the path as it was typed."""
    path = tmp_path / "meeting.consent"
    path.write_text("party Büro\n", encoding="utf-8")

    source = read_source(path)

    assert (source.name, source.text) == (str(path), "party Büro\n")


@pytest.mark.parametrize("content", [b"party A\r\nparty B\r\n", b"\xef\xbb\xbfparty A\nparty B\n"])
def test_files_of_other_systems_read_the_same(content: bytes) -> None:
    """Line ends of Windows and a mark of byte order change nothing, offsets included."""
    assert decode("meeting.consent", content).text == "party A\nparty B\n"


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    """A path that leads nowhere is no traceback."""
    path = tmp_path / "nowhere.consent"

    assert refusal_of(path) == (codes.FILE_MISSING, f"there is no file `{path}`")


def test_a_directory_is_told(tmp_path: Path) -> None:
    """A directory is no policy."""
    assert refusal_of(tmp_path) == (codes.FILE_IS_DIRECTORY, f"`{tmp_path}` is a directory, not a policy")


def test_a_loop_of_links_is_told(tmp_path: Path) -> None:
    """The system's own reason is repeated."""
    path = tmp_path / "loop.consent"
    path.symlink_to(path)

    code, message = refusal_of(path)

    assert code is codes.FILE_REFUSED
    assert "too many levels of symbolic links" in message


def test_a_path_that_is_none_is_told() -> None:
    """No system has a path with a null character in it."""
    code, message = refusal_of(Path("meeting\0.consent"))

    assert (code, message.endswith("cannot be opened: not a path")) == (codes.FILE_REFUSED, True)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", codes.FILE_EMPTY),
        (b" \r\n\t\n", codes.FILE_EMPTY),
        (b"\xef\xbb\xbf", codes.FILE_EMPTY),
        (b"\x7fELF\0\0", codes.FILE_BINARY),
        ("party A".encode("utf-16"), codes.FILE_BINARY),
        ("party Büro".encode("latin-1"), codes.FILE_NOT_UTF8),
        (b"party \xed\xa0\x80", codes.FILE_NOT_UTF8),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, content: bytes, code: Code) -> None:
    """Nothing is guessed: what is not text in UTF-8 is not read as something else."""
    path = tmp_path / "odd.consent"
    path.write_bytes(content)

    assert refusal_of(path)[0] is code


def test_the_byte_that_is_wrong_is_named() -> None:
    """An author finds the place where a file leaves UTF-8."""
    with pytest.raises(PolicyError, match="line 2 holds the byte 0xfc"):
        decode("meeting.consent", "party A\nparty Büro\n".encode("latin-1"))


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    """A hundred megabytes cost no more than a look at the size."""
    path = tmp_path / "huge.consent"
    path.touch()
    os.truncate(path, 100 * 1024 * 1024)

    assert refusal_of(path) == (codes.FILE_TOO_LARGE, f"`{path}` is larger than 4 MiB")


def test_the_largest_file_is_read(tmp_path: Path) -> None:
    """The bound itself is allowed."""
    path = tmp_path / "large.consent"
    path.write_bytes(b"#" * MOST_BYTES)

    assert len(read_source(path).text) == MOST_BYTES


def test_a_pipe_is_read(tmp_path: Path) -> None:
    """`consentlang verify <(make-policy)` works."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_text, args=("party A\n",))
    writer.start()

    assert read_source(path).text == "party A\n"

    writer.join()


def test_an_endless_pipe_is_read_no_further_than_the_bound() -> None:
    """A device that never ends is refused in bounded time and memory."""
    assert refusal_of(Path("/dev/zero"))[0] is codes.FILE_TOO_LARGE


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """`-` is standard input, and is called so."""
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(b"party A\n")))

    source = read_source("-")

    assert (source.name, source.text) == ("standard input", "party A\n")


def test_the_nearest_policy_beside_is_named(tmp_path: Path) -> None:
    """Whoever slips a letter is shown the file that is there."""
    (tmp_path / "failing.consent").touch()

    with pytest.raises(PolicyError) as refused:
        read_source(tmp_path / "failling.consent")

    assert refused.value.diagnostics[0].help == f"did you mean `{tmp_path / 'failing.consent'}`?"


def test_a_refusal_is_shown_without_a_line(tmp_path: Path) -> None:
    """There is no text to show, so the path stands alone."""
    with pytest.raises(PolicyError) as refused:
        read_source(tmp_path / "nowhere.consent")

    assert " ".join(text(refused.value.diagnostics[0], Look()).split()) == (
        f"error[E0101]: there is no file `{tmp_path}/nowhere.consent` "
        f"--> {tmp_path}/nowhere.consent "
        "= help: check the path, or where you are"
    )
