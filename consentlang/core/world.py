"""
What names in formulas mean: of words, members, facts, definitions, each where it stands.

`World` ties the parts of one policy together (people, requests, facts, leaves, the program as it is written)
and is asked by `core.ground`, which reads formulas. It is made once per policy, by `core.lower`.
"""

from collections.abc import Callable

from attrs import define, field

from consentlang.core import at_hand, functions, ground, ir, members
from consentlang.core.answers import Answer
from consentlang.core.draft import Draft
from consentlang.core.facts import Facts, applied, yes
from consentlang.core.form import Form
from consentlang.core.ir import FALSE, TRUE, all_of, any_of
from consentlang.core.leaves import Leaves
from consentlang.core.people import People
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
    Word,
    just,
)
from consentlang.core.written import Written
from consentlang.syntax import ast
from consentlang.types.model import Model
from consentlang.types.vocabulary import PARTY_KINDS


@define(eq=False)
class World:
    """One policy while it is lowered."""

    model: Model
    draft: Draft
    people: People
    written: Written
    leaves: Leaves
    facts: Facts
    forms: dict[str, Form] = field(factory=dict)
    general: dict[ast.Node, ir.Expr] = field(factory=dict)
    """What formulas mean that mean the same wherever they stand."""
    _answers: dict[tuple[Asked, str], Answer] = field(factory=dict)
    _expansions: dict[object, ir.Expr] = field(factory=dict)
    doing: Callable[[ast.Doing, Scope], ir.Expr] = field(init=False)
    """What `P uses D for X` and `P may use D for X` say: set by `core.lower`, which knows the uses."""
    valid: Callable[[str | None, Scope], ir.Expr] = field(init=False)
    """What `valid under gdpr` says of the case at hand: set by `core.lower` too."""
    within_terms: Callable[[Case], ir.Expr] = field(init=False)

    # things

    def asked(self, request: str, scope: Scope) -> Asked:
        """The request as put to whoever plays the role it is put to."""
        to = self.forms[request].node.to.text
        return Asked(request, scope.roles.get(to, to))

    def choice(self, asked: Asked, name: str) -> Answer:
        """What a choice is like; the one that a mending adds is easy and free."""
        if (asked, name) not in self._answers:
            self._answers[asked, name] = self._answer(asked, name)
        return self._answers[asked, name]

    def _answer(self, asked: Asked, name: str) -> Answer:
        form = self.forms[asked.request]
        if name not in form.choices:
            return Answer(form, asked, name, (), form.node, TRUE, self.written.highest_steps)
        node = form.choices[name]
        return Answer(form, asked, name, node.phrases, node, FALSE, self.written.highest_steps)

    # words

    def word(self, name: str, scope: Scope) -> Alternatives:
        """A built-in name in a term."""
        if name == "persons":
            return self.people.everybody(persons_only=True)
        if name == "parties":
            return self.people.everybody()
        if name in {"requests", "uses", "services", "stakes"}:
            return self._all(name, scope)
        if scope.case is not None:
            return at_hand.word(self, name, scope.case)
        return just(Word(name))

    def _all(self, name: str, scope: Scope) -> Alternatives:
        """Every request, use, service or stake."""
        match name:
            case "requests":
                return tuple((self.asked(request, scope), TRUE) for request in self.forms)
            case "uses":
                return tuple((Thing("use", use), TRUE) for use in self.model.uses)
            case _:
                keyword = name.removesuffix("s")
                return tuple(
                    (Thing("service", loss), TRUE)
                    for loss, node in self.model.losses.items()
                    if node.keyword == keyword
                )

    def member(self, owner: Value, name: ast.Name, scope: Scope) -> Alternatives:
        """`owner.name` as a term."""
        if self.model.ties[name].kind == "choice" and isinstance(owner, Asked):
            return just(Chosen(owner, name.text))
        if self._is_attribute(owner, name):
            found = self.facts.attribute(owner, name.text)
        else:
            found = members.values(self, owner, name.text, scope)
        return tuple((value, self._as_it_was(owner, cond, scope)) for value, cond in found)

    def member_flag(
        self, owner: Value, name: ast.Name, arguments: tuple[ast.Term, ...], scope: Scope
    ) -> ir.Expr:
        """`owner.name(arguments)` as something that is true or not."""
        if self._is_attribute(owner, name):
            return self._as_it_was(owner, yes(self.facts.attribute(owner, name.text)), scope)
        terms = [ground.term(self, argument, scope) for argument in arguments]
        return self._as_it_was(owner, members.flag(self, owner, name.text, terms, scope), scope)

    def _is_attribute(self, owner: Value, name: ast.Name) -> bool:
        """
        Whether *name*, asked of *owner*, is an attribute that somebody declared and not a built-in word.

        A definition may be used with things of several kinds, and its names are tied for one of them only.
        """
        return name.text in self.model.attributes and not members.is_word(owner, name.text)

    def _as_it_was(self, owner: Value, expr: ir.Expr, scope: Scope) -> ir.Expr:
        """
        *expr*, which is said of *owner*: of a choice whose yes stands, as it was when it was made.

        It is met only where that yes stands, so `AtGrant` and its opposite say what was so and was not.
        """
        case = scope.case
        if case is None or case.kept_in is None or owner != case.choice or not self.draft.moves(expr):
            return expr
        assert isinstance(owner, Chosen)  # noqa: S101 - it is the choice of the case
        return ir.AtGrant(case.kept_in, owner.asked.request, owner.choice, expr)

    def flag(self, name: ast.Name, arguments: tuple[ast.Term, ...], scope: Scope) -> ir.Expr:
        """`name(arguments)` as something that is true or not: a fact, a definition, a built-in."""
        symbol = self.model.ties[name]
        if symbol.kind == "define" and isinstance(symbol.node, ast.Define):
            return self._define(symbol.node, arguments, scope)
        if symbol.kind == "fact":
            if pairs := self._one_and_another(arguments):
                return any_of(*(self.fact(symbol.name, pair) for pair in pairs))
            return any_of(
                *(
                    all_of(cond, self.fact(symbol.name, people))
                    for people, cond in self._people_lists(arguments, scope)
                )
            )
        return functions.call(self, name.text, [ground.term(self, a, scope) for a in arguments], scope)

    def _one_and_another(self, arguments: tuple[ast.Term, ...]) -> tuple[tuple[str, str], ...]:
        """Where a role of many stands twice, as in `knows(Attendee, Attendee)`: one in it and another."""
        match arguments:
            case (ast.Ref(name=one), ast.Ref(name=other)) if self.model.ties[one].kind == "party":
                return self.people.one_over_another(one.text, other.text)
            case _:
                return ()

    def _define(self, node: ast.Define, arguments: tuple[ast.Term, ...], scope: Scope) -> ir.Expr:
        """A definition, expanded for each way of reading its arguments; it sees nothing but these."""
        scopes: list[tuple[Scope, ir.Expr]] = [(Scope(scope.roles, case=scope.case), TRUE)]
        given = scope
        for parameter, argument in zip(node.parameters, arguments, strict=True):
            scopes = [
                (inner.binding(parameter.text, value), all_of(cond, when))
                for inner, cond in scopes
                for value, when in ground.term(self, argument, given)
            ]
        return any_of(*(all_of(cond, self._expanded(node, inner)) for inner, cond in scopes))

    def _expanded(self, node: ast.Define, scope: Scope) -> ir.Expr:
        """The body of a definition, once for the same arguments, roles and case."""
        key = node, tuple(scope.bound.values()), tuple(scope.roles.items()), scope.case
        if key not in self._expansions:
            self._expansions[key] = ground.formula(self, node.formula, scope)
        return self._expansions[key]

    def _people_lists(
        self, arguments: tuple[ast.Term, ...], scope: Scope
    ) -> list[tuple[tuple[str, ...], ir.Expr]]:
        lists: list[tuple[tuple[str, ...], ir.Expr]] = [((), TRUE)]
        for argument in arguments:
            lists = [
                ((*people, person), all_of(cond, when))
                for people, cond in lists
                for person, when in ground.people(self, argument, scope)
            ]
        return lists

    def fact(self, name: str, people: tuple[str, ...]) -> ir.Expr:
        """That the yes/no fact or relation holds of these people; what defines it is expanded once."""
        node = self.model.facts[name]
        if node.when is None:
            return yes(self.facts.values(name, people))
        full = applied(name, people)
        if full not in self.draft.definitions:
            roles = (parameter.text for parameter in node.parameters)
            scope = Scope(dict(zip(roles, people, strict=True)))
            said = ir.Said(value=True, words=f"`{node.name.text}` is defined", span=node.span)
            self.draft.definitions[full] = all_of(said, ground.formula(self, node.when, scope))
        return ir.Defined(full)

    def fact_values(self, name: ast.Name, arguments: tuple[ast.Term, ...], scope: Scope) -> Alternatives:
        """A fact with words or numbers for values, as a term."""
        return tuple(
            (value, all_of(cond, so))
            for people, cond in self._people_lists(arguments, scope)
            for value, so in self.facts.values(name.text, people)
        )

    def kind_or_attribute(self, value: Value, name: ast.Name, scope: Scope) -> ir.Expr:
        """`value is name`: a kind of party, a parent of data or purpose, or a yes/no attribute."""
        if isinstance(value, Data) and name.text in self.model.data:
            return TRUE if self.leaves.within(value, Data(name.text)) else FALSE
        if isinstance(value, Purpose) and name.text in self.model.purposes:
            return TRUE if self.leaves.within(value, Purpose(name.text)) else FALSE
        if isinstance(value, Person) and name.text in PARTY_KINDS:
            return self.people.is_kind(value.name, name.text)
        if isinstance(value, Data) and name.text == "ordinary" and not self._is_attribute(value, name):
            return self.facts.ordinary(value)
        return self.member_flag(value, name, (), scope)

    # cells

    def cell(self, consenter: str, case: Case) -> ir.Cell:
        """The ledger of *consenter*'s yes to the case at hand."""
        to = f" to {case.recipient}" if case.recipient else ""
        whose = "" if consenter == case.subject else f" about {case.subject}"
        name = f"{consenter}{whose}: {case.user}, {case.data} for {case.purpose}{to}"
        return self.draft.cell(
            ir.Cell(
                name,
                consenter,
                case.subject,
                case.user,
                self.leaves.alike[case.data],
                case.purpose,
                case.recipient,
            )
        )
