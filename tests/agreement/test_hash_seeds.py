"""The same answers whatever the order of sets in Python: verdicts, stories, mendings, searches."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
POLICIES = (
    *("examples/zoom/zoom", "examples/newsletter/failing", "examples/clinic/failing"),
    *("tests/explain/policies/contested", "tests/explain/policies/silent"),
    "tests/conformance/consent-of-one-is-not-consent-of-every-one/policy",
)


def told(seed: str, *arguments: str) -> str:
    """What the command says in a process with this hash seed, but for how long it took."""
    environment = os.environ | {"PYTHONHASHSEED": seed, "CONSENTLANG_CACHE": "off"}
    ran = subprocess.run(
        [sys.executable, "-m", "consentlang", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=environment,
    )
    assert ran.stderr == ""
    return "\n".join(line for line in ran.stdout.splitlines() if '"seconds"' not in line)


@pytest.mark.parametrize("name", POLICIES)
def test_verification_says_the_same(name: str) -> None:
    """To the letter."""
    one, *others = (told(seed, "verify", "--format", "json", f"{name}.consent") for seed in ("0", "1", "77"))

    assert one
    assert all(other == one for other in others)


def test_a_search_finds_the_same() -> None:
    """To the letter."""
    arguments = ("probe", "--examples", "100", "--format", "json", "examples/zoom/zoom.consent")
    one, *others = (told(seed, *arguments) for seed in ("0", "1"))

    assert '"violated": true' in one
    assert all(other == one for other in others)
