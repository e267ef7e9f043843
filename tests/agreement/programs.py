"""
Small random programs, shaped as lowering shapes them.

A program is drawn in the order in which its parts speak of each other: facts; what moves with events;
definitions and issues over those; the ledger and the events that write it; what must hold. Each stage adds
to the `Vocabulary` that later expressions are made of, so that every name resolves and a body kept at a
grant speaks of its moment only. First choices are the plain ones, which is what Hypothesis shrinks to.
"""

from collections.abc import Sequence
from itertools import combinations
from typing import Literal

from attrs import evolve
from hypothesis import strategies as st

from consentlang.core import ir
from tests.agreement.asking import YES, askings, cell_leaves, ledgers
from tests.agreement.moving import KINDS_OF_PARTS, constraints, facts, movings
from tests.agreement.vocabulary import SPAN, Vocabulary, answers_of, of_ledger, spoken

ISSUES = ("issue0", "issue1")
SIGNS: tuple[ir.Sign, ...] = ("yes", "no", "silent", "conflict")

# --- definitions and terms --------------------------------------------------------------------------


@st.composite
def issues(draw: st.DrawFn, name: str, leaves: Sequence[ir.Expr], most: int = 4) -> ir.Issue:
    """Some clauses; who overrules comes before, and overruling is closed transitively, or is not."""
    count = draw(st.integers(0, most))
    closed = draw(st.booleans())
    above: list[set[int]] = []
    for number in range(count):
        direct = draw(st.sets(st.integers(0, number - 1), max_size=2)) if number else set()
        above.append(direct.union(*(above[higher] for higher in direct if closed)))
    rulings = tuple(
        ir.Ruling(
            f"{name}.clause{number}",
            permits=draw(st.booleans()),
            condition=draw(st.just(ir.TRUE) | spoken(leaves, depth=1)),
            overruled_by=tuple(f"{name}.clause{higher}" for higher in sorted(above[number])),
            span=SPAN,
        )
        for number in range(count)
    )
    return ir.Issue(name, f"may the Vendor do what {name} is about", rulings)


def leaves_of(issue: ir.Issue) -> tuple[ir.Expr, ...]:
    """What can be said of an issue."""
    return tuple(ir.Outcome(issue.name, signs) for size in (1, 2) for signs in combinations(SIGNS, size))


# --- what must hold ---------------------------------------------------------------------------------


ELEMENTS = {name: ir.Element(name, "law", name, cites=("Art. 1",)) for name in ("law.free", "law.informed")}


@st.composite
def laws(draw: st.DrawFn, words: Vocabulary) -> list[ir.Fault]:
    """The rules of a law, before it is said when each fails: most are plain."""
    return [draw(rules(f"law.rule{number}", words)) for number in range(draw(st.integers(1, 4)))]


@st.composite
def rules(draw: st.DrawFn, name: str, words: Vocabulary) -> ir.Fault:
    """A way to be broken."""
    kinds: tuple[Literal["rule", "built-in", "factor"], ...] = ("rule", "rule", "rule", "built-in", "factor")
    kind = draw(st.sampled_from(kinds))
    rule = kind == "rule"
    return ir.Fault(
        name,
        code="E0501",
        kind=kind,
        element=draw(st.sampled_from((*ELEMENTS, None))),
        reason=f"{name} says so",
        fails=draw(of_ledger(words, depth=1)),
        coercion=rule and draw(st.sampled_from((False, False, True))),
        contested="authorities part" if rule and draw(st.sampled_from((False, False, False, True))) else None,
        span=SPAN,
    )


@st.composite
def ways_of(draw: st.DrawFn, law: Sequence[ir.Fault], words: Vocabulary, asking: Sequence[str]) -> ir.Way:
    """A basis for use, and some rules of the *law*: as they stand, or as they read for this leaf of data."""
    chosen = draw(st.lists(st.sampled_from(law), min_size=1, max_size=3, unique_by=lambda fault: fault.name))
    here = of_ledger(words, depth=draw(st.integers(0, 2)))
    return ir.Way(
        requests=(draw(st.sampled_from(asking)),),
        faults=tuple(evolve(fault, fails=draw(here | st.just(fault.fails))) for fault in chosen),
    )


@st.composite
def obligations(
    draw: st.DrawFn, name: str, law: Sequence[ir.Fault], words: Vocabulary, asking: Sequence[str]
) -> ir.Obligation:
    """A use on consent mostly: it fires while booked, or when some formula holds."""
    booked = tuple(leaf for leaf in words.ledger if isinstance(leaf, ir.Booked))
    plain: tuple[ir.Expr, ...] = (*booked, *booked, ir.TRUE)
    count = draw(st.sampled_from((1, 1, 2)))
    return ir.Obligation(
        name,
        draw(st.sampled_from(("consent", "consent", "consent", "terms"))),
        f"{name} holds",
        fires=draw(st.sampled_from(plain) | st.sampled_from(plain) | of_ledger(words, depth=1)),
        ways=tuple(draw(ways_of(law, words, asking)) for _ in range(count)),
        use=draw(st.sampled_from((name, "training"))),
        subject="Attendee",
        user="Vendor",
        purpose="training",
        regime="law",
        span=SPAN,
    )


