"""The package: what a user of the library finds in it, and what waits until it is asked for."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import consentlang

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("name", consentlang.__all__)
def test_every_public_name_is_there(name: str) -> None:
    """What the package promises can be imported from it."""
    assert getattr(consentlang, name)


def test_a_name_that_is_not_public_is_not_there() -> None:
    """A misspelt name is met as in any other module."""
    with pytest.raises(AttributeError, match="has no attribute 'Sauce'"):
        consentlang.Sauce  # type: ignore[attr-defined]  # noqa: B018 - asking is the test


def test_the_package_itself_loads_nothing() -> None:
    """`import consentlang` costs nothing until something is used."""
    program = "import sys, consentlang; sys.exit('attrs' in sys.modules or 'attr' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_the_version_is_said_once() -> None:
    """The package and its metadata agree."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert consentlang.__version__ == project["version"]
