"""
The syntax tree: what an author wrote, in the order it was written.

Every node is frozen, carries the span it was read from, and compares by identity: two lines that say
the same thing are still two lines. Comments are kept on `File`, by offset, for `format` alone.
What a node *means* is said in `core`; here each docstring shows the words it stands for.
"""

from collections.abc import Iterator
from typing import Literal

from attrs import field, frozen

from consentlang.source import Span


@frozen(eq=False, repr=False)
class Node:
    """Anything that was written somewhere."""

    span: Span = field(kw_only=True)

    def __repr__(self) -> str:
        """Its kind and its words: one for all, since making one for each class takes longer than parsing."""
        return f"{type(self).__name__}({self.span.text!r})"


@frozen(eq=False, repr=False)
class Name(Node):
    """One occurrence of an identifier, NFC-normalised."""

    text: str


@frozen(eq=False, repr=False)
class Text(Node):
    """A string in double quotes, unescaped."""

    value: str


@frozen(eq=False, repr=False)
class DottedName(Node):
    """`std.gdpr`: the path of a library."""

    parts: tuple[Name, ...]

    @property
    def text(self) -> str:
        """The path as written, with dots."""
        return ".".join(part.text for part in self.parts)


@frozen(eq=False, repr=False)
class Date(Node):
    """`2023-08-07`: a day of the proleptic Gregorian calendar, ISO 8601; its ordinal counts days."""

    iso: str
    ordinal: int


# --- terms: what a formula speaks about -------------------------------------------------------------

Unit = Literal["day", "week", "month", "year"]


@frozen(eq=False, repr=False)
class Ref(Node):
    """A name used as a value: `subject`, `Org`, `JoinNotice`, `EU`."""

    name: Name


@frozen(eq=False, repr=False)
class Member(Node):
    """`r.costs`, `Summary.on`, `Attendee.residence`."""

    of: "Term"
    name: Name


@frozen(eq=False, repr=False)
class Call(Node):
    """`employs(Org, Attendee)`, `request.tells(purpose)`, `consents(Attendee)`."""

    function: "Ref | Member"
    arguments: tuple["Term", ...]


@frozen(eq=False, repr=False)
class Number(Node):
    """A whole number, zero or more."""

    value: int


@frozen(eq=False, repr=False)
class Duration(Node):
    """`12 months`, `30 days`: a count of calendar units."""

    count: int
    unit: Unit


@frozen(eq=False, repr=False)
class Money(Node):
    """`10 EUR`: a whole amount and an ISO 4217 code as written."""

    amount: int
    currency: Name


Term = Ref | Member | Call | Number | Duration | Money

# --- formulas: what is true or not ------------------------------------------------------------------

Comparison = Literal["=", "!=", "<", "<=", ">", ">="]
Quantifier = Literal["some", "every", "no"]
Verb = Literal["use", "share"]
Modality = Literal["does", "may", "must not"]


@frozen(eq=False, repr=False)
class Constant(Node):
    """`true`, `false`."""

    value: bool


@frozen(eq=False, repr=False)
class Not(Node):
    """`not F`."""

    operand: "Formula"


@frozen(eq=False, repr=False)
class And(Node):
    """`F and G and H`: two operands or more."""

    operands: tuple["Formula", ...]


@frozen(eq=False, repr=False)
class Or(Node):
    """`F or G or H`: two operands or more; binds weaker than `and`."""

    operands: tuple["Formula", ...]


@frozen(eq=False, repr=False)
class Quantified(Node):
    """`some p of interested { power(p, subject) }`; also `every`, `no`."""

    quantifier: Quantifier
    variable: Name
    collection: Term
    body: "Formula"


@frozen(eq=False, repr=False)
class Compare(Node):
    """`Attendee.age < 16`, `decider != subject`, `c.act = clicking`."""

    left: Term
    operator: Comparison
    right: Term


@frozen(eq=False, repr=False)
class IsA(Node):
    """`data is device`, `p is not organisation`: a kind or a yes/no attribute."""

    term: Term
    kind: Name
    negated: bool


@frozen(eq=False, repr=False)
class Holds(Node):
    """A term that is itself true or not: `Summary.on`, `r.costs`, `consents(Attendee)`, `within_terms`."""

    term: Term


@frozen(eq=False, repr=False)
class Power(Node):
    """`power Org over Attendee` (the call `power(Org, Attendee)` is built as this node too)."""

    holder: Term
    over: Term


