"""Recounting: what is told, in which order, and in which sentence."""

from itertools import groupby, pairwise

import pytest

from consentlang.analysis.verdict import ORDER
from consentlang.diagnostics.look import Look
from consentlang.explain.lines import concise, github
from tests.explain.telling import NAMES, account, finding


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("asked_well", "proved_under"),
        ("contested", "depends"),
        ("early", "failed"),
        ("either", "failed"),
        ("impossible", "vacuous"),
        ("law", "vacuous"),
        ("meeting", "failed"),
        ("silent", "not_shown"),
        ("unsaid", "not_shown"),
        ("missing", "error"),
    ],
)
def test_each_policy_has_its_verdict(name: str, verdict: str) -> None:
    """What could not be shown, or never put to the test, does not pass."""
    assert account(name).verdict == verdict


def test_coercion_is_called_coercion() -> None:
    """The headline says who wants the yes, who has power, and what a no would cost."""
    assert finding("meeting", "imbalance").message == (
        "Vendor uses Attendee's audio for training, but Attendee's yes to `JoinNotice` is coerced: "
        "Org wants it and has power over Attendee, and every way to say no costs something"
    )


def test_what_the_file_does_not_say_is_not_claimed() -> None:
    """With nothing said of power or of what a no costs, coercion is not ruled out; more is not known."""
    told = finding("unsaid", "imbalance")

    assert told.message == (
        "Shop uses Reader's Address for letters, and the file does not rule out that Reader's yes to "
        "`SignUp` is coerced: Shop wants it and has power over Reader, and every way to say no costs "
        "something"
    )
    assert told.verdict == "not_shown"
    assert told.reason is not None
    assert all(known.unsaid for known in told.reason.known)


def test_a_bare_condition_is_no_coercion() -> None:
    """With nobody in power the same request is unfree, and not coerced."""
    told = finding("meeting", "take_it_or_leave_it")

    assert told.reason is not None
    assert not told.reason.story.coerced
    assert told.message.endswith("is not freely given: no way to refuse that costs nothing")


def test_a_use_before_the_answer_says_so() -> None:
    """What consent itself means needs no law."""
    assert finding("early", "before_any_answer").message == (
        "Shop uses Reader's Address for letters before Reader has answered `SignUp`"
    )


def test_where_no_yes_stands_there_is_no_check_list() -> None:
    """Every condition would be met by a yes that was never given: that would be said of nothing."""
    told = finding("early", "before_any_answer").reason

    assert told is not None
    assert told.checked == ()


def test_the_worst_comes_first() -> None:
    """And coercion before the other failures."""
    for name in NAMES:
        verdicts = [f.ruled.verdict for f in account(name).findings if f.ruled is not None]
        assert all(ORDER.index(one) <= ORDER.index(next_) for one, next_ in pairwise(verdicts))
    first = account("meeting").findings[0].reason
    assert first is not None
    assert first.story.coerced


@pytest.mark.parametrize("name", NAMES)
def test_what_the_file_itself_breaks_comes_before_what_it_does_not_rule_out(name: str) -> None:
    """Of one use: a story that needs something unsaid is none to begin with."""
    findings = [f for f in account(name).findings if f.ruled is not None and f.reason is not None]
    for _, about in groupby(findings, key=lambda finding: id(finding.ruled)):
        unsaid = [bool(f.reason.story.unsaid) for f in about if f.reason is not None]
        assert unsaid == sorted(unsaid)


def test_the_first_label_is_a_line_to_blame() -> None:
    """The place of a story is a line that would have to change, not the use."""
    told = finding("meeting", "imbalance")
    blamed = [label.span.text for label in told.labels if label.stroke == "^"]

    assert blamed == [
        "power Org over Attendee at least when employs(Org, Attendee)",
        "loses Meeting",
        "relation employs(Org, Attendee)",
    ]


def test_an_editor_gets_a_line_for_each_finding() -> None:
    """Repetitions are left out, the verdict comes last."""
    lines = concise(account("meeting"), "meeting.consent", Look()).splitlines()

    assert lines[-1] == "meeting.consent: FAILED"
    assert lines[0].startswith("meeting.consent:10:1: error[law.imbalance]: Vendor uses")
    assert sum("imbalance" in line for line in lines) == 1


def test_what_the_file_breaks_stands_before_what_it_does_not_rule_out() -> None:
    """Whatever use it is about: there may be much more of the second."""
    lines = concise(account("beside"), "beside.consent", Look()).splitlines()[:-1]
    open_ = ["does not rule out" in line for line in lines]

    assert open_ == sorted(open_)
    assert 1 < open_.count(False) < len(open_)


def test_a_workflow_gets_a_command_for_each_finding() -> None:
    """What GitHub reads."""
    first = github(account("meeting"), "meeting.consent").splitlines()[0]

    assert first.startswith("::error file=meeting.consent,line=10,col=1,endLine=10,endColumn=61,title=law")


def test_a_no_is_told_of_the_request_in_which_it_was_said() -> None:
    """Either request will do, and the last word counts whichever it was said in."""
    told = finding("either", "refused")

    assert told.message.endswith("although Reader said no in `PopUp`")
    assert told.help is not None
    assert told.help.startswith("add `when consents(Reader)` to the use")


def test_a_yes_to_the_other_request_of_a_use_is_no_foreign_one() -> None:
    """What is wrong with it is told of that request, and nothing of the one that was not answered."""
    rules = {f.reason.story.fault.name for f in account("either").findings if f.reason is not None}

    assert rules == {"house.silence", "refused", "withdrawn", "scope_exceeded"}


def test_a_use_beyond_a_yes_is_told_as_that() -> None:
    """One of two requests was answered, and does not ask for this purpose."""
    assert finding("either", "scope_exceeded").message == (
        "Shop uses Reader's Address for parcels, but the yes in `Terms` was to something else"
    )
