"""The Python API: policies loaded, verified and compiled; records judged; what came of it in words."""

import os
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from attrs import frozen
from attrs.exceptions import FrozenInstanceError

import consentlang
from consentlang.eval.compiled import Assess

EXAMPLES = Path(__file__).parents[1] / "examples"
NEWSLETTER = EXAMPLES / "newsletter" / "passing.consent"
ZOOM = EXAMPLES / "zoom" / "zoom.consent"
YES = {"SignUp": "yes", "SignUp.at": date(2024, 3, 1), "SignUp.withdrawn": False, "at": date(2024, 4, 1)}
BOSS = {
    "employs(Org, Attendee)": True,
    "Summary": "Host",
    "who Host is": "someone else",
    "JoinNotice": "proceed",
    "JoinNotice.withdrawn": False,
    "cannot_afford_to_leave(Attendee)": True,
}


@pytest.fixture(scope="module")
def newsletter() -> Assess:
    """The newsletter of the tutorial, compiled."""
    return consentlang.load(NEWSLETTER).compile()


@pytest.fixture(scope="module")
def zoom() -> Assess:
    """The founding case, compiled."""
    return consentlang.load(ZOOM).compile()


def test_without_time_nothing_is_decided() -> None:
    """And nothing is raised: a program asks for the verdict."""
    assert consentlang.load(ZOOM).verify(timeout=0).verdict == "undecided"


def test_my_boss_turned_it_on(zoom: Assess) -> None:
    """The founding case as one record: coercion, by name."""
    (training,) = zoom(BOSS).of("notice_training", "gdpr")

    assert (training.verdict, training.coerced) == ("invalid", True)
    assert {"gdpr.imbalance", "gdpr.imposed", "gdpr.bundled"} <= {ground.name for ground in training.grounds}
    assert "gdpr.free" in training.elements


def test_what_fails_in_any_case_says_by_what_in_each() -> None:
    """No rule fails in every completion, and in each one of two does."""
    told = consentlang.load(EXAMPLES / "newsletter" / "failing.consent").compile()({"SignUp": "yes"})
    (mailing,) = told.judged

    assert (mailing.verdict, mailing.grounds, mailing.missing) == ("invalid", (), ())
    assert [(each.ground.name, each.missing, each.values) for each in mailing.possible_grounds] == [
        ("withdrawn", ("SignUp.withdrawn",), ("yes",)),
        ("gdpr.set_in_advance", ("SignUp.withdrawn",), ("no",)),
    ]
    (sentence,) = consentlang.explain(told)
    assert sentence == (
        "`mailing` (Reader) does not rest on valid consent under gdpr, whatever `SignUp.withdrawn` is: "
        "if it is yes, used although the yes was withdrawn (withdrawn); "
        "if it is no, the yes was set in advance (set_in_advance: GDPR Recital 32; CJEU C-673/17, 52 to 63)."
    )


def test_of_many_ways_to_fail_a_few_are_told_that_suffice(zoom: Assess) -> None:
    """In each completion one of them, however many columns are missing."""
    told = zoom({"JoinNotice": "proceed"})
    (training,) = told.of("notice_training", "gdpr")

    assert (
        len(training.possible_grounds)
        > len([each for each in training.possible_grounds if each.telling])
        == 2
    )
    assert any(
        "under gdpr, whatever `JoinNotice.withdrawn` is: if it is yes, used although" in sentence
        for sentence in consentlang.explain(told)
    )


def test_where_several_columns_decide_they_are_named(zoom: Assess) -> None:
    """By name, where no single value says when a rule fails."""
    told = zoom({"SummarySwitch.withdrawn": False})

    assert any("depending on `" in sentence for sentence in consentlang.explain(told))


