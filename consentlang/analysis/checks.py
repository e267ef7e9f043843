"""
The built-in findings about the lines themselves, with no claim at all.

About clauses: those that contradict each other, never apply or never win, override nothing, or except less
than they could. These look at any moment, reachable or not (`anytime`): so "never" is exact, and "can" may
say too much. About what happens: requests that nobody gets to answer, features that stay off.
"""

from collections.abc import Iterator, Sequence

from consentlang.analysis.apparatus import Apparatus
from consentlang.analysis.overrides import Narrow, Overrides
from consentlang.analysis.solve import OutOfTime
from consentlang.analysis.symbolic import FALSE
from consentlang.analysis.verdict import Warned
from consentlang.core import ir
from consentlang.diagnostics import codes


def findings(apparatus: Apparatus) -> tuple[Warned, ...]:
    """What is to be said of the lines of the program; as much of it as there was time to find."""
    found: list[Warned] = []
    try:
        if not apparatus.contradiction:
            found.extend(_about_clauses(apparatus))
            found.extend(_unseen(apparatus))
            found.extend(_dead(apparatus))
    except OutOfTime:
        pass
    return tuple(found)


# --- clauses ----------------------------------------------------------------------------------------


def _about_clauses(apparatus: Apparatus) -> Iterator[Warned]:
    overrides = Overrides(apparatus.program, apparatus.fixed, apparatus.clock)
    clauses = overrides.clauses
    for one, other, issue in overrides.unranked:
        yield _unranked(clauses[one], clauses[other], issue)
    for label in overrides.unheard:
        yield _never_applies(clauses[label])
    for label, winners in overrides.losing.items():
        yield _never_wins(clauses[label], [clauses[winner] for winner in winners])
    for above, below in overrides.idle:
        yield _idle(clauses[above], clauses[below])
    for narrow in overrides.narrow:
        yield _too_narrow(clauses[narrow.above], clauses[narrow.below], narrow)


def _unranked(one: ir.Ruling, other: ir.Ruling, issue: ir.Issue) -> Warned:
    yes, no = (one, other) if one.permits else (other, one)
    return Warned(
        codes.CLAUSES_UNRANKED.number,
        f"`{yes.name}` permits what `{no.name}` forbids ({issue.words}), and no words say which gives way",
        (no.span, yes.span),
        help=f"write `notwithstanding {yes.name}` after `clause {no.name}`, or the other way round; "
        "until then the prohibition counts",
        subject=no.name,
    )


def _never_applies(clause: ir.Ruling) -> Warned:
    why = f"`{clause.provided}` is never so" if clause.provided else "what it depends on is never so"
    return Warned(
        codes.CLAUSE_NEVER_APPLIES.number,
        f"the clause `{clause.name}` never applies: {why}",
        (clause.span,),
        help=f"take `{clause.name}` out, or change the line that settles what it depends on",
        subject=clause.name,
    )


def _never_wins(clause: ir.Ruling, winners: Sequence[ir.Ruling]) -> Warned:
    names = listed([f"`{winner.name}`" for winner in winners])
    return Warned(
        codes.CLAUSE_NEVER_WINS.number,
        f"the clause `{clause.name}` never has a say: wherever it applies, {names} overrides it",
        (clause.span, *(winner.span for winner in winners)),
        help=f"take `{clause.name}` out, or give {names} a condition with `when`",
        subject=clause.name,
    )


def _idle(above: ir.Ruling, below: ir.Ruling) -> Warned:
    agree = above.permits == below.permits
    why = "both say the same" if agree else "the two never apply to the same thing at the same time"
    return Warned(
        codes.OVERRIDES_NOTHING.number,
        f"`{above.name}` is to override `{below.name}`, and never does: {why}",
        (above.span, below.span),
        help=f"take out the words that rank `{above.name}` above `{below.name}`, "
        "or name what it is meant to override",
        subject=above.name,
    )


def _too_narrow(above: ir.Ruling, below: ir.Ruling, narrow: Narrow) -> Warned:
    left, several = listed(narrow.left), len(narrow.left) > 1
    return Warned(
        codes.EXCEPTION_TOO_NARROW.number,
        f"`{above.name}` {'gives' if above.permits else 'takes'} back {listed(narrow.taken)} from "
        f"`{below.name}`, and leaves {left} as {'they were' if several else 'it was'}",
        (above.span, below.span),
        help=f"if {left} {'are' if several else 'is'} meant too, name {'them' if several else 'it'} in "
        f"`{above.name}`{_unsaid(narrow.doubtful)}",
        subject=above.name,
    )


def _unsaid(doubtful: Sequence[str]) -> str:
    if not doubtful:
        return ""
    return (
        f"; whether it reaches {listed(doubtful)}, derived from what it names, would be said by "
        "`including derived` or `excluding derived`"
    )


# --- what happens -----------------------------------------------------------------------------------


def _unseen(apparatus: Apparatus) -> Iterator[Warned]:
    """Requests none of whose choices can be made at any moment of any story."""
    choices: dict[str, list[ir.Event]] = {name: [] for name in apparatus.program.requests}
    for event in apparatus.program.events.values():
        if event.kind == "choose" and event.request in choices:
            choices[event.request].append(event)
    for name, events in choices.items():
        if not _some_happens(apparatus, events):
            request = apparatus.program.requests[name]
            yield Warned(
                codes.REQUEST_UNSEEN.number,
                f"{request.to} never gets to answer `{name}`: in no story is there a moment for it",
                (request.span,),
                help="see that what its `when` waits for can come about",
                subject=name,
            )


def _dead(apparatus: Apparatus) -> Iterator[Warned]:
    """Features that are off when a story opens, and never switched on in any."""
    switches: dict[str, list[ir.Event]] = {name: [] for name in apparatus.program.features}
    for event in apparatus.program.events.values():
        for effect in event.effects:
            if isinstance(effect, ir.SetFeature) and effect.by is not None:
                switches[effect.feature].append(event)
    for name, events in switches.items():
        feature = apparatus.program.features[name]
        if feature.starts == ir.FALSE and not _some_happens(apparatus, events):
            yield Warned(
                codes.FEATURE_DEAD.number,
                f"`{name}` is off at the start, and in no story does anybody switch it on",
                (feature.span,),
                help=f"say who may, `feature {name} switched on by ...`, or that it is `on at start`",
                subject=name,
            )


def _some_happens(apparatus: Apparatus, events: Sequence[ir.Event]) -> bool:
    """Whether at some moment of some story one of *events* can happen."""
    guards = dict.fromkeys(event.guard for event in events)
    return any(_happens(apparatus, guard) for guard in guards)


def _happens(apparatus: Apparatus, guard: ir.Expr) -> bool:
    formulas, holds = apparatus.formulas, apparatus.encoder.holds
    graph = apparatus.explorer.explore(apparatus.cones.of((guard,)))
    moments = (formulas.every((node.reached, holds(guard, node.view))) for node in graph)
    possible = [moment for moment in moments if moment != FALSE]
    return bool(possible) and apparatus.questions(possible).can(formulas.some(possible))


def listed(words: Sequence[str]) -> str:
    """
    Write *words* as a sentence lists them.

    >>> listed(["audio", "video", "chat"])
    'audio, video and chat'
    """
    return " and ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)
