"""The time: what is not known when it is over is undecided, and little more of it is taken than was given."""

import runpy
import time
from pathlib import Path

import pytest

from consentlang import driver
from consentlang.analysis.verify import verify
from consentlang.core import ir
from consentlang.diagnostics.report import Report

GENERATE = Path(__file__).resolve().parents[2] / "benchmarks" / "generate.py"
MOST_OVER = 1.0
"""Seconds; a twentieth of it on a quiet machine."""


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> ir.Program:
    """Many rules, of which some fail in each use: stories to tell, and mendings to look for."""
    path = tmp_path_factory.mktemp("large") / "large.consent"
    path.write_text(runpy.run_path(str(GENERATE))["policy"](600, 100, 20, 5), encoding="utf-8")
    program = driver.build(path, Report())
    assert program is not None
    return program


def test_with_no_time_nothing_is_decided(large: ir.Program) -> None:
    """Not even a contradiction is looked for; and nothing is raised."""
    result = verify(large, timeout=0)

    assert result.verdict == "undecided"
    assert {ruled.verdict for ruled in result.ruled} == {"undecided"}


@pytest.mark.parametrize("timeout", [0, 0.02, 0.1, 0.3])
def test_little_more_time_is_taken_than_was_given(large: ir.Program, timeout: float) -> None:
    """The clock is looked at wherever much may be to do."""
    began = time.monotonic()
    verify(large, timeout=timeout)

    assert time.monotonic() - began < timeout + MOST_OVER
