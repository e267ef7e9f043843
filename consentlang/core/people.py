"""
People: who there is, who may be whom, who has power over whom, who may consent for whom.

A role is one party; a role of many is the subject and one other (docs/adr: two are enough). A line about
a role of many speaks of each of its people.
"""

from collections.abc import Iterator
from typing import Final

from attrs import define, field

from consentlang.core import ir
from consentlang.core.draft import Draft
from consentlang.core.ir import FALSE, TRUE, all_of, any_of, negate
from consentlang.core.values import Alternatives, Case, Person, Scope, just
from consentlang.types.model import Model

NATURES: Final = ("person", "organisation")
"""Kinds of party of which nobody is both."""


def another(role: str, number: int = 1) -> str:
    """The name of an other person in a role of many."""
    return f"another {role}" if number == 1 else f"another {role} ({number})"


@define
class People:
    """The parties of a model, and the relations between them that the language itself knows."""

    model: Model
    draft: Draft
    others: int = 1
    """How many others a role of many has beside the subject (docs/adr/0005: one is enough)."""
    named_pairs: set[tuple[str, str]] = field(factory=set)
    """Pairs of roles whose power some line of the author mentions."""
    lined_pairs: set[tuple[str, str]] = field(factory=set)
    """Pairs of people whose power some line, of the author or of a library, defines."""
    open_pairs: dict[tuple[str, str], None] = field(factory=dict)
    """Pairs of people whose power nothing defines and something speaks of."""
    _acting: dict[str, frozenset[str]] = field(factory=dict, init=False)

    # who there is

    def of_role(self, role: str) -> tuple[str, ...]:
        """The people in *role*: itself, and another where it is many."""
        if not self.model.parties[role].many:
            return (role,)
        return (role, *(another(role, number + 1) for number in range(self.others)))

    def role(self, person: str) -> str:
        """The role of *person*."""
        if person in self.model.parties:
            return person
        return person.removeprefix("another ").partition(" (")[0]

    def everybody(self, *, persons_only: bool = False) -> Alternatives:
        """All parties, or all that are persons."""
        return tuple(
            (Person(name), cond)
            for role in self.model.parties
            if (cond := self.is_kind(role, "person") if persons_only else TRUE) != FALSE
            for name in self.of_role(role)
        )

    def is_kind(self, person: str, kind: str) -> ir.Expr:
        """That the party is of *kind*: its `is` says all that it is; where there is none, that is open."""
        role = self.role(person)
        node = self.model.parties[role]
        if node.kinds:
            return TRUE if kind in (name.text for name in node.kinds) else FALSE
        if kind not in NATURES:
            return self._open_kind(role, kind)
        known = f"{role} is {kind}" in self.draft.facts
        both = {nature: self._open_kind(role, nature) for nature in NATURES}
        if not known:
            words = "nobody is both a person and an organisation"
            self.draft.constrain(f"what {role} is", negate(all_of(*both.values())), "structure", words)
        return both[kind]

    def _open_kind(self, role: str, kind: str) -> ir.Expr:
        words = kind.replace("_", " ")
        return self.draft.yes_no(
            f"{role} is {kind}",
            yes=f"{role} is {'an' if kind[0] in 'aeiou' else 'a'} {words}",
            no=f"{role} is no {words}",
            settle_yes=f"party {role} is {kind}",
            settle_no=f"party {role} is {'person' if kind == 'organisation' else 'organisation'}",
            named=False,
            kind="attribute",
            span=self.model.parties[role].span,
        )

    def roles_in(self, scope: Scope, names: tuple[str, ...]) -> Iterator[Scope]:
        """*scope* for each way of putting people into the roles of many among *names*."""
        free = [n for n in dict.fromkeys(names) if n not in scope.roles and self.model.parties[n].many]
        scopes = [scope]
        for role in free:
            scopes = [
                Scope({**s.roles, role: person}, s.bound, s.case)
                for s in scopes
                for person in self.of_role(role)
            ]
        yield from scopes

    # who is whom

    def may_be(self, person: str) -> tuple[str, ...]:
        """The people in other roles that *person* may turn out to be."""
        node = self.model.parties.get(person)
        return tuple(p for role in (node.may_be if node else ()) for p in self.of_role(role.text))

    def _who(self, person: str) -> Alternatives:
        """The people that *person* can turn out to be, with conditions."""
        others = self.may_be(person)
        if not others:
            return just(Person(person))
        words = {"someone else": f"{person} is nobody else"} | {o: f"{person} is the {o}" for o in others}
        words |= {o: f"{person} is {o}" for o in others if o.startswith("another ")}
        name = f"who {person} is"
        self.draft.fact(name, words, {}, named=True, kind="person", span=self.model.parties[person].span)
        return (
            (Person(person), ir.Is(name, ("someone else",))),
            *((Person(other), ir.Is(name, (other,))) for other in others),
        )

    def same(self, left: str, right: str) -> ir.Expr:
        """That the two are one person."""
        if left == right:
            return TRUE
        rights = dict(self._who(right))
        return any_of(*(all_of(cond, rights[who]) for who, cond in self._who(left) if who in rights))

    # who acts for whom

    def linked(self, person: str) -> frozenset[str]:
        """Everybody joined to *person* by `acts for`, either way, through any number of steps."""
        if not self._acting:
            self._acting = self._components()
        return self._acting.get(self.role(person), frozenset((person,)))

    def _components(self) -> dict[str, frozenset[str]]:
        component = {role: {role} for role in self.model.parties}
        for role, node in self.model.parties.items():
            for other in node.acts_for:
                merged = component[role] | component[other.text]
                for member in merged:
                    component[member] = merged
        return {role: frozenset(members) for role, members in component.items()}

    def acts_for(self, left: str, right: str) -> ir.Expr:
        """That *left* acts for *right*, directly or through others."""
        seen, todo = set[str](), [self.role(left)]
        while todo:
            node = self.model.parties[todo.pop()]
            for name in node.acts_for:
                if name.text == self.role(right):
                    return ir.Said(value=True, words=f"{left} acts for {right}", span=node.span)
                if name.text not in seen:
                    seen.add(name.text)
                    todo.append(name.text)
        return FALSE

    # power and guardians

    def power(self, holder: str, over: str) -> ir.Expr:
        """That *holder* has power over *over*: what the `power` lines say, or open."""
        if holder == over:
            return FALSE
        name = f"power({holder}, {over})"
        if (holder, over) in self.lined_pairs:
            return ir.Defined(name)
        pair = f"{holder} over {over}"
        self.open_pairs.setdefault((holder, over))
        return self.draft.yes_no(
            name,
            yes=f"{holder} has power over {over}",
            no=f"{holder} has no power over {over}",
            settle_yes=f"power {pair}",
            settle_no=f'given no power {pair} "why"',
            named=(self.role(holder), self.role(over)) in self.named_pairs,
            judged=True,
            kind="power",
        )

    def one_over_another(self, holder: str, over: str) -> tuple[tuple[str, str], ...]:
        """The pairs that are meant where a role of many is said to be over itself: one and another in it."""
        if holder != over:
            return ()
        everyone = self.of_role(holder)
        return tuple((left, right) for left in everyone for right in everyone if left != right)

    def guardian(self, guardian: str, ward: str) -> ir.Expr:
        """That *guardian* may consent for *ward*: what the `guardian` lines say, or that nobody is."""
        name = f"guardian({guardian}, {ward})"
        return ir.Defined(name) if name in self.draft.definitions else FALSE

    def interested(self, base: Alternatives, case: Case) -> Alternatives:
        """*base* and all linked to them by `acts for`, without the subject (language.md, section 5)."""
        wants: dict[str, list[ir.Expr]] = {}
        for value, cond in base:
            if isinstance(value, Person):
                for person in sorted(self.linked(value.name) | {value.name}, key=self._order):
                    wants.setdefault(person, []).append(cond)
        return tuple(
            (Person(person), member)
            for person, conds in sorted(wants.items(), key=lambda item: self._order(item[0]))
            if (member := all_of(any_of(*conds), negate(self.same(person, case.subject)))) != FALSE
        )

    def _order(self, person: str) -> tuple[int, str]:
        return list(self.model.parties).index(self.role(person)), person
