"""
Telling: from one finding to its part of the page, in the order in which a reader asks.

What is wrong, in a sentence; the lines to blame; what has to be so; what happens, and what could be chosen;
what the consent would have to be; by what it would pass. A law is cited where its rule is first met on the
page, and only named after that.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from attrs import field, frozen

from consentlang.core import ir
from consentlang.diagnostics.excerpt import excerpt
from consentlang.diagnostics.look import Look
from consentlang.diagnostics.paint import Ink, Line
from consentlang.explain.page import bullets, fitting, flow, heading, item, marks, prose, to_write
from consentlang.explain.reason import Checked, Finding, Known, Reason, Remedy
from consentlang.explain.repeats import Telling, where_else
from consentlang.explain.wording import capitalised, listed, plain_name

BLANK: Final[Line] = ()


@frozen
class Teller:
    """Tells findings one after the other; remembers what has been cited."""

    look: Look
    _cited: set[str] = field(factory=set, init=False)

    def tell(self, telling: Telling) -> Iterator[Line]:
        """All there is to say of one finding."""
        finding, reason, look = telling.finding, telling.finding.reason, self.look
        yield from flow([("error", _tag(finding)), ("strong", f": {finding.message}")], look, hang=2)
        if finding.labels:
            yield from excerpt(fitting(finding.labels, look), look)
        if reason is not None:
            for part in (self._so, self._happens, self._checklist, self._besides):
                yield from part(reason)
            yield from self._would_pass(finding, reason)
        elif finding.help:
            yield from prose(finding.help, look, indent=2, hang=2)
        if telling.again and (where := where_else(telling)):
            yield BLANK
            yield from prose(f"The same holds for {where}.", look, indent=2, hang=2)

    # what is so, and what happens

    def _so(self, reason: Reason) -> Iterator[Line]:
        """What has to be so, those things marked that the file does not say."""
        needed = [_known(known) for known in reason.known if not known.apart]
        needed += [f"{_who_says(line)}: {line.words}" for line in reason.story.leans_on]
        apart = [known.words for known in reason.known if known.apart]
        if apart:
            needed.append(f"Nobody is coerced, since {listed(apart)}")
        if needed:
            yield BLANK
            yield from heading("In this story", self.look)
            yield from bullets(needed, self.look)

    def _happens(self, reason: Reason) -> Iterator[Line]:
        """The events, numbered, with what could be chosen."""
        yield BLANK
        yield from heading("What happens", self.look)
        for step in reason.steps:
            yield from item(f"{step.number}.", step.words, self.look)
            if step.choices:
                choices = listed(step.choices, last="or")
                words = f"{step.actor} could choose {choices}"
                yield from prose(words, self.look, indent=7, hang=2, ink="second")
        yield from item(f"{len(reason.steps) + 1}.", capitalised(reason.last), self.look)

    # what the consent has to be

    def _checklist(self, reason: Reason) -> Iterator[Line]:
        """Each element, met or not; those met, in one line once they have been cited."""
        if not reason.checked:
            return
        yield BLANK
        yield from heading(f"What the consent has to be under {reason.checked[0].element.regime}", self.look)
        again = [c for c in reason.checked if c.met and c.element.name in self._cited]
        for check in reason.checked:
            if check not in again:
                yield from self._checked(check)
        if again:
            words = "; ".join(check.element.words for check in again)
            yield from item(marks(self.look).met, words, self.look, ink="good")

    def _checked(self, check: Checked) -> Iterator[Line]:
        sign, ink = _sign(check.met, self.look)
        words = f"{check.element.words}{self._cites(check.element)}"
        known = [fault for fault in check.failing if fault.name in self._cited]
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
        first = cited.name not in self._cited
        self._cited.add(cited.name)
        return f" ({'; '.join(cited.cites)})" if first and cited.cites else ""

    # besides, and what would help

    def _besides(self, reason: Reason) -> Iterator[Line]:
        """Other rules that fail in the same story, and what weighs against it."""
        other = [fault for fault in reason.also if fault.element is None]
        for words, faults in (("Also broken in this story", other), ("Weighs against it", reason.factors)):
            if faults:
                yield BLANK
                names = "; ".join(f"{fault.reason} ({plain_name(fault.name)})" for fault in faults)
                pieces: Line = [("strong", f"{words}:"), ("plain", f" {names}")]
                yield from flow(pieces, self.look, indent=2, hang=2)

    def _would_pass(self, finding: Finding, reason: Reason) -> Iterator[Line]:
        """The changes that mend this rule; the advice of the law where there are none."""
        if reason.remedies:
            yield BLANK
            yield from heading("This rule would pass if you", self.look)
            yield from changes(reason.remedies, self.look)
        elif finding.help:
            yield BLANK
            pieces: Line = [("strong", "Advice:"), ("plain", f" {finding.help}")]
            yield from flow(pieces, self.look, indent=2, hang=2)


def changes(remedies: Iterable[Remedy], look: Look) -> Iterator[Line]:
    """Changes, each with the line to write."""
    for remedy in remedies:
        judged = " (a judgement, which the verdict will name)" if remedy.judged else ""
        yield from to_write(f"{remedy.words}{judged}", remedy.line, look)


def besides(findings: Sequence[Finding], look: Look, *, alone: bool) -> Iterator[Line]:
    """Rules that fail only by what the file leaves out; *alone*, if nothing else is told."""
    faults = {f.reason.story.fault.name: f.reason.story.fault for f in findings if f.reason is not None}
    if not faults:
        return
    words = "; ".join(f"{fault.reason} ({plain_name(name)})" for name, fault in faults.items())
    said = " the file does not say enough to rule this out: "
    lead: Line = (
        [("plain", capitalised(said.strip()))] if alone else [("strong", "Besides,"), ("plain", said)]
    )
    yield from flow([*lead, ("plain", f" {words}. See the check-list below.")], look, indent=2, hang=2)


def _tag(finding: Finding) -> str:
    """`error[gdpr.imbalance]`; with a code of its own, `error[G15 gdpr.imbalance]`."""
    code = finding.code
    names = (code.number, code.name) if code.number != code.name else (code.number,)
    return f"{code.severity}[{' '.join(names)}]".replace(" ", "\0")


def _who_says(line: ir.Constraint) -> str:
    if line.source != "policy":
        return f"As {line.source} assumes"
    return "As the file assumes" if line.kind == "assume" else "As the author judges"


def _known(known: Known) -> str:
    words = capitalised(known.words)
    if known.start:
        return words
    return f"{words} (the file does not say)" if known.unsaid else f"{words} (the file leaves it open)"


def _sign(met: bool | None, look: Look) -> tuple[str, Ink]:  # noqa: FBT001 - it is what is told
    """How an element stands in a story: met, not met, or open."""
    signs = marks(look)
    if met is None:
        return signs.open, "second"
    return (signs.met, "good") if met else (signs.unmet, "error")
