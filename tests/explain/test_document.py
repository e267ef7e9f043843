"""The document for programs: by its published schema, and true to the story."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from consentlang.explain.document import document, dumps
from tests.explain.telling import NAMES, account, entry

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs/schema/verify-1.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)


def closed(schema: Any) -> bool:
    """Whether no object of *schema* with named keys lets others pass."""
    if isinstance(schema, list):
        return all(map(closed, schema))
    if not isinstance(schema, dict):
        return True
    named = "properties" in schema
    return (not named or schema.get("additionalProperties") is False) and all(map(closed, schema.values()))


def test_the_schema_is_one_and_closed() -> None:
    """A misspelt key would be found."""
    Draft202012Validator.check_schema(SCHEMA)

    assert closed(SCHEMA)


@pytest.mark.parametrize("name", [*NAMES, "missing"])
def test_each_verdict_is_written_by_the_schema(name: str) -> None:
    """Whatever came of a policy."""
    VALIDATOR.validate(json.loads(dumps([account(name)])))


def test_a_story_is_all_there() -> None:
    """What a program learns of the coerced yes."""
    told = entry("meeting", "imbalance")

    assert told["coerced"] is True
    assert (told["use"], told["request"], told["subject"]) == ("model", "JoinNotice", "Attendee")
    assert (told["purpose"], told["regime"], told["claim"]) == ("training", "law", "consent_is_real")
    assert told["also"] == ["take_it_or_leave_it"]
    assert told["facts"] == {"employs(Org, Attendee)": "yes"}
    assert told["unsaid"] == []
    assert told["elements"] == [
        {
            "element": "free",
            "met": False,
            "rules": ["imbalance", "take_it_or_leave_it"],
            "cites": ["Law 1", "Law 1(2)", "Law 1(3)"],
        },
        {"element": "informed", "met": None, "rules": [], "cites": ["Law 2"]},
    ]


def test_each_event_says_what_could_be_chosen() -> None:
    """The numbered run, with the choices that were open."""
    assert entry("meeting", "imbalance")["events"] == [
        {
            "n": 1,
            "name": "Host enables Summary",
            "words": "Host switches Summary on",
            "actor": "Host",
            "choices": [],
        },
        {
            "n": 2,
            "name": "Attendee chooses proceed in JoinNotice",
            "words": "Attendee chooses `proceed` in `JoinNotice`",
            "actor": "Attendee",
            "choices": ["proceed (says yes to summary and training)", "leave (refuses, loses Meeting)"],
        },
    ]


def test_what_would_pass_can_be_copied() -> None:
    """A sentence, the line, and its place."""
    assert entry("meeting", "imbalance")["would_pass_if"] == [
        {
            "words": "add to `JoinNotice` a choice that refuses and loses nothing",
            "line": "choice no { refuses by clicking, steps 1, shown equally, loses nothing }",
            "place": "in request JoinNotice",
        }
    ]


def test_every_story_is_there_repetitions_too() -> None:
    """A program counts for itself."""
    findings: Any = document(account("meeting"))["findings"]

    assert [each["use"] for each in findings if each["rule"] == "imbalance"] == ["model", "notes"]


def test_a_check_list_has_lines() -> None:
    """Each line to write says in a comment where it goes and what it settles."""
    assert document(account("silent"))["checklist"] == [
        "tells purpose  # in request SignUp: `SignUp` tells the purpose",
        "loses nothing  # in request SignUp, in choice no: `no` in `SignUp` loses nothing",
    ]


def test_questions_claims_and_scenarios_are_answered() -> None:
    """The rest of the contract."""
    told = document(account("meeting"))

    assert told["claims"] == [{"name": "consent_is_real", "verdict": "failed"}]
    assert told["asks"] == [
        {"question": "Can calls train AI without a yes?", "under": None, "answer": "no", "witness": None}
    ]
    assert told["scenarios"] == [{"name": "my boss turned it on", "passed": True}]


def test_a_proof_names_what_it_leaned_on() -> None:
    """Judgements of the author among it."""
    assumptions: Any = document(account("asked_well"))["assumptions"]

    assert [(each["words"], each["judged"]) for each in assumptions] == [
        ("`no` in `SignUp` loses nothing", True)
    ]


def test_an_input_error_comes_in_the_same_document() -> None:
    """A program reads one shape, whatever happens."""
    told: Any = document(account("missing"))

    assert told["verdict"] == "error"
    assert [(each["code"], each["name"], each["severity"]) for each in told["findings"]] == [
        ("E0101", "file-missing", "error")
    ]


def test_several_policies_are_a_list() -> None:
    """In the order in which they were named."""
    several = json.loads(dumps([account("silent"), account("early")]))

    assert [each["verdict"] for each in several] == ["not_shown", "failed"]
