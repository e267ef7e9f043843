"""A real table: what is found in 331 consent dialogs, beside what the researchers recorded."""

import csv
from pathlib import Path
from typing import Final

import pytest

import consentlang

pytest.importorskip("duckdb")

from consentlang.sql.check import Summary, check

ROOT: Final = Path(__file__).resolve().parents[2]
EXAMPLE: Final = ROOT / "examples" / "mobile_dialogs"
TABLE: Final = ROOT.parent / "shared" / "data" / "mobile-dialogs" / "dialogs.csv"
RECORDED: Final = {
    "stops_after_reject": 16,
    "accept_button_without_reject_button": 148,
    "ambiguous_reject_button": 120,
    "ambiguous_accept_button": 110,
    "accept_color_highlight": 99,
    "accept_larger_than_reject": 34,
}

pytestmark = pytest.mark.skipif(not TABLE.exists(), reason=f"the researchers' table is not at {TABLE}")


def dialogs() -> list[dict[str, str]]:
    """The apps that showed a dialog."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["verdict"] == "dialog"]


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> tuple[Summary, list[dict[str, str]]]:
    """The summary, and each app with its answers."""
    folder = tmp_path_factory.mktemp("dialogs")
    rows = dialogs()
    with (folder / "dialogs.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*rows[0]])
        writer.writeheader()
        writer.writerows(rows)
    program = consentlang.load(EXAMPLE / "mobile_dialogs.consent").program
    summary = check(program, folder / "dialogs.csv", EXAMPLE / "map.toml", folder / "judged.csv")
    with (folder / "judged.csv").open(encoding="utf-8", newline="") as file:
        answers = [*csv.DictReader(file)]
    assert [answer["name"] for answer in answers] == [row["name"] for row in rows]
    return summary, [
        {**answer, **row, "said": answer["verdict"]} for answer, row in zip(answers, rows, strict=True)
    ]


def test_the_table_is_the_one_the_figures_are_of() -> None:
    """331 dialogs, 303 with a defect."""
    rows = dialogs()

    assert len(rows) == 331
    assert {name: sum(row[name] == "true" for row in rows) for name in RECORDED} == RECORDED
    assert sum(any(row[name] == "true" for name in RECORDED) for row in rows) == 303


def test_who_has_a_defect_fails_and_nobody_else(judged: tuple[Summary, list[dict[str, str]]]) -> None:
    """303 invalid; of 28 more is unknown than was recorded."""
    summary, apps = judged

    assert summary.verdicts == {"invalid": 303, "unproven": 28}
    assert summary.problems == 0
    assert all((app["said"] == "invalid") == any(app[n] == "true" for n in RECORDED) for app in apps)


def test_what_fails_is_what_the_readme_says(judged: tuple[Summary, list[dict[str, str]]]) -> None:
    """Rule by rule; colour and size are one, a missing button and an app that stops are one."""
    summary, apps = judged

    assert summary.grounds == {
        "gdpr.tied": 164,
        "gdpr.take_it_or_leave_it": 148,
        "gdpr.obscure": 120,
        "gdpr.surprising_control": 110,
        "gdpr.paler_refusal": 108,
    }
    assert summary.coercion == {"no": 331}
    assert sum(app["grounds"] == "gdpr.paler_refusal" for app in apps) == 24


@pytest.mark.parametrize(
    ("rule", "columns"),
    [
        ("tied", ("stops_after_reject", "accept_button_without_reject_button")),
        ("take_it_or_leave_it", ("accept_button_without_reject_button",)),
        ("obscure", ("ambiguous_reject_button",)),
        ("surprising_control", ("ambiguous_accept_button",)),
        ("paler_refusal", ("accept_color_highlight", "accept_larger_than_reject")),
    ],
)
def test_each_rule_fails_where_its_columns_say(
    judged: tuple[Summary, list[dict[str, str]]], rule: str, columns: tuple[str, ...]
) -> None:
    """App by app."""
    for app in judged[1]:
        assert (f"gdpr.{rule}" in app["grounds"].split("; ")) == any(app[name] == "true" for name in columns)
