"""
The core: what a policy means, small and flat.

A `Program` is a guarded transition system over a few finite things. *Facts* are chosen once, at the
start of a story (an open fact is open here: both answers are explored). The *state* moves with events:
features, versions of terms, changing facts, and for each thing that can be consented to a *cell*, the
ledger of yes and no. Everything said about a moment is an `Expr`, ground: no variables, no quantifiers,
no names left to look up. What must hold is an `Obligation`: it *fires* at some moments, and each of its
faults says when a rule is broken then. `eval.interpret` says what all of this means; every other reading
is tested to agree with it.

Nodes compare by value and hash once, so that equal expressions are encoded once.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Literal

from attrs import field, frozen

from consentlang.core.shown import Shown
from consentlang.source import Span

# --- expressions ------------------------------------------------------------------------------------


@frozen(cache_hash=True, repr=False)
class Const(Shown):
    """True or false by the shape of the policy (an empty quantifier, a thing compared with itself)."""

    value: bool


@frozen(cache_hash=True, repr=False)
class Said(Shown):
    """True or false because a line of the policy says so: `words` repeats it, `span` points at it."""

    value: bool
    words: str
    span: Span = field(repr=False)


@frozen(cache_hash=True, repr=False)
class Is(Shown):
    """The fact (chosen, or changing: then as it is at the moment) has one of *values*, sorted."""

    fact: str
    values: tuple[str, ...]


@frozen(cache_hash=True, repr=False)
class Not(Shown):
    """The opposite."""

    of: "Expr"


@frozen(cache_hash=True, repr=False)
class All(Shown):
    """Every part holds; with no parts, true."""

    parts: tuple["Expr", ...]


@frozen(cache_hash=True, repr=False)
class Any(Shown):
    """Some part holds; with no parts, false."""

    parts: tuple["Expr", ...]


@frozen(cache_hash=True, repr=False)
class Defined(Shown):
    """What the definition of this name says at the moment (`relation ... when`, `power ... when`)."""

    name: str


@frozen(cache_hash=True, repr=False)
class On(Shown):
    """The feature is on."""

    feature: str


@frozen(cache_hash=True, repr=False)
class SwitchedBy(Shown):
    """The feature is on, and in this story this party switched it on."""

    feature: str
    party: str


@frozen(cache_hash=True, repr=False)
class InForce(Shown):
    """One of these versions of the chain of terms is in force."""

    chain: str
    versions: tuple[str, ...]


Sign = Literal["yes", "no", "silent", "conflict"]


@frozen(cache_hash=True, repr=False)
class Outcome(Shown):
    """What the clauses in force say of the issue is one of *signs*."""

    issue: str
    signs: tuple[Sign, ...]


Standing = Literal["none", "given", "refused", "withdrawn", "expired"]


@frozen(cache_hash=True, repr=False)
class Stands(Shown):
    """The cell's last word is one of *standings*."""

    cell: str
    standings: tuple[Standing, ...]


@frozen(cache_hash=True, repr=False)
class Ever(Shown):
    """A yes was given in this cell at some moment of the story."""

    cell: str


@frozen(cache_hash=True, repr=False)
class Booked(Shown):
    """In the books of the user a yes to this cell obtained by *request* stands (rightly or not)."""

    cell: str
    request: str


@frozen(cache_hash=True, repr=False)
class AtGrant(Shown):
    """A yes given by *choice* of *request* stands in the cell, and *body* held when it was given."""

    cell: str
    request: str
    choice: str
    body: "Expr"


Expr = (
    Const
    | Said
    | Is
    | Not
    | All
    | Any
    | Defined
    | On
    | SwitchedBy
    | InForce
    | Outcome
    | Stands
    | Ever
    | Booked
    | AtGrant
)

TRUE = Const(value=True)
FALSE = Const(value=False)
"""The only two constants that `all_of`, `any_of` and `negate` fold: compare with `is`."""


