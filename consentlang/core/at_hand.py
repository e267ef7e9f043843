"""The words of a rule: who and what `subject`, `data`, `request` or `interested` are in the case at hand."""

from typing import TYPE_CHECKING

from consentlang.core import ir
from consentlang.core.ir import FALSE, TRUE, any_of
from consentlang.core.values import Alternatives, Case, Data, Person, Purpose, Thing, Word, just
from consentlang.core.written import nodes
from consentlang.syntax import ast

if TYPE_CHECKING:
    from consentlang.core.world import World


def word(world: "World", name: str, case: Case) -> Alternatives:  # noqa: PLR0911, PLR0912, C901 - one line a word
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
            return just(Person(world.forms[case.asked.request].node.by.text)) if case.asked else ()
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
    return world.forms[case.asked.request].decider(case.choice.choice, case.asked, case.subject)


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
        form = world.forms[case.asked.request]
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
        roots.append(world.forms[case.asked.request].node)
    if case.use is not None:
        roots.append(world.model.uses[case.use])
    found: dict[str, None] = {}
    while roots:
        for node in nodes(roots.pop()):
            if (
                isinstance(node, ast.Name)
                and world.model.ties[node].kind == "feature"
                and node.text not in found
            ):
                found[node.text] = None
                roots.append(world.model.features[node.text])
    return tuple(found)
