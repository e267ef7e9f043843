"""
Findings about the lines themselves, with no claim needed: clauses that conflict, that never apply or never
win, that outrank nothing, that except less than they seem to; requests that nobody ever sees.

Clauses are looked at on every issue that some use or question raises, at every moment that a story reaches
there.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from attrs import define, field

from consentlang.analysis.apparatus import Apparatus
from consentlang.analysis.solve import OutOfTime
from consentlang.analysis.symbolic import FALSE, Lit
from consentlang.analysis.verdict import Warned
from consentlang.core import ir

CONFLICT = "W0610"
NEVER_APPLIES = "W0611"
NEVER_WINS = "W0612"
OUTRANKS_NOTHING = "W0613"
TOO_NARROW = "W0614"
NEVER_SHOWN = "W0615"


def findings(apparatus: Apparatus) -> tuple[Warned, ...]:
    """What is to be said of the clauses and requests of the program; what is not found in time is left out."""
    if apparatus.contradiction:
        return ()
    found: list[Warned] = []
    try:
        found.extend(_of_clauses(_survey(apparatus)))
        found.extend(_of_requests(apparatus))
    except OutOfTime:
        pass
    return tuple(found)


# --- clauses ----------------------------------------------------------------------------------------

Pair = tuple[str, str]


@define(eq=False)
class _Survey:
    """What clauses do, by their labels, on some issue at some moment."""

    clauses: dict[str, ir.Ruling] = field(factory=dict)
    apply: set[str] = field(factory=set)
    win: set[str] = field(factory=set)
    conflict: dict[Pair, ir.Issue] = field(factory=dict)
    """One permits, the other forbids, and both are alive."""
    outrank: dict[Pair, None] = field(factory=dict)
    bite: dict[Pair, None] = field(factory=dict)
    """The first outranks the second and is alive where that would apply."""
    reach: dict[str, dict[ir.Issue, None]] = field(factory=lambda: defaultdict(dict))
    """The issues on which a clause can apply."""

    def direct(self) -> Iterator[Pair]:
        """The pairs of which the first outranks the second by itself, not through a third."""
        for above, below in self.outrank:
            if not any((above, mid) in self.outrank and (mid, below) in self.outrank for mid in self.clauses):
                yield above, below


def _survey(apparatus: Apparatus) -> _Survey:
    survey = _Survey()
    for issue in apparatus.program.issues.values():
        if issue.rulings:
            _look_at(apparatus, issue, survey)
    return survey


def _look_at(apparatus: Apparatus, issue: ir.Issue, survey: _Survey) -> None:
    """Add what the clauses on *issue* do there."""
    moments = list(_moments(apparatus, issue))
    some, every = apparatus.formulas.some, apparatus.formulas.every
    applying = {r.name: some(applies[r.name] for applies, _ in moments) for r in issue.rulings}
    living = {r.name: some(alive[r.name] for _, alive in moments) for r in issue.rulings}
    clash = {
        (one.name, other.name): some(every((alive[one.name], alive[other.name])) for _, alive in moments)
        for one in issue.rulings
        if one.permits
        for other in issue.rulings
        if not other.permits
    }
    names = {ruling.name for ruling in issue.rulings}
    bites = {
        (above, below.name): some(every((alive[above], applies[below.name])) for applies, alive in moments)
        for below in issue.rulings
        for above in below.overruled_by
        if above in names
    }
    possible = _possible(apparatus, (*applying.values(), *living.values(), *clash.values(), *bites.values()))
    signs = {ruling.name: ruling.permits for ruling in issue.rulings}
    for ruling in issue.rulings:
        survey.clauses.setdefault(ruling.name, ruling)
        if applying[ruling.name] in possible:
            survey.apply.add(ruling.name)
            survey.reach[ruling.name][issue] = None
        if living[ruling.name] in possible:
            survey.win.add(ruling.name)
    for pair, literal in clash.items():
        if literal in possible:
            survey.conflict.setdefault(pair, issue)
    for pair, literal in bites.items():
        survey.outrank.setdefault(pair)
        if literal in possible and signs[pair[0]] != signs[pair[1]]:
            survey.bite.setdefault(pair)


def _moments(apparatus: Apparatus, issue: ir.Issue) -> Iterator[tuple[dict[str, Lit], dict[str, Lit]]]:
    """For each moment of the issue: where each clause applies, and where it is alive."""
    encoder, every = apparatus.encoder, apparatus.formulas.every
    conditions = ir.All(tuple(ruling.condition for ruling in issue.rulings))
    for node in apparatus.explorer.explore(apparatus.cones.of((conditions,))):
        alive = encoder.alive(issue, node.view)
        yield (
            {r.name: every((node.reached, encoder.holds(r.condition, node.view))) for r in issue.rulings},
            {name: every((node.reached, literal)) for name, literal in alive.items()},
        )


def _possible(apparatus: Apparatus, literals: Iterable[Lit]) -> set[Lit]:
    asked = set(literals) - {FALSE}
    return apparatus.questions(asked).possible(asked)


def _of_clauses(survey: _Survey) -> Iterator[Warned]:
    clauses = survey.clauses
    for (permits, forbids), issue in survey.conflict.items():
        yield Warned(
            CONFLICT,
            f"`{permits}` says yes and `{forbids}` says no to `{issue.words}`, and neither gives way",
            (clauses[permits].span, clauses[forbids].span),
            help=f"write `notwithstanding {permits}` in `{forbids}`, or `notwithstanding {forbids}` in `{permits}`",
            subject=forbids,
        )
    for label, clause in clauses.items():
        if label not in survey.apply:
            yield Warned(
                NEVER_APPLIES,
                f"`{label}` never applies: no story meets its conditions",
                (clause.span,),
                subject=label,
            )
        elif label not in survey.win:
            yield Warned(NEVER_WINS, f"`{label}` never wins: wherever it applies, another clause outranks it", (clause.span,), subject=label)
    for above, below in survey.direct():
        if (above, below) not in survey.bite and {above, below} <= survey.apply:
            yield Warned(
                OUTRANKS_NOTHING,
                f"`{above}` outranks `{below}`, but never says otherwise where that applies",
                (clauses[above].span, clauses[below].span),
                subject=above,
            )
    yield from _too_narrow(survey)


def _too_narrow(survey: _Survey) -> Iterator[Warned]:
    """A clause that forbids part of what it excepts, and leaves out what lies beside that."""
    for above, below in survey.direct():
        if (above, below) not in survey.bite or survey.clauses[above].permits:
            continue
        named, left = _compared(survey, above, below)
        if left:
            yield Warned(
                TOO_NARROW,
                f"`{above}` limits `{below}` for {_listed(named)}, but not for {_listed(left)}",
                (survey.clauses[above].span, survey.clauses[below].span),
                help=f"name {_listed(left)} in `{above}` too, if they are meant",
                subject=above,
            )


def _compared(survey: _Survey, above: str, below: str) -> tuple[list[str], list[str]]:
    """The leaves that *above* limits, and those beside them (within the same data) that it does not."""
    limited, covered = survey.reach[above], survey.reach[below]
    beside: dict[tuple[object, ...], list[ir.Issue]] = defaultdict(list)
    for issue in covered:
        if issue.data_within is not None:
            key = issue.user, issue.act, issue.data_within, issue.purpose, issue.recipient, issue.subject
            beside[key].append(issue)
    named: dict[str, None] = {}
    left: dict[str, None] = {}
    for issues in beside.values():
        if any(issue in limited for issue in issues):
            for issue in issues:
                (named if issue in limited else left).update(dict.fromkeys(issue.data))
    return list(named), list(left)


def _listed(names: Iterable[str]) -> str:
    *before, last = names
    return f"{', '.join(before)} and {last}" if before else last


# --- requests ---------------------------------------------------------------------------------------


def _of_requests(apparatus: Apparatus) -> Iterator[Warned]:
    for request in apparatus.program.requests.values():
        added = {choice.name for choice in request.choices if choice.edit is not None}
        guards = [
            event.guard
            for event in apparatus.program.events.values()
            if event.kind == "choose" and event.request == request.name and event.choice not in added
        ]
        if not guards or not _shown(apparatus, guards):
            yield Warned(
                NEVER_SHOWN,
                f"nobody ever sees `{request.name}`: no story meets its conditions",
                (request.span,),
                subject=request.name,
            )


def _shown(apparatus: Apparatus, guards: list[ir.Expr]) -> bool:
    """Whether any of *guards* holds at some moment."""
    shown = ir.Any(tuple(guards))
    every, holds = apparatus.formulas.every, apparatus.encoder.holds
    graph = apparatus.explorer.explore(apparatus.cones.of((shown,)))
    return bool(_possible(apparatus, (every((node.reached, holds(shown, node.view))) for node in graph)))