def all_of(*parts: Expr) -> Expr:
    """The conjunction, flattened; constants fold, what a line says stays (it is the cause of things)."""
    flat: dict[Expr, None] = {}
    for part in parts:
        if part is FALSE:
            return FALSE
        if type(part) is All:
            flat.update(dict.fromkeys(part.parts))
        elif part is not TRUE:
            flat[part] = None
    if len(flat) == 1:
        return next(iter(flat))
    return All(tuple(flat)) if flat else TRUE


def any_of(*parts: Expr) -> Expr:
    """The disjunction, flattened; constants fold."""
    flat: dict[Expr, None] = {}
    for part in parts:
        if part is TRUE:
            return TRUE
        if type(part) is Any:
            flat.update(dict.fromkeys(part.parts))
        elif part is not FALSE:
            flat[part] = None
    if len(flat) == 1:
        return next(iter(flat))
    return Any(tuple(flat)) if flat else FALSE


def negate(expr: Expr) -> Expr:
    """The opposite, without double negation."""
    match expr:
        case Not(of=inner):
            return inner
        case Const(value=value):
            return FALSE if value else TRUE
        case _:
            return Not(expr)


def below(expr: Expr) -> tuple[Expr, ...]:
    """The expressions directly inside."""
    match expr:
        case Not(of=inner) | AtGrant(body=inner):
            return (inner,)
        case All(parts=parts) | Any(parts=parts):
            return parts
        case _:
            return ()


def walk(expr: Expr) -> Iterator[Expr]:
    """*expr* and all expressions inside it, parents first (not into definitions or issues)."""
    stack = [expr]
    while stack:
        top = stack.pop()
        yield top
        stack.extend(reversed(below(top)))


# --- facts ------------------------------------------------------------------------------------------

YES_NO = ("no", "yes")


@frozen(repr=False)
class Fact(Shown):
    """
    One open question of the policy: which answers are possible, and how each reads.

    `named` if a line of the author's files mentions it, else it is unsaid. `judged` if an answer in the
    author's favour is somebody's judgement (power, necessity, a cost said to be nothing).
    """

    name: str
    values: tuple[str, ...]
    words: Mapping[str, str] = field(eq=False)
    """A sentence for each value: `Org employs the Attendee`."""
    settle: Mapping[str, str] = field(eq=False)
    """The line that would settle it at each value; a value without one cannot be settled by a line."""
    named: bool
    judged: bool = False
    kind: Literal["fact", "power", "necessity", "attribute", "request", "person", "start", "edit"] = "fact"
    span: Span | None = field(default=None, eq=False, repr=False)
    order: int = 0
    """Position in source order, for ties."""
    best: str | None = None
    """The answer that a careful author would settle it at, where there is one that is always good."""
    request: str | None = None
    """The request whose line would settle it, where it is one."""


@frozen(repr=False)
class Changing(Shown):
    """A fact that events may change: its values, and the chosen fact that says how a story starts."""

    name: str
    values: tuple[str, ...]
    start: str
    words: Mapping[str, str] = field(eq=False)


@frozen(repr=False)
class Constraint(Shown):
    """
    Something every scenario obeys, over chosen facts only.

    `given` is settled by the author; `assume` is leaned on and named in the verdict, as is a judged
    `given`; `structure` follows from what words mean (a name that is the same person is so both ways).
    """

    name: str
    expr: Expr
    kind: Literal["given", "assume", "structure"]
    judged: bool
    words: str
    """How the verdict names it: the author's line, or the library's reason."""
    source: str
    """`policy`, or the library it comes from (`std.usual`)."""
    span: Span | None = field(default=None, eq=False, repr=False)


@frozen(repr=False)
class Edit(Shown):
    """
    A change to a request that could mend it: *fact* (kind `edit`, false unless made) is true in the
    edited policy. `line` is what an author would write, `words` says it in a sentence.
    """

    name: str
    fact: str
    kind: Literal["refusal", "told", "record", "withdraw", "per_purpose", "subject_decides", "active"]
    request: str
    words: str
    line: str
    order: int = 0


