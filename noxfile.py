"""Sessions for people who work here: `nox` runs what `.ci/run` runs, on each Python that is there."""

import nox

nox.needs_version = ">=2024.4"
nox.options.sessions = ["lint", "tests"]
nox.options.error_on_missing_interpreters = False

PYTHONS = ["3.11", "3.12", "3.13"]


@nox.session(python="3.11")
def lint(session: nox.Session) -> None:
    """Lint, layout, types, layers."""
    _install(session)
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("mypy")
    session.run("lint-imports")


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """Run the tests; what follows `--` goes to pytest."""
    _install(session)
    session.run("pytest", *session.posargs)


@nox.session(python="3.11")
def ci(session: nox.Session) -> None:
    """Run what a change must pass."""
    session.run(".ci/run", external=True)


def _install(session: nox.Session) -> None:
    session.install("-c", "constraints.txt", "-e", ".[test]")
