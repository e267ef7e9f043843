"""
Small random programs, shaped as lowering shapes them, and scenarios for them.

A program is drawn in the order in which its parts speak of each other: facts; what moves with events;
definitions and issues over those; the ledger and the events that write it; what must hold. Each stage adds
to the `Vocabulary` that later expressions are made of, so that every name resolves and a body kept at a
grant speaks of its moment only. First choices are the plain ones, which is what Hypothesis shrinks to.
"""

from collections.abc import Collection, Sequence
from itertools import combinations, pairwise, product
from typing import Literal

from attrs import evolve, frozen
from hypothesis import assume
from hypothesis import strategies as st

from consentlang.core import ir
from consentlang.eval.interpret import Impossible, holds, run, start
from consentlang.eval.scenario import Scenario
from consentlang.source import Source, Span
from tests.eval.tiny import program

SPAN = Span(Source("random.consent", "drawn by chance"), 0, 5)
PARTIES = ("Host", "Org")
ISSUES = ("issue0", "issue1")
STANDINGS: tuple[tuple[ir.Standing, ...], ...] = (
    ("given",),
    ("none",),
    ("refused",),
    ("withdrawn",),
    ("expired",),
    ("expired", "withdrawn"),
)
SIGNS: tuple[ir.Sign, ...] = ("yes", "no", "silent", "conflict")


# --- expressions ------------------------------------------------------------------------------------


@frozen
class Vocabulary:
    """What an expression may speak of: answers; answers and the moment; those and who said yes to what."""

    chosen: tuple[ir.Expr, ...] = ()
    moment: tuple[ir.Expr, ...] = ()
    ledger: tuple[ir.Expr, ...] = ()
    sites: tuple[ir.Grant, ...] = ()
    """Where a yes may be given: the moments that `AtGrant` may look back at."""

    def and_chosen(self, *leaves: ir.Expr) -> "Vocabulary":
        """With *leaves* that do not change during a story."""
        return evolve(self.and_moment(*leaves), chosen=(*self.chosen, *leaves))

    def and_moment(self, *leaves: ir.Expr) -> "Vocabulary":
        """With *leaves* that a grant keeps."""
        return evolve(self.and_ledger(*leaves), moment=(*self.moment, *leaves))

    def and_ledger(self, *leaves: ir.Expr) -> "Vocabulary":
        """With *leaves* that only the ledger answers."""
        return evolve(self, ledger=(*self.ledger, *leaves))


def spoken(leaves: Sequence[ir.Expr], depth: int = 2) -> st.SearchStrategy[ir.Expr]:
    """Expressions over *leaves*."""
    return _deeper(_leaf(leaves), depth)


def of_ledger(words: Vocabulary, depth: int = 2) -> st.SearchStrategy[ir.Expr]:
    """Expressions over everything, with looks back at the moments of grants."""
    leaf = _leaf(words.ledger)
    if words.sites:
        leaf |= st.builds(_look_back, st.sampled_from(words.sites), spoken(words.moment, depth=1))
    return _deeper(leaf, depth)


def _leaf(leaves: Sequence[ir.Expr]) -> st.SearchStrategy[ir.Expr]:
    said = st.booleans().map(lambda value: ir.Said(value, "as the line says", SPAN))
    plain: st.SearchStrategy[ir.Expr] = st.sampled_from((*leaves, *leaves, ir.TRUE, ir.FALSE))
    return plain if not leaves else plain | said


def _look_back(site: ir.Grant, body: ir.Expr) -> ir.Expr:
    return ir.AtGrant(site.cell, site.request, site.choice, body)


def _deeper(inner: st.SearchStrategy[ir.Expr], depth: int) -> st.SearchStrategy[ir.Expr]:
    if depth == 0:
        return inner
    below = _deeper(inner, depth - 1)
    several = st.lists(below, max_size=3).map(tuple)
    return inner | below.map(ir.Not) | several.map(ir.All) | several.map(ir.Any)


