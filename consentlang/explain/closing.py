"""The closing: what a proof leaned on, what was asked and tried, what was not checked."""

from collections.abc import Iterable, Iterator
from typing import Final

from consentlang.analysis.verdict import Answer, Result, Tried
from consentlang.core import ir
from consentlang.diagnostics.flow import flow, prose
from consentlang.diagnostics.look import Look
from consentlang.diagnostics.paint import Ink, Line
from consentlang.eval.interpret import run
from consentlang.explain.holdings import holdings
from consentlang.explain.page import bullets, heading, item, marks
from consentlang.explain.reason import Account
from consentlang.explain.steps import answer_words, steps
from consentlang.explain.wording import capitalised, listed, plain_name, shortly

BLANK: Final[Line] = ()
MOST_FACTS: Final = 12


def closing(account: Account, look: Look) -> list[Line]:
    """Everything that follows the stories, up to the complaints about lines."""
    result = account.result
    if result is None:
        return []
    lines: list[Line] = []
    for part in (
        _leaned_on,
        _rested_on,
        _contested,
        _asks,
        _scenarios,
        holdings,
        _unchecked,
        _author,
        _unverified,
    ):
        made = list(part(result, look))
        if made:
            lines += [*made, BLANK]
    return lines


def _leaned_on(result: Result, look: Look) -> Iterator[Line]:
    """Assumptions and judged lines without which a proof would not hold, by who makes them."""
    lines = _once(line for ruled in result.ruled for line in ruled.leans_on)
    if not lines:
        return
    yield from heading("The proofs hold only if this is so", look)
    for source in dict.fromkeys(line.source for line in lines if line.source != "policy"):
        yield from prose(f"assumed by {source}:", look, indent=4)
        yield from bullets((line.words for line in lines if line.source == source), look, indent=6)
    for words, kind in (("assumed by the file:", "assume"), ("judged so by the author:", "given")):
        own = [line for line in lines if line.source == "policy" and line.kind == kind]
        if own:
            yield from prose(words, look, indent=4)
            yield from bullets((f"{line.words} ({_source(line)})" for line in own), look, indent=6)


def _source(line: ir.Constraint) -> str:
    """Where the line stands."""
    return f"{line.span.source.name}:{line.span.line}" if line.span is not None else line.source


def _rested_on(result: Result, look: Look) -> Iterator[Line]:
    """The other lines that the proofs used."""
    lines = _once(line for ruled in result.ruled for line in ruled.facts)
    if lines:
        words = shortly([line.words for line in lines], most=MOST_FACTS)
        yield from flow([("strong", "The proofs used:"), ("plain", f" {words}.")], look, indent=2, hang=2)


def _contested(result: Result, look: Look) -> Iterator[Line]:
    """The rules on which authorities differ, where the verdict turns on them."""
    turning = {fault.name: fault for ruled in result.ruled for fault in ruled.contested}
    if turning:
        yield from heading("It turns on rules on which authorities differ", look)
        for fault in turning.values():
            cites = f" ({'; '.join(fault.cites)})" if fault.cites else ""
            words = f"{plain_name(fault.name)}, {fault.reason}{cites}: {fault.contested}"
            told = [s for ruled in result.ruled for s in ruled.stories if s.fault.name == fault.name]
            fails = "is not shown" if told and all(story.unsaid for story in told) else "fails"
            yield from bullets([f"{words}. With this rule it {fails}, without it it passes."], look)


def _unchecked(result: Result, look: Look) -> Iterator[Line]:
    if result.program.unchecked:
        yield from heading("Not checked", look)
        yield from bullets((capitalised(words) for words in result.program.unchecked), look)


def _author(result: Result, look: Look) -> Iterator[Line]:
    if result.program.author_words:
        yield from heading("On the author's word", look)
        yield from bullets(result.program.author_words, look)


def _unverified(result: Result, look: Look) -> Iterator[Line]:
    rules = {fault.name: fault for ruled in result.ruled for fault in ruled.unverified}
    if rules:
        yield from flow(
            [
                ("strong", "Rules not yet compared with their sources:"),
                ("plain", f" {listed([plain_name(name) for name in rules])}."),
            ],
            look,
            indent=2,
            hang=2,
        )


def _once(lines: Iterable[ir.Constraint]) -> list[ir.Constraint]:
    """Each line once, in the order of the names first met."""
    return list({(line.source, line.words): line for line in lines}.values())


# --- questions and scenarios ------------------------------------------------------------------------


def _asks(result: Result, look: Look) -> Iterator[Line]:
    if result.answers:
        yield from heading("Questions", look)
        for answer in result.answers:
            yield from _answer(result.program, answer, look)


def _answer(program: ir.Program, answer: Answer, look: Look) -> Iterator[Line]:
    query = answer.query
    under = f" (under {query.under[1]})" if query.under else ""
    surprises = not answer.as_expected and answer.answer != "undecided"
    expected = f", and not {query.expect} as expected" if surprises else ""
    ink: Ink = "error" if surprises else "strong"
    said = {"undecided": "not decided in time", "depends": "that depends"}.get(answer.answer, answer.answer)
    events = (
        [
            f"({step.number}) {step.words}"
            for step in steps(program, answer.scenario, run(program, answer.scenario))
        ]
        if answer.scenario is not None
        else []
    )
    told = f" {'; '.join(events)}" if events else ""
    asked = f"{marks(look).bullet} {query.question}{under} "
    pieces: Line = [
        ("plain", asked),
        (ink, f"{capitalised(said)}{expected}"),
        ("plain", f"{_why(program, answer)}{told}"),
    ]
    yield from flow(pieces, look, indent=4, hang=2)


def _why(program: ir.Program, answer: Answer) -> str:
    facts = listed([answer_words(program, one) for one in answer.answers])
    if answer.answer in {"no", "undecided"} or answer.scenario is None:
        return "."
    ending = ":" if answer.scenario.events else "."
    by = _clauses(answer)
    if not facts:
        return f"{by}{ending}"
    return f"{': yes' if answer.answer == 'depends' else ','} where {facts}{by}{ending}"


def _clauses(answer: Answer) -> str:
    """`, by clause `content` (10.4)`: what the terms say to it."""
    cited = [f"`{c.name}` ({c.cite})" if c.cite else f"`{c.name}`" for c in answer.clauses]
    return f", by clause{'s' if len(cited) > 1 else ''} {listed(cited)}" if cited else ""


def _scenarios(result: Result, look: Look) -> Iterator[Line]:
    if result.tried:
        yield from heading("Scenarios", look)
        signs = marks(look)
        for tried in result.tried:
            sign, ink = _passed(tried, signs.met, signs.unmet)
            words = f"{tried.trial.title}{_what_went_wrong(result.program, tried)}"
            yield from item(sign, words, look, ink=ink)


def _passed(tried: Tried, met: str, unmet: str) -> tuple[str, Ink]:
    return (met, "good") if tried.passed else ("?", "warning") if tried.undecided else (unmet, "error")


def _what_went_wrong(program: ir.Program, tried: Tried) -> str:
    if tried.undecided:
        return ": not decided in time"
    if tried.impossible is not None:
        return f": this cannot happen: {tried.impossible}"
    for unmet in tried.unmet:
        facts = listed([answer_words(program, one) for one in unmet.answers])
        return f": `{unmet.expectation.words}` does not hold{' where ' + facts if facts else ''}"
    return ""
