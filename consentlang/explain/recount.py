"""
Recounting: from what was found to what is told of it, in order.

The worst first. Where an obligation is broken by what the file says, its stories are told; where only by
what it leaves out, coercion is still told as a story. What has no story has a sentence.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from attrs import evolve

from consentlang.analysis.verdict import ORDER, Answer, Change, Result, Ruled, Story, Tried, Verdict, Warned
from consentlang.core import ir
from consentlang.diagnostics import codes
from consentlang.diagnostics.codes import Code, Severity
from consentlang.diagnostics.excerpt import Label
from consentlang.diagnostics.report import Report
from consentlang.eval.interpret import run
from consentlang.eval.scenario import State
from consentlang.explain import places
from consentlang.explain.blame import answered, first_line, labels
from consentlang.explain.headline import advice, headline
from consentlang.explain.reason import Account, Checked, Finding, Overall, Reason, Remedy, of_diagnostic
from consentlang.explain.steps import known, last_words, steps
from consentlang.explain.wording import listed
from consentlang.source import Span

# What the verdict itself complains of, where no rule has a code for it.
VACUOUS: Final = codes.NEVER_FIRES
CONTRADICTION: Final = codes.LINES_CONTRADICT
UNDECIDED: Final = codes.UNDECIDED
ANSWER_DIFFERS: Final = codes.ANSWER_DIFFERS
SCENARIO_FAILS: Final = codes.SCENARIO_FAILS

NOTHING: Final = "no use rests on consent and nothing is claimed, asked or tried, so nothing was proved"

LISTED: Final = frozenset({UNDECIDED.number, ANSWER_DIFFERS.number, SCENARIO_FAILS.number, VACUOUS.number})
"""What the page shows in the list of verdicts, of questions or of scenarios."""

KINDS: Final = ("consent", "basis", "terms", "claim")


def recount(
    policy: str, report: Report, result: Result | None, seconds: float = 0.0, *, stopped: bool = False
) -> Account:
    """All there is to tell: of *report* alone where there is no *result*; *stopped*: time ran out before."""
    complaints = tuple(of_diagnostic(diagnostic) for diagnostic in report)
    if stopped:
        late = Finding(
            UNDECIDED, f"the time ran out before anything was known of `{policy}`", (), verdict="undecided"
        )
        return Account(policy, "undecided", (late,), None, seconds=seconds)
    if result is None:
        return Account(policy, "error", complaints, None, report.left_out, seconds)
    found = tuple(_findings(result))
    return Account(
        result.program.title, conclude(result), (*found, *complaints), result, report.left_out, seconds
    )


def conclude(result: Result) -> Verdict:
    """The verdict on the whole policy: the worst there is, expected answers and scenarios among it."""
    verdicts: list[Verdict] = [ruled.verdict for ruled in result.ruled]
    verdicts += [verdict for _, verdict in claims(result)]
    verdicts += ["failed" for answer in result.answers if _surprises(answer)]
    verdicts += ["undecided" if tried.undecided else "failed" for tried in result.tried if not tried.passed]
    verdicts += ["undecided" for answer in result.answers if answer.answer == "undecided"]
    verdicts += ["failed" for warned in result.warned if warned.severity == "error"]
    verdicts += ["vacuous"] if asks_nothing(result) else []
    return min(verdicts, key=ORDER.index, default=result.verdict)


def asks_nothing(result: Result) -> bool:
    """Whether the policy has nothing that could hold or not: to call that proved would say too much."""
    return not (result.ruled or result.program.claims or result.answers or result.tried)


def claims(result: Result) -> tuple[tuple[ir.Claim, Verdict], ...]:
    """Each claim with its verdict: the worst of what it stands for; vacuous if that is nothing."""
    return tuple((claim, _verdict_on(claim, result)) for claim in result.program.claims)


def _verdict_on(claim: ir.Claim, result: Result) -> Verdict:
    named = set(claim.obligations)
    verdicts = [
        ruled.verdict for ruled in result.ruled if any(part.name in named for part in ruled.obligations)
    ]
    return min(verdicts, key=ORDER.index, default="vacuous")


def in_order(ruled: Sequence[Ruled]) -> list[Ruled]:
    """The worst first; coercion before other failures; consent before terms; else as in the file."""
    return sorted(ruled, key=lambda one: (ORDER.index(one.verdict), not _coerces(one), KINDS.index(one.kind)))


def _coerces(ruled: Ruled) -> bool:
    return any(story.coerced for story in ruled.stories)


def title(ruled: Ruled) -> str:
    """What must hold, in a few words."""
    part = ruled.obligations[0] if ruled.obligations else None
    if part is None or ruled.kind == "claim":
        return f"claim `{ruled.name}`"
    whose = f"{part.subject}'s " if part.subject else ""
    match ruled.kind:
        case "consent":
            return f"`{part.use}`, {whose}consent{' under ' + part.regime if part.regime else ''}"
        case "basis":
            return (
                f"`{part.use}`, {whose}data without consent{' under ' + part.regime if part.regime else ''}"
            )
        case "terms":
            return f"`{part.use}`, {whose}data within the terms in force"


# --- findings ---------------------------------------------------------------------------------------


def _findings(result: Result) -> Iterator[Finding]:
    if asks_nothing(result):
        yield Finding(VACUOUS, NOTHING, (), verdict="vacuous")
    for ruled in in_order(result.ruled):
        yield from _on(result.program, ruled)
    for claim, verdict in claims(result):
        if verdict == "vacuous" and not claim.obligations:
            yield _finding(VACUOUS, f"the claim `{claim.name}` speaks of nothing in this policy", claim.span)
    for answer in result.answers:
        if _surprises(answer):
            yield _unexpected(answer)
    for tried in result.tried:
        if not tried.passed:
            yield _failed(tried)
    yield from map(_warned, result.warned)


def _on(program: ir.Program, ruled: Ruled) -> Iterator[Finding]:
    """The stories of an obligation; a sentence where there is none."""
    for story in sorted(ruled.stories, key=lambda story: bool(story.unsaid)):
        yield _told(program, ruled, story)  # what the file itself breaks, before what it does not rule out
    if ruled.stories or ruled.verdict in {"proved", "proved_under"}:
        return
    if ruled.contradiction:
        yield _contradiction(ruled)
        return
    span = next((part.span for part in ruled.obligations if part.span is not None), None)
    code = UNDECIDED if ruled.verdict == "undecided" else VACUOUS
    yield _finding(code, _sentence(ruled), span, ruled)


def _sentence(ruled: Ruled) -> str:
    if ruled.verdict == "undecided":
        return f"the time ran out before it was known whether this holds: {title(ruled)}"
    return f"{title(ruled)}: never put to the test, for in no scenario that the file allows does it happen"


def _finding(code: Code, message: str, span: Span | None, ruled: Ruled | None = None) -> Finding:
    places = (Label(first_line(span)),) if span is not None else ()
    return Finding(code, message, places, verdict=ruled.verdict if ruled else "failed", ruled=ruled)


def _contradiction(ruled: Ruled) -> Finding:
    lines = [line for line in ruled.contradiction if line.span is not None]
    places = tuple(Label(first_line(line.span), line.words) for line in lines if line.span is not None)
    words = listed([f"`{line.words}`" for line in ruled.contradiction])
    message = f"no scenario obeys all the lines at once, so nothing is shown: {words}"
    return Finding(CONTRADICTION, message, places, verdict=ruled.verdict, ruled=ruled)


def _told(program: ir.Program, ruled: Ruled, story: Story) -> Finding:
    states = run(program, story.scenario)
    story = evolve(story, fault=answered(program, story, states))
    fault = story.fault
    code = codes.find(fault.code) or Code(fault.code, fault.name, Severity.ERROR, fault.reason)
    verdict: Overall = "not_shown" if story.unsaid and ruled.verdict != "depends" else ruled.verdict
    return Finding(
        code,
        headline(program, story),
        labels(program, story, states[-1]),
        advice(program, story),
        verdict,
        ruled,
        _reason(program, ruled, story, states),
    )


def _reason(program: ir.Program, ruled: Ruled, story: Story, states: Sequence[State]) -> Reason:
    """The story, sorted."""
    changes = ruled.mending.by_fault.get(story.fault.name) if ruled.mending is not None else None
    return Reason(
        story,
        known(program, story),
        steps(program, story.scenario, states),
        last_words(story),
        tuple(_checklist(program, story)),
        tuple(fault for fault in story.also if fault.decides),
        tuple(fault for fault in story.also if not fault.decides),
        None if changes is None else remedies(program, changes),
    )


def remedies(program: ir.Program, changes: Sequence[Change]) -> tuple[Remedy, ...]:
    """Changes in sentences."""
    return tuple(_remedy(program, change) for change in changes)


def _remedy(program: ir.Program, change: Change) -> Remedy:
    if isinstance(change, ir.Edit):
        written = places.of_edit(program, change)
        return Remedy(change.words, written.text, written.place)
    written = places.of_settle(program, change)
    return Remedy(f"say that {listed(written.words)}", written.text, written.place, change.judged)


def _checklist(program: ir.Program, story: Story) -> Iterator[Checked]:
    """Nothing for what consent itself means: where no yes stands, there is none to be judged."""
    if story.fault.kind == "built-in":
        return
    faults = [fault for fault in (story.fault, *story.also) if fault.decides]
    for name, met in story.elements.items():
        failing = tuple(fault for fault in faults if fault.element == name)
        yield Checked(program.elements[name], met, failing)


# --- what is not about an obligation ----------------------------------------------------------------


def _surprises(answer: Answer) -> bool:
    return not answer.as_expected and answer.answer != "undecided"


def _unexpected(answer: Answer) -> Finding:
    query = answer.query
    message = f"“{query.question}” is to be answered {query.expect}, and the answer is {answer.answer}"
    return _finding(ANSWER_DIFFERS, message, query.span)


def _failed(tried: Tried) -> Finding:
    title = f"the scenario “{tried.trial.title}”"
    if tried.undecided:
        return _finding(UNDECIDED, f"the time ran out before {title} was tried", tried.trial.span)
    if tried.impossible is not None:
        message = f"{title} cannot happen: {tried.impossible}"
        return _finding(SCENARIO_FAILS, message, tried.trial.span)
    unmet = tried.unmet[0].expectation if tried.unmet else None
    if unmet is None:
        return _finding(SCENARIO_FAILS, f"{title} does not go as expected", tried.trial.span)
    return _finding(SCENARIO_FAILS, f"{title} does not always go as expected: `{unmet.words}`", unmet.span)


def _warned(warned: Warned) -> Finding:
    severity = Severity.ERROR if warned.severity == "error" else Severity.WARNING
    code = codes.find(warned.code) or Code(warned.code, warned.code.lower(), severity, warned.message)
    places = tuple(
        _place(span, first=index == 0, severity=severity) for index, span in enumerate(warned.spans)
    )
    verdict: Overall | None = "failed" if severity is Severity.ERROR else None
    return Finding(code, warned.message, places, warned.help, verdict)


def _place(span: Span, *, first: bool, severity: Severity) -> Label:
    if not first:
        return Label(first_line(span), "", "-", "second")
    return Label(first_line(span), ink="error" if severity is Severity.ERROR else "warning")