def usually_true(otherwise: st.SearchStrategy[ir.Expr]) -> st.SearchStrategy[ir.Expr]:
    """What `when` says: nothing, three times in four."""
    return st.sampled_from((True, True, True, False)).flatmap(
        lambda plain: st.just(ir.TRUE) if plain else otherwise
    )


def answers_of(name: str, values: Sequence[str]) -> tuple[ir.Expr, ...]:
    """Everything short of all that `Is` can say of a fact."""
    sizes = range(1, max(2, len(values)))
    return tuple(ir.Is(name, tuple(sorted(some))) for size in sizes for some in combinations(values, size))


# --- facts ------------------------------------------------------------------------------------------


@st.composite
def facts(
    draw: st.DrawFn,
    name: str,
    values: tuple[str, ...] | None = None,
    kind: Literal["fact", "power", "attribute", "request", "person", "start", "edit"] = "fact",
    order: int = 0,
) -> ir.Fact:
    """An open question, named or unsaid; some answers have no line that settles them."""
    if values is None:
        values = draw(st.sampled_from((*(ir.YES_NO,) * 4, ("high", "low", "mid"))))
    words = {value: f"{name} is {value}" for value in values}
    settled = draw(st.sampled_from((values, values, values[:1])))
    return ir.Fact(
        name,
        values,
        words=words,
        settle={value: f"given {words[value]}" for value in settled},
        named=draw(st.booleans()),
        judged=kind != "edit" and draw(st.sampled_from((False, False, True))),
        kind=kind,
        order=order,
    )


@st.composite
def constraints(draw: st.DrawFn, words: Vocabulary, number: int) -> ir.Constraint:
    """A settled answer mostly; now and then any formula over answers."""
    leaf = st.sampled_from(words.chosen)
    either = st.lists(leaf, min_size=2, max_size=3).map(tuple).map(ir.Any)
    kind: Literal["given", "assume", "structure"] = draw(st.sampled_from(("given", "assume", "structure")))
    return ir.Constraint(
        f"line{number}",
        draw(leaf | leaf | either | _deeper(leaf, 2)),
        kind=kind,
        judged=kind == "given" and draw(st.booleans()),
        words=f"line {number}",
        source="std.usual" if kind == "assume" else "policy",
    )


# --- what moves -------------------------------------------------------------------------------------


@frozen
class Moving:
    """The moving parts of a moment, with the facts and events that belong to them."""

    facts: tuple[ir.Fact, ...] = ()
    changing: tuple[ir.Changing, ...] = ()
    features: tuple[ir.Feature, ...] = ()
    chains: tuple[ir.Chain, ...] = ()
    events: tuple[ir.Event, ...] = ()

    def __add__(self, other: "Moving") -> "Moving":
        """Both."""
        return Moving(
            self.facts + other.facts,
            self.changing + other.changing,
            self.features + other.features,
            self.chains + other.chains,
            self.events + other.events,
        )

    @property
    def leaves(self) -> tuple[ir.Expr, ...]:
        """What can be said of them."""
        return (
            *(leaf for fact in self.changing for leaf in answers_of(fact.name, fact.values)),
            *(ir.On(feature.name) for feature in self.features),
            *(ir.SwitchedBy(feature.name, party) for feature in self.features for party in PARTIES),
            *(
                ir.InForce(chain.name, tuple(v.name for v in some))
                for chain in self.chains
                for size in range(1, max(2, len(chain.versions)))
                for some in combinations(chain.versions, size)
            ),
        )


Kinds = tuple[Literal["feature", "chain", "changing"], ...]
KINDS_OF_PARTS: tuple[Kinds, ...] = (
    (),
    ("feature",),
    ("chain",),
    ("changing",),
    ("feature", "chain"),
    ("feature", "changing"),
    ("chain", "changing"),
    ("feature", "feature"),
    ("chain", "chain"),
    ("changing", "changing"),
    ("feature", "chain", "changing"),
)


