"""Our readings of a conformance case: what each says, in the words of the case."""

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import evolve

from consentlang.analysis.verify import verify
from consentlang.core import ir
from consentlang.diagnostics.report import Report
from consentlang.driver import build
from consentlang.eval.assessment import Assessment, Judged
from consentlang.eval.compiled import Compiled
from consentlang.eval.interpret import holds, run
from consentlang.eval.record import RecordError, read
from consentlang.eval.scenario import Scenario, State
from consentlang.eval.schema import schema
from tests.agreement.records import completions, said
from tests.agreement.scenarios import allowed, happens
from tests.eval.tiny import SPAN

Json = dict[str, Any]


def program_at(path: str) -> ir.Program:
    """The program of a policy without a mistake."""
    report = Report()
    program = build(path, report)
    assert program is not None, [complaint.message for complaint in report]
    return program


def verified(program: ir.Program) -> Json:
    """The verdict, and the rules that some story is about."""
    result = verify(program, mend=False)
    stories = [story for one in result.ruled for story in one.stories]
    return {
        "verdict": result.verdict,
        "rules": sorted({story.fault.name for story in stories}),
        "answers": {answer.query.question: answer.answer for answer in result.answers},
        "scenarios": {tried.trial.title: tried.passed for tried in result.tried},
    }


# --- scenarios --------------------------------------------------------------------------------------


def lived(program: ir.Program, given: Mapping[str, str], events: list[str]) -> Json:
    """What comes of each use after *events*, in all completions of *given* in which they happen."""
    complete = [facts for facts in allowed(program) if given.items() <= facts.items()]
    scenarios = [Scenario(facts, tuple(events)) for facts in complete]
    ended = [(one.facts, run(program, one)[-1]) for one in scenarios if happens(program, one)]
    if not ended:
        return {"happens": False}
    uses = {name: _of(program, duties, ended) for name, duties in _uses(program).items()}
    return {"happens": True, "uses": uses}


def _uses(program: ir.Program) -> dict[str, list[ir.Obligation]]:
    """The parts of each use on consent, by `use (subject, regime)`."""
    found: dict[str, list[ir.Obligation]] = {}
    for duty in program.obligations:
        if duty.kind == "consent":
            about = ", ".join(word for word in (duty.subject, duty.regime) if word)
            found.setdefault(f"{duty.use} ({about})", []).append(duty)
    return found


def _of(
    program: ir.Program, duties: list[ir.Obligation], ended: list[tuple[Mapping[str, str], State]]
) -> Json:
    told, because = set[str](), None
    for facts, state in ended:
        fires = [duty for duty in duties if holds(program, duty.fires, facts, state)]
        broken = [duty for duty in fires if holds(program, duty.broken, facts, state)]
        told.add("invalid" if broken else "valid" if fires else "not used")
        rules = {
            fault.name
            for duty in broken
            for fault in duty.faults
            if fault.decides and holds(program, fault.fails, facts, state)
        }
        because = rules if because is None else because & rules
    return {"is": told.pop() if len(told) == 1 else "open", "because": sorted(because or ())}


def lived_by_the_solver(program: ir.Program, given: Mapping[str, str], events: list[str]) -> Json:
    """The same but for the rules, as a scenario of the author: what holds in every completion."""
    uses = _uses(program)
    trials = [
        ir.Trial(
            f"{name}: {word}",
            givens=tuple(ir.Is(fact, (value,)) for fact, value in given.items()),
            steps=(*events, ir.Expectation(word, expr, SPAN)),
            span=SPAN,
        )
        for name, duties in uses.items()
        for word, expr in _words(duties).items()
    ]
    tried = verify(evolve(program, trials=tuple(trials), queries=()), mend=False, tell=False).tried
    if any(one.impossible for one in tried):
        return {"happens": False}
    passed = {one.trial.title for one in tried if one.passed}
    said = {
        name: [word for word in _words(duties) if f"{name}: {word}" in passed]
        for name, duties in uses.items()
    }
    return {"happens": True, "uses": {name: words[0] if words else "open" for name, words in said.items()}}


def _words(duties: list[ir.Obligation]) -> dict[str, ir.Expr]:
    fires = ir.any_of(*(duty.fires for duty in duties))
    broken = ir.any_of(*(duty.broken for duty in duties))
    return {
        "invalid": broken,
        "valid": ir.all_of(fires, ir.negate(broken)),
        "not used": ir.negate(fires),
    }


# --- records ----------------------------------------------------------------------------------------


def judged(program: ir.Program, record: Json) -> Json:
    """What the compiled policy says of *record*."""
    try:
        return _told(Compiled(program).assess(record))
    except RecordError:
        return {"refused": True}


def _told(assessment: Assessment) -> Json:
    return told(assessment.judged)


def told(judged: Iterable[Judged]) -> Json:
    """What is said of each use and claim."""
    return {one.name: _one(one) for one in judged}


def _one(one: Judged) -> Json:
    beside = {"coerced": one.coerced, "contested": one.contested}
    return {
        "is": one.verdict,
        "because": sorted(ground.name for ground in one.grounds),
        "missing": sorted(one.missing),
        **{word: True for word, so in beside.items() if so},
    }


def judged_by_completions(program: ir.Program, record: Json) -> Json:
    """The same, from the meaning alone: every value of every missing column, each run by itself."""
    columns = schema(program)
    try:
        known = read(columns, record)
    except RecordError:
        return {"refused": True}
    each = [said(program, *ended) for ended in completions(program, columns, known)]
    if not each:
        return {"refused": True}
    said_of = {}
    for one in Compiled(program).assess(record).judged:  # for the names, which are not what is compared
        about = one.kind, one.about, one.subject, one.regime
        those = [completion[about] for completion in each]
        verdicts = {what.invalid for what in those}
        beside = {
            "coerced": all(what.coerced for what in those),
            "contested": verdicts == {True} and not all(what.firmly for what in those),
        }
        said_of[one.name] = {
            "is": "unproven" if len(verdicts) > 1 else "invalid" if verdicts == {True} else "valid",
            "because": sorted(set.intersection(*(what.grounds for what in those))),
            **{word: True for word, so in beside.items() if so},
        }
    return said_of
