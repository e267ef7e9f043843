"""The meaning, line by line of language.md, sections 3 to 5."""

from itertools import permutations

import pytest
from attrs import evolve

from consentlang.core import ir
from consentlang.eval.interpret import Assessment, Impossible, alive, holds, judge, outcome, run, start
from consentlang.eval.scenario import Scenario
from tests.eval.tiny import CELL, SPAN, chain, event, fact, program, ruling

YES = ("yes",)
ADULT = ir.Is("adult", YES)


def ledger_program() -> ir.Program:
    """One thing to say yes to, asked by two requests that withdraw at once and later."""
    events = []
    for request, clears in (("first", ir.TRUE), ("second", ir.FALSE)):
        events += [
            event(f"{request} yes", ir.Grant("audio", request, "yes", ir.TRUE)),
            event(f"{request} no", ir.Refuse("audio", request, ir.TRUE)),
            event(f"{request} other", ir.Book("audio", request, ir.TRUE)),
            event(f"{request} withdraw", ir.Withdraw("audio", request, clears)),
            event(f"{request} expire", ir.Expire("audio", request)),
            event(f"{request} stop", ir.Unbook("audio", request, ir.TRUE)),
        ]
    return program(cells=[CELL], events=events)


def after(*events: str) -> tuple[str, set[str], set[str], bool]:
    """The cell after *events*: last word, whose yes stands, whose is booked, whether ever one was given."""
    cell = run(ledger_program(), Scenario({}, events))[-1].cells["audio"]
    return cell.standing, set(cell.grants), set(cell.booked), cell.ever


def clauses(*rulings: ir.Ruling) -> ir.Issue:
    """What clauses say of one thing."""
    return ir.Issue("audio for training", "may the Vendor use audio for training", rulings)


# --- clauses that give way --------------------------------------------------------------------------


def test_an_exception_to_an_exception_restores_the_general_clause() -> None:
    """A defeated clause defeats nobody."""
    issue = clauses(
        ruling("unless a child", permits=True),
        ruling("not abroad", "unless a child", permits=False),
        ruling("in general", "not abroad", "unless a child", permits=True),
    )
    whole = program(issues=[issue])

    assert [r.name for r in alive(whole, issue, {}, start(whole, {}))] == ["unless a child", "in general"]
    assert outcome(whole, issue, {}, start(whole, {})) == "yes"


def test_agreement_is_no_conflict() -> None:
    """Who outranks a clause of the same sign leaves it alive."""
    issue = clauses(ruling("above", permits=False), ruling("below", "above", permits=False))
    whole = program(issues=[issue])

    assert outcome(whole, issue, {}, start(whole, {})) == "no"
    assert len(alive(whole, issue, {}, start(whole, {}))) == 2


def test_nothing_ranks_clauses_that_no_word_ranks() -> None:
    """Unranked and opposed is a conflict, and without any clause there is silence."""
    issue = clauses(ruling("one", permits=True), ruling("other", permits=False))
    whole = program()

    assert outcome(whole, issue, {}, start(whole, {})) == "conflict"
    assert outcome(whole, clauses(), {}, start(whole, {})) == "silent"


def test_a_clause_that_does_not_apply_defeats_nobody() -> None:
    """An exception for adults says nothing of a child."""
    issue = clauses(ruling("adults", permits=True, when=ADULT), ruling("in general", "adults", permits=False))
    whole = program(facts=[fact("adult")])

    assert outcome(whole, issue, {"adult": "yes"}, start(whole, {})) == "yes"
    assert outcome(whole, issue, {"adult": "no"}, start(whole, {})) == "no"


def test_the_order_of_unranked_clauses_says_nothing() -> None:
    """One pass, one answer, whatever the order in the file."""
    top = ruling("top", permits=True, when=ADULT)
    rest = (
        ruling("a", "top", permits=False),
        ruling("b", "top", permits=True),
        ruling("c", "top", permits=False, when=ADULT),
    )
    whole = program(facts=[fact("adult")])

    for answer, expected in (("yes", "yes"), ("no", "conflict")):
        found = {
            outcome(whole, clauses(top, *order), {"adult": answer}, start(whole, {}))
            for order in permutations(rest)
        }
        assert found == {expected}


# --- the ledger -------------------------------------------------------------------------------------


