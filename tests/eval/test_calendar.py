"""Dates: a story counts only if real days exist for it (language.md, section 3)."""

import pytest
from attrs import evolve

from consentlang.core import ir
from consentlang.eval.calendar import possible_dates
from consentlang.eval.scenario import Scenario
from tests.eval.tiny import chain, event, program

EXPIRY = ir.Timer("expiry", 365, 366, urgent=True)
AGAIN = ir.Timer("again", 30, 31, urgent=False)


def dates(whole: ir.Program, *events: str, **facts: str) -> bool:
    """Whether there are days for *events*, in order."""
    return possible_dates(whole, Scenario({name.replace("_", "."): v for name, v in facts.items()}, events))


def test_a_story_without_dates_has_dates() -> None:
    """Nothing is asked of the days of events that wait for nothing."""
    whole = program(events=[event("yes"), event("no")])

    assert dates(whole, "yes", "no", "yes")


def test_what_is_due_needs_a_deadline_that_runs() -> None:
    """A yes never given cannot run out, nor can one twice."""
    expire = event("expire", due="expiry")
    whole = program(timers=[EXPIRY], events=[event("yes", starts=("expiry",)), expire])

    assert dates(whole, "yes", "expire")
    assert not dates(whole, "expire")
    assert not dates(whole, "yes", "expire", "expire")


def test_a_stopped_deadline_is_not_due() -> None:
    """What was withdrawn does not expire."""
    events = [
        event("yes", starts=("expiry",)),
        event("withdraw", stops=("expiry",)),
        event("expire", due="expiry"),
    ]
    whole = program(timers=[EXPIRY], events=events)

    assert dates(whole, "yes", "withdraw")
    assert not dates(whole, "yes", "withdraw", "expire")


def test_a_deadline_started_again_runs_from_then() -> None:
    """A renewed yes lives its full time."""
    long, short = ir.Timer("long", 10, 10, urgent=True), ir.Timer("short", 6, 6, urgent=True)
    events = [
        event("yes", starts=("short", "long")),
        event("renew", starts=("long",), due="short"),
        event("end", due="long"),
    ]
    whole = program(timers=[long, short], events=events)

    assert dates(whole, "yes", "renew", "end")
    assert not dates(whole, "yes", "end")


def test_nothing_happens_beyond_an_urgent_deadline() -> None:
    """Thirty days to stop end before a yes of a year does."""
    stopping = ir.Timer("stopping", 30, 30, urgent=True)
    events = [event("yes", starts=("expiry", "stopping")), event("expire", due="expiry")]
    whole = program(timers=[EXPIRY, stopping], events=events)

    assert not dates(whole, "yes", "expire")


def test_a_deadline_that_is_not_urgent_lets_time_pass() -> None:
    """Asking again may wait as long as it likes."""
    events = [
        event("no", starts=("again", "expiry")),
        event("ask", after="again"),
        event("expire", due="expiry"),
    ]
    whole = program(timers=[AGAIN, EXPIRY], events=events)

    assert dates(whole, "no", "expire", "ask")


def test_what_is_due_falls_on_the_end_even_where_nothing_urges() -> None:
    """Due means exactly now: not a year after thirty days."""
    events = [
        event("no", starts=("again", "expiry")),
        event("ask", due="again"),
        event("expire", due="expiry"),
    ]
    whole = program(timers=[AGAIN, EXPIRY], events=events)

    assert dates(whole, "no", "ask", "expire")
    assert not dates(whole, "no", "expire", "ask")


def test_what_waits_comes_after_the_deadline() -> None:
    """Not asked again within the month."""
    soon = ir.Timer("soon", 5, 5, urgent=True)
    events = [event("no", starts=("again", "soon")), event("ask", after="again"), event("other")]
    whole = program(timers=[AGAIN, soon], events=events)

    assert not dates(whole, "no", "ask")
    assert dates(whole, "ask", "no", "other")


def test_what_waits_for_no_deadline_that_runs_need_not_wait() -> None:
    """The first showing waits for nothing."""
    whole = program(timers=[AGAIN], events=[event("ask", after="again")])

    assert dates(whole, "ask")


@pytest.mark.parametrize(
    ("gap", "orders"), [(364, "after"), (365, "both"), (366, "both"), (367, "before")], ids=str
)
def test_terms_come_into_force_on_their_day(gap: int, orders: str) -> None:
    """A yes given when some terms begin runs out before or after the next do, as their dates have it."""
    terms, start, (begin, end) = chain("terms", 0, 1000, 1000 + gap)
    begin = evolve(begin, starts=("expiry",))
    events = [begin, end, event("expire", due="expiry")]
    whole = program(timers=[EXPIRY], chains=[terms], facts=[start], events=events)

    before = dates(whole, "terms.v1", "expire", "terms.v2", terms_start="terms.v0")
    after = dates(whole, "terms.v1", "terms.v2", "expire", terms_start="terms.v0")
    assert (before, after) == (orders != "after", orders != "before")


def test_versions_follow_their_dates() -> None:
    """Nobody skips from the first terms to the last when the middle ones have a date."""
    terms, start, _ = chain("terms", 10, 20, 30)
    whole = program(chains=[terms], facts=[start], events=[event("skip", ir.SetTerms("terms", "terms.v2"))])

    assert not dates(whole, "skip", terms_start="terms.v0")


def test_two_chains_share_one_calendar() -> None:
    """March terms here and last year's terms there were never in force together."""
    here, here_start, _ = chain("here", 50)
    there, there_start, _ = chain("there", 10, 40)
    whole = program(chains=[here, there], facts=[here_start, there_start])

    assert not dates(whole, here_start="here.v0", there_start="there.v0")
    assert dates(whole, here_start="here.v0", there_start="there.v1")


def test_a_version_without_a_date_is_later_than_those_before_it() -> None:
    """A story that opens under it opens after their day, though no day is written for it."""
    here, here_start, _ = chain("here", 50, None)
    there, there_start, _ = chain("there", 10, 40)
    whole = program(chains=[here, there], facts=[here_start, there_start])

    assert not dates(whole, here_start="here.v1", there_start="there.v0")
    assert dates(whole, here_start="here.v1", there_start="there.v1")


def test_a_version_without_a_date_is_earlier_than_those_after_it() -> None:
    """It ends at the latest on the next day that is written."""
    here, here_start, follow = chain("here", None, None, 50)
    there, there_start, _ = chain("there", 60)
    whole = program(chains=[here, there], facts=[here_start, there_start], events=follow)

    assert not dates(whole, here_start="here.v0", there_start="there.v0")
    assert not dates(whole, "here.v1", here_start="here.v0", there_start="there.v0")
    assert dates(whole, here_start="here.v2", there_start="there.v0")
