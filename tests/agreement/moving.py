"""Random facts, lines that settle them, and what moves with events: features, terms, facts that change."""

from itertools import combinations, pairwise
from typing import Literal

from attrs import evolve, frozen
from hypothesis import strategies as st

from consentlang.core import ir
from tests.agreement.vocabulary import PARTIES, SPAN, Vocabulary, answers_of, deeper, spoken, usually_true

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
        draw(leaf | leaf | either | deeper(leaf, 2)),
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
    gaps = draw(st.lists(st.sampled_from((1, 0, 2, 6)), min_size=1, max_size=3))
    dated = st.sampled_from((True, True, False))
    days = [sum(gaps[: i + 1]) if draw(dated) else None for i in range(len(gaps))]
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