def in_order(value: tuple[object, ...]) -> str:
    """A name for a case: the same in every run, which sets do not print."""
    return str(tuple(sorted(part) if isinstance(part, set) else part for part in value))


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((), ("none", set(), set(), False)),
        (("first yes",), ("given", {"first"}, {"first"}, True)),
        (("first yes", "first no"), ("refused", set(), set(), True)),
        (("first no", "first yes"), ("given", {"first"}, {"first"}, True)),
        (("first yes", "first withdraw"), ("withdrawn", set(), set(), True)),
        (("second yes", "second withdraw"), ("withdrawn", set(), {"second"}, True)),
        (("second yes", "second withdraw", "second stop"), ("withdrawn", set(), set(), True)),
        (("first withdraw",), ("none", set(), set(), False)),
        (("first no", "first withdraw"), ("refused", set(), set(), False)),
        (("first yes", "first expire"), ("expired", set(), set(), True)),
        (("first yes", "first expire", "first withdraw"), ("expired", set(), set(), True)),
        (("first other",), ("none", set(), {"first"}, False)),
        (("first other", "first no"), ("refused", set(), set(), False)),
    ],
    ids=in_order,
)
def test_one_request(events: tuple[str, ...], expected: tuple[str, set[str], set[str], bool]) -> None:
    """The last of grant, refuse, withdraw decides; a yes was ever given even when it is gone."""
    assert after(*events) == expected


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        (("first yes", "second no"), ("refused", set(), {"first"}, True)),
        (("first yes", "second yes"), ("given", {"first", "second"}, {"first", "second"}, True)),
        (("first yes", "second yes", "second expire"), ("given", {"first"}, {"first"}, True)),
        (("first yes", "second yes", "first expire", "second expire"), ("expired", set(), set(), True)),
        (("first yes", "second expire"), ("given", {"first"}, {"first"}, True)),
        (("first yes", "second yes", "first withdraw"), ("withdrawn", set(), {"second"}, True)),
        (("first yes", "second other"), ("given", {"first"}, {"first", "second"}, True)),
        (("first yes", "second no", "first expire"), ("refused", set(), set(), True)),
    ],
    ids=in_order,
)
def test_two_requests(events: tuple[str, ...], expected: tuple[str, set[str], set[str], bool]) -> None:
    """Kept per subject, party, data and purpose, whichever request obtained it; booked by each request."""
    assert after(*events) == expected


def test_a_yes_that_does_not_apply_writes_nothing() -> None:
    """Where its condition does not hold a choice leaves the cell alone."""
    effects = (
        ir.Grant("audio", "ask", "yes", ADULT),
        ir.Book("audio", "ask", ADULT),
        ir.Refuse("audio", "ask", ADULT),
        ir.Unbook("audio", "ask", ADULT),
    )
    book = event("book", ir.Book("audio", "ask", ir.TRUE))
    whole = program(facts=[fact("adult")], cells=[CELL], events=[book, event("choose", *effects)])

    states = run(whole, Scenario({"adult": "no"}, ("book", "choose")))

    assert states[-1] == states[-2]


# --- moments ----------------------------------------------------------------------------------------


def moments_program() -> ir.Program:
    """A yes while a feature, a changing fact and the terms move."""
    terms, opening, follow = chain("terms", None, None)
    events = [
        *follow,
        event("on", ir.SetFeature("Summary", "Host"), guard=ir.Not(ir.On("Summary"))),
        event("off", ir.SetFeature("Summary", None)),
        event("joins", ir.SetFact("employed", "yes")),
        event("yes", ir.Grant("audio", "ask", "yes", ir.TRUE)),
        event("sure", ir.Grant("audio", "ask", "sure", ir.TRUE)),
    ]
    return program(
        facts=[opening, fact("employed.start"), fact("open")],
        changing=[ir.Changing("employed", ir.YES_NO, "employed.start", words={})],
        chains=[terms],
        features=[ir.Feature("Summary", ir.Is("open", YES), span=SPAN)],
        cells=[CELL],
        events=events,
        definitions={"host": ir.SwitchedBy("Summary", "Host")},
    )


OPENING = {"terms.start": "terms.v0", "employed.start": "no", "open": "no"}


def is_so(expr: ir.Expr, *events: str, **facts: str) -> bool:
    """Whether *expr* holds after *events*."""
    whole, answers = moments_program(), OPENING | facts
    return holds(whole, expr, answers, run(whole, Scenario(answers, events))[-1])


def at_yes(body: ir.Expr) -> ir.Expr:
    """*body* held when the yes was given."""
    return ir.AtGrant("audio", "ask", "yes", body)


def test_a_feature_on_from_the_start_was_switched_by_nobody() -> None:
    """It is on, and in this story nobody did that."""
    assert is_so(ir.On("Summary"), open="yes")
    assert not is_so(ir.SwitchedBy("Summary", "Host"), open="yes")
    assert is_so(ir.SwitchedBy("Summary", "Host"), "off", "on", open="yes")
    assert not is_so(ir.On("Summary"), "on", "off")


@pytest.mark.parametrize(
    ("body", "event"),
    [
        (ir.On("Summary"), "on"),
        (ir.Defined("host"), "on"),
        (ir.Is("employed", YES), "joins"),
        (ir.InForce("terms", ("terms.v1",)), "terms.v1"),
    ],
)
def test_a_grant_keeps_its_moment(body: ir.Expr, event: str) -> None:
    """Judged at grant: the facts, the screen and the terms of that moment."""
    assert is_so(at_yes(body), event, "yes")
    assert not is_so(at_yes(body), "yes", event)
    assert is_so(ir.all_of(body, at_yes(ir.Not(body))), "yes", event)


