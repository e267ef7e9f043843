"""Common practices: each is a policy as it should be written, and verifies as it says of itself."""

from pathlib import Path
from typing import Any

import pytest

from consentlang import driver
from consentlang.cli.entry import run
from consentlang.templates.practices import laws, practices

PRACTICES = practices()
each_practice = pytest.mark.parametrize("name", PRACTICES)


@pytest.fixture
def written(tmp_path: Path) -> Any:
    """A practice under a law, in a file."""

    def write(name: str, law: str) -> Path:
        path = tmp_path / f"{name}.consent"
        path.write_text(PRACTICES[name].under(law), encoding="utf-8")
        return path

    return write


def test_the_common_practices_are_there() -> None:
    """Those that the issue names."""
    assert list(PRACTICES) == [
        "clinic",
        "cookie-banner",
        "employee-programme",
        "meeting-ai",
        "newsletter",
        "pay-or-consent",
        "research",
        "school-photos",
    ]


@each_practice
def test_it_verifies_as_it_says_of_itself(name: str, written: Any) -> None:
    """Under std.gdpr, and without a warning."""
    outcome = driver.verify(written(name, "gdpr"))

    assert outcome.result is not None
    assert PRACTICES[name].verdict.lower().replace(" ", "_") == outcome.result.verdict
    assert list(outcome.report) == []


@each_practice
def test_it_is_canonical(name: str, written: Any) -> None:
    """`fmt` would change nothing."""
    assert run(["fmt", "--check", str(written(name, "gdpr"))]) == 0


@pytest.mark.parametrize("law", laws())
@each_practice
def test_any_law_can_judge_it(name: str, law: str, written: Any) -> None:
    """It has no mistake under another law, whatever that law makes of it."""
    outcome = driver.check(written(name, law))

    assert not outcome.report.has_errors


def test_a_law_is_a_library_with_a_regime() -> None:
    """Words and settings are none."""
    assert {"gdpr", "pipeda", "quebec", "lgpd", "dpdp", "fadp"} <= set(laws())
    assert not {"attributes", "usual", "work", "school", "answers"} & set(laws())
