"""
The founding case, row by row: each row of the seed facts, and what the examples must say of it.

Rows are those of the project's list of what was reported of the case in 2023.
"""

import subprocess
import sys
from pathlib import Path
from typing import Any

from consentlang import driver
from consentlang.diagnostics.report import Report

ZOOM = Path(__file__).resolve().parents[2] / "examples" / "zoom" / "zoom.consent"
CALLS = {"audio", "video", "chat"}
FORGOTTEN = {"files", "screen_shares", "transcripts"}


def test_row_1_the_shared_post_may_calls_train_ai(zoom: Any) -> None:
    """Under the terms of March yes, with a scenario; after 7 August not without a yes of the account."""
    march = zoom.asked("Do the terms of March let calls")
    august = zoom.asked("Do the terms of 7 August let calls")

    assert (march["under"], march["answer"]) == ("March", "yes")
    assert march["witness"] is not None
    assert (august["under"], august["answer"], august["witness"]) == ("August", "no", None)


def test_row_2_two_kinds_of_data() -> None:
    """What the service generates, and what customers create, are two trees."""
    model = driver.load(ZOOM, Report())

    assert model is not None
    assert set(model.data_leaves("ServiceGenerated")) == {"telemetry", "region"}
    assert set(model.data_leaves("CustomerContent")) == CALLS | FORGOTTEN


def test_row_3_service_generated_data_on_another_basis(zoom: Any) -> None:
    """Permitted, with nobody asked; listed as not checked, never passed in silence."""
    assert zoom.asked("May what the service notes")["answer"] == "yes"
    assert any("`telemetry_training`" in line for line in zoom.told["unchecked"])


def test_row_4_customer_content_too(zoom: Any) -> None:
    """A use that rests on the clause alone is a finding: nothing but consent could carry it."""
    (finding,) = zoom.findings(use="licensed_training", regime="gdpr")

    assert (finding["rule"], finding["code"], finding["verdict"]) == ("no_basis", "G1", "failed")


def test_row_5_the_march_words_reach_far(zoom: Any) -> None:
    """They let files and transcripts train AI, which nobody may have meant."""
    answer = zoom.asked("Do the terms of March reach files")

    assert answer["answer"] == "yes"
    assert answer["witness"] is not None


def test_row_6_the_caveat_bites_and_forgets(zoom: Any) -> None:
    """No audio, video or chat; files and shared screens, as before."""
    assert zoom.asked("Do the terms of 7 August let calls")["answer"] == "no"
    assert zoom.asked("Do they let files and shared screens")["answer"] == "yes"


def test_row_6_the_caveat_is_narrower_than_the_clause_it_bites(zoom: Any) -> None:
    """A finding of its own names what the caveat forgot."""
    told = " ".join(f["message"] for f in zoom.findings(severity="warning") if "`caveat`" in f["message"])

    assert "content" in told
    assert "files" in told
    assert "screen_shares" in told


def test_row_6_diff_speaks_of_the_caveat_and_of_what_it_forgot() -> None:
    """From March to August: what the caveat forbids, and the files it lets pass."""
    told = diff("March", "August")

    assert "caveat" in told
    assert "audio" in told
    assert "files" in told


def test_row_7_training_without_consent_breaks_the_terms(zoom: Any) -> None:
    """A breach of the terms is a finding of its own, apart from the law."""
    breaches = zoom.findings(use="licensed_training", rule="breach_of_terms")

    assert [(f["code"], f["regime"]) for f in breaches] == [("E0510", None)]
    assert breaches[0]["facts"] == {"terms of March at the start": "August"}
    verdicts = {claim["name"]: claim["verdict"] for claim in zoom.told["claims"]}
    assert verdicts["within_terms_in_force"] == "failed"


def test_row_8_whose_consent(zoom: Any) -> None:
    """Two requests to the administrator: the account says yes, and the people in the call are not asked."""
    for request in ("SummarySwitch", "TrainingSwitch"):
        assert zoom.findings(request=request, rule="by_another", verdict="failed")
    answer = zoom.asked("Do they let calls train AI without a yes of the people")
    assert answer["answer"] == "yes"
    assert [event["name"] for event in answer["witness"]["events"]] == ["Org chooses share in TrainingSwitch"]
    assert passed(zoom, "the administrator ticks the box for everybody")