def test_what_is_shown_at_a_prompt_is_short(zoom: Assess) -> None:
    """A program is thousands of lines long, and nobody asked for it."""
    policy = consentlang.load(NEWSLETTER)
    told = zoom(BOSS)

    assert repr(policy) == """Policy("A shop's newsletter")"""
    assert (
        repr(policy.compile().__self__)
        == f"""Compiled("A shop's newsletter", {len(policy.columns)} columns)"""
    )
    assert repr(policy.compile()(YES)) == (
        """Assessment("A shop's newsletter", 'valid', {'mailing (Reader, gdpr)': 'valid'})"""
    )
    assert "gdpr.imbalance" in repr(told.of("notice_training", "gdpr"))
    assert max(map(len, map(repr, (policy.compile(), told, told.judged)))) < 2000


def test_what_a_record_does_not_say_is_named(newsletter: Assess) -> None:
    """Missing, so unproven; never false, so never valid."""
    told = newsletter({key: value for key, value in YES.items() if key != "SignUp.withdrawn"})

    assert (told.verdict, told.missing) == ("unproven", ("SignUp.withdrawn",))


def test_a_null_is_missing(newsletter: Assess) -> None:
    """A table has nulls in place of what is not there."""
    assert newsletter(YES | {"SignUp.withdrawn": None}).verdict == "unproven"


def test_a_withdrawal_after_the_use_is_none_yet(newsletter: Assess) -> None:
    """And one before it ends the yes."""
    withdrawn = {key: value for key, value in YES.items() if key != "SignUp.withdrawn"}

    assert newsletter(withdrawn | {"SignUp.withdrawn_at": "2024-05-01"}).verdict == "valid"
    assert newsletter(withdrawn | {"SignUp.withdrawn_at": "2024-03-02"}).grounds == ("withdrawn",)


def test_a_record_without_a_time_of_use_is_of_now(newsletter: Assess) -> None:
    """What has happened has; what has not, not."""
    told = {"SignUp": "yes", "Shop.dominant": False}

    assert newsletter(told | {"SignUp.withdrawn": False}).verdict == "valid"
    assert newsletter(told | {"SignUp.withdrawn": True}).grounds == ("withdrawn",)
    assert newsletter(told | {"SignUp.withdrawn_at": "2024-03-01"}).grounds == ("withdrawn",)


def test_what_comes_at_the_moment_of_the_use_has_come(newsletter: Assess) -> None:
    """A withdrawal at the same moment ends the yes; a yes at the same moment is one."""
    told = {"SignUp": "yes", "Shop.dominant": False, "SignUp.at": "2024-03-01", "at": "2024-03-01"}

    assert newsletter(told | {"SignUp.withdrawn": False}).verdict == "valid"
    assert newsletter(told | {"SignUp.withdrawn_at": "2024-03-01"}).grounds == ("withdrawn",)


def test_a_choice_may_be_called_no(newsletter: Assess) -> None:
    """And is an answer all the same, without a time too."""
    refused = {"SignUp": "no", "SignUp.withdrawn": False, "Shop.dominant": False}

    assert newsletter(refused).grounds == ("refused",)
    assert newsletter(refused | {"SignUp.at": "2024-03-01", "at": "2024-04-01"}).grounds == ("refused",)


def test_a_late_yes_cures_nothing(newsletter: Assess) -> None:
    """A yes given after the use is no answer at the use."""
    assert newsletter(YES | {"SignUp.at": "2024-04-02"}).grounds == ("before_any_answer",)


def test_a_yes_after_a_withdrawal_stands(newsletter: Assess) -> None:
    """Times say what came first, whatever the order of columns."""
    again = {
        "SignUp": "yes",
        "SignUp.at": "2024-03-01",
        "SignUp.withdrawn_at": "2024-02-01",
        "at": "2024-04-01",
    }

    assert newsletter(again).verdict == "valid"


@frozen
class Row:
    """A record as somebody's own class."""

    SignUp: str
    SignUp_at: datetime
    SignUp_withdrawn: bool
    at: datetime