@frozen(eq=False, repr=False)
class Doing(Node):
    """`Vendor uses audio for training` (does), `Vendor may use audio for training` (may, must not)."""

    party: Term
    modality: Modality
    action: "Action"


@frozen(eq=False, repr=False)
class Valid(Node):
    """`valid`, `valid under gdpr`: of the consent that the surrounding line is about."""

    regime: Name | None


Formula = Constant | Not | And | Or | Quantified | Compare | IsA | Holds | Power | Doing | Valid

# --- pieces shared by several items -----------------------------------------------------------------


@frozen(eq=False, repr=False)
class Action(Node):
    """`use audio and video for training`, `share CustomerContent with Partner and Lab for research`."""

    verb: Verb
    data: tuple[Name, ...]
    purposes: tuple[Name, ...]
    recipients: tuple[Name, ...] = ()
    derived: Literal["including", "excluding"] | None = None
    """`including derived` / `excluding derived` behind the data; None where nothing is said."""


@frozen(eq=False, repr=False)
class Words(Node):
    """Free text that goes with a line: a citation, a reason, a label for the reader."""

    value: str


# --- people -----------------------------------------------------------------------------------------


@frozen(eq=False, repr=False)
class Party(Node):
    """`party Host is person, acts for Org, may be Attendee` (a role; `many`: the subject and another)."""

    name: Name
    kinds: tuple[Name, ...]
    many: bool
    acts_for: tuple[Name, ...]
    may_be: tuple[Name, ...]
    label: Text | None = None


@frozen(eq=False, repr=False)
class FactDecl(Node):
    """
    `relation employs(Org, Attendee)`; `fact locked "the doors are locked" changing`;
    `fact mood(Host) one of { good, bad }`; `relation boss(Org, Host) when employs(Org, Host)`.

    Yes/no unless `values` (an enumeration) or `number`. Defined where `when` is written.
    In a library, parameters may be kinds: `relation employs(organisation, person)`.
    """

    keyword: Literal["relation", "fact"]
    name: Name
    parameters: tuple[Name, ...]
    label: Text | None
    values: tuple[Name, ...]
    number: bool
    changing: bool
    judged: bool
    when: Formula | None


@frozen(eq=False, repr=False)
class PowerDecl(Node):
    """
    `power Org over Attendee [at least] [when F]`; in a library also
    `power every organisation p over every person q at least when employs(p, q)`.
    """

    holder: Name
    over: Name
    at_least: bool
    when: Formula | None
    holder_kind: Name | None = None
    over_kind: Name | None = None


@frozen(eq=False, repr=False)
class Guardian(Node):
    """`guardian Parent of Pupil [at least] [when F]`: settles who may consent for whom."""

    guardian: Name
    ward: Name
    at_least: bool
    when: Formula | None


@frozen(eq=False, repr=False)
class Given(Node):
    """`given no power Vendor over Attendee "reason"`; `assume Attendee.age >= 18 "adults only"`."""

    keyword: Literal["given", "assume"]
    formula: Formula
    reason: Text | None


# --- what -------------------------------------------------------------------------------------------


@frozen(eq=False, repr=False)
class DataDecl(Node):
    """
    `data CustomerContent about Attendee is ordinary derived from audio { audio, chat is special { dm } }`.

    Children inherit `about` and `is` unless they say their own. `attributes` is None where no `is` was
    written (open), `(ordinary,)` for none of the special ones. A line that only repeats a known name
    with `is` sets its attributes.
    """

    name: Name
    about: tuple[Name, ...]
    attributes: tuple[Name, ...] | None
    derived_from: tuple[Name, ...]
    children: tuple["DataDecl", ...]
    label: Text | None = None


@frozen(eq=False, repr=False)
class PurposeDecl(Node):
    """`purpose training within improvement "train AI models"`."""

    name: Name
    within: Name | None
    attributes: tuple[Name, ...] | None
    label: Text | None


@frozen(eq=False, repr=False)
class LossDecl(Node):
    """`service Meeting [by Vendor] ["words"]`, `stake Job ["words"]`: what a person can lose."""

    keyword: Literal["service", "stake"]
    name: Name
    by: Name | None
    label: Text | None


@frozen(eq=False, repr=False)
class Necessary(Node):
    """`necessary audio and chat for summary in Meeting ["reason"]`."""

    data: tuple[Name, ...]
    purposes: tuple[Name, ...]
    service: Name
    reason: Text | None