def test_row_9_the_notice(zoom: Any) -> None:
    """It comes when the summary is on already, and says neither what for nor how to take it back."""
    early = zoom.findings(use="notice_summary", code="E0501")

    assert [[event["name"] for event in f["events"]] for f in early] == [["Host enables Summary"]]
    for rule in ("purpose_not_told", "withdrawal_not_told"):
        assert zoom.findings(request="JoinNotice", rule=rule, verdict="failed")
    assert not zoom.findings(request="JoinNotice", rule="controller_not_told")
    assert not zoom.findings(request="JoinNotice", rule="data_not_told")


def test_row_10_proceed_or_leave(zoom: Any) -> None:
    """No choice keeps the meeting and refuses."""
    found = zoom.findings(use="notice_training", rule="take_it_or_leave_it", verdict="failed")

    assert found
    assert all(
        [choice.split(" ")[0] for choice in f["events"][-1]["choices"]] == ["proceed", "leave"] for f in found
    )


def test_row_11_unable_to_leave(zoom: Any) -> None:
    """Left open by the file: explored, and named in the story."""
    found = zoom.findings(request="JoinNotice", rule="penalty", coerced=True)

    assert found
    assert all(f["facts"] == {"cannot_afford_to_leave(Attendee)": "yes"} for f in found)


def test_row_12_my_boss_turned_it_on(zoom: Any) -> None:
    """Coerced: who has power over whom is in the story, and what each could choose."""
    found = zoom.findings(name="imbalance", coerced=True, verdict="failed")

    assert {f["use"] for f in found} == {"notice_summary", "notice_training"}
    for finding in found:
        assert finding["facts"] == {"employs(Org, Attendee)": "yes"}
        assert "Org" in finding["message"]
        assert [event["name"] for event in finding["events"]] == [
            "Host enables Summary",
            "Attendee chooses proceed in JoinNotice",
        ]
    assert passed(zoom, "my boss turned it on")


def test_row_13_asked_at_the_door_by_no_employer(zoom: Any) -> None:
    """Not valid either: take it or leave it, imposed, one yes for two purposes; and not coerced."""
    (guest,) = [
        f
        for f in zoom.findings(use="notice_training", rule="take_it_or_leave_it", coerced=False)
        if f["facts"].get("employs(Org, Attendee)") == "no"
    ]

    assert {"bundled", "take_it_or_leave_it"} <= {guest["rule"], *guest["also"]}
    assert zoom.findings(use="notice_training", rule="imposed", coerced=False)
    assert passed(zoom, "a guest in somebody's call")


def test_row_14_the_repair(consentlang: Any) -> None:
    """Each for themselves, apart for each purpose, staying either way: proved."""
    answer = consentlang("verify", "examples/zoom/individual_opt_in.consent")

    assert (answer.code, answer.told["verdict"]) == (0, "proved_under")
    assert {line["source"] for line in answer.told["assumptions"]} == {"std.usual", "policy"}
    assert all(line["judged"] for line in answer.told["assumptions"] if line["source"] == "policy")
    assert [ask["answer"] for ask in answer.told["asks"]] == ["no"]
    assert all(scenario["passed"] for scenario in answer.told["scenarios"])


def test_row_15_the_revision_of_11_august(zoom: Any) -> None:
    """Nothing that is said or shown trains AI any more; summaries stay."""
    assert zoom.asked("Do the terms of 11 August")["answer"] == "no"
    remaining = {"notice_summary", "account_summary"}
    assert not [f for f in zoom.findings(regime=None, rule="breach_of_terms") if f["use"] in remaining]


def test_row_15_diff_goes_only_toward_more_protection() -> None:
    """From 7 to 11 August nothing is newly permitted."""
    told = diff("August", "Final")

    assert "more protection" in told
    assert "less protection" not in told


def diff(old: str, new: str) -> str:
    """What `consentlang diff --terms OLD NEW` says of the founding case."""
    ran = subprocess.run(
        [sys.executable, "-m", "consentlang", "diff", "--terms", old, new, str(ZOOM)],
        capture_output=True,
        text=True,
        check=True,
    )
    return ran.stdout


def passed(answer: Any, scenario: str) -> bool:
    """Whether the scenario of this name holds in every completion."""
    (found,) = [each for each in answer.told["scenarios"] if each["name"] == scenario]
    return bool(found["passed"])


def test_with_no_employment_it_is_told_as_take_it_or_leave_it(zoom: Any) -> None:
    """A finding of its own, and nobody is coerced in it."""
    own = [f for f in zoom.findings(use="notice_training") if f["rule"] == "take_it_or_leave_it"]

    assert [f["coerced"] for f in own] == [False]
    assert own[0]["facts"]["employs(Org, Attendee)"] == "no"
