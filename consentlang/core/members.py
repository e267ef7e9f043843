"""
The built-in words that are asked of a thing: what `request.refusals` or `choice.costs` mean.

One function a kind of thing, one line a word, in the order of `types.vocabulary`, which says what each
means in a sentence.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from consentlang.core import functions, ir, way_out
from consentlang.core.answers import Answer
from consentlang.core.ir import FALSE, TRUE
from consentlang.core.values import (
    Alternatives,
    Asked,
    Case,
    Chosen,
    Data,
    Person,
    Purpose,
    Scope,
    Thing,
    Value,
    WayOut,
    Word,
    just,
    some,
    title,
)
from consentlang.syntax import ast
from consentlang.types.vocabulary import MEMBERS

if TYPE_CHECKING:
    from consentlang.core.world import World


def is_word(value: Value, name: str) -> bool:
    """Whether the language itself says what *name* is, asked of *value*."""
    sorts = {Person: "party", Asked: "request", Chosen: "choice", WayOut: "withdraw", Data: "data"}
    sort = value.kind if isinstance(value, Thing) else sorts.get(type(value), "purpose")
    return name in MEMBERS.get(sort, {})  # type: ignore[call-overload]


def values(world: "World", owner: Value, name: str, scope: Scope) -> Alternatives:  # noqa: PLR0911 - one line a kind
    """`owner.name` where that is a thing, several things, a number or a word."""
    match owner:
        case Asked():
            return _request_values(world, owner, name, scope)
        case Chosen(asked=asked, choice=choice):
            if name == "by":
                subject = scope.case.subject if scope.case else asked.to
                return world.forms[asked.request].decider(choice, asked, subject)
            if name == "purposes":
                at_hand = scope.case.purpose if scope.case else ""
                return world.forms[asked.request].chosen_purposes(choice, at_hand)
            return _answer_values(world.choice(asked, choice), name)
        case WayOut(asked=asked):
            return _answer_values(leaving(world, asked), name)
        case Thing(kind="use", name=use) if name == "basis":
            return just(Word(basis(world.model.uses[use])))
        case Person() if name == "age":
            return world.facts.age(owner)
        case _:
            return ()


def _request_values(world: "World", asked: Asked, name: str, scope: Scope) -> Alternatives:  # noqa: PLR0911, C901 - one line a word
    form = world.forms[asked.request]
    purpose = scope.case.purpose if scope.case else ""
    match name:
        case "to":
            return just(Person(asked.to))
        case "asker":
            return just(Person(form.node.by.text))
        case "choices":
            return form.offered(asked)
        case "consents":
            return form.answering(asked, lambda choice: form.consents(choice, purpose))
        case "refusals":
            return form.answering(asked, form.refuses)
        case "postponements":
            return form.answering(asked, form.postpones)
        case "purposes":
            return tuple((Purpose(p), TRUE) for p in form.purposes())
        case "withdraw":
            return just(WayOut(asked))
        case "lifetime":
            return form.span_of(ast.Expires)
        case "pause":
            return form.span_of(ast.ReAsks)
        case _:
            return ()


def _answer_values(answer: Answer, name: str) -> Alternatives:
    match name:
        case "act":
            return answer.act()
        case "steps":
            return answer.steps()
        case "shown":
            return answer.shown()
        case "price":
            return answer.price()
        case _:
            return ()


def flag(world: "World", owner: Value, name: str, arguments: Sequence[Alternatives], scope: Scope) -> ir.Expr:
    """`owner.name(arguments)` where that is true or not."""
    match owner:
        case Asked():
            return _request_flag(world, owner, name, arguments)
        case Chosen():
            return _choice_flag(world, owner, name, arguments, scope)
        case WayOut(asked=asked):
            return _way_out_flag(world, asked, name, arguments, scope.case)
        case Thing(kind="use", name=use):
            node = world.model.uses[use]
            return _constant(node.from_the_start if name == "from_start" else node.action.verb == "share")
        case Thing(kind="feature", name=feature) if name == "on":
            return ir.On(feature)
        case _:
            return FALSE


def _request_flag(  # noqa: PLR0911, C901 - one line a word
    world: "World", asked: Asked, name: str, arguments: Sequence[Alternatives]
) -> ir.Expr:
    form = world.forms[asked.request]
    match name:
        case "per_purpose":
            return form.per_purpose()
        case "asks":
            return some(arguments[0], lambda v: form.asks_data(title(v), asked))
        case "tells":
            return some(arguments[0], lambda v: form.tells(_text(v), "plainly", asked))
        case "vague":
            return some(arguments[0], lambda v: form.tells(_text(v), "vaguely", asked))
        case "misleads":
            return some(arguments[0], lambda v: form.tells(_text(v), "misleadingly", asked))
        case "joined":
            return form.joined()
        case "withdrawable":
            return way_out.exists(form)
        case "records":
            return some(arguments[0], lambda v: form.records(_text(v)))
        case "expires":
            return _constant(form.expires() is not None)
        case "re_asks":
            return form.re_asks()
        case _:
            return FALSE


def _choice_flag(  # noqa: PLR0911 - one line a word
    world: "World", chosen: Chosen, name: str, arguments: Sequence[Alternatives], scope: Scope
) -> ir.Expr:
    form, case = world.forms[chosen.asked.request], scope.case
    answer = world.choice(chosen.asked, chosen.choice)
    purpose = case.purpose if case else ""
    match name:
        case "consents":
            return _constant(form.consents(chosen.choice, purpose))
        case "refuses":
            return _constant(form.refuses(chosen.choice))
        case "postpones":
            return _constant(form.postpones(chosen.choice))
        case "preselected":
            return answer.preselected
        case "costs":
            return _costs(world, answer, case)
        case "loses":
            return some(arguments[0], lambda v: answer.loses(title(v)))
        case "pays":
            return answer.pays()
        case "gains":
            return answer.gains
        case "instead":
            return answer.instead
        case _:
            return FALSE


def _way_out_flag(
    world: "World", asked: Asked, name: str, arguments: Sequence[Alternatives], case: Case | None
) -> ir.Expr:
    answer = leaving(world, asked)
    match name:
        case "costs":
            return _costs(world, answer, case)
        case "pays":
            return answer.pays()
        case "loses":
            return some(arguments[0], lambda v: answer.loses(title(v)))
        case "at_once":
            return way_out.stops(answer, "at once")
        case "honoured":
            return way_out.stops(answer, "at once", "later")
        case _:
            return FALSE


def _costs(world: "World", answer: Answer, case: Case | None) -> ir.Expr:
    """That it costs anything, save a service for which the data and purpose at hand are necessary."""
    if case is None:
        return answer.costs()
    return answer.costs(lambda service: functions.necessary(world, case.data, case.purpose, service))


def leaving(world: "World", asked: Asked) -> Answer:
    """What withdrawing from a request is like."""
    return way_out.answer(world.forms[asked.request], asked, world.written.highest_steps)


def basis(use: ast.Use) -> str:
    """What a use is said to rest on: `consent`, `nothing`, or the name of another basis."""
    if isinstance(use.basis, ast.ConsentBasis):
        return "consent"
    return use.basis.basis.text if use.basis.basis else "nothing"


def _constant(value: bool) -> ir.Expr:  # noqa: FBT001 - a conversion
    return TRUE if value else FALSE


def _text(value: Value) -> str:
    return value.text if isinstance(value, Word) else title(value)