# --- terms ------------------------------------------------------------------------------------------


@frozen(eq=False, repr=False)
class ConsentCondition(Node):
    """`without consent of Org`, `with consent of every Attendee`: nominal and standing."""

    negated: bool
    every: bool
    party: Name


@frozen(eq=False, repr=False)
class Clause(Node):
    """
    `clause caveat "10.4" notwithstanding content subject to law Vendor must not use audio for training
    without consent of Org when F except { clause ... }`.
    """

    label: Name
    citation: Text | None
    notwithstanding: tuple[Name, ...]
    subject_to: tuple[Name, ...]
    party: Name
    permits: bool
    action: Action
    consent: ConsentCondition | None
    when: Formula | None
    exceptions: tuple["Clause", ...]


@frozen(eq=False, repr=False)
class Repeal(Node):
    """`repeals content and usage`: those clauses are gone from this version on."""

    labels: tuple[Name, ...]


@frozen(eq=False, repr=False)
class Terms(Node):
    """`terms August from 2023-08-07 amends March { clause ... repeals ... }`."""

    name: Name
    start: Date | None
    amends: Name | None
    items: tuple[Clause | Repeal, ...]


# --- how people are asked ---------------------------------------------------------------------------


@frozen(eq=False, repr=False)
class Feature(Node):
    """
    `feature Summary switched on by Host or Org, off at start [when F]`; `start` None: not said, open.
    `when` limits when it can be switched on.
    """

    name: Name
    switched_by: tuple[Name, ...]
    start: Literal["on", "off"] | None
    when: Formula | None


Act = Literal[
    "clicking",
    "signing",
    "saying",
    "continuing",
    "silence",
    "opting_out",
    "conduct",
    "terms",
    "phone",
    "leaving",
    "writing",
    "setting",
]
"""How a choice is expressed. `leaving` is going away, `setting` a switch of the device or browser."""


@frozen(eq=False, repr=False)
class Consents(Node):
    """`consents`, `consents to training and summary`."""

    purposes: tuple[Name, ...]


@frozen(eq=False, repr=False)
class Refuses(Node):
    """`refuses`."""


@frozen(eq=False, repr=False)
class Postpones(Node):
    """`postpones`: neither yes nor no."""


@frozen(eq=False, repr=False)
class ByAct(Node):
    """`by clicking`, `by saying "I agree"`."""

    act: Act
    words: Text | None = None


@frozen(eq=False, repr=False)
class ByParty(Node):
    """`by Host for Attendee`: somebody else makes the choice."""

    party: Name
    on_behalf_of: Name | None


@frozen(eq=False, repr=False)
class Preselected(Node):
    """`preselected`, `preselected by Org`, `not preselected`."""

    value: bool
    by: Name | None


@frozen(eq=False, repr=False)
class Steps(Node):
    """`steps 2`: how many actions it takes."""

    count: int


@frozen(eq=False, repr=False)
class Shown(Node):
    """`shown equally`, `shown less prominent`, `shown hidden`."""

    prominence: Literal["equally", "less prominent", "hidden"]


@frozen(eq=False, repr=False)
class Loses(Node):
    """`loses Meeting and Job`; with no names: `loses nothing`."""

    losses: tuple[Name, ...]


@frozen(eq=False, repr=False)
class Pays(Node):
    """`pays 10 EUR`; None: `pays nothing`."""

    price: Money | None


@frozen(eq=False, repr=False)
class Gains(Node):
    """`gains discount`, `gains "a prize"`; None: `gains nothing`."""

    what: Name | Text | None


@frozen(eq=False, repr=False)
class Instead(Node):
    """`instead PaperForm`: an equivalent alternative that is offered; None: `instead nothing`."""

    alternative: Name | Text | None


@frozen(eq=False, repr=False)
class StopsUse(Node):
    """`stops use at once` (delay None and ever True), `within 30 days`, `never` (ever False)."""

    ever: bool
    delay: Duration | None


Phrase = (
    Consents
    | Refuses
    | Postpones
    | ByAct
    | ByParty
    | Preselected
    | Steps
    | Shown
    | Loses
    | Pays
    | Gains
    | Instead
    | StopsUse
)


@frozen(eq=False, repr=False)
class Guarded(Node):
    """`loses Meeting when employs(Org, Attendee) otherwise loses nothing`; without `otherwise`: open."""

    phrase: Phrase
    when: Formula
    otherwise: Phrase | None


