"""Verification: a program in, all that is to be said of it out. Nothing is printed, no file is touched."""

from collections.abc import Iterable

from attrs import evolve

from consentlang.analysis.apparatus import Apparatus
from consentlang.analysis.asks import answer
from consentlang.analysis.checks import findings
from consentlang.analysis.holdings import compared
from consentlang.analysis.obligations import groups, rule, worst
from consentlang.analysis.repair import Mender, Workshop, settling
from consentlang.analysis.solve import Clock, OutOfTime
from consentlang.analysis.trials import tried
from consentlang.analysis.verdict import Answer, Result, Ruled, Settle, Stats, Tried, Verdict
from consentlang.core import ir


def verify(
    program: ir.Program,
    *,
    timeout: float | None = None,
    lenient: bool = False,
    mend: bool = True,
    tell: bool = True,
) -> Result:
    """
    Prove what must hold, or tell the stories in which it does not.

    *timeout* in seconds: what is not decided by then is said to be undecided. *lenient*: what turns on
    contested rules alone does not make the whole verdict worse. *mend*: look for what would mend failures.
    *tell*: tell the stories; without them (and without mendings) there are verdicts alone.

    Raises:
        Disagreement: a story was found that the interpreter does not tell, which is a bug.

    """
    clock = Clock(timeout)
    apparatus = Apparatus(program, clock)
    ruled = [rule(apparatus, group, tell=tell, name=bool(program.holdings)) for group in groups(program)]
    answers = tuple(answer(apparatus, query) for query in program.queries)
    tries = tuple(tried(apparatus, trial) for trial in program.trials)
    warned = findings(apparatus) if tell else ()
    if mend and tell:
        workshop = Workshop(apparatus, clock)
        ruled = [_with_mending(workshop, one) for one in ruled]
    return Result(
        program=program,
        verdict="vacuous" if _contradicts(apparatus) else _overall(ruled, answers, tries, lenient=lenient),
        ruled=tuple(ruled),
        answers=answers,
        tried=tries,
        warned=warned,
        checklist=checklist(program, ruled),
        stats=Stats(
            obligations=len(program.obligations),
            states=apparatus.explorer.states,
            queries=clock.queries,
            events=len(program.events),
            facts=len(program.facts),
            seconds=clock.spent,
        ),
        compared=compared(program.holdings, ruled, answers),
    )


def _contradicts(apparatus: Apparatus) -> bool:
    """Whether its lines are known to contradict each other."""
    try:
        return bool(apparatus.contradiction)
    except OutOfTime:
        return False


def _with_mending(workshop: Workshop, ruled: Ruled) -> Ruled:
    """With what would mend it, if it fails."""
    if not ruled.stories:
        return ruled
    return evolve(ruled, mending=Mender(workshop, ruled.obligations).mend(ruled.stories))


def checklist(program: ir.Program, ruled: Iterable[Ruled]) -> tuple[Settle, ...]:
    """For each question that no line mentions and some story turns on, a line that would settle it well."""
    bad: dict[str, set[str]] = {}
    for one in ruled:
        for story in one.stories:
            for answer_ in story.unsaid:
                bad.setdefault(answer_.fact, set()).add(answer_.value)
    lines: dict[tuple[str | None, str], Settle] = {}
    for name, values in bad.items():
        fact = program.facts[name]
        advice = _advice(fact, values)
        if advice is not None:
            # of two choices, or a choice and the way out, each needs the line
            lines.setdefault((fact.request and name.partition(" ")[0], advice.line), advice)
    return tuple(lines.values())


def _advice(fact: ir.Fact, bad: set[str]) -> Settle | None:
    """The line that settles *fact* well: at its best answer, or at one that no story needs."""
    lines = settling(fact, *(value for value in fact.values if fact.best not in (None, value)))
    return next((line for line in lines if line.value not in bad), None)


def _overall(
    ruled: Iterable[Ruled], answers: Iterable[Answer], tries: Iterable[Tried], *, lenient: bool
) -> Verdict:
    """The worst that was found."""
    found: list[Verdict] = [one.verdict for one in ruled]
    expected = (one for one in answers if one.query.expect is not None)
    found.extend("undecided" if one.answer == "undecided" else _passed(one.as_expected) for one in expected)
    found.extend("undecided" if one.undecided else _passed(one.passed) for one in tries)
    return worst("proved_under" if lenient and verdict == "depends" else verdict for verdict in found)


def _passed(passed: bool) -> Verdict:  # noqa: FBT001 - it is what is asked
    return "proved" if passed else "failed"