@st.composite
def queries(draw: st.DrawFn, number: int, words: Vocabulary, chains: Sequence[ir.Chain]) -> ir.Query:
    """A question, perhaps under one version of some terms."""
    versions = [(chain.name, version.name) for chain in chains for version in chain.versions]
    under = draw(st.sampled_from((None, *versions)))
    return ir.Query(f"question {number}", draw(of_ledger(words)), under, expect=None, span=SPAN)


@st.composite
def trials(draw: st.DrawFn, number: int, words: Vocabulary, events: Sequence[str]) -> ir.Trial:
    """A scenario of the author, which may well be impossible."""
    expected = st.builds(ir.Expectation, st.just("as expected"), of_ledger(words), st.just(SPAN))
    steps: st.SearchStrategy[str | ir.Expectation] = expected
    if events:
        steps |= st.sampled_from(events)
    return ir.Trial(
        f"trial {number}",
        givens=tuple(draw(st.lists(st.sampled_from(words.chosen), max_size=2))),
        steps=tuple(draw(st.lists(steps, max_size=4))),
        span=SPAN,
    )


# --- a program --------------------------------------------------------------------------------------


@st.composite
def programs(draw: st.DrawFn) -> ir.Program:
    """A small program, everything in it named in order."""
    kinds = draw(st.sampled_from(KINDS_OF_PARTS))
    few = 5 - len(kinds)  # what moves brings open questions of its own; the graph of a tiny program is small
    asked = [draw(facts(f"fact{i}", order=i)) for i in range(draw(st.integers(1, few)))]
    words = Vocabulary().and_chosen(*(leaf for fact in asked for leaf in answers_of(fact.name, fact.values)))
    edits = draw(st.sampled_from(((), (), (), ("edit0",))))
    moving = draw(movings(kinds, words))
    edited = (leaf for name in edits for leaf in answers_of(name, ir.YES_NO))
    words = words.and_moment(*moving.leaves, *edited)

    definitions = {}
    for name in draw(st.sampled_from(((), ("def0",), ("def0", "def1")))):
        definitions[name] = draw(spoken(words.moment))
        words = words.and_moment(ir.Defined(name))
    early = [draw(issues(name, words.moment)) for name in draw(st.sampled_from(((), ISSUES[:1])))]
    words = words.and_moment(*(leaf for issue in early for leaf in leaves_of(issue)))

    requests = tuple(f"ask{i}" for i in range(draw(st.integers(1, 2))))
    cells, asking = draw(ledgers(requests))
    sites = tuple(ir.Grant(c, r, yes, ir.TRUE) for c, rs in asking.items() for r in rs for yes in YES)
    entries = (leaf for cell in cells for leaf in cell_leaves(cell, asking[cell.name]))
    words = evolve(words.and_ledger(*entries), sites=sites)
    late = [draw(issues(name, words.ledger)) for name in draw(st.sampled_from(((), ISSUES[1:])))]
    words = words.and_ledger(*(leaf for issue in late for leaf in leaves_of(issue)))

    asks = [draw(askings(r, [c for c in asking if r in asking[c]], words)) for r in requests]
    timers = {timer.name: timer for ask in asks for timer in ask.timers}
    happening = (*moving.events, *(event for ask in asks for event in ask.events))
    events = {event.name: evolve(event, order=i) for i, event in enumerate(happening)}
    pinned = [draw(facts(name, ir.YES_NO, "edit")) for name in edits]
    chosen = [*asked, *moving.facts, *pinned]
    lines = Vocabulary().and_chosen(
        *(leaf for fact in (*asked, *moving.facts) for leaf in answers_of(fact.name, fact.values))
    )
    law = draw(laws(words))
    count = draw(st.integers(1, 2))
    duties = tuple(evolve(draw(obligations(f"use{i}", law, words, requests)), order=i) for i in range(count))
    return ir.Program(
        title="drawn by chance",
        facts={fact.name: evolve(fact, order=i) for i, fact in enumerate(chosen)},
        changing={fact.name: fact for fact in moving.changing},
        constraints=tuple(draw(constraints(lines, i)) for i in range(draw(st.sampled_from((0, 0, 1, 1, 2))))),
        definitions=definitions,
        issues={issue.name: issue for issue in (*early, *late)},
        features={feature.name: feature for feature in moving.features},
        chains={chain.name: chain for chain in moving.chains},
        cells={cell.name: cell for cell in cells},
        timers=timers,
        events=events,
        requests={ask.info.name: ask.info for ask in asks},
        elements=ELEMENTS,
        edits={
            name: ir.Edit(name, name, "told", requests[0], "tell it", "tells risks", order=i)
            for i, name in enumerate(edits)
        },
        obligations=duties,
        claims=(ir.Claim("real", "all of it holds", tuple(duty.name for duty in duties), span=SPAN),),
        queries=tuple(draw(queries(i, words, moving.chains)) for i in range(draw(st.integers(0, 1)))),
        trials=tuple(draw(trials(i, words, tuple(events))) for i in range(draw(st.integers(0, 1)))),
        unchecked=(),
    )