@frozen(eq=False, repr=False)
class Choice(Node):
    """`choice proceed { consents by continuing, steps 1 }`."""

    name: Name
    phrases: tuple[Phrase | Guarded, ...]


@frozen(eq=False, repr=False)
class ForEachPurpose(Node):
    """`for each purpose { choice yes {...} choice no {...} }`: each purpose is answered apart."""

    choices: tuple[Choice, ...]


@frozen(eq=False, repr=False)
class ShownWhen(Node):
    """`when Summary.on`: the request is shown only while this holds."""

    formula: Formula


@frozen(eq=False, repr=False)
class Asks(Node):
    """`asks audio and chat by Vendor for summary, training to Partner [when F]`."""

    data: tuple[Name, ...]
    by: Name
    purposes: tuple[Name, ...]
    recipients: tuple[Name, ...]
    when: Formula | None


@frozen(eq=False, repr=False)
class ToldItem(Node):
    """`purpose vaguely`: one item that is told, and how."""

    item: Name
    manner: Literal["plainly", "vaguely", "misleadingly"]


@frozen(eq=False, repr=False)
class Tells(Node):
    """`tells controller, purpose vaguely [when F]`; no items: `tells nothing`; `tells at least purpose`."""

    items: tuple[ToldItem, ...]
    when: Formula | None
    at_least: bool


@frozen(eq=False, repr=False)
class LeavesOut(Node):
    """`leaves out withdrawal and duration [when F]`: these are not told; of the others nothing is said."""

    items: tuple[Name, ...]
    when: Formula | None


@frozen(eq=False, repr=False)
class JoinedTo(Node):
    """`joined to Contract`, `joined to "the lease"`; None: `joined to nothing`."""

    other: Name | Text | None


@frozen(eq=False, repr=False)
class Withdraw(Node):
    """`withdraw { by clicking, steps 1, loses nothing, stops use at once }`; None: `withdraw none`."""

    phrases: tuple[Phrase | Guarded, ...] | None


@frozen(eq=False, repr=False)
class Expires(Node):
    """`expires after 12 months`; None: `expires never`."""

    after: Duration | None


@frozen(eq=False, repr=False)
class ReAsks(Node):
    """`re-asks after 6 months`; None: `re-asks never`."""

    after: Duration | None


@frozen(eq=False, repr=False)
class Records(Node):
    """`records who, when, what, how`; no items: `records nothing`."""

    items: tuple[Name, ...]


RequestItem = (
    ShownWhen
    | Asks
    | Tells
    | LeavesOut
    | Choice
    | ForEachPurpose
    | JoinedTo
    | Withdraw
    | Expires
    | ReAsks
    | Records
    | Given
)


@frozen(eq=False, repr=False)
class Request(Node):
    """`request JoinNotice to Attendee by Host { ... }`: one way in which people are asked."""

    name: Name
    to: Name
    by: Name
    items: tuple[RequestItem, ...]


# --- what is done -----------------------------------------------------------------------------------


@frozen(eq=False, repr=False)
class ConsentBasis(Node):
    """`on consent via R`, `via R or R2`, `via R and R2`; `even after a no` in a use: a no is not heeded."""

    requests: tuple[Name, ...]
    joined_by: Literal["or", "and"]
    heedless: bool = False


@frozen(eq=False, repr=False)
class OtherBasis(Node):
    """`on legitimate_interest`; None: `on nothing`."""

    basis: Name | None


@frozen(eq=False, repr=False)
class Use(Node):
    """`use content { Vendor uses audio for training on consent via JoinNotice when F from the start }`."""

    name: Name
    party: Name
    action: Action
    basis: ConsentBasis | OtherBasis
    when: Formula | None
    from_the_start: bool


# --- what must hold, what is asked, what is tried ---------------------------------------------------


@frozen(eq=False, repr=False)
class EveryUse(Node):
    """`every use [on consent | on contract] [by Vendor] [of audio] [for training]: F`, when it fires."""

    on: ConsentBasis | OtherBasis | None
    """`on consent` is a `ConsentBasis` with no requests."""
    by: Name | None
    of: Name | None
    purpose: Name | None
    formula: Formula


@frozen(eq=False, repr=False)
class OneUse(Node):
    """`use content_training: F`."""

    use: Name
    formula: Formula


