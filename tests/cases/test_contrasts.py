"""Decided cases that differ in one decisive fact: the checker tells them apart as the authorities did."""

import tomllib
from pathlib import Path
from typing import Any, Final

import pytest

from consentlang import driver

FOLDER: Final = Path(__file__).resolve().parents[2] / "examples" / "cases"
CONTRASTS: Final = tomllib.loads((Path(__file__).parent / "contrasts.toml").read_text(encoding="utf-8"))[
    "contrast"
]
WRITTEN: Final = [one for one in CONTRASTS if not one.get("unwritten")]


def compared(name: str) -> Any:
    """What was held beside what is found."""
    result = driver.judge(FOLDER / f"{name}.consent").result
    assert result is not None
    (one,) = result.compared
    return one


@pytest.mark.parametrize("contrast", WRITTEN, ids=[one["lesson"] for one in WRITTEN])
def test_the_decisive_fact_decides(contrast: dict[str, Any]) -> None:
    """Each case is answered as it was held; and they were not all held alike."""
    found = [compared(name) for name in contrast["cases"]]

    assert [one.answer for one in found] == [one.holding.expect for one in found]
    assert len({one.holding.expect for one in found}) > 1


def test_what_no_library_says_is_not_judged() -> None:
    """Rather than by a law that is not theirs."""
    names = [name for one in CONTRASTS if one.get("unwritten") for name in one["cases"]]

    assert names
    assert {compared(name).agrees for name in names} == {None}