# --- terms ------------------------------------------------------------------------------------------


@frozen(repr=False)
class Ruling(Shown):
    """
    A clause on one issue: speaks with *sign* when *condition* holds (it is in force, it applies)
    and no ruling in *overruled_by* is alive with the opposite sign.
    """

    name: str
    permits: bool
    condition: Expr
    overruled_by: tuple[str, ...]
    span: Span = field(eq=False, repr=False)
    data: str = ""
    """The name in its words by which it reaches the data of the issue: the leaf, or what contains it."""
    purpose: str = ""
    """The name in its words by which it reaches the purpose."""
    doubtful: bool = False
    """Whether it reaches the data is not said: that is only derived from what it names."""
    provided: str = ""
    """What it depends on, as written: `without consent of Org`."""
    cite: str | None = None
    """Where it stands in the author's terms: `10.4, last sentence`."""


@frozen(repr=False)
class Issue(Shown):
    """
    One thing that clauses may speak of: party, act, leaf of data, leaf of purpose, recipient, subject.
    *rulings* stand from the top of the order down: whoever overrules comes before.
    """

    name: str
    words: str
    rulings: tuple[Ruling, ...]
    user: str = ""
    verb: str = ""
    data: tuple[str, ...] = ()
    """Leaves that the policy treats alike, of which the first stands for all."""
    data_within: str | None = None
    """What the leaf of data is a part of."""
    purpose: str = ""
    recipient: str | None = None
    subject: str = ""


@frozen(repr=False)
class Version(Shown):
    """One version of a chain of terms; *start* is a day ordinal, or None where no date is written."""

    name: str
    start: int | None
    span: Span = field(eq=False, repr=False)


@frozen(repr=False)
class Chain(Shown):
    """
    Versions of the same terms, first to last. The chosen fact *start* says which one a story opens
    under (its values are the versions' names).
    """

    name: str
    versions: tuple[Version, ...]
    start: str


# --- state and events -------------------------------------------------------------------------------


@frozen(repr=False)
class Feature(Shown):
    """A switch. *starts* says whether a story opens with it on (then nobody in the story switched it)."""

    name: str
    starts: Expr
    span: Span = field(eq=False, repr=False)


@frozen(repr=False)
class Cell(Shown):
    """
    The ledger of one possible yes: *consenter* says it, about *subject*'s *data*, to *user* for *purpose*
    (handing it to *recipient*, where that is the act). Leaves that the policy treats alike share a cell:
    *data* lists them.
    """

    name: str
    consenter: str
    subject: str
    user: str
    data: tuple[str, ...]
    purpose: str
    recipient: str | None


@frozen(repr=False)
class SetFeature(Shown):
    """The feature is now on, by *by*; None: off."""

    feature: str
    by: str | None


@frozen(repr=False)
class SetTerms(Shown):
    """The version is now in force in its chain."""

    chain: str
    version: str


@frozen(repr=False)
class SetFact(Shown):
    """The changing fact now has this value."""

    fact: str
    value: str


@frozen(repr=False)
class Grant(Shown):
    """Where *when* holds: a yes by *choice* of *request*, with the moment kept; booked."""

    cell: str
    request: str
    choice: str
    when: Expr


@frozen(repr=False)
class Book(Shown):
    """Where *when* holds: the user books a yes by *request* that was not one to this cell."""

    cell: str
    request: str
    when: Expr


@frozen(repr=False)
class Refuse(Shown):
    """Where *when* holds: a no; every yes in the cell ends, the booking by *request* too."""

    cell: str
    request: str
    when: Expr


@frozen(repr=False)
class Withdraw(Shown):
    """Where *when* holds: every yes in the cell ends; the booking by *request* ends too if *clears*."""

    cell: str
    request: str
    clears: Expr
    when: Expr = TRUE


@frozen(repr=False)
class Expire(Shown):
    """The yes by *request* ends, and its booking."""

    cell: str
    request: str