@frozen(eq=False, repr=False)
class EveryRequest(Node):
    """`every request: F`, `request JoinNotice: F`; judged at each grant."""

    request: Name | None
    formula: Formula


@frozen(eq=False, repr=False)
class Always(Node):
    """`always F` (negated False), `never F` (negated True), in every reachable state."""

    negated: bool
    formula: Formula


ClaimLine = EveryUse | OneUse | EveryRequest | Always


@frozen(eq=False, repr=False)
class Claim(Node):
    """`claim consent_is_real ["words"] [under August] { every use on consent: valid }`."""

    name: Name
    label: Text | None
    under: Name | None
    lines: tuple[ClaimLine, ...]


@frozen(eq=False, repr=False)
class Ask(Node):
    """`ask "Can ...?" [under March] [expect yes|no] { possible F }`."""

    question: Text
    under: Name | None
    expect: Literal["yes", "no"] | None
    formula: Formula


@frozen(eq=False, repr=False)
class Switches(Node):
    """`Host enables Summary`, `Host disables Summary`."""

    party: Name
    on: bool
    feature: Name


@frozen(eq=False, repr=False)
class Chooses(Node):
    """`Attendee chooses proceed in JoinNotice [for training]`."""

    party: Name
    choice: Name
    request: Name
    purpose: Name | None


@frozen(eq=False, repr=False)
class Withdraws(Node):
    """`Attendee withdraws from JoinNotice [for training]`."""

    party: Name
    request: Name
    purpose: Name | None


@frozen(eq=False, repr=False)
class Elapses(Node):
    """`JoinNotice expires`: the deadline of its answer passes."""

    request: Name


@frozen(eq=False, repr=False)
class CarriedOut(Node):
    """`withdrawal from JoinNotice carried out`."""

    request: Name


@frozen(eq=False, repr=False)
class InForce(Node):
    """`terms August`: that version comes into force (as the first line: it is in force at the start)."""

    terms: Name


@frozen(eq=False, repr=False)
class Becomes(Node):
    """`now employs(Org, Attendee)`, `now not locked`, `now Pupil.age >= 18`: a changing fact changes."""

    formula: Formula


@frozen(eq=False, repr=False)
class ExpectValid(Node):
    """`expect JoinNotice [not] valid [under gdpr] [because free and imbalance]`; of a request or a use."""

    name: Name
    negated: bool
    regime: Name | None
    because: tuple[Name, ...]


@frozen(eq=False, repr=False)
class ExpectCoerced(Node):
    """`expect JoinNotice [not] coerced`."""

    name: Name
    negated: bool


@frozen(eq=False, repr=False)
class Expect(Node):
    """`expect Vendor may use audio for training`: any formula, in every completion."""

    formula: Formula


ScenarioItem = (
    Given
    | Switches
    | Chooses
    | Withdraws
    | Elapses
    | CarriedOut
    | InForce
    | Becomes
    | ExpectValid
    | ExpectCoerced
    | Expect
)


@frozen(eq=False, repr=False)
class Scenario(Node):
    """`scenario "my boss turned it on" { given ... events ... expect ... }`."""

    title: Text
    items: tuple[ScenarioItem, ...]


# --- what an authority held -------------------------------------------------------------------------

Held = Literal["valid", "invalid", "depends", "not_required"]


@frozen(eq=False, repr=False)
class Holding(Node):
    """
    `case "edpb-ex01" "Photo app demands GPS" { cites "..." on 2020-05-04 under gdpr
    expect invalid because "freely-given/conditionality"  contested "..." }`: what an authority held about
    the practice that the policy tells of.
    """

    name: Text
    title: Text | None
    citation: Text | None
    on: Date | None
    """The day it was decided: its law is the one that counts."""
    under: tuple[Name | Text, ...]
    """Regimes; in quotes, laws that no library has."""
    expect: Held | None
    """None: a mistake, reported."""
    grounds: tuple[Text, ...]
    contested: Text | None
    """Who holds otherwise."""


# --- the law ----------------------------------------------------------------------------------------


@frozen(eq=False, repr=False)
class Regime(Node):
    """
    `regime gdpr "General Data Protection Regulation"`: a body of law whose rules follow.

    `regime uk "United Kingdom" as gdpr except child and adolescent`: with the elements and rules of another,
    but for those left out and those it has of its own by the same name.
    """

    name: Name
    label: Text | None
    base: Name | None = None
    without: tuple[Name, ...] = ()


