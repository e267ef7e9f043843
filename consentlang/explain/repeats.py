"""
Repeats: which stories only tell another one again, for a different use or different data.

The same rule failing for the same request and the same person is one thing to understand and one to mend. But
where a rule beside it fails that no other story has, both are told: no rule that fails is passed over.
"""

from collections.abc import Iterable, Iterator

from attrs import field, frozen

from consentlang.explain.reason import Finding, Reason
from consentlang.explain.wording import listed, shortly
from consentlang.source import Span


@frozen(eq=False)
class Telling:
    """A finding that is told, and those that only repeat it."""

    finding: Finding
    again: list[Finding] = field(factory=list)


def told_once(findings: Iterable[Finding]) -> tuple[Telling, ...]:
    """The findings that are told, in order, each with its repetitions."""
    told: dict[object, Telling] = {}
    runs: dict[object, Telling] = {}
    for finding in findings:
        before = told.get(_key(finding)) or runs.get(_run(finding))
        if before is not None:
            before.again.append(finding)
            continue
        telling = told[_key(finding)] = Telling(finding)
        if finding.reason is not None and in_full(finding):
            runs.setdefault(_course(finding.reason), telling)
    return tuple(_all_rules(tuple(told.values())))


def _all_rules(tellings: tuple[Telling, ...]) -> Iterator[Telling]:
    """*tellings*, and of their repetitions those in which a rule fails that no story told has."""
    shown = {rule for telling in tellings if in_full(telling.finding) for rule in _rules(telling.finding)}
    for telling in tellings:
        apart = []
        for other in telling.again:
            if in_full(other) and not shown.issuperset(_rules(other)):
                shown.update(_rules(other))
                apart.append(other)
        telling.again[:] = [other for other in telling.again if other not in apart]
        yield telling
        yield from map(Telling, apart)


def _rules(finding: Finding) -> Iterator[tuple[object, ...]]:
    """The rules that fail in the story, with whose data and what request they are about."""
    if finding.reason is not None:
        obligation = finding.reason.story.obligation
        for fault in (finding.reason.story.fault, *finding.reason.also):
            yield obligation.subject, fault.request, fault.name


def in_full(finding: Finding) -> bool:
    """Whether it is told as a story: what fails only by what is unsaid is not, save coercion."""
    story = finding.reason.story if finding.reason is not None else None
    return story is None or story.fault.coercion or not story.unsaid or finding.verdict == "depends"


def where_else(telling: Telling) -> str:
    """The uses, and what data for what purpose, of which the same is true; the claims that it breaks."""
    own = telling.finding.reason.story.obligation.use if telling.finding.reason is not None else None
    words: dict[str, None] = {}
    claims: dict[str, None] = {}
    for other in telling.again:
        if other.reason is None:
            continue
        obligation = other.reason.story.obligation
        leaf = f"{shortly(obligation.data)} for {obligation.purpose}"
        if obligation.kind == "claim":
            claims[f"`{obligation.claim}`"] = None
        else:
            words[leaf if obligation.use == own else f"`{obligation.use}` ({leaf})"] = None
    parts = [f"The same holds for {listed(tuple(words))}."] if words else []
    parts += [f"This breaks the claim {listed(tuple(claims))}, too."] if claims else []
    return " ".join(parts)


def _key(finding: Finding) -> object:
    """What two findings share when one repeats the other."""
    if finding.reason is None:
        return finding.code.number, finding.span, finding.message
    story = finding.reason.story
    obligation, fault = story.obligation, story.fault
    alone = obligation.use if fault.request is None else None
    where = _blamed(finding) if obligation.kind == "terms" else alone
    what = obligation.kind, obligation.subject, obligation.regime, where, obligation.claim
    return what, fault.name, fault.request, story.coerced, in_full(finding)


def _run(finding: Finding) -> object:
    """Of a story that breaks a claim about a use: what happens; that may have been told of the use itself."""
    reason = finding.reason
    return _course(reason) if reason is not None and reason.story.obligation.kind == "claim" else None


def _course(reason: Reason) -> object:
    """What is so, what happens, and what is done in the end."""
    known = tuple((known.fact, known.value) for known in reason.known)
    return reason.story.obligation.use, known, tuple(step.event for step in reason.steps), reason.last


def _blamed(finding: Finding) -> tuple[Span, ...]:
    """The lines that are why: one clause may forbid many uses."""
    return tuple(label.span for label in finding.labels if label.stroke == "^")