def test_a_new_yes_replaces_the_moment() -> None:
    """A new showing replaces the old, another choice too."""
    assert is_so(at_yes(ir.On("Summary")), "yes", "on", "yes")
    assert not is_so(at_yes(ir.TRUE), "yes", "on", "sure")
    assert is_so(ir.AtGrant("audio", "ask", "sure", ir.On("Summary")), "yes", "on", "sure")


def test_nothing_held_at_a_yes_that_was_not_given() -> None:
    """Not even that something did not hold."""
    assert not is_so(at_yes(ir.Not(ir.On("Summary"))))
    assert not is_so(at_yes(ir.TRUE), "sure")


# --- stories ----------------------------------------------------------------------------------------


def test_what_cannot_happen_is_no_story() -> None:
    """A guard that does not hold, a line that is broken."""
    whole = moments_program()
    line = ir.Constraint("line", ir.Is("open", ("no",)), "given", judged=False, words="", source="policy")

    with pytest.raises(Impossible):
        run(whole, Scenario(OPENING, ("on", "on")))
    with pytest.raises(Impossible):
        run(evolve(whole, constraints=(line,)), Scenario(OPENING | {"open": "yes"}))


def test_what_has_no_dates_is_no_story() -> None:
    """A yes that runs out before it was given."""
    timer = ir.Timer("expiry", 1, 1, urgent=True)
    whole = program(timers=[timer], events=[event("expire", due="expiry")])

    with pytest.raises(Impossible):
        run(whole, Scenario({}, ("expire",)))


# --- judgement --------------------------------------------------------------------------------------


def fault(name: str, *, fails: bool, factor: bool = False, element: str | None = None) -> ir.Fault:
    """A way to be broken that is so, or is not."""
    return ir.Fault(
        name, "E0501", "factor" if factor else "rule", element, name, ir.TRUE if fails else ir.FALSE
    )


def judged(*ways: tuple[ir.Fault, ...], fires: bool = True) -> Assessment:
    """What is said of a use that relies on *ways*."""
    elements = [ir.Element(name, "law", name, cites=()) for name in ("free", "informed", "own")]
    whole = program(elements=[*elements, ir.Element("foreign", "other law", "", cites=())])
    bases = tuple(ir.Way(("ask",), faults) for faults in ways)
    obligation = ir.Obligation("use", "consent", "", ir.Const(fires), bases, regime="law")
    return judge(whole, obligation, {}, start(whole, {}))


def test_a_use_is_broken_if_it_fires_and_a_rule_fails() -> None:
    """A use that does not fire breaks nothing, a factor breaks nothing alone."""
    failing, holding = fault("a", fails=True), fault("b", fails=False)

    assert judged((failing, holding)).broken
    assert not judged((failing,), fires=False).broken
    assert not judged((holding,)).broken
    assert not judged((fault("a", fails=True, factor=True),)).broken


def test_a_judgement_is_of_one_moment_and_its_facts() -> None:
    """What is booked then, what is so, what the program defines."""
    minor = ir.Fault("minor", "E0501", "rule", None, "minor", ir.Not(ir.Defined("grown")))
    use = ir.Obligation(
        "use", "consent", "", ir.Booked("audio", "ask"), (ir.Way(("ask",), (minor,)),), regime="law"
    )
    yes = event("yes", ir.Grant("audio", "ask", "yes", ir.TRUE))
    whole = program(facts=[fact("adult")], cells=[CELL], events=[yes], definitions={"grown": ADULT})

    for answer, broken in (("no", True), ("yes", False)):
        opening, last = run(whole, Scenario({"adult": answer}, ("yes",)))
        told = judge(whole, use, {"adult": answer}, last)
        assert (told.fires, told.broken, told.failing) == (True, broken, ("minor",) if broken else ())
        assert not judge(whole, use, {"adult": answer}, opening).broken


def test_either_way_will_do() -> None:
    """`on consent via R or S` is broken if both are."""
    failing, holding = fault("a", fails=True), fault("b", fails=False)

    assert not judged((failing,), (holding,)).broken
    assert judged((failing,), (holding, failing)).broken
    assert judged().broken


def test_an_element_is_met_if_none_of_its_rules_fails() -> None:
    """A factor is listed, and leaves the element met."""
    found = judged(
        (
            fault("a", fails=True, element="free"),
            fault("b", fails=False, element="free"),
            fault("c", fails=True, factor=True, element="informed"),
        )
    )

    assert found.met == {"free": False, "informed": True, "own": True}
    assert found.failing == ("a", "c")
