"""Which command loads what: no command waits for another's tools."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
POLICY = str(ROOT / "examples/newsletter/passing.consent")
SOLVER = ("pysat", "pysolvers")
SQL = ("sqlglot", "duckdb", "polars", "pyspark")


def loaded(script: str, unwanted: tuple[str, ...]) -> str:
    """Those of *unwanted* that *script* has loaded."""
    script += f"\nimport sys; print([name for name in {unwanted!r} if name in sys.modules], file=sys.stderr)"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return ran.stderr.strip()


@pytest.mark.parametrize(
    ("command", "unwanted"),
    [
        ("verify", ("hypothesis", "pytest", "consentlang.probe", *SQL)),
        ("check", ("hypothesis", "consentlang.analysis", *SOLVER, *SQL)),
        ("fmt", ("hypothesis", "consentlang.analysis", *SOLVER, *SQL)),
        ("probe", ("pytest", *SQL)),
    ],
)
def test_a_command_loads_only_what_it_uses(command: str, unwanted: tuple[str, ...]) -> None:
    """`verify` never loads Hypothesis, `check` and `fmt` never the solver."""
    more = {"fmt": ["--check"], "probe": ["--examples", "5"]}.get(command, [])
    script = f"from consentlang.cli.entry import run; run({[command, *more, POLICY]!r})"

    assert loaded(script, unwanted) == "[]"


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        ("consentlang", ("attrs", "lark", "hypothesis", *SOLVER, *SQL)),
        ("consentlang.policy", ("lark", "hypothesis", *SOLVER, *SQL)),
        ("consentlang.pytest_plugin", ("attrs", "lark", "hypothesis", "rich", "typer", *SOLVER, *SQL)),
        ("consentlang.eval.compiled", ("lark", "hypothesis", *SOLVER, *SQL)),
    ],
)
def test_a_module_loads_only_what_it_needs(module: str, unwanted: tuple[str, ...]) -> None:
    """Pytest loads the plugin in every run; whoever compiles a policy needs no solver."""
    assert loaded(f"import {module}", unwanted) == "[]"


def test_the_solver_is_loaded_where_something_is_proved() -> None:
    """So that the tests above would notice."""
    script = f"from consentlang.cli.entry import run; run(['verify', {POLICY!r}])"

    assert loaded(script, ("pysolvers",)) == "['pysolvers']"
