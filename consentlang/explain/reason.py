"""
Reasons: what is to be told, as data; the page, the document and the single lines are written from it.

A `Finding` is one thing to tell: a story, something that could not be shown, a complaint about the lines.
A `Reason` is the story behind it, sorted as a reader wants it. An `Account` is all there is to tell of one
policy, in order.
"""

from collections.abc import Iterable
from typing import Literal

from attrs import frozen

from consentlang.analysis.verdict import Result, Ruled, Story, Verdict
from consentlang.core import ir
from consentlang.core.shown import Shown
from consentlang.diagnostics.codes import Code, Severity
from consentlang.diagnostics.excerpt import Label
from consentlang.diagnostics.report import Diagnostic, Note
from consentlang.source import Span

Overall = Verdict | Literal["error"]


@frozen(repr=False)
class Known(Shown):
    """Something a story needs to be so; *settle* is the line that would rule it out, where there is one."""

    fact: str
    value: str
    words: str
    unsaid: bool
    """No line of the author's files mentions it."""
    settle: str | None = None
    apart: bool = False
    """It only keeps coercion out of the story."""
    start: bool = False
    """It is how the story opens, which no line would settle."""


@frozen(repr=False)
class Step(Shown):
    """One thing that happens, and what the one who acts could choose at that moment."""

    number: int
    event: str
    words: str
    actor: str | None
    choices: tuple[str, ...] = ()


@frozen(repr=False)
class Checked(Shown):
    """
    One line of the check-list: something valid consent must be, whether it is (None: that is open in this
    story), and by which rules not.
    """

    element: ir.Element
    met: bool | None
    failing: tuple[ir.Fault, ...]


@frozen(repr=False)
class Remedy(Shown):
    """A change by which it would pass: a sentence, the words to write, and in which braces."""

    words: str
    line: str
    place: str = ""
    """`in request JoinNotice, in choice leave`, or in place of what; nothing for a line of the file."""
    judged: bool = False
    """The line settles a matter of judgement, so that the verdict will name it."""


@frozen(repr=False)
class Reason(Shown):
    """A story, sorted: what is so, what happens, what that does to the consent, what would mend it."""

    story: Story
    known: tuple[Known, ...]
    steps: tuple[Step, ...]
    last: str
    """What happens in the end: the use, or what the claim speaks of."""
    checked: tuple[Checked, ...]
    also: tuple[ir.Fault, ...]
    factors: tuple[ir.Fault, ...]
    remedies: tuple[Remedy, ...] | None
    """For this rule alone; None where nothing the checker knows would do."""


@frozen(eq=False, repr=False)
class Finding(Shown):
    """One thing to tell. *labels* point at the lines; the first of them is the place."""

    code: Code
    message: str
    labels: tuple[Label, ...]
    help: str | None = None
    verdict: Overall | None = None
    ruled: Ruled | None = None
    reason: Reason | None = None

    @property
    def span(self) -> Span | None:
        """Where it points."""
        return self.labels[0].span if self.labels else None

    @property
    def diagnostic(self) -> Diagnostic | None:
        """As a complaint, to be shown as complaints are; None for what points nowhere."""
        if self.span is None:
            return None
        notes = tuple(Note(label.span, label.text) for label in self.labels[1:])
        return Diagnostic(self.code, self.span, self.message, self.help, notes)


def of_diagnostic(diagnostic: Diagnostic) -> Finding:
    """A complaint of the passes that read the policy."""
    notes = (Label(note.span, note.text, "-", "second") for note in diagnostic.notes)
    first = Label(diagnostic.span, ink="error" if diagnostic.severity is Severity.ERROR else "warning")
    verdict: Overall | None = "error" if diagnostic.severity is Severity.ERROR else None
    return Finding(diagnostic.code, diagnostic.message, (first, *notes), diagnostic.help, verdict)


@frozen(repr=False)
class Account(Shown):
    """All there is to tell of one policy."""

    policy: str
    verdict: Overall
    findings: tuple[Finding, ...]
    result: Result | None
    left_out: int = 0
    """Complaints that are only counted."""
    seconds: float = 0.0

    def about(self, ruled: Ruled) -> tuple[Finding, ...]:
        """The findings on one obligation."""
        return tuple(finding for finding in self.findings if finding.ruled is ruled)

    @property
    def complaints(self) -> tuple[Finding, ...]:
        """The findings that are about lines and not about an obligation."""
        return tuple(finding for finding in self.findings if finding.ruled is None)


def decisive(faults: Iterable[ir.Fault]) -> tuple[ir.Fault, ...]:
    """Those that can break an obligation."""
    return tuple(fault for fault in faults if fault.decides)
