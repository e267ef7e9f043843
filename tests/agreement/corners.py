"""
Random programs of one kind of thing only, where what is rare in whole programs is common.

Deadlines and dates; effects on ledgers, many to an event; clauses that give way to each other.
"""

from attrs import evolve
from hypothesis import strategies as st

from consentlang.core import ir
from tests.agreement.asking import YES, cell_leaves
from tests.agreement.moving import Moving, chain_parts, facts
from tests.agreement.programs import issues, laws, obligations
from tests.agreement.vocabulary import SPAN, Vocabulary, answers_of, of_ledger, spoken
from tests.eval.tiny import CELL, event, program

# --- deadlines and dates ----------------------------------------------------------------------------


@st.composite
def timetables(draw: st.DrawFn) -> ir.Program:
    """A program with nothing but deadlines and dates: many orders of its events have no days."""
    timers = draw(st.lists(st.builds(_timer, DAYS, DAYS, st.booleans()), min_size=2, max_size=3))
    clocks = tuple(f"timer{number}" for number in range(len(timers)))
    several = st.lists(st.sampled_from(clocks), min_size=1, max_size=2, unique=True).map(tuple)
    perhaps = st.sampled_from((None, *clocks))
    chains = draw(st.sampled_from((("chain0", "chain1"), ("chain0",), ())))
    moving = sum((draw(chain_parts(name, Vocabulary())) for name in chains), start=Moving())
    waiting = [
        ir.Event(
            f"event{number}",
            "choose",
            f"event {number}",
            actor=None,
            request=None,
            choice=None,
            guard=ir.TRUE,
            effects=(),
            starts=draw(several),
            stops=draw(st.sampled_from(((), (), clocks[:1]))),
            due=draw(perhaps),
            after=draw(perhaps),
        )
        for number in range(draw(st.integers(2, 4)))
    ]
    begun = [evolve(event, starts=draw(several)) for event in moving.events]
    return program(
        facts=[*moving.facts],
        chains=[*moving.chains],
        timers=[evolve(timer, name=name) for name, timer in zip(clocks, timers, strict=True)],
        events=[*begun, *waiting],
    )


@st.composite
def deadlines(draw: st.DrawFn) -> ir.Program:
    """A timetable some of whose events leave traces, and an obligation broken by the traces of some run."""
    timetable = draw(timetables())
    traced = draw(st.lists(st.sampled_from([*timetable.events]), min_size=2, unique=True))
    features = [ir.Feature(f"after {name}", ir.FALSE, SPAN) for name in traced]
    words = tuple(ir.On(feature.name) for feature in features)
    events = {
        name: evolve(each, effects=(*each.effects, ir.SetFeature(f"after {name}", "Host")))
        if name in traced
        else each
        for name, each in timetable.events.items()
    }
    traces = draw(st.lists(st.sampled_from(words), min_size=2, max_size=3, unique=True).map(tuple))
    fault = ir.Fault("law.rule0", "E0501", "rule", None, "too late", ir.All(traces))
    way = ir.Way(("ask0",), (fault,))
    duty = ir.Obligation(
        "use0", "consent", "", draw(spoken(words, depth=1)), (way,), use="use0", regime="law"
    )
    return evolve(timetable, features={f.name: f for f in features}, events=events, obligations=(duty,))


DAYS = st.sampled_from((0, 1, 2, 5, 9))


def _timer(least: int, more: int, urgent: bool) -> ir.Timer:  # noqa: FBT001 - drawn
    return ir.Timer("", least, least + more, urgent)


# --- detours ----------------------------------------------------------------------------------------


