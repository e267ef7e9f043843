"""The cases of conformance, through our own readings. README.md says how another implementation runs them."""

import json
from pathlib import Path

import pytest

from tests.conformance.readings import (
    Json,
    judged,
    judged_by_completions,
    lived,
    lived_by_the_solver,
    program_at,
    verified,
)

HERE = Path(__file__).parent
FOLDERS = sorted(path.parent for path in HERE.glob("*/case.json"))
WITH_RECORDS = [
    folder for folder in FOLDERS if "records" in (folder / "case.json").read_text(encoding="utf-8")
]
LEAST = 40
KEYS = {"about", "see", "verify", "scenarios", "records"}


def case_in(folder: Path) -> Json:
    """The inputs of a case, and what is expected of each."""
    case: Json = json.loads((folder / "case.json").read_text(encoding="utf-8"))
    return case


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_policy_is_verified_as_expected(folder: Path) -> None:
    """Its verdict, the rules that stories are about, its questions and scenarios."""
    expected = case_in(folder)["verify"]
    found = verified(program_at(str(folder / "policy.consent")))

    assert {key: found[key] for key in expected} == expected


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_scenario_goes_as_expected(folder: Path) -> None:
    """By the interpreter, in every completion; and by the solver, which looks at all of them at once."""
    scenarios = case_in(folder).get("scenarios", ())
    program = program_at(str(folder / "policy.consent"))
    for one in scenarios:
        expected = one["expect"]

        assert lived(program, one["given"], one["events"]) == expected
        assert lived_by_the_solver(program, one["given"], one["events"]) == _without_rules(expected)


def _without_rules(expected: Json) -> Json:
    if not expected["happens"]:
        return expected
    return {"happens": True, "uses": {use: said["is"] for use, said in expected["uses"].items()}}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_record_is_judged_as_expected(folder: Path) -> None:
    """By the generated function; and by the interpreter, completion by completion."""
    records = case_in(folder).get("records", ())
    program = program_at(str(folder / "policy.consent"))
    for one in records:
        expected = one["expect"]

        assert judged(program, one["record"]) == expected
        assert judged_by_completions(program, one["record"]) == _without_missing(expected)


@pytest.mark.parametrize("folder", WITH_RECORDS, ids=lambda folder: folder.name)
def test_a_table_of_the_records_is_judged_as_expected(folder: Path) -> None:
    """By DuckDB, in one table; of records that can be written in one."""
    pytest.importorskip("duckdb")
    from tests.conformance.tables import judged_in_a_table  # noqa: PLC0415 - DuckDB is an extra

    records = case_in(folder)["records"]
    program = program_at(str(folder / "policy.consent"))
    found = judged_in_a_table(program, [one["record"] for one in records])

    for one, judged_so in zip(records, found, strict=True):
        assert judged_so in (one["expect"], None)


def _without_missing(expected: Json) -> Json:
    if "refused" in expected:
        return expected
    return {use: {k: v for k, v in said.items() if k != "missing"} for use, said in expected.items()}


def test_there_are_cases_of_every_kind() -> None:
    """Enough of them, each with a policy, and with no key that nothing reads."""
    cases = [case_in(folder) for folder in FOLDERS]

    assert len(cases) >= LEAST
    assert all((folder / "policy.consent").exists() for folder in FOLDERS)
    assert {key for case in cases for key in case} == KEYS