@st.composite
def movings(draw: st.DrawFn, kinds: Kinds, words: Vocabulary) -> Moving:
    """Moving parts of these *kinds*."""
    parts = Moving()
    for number, kind in enumerate(kinds):
        part = {"feature": feature_parts, "chain": chain_parts, "changing": changing_parts}[kind]
        parts += draw(part(f"{kind}{number}", words))
    return parts


@st.composite
def feature_parts(draw: st.DrawFn, name: str, words: Vocabulary) -> Moving:
    """A switch that is open, on or off at the start, and who may turn it."""
    opening = draw(facts(f"{name}.start", ir.YES_NO, "start"))
    whether: tuple[ir.Expr, ...] = (ir.FALSE, ir.TRUE, ir.Is(opening.name, ("yes",)))
    starts = draw(st.sampled_from(whether))
    guard = draw(usually_true(spoken(words.chosen, depth=1)))
    events = [
        ir.Event(
            f"{name}.on.{party}",
            "switch_on",
            f"{party} switches {name} on",
            actor=party,
            request=None,
            choice=None,
            guard=ir.all_of(ir.Not(ir.On(name)), guard),
            effects=(ir.SetFeature(name, party),),
        )
        for party in draw(st.sampled_from((PARTIES[:1], PARTIES)))
    ]
    if draw(st.booleans()):
        off = ir.Event(
            f"{name}.off",
            "switch_off",
            f"{name} is switched off",
            actor=None,
            request=None,
            choice=None,
            guard=ir.On(name),
            effects=(ir.SetFeature(name, None),),
        )
        events.append(off)
    chosen = (opening,) if isinstance(starts, ir.Is) else ()
    return Moving(facts=chosen, features=(ir.Feature(name, starts, SPAN),), events=tuple(events))


@st.composite
def chain_parts(draw: st.DrawFn, name: str, words: Vocabulary) -> Moving:  # noqa: ARG001 - as its siblings
    """Up to three versions of terms, in order, with a date or without."""
    gaps = draw(st.lists(st.integers(0, 3), min_size=1, max_size=3))
    days = [sum(gaps[: i + 1]) if draw(st.booleans()) else None for i in range(len(gaps))]
    versions = tuple(ir.Version(f"{name}.v{i}", day, SPAN) for i, day in enumerate(days))
    opening = draw(facts(f"{name}.start", tuple(v.name for v in versions), "start"))
    opening = evolve(opening, settle=draw(st.sampled_from(({}, opening.settle))))
    events = tuple(
        ir.Event(
            f"{new.name}.in_force",
            "in_force",
            f"{new.name} comes into force",
            actor=None,
            request=None,
            choice=None,
            guard=ir.InForce(name, (old.name,)),
            effects=(ir.SetTerms(name, new.name),),
        )
        for old, new in pairwise(versions)
    )
    return Moving(facts=(opening,), chains=(ir.Chain(name, versions, opening.name),), events=events)


@st.composite
def changing_parts(draw: st.DrawFn, name: str, words: Vocabulary) -> Moving:
    """A fact that events change, to any value or to some only."""
    opening = draw(facts(f"{name}.start", kind="start"))
    guard = draw(usually_true(spoken(words.chosen, depth=1)))
    reached = draw(st.lists(st.sampled_from(opening.values), min_size=1, max_size=3, unique=True))
    events = tuple(
        ir.Event(
            f"{name}.becomes.{value}",
            "becomes",
            f"{name} becomes {value}",
            actor=None,
            request=None,
            choice=None,
            guard=ir.all_of(ir.Not(ir.Is(name, (value,))), guard),
            effects=(ir.SetFact(name, value),),
        )
        for value in reached
    )
    changing = ir.Changing(name, opening.values, opening.name, words=opening.words)
    return Moving(facts=(opening,), changing=(changing,), events=events)


# --- definitions and terms --------------------------------------------------------------------------


