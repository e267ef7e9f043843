"""
What expressions can see of a state, and what events do to it.

An *observation* is a leaf that reads the state: a feature that is on, a cell's last word, what held when a
yes was given. A state, for the solver, is the value of the observations that matter, and nothing else; so
states that nobody can tell apart are one. A value is a literal: most are plainly true or false, some depend
on chosen facts (a feature that may be on from the start). A run of events thus leads to *one* state, whatever
the answers, and what is found there holds for all the answers it holds for.

`Moves` says line for line what `eval.interpret` does to a state.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import assert_never

from consentlang.analysis.encode import Encoder, View
from consentlang.analysis.symbolic import FALSE, TRUE, Lit
from consentlang.core import ir

Move = Lit | Callable[[View, View], Lit]
"""The value of an observation after an effect: always the same, or by the views before the event and after
the effects so far."""


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
    if isinstance(effect, ir.Grant | ir.Book | ir.Refuse | ir.Withdraw | ir.Unbook):
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


def opening(encoder: Encoder, seen: ir.Expr) -> Lit:
    """What is observed when a story opens."""
    program, among = encoder.program, encoder.formulas.among
    match seen:
        case ir.On(feature=name):
            starts = program.features[name].starts
            sight = encoder.sight
            early = {number: opening(encoder, sight.observations[number]) for number in sight.of(starts).seen}
            return encoder.holds(starts, early)
        case ir.InForce(chain=name, versions=versions):
            return among(program.chains[name].start, versions)
        case ir.Is(fact=name, values=values):
            return among(program.changing[name].start, values)
        case ir.Stands(standings=standings):
            return _is("none" in standings)
        case ir.SwitchedBy() | ir.Ever() | ir.Booked() | ir.AtGrant():
            return FALSE
        case _:
            raise TypeError(seen)


def _is(value: bool) -> Lit:  # noqa: FBT001 - it is what is asked
    return TRUE if value else FALSE


class Moves:
    """What effects do to observations; *sites* are the grants by cell."""

    def __init__(self, encoder: Encoder, sites: Mapping[str, tuple[ir.Grant, ...]]) -> None:
        self._encoder = encoder
        self._formulas = encoder.formulas
        self._sites = sites

    def move(self, effect: ir.Effect, seen: ir.Expr) -> Move:
        """
        The observation after *effect*: conditions and moments are those before the event, the ledger is as
        the effects so far have left it.
        """
        match effect:
            case ir.SetFeature(by=by):
                return _is(by is not None if isinstance(seen, ir.On) else by == getattr(seen, "party", None))
            case ir.SetTerms(version=version):
                return _is(version in getattr(seen, "versions", ()))
            case ir.SetFact(value=value):
                return _is(value in getattr(seen, "values", ()))
            case ir.Grant(when=when) | ir.Book(when=when) | ir.Refuse(when=when) | ir.Unbook(when=when):
                return self._where(when, self._written(effect, seen), seen)
            case ir.Withdraw(when=when):
                return self._where(when, self._withdrawn(effect, seen), seen)
            case ir.Expire():
                return self._expired(effect, seen)
            case _:
                assert_never(effect)

    def _where(self, when: ir.Expr, new: Move, seen: ir.Expr) -> Move:
        """*new* where *when* holds before the event, else what it is."""
        if when == ir.TRUE:
            return new
        holds, choose, number = self._encoder.holds, self._formulas.choose, self._encoder.sight.number(seen)

        def move(before: View, after: View) -> Lit:
            then = new if isinstance(new, int) else new(before, after)
            return choose(holds(when, before), then, after[number])

        return move

    def _written(self, effect: ir.Grant | ir.Book | ir.Refuse | ir.Unbook, seen: ir.Expr) -> Move:
        """What a yes, a no, or a change of the books writes."""
        match effect, seen:
            case (ir.Grant(), ir.Stands(standings=standings)):
                return _is("given" in standings)
            case (ir.Grant(choice=by), ir.AtGrant(choice=choice, body=body)):
                return self._kept(body) if by == choice else FALSE
            case (ir.Refuse(), ir.Stands(standings=standings)):
                return _is("refused" in standings)
            case (ir.Refuse() | ir.Unbook(), _):
                return FALSE
            case _:
                return TRUE

    def _kept(self, body: ir.Expr) -> Move:
        if body == ir.TRUE:
            return TRUE
        number = self._encoder.sight.number(body)
        return lambda before, _: before[number]

    def _withdrawn(self, effect: ir.Withdraw, seen: ir.Expr) -> Move:
        match seen:
            case ir.Stands(cell=cell, standings=standings):
                return self._if_last(_is("withdrawn" in standings), seen, cell, ())
            case ir.Booked():
                return self._where(effect.clears, FALSE, seen)
            case _:
                return FALSE

    def _expired(self, effect: ir.Expire, seen: ir.Expr) -> Move:
        if not isinstance(seen, ir.Stands):
            return FALSE
        others = tuple(
            self._encoder.sight.number(yes) for yes in other_yeses(effect, self._sites[effect.cell])
        )
        return self._if_last(_is("expired" in seen.standings), seen, seen.cell, others)

    def _if_last(self, new: Lit, seen: ir.Expr, cell: str, others: tuple[int, ...]) -> Move:
        """*new* where a yes stands in the cell and none of *others* does, else what it is."""
        number, formulas = self._encoder.sight.number(seen), self._formulas
        given = self._encoder.sight.number(ir.Stands(cell, ("given",)))

        def move(_: View, after: View) -> Lit:
            last = formulas.every((after[given], *(-after[other] for other in others)))
            return formulas.choose(last, new, after[number])

        return move