def test_a_record_may_be_an_attrs_object(newsletter: Assess) -> None:
    """Its fields are the columns, with an underscore for what no name can have."""
    row = Row(
        "yes", datetime(2024, 3, 1, tzinfo=UTC), SignUp_withdrawn=False, at=datetime(2024, 4, 1, tzinfo=UTC)
    )

    assert newsletter(row) == newsletter(YES)


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ({"SignUpp": "yes"}, "`SignUpp`: no such column"),
        ({"SignUp": "perhaps"}, "`SignUp`: 'perhaps' is none of no answer, yes, no"),
        ({"Reader.age": 12}, "`Reader.age`: under 13, but the policy settles it: 18 or more"),
        ({"Reader.age": -1}, "`Reader.age`: -1 is none of under 13"),
        ({"SignUp.at": "yesterday"}, "`SignUp.at`: 'yesterday' is no time"),
        ({"Reader.capable": "no"}, "`Reader.capable`: no, but the policy settles it: yes"),
        ({"SignUp.withdrawn": False, "SignUp.withdrawn_at": "2024-03-02"}, "`SignUp.withdrawn`: no, but"),
    ],
)
def test_what_a_record_cannot_say(wrong: dict[str, object], complaint: str) -> None:
    """An error by default; collected on demand, and then it counts as missing."""
    policy = consentlang.load(NEWSLETTER)

    with pytest.raises(consentlang.RecordError) as caught:
        policy.compile()(YES | wrong)
    collected = policy.compile(unknown="collect")(YES | wrong)

    assert complaint in str(caught.value)
    assert caught.value.complaints[0] in collected.complaints


def test_what_the_policy_does_not_let_happen_is_an_error(zoom: Assess) -> None:
    """A notice that is shown only while a feature is on cannot have been answered while it never was."""
    with pytest.raises(consentlang.RecordError, match="does not let that happen here"):
        zoom(BOSS | {"Summary": "off"})


def test_a_record_that_cannot_be_proves_nothing() -> None:
    """Collected, the contradiction is told, and nothing is valid by it."""
    told = consentlang.load(ZOOM).compile(unknown="collect")(BOSS | {"Summary": "off"})

    assert {one.verdict for one in told.judged} == {"unproven"}
    assert told.complaints


def test_something_else_is_no_record(newsletter: Assess) -> None:
    """Neither a mapping nor an attrs object."""
    with pytest.raises(TypeError, match="a record is a mapping or an attrs object, not list"):
        newsletter([])


def test_terms_are_those_of_the_day(zoom: Assess) -> None:
    """Dated versions of terms need not be said, and cannot be said wrongly."""
    march = zoom(BOSS | {"JoinNotice.at": "2023-05-01", "at": "2023-05-02"})
    later = zoom(BOSS | {"JoinNotice.at": "2023-05-01", "at": "2023-09-01"})

    assert [one.verdict for one in march.of("notice_training") if one.kind == "terms"] == ["valid"]
    assert [one.verdict for one in later.of("notice_training") if one.kind == "terms"] == ["invalid"]
    with pytest.raises(consentlang.RecordError, match="not in force"):
        zoom(BOSS | {"terms": "March", "at": "2023-09-01"})


def test_all_of_it_can_be_sent_to_another_process(newsletter: Assess) -> None:
    """Policies, compiled ones, what they say, and errors."""
    policy = consentlang.load(NEWSLETTER)

    assert pickle.loads(pickle.dumps(policy)).compile()(YES) == newsletter(YES)  # noqa: S301 - our own
    assert pickle.loads(pickle.dumps(newsletter))(YES) == newsletter(YES)  # noqa: S301 - our own
    assert pickle.loads(pickle.dumps(newsletter(YES))) == newsletter(YES)  # noqa: S301 - our own
    with pytest.raises(consentlang.RecordError) as caught:
        newsletter({"SignUp": 7})
    assert pickle.loads(pickle.dumps(caught.value)).complaints == caught.value.complaints  # noqa: S301 - our own


