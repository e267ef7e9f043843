"""
The decided cases of `examples/cases`: how far the checker agrees with the authorities.

The goals are those of the project. A case that is not agreed on is in `misses.toml` with a reason, or this
fails; so it does where a reason is told for a case that is agreed on.
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

EACH_CLASS: Final = 0.93
BALANCED: Final = 0.95
RECALL: Final = 0.90
PRECISION: Final = 0.80
SECONDS: Final = 10
MANY: Final = 100
"""As many cases as make the goals mean something."""

TOLD: Final = [path for path in PATHS if "\ncase " in path.read_text(encoding="utf-8")]
pytestmark = pytest.mark.skipif(not TOLD, reason="no policy in examples/cases says yet what was held")
measured = pytest.mark.skipif(len(TOLD) < MANY, reason="most cases are still to be told")


@pytest.fixture(scope="module")
def outcomes() -> tuple[list[driver.Outcome], float]:
    """Each policy, judged; and the seconds that it took."""
    started = time.monotonic()
    found = [driver.judge(path) for path in PATHS]
    return found, time.monotonic() - started


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


@measured
@pytest.mark.parametrize("held", ["valid", "invalid"])
def test_each_class_is_agreed_on(agreement: Agreement, held: str) -> None:
    """Always giving one answer would be worth nothing in the other class."""
    assert (agreement.recall(held) or 0) >= EACH_CLASS  # type: ignore[arg-type]


@measured
def test_balanced_accuracy(agreement: Agreement) -> None:
    """The mean of the two."""
    assert (agreement.balanced or 0) >= BALANCED


@measured
def test_grounds(agreement: Agreement) -> None:
    """To fail for the reasons of the authority, and for few others."""
    grounds = agreement.grounds()

    assert (grounds.recall or 0) >= RECALL
    assert (grounds.precision or 0) >= PRECISION


@measured
def test_all_cases_are_judged_in_time(outcomes: tuple[list[driver.Outcome], float]) -> None:
    """In one process; how long each takes is measured in `benchmarks/`."""
    assert outcomes[1] < SECONDS


def test_the_page_is_up_to_date(agreement: Agreement) -> None:
    """Else run `consentlang cases --write docs/law/cases.md` in the root."""
    written = page(agreement, reasons(), MARK, "../../examples/cases")

    assert PAGE.read_text(encoding="utf-8") == written


def test_nothing_else_lies_in_the_folder() -> None:
    """Nothing of the folder is left out of the run by its name."""
    assert {path.name for path in FOLDER.iterdir()} - {path.name for path in PATHS} <= {MISSES, "README.md"}