@st.composite
def issues(draw: st.DrawFn, name: str, leaves: Sequence[ir.Expr]) -> ir.Issue:
    """Up to four clauses; who overrules comes before, and overruling is closed transitively."""
    count = draw(st.integers(0, 4))
    above: list[set[int]] = []
    for number in range(count):
        direct = draw(st.sets(st.integers(0, number - 1), max_size=2)) if number else set()
        above.append(direct.union(*(above[higher] for higher in direct)))
    rulings = tuple(
        ir.Ruling(
            f"{name}.clause{number}",
            permits=draw(st.booleans()),
            condition=draw(spoken(leaves, depth=1)),
            overruled_by=tuple(f"{name}.clause{higher}" for higher in sorted(above[number])),
            span=SPAN,
        )
        for number in range(count)
    )
    return ir.Issue(name, f"may the Vendor do what {name} is about", rulings)


def leaves_of(issue: ir.Issue) -> tuple[ir.Expr, ...]:
    """What can be said of an issue."""
    return tuple(ir.Outcome(issue.name, signs) for size in (1, 2) for signs in combinations(SIGNS, size))


# --- the ledger -------------------------------------------------------------------------------------


def cell_leaves(cell: ir.Cell, asking: Sequence[str]) -> tuple[ir.Expr, ...]:
    """What can be said of a cell, apart from looks back."""
    return (
        *(ir.Stands(cell.name, words) for words in STANDINGS),
        ir.Ever(cell.name),
        *(ir.Booked(cell.name, request) for request in asking),
    )


@frozen
class Asking:
    """One request: its choices and whatever else moves its cells, with the timers that those wait for."""

    info: ir.RequestInfo
    events: tuple[ir.Event, ...]
    timers: tuple[ir.Timer, ...]


@st.composite
def askings(draw: st.DrawFn, request: str, cells: Sequence[str], words: Vocabulary) -> Asking:
    """A request for *cells*: choices, then perhaps a way to withdraw, its carrying out, an expiry."""
    timers = draw(timers_of(request))
    refusing = st.lists(st.sampled_from(("no", "later")), max_size=2, unique=True)
    answers = ["yes", *draw(refusing)]
    choices = [draw(choosing(request, answer, cells, words, timers)) for answer in answers]
    others: list[ir.Event] = []
    ways_out = draw(st.integers(0, 2))
    if ways_out:
        others.append(draw(withdrawing(request, cells, words, timers)))
    if ways_out > 1:
        others.append(draw(carrying_out(request, cells, timers)))
    if f"{request}.expiry" in timers:
        others.append(draw(expiring(request, cells, timers)))
    info = ir.RequestInfo(
        request,
        to="Attendee",
        by=PARTIES[0],
        choices=tuple(ir.ChoiceInfo(answer, f"{answer} (says {answer})") for answer in answers),
        span=SPAN,
    )
    return Asking(info, (*choices, *others), tuple(timers.values()))


Timers = dict[str, ir.Timer]


@st.composite
def timers_of(draw: st.DrawFn, request: str) -> Timers:
    """Few days, so that deadlines and the dates of terms meet often."""
    names = draw(st.lists(st.sampled_from(("expiry", "stopping", "again")), max_size=2, unique=True))
    timers = {}
    for name in names:
        least = draw(st.integers(0, 3))
        most = least + draw(st.integers(0, 1))
        urgent = draw(st.booleans()) if name == "expiry" else name == "stopping"
        timers[f"{request}.{name}"] = ir.Timer(f"{request}.{name}", least, most, urgent)
    return timers


@st.composite
def choosing(
    draw: st.DrawFn, request: str, answer: str, cells: Sequence[str], words: Vocabulary, timers: Timers
) -> ir.Event:
    """Somebody chooses *answer*."""
    effects = [effect for cell in cells for effect in draw(answering(request, answer, cell, words))]
    yes = answer == "yes"
    again = timers.get(f"{request}.again")
    return ir.Event(
        f"{request}.{answer}",
        "choose",
        f"Attendee chooses {answer} in {request}",
        actor="Attendee",
        request=request,
        choice=answer,
        guard=draw(usually_true(spoken(words.moment, depth=1) | of_ledger(words, depth=1))),
        effects=tuple(effects),
        starts=_known(timers, request, "expiry" if yes else "again"),
        stops=_known(timers, request, "stopping") if yes or draw(st.booleans()) else (),
        after=again.name if again is not None and draw(st.booleans()) else None,
    )


