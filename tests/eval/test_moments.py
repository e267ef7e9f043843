"""Times in records: what had come by the use, in which order, and what was so at the moment of a yes."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from attrs import evolve
from hypothesis import event as note
from hypothesis import example, given
from hypothesis import strategies as st

from consentlang.core import ir
from consentlang.eval.compiled import Assess, Compiled
from consentlang.eval.interpret import holds, start, step
from tests.eval.tiny import CELL, SPAN, chain, event, fact, program

ON, EMPLOYED, AUGUST = ir.On("Summary"), ir.Is("employed", ("yes",)), ir.InForce("terms", ("terms.v1",))
WITHDRAWN = ir.Stands("audio", ("withdrawn",))
MOVES = ("Summary", "terms.v1", "employed")
SLOTS = (*MOVES, "ask", "ask.withdrawn")
"""What can happen, in the order that is meant where no time says another."""
EVENTS = dict(zip(SLOTS, ("on", "terms.v1", "joins", "yes", "withdraw"), strict=True))


def at_yes(body: ir.Expr) -> ir.Expr:
    """It was so when the yes was given."""
    return ir.AtGrant("audio", "ask", "yes", body)


RULES = {
    "on at the yes": at_yes(ON),
    "off at the yes": at_yes(ir.Not(ON)),
    "on now": ON,
    "employed at the yes": at_yes(EMPLOYED),
    "employed since the yes": ir.All((at_yes(ir.Not(EMPLOYED)), EMPLOYED)),
    "new terms at the yes": at_yes(AUGUST),
    "old terms at the yes": at_yes(ir.Not(AUGUST)),
    "withdrawn": WITHDRAWN,
    "never asked": ir.Stands("audio", ("none",)),
    "booked": ir.Booked("audio", "ask"),
}


@cache
def policy(*rules: str) -> ir.Program:
    """One request; a feature, terms and a fact that move before or after its answer."""
    terms, opening, (follow,) = chain("terms", None, None)
    yes = event("yes", ir.Grant("audio", "ask", "yes", ir.TRUE))
    withdraw = event("withdraw", ir.Withdraw("audio", "ask", ir.TRUE))
    faults = tuple(ir.Fault(name, "G1", "rule", None, name, RULES[name], span=SPAN) for name in rules)
    return program(
        facts=[opening, fact("employed.start")],
        changing=[ir.Changing("employed", ir.YES_NO, "employed.start", words={})],
        chains=[terms],
        features=[ir.Feature("Summary", ir.FALSE, span=SPAN)],
        cells=[CELL],
        events=[
            evolve(event("on", ir.SetFeature("Summary", "Host")), kind="switch_on"),
            evolve(follow, kind="in_force"),
            evolve(event("joins", ir.SetFact("employed", "yes")), kind="becomes"),
            evolve(yes, actor="Attendee", request="ask", choice="yes"),
            evolve(withdraw, kind="withdraw", actor="Attendee", request="ask"),
        ],
        requests=[
            ir.RequestInfo("ask", "Attendee", "Host", choices=(ir.ChoiceInfo("yes", "yes"),), span=SPAN)
        ],
        obligations=(
            ir.Obligation(
                "use", "consent", "", ir.TRUE, (ir.Way(("ask",), faults),), use="use", regime="law"
            ),
        ),
    )


@cache
def assess(*rules: str) -> Assess:
    """It, compiled."""
    return Compiled(policy(*rules)).assess


def day(number: int) -> datetime:
    """A day in May."""
    return datetime(2024, 4, 30, tzinfo=UTC) + timedelta(days=number)


Days = Mapping[str, int | None]
"""The day of each thing that happens; None: it happens, nobody knows when."""


def record(days: Days, use: int | None) -> dict[str, object]:
    """What a table would have of it."""
    said: dict[str, object] = {
        "Summary": "Host" if "Summary" in days else "off",
        "terms.start": "terms.v0",
        "terms": "terms.v1" if "terms.v1" in days else "terms.v0",
        "employed.start": "no",
        "employed": "employed" in days,
        "ask": "yes" if "ask" in days else "no answer",
    }
    if days.get("ask.withdrawn") is None:
        said["ask.withdrawn"] = "ask.withdrawn" in days
    times = {"ask.withdrawn": "ask.withdrawn_at"}
    said |= {times.get(name, f"{name}.at"): day(when) for name, when in days.items() if when is not None}
    return said if use is None else said | {"at": day(use)}


def expected(rules: tuple[str, ...], days: Days, use: int | None) -> set[str]:
    """By the interpreter: what has come by the use, sorted by day and, of one day, in the order of slots."""
    whole, came, before = policy(*rules), [], 0
    for place, name in enumerate(SLOTS):
        when = days.get(name)
        late = use is not None and when is not None and when > use
        if name in days and not late:
            before = before if when is None else when
            came.append((before, place, EVENTS[name]))
    facts = {"terms.start": "terms.v0", "employed.start": "no"}
    state = start(whole, facts)
    for _, _, name in sorted(came):
        state = step(whole, whole.events[name], facts, state)
    return {name for name in rules if holds(whole, RULES[name], facts, state)}


@st.composite
def days_and_use(draw: st.DrawFn) -> tuple[Days, int | None]:
    """Few days, so that many things fall on one; what moves is known up to the use, answers beyond."""
    use = draw(st.sampled_from((3, 3, 3, None)))
    happening = draw(st.lists(st.sampled_from(SLOTS), unique=True))
    last = {name: 3 if name in MOVES else 5 for name in SLOTS}
    some = {name: st.sampled_from((None, *range(1, last[name] + 1))) for name in happening}
    return draw(st.fixed_dictionaries(some)), use


@given(
    days_and_use(),
    st.just(tuple(RULES))
    | st.lists(st.sampled_from([*RULES]), min_size=1, max_size=2, unique=True).map(tuple),
)
@example(({"ask": 1, "ask.withdrawn": 3}, 3), ("withdrawn",))
@example(({"ask": 3}, 3), ("never asked",))
def test_what_happened_is_sorted_by_its_times(drawn: tuple[Days, int | None], rules: tuple[str, ...]) -> None:
    """Whatever is asked of it, and however often: the same as a run of the interpreter in that order."""
    days, use = drawn
    grounds = expected(rules, days, use)
    times = [when for name in SLOTS if (when := days.get(name)) is not None]
    note("in the order of slots" if times == sorted(times) else "in another order")

    assert set(assess(*rules)(record(days, use)).grounds) == grounds


@pytest.mark.parametrize(
    ("name", "at_the_yes"),
    [("Summary", "on at the yes"), ("employed", "employed at the yes"), ("terms.v1", "new terms at the yes")],
)
def test_what_comes_after_a_yes_was_not_so_at_the_yes(name: str, at_the_yes: str) -> None:
    """Judged at the moment of the yes; what the record says of the use is another thing."""
    judged = assess(at_the_yes)

    assert judged(record({name: 1, "ask": 2}, 3)).grounds == (at_the_yes,)
    assert judged(record({name: 2, "ask": 1}, 3)).grounds == ()
    assert judged(record({name: 2, "ask": 2}, 3)).grounds == (at_the_yes,)


def test_what_has_a_time_and_did_not_happen_puts_nothing_off() -> None:
    """A feature that is off since the second: the new terms, undated, came before the yes of the first."""
    judged = assess("new terms at the yes")
    undated = record({"terms.v1": None, "ask": 1}, 3)

    assert judged(undated).grounds == ("new terms at the yes",)
    assert judged(undated | {"Summary.at": day(2)}).grounds == ("new terms at the yes",)


@pytest.mark.parametrize(("rule", "name"), [("withdrawn", "ask.withdrawn"), ("booked", "ask")])
def test_what_comes_at_the_very_moment_of_the_use_has_come(rule: str, name: str) -> None:
    """To the microsecond; asked once, or by several rules."""
    days = {"ask": 1} | {name: 2}
    use = day(2)

    for rules in ((rule,), tuple(RULES)):
        judged = assess(*rules)
        assert rule in judged(record(days, None) | {"at": use}).grounds
        assert rule not in judged(record(days, None) | {"at": use - timedelta(microseconds=1)}).grounds
