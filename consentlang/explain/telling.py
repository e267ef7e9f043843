"""
Telling: from one finding to its part of the page, in the order in which a reader asks.

What is wrong, in a sentence; the lines to blame; what has to be so; what happens, and what could be chosen;
what the consent would have to be; by what it would pass. What an earlier story has shown is not shown again:
a later one tells what differs.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypeAlias

from attrs import field, frozen

from consentlang.core import ir
from consentlang.diagnostics.excerpt import Label, excerpt, gutter_of
from consentlang.diagnostics.flow import flow, prose
from consentlang.diagnostics.look import Look
from consentlang.diagnostics.paint import Ink, Line
from consentlang.explain.page import bullets, heading, item, marks, to_write
from consentlang.explain.reason import Checked, Finding, Known, Reason, Remedy
from consentlang.explain.repeats import Telling, where_else
from consentlang.explain.wording import capitalised, listed, plain_name
from consentlang.source import Span

BLANK: Final[Line] = ()

Standing: TypeAlias = tuple[bool | None, frozenset[str]]
"""Whether an element is met, and by which rules not."""


@frozen
class Told:
    """What earlier stories have shown: laws cited, lines, choices, runs, check-lists, changes."""

    cited: set[str] = field(factory=set)
    lines: set[Span] = field(factory=set)
    choices: set[tuple[str, ...]] = field(factory=set)
    runs: dict[tuple[str, ...], str] = field(factory=dict)
    """Each with the story that told it."""
    checked: dict[tuple[str | None, str], dict[str, Standing]] = field(factory=dict)
    """How each request stood with each element of a regime when last told."""
    changes: set[tuple[Remedy, ...]] = field(factory=set)
    advice: set[str] = field(factory=set)


@frozen
class Teller:
    """Tells findings one after the other; remembers what has been told."""

    look: Look
    _told: Told = field(factory=Told, init=False)

    def tell(self, telling: Telling, *, alone: bool) -> Iterator[Line]:
        """All there is to say of one finding; *alone*: nothing else stands in the way of a pass."""
        finding, reason, look = telling.finding, telling.finding.reason, self.look
        yield from flow([("error", _tag(finding)), ("strong", f": {finding.message}")], look, hang=2)
        yield from self._lines(finding)
        if reason is not None:
            for part in (self._so, self._happens, self._checklist, self._besides):
                yield from part(finding, reason)
            yield from self._would_pass(finding, reason, alone=alone)
        elif finding.help:
            yield from prose(finding.help, look, indent=2, hang=2)
        if telling.again and (where := where_else(telling)):
            yield BLANK
            yield from prose(where, look, indent=2, hang=2)

    # the lines to blame

    def _lines(self, finding: Finding) -> Iterator[Line]:
        """The lines, those beside the blamed ones only if they are new; the place alone if all are known."""
        labels = finding.labels
        new = [label for label in labels if label.span not in self._told.lines]
        self._told.lines.update(label.span for label in labels)
        if any(label.stroke == "^" for label in new):
            yield from excerpt([label for label in labels if label.stroke == "^" or label in new], self.look)
        elif labels:
            yield from _place(labels, self.look)

    # what is so, and what happens

    def _so(self, _: Finding, reason: Reason) -> Iterator[Line]:
        """What has to be so, those things marked that the file does not say."""
        needed = [_known(known) for known in reason.known if not known.apart]
        needed += [f"{_who_says(line)}: {line.words}" for line in reason.story.leans_on]
        apart = [_known(known) for known in reason.known if known.apart]
        if apart:
            needed.append(f"Nobody is coerced, since {listed(apart)}")
        if len(needed) == 1:
            yield BLANK
            pieces: Line = [("strong", "In this story:"), ("plain", f" {needed[0]}.")]
            yield from flow(pieces, self.look, indent=2, hang=2)
        elif needed:
            yield BLANK
            yield from heading("In this story", self.look)
            yield from bullets(needed, self.look)

    def _happens(self, finding: Finding, reason: Reason) -> Iterator[Line]:
        """The events, numbered, with what could be chosen; a run that was told is only named."""
        run = (*(step.words for step in reason.steps), reason.last)
        before = self._told.runs.setdefault(run, _name(finding))
        yield BLANK
        if before != _name(finding) and reason.steps:
            yield from flow(
                [("strong", "What happens:"), ("plain", f" the same as under {before}.")], self.look, indent=2
            )
            return
        yield from heading("What happens", self.look)
        for step in reason.steps:
            yield from item(f"{step.number}.", step.words, self.look)
            if step.choices and step.choices not in self._told.choices:
                self._told.choices.add(step.choices)
                words = f"{step.actor} could choose {listed(step.choices, last='or')}"
                yield from prose(words, self.look, indent=7, hang=2, ink="second")
        yield from item(f"{len(reason.steps) + 1}.", capitalised(reason.last), self.look)

    # what the consent has to be

    def _checklist(self, _: Finding, reason: Reason) -> Iterator[Line]:
        """Each element, met or not; of a request whose list was told, those that stand otherwise here."""
        if not reason.checked:
            return
        regime = reason.checked[0].element.regime
        before = self._told.checked.get((reason.story.fault.request, regime))
        now = {check.element.name: _standing(check) for check in reason.checked}
        self._told.checked[reason.story.fault.request, regime] = now
        shown = [c for c in reason.checked if before is None or before.get(c.element.name) != _standing(c)]
        if shown:
            otherwise = ", where it differs from above" if before is not None else ""
            yield BLANK
            yield from heading(f"What the consent has to be under {regime}{otherwise}", self.look)
            yield from self._elements(shown)

    def _elements(self, shown: Sequence[Checked]) -> Iterator[Line]:
        """One by one; in one line those that are met and have been cited, and those that are left open."""
        again = [check for check in shown if check.met and check.element.name in self._told.cited]
        left_open = [check for check in shown if check.met is None]
        for check in shown:
            if check not in again and check not in left_open:
                yield from self._checked(check)
        if again:
            words = "; ".join(check.element.words for check in again)
            yield from item(marks(self.look).met, words, self.look, ink="good")
        if left_open:
            words = "; ".join(f"{check.element.words}{self._cites(check.element)}" for check in left_open)
            yield from item(
                marks(self.look).open, f"left open by this story: {words}", self.look, ink="second"
            )

    def _checked(self, check: Checked) -> Iterator[Line]:
        sign = marks(self.look).met if check.met else marks(self.look).unmet
        ink: Ink = "good" if check.met else "error"
        words = f"{check.element.words}{self._cites(check.element)}"
        known = [fault for fault in check.failing if fault.name in self._told.cited]
        if known:
            words += f": {listed([plain_name(fault.name) for fault in known])}"
        yield from item(sign, words, self.look, ink=ink)
        for fault in check.failing:
            if fault not in known:
                contested = ", on which authorities differ" if fault.contested else ""
                told = f"{plain_name(fault.name)}: {fault.reason}{self._cites(fault)}{contested}"
                yield from prose(told, self.look, indent=5 + len(sign), hang=2)

    def _cites(self, cited: ir.Element | ir.Fault) -> str:
        """The law, the first time."""
        first = cited.name not in self._told.cited
        self._told.cited.add(cited.name)
        return f" ({'; '.join(cited.cites)})" if first and cited.cites else ""

    # besides, and what would help

    def _besides(self, _: Finding, reason: Reason) -> Iterator[Line]:
        """Other rules that fail in the same story, and what weighs against it."""
        other = [fault for fault in reason.also if fault.element is None]
        for words, faults in (("Also broken in this story", other), ("Weighs against it", reason.factors)):
            if faults:
                yield BLANK
                names = "; ".join(f"{fault.reason} ({plain_name(fault.name)})" for fault in faults)
                pieces: Line = [("strong", f"{words}:"), ("plain", f" {names}")]
                yield from flow(pieces, self.look, indent=2, hang=2)

    def _would_pass(self, finding: Finding, reason: Reason, *, alone: bool) -> Iterator[Line]:
        """The changes that mend this rule; the advice of the law where there are none."""
        subject = "It" if alone else "This rule"
        if reason.remedies in self._told.changes:
            same = listed([remedy.words for remedy in reason.remedies or ()])
            pieces: Line = [("strong", f"{subject} would pass by the same change:"), ("plain", f" {same}")]
            yield BLANK
            yield from flow(pieces, self.look, indent=2, hang=2)
        elif reason.remedies:
            self._told.changes.add(reason.remedies)
            yield BLANK
            yield from heading(f"{subject} would pass if you", self.look)
            yield from changes(reason.remedies, self.look)
        elif finding.help and finding.help not in self._told.advice:
            self._told.advice.add(finding.help)
            pieces = [("strong", "Advice:"), ("plain", f" {finding.help}")]
            yield BLANK
            yield from flow(pieces, self.look, indent=2, hang=2)


def changes(remedies: Iterable[Remedy], look: Look) -> Iterator[Line]:
    """Changes, each with the words to write and where they go."""
    for remedy in remedies:
        judged = ", which is a judgement and will be named in the verdict" if remedy.judged else ""
        place = f" ({remedy.place})" if remedy.place else ""
        yield from to_write(f"{remedy.words}{judged}{place}", remedy.line, look)


def _place(labels: Sequence[Label], look: Look) -> Iterator[Line]:
    """The line of a frame that names the place."""
    span, indent = labels[0].span, gutter_of(labels)
    place = f" {span.source.name}:{span.line}:{span.column}"
    yield from flow([("frame", "-->"), ("plain", place)], look, indent=indent, hang=4)


def _standing(check: Checked) -> Standing:
    return check.met, frozenset(fault.name for fault in check.failing)


def _name(finding: Finding) -> str:
    """`gdpr.imbalance`; with a code of its own, `G15 gdpr.imbalance`."""
    code = finding.code
    return " ".join((code.number, code.name) if code.number != code.name else (code.number,))


def _tag(finding: Finding) -> str:
    """`error[G15 gdpr.imbalance]`."""
    return f"{finding.code.severity}[{_name(finding)}]".replace(" ", "\0")


def _who_says(line: ir.Constraint) -> str:
    if line.source != "policy":
        return f"As {line.source} assumes"
    return "As the file assumes" if line.kind == "assume" else "As the author judges"


def _known(known: Known) -> str:
    words = capitalised(known.words)
    if known.start:
        return words
    return f"{words} (the file does not say)" if known.unsaid else f"{words} (the file leaves it open)"