@frozen(repr=False)
class Unbook(Shown):
    """Where *when* holds: the booking by *request* ends (a withdrawal has been carried out)."""

    cell: str
    request: str
    when: Expr


Effect = SetFeature | SetTerms | SetFact | Grant | Book | Refuse | Withdraw | Expire | Unbook


@frozen(repr=False)
class Timer(Shown):
    """
    A deadline: *least* to *most* days (months differ in length). While an `urgent` one runs, no moment
    lies beyond it; one that is not merely has to have passed before events that wait for it.
    """

    name: str
    least: int
    most: int
    urgent: bool


@frozen(repr=False)
class Event(Shown):
    """
    Something that may happen when *guard* holds at that moment.

    Time: it starts and stops timers; `due` names a timer that must be running and runs out exactly now;
    `after` one that, if running, must have run out. A version of terms comes into force on its day.
    """

    name: str
    kind: Literal[
        "switch_on", "switch_off", "choose", "withdraw", "carry_out", "expire", "in_force", "becomes"
    ]
    words: str
    """One sentence: `Host switches Summary on`."""
    actor: str | None
    request: str | None
    choice: str | None
    guard: Expr
    effects: tuple[Effect, ...]
    starts: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    due: str | None = None
    after: str | None = None
    order: int = 0
    span: Span | None = field(default=None, eq=False, repr=False)


@frozen(repr=False)
class ChoiceInfo(Shown):
    """What the story tells of a choice: its answer and what it costs, in words."""

    name: str
    words: str
    """`proceed (says yes to summary and training)`."""
    span: Span | None = field(default=None, eq=False, repr=False)
    edit: str | None = None
    """The edit fact under which it exists, for a choice that the policy does not have (yet)."""


@frozen(repr=False)
class RequestInfo(Shown):
    """What the story tells of a request."""

    name: str
    to: str
    by: str
    choices: tuple[ChoiceInfo, ...]
    span: Span = field(eq=False, repr=False)
    withdraw: Span | None = field(default=None, eq=False, repr=False)
    """The line that says how to withdraw, where one is written."""


# --- what must hold ---------------------------------------------------------------------------------


@frozen(repr=False)
class Element(Shown):
    """One thing valid consent must be, under a regime."""

    name: str
    regime: str
    words: str
    cites: tuple[str, ...]


@frozen(repr=False)
class Fault(Shown):
    """
    One way in which an obligation is broken: *fails* holds at the moment of use.

    `rule` from the law (or a claim of the author), `built-in` from what consent and terms mean;
    `factor` is listed and never breaks anything; `elsewhere`: what is wrong lies in another way of the
    obligation, and is told there.
    """

    name: str
    """`gdpr.imbalance`; `withdrawn`."""
    code: str
    kind: Literal["rule", "built-in", "factor", "elsewhere"]
    element: str | None
    """Key in `Program.elements`: `gdpr.free`."""
    reason: str
    fails: Expr
    coercion: bool = False
    contested: str | None = None
    unverified: bool = False
    cites: tuple[str, ...] = ()
    advice: str | None = None
    request: str | None = None
    span: Span | None = field(default=None, eq=False, repr=False)
    grounds: tuple[str, ...] = ()
    """The names under which decisions of authorities file it."""
    graver: tuple[str, ...] = ()
    """Names of faults: where one of them fails too, this one is a part of it and not filed apart."""

    @property
    def decides(self) -> bool:
        """Whether it can break the obligation at all."""
        return self.kind != "factor"

    @property
    def told(self) -> bool:
        """Whether there is anything to tell of it."""
        return self.kind != "elsewhere"


@frozen(repr=False)
class Way(Shown):
    """One basis the use relies on: the requests it needs, and how each can fail."""

    requests: tuple[str, ...]
    faults: tuple[Fault, ...]