@frozen(eq=False, repr=False)
class Apply(Node):
    """`apply gdpr when Attendee.residence = EU`; without a line an imported regime applies always."""

    regime: Name
    when: Formula | None


@frozen(eq=False, repr=False)
class AttributeDecl(Node):
    """
    `attribute residence of person one of { EU, UK, other } "where the person lives"`;
    `attribute special of data "special category"`; `... of person number`; `judged`; `changing`; `stated`.
    """

    name: Name
    of: Name
    """What it is said of: a kind of party (person, organisation, party), request, choice, use, data,
    purpose, service."""
    label: Text | None
    values: tuple[Name, ...]
    number: bool
    changing: bool
    judged: bool
    stated: bool
    """Not so unless a line of the author's speaks of it (ADR 1)."""


@frozen(eq=False, repr=False)
class Element(Node):
    """`element free "freely given" cites "GDPR Art. 4(11)"`: one thing that valid consent must be."""

    name: Name
    label: Text
    citation: Text | None


@frozen(eq=False, repr=False)
class Define(Node):
    """`define tied(r) { F }`: an abbreviation, expanded where it is used; not recursive."""

    name: Name
    parameters: tuple[Name, ...]
    formula: Formula


Strength = Literal["fails", "presume", "factor", "requires consent", "forbids", "narrows", "lifts"]


@frozen(eq=False, repr=False)
class RuleBody(Node):
    """`fails when P`, `presume P unless rebutted when R`, `factor when P`, `lifts when P`, ..."""

    strength: Strength
    condition: Formula
    rebuttal: Formula | None


@frozen(eq=False, repr=False)
class Rule(Node):
    """
    `rule imbalance of free [is coercion] [at use] [fixed] [notwithstanding other] [from D] [until D]
    "reason" { fails when P  contested "why" unverified cites "..." advice "..." code "G15"
    ground "..." [unless graver] }`.

    `element` is None for rules outside any element (`requires consent`, `forbids`, `lifts`). Where one of
    `graver` fails as well, the rule is a part of that one and not filed apart.
    """

    name: Name
    element: Name | None
    coercion: bool
    at_use: bool
    fixed: bool
    notwithstanding: tuple[Name, ...]
    start: Date | None
    until: Date | None
    reason: Text | None
    body: RuleBody
    citation: Text | None
    advice: Text | None
    code: Text | None
    contested: Text | None
    unverified: bool
    grounds: tuple[Text, ...]
    graver: tuple[Name, ...]

    @property
    def filed_under(self) -> tuple[str, ...]:
        """The names under which authorities file what the rule finds: its grounds, else its element."""
        if self.grounds:
            return tuple(ground.value for ground in self.grounds)
        return (self.element.text,) if self.element is not None else ()


# --- the file ---------------------------------------------------------------------------------------


@frozen(eq=False, repr=False)
class Import(Node):
    """`import std.gdpr`, `import "people.consent"`."""

    target: DottedName | Text


@frozen(eq=False, repr=False)
class Header(Node):
    """`policy "Meeting assistant" language 1`, `library "GDPR" language 1`."""

    keyword: Literal["policy", "library"]
    title: Text
    version: int


Item = (
    Import
    | Party
    | FactDecl
    | PowerDecl
    | Guardian
    | Given
    | DataDecl
    | PurposeDecl
    | LossDecl
    | Necessary
    | Terms
    | Feature
    | Request
    | Use
    | Claim
    | Ask
    | Scenario
    | Holding
    | Regime
    | Apply
    | AttributeDecl
    | Element
    | Define
    | Rule
)


@frozen(eq=False, repr=False)
class Comment(Node):
    """`# ...` to the end of its line, with the sign; `own_line` when nothing stands before it."""

    text: str
    own_line: bool


@frozen(eq=False, repr=False)
class File(Node):
    """One `.consent` file."""

    header: Header | None
    items: tuple[Item, ...]
    comments: tuple[Comment, ...]


def children(node: Node) -> Iterator[Node]:
    """The nodes directly below *node*, in the order of the fields."""
    for attribute in type(node).__attrs_attrs__:  # what `attrs.fields` gives, asked ten thousand times
        value = getattr(node, attribute.name)
        if isinstance(value, Node):
            yield value
        elif isinstance(value, tuple):
            yield from (part for part in value if isinstance(part, Node))
