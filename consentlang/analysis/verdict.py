"""What verification answers: verdicts, stories, mendings. Data only; `explain` puts it into words."""

from collections.abc import Mapping
from typing import Literal

from attrs import frozen

from consentlang.core import ir
from consentlang.core.shown import Shown
from consentlang.eval.scenario import Scenario
from consentlang.source import Span

Verdict = Literal["failed", "undecided", "vacuous", "not_shown", "depends", "proved_under", "proved"]
"""Worst first (language.md, section 6)."""

ORDER: tuple[Verdict, ...] = (
    "failed",
    "undecided",
    "vacuous",
    "not_shown",
    "depends",
    "proved_under",
    "proved",
)


@frozen(repr=False)
class Answered(Shown):
    """One open question with the answer a story needs."""

    fact: str
    value: str
    unsaid: bool


@frozen(repr=False)
class Story(Shown):
    """
    The shortest run and the smallest set of answers under which *fault* breaks *obligation*, whatever the
    other answers are. Replayed in the interpreter before anyone sees it.
    """

    obligation: ir.Obligation
    fault: ir.Fault
    scenario: Scenario
    """A complete one, for replay: *answers* and defaults for the rest."""
    answers: tuple[Answered, ...]
    """Necessary for this fault: without any one of them some completion escapes."""
    apart: tuple[Answered, ...]
    """Answers that only keep coercion out of the story; empty where a coercion rule is what is told."""
    leans_on: tuple[ir.Constraint, ...]
    """Assumptions and judged lines the story itself needs."""
    also: tuple[ir.Fault, ...]
    """Faults (factors too) that fail in the same story in every completion."""
    coerced: bool
    elements: Mapping[str, bool | None]
    """
    Whether each element of the regime is met, by name: none of its rules can fail in any completion of the
    story; one does in every; None: that is open, and so not shown.
    """
    causes: tuple[ir.Expr, ...]
    """The leaves (`Said`, `Is`, ...) that make the fault fail: what to blame, with their spans."""

    @property
    def unsaid(self) -> tuple[Answered, ...]:
        """Those answers that no line of the author's files mentions."""
        return tuple(answer for answer in self.answers if answer.unsaid)


@frozen(repr=False)
class Settle(Shown):
    """A mending that is a line settling an open question."""

    fact: str
    value: str
    line: str
    judged: bool


Change = ir.Edit | Settle


@frozen(repr=False)
class Mending(Shown):
    """
    What would mend a group of obligations. *together*: at most three changes that mend every rule,
    verified again; None if there is no such set. *by_fault*: for each fault told, and
    each that fails in a story told, changes that mend it.
    """

    together: tuple[Change, ...] | None
    by_fault: Mapping[str, tuple[Change, ...] | None]


@frozen(repr=False)
class Ruled(Shown):
    """
    The verdict on one obligation of the language: a use, a subject role, a regime; or terms; or a claim.

    *obligations* are its parts, one for each leaf of data and purpose that the policy treats apart.
    """

    name: str
    kind: Literal["consent", "basis", "terms", "claim"]
    obligations: tuple[ir.Obligation, ...]
    verdict: Verdict
    stories: tuple[Story, ...]
    mending: Mending | None
    leans_on: tuple[ir.Constraint, ...]
    """For a proof: assumptions and judged lines in the unsatisfiable core."""
    facts: tuple[ir.Constraint, ...]
    """For a proof: the other settled lines in the core."""
    contradiction: tuple[ir.Constraint, ...] = ()
    """For a vacuous one: the lines that contradict each other, where that is why."""
    contested: tuple[ir.Fault, ...] = ()
    """For `depends`: the contested rules that turn it."""
    unverified: tuple[ir.Fault, ...] = ()
    stopped: str | None = None
    """For an undecided one: what it was about to do."""
    named: tuple[ir.Fault, ...] = ()
    """Rules by which it fails by what the file names alone, where that was asked for (cases)."""


@frozen(repr=False)
class Answer(Shown):
    """The answer to an `ask`: `depends` on *answers* (then *scenario* is a story of yes under them)."""

    query: ir.Query
    answer: Literal["yes", "no", "depends", "undecided"]
    scenario: Scenario | None
    answers: tuple[Answered, ...]
    clauses: tuple[ir.Ruling, ...] = ()
    """The clauses of the terms that say so in that story, where the question turns on them."""

    @property
    def as_expected(self) -> bool:
        """Whether it is what `expect` says, or nothing is expected."""
        return self.query.expect is None or self.query.expect == self.answer


@frozen(repr=False)
class Unmet(Shown):
    """An `expect` line that some completion contradicts."""

    expectation: ir.Expectation
    scenario: Scenario
    answers: tuple[Answered, ...]


@frozen(repr=False)
class Tried(Shown):
    """A scenario of the author, run in every completion. *impossible* is the step that cannot happen."""

    trial: ir.Trial
    passed: bool
    unmet: tuple[Unmet, ...]
    impossible: str | None = None
    undecided: bool = False


Outcome = Literal["valid", "invalid", "depends", "not_required", "undecided", "vacuous"]


@frozen(repr=False)
class Compared(Shown):
    """
    What an authority held beside what was found: *answer*, on *grounds*; None where the law of the case is
    not written down here.
    """

    holding: ir.Holding
    answer: Outcome | None
    grounds: tuple[str, ...]
    agrees: bool | None
    rules: tuple[str, ...] = ()
    """The rules that fail by what the file names, with their regime."""


@frozen(repr=False)
class Warned(Shown):
    """A built-in finding about the lines themselves: a clause that never wins, an exception too narrow."""

    code: str
    message: str
    spans: tuple[Span, ...]
    help: str | None = None
    subject: str | None = None
    """What it is about: the label of a clause, the name of a request."""
    severity: Literal["error", "warning"] = "warning"


@frozen(repr=False)
class Stats(Shown):
    """Work done: counts, and seconds of wall time."""

    obligations: int
    states: int
    queries: int
    events: int
    facts: int
    seconds: float


@frozen(repr=False)
class Result:
    """Everything `verify` found."""

    program: ir.Program
    verdict: Verdict
    ruled: tuple[Ruled, ...]
    answers: tuple[Answer, ...]
    tried: tuple[Tried, ...]
    warned: tuple[Warned, ...]
    checklist: tuple[Settle, ...]
    """Lines that would settle what is unsaid, each once."""
    stats: Stats
    compared: tuple[Compared, ...] = ()
    """What authorities held about the practice, beside what was found."""

    def __repr__(self) -> str:
        """
        Show the verdict, on how much it was given, and how many stories and warnings there are.

        >>> import consentlang
        >>> consentlang.load("examples/newsletter/failing.consent").verify()
        Result("A shop's newsletter", 'failed', {'failed': 1}, stories=1, warned=0)
        """
        by_verdict = {verdict: sum(one.verdict == verdict for one in self.ruled) for verdict in ORDER}
        found = {verdict: count for verdict, count in by_verdict.items() if count}
        stories = sum(len(one.stories) for one in self.ruled)
        return (
            f"Result({self.program.title!r}, {self.verdict!r}, {found}, "
            f"{stories=}, warned={len(self.warned)})"
        )
