"""
The built-in words: what `request.refusals`, `choice.costs`, `interested` or `necessary(data, purpose)` mean.

One function a kind of thing, one line a word, in the order of `types.vocabulary`, which says what each
means in a sentence.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from consentlang.core import ir, way_out
from consentlang.core.answers import Answer
from consentlang.core.ir import FALSE, TRUE, all_of, any_of
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
)
from consentlang.syntax import ast
from consentlang.types.vocabulary import MEMBERS

if TYPE_CHECKING:
    from consentlang.core.world import World


def title(value: Value) -> str:
    """How a thing is named in facts about it."""
    match value:
        case Person(name=name) | Thing(name=name) | Data(name=name) | Purpose(name=name):
            return name
        case Asked(request=request):
            return request
        case Chosen(asked=asked, choice=choice):
            return f"{asked.request}.{choice}"
        case WayOut(asked=asked):
            return f"{asked.request}.withdraw"
        case _:
            return str(value)


def called(value: Value) -> str:
    """How a thing is called in a sentence: people, data and purposes as they are, all else in backticks."""
    match value:
        case Chosen(asked=asked, choice=choice):
            return f"`{choice}` in `{asked.request}`"
        case WayOut(asked=asked):
            return f"withdrawing from `{asked.request}`"
        case Asked() | Thing():
            return f"`{title(value)}`"
        case _:
            return title(value)


def kinds(world: "World", value: Value) -> tuple[str, ...]:  # noqa: PLR0911 - one line a kind
    """What attributes may be declared of, to be said of *value*; the most particular first."""
    match value:
        case Person(name=name):
            role = world.people.role(name)
            return (*(kind.text for kind in world.model.parties[role].kinds), "party")
        case Asked():
            return ("request",)
        case Chosen():
            return ("choice",)
        case WayOut():
            return ("withdraw",)
        case Data():
            return ("data",)
        case Purpose():
            return ("purpose",)
        case Thing(kind=kind):
            return (kind,)
        case _:
            return ()


def is_word(value: Value, name: str) -> bool:
    """Whether the language itself says what *name* is, asked of *value*."""
    sorts = {Person: "party", Asked: "request", Chosen: "choice", WayOut: "withdraw", Data: "data"}
    sort = value.kind if isinstance(value, Thing) else sorts.get(type(value), "purpose")
    return name in MEMBERS.get(sort, {})  # type: ignore[call-overload]


# --- the case at hand -------------------------------------------------------------------------------


def of_case(world: "World", name: str, case: Case) -> Alternatives:  # noqa: PLR0911, PLR0912, C901 - one line a word
    """A name of `vocabulary.IN_A_RULE`."""
    match name:
        case "subject":
            return just(Person(case.subject))
        case "user":
            return just(Person(case.user))
        case "recipients":
            return just(Person(case.recipient)) if case.recipient else ()
        case "controllers":
            return controllers(world, case)
        case "switchers":
            return switchers(world, case)
        case "interested":
            return world.people.interested(interested(world, case), case)
        case "data":
            return just(Data(case.data))
        case "purpose":
            return just(Purpose(case.purpose))
        case "use":
            return just(Thing("use", case.use)) if case.use else ()
        case "request":
            return just(case.asked) if case.asked else ()
        case "asker":
            return just(Person(world.form(case.asked.request).node.by.text)) if case.asked else ()
        case "choice":
            return just(case.choice) if case.choice else ()
        case "decider":
            return decider(world, case)
        case _:
            return just(Word(name))


def decider(world: "World", case: Case) -> Alternatives:
    """Who made the consenting choice."""
    if case.choice is None or case.asked is None:
        return ()
    return world.form(case.asked.request).decider(case.choice.choice, case.asked, case.subject)


def controllers(world: "World", case: Case) -> Alternatives:
    """The controllers among those who use, ask for or receive this data."""
    involved = dict.fromkeys(_involved(world, case))
    found = ((Person(p), world.people.is_kind(p, "controller")) for p in involved)
    return tuple((person, cond) for person, cond in found if cond != FALSE)


def _involved(world: "World", case: Case) -> list[str]:
    """User, recipient, and whoever else uses this data in the policy."""
    others = [
        node.party.text
        for node in world.model.uses.values()
        if any(case.data in world.model.data_leaves(d.text) for d in node.action.data)
    ]
    return [case.user, *([case.recipient] if case.recipient else []), *others]


def interested(world: "World", case: Case) -> Alternatives:
    """Who wants the yes, before `acts for` is followed."""
    base: Alternatives = tuple((Person(p), TRUE) for p in [case.user, *filter(None, [case.recipient])])
    base += controllers(world, case)
    if case.asked is not None:
        form = world.form(case.asked.request)
        base += just(Person(form.node.by.text))
        base += tuple((Person(line.by.text), TRUE) for line in form.lines(ast.Asks))
    return (*base, *switchers(world, case))


def switchers(world: "World", case: Case) -> Alternatives:
    """Who turned on a feature that the request or the use depends on."""
    found: dict[str, list[ir.Expr]] = {}
    for feature in _features(world, case):
        for name in world.model.features[feature].switched_by:
            for person in world.people.of_role(name.text):
                found.setdefault(person, []).append(ir.SwitchedBy(feature, person))
    return tuple((Person(person), any_of(*conds)) for person, conds in found.items())


def _features(world: "World", case: Case) -> tuple[str, ...]:
    """Features that the lines of the request or the use name, and those that these depend on."""
    roots: list[ast.Node] = []
    if case.asked is not None:
        roots.append(world.form(case.asked.request).node)
    if case.use is not None:
        roots.append(world.model.uses[case.use])
    found: dict[str, None] = {}
    while roots:
        for node in world.below(roots.pop()):
            if (
                isinstance(node, ast.Name)
                and world.model.ties[node].kind == "feature"
                and node.text not in found
            ):
                found[node.text] = None
                roots.append(world.model.features[node.text])
    return tuple(found)


# --- members ----------------------------------------------------------------------------------------


def values(world: "World", owner: Value, name: str, scope: Scope) -> Alternatives:  # noqa: PLR0911 - one line a kind
    """`owner.name` where that is a thing, several things, a number or a word."""
    match owner:
        case Asked():
            return _request_values(world, owner, name, scope)
        case Chosen(asked=asked, choice=choice):
            if name == "by":
                subject = scope.case.subject if scope.case else asked.to
                return world.form(asked.request).decider(choice, asked, subject)
            if name == "purposes":
                at_hand = scope.case.purpose if scope.case else ""
                return world.form(asked.request).chosen_purposes(choice, at_hand)
            return _answer_values(world.choice(asked, choice), name)
        case WayOut(asked=asked):
            return _answer_values(leaving(world, asked), name)
        case Thing(kind="use", name=use) if name == "basis":
            return just(Word(basis(world.model.uses[use])))
        case Person() if name == "age":
            return world.age(owner)
        case _:
            return ()


def _request_values(world: "World", asked: Asked, name: str, scope: Scope) -> Alternatives:  # noqa: PLR0911, C901 - one line a word
    form = world.form(asked.request)
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
    form = world.form(asked.request)
    match name:
        case "per_purpose":
            return form.per_purpose()
        case "asks":
            return _each(arguments[0], lambda v: form.asks_data(title(v), asked))
        case "tells":
            return _each(arguments[0], lambda v: form.tells(_text(v), "plainly", asked))
        case "vague":
            return _each(arguments[0], lambda v: form.tells(_text(v), "vaguely", asked))
        case "misleads":
            return _each(arguments[0], lambda v: form.tells(_text(v), "misleadingly", asked))
        case "joined":
            return form.joined()
        case "withdrawable":
            return way_out.exists(form)
        case "records":
            return _each(arguments[0], lambda v: form.records(_text(v)))
        case "expires":
            return _constant(form.expires() is not None)
        case "re_asks":
            return form.re_asks()
        case _:
            return FALSE


def _choice_flag(  # noqa: PLR0911 - one line a word
    world: "World", chosen: Chosen, name: str, arguments: Sequence[Alternatives], scope: Scope
) -> ir.Expr:
    form, case = world.form(chosen.asked.request), scope.case
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
            return answer.costs(
                (lambda service: necessary(world, case.data, case.purpose, service)) if case else None
            )
        case "loses":
            return _each(arguments[0], lambda v: answer.loses(title(v)))
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
            return answer.costs(
                (lambda service: necessary(world, case.data, case.purpose, service)) if case else None
            )
        case "pays":
            return answer.pays()
        case "loses":
            return _each(arguments[0], lambda v: answer.loses(title(v)))
        case "at_once":
            return way_out.stops(answer, "at once")
        case "honoured":
            return way_out.stops(answer, "at once", "later")
        case _:
            return FALSE


def leaving(world: "World", asked: Asked) -> Answer:
    """What withdrawing from a request is like."""
    return way_out.answer(world.form(asked.request), asked, world.highest_steps)


# --- functions and words of every formula -----------------------------------------------------------


def builtin(world: "World", name: str, arguments: Sequence[Alternatives], scope: Scope) -> ir.Expr:  # noqa: PLR0911 - one line a word
    """A name of `vocabulary.EVERYWHERE`, or `within_terms`."""
    match name:
        case "power":
            return _pairs(arguments, world.people.power)
        case "guardian":
            return _pairs(arguments, world.people.guardian)
        case "acts_for":
            return _pairs(arguments, world.people.acts_for)
        case "necessary":
            return any_of(
                *(
                    all_of(c, d, necessary(world, leaf, part, service))
                    for data, c in arguments[0]
                    for purpose, d in arguments[1]
                    for leaf in world.leaves_alike(title(data))
                    for part in world.model.purpose_leaves(title(purpose))
                    for service in world.model.losses
                )
            )
        case "consents" if scope.case is not None:
            case = scope.case
            return _each(arguments[0], lambda v: ir.Stands(world.cell(title(v), case).name, ("given",)))
        case "consented" if scope.case is not None:
            case = scope.case
            return _each(arguments[0], lambda v: ir.Ever(world.cell(title(v), case).name))
        case "within_terms" if scope.case is not None:
            return world.within_terms(scope.case)
        case _:
            return FALSE


def necessary(world: "World", data: str, purpose: str, service: str) -> ir.Expr:
    """
    That *service* needs this data for this purpose: written (the author's judgement), else open.

    Open, it counts as named: a line says that the service is lost by a no, which is what raises it. A
    stake lies beside what is asked for, and needs nothing unless a line says so.
    """
    written = world.necessity(data, purpose, service)
    if written is None and world.model.losses[service].keyword == "stake":
        return FALSE
    name = f"necessary({data}, {purpose}, {service})"
    so = world.draft.yes_no(
        name,
        yes=f"{service} needs {data} for {purpose}",
        no=f"{service} does not need {data} for {purpose}",
        settle_yes=f'necessary {data} for {purpose} in {service} "why"',
        settle_no=f"given not necessary({data}, {purpose})",
        named=True,
        judged=True,
        kind="necessity",
    )
    if written is not None:
        reason = f" ({written.reason.value})" if written.reason else ""
        world.draft.settle(name, so, f"{service} needs {data} for {purpose}{reason}", written.span)
    return so


def basis(use: ast.Use) -> str:
    """What a use is said to rest on: `consent`, `nothing`, or the name of another basis."""
    if isinstance(use.basis, ast.ConsentBasis):
        return "consent"
    return use.basis.basis.text if use.basis.basis else "nothing"


def _constant(value: bool) -> ir.Expr:  # noqa: FBT001 - a conversion
    return TRUE if value else FALSE


def _text(value: Value) -> str:
    return value.text if isinstance(value, Word) else title(value)


def _each(alternatives: Alternatives, of: Callable[[Value], ir.Expr]) -> ir.Expr:
    return any_of(*(all_of(cond, of(value)) for value, cond in alternatives))


def _pairs(arguments: Sequence[Alternatives], of: Callable[[str, str], ir.Expr]) -> ir.Expr:
    return any_of(
        *(
            all_of(c, d, of(title(left), title(right)))
            for left, c in arguments[0]
            for right, d in arguments[1]
        )
    )
