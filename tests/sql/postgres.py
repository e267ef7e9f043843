"""A PostgreSQL of its own: started on loopback as a user that is not root, and stopped."""

import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from attrs import frozen


def binaries() -> Path | None:
    """Where the newest PostgreSQL is, as Debian lays it out, or on the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return None if on_path is None else Path(on_path).resolve().parent


def missing() -> str | None:
    """Why no PostgreSQL can be started here, if none can."""
    if binaries() is None:
        return "PostgreSQL is not installed (Debian: postgresql)"
    if os.geteuid() == 0 and (_user() is None or shutil.which("setpriv") is None):
        return "PostgreSQL refuses root, and there is no other user to run it as"
    return None


def _user() -> pwd.struct_passwd | None:
    """Who runs it where we are root."""
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    return None


@frozen
class Server:
    """One that runs."""

    binaries: Path
    port: int
    as_user: tuple[str, ...]

    def run(self, script: str) -> list[tuple[str, ...]]:
        """What *script* answers, a tuple of texts for each row; a mistake in it is an error."""
        command = ("psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", "tester", "-d", "postgres")
        ran = subprocess.run(
            [
                *self.as_user,
                str(self.binaries / command[0]),
                *command[1:],
                "-qXAt",
                "-F",
                "\x1f",
                "-v",
                "ON_ERROR_STOP=1",
            ],
            input=script,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert ran.returncode == 0, ran.stderr
        return [tuple(line.split("\x1f")) for line in ran.stdout.splitlines()]


@contextmanager
def running(folder: Path) -> Iterator[Server]:
    """A server with its data in *folder*."""
    where = binaries()
    assert where is not None
    as_user: tuple[str, ...] = ()
    user = _user() if os.geteuid() == 0 else None
    if user is not None:
        os.chown(folder, user.pw_uid, user.pw_gid)
        as_user = ("setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups")
    data = folder / "data"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])

    def run(program: str, *arguments: str) -> None:
        ran = subprocess.run(
            [*as_user, str(where / program), *arguments],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr

    run("initdb", "-D", str(data), "-A", "trust", "-U", "tester", "-E", "UTF8", "--locale=C", "--no-sync")
    options = f"-h 127.0.0.1 -p {port} -c unix_socket_directories='' -c fsync=off"
    try:
        run("pg_ctl", "-D", str(data), "-o", options, "-l", str(folder / "log"), "-w", "start")
        yield Server(where, port, as_user)
    finally:
        if (data / "postmaster.pid").exists():
            run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