def _known(timers: Timers, request: str, *names: str) -> tuple[str, ...]:
    return tuple(f"{request}.{name}" for name in names if f"{request}.{name}" in timers)


@st.composite
def answering(
    draw: st.DrawFn, request: str, answer: str, cell: str, words: Vocabulary
) -> tuple[ir.Effect, ...]:
    """What one choice does to one cell: a yes covers it, is booked beyond its scope, or is a no to it."""
    if answer == "later":
        return ()
    when = draw(usually_true(spoken(words.moment, depth=1)))
    if answer == "no":
        return (ir.Refuse(cell, request, when), ir.Unbook(cell, request, ir.negate(when)))
    granting = ir.Grant(cell, request, answer, when)
    return draw(
        st.sampled_from(
            (
                (evolve(granting, when=ir.TRUE),),
                (evolve(granting, when=ir.TRUE),),
                (granting, ir.Refuse(cell, request, ir.negate(when))),
                (granting, ir.Book(cell, request, ir.negate(when))),
                (ir.Book(cell, request, ir.TRUE),),
            )
        )
    )


@st.composite
def withdrawing(
    draw: st.DrawFn, request: str, cells: Sequence[str], words: Vocabulary, timers: Timers
) -> ir.Event:
    """Somebody takes the yes back: use stops at once, sometimes, or when that is carried out."""
    clears = draw(st.sampled_from((ir.TRUE, ir.FALSE)) | spoken(words.moment, depth=1))
    standing = ir.any_of(*(ir.Stands(cell, ("given",)) for cell in cells))
    return ir.Event(
        f"{request}.withdraw",
        "withdraw",
        f"Attendee withdraws from {request}",
        actor="Attendee",
        request=request,
        choice=None,
        guard=draw(st.sampled_from((standing, ir.TRUE))),
        effects=tuple(ir.Withdraw(cell, request, clears) for cell in cells),
        starts=_known(timers, request, "stopping"),
        stops=_known(timers, request, "expiry"),
    )


@st.composite
def carrying_out(draw: st.DrawFn, request: str, cells: Sequence[str], timers: Timers) -> ir.Event:
    """The user does as the withdrawal says: within its time, or exactly at the end of it."""
    stopping = _known(timers, request, "stopping")
    unless_given = {cell: ir.negate(ir.Stands(cell, ("given",))) for cell in cells}
    whens: dict[str, ir.Expr] = unless_given if draw(st.booleans()) else dict.fromkeys(cells, ir.TRUE)
    exactly = bool(stopping) and draw(st.booleans())
    return ir.Event(
        f"{request}.carry_out",
        "carry_out",
        f"what was withdrawn in {request} is carried out",
        actor=None,
        request=request,
        choice=None,
        guard=ir.any_of(*(ir.Booked(cell, request) for cell in cells)),
        effects=tuple(ir.Unbook(cell, request, when) for cell, when in whens.items()),
        stops=() if exactly else stopping,
        due=stopping[0] if exactly else None,
    )


@st.composite
def expiring(draw: st.DrawFn, request: str, cells: Sequence[str], timers: Timers) -> ir.Event:
    """The yes runs out; sometimes some deadline waits to be asked again from then on."""
    return ir.Event(
        f"{request}.expire",
        "expire",
        f"the yes of {request} runs out",
        actor=None,
        request=request,
        choice=None,
        guard=ir.TRUE,
        effects=tuple(ir.Expire(cell, request) for cell in cells),
        starts=_known(timers, request, "again") if draw(st.booleans()) else (),
        due=f"{request}.expiry",
    )


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
        fires=draw(st.sampled_from(plain) | of_ledger(words, depth=1)),
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
    sites = tuple(ir.Grant(c, r, "yes", ir.TRUE) for c, rs in asking.items() for r in rs)
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


