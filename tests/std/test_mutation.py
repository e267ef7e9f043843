"""
A mutation of the law: whatever is dropped from a library, some case or minimal pair notices.

What nothing notices is a gap, and stands in `gaps.toml` with its reason. By itself this looks at a sample,
which changes with the rules; `LAW_MUTANTS=all`, or `nox -s law`, looks at all.
"""

import os
import tomllib
from pathlib import Path
from typing import Final

import pytest

from tests.std.mutation import Mutant, is_noticed, mutants, sample
from tests.std.pairs import LIBRARIES

ALL: Final = os.environ.get("LAW_MUTANTS") == "all"
OF_EACH: Final = 4
"""Mutants of each library in a sample."""
GAPS: Final[dict[str, str]] = tomllib.loads((Path(__file__).parent / "gaps.toml").read_text(encoding="utf-8"))
MUTANTS: Final = [
    mutant for folder in LIBRARIES for mutant in (mutants(folder) if ALL else sample(folder, OF_EACH))
]


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_what_is_dropped_is_noticed_or_listed(mutant: Mutant) -> None:
    """A gap that was closed is struck from the list."""
    assert is_noticed(mutant) is (mutant.name not in GAPS)


def test_a_gap_is_one_of_a_library_that_there_is() -> None:
    """A gap in a rule that was changed is another gap."""
    names = {mutant.name for folder in LIBRARIES for mutant in mutants(folder)}

    assert set(GAPS) <= names
    assert all(reason.strip() for reason in GAPS.values())


def test_a_mutant_has_a_name_of_its_own() -> None:
    """Else a reason could stand for two."""
    names = [mutant.name for folder in LIBRARIES for mutant in mutants(folder)]

    assert len(names) == len(set(names))