@st.composite
def detours(draw: st.DrawFn) -> ir.Program:
    """A program with ways to one end: a short one that needs an answer, a long one that does not."""
    asked = [
        draw(facts(f"fact{number}", ir.YES_NO, order=number)) for number in range(draw(st.integers(1, 4)))
    ]
    answers = tuple(leaf for fact in asked for leaf in answers_of(fact.name, fact.values))
    features = [ir.Feature(f"feature{number}", ir.FALSE, SPAN) for number in range(4)]
    switched = tuple(ir.On(feature.name) for feature in features)
    short = event("short", ir.SetFeature("feature0", "Host"), guard=draw(st.sampled_from(answers)))
    long = [
        event("long", ir.SetFeature("feature1", "Host")),
        event("longer", ir.SetFeature("feature0", "Host"), guard=switched[1]),
    ]
    more = [
        event(
            f"event{number}",
            ir.SetFeature(draw(st.sampled_from(features)).name, draw(st.sampled_from(("Host", None)))),
            guard=draw(st.sampled_from((*switched, *answers)) | spoken((*switched, *answers), depth=1)),
        )
        for number in range(draw(st.integers(0, 4)))
    ]
    words = Vocabulary().and_chosen(*answers).and_moment(*switched)
    law = draw(laws(words))
    faults = tuple(evolve(fault, fails=ir.all_of(switched[0], fault.fails)) for fault in law)
    duty = ir.Obligation(
        "use0", "consent", "", ir.TRUE, (ir.Way(("ask0",), faults),), use="use0", regime="law"
    )
    return program(facts=asked, features=features, events=[short, *long, *more], obligations=(duty,))


# --- ledgers ----------------------------------------------------------------------------------------

REQUESTS = ("ask0", "ask1")


@st.composite
def bookkeeping(draw: st.DrawFn) -> ir.Program:
    """A program whose events write whatever they like, several things at once."""
    cells = [evolve(CELL, name=name) for name in draw(st.sampled_from((("cell0",), ("cell0", "cell1"))))]
    words = (
        Vocabulary()
        .and_moment(ir.On("feature"))
        .and_ledger(*(e for c in cells for e in cell_leaves(c, REQUESTS)))
    )
    sites = tuple(ir.Grant(c.name, r, y, ir.TRUE) for c in cells for r in REQUESTS for y in YES)
    words = evolve(words, sites=sites)
    return program(
        cells=cells,
        features=[ir.Feature("feature", ir.FALSE, SPAN)],
        events=[
            event(f"event{number}", *draw(st.lists(effects(cells, words), min_size=1, max_size=4)))
            for number in range(draw(st.integers(2, 5)))
        ],
    )


@st.composite
def effects(draw: st.DrawFn, cells: list[ir.Cell], words: Vocabulary) -> ir.Effect:
    """Any effect; conditions mostly look at the ledger that is being written."""
    cell, request = draw(st.sampled_from(cells)).name, draw(st.sampled_from(REQUESTS))
    when = draw(st.just(ir.TRUE) | st.sampled_from(words.ledger) | of_ledger(words, depth=1))
    every: tuple[ir.Effect, ...] = (
        ir.Grant(cell, request, draw(st.sampled_from(YES)), when),
        ir.Book(cell, request, when),
        ir.Refuse(cell, request, when),
        ir.Withdraw(cell, request, when),
        ir.Expire(cell, request),
        ir.Unbook(cell, request, when),
        ir.SetFeature("feature", draw(st.sampled_from(("Host", None)))),
    )
    return draw(st.sampled_from(every))


@st.composite
def accounts(draw: st.DrawFn) -> ir.Program:
    """Such a program, and an obligation about what its ledgers say in the end."""
    kept = draw(bookkeeping())
    leaves = [leaf for cell in kept.cells.values() for leaf in cell_leaves(cell, REQUESTS)]
    sites = tuple(ir.Grant(cell, r, y, ir.TRUE) for cell in kept.cells for r in REQUESTS for y in YES)
    words = evolve(Vocabulary().and_moment(ir.On("feature")).and_ledger(*leaves), sites=sites)
    duty = draw(obligations("use0", draw(laws(words)), words, REQUESTS))
    return evolve(kept, obligations=(duty,))


# --- clauses ----------------------------------------------------------------------------------------


@st.composite
def arguments(draw: st.DrawFn) -> ir.Program:
    """A program of clauses, up to seven on one issue."""
    asked = [draw(facts(f"fact{number}", ir.YES_NO)) for number in range(2)]
    leaves = tuple(leaf for fact in asked for leaf in answers_of(fact.name, fact.values))
    return program(facts=asked, issues=[draw(issues("issue", leaves, most=7))])
