"""examples/README.md: what it promises of each file is what the reader gets."""

import re
from pathlib import Path
from typing import Any

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
ROW = re.compile(
    r"^\| `consentlang (?P<command>[^`]+)` \| (?P<verdict>[A-Z ]+) \| (?P<code>\d) \|", re.MULTILINE
)
RUN_ELSEWHERE = {"cases", "same-fact"}
"""Folders that a page of `docs/law` is made of."""
ROWS = [match.groupdict() for match in ROW.finditer((EXAMPLES / "README.md").read_text(encoding="utf-8"))]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["command"]))
def test_a_row_says_what_the_command_answers(row: dict[str, str], consentlang: Any) -> None:
    """Verdict and exit code."""
    answer = consentlang(*row["command"].split())

    assert answer.told["verdict"] == row["verdict"].lower().replace(" ", "_")
    assert answer.code == int(row["code"])


def test_every_example_has_a_row() -> None:
    """And no row names a file that is gone."""
    paths = [path.relative_to(EXAMPLES) for path in EXAMPLES.rglob("*.consent")]
    files = {f"verify examples/{path.as_posix()}" for path in paths if path.parts[0] not in RUN_ELSEWHERE}

    assert {row["command"] for row in ROWS} == files


@pytest.mark.parametrize(("folder", "rule"), [("newsletter", "set_in_advance"), ("clinic", "imbalance")])
def test_a_first_step_fails_for_one_clear_reason(folder: str, rule: str, consentlang: Any) -> None:
    """One finding, with the line that the other file mends."""
    failing = consentlang("verify", f"examples/{folder}/failing.consent")

    assert [finding["rule"] for finding in failing.findings(severity="error")] == [rule]


@pytest.mark.parametrize("folder", ["newsletter", "clinic"])
def test_nothing_in_a_first_step_is_left_over(folder: str, consentlang: Any) -> None:
    """The passing file has no warning either."""
    assert consentlang("verify", f"examples/{folder}/passing.consent").told["findings"] == []