@st.composite
def timetables(draw: st.DrawFn) -> ir.Program:
    """A program with nothing but deadlines and dates: hardly any order of its events has days."""
    timers = draw(st.lists(st.builds(_timer, DAYS, DAYS, st.booleans()), min_size=1, max_size=3))
    clocks = tuple(f"timer{number}" for number in range(len(timers)))
    several = st.lists(st.sampled_from(clocks), max_size=2, unique=True).map(tuple)
    perhaps = st.sampled_from((None, None, *clocks))
    chains = draw(st.sampled_from(((), ("chain0",), ("chain0", "chain1"))))
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
            stops=draw(several),
            due=draw(perhaps),
            after=draw(perhaps),
        )
        for number in range(draw(st.integers(1, 4)))
    ]
    begun = [evolve(event, guard=ir.TRUE, starts=draw(several)) for event in moving.events]
    return program(
        facts=[*moving.facts],
        chains=[*moving.chains],
        timers=[evolve(timer, name=name) for name, timer in zip(clocks, timers, strict=True)],
        events=[*begun, *waiting],
    )


DAYS = st.integers(0, 4)


def _timer(least: int, more: int, urgent: bool) -> ir.Timer:  # noqa: FBT001 - drawn
    return ir.Timer("", least, least + more, urgent)


@st.composite
def ledgers(draw: st.DrawFn, requests: Sequence[str]) -> tuple[list[ir.Cell], dict[str, list[str]]]:
    """One to three cells, each with the requests that ask for it; three only when one request asks."""
    count = draw(st.integers(1, 3 if len(requests) == 1 else 2))
    cells = [
        ir.Cell(f"cell{i}", "Attendee", "Attendee", "Vendor", (f"data{i}",), "training", None)
        for i in range(count)
    ]
    some = st.lists(st.sampled_from(requests), min_size=1, unique=True).map(sorted)
    return cells, {cell.name: draw(some) for cell in cells}


# --- scenarios --------------------------------------------------------------------------------------


def allowed(program: ir.Program, made: Collection[str] = ()) -> list[dict[str, str]]:
    """Every answer to all facts that no constraint excludes; of edits, those *made* are."""
    names = list(program.facts)
    edits = {name: ("yes",) if name in made else ("no",) for name in names}
    choices = [edits[f.name] if f.kind == "edit" else f.values for f in program.facts.values()]
    complete = (dict(zip(names, values, strict=True)) for values in product(*choices))
    return [answers for answers in complete if obeys(program, answers)]


def obeys(program: ir.Program, answers: dict[str, str]) -> bool:
    """Whether *answers* satisfy every constraint."""
    opening = start(program, answers)
    return all(holds(program, line.expr, answers, opening) for line in program.constraints)


def any_facts(program: ir.Program) -> st.SearchStrategy[dict[str, str]]:
    """Some answer to every fact, allowed or not."""
    return st.fixed_dictionaries({fact.name: st.sampled_from(fact.values) for fact in program.facts.values()})


@st.composite
def scenarios(draw: st.DrawFn, program: ir.Program, most: int = 5) -> Scenario:
    """Any answers and any run of events, possible or not."""
    names = tuple(program.events)
    events = draw(st.lists(st.sampled_from(names), max_size=most)) if names else []
    return Scenario(draw(any_facts(program)), tuple(events))


@st.composite
def walks(draw: st.DrawFn, program: ir.Program, most: int = 6) -> Scenario:
    """A scenario that happens: answers that the constraints allow, and one possible event after another."""
    possible = [facts for facts in allowed(program) if happens(program, Scenario(facts))]
    assume(possible)
    walk = Scenario(draw(st.sampled_from(possible)))
    for _ in range(draw(st.integers(0, most))):
        longer = (evolve(walk, events=(*walk.events, name)) for name in program.events)
        going_on = [scenario for scenario in longer if happens(program, scenario)]
        walk = draw(st.sampled_from(going_on or [walk]))
    return walk


def happens(program: ir.Program, scenario: Scenario) -> bool:
    """Whether the interpreter lets *scenario* happen."""
    try:
        run(program, scenario)
    except Impossible:
        return False
    return True