@frozen(slots=False, repr=False)
class Obligation(Shown):
    """
    Whenever *fires*, some way has no deciding fault. `use on consent via R or S` has two ways; all else
    has one.

    `kind`: *consent* (per use, subject role, leaf, purpose, regime), *basis* (a use on another basis,
    per regime: consent required? forbidden?), *terms* (the use stays within the terms in force), *claim*.
    """

    name: str
    kind: Literal["consent", "basis", "terms", "claim"]
    words: str
    """What it says must hold, in a sentence."""
    fires: Expr
    ways: tuple[Way, ...]
    use: str | None = None
    subject: str | None = None
    user: str | None = None
    data: tuple[str, ...] = ()
    purpose: str | None = None
    recipient: str | None = None
    """With whom the data is shared, where that is the act; None: it is used."""
    regime: str | None = None
    claim: str | None = None
    order: int = 0
    span: Span | None = field(default=None, eq=False, repr=False)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Those of all ways."""
        return tuple(fault for way in self.ways for fault in way.faults)

    @cached_property
    def broken(self) -> Expr:
        """It fires, and every way is blocked by a deciding fault."""
        blocked = (any_of(*(f.fails for f in way.faults if f.decides)) for way in self.ways)
        return all_of(self.fires, *blocked)


@frozen(repr=False)
class Claim(Shown):
    """A claim of the author: it holds iff all these obligations do (by name). None: it matched nothing."""

    name: str
    words: str
    obligations: tuple[str, ...]
    span: Span = field(eq=False, repr=False)


@frozen(repr=False)
class Query(Shown):
    """`ask`: can *formula* hold at some reachable moment (under this version of terms only, if named)?"""

    question: str
    formula: Expr
    under: tuple[str, str] | None
    """Chain and version."""
    expect: Literal["yes", "no"] | None
    span: Span = field(eq=False, repr=False)


@frozen(repr=False)
class Expectation(Shown):
    """One `expect` line of a scenario: *expr* at that moment, in every completion."""

    words: str
    expr: Expr
    span: Span = field(eq=False, repr=False)


@frozen(repr=False)
class Trial(Shown):
    """`scenario`: facts given, then events and expectations in order."""

    title: str
    givens: tuple[Expr, ...]
    """Over chosen facts only."""
    steps: tuple[str | Expectation, ...]
    """Names of events, and what is expected between and after them."""
    span: Span = field(eq=False, repr=False)


Held = Literal["valid", "invalid", "depends", "not_required"]


@frozen(repr=False)
class Holding(Shown):
    """
    What an authority held about the practice: *expect*, *under* these regimes of the program, on *grounds*.

    *elsewhere* are laws that are not written down here. *contested*: who holds otherwise.
    """

    name: str
    title: str | None
    cites: str | None
    under: tuple[str, ...]
    elsewhere: tuple[str, ...]
    expect: Held
    grounds: tuple[str, ...]
    contested: str | None
    span: Span = field(eq=False, repr=False)


@frozen(eq=False, repr=False)
class Program(Shown):
    """
    Everything `verify` looks at. Mappings are in source order; `definitions` and each issue's rulings
    in dependency order, so that one pass evaluates them.
    """

    title: str
    facts: Mapping[str, Fact]
    changing: Mapping[str, Changing]
    constraints: tuple[Constraint, ...]
    definitions: Mapping[str, Expr]
    issues: Mapping[str, Issue]
    features: Mapping[str, Feature]
    chains: Mapping[str, Chain]
    cells: Mapping[str, Cell]
    timers: Mapping[str, Timer]
    events: Mapping[str, Event]
    requests: Mapping[str, RequestInfo]
    elements: Mapping[str, Element]
    edits: Mapping[str, Edit]
    obligations: tuple[Obligation, ...]
    claims: tuple[Claim, ...]
    queries: tuple[Query, ...]
    trials: tuple[Trial, ...]
    unchecked: tuple[str, ...]
    """Sentences on what was not checked: uses on another basis, for one."""
    author_words: tuple[str, ...] = ()
    """Attributes that the policy sets: listed in the verdict as the author's word."""
    holdings: tuple[Holding, ...] = ()