def test_nothing_can_be_changed(newsletter: Assess) -> None:
    """An assessment says what was so."""
    told = newsletter(YES)

    with pytest.raises(FrozenInstanceError):
        told.policy = "another"  # type: ignore[misc]
    with pytest.raises(AttributeError):
        newsletter.anything = 1  # type: ignore[attr-defined]


def test_many_threads_get_the_same_answers(zoom: Assess) -> None:
    """Orders and masks are met for the first time by several at once."""
    records = [
        BOSS
        | {
            "JoinNotice.at": f"2023-0{month}-01",
            "Summary.at": "2023-04-15",
            "at": "2023-09-05",
            "Summary": who,
        }
        for month in range(5, 9)
        for who in ("Host", "Admin")
    ] * 5
    fresh = consentlang.load(ZOOM).compile()

    with ThreadPoolExecutor(8) as pool:
        found = [*pool.map(fresh, records)]

    assert found == [zoom(record) for record in records]


def test_a_record_read_once_is_judged_as_often_as_wanted(newsletter: Assess) -> None:
    """Reading checks; judging does not look again."""
    ready = newsletter.__self__.read(YES | {"Shop.dominant": False})

    assert newsletter(ready) is newsletter(ready)
    assert newsletter(ready) == newsletter(YES)


def test_a_record_read_for_another_policy_is_refused(newsletter: Assess, zoom: Assess) -> None:
    """Its columns are in other places."""
    with pytest.raises(TypeError, match="read for another policy"):
        zoom(newsletter.__self__.read(YES))


def test_a_record_read_for_a_policy_of_another_law_is_refused(tmp_path: Path) -> None:
    """Though its columns are in the same places: what can be is not the same."""
    text = NEWSLETTER.read_text(encoding="utf-8")
    stricter = tmp_path / "stricter.consent"
    stricter.write_text(f"{text}\ngiven Shop.dominant\n", encoding="utf-8")
    one, other = consentlang.load(NEWSLETTER).compile(), consentlang.load(stricter).compile()

    with pytest.raises(TypeError, match="read for another policy"):
        other(one.__self__.read(YES))


def test_the_story_of_an_assessment_in_sentences(zoom: Assess) -> None:
    """The worst first: what is not valid, why, and that it is coercion."""
    told = consentlang.explain(zoom(BOSS))

    assert any(
        sentence.startswith("`notice_training` (Attendee) does not rest on valid consent under gdpr: ")
        and "someone with power over the person wants the yes (imbalance: GDPR Recital 43" in sentence
        for sentence in told
    )
    assert "That is coercion: someone with power over the person wants the yes" in " ".join(told)
    assert any("is not known" in sentence or "are not known" in sentence for sentence in told)


def test_a_wrong_policy_is_an_error(tmp_path: Path) -> None:
    """With what is wrong, as the commands would show it."""
    path = tmp_path / "wrong.consent"
    path.write_text('policy "Wrong" language 1\nuse u { A uses b for c on nothing }\n', encoding="utf-8")

    with pytest.raises(consentlang.PolicyError) as caught:
        consentlang.load(path)
    assert caught.value.diagnostics


def test_judging_loads_neither_solver_nor_printer() -> None:
    """What judges records needs the core and nothing heavy."""
    program = (
        "import sys, consentlang\n"
        f"consentlang.load({str(NEWSLETTER)!r}).compile()({{'SignUp': 'no'}})\n"
        "sys.exit(', '.join({'pysat', 'pysolvers', 'hypothesis', 'rich', 'typer'} & set(sys.modules)) or 0)"
    )

    done = subprocess.run([sys.executable, "-c", program], check=False, capture_output=True, text=True)

    assert (done.returncode, done.stderr) == (0, "")


def test_the_same_policy_is_compiled_to_the_same_text() -> None:
    """Whatever order sets happen to have."""
    program = f"import consentlang; print(consentlang.load({str(ZOOM)!r}).compile().__self__.source)"

    texts = {
        subprocess.run(
            [sys.executable, "-c", program],
            check=True,
            capture_output=True,
            env=os.environ | {"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2", "3")
    }

    assert len(texts) == 1
