"""Sessions for people who work here: `nox` runs what `.ci/run` runs, on each Python that is there."""

from pathlib import Path

import nox

nox.needs_version = ">=2024.4"
nox.options.sessions = ["lint", "types", "layers", "tests", "wheel"]
nox.options.error_on_missing_interpreters = False

PYTHONS = ["3.11", "3.12", "3.13"]
FAILED = 1


@nox.session(python="3.11")
def lint(session: nox.Session) -> None:
    """Lint and layout."""
    _install(session)
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")


@nox.session(python="3.11")
def types(session: nox.Session) -> None:
    """Types, strictly."""
    _install(session)
    session.run("mypy")


@nox.session(python="3.11")
def layers(session: nox.Session) -> None:
    """Which room may know which."""
    _install(session)
    session.run("lint-imports")


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """Run the tests; what follows `--` goes to pytest."""
    _install(session)
    session.run("pytest", "-n", "auto", *session.posargs)


@nox.session(python=PYTHONS)
def wheel(session: nox.Session) -> None:
    """Build the wheel, and run README's first command with it, away from the sources."""
    elsewhere = Path(session.create_tmp())
    session.install("build")
    session.run("python", "-m", "build", "--wheel", "--outdir", str(elsewhere))
    newest = max(elsewhere.glob("*.whl"), key=lambda path: path.stat().st_mtime)
    session.install("-c", "constraints.txt", "--force-reinstall", str(newest))
    example = Path("examples/zoom/zoom.consent").absolute()
    session.chdir(elsewhere)
    session.run("consentlang", "verify", str(example), success_codes=[FAILED])


@nox.session(python="3.11")
def benchmarks(session: nox.Session) -> None:
    """Measure; nothing depends on it."""
    _install(session)
    session.run("python", "benchmarks/verify.py", *session.posargs)


@nox.session(python="3.11")
def spark(session: nox.Session) -> None:
    """Run the same statements on Spark, which is large and needs Java."""
    session.install("-c", "constraints.txt", "-e", ".[spark,test]")
    session.run("pytest", "tests/sql/test_dialects.py", "-k", "spark", *session.posargs)


@nox.session(python="3.11")
def law(session: nox.Session) -> None:
    """Drop each part of each law in turn, and see that some case or pair notices."""
    _install(session)
    session.run("pytest", "tests/std/test_mutation.py", *session.posargs, env={"LAW_MUTANTS": "all"})


@nox.session(python="3.11")
def mutation(session: nox.Session) -> None:
    """Change the code, a little at a time, and see that a test notices; after `--`: how many, and a seed."""
    _install(session)
    session.install("mutmut==3.8.1")
    session.env["CONSENTLANG_CACHE"] = "off"  # what one mutant lowers is no answer for the next
    # one is run, so that all are made, and it is known which test runs what
    session.run("mutmut", "run", "consentlang.core.shown.*")
    names = session.run("python", "-m", "tests.mutation.sample", *session.posargs, silent=True)
    session.run("mutmut", "run", *str(names).split())


@nox.session(python="3.11")
def ci(session: nox.Session) -> None:
    """Run what a change must pass."""
    session.run(".ci/run", external=True)


def _install(session: nox.Session) -> None:
    session.install("-c", "constraints.txt", "-e", ".[test]")
