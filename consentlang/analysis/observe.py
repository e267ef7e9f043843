"""
What expressions can see of a state, and what events do to it.

An *observation* is a leaf that reads the state: a feature that is on, a cell's last word, what held when a
yes was given. A state, for the solver, is the value of the observations that matter, and nothing else; so
states that nobody can tell apart are one. A value is a literal: most are plainly true or false, some depend
on chosen facts (a feature that may be on from the start). A run of events thus leads to *one* state, whatever
the answers, and what is found there holds for all the answers it holds for.

`moved` says line for line what `eval.interpret` does to a state.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import assert_never

from consentlang.analysis.symbolic import FALSE, TRUE, Formulas, Lit
from consentlang.core import ir

Observation = ir.On | ir.SwitchedBy | ir.InForce | ir.Is | ir.Stands | ir.Ever | ir.Booked | ir.AtGrant
"""`Is` only of a changing fact. `AtGrant` only of TRUE (a yes by this choice stands) or of one observation of
the moment, which the yes has kept."""

View = Mapping[ir.Expr, Lit]
"""The value of each observation."""

Holds = Callable[[ir.Expr, View], Lit]

NOTHING_SEEN: View = {}


def place(seen: ir.Expr) -> tuple[str, str]:
    """The part of the state that an observation looks at."""
    match seen:
        case ir.On(feature=name) | ir.SwitchedBy(feature=name):
            return "feature", name
        case ir.InForce(chain=name):
            return "terms", name
        case ir.Is(fact=name):
            return "fact", name
        case ir.Stands(cell=name) | ir.Ever(cell=name) | ir.Booked(cell=name) | ir.AtGrant(cell=name):
            return "cell", name
        case _:
            raise TypeError(seen)


def written(effect: ir.Effect) -> tuple[str, str]:
    """The part of the state that an effect writes to."""
    match effect:
        case ir.SetFeature(feature=name):
            return "feature", name
        case ir.SetTerms(chain=name):
            return "terms", name
        case ir.SetFact(fact=name):
            return "fact", name
        case ir.Grant() | ir.Book() | ir.Refuse() | ir.Withdraw() | ir.Expire() | ir.Unbook():
            return "cell", effect.cell
        case _:
            assert_never(effect)


def affects(effect: ir.Effect, seen: ir.Expr) -> bool:
    """Whether the effect, which writes to the place it looks at, can change the observation."""
    match effect, seen:
        case (ir.Book() | ir.Unbook(), ir.Stands() | ir.Ever() | ir.AtGrant()):
            return False
        case (ir.Refuse() | ir.Withdraw() | ir.Expire(), ir.Ever()):
            return False
        case (ir.Grant(request=by), ir.Booked(request=request) | ir.AtGrant(request=request)):
            return by == request
        case (ir.Expire(request=by), ir.AtGrant(request=request)):
            return by == request
        case (
            ir.Book(request=by)
            | ir.Refuse(request=by)
            | ir.Withdraw(request=by)
            | ir.Expire(request=by)
            | ir.Unbook(request=by),
            ir.Booked(request=request),
        ):
            return by == request
        case _:
            return True


def read_by(effect: ir.Effect, seen: ir.Expr, sites: tuple[ir.Grant, ...]) -> Iterator[ir.Expr]:
    """What must be known before the effect to know the observation after it. *sites*: grants in its cell."""
    if isinstance(effect, ir.Grant | ir.Book | ir.Refuse | ir.Unbook):
        yield effect.when
    match effect, seen:
        case (ir.Grant(choice=by), ir.AtGrant(choice=choice, body=body)) if by == choice:
            yield body
        case (ir.Withdraw(clears=clears), ir.Booked()):
            yield clears
        case (ir.Withdraw(cell=cell), ir.Stands()):
            yield ir.Stands(cell, ("given",))
        case (ir.Expire(cell=cell), ir.Stands()):
            yield ir.Stands(cell, ("given",))
            yield from other_yeses(effect, sites)
        case _:
            pass


def other_yeses(effect: ir.Expire, sites: tuple[ir.Grant, ...]) -> Iterator[ir.AtGrant]:
    """The yeses in the cell, by other requests, that would still stand."""
    others = dict.fromkeys((site.request, site.choice) for site in sites if site.request != effect.request)
    for request, choice in others:
        yield ir.AtGrant(effect.cell, request, choice, ir.TRUE)


def opening(program: ir.Program, formulas: Formulas, holds: Holds, seen: ir.Expr, early: View) -> Lit:
    """What is observed when a story opens; *early* has terms and changing facts."""
    match seen:
        case ir.On(feature=name):
            return holds(program.features[name].starts, early)
        case ir.InForce(chain=name, versions=versions):
            return formulas.among(program.chains[name].start, versions)
        case ir.Is(fact=name, values=values):
            return formulas.among(program.changing[name].start, values)
        case ir.Stands(standings=standings):
            return TRUE if "none" in standings else FALSE
        case ir.SwitchedBy() | ir.Ever() | ir.Booked() | ir.AtGrant():
            return FALSE
        case _:
            raise TypeError(seen)


class Moves:
    """What effects do to observations; grants look at their sites, bodies and conditions are encoded."""

    def __init__(self, formulas: Formulas, holds: Holds, sites: Mapping[str, tuple[ir.Grant, ...]]) -> None:
        self._formulas = formulas
        self._holds = holds
        self._sites = sites

    def moved(self, effect: ir.Effect, seen: ir.Expr, before: View, after: View) -> Lit:
        """
        The observation after *effect*: conditions and moments are those *before* the event, the ledger is
        as the effects so far have left it (*after*).
        """
        match effect:
            case ir.SetFeature(by=by):
                on = by is not None if isinstance(seen, ir.On) else by == getattr(seen, "party", None)
                return TRUE if on else FALSE
            case ir.SetTerms(version=version):
                return TRUE if version in getattr(seen, "versions", ()) else FALSE
            case ir.SetFact(value=value):
                return TRUE if value in getattr(seen, "values", ()) else FALSE
            case ir.Grant(when=when) | ir.Book(when=when) | ir.Refuse(when=when) | ir.Unbook(when=when):
                happens = self._holds(when, before)
                new = self._written(effect, seen, before)
                return self._formulas.choose(happens, new, after[seen])
            case ir.Withdraw():
                return self._withdrawn(effect, seen, before, after)
            case ir.Expire():
                return self._expired(effect, seen, after)
            case _:
                assert_never(effect)

    def _written(
        self, effect: ir.Grant | ir.Book | ir.Refuse | ir.Unbook, seen: ir.Expr, before: View
    ) -> Lit:
        """What a yes, a no, or a change of the books writes."""
        match effect, seen:
            case (ir.Grant(), ir.Stands(standings=standings)):
                return TRUE if "given" in standings else FALSE
            case (ir.Grant(choice=by), ir.AtGrant(choice=choice, body=body)):
                return self._holds(body, before) if by == choice else FALSE
            case (ir.Refuse(), ir.Stands(standings=standings)):
                return TRUE if "refused" in standings else FALSE
            case (ir.Refuse() | ir.Unbook(), _):
                return FALSE
            case _:
                return TRUE

    def _withdrawn(self, effect: ir.Withdraw, seen: ir.Expr, before: View, after: View) -> Lit:
        match seen:
            case ir.Stands(standings=standings):
                given = after[ir.Stands(effect.cell, ("given",))]
                return self._formulas.choose(given, TRUE if "withdrawn" in standings else FALSE, after[seen])
            case ir.Booked():
                return self._formulas.every((-self._holds(effect.clears, before), after[seen]))
            case _:
                return FALSE

    def _expired(self, effect: ir.Expire, seen: ir.Expr, after: View) -> Lit:
        if not isinstance(seen, ir.Stands):
            return FALSE
        given = after[ir.Stands(effect.cell, ("given",))]
        others = (after[yes] for yes in other_yeses(effect, self._sites[effect.cell]))
        last = self._formulas.every((given, *(-other for other in others)))
        return self._formulas.choose(last, TRUE if "expired" in seen.standings else FALSE, after[seen])
