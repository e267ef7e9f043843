"""
The decided cases of `examples/cases`: how far the checker agrees with the authorities.

A case that is not agreed on is in `misses.toml` with a reason, or this fails; so it does where a reason is
told for a case that is agreed on. Goals of the project stand beside what is measured (`GOALS`,
`MEASURED`): the tests hold what was measured, and fail as soon as a goal that was missed is met and not said
to be.
"""

import time
import tomllib
from pathlib import Path
from typing import Final

import pytest

from consentlang import driver
from consentlang.analysis.agreement import Agreement
from consentlang.cli.judging import MARK, MISSES
from consentlang.explain.agreement import page

ROOT: Final = Path(__file__).resolve().parents[2]
FOLDER: Final = ROOT / "examples" / "cases"
PATHS: Final = sorted(FOLDER.glob("*.consent"))
PAGE: Final = ROOT / "docs" / "law" / "cases.md"

READER: Final = ROOT / "tests" / "cases" / "reader"
"""Thirty of the cases, told by a reader who knew the facts and the docs, and not what was held."""

GOALS: Final = {"valid": 0.93, "invalid": 0.93, "balanced": 0.95, "recall": 0.90, "precision": 0.80}
MEASURED: Final = {"valid": 0.875, "invalid": 0.967, "balanced": 0.921, "recall": 0.816, "precision": 0.761}
"""Missed are all but `invalid`. Of the valid, four of 32: three rulings that stand alone, and one that looks
at freedom only. Of the grounds, one in five that the authority names is not in the facts as told, or
is part of what is found; one in four that is found follows from the facts, and they name others."""
AGAIN: Final = {"valid": 0.833, "invalid": 0.95, "balanced": 0.891, "recall": 0.644, "precision": 0.763}
"""The same of the reader's policies."""
AGAIN_UNSAFE: Final = ["wp249-wearables"]
"""The reader left out what a no costs, which nobody knows; so nothing that is named breaks the consent."""
SECONDS: Final = 10
MANY: Final = 100
"""As many cases as make the goals mean something."""

TOLD: Final = [path for path in PATHS if "\ncase " in path.read_text(encoding="utf-8")]
pytestmark = pytest.mark.skipif(not TOLD, reason="no policy in examples/cases says yet what was held")
measured = pytest.mark.skipif(len(TOLD) < MANY, reason="most cases are still to be told")


@pytest.fixture(scope="module")
def outcomes() -> tuple[list[driver.Outcome], float]:
    """Each policy, judged; and the seconds of processor time that it took, whoever else is at work."""
    started = time.process_time()
    found = [driver.judge(path) for path in PATHS]
    return found, time.process_time() - started


@pytest.fixture(scope="module")
def agreement(outcomes: tuple[list[driver.Outcome], float]) -> Agreement:
    """All cases beside what was found."""
    results = [outcome.result for outcome in outcomes[0] if outcome.result is not None]
    return Agreement(tuple(one for result in results for one in result.compared))


def reasons() -> dict[str, str]:
    """Why a case is not agreed on."""
    path = FOLDER / MISSES
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def test_every_policy_can_be_read(outcomes: tuple[list[driver.Outcome], float]) -> None:
    """Without a mistake."""
    wrong = {
        outcome.path: [each.message for each in outcome.report]
        for outcome in outcomes[0]
        if outcome.result is None
    }

    assert wrong == {}


@measured
def test_every_policy_tells_the_case_that_it_is_named_for(
    outcomes: tuple[list[driver.Outcome], float],
) -> None:
    """Nothing is left out of the figures."""
    named = {
        path.stem: [one.holding.name for one in outcome.result.compared]
        for path, outcome in zip(PATHS, outcomes[0], strict=True)
        if outcome.result is not None
    }

    assert named == {name: [name] for name in named}


def test_every_miss_has_a_reason_and_no_other_case_has(agreement: Agreement) -> None:
    """A miss that is honest and explained is better than a rule bent to a case."""
    assert {one.holding.name for one in agreement.misses} == set(reasons())


def test_no_invalid_consent_is_called_valid(agreement: Agreement) -> None:
    """Outside the cases on which authorities differ."""
    assert [one.holding.name for one in agreement.unsafe if one.holding.contested is None] == []


def figures(agreement: Agreement) -> dict[str, float]:
    """What goals are set for."""
    grounds = agreement.grounds()
    return {
        "valid": agreement.recall("valid") or 0,
        "invalid": agreement.recall("invalid") or 0,
        "balanced": agreement.balanced or 0,
        "recall": grounds.recall or 0,
        "precision": grounds.precision or 0,
    }


@measured
@pytest.mark.parametrize("name", GOALS)
def test_what_was_measured_is_held(agreement: Agreement, name: str) -> None:
    """To fail for the reasons of the authority, and for few others; not to give one answer for all."""
    assert figures(agreement)[name] >= MEASURED[name]


@measured
def test_goals_that_are_missed_are_said_to_be(agreement: Agreement) -> None:
    """Neither more nor fewer."""
    missed = {name for name, goal in GOALS.items() if figures(agreement)[name] < goal}

    assert missed == {name for name, goal in GOALS.items() if MEASURED[name] < goal}


@pytest.fixture(scope="module")
def again() -> Agreement:
    """The cases of the reader beside what was found."""
    results = [driver.judge(path).result for path in sorted(READER.glob("*.consent"))]
    return Agreement(tuple(one for result in results if result is not None for one in result.compared))


def test_the_reader_told_thirty(again: Agreement) -> None:
    """Each of a case that is told in `examples/cases` too, with the same held."""
    names = {one.holding.name for one in again.compared}

    assert len(names) == len(again.judged) == 30
    assert names <= {path.stem for path in PATHS}


@pytest.mark.parametrize("name", AGAIN)
def test_what_was_measured_of_the_reader_is_held(again: Agreement, name: str) -> None:
    """Beside the figures of those who wrote the other policies."""
    assert figures(again)[name] >= AGAIN[name]


def test_what_the_reader_tells_is_unsafe_where_it_is_said_to_be(again: Agreement) -> None:
    """And nowhere else."""
    assert [one.holding.name for one in again.unsafe] == AGAIN_UNSAFE


@measured
def test_all_cases_are_judged_in_time(outcomes: tuple[list[driver.Outcome], float]) -> None:
    """In one process; how long each takes is measured in `benchmarks/`."""
    assert outcomes[1] < SECONDS


def test_the_page_is_up_to_date(agreement: Agreement, again: Agreement) -> None:
    """Else run `consentlang cases --write docs/law/cases.md --beside tests/cases/reader` in the root."""
    written = page(agreement, reasons(), MARK, "../../examples/cases", again)

    assert PAGE.read_text(encoding="utf-8") == written


def test_nothing_else_lies_in_the_folder() -> None:
    """Nothing of the folder is left out of the run by its name."""
    assert {path.name for path in FOLDER.iterdir()} - {path.name for path in PATHS} <= {MISSES, "README.md"}
