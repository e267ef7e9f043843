"""
What the names of one policy mean: the tables that lowering a formula looks into.

`World` ties the parts together: people, requests, facts, attributes, cells, clauses and uses. It is made
once per policy; `core.lower` walks the items and asks it.
"""

from collections.abc import Callable, Mapping
from functools import cached_property

from attrs import define, field

from consentlang.core import at_hand, functions, ground, ir, members, numbers
from consentlang.core.answers import Answer
from consentlang.core.draft import Draft
from consentlang.core.form import Form
from consentlang.core.ir import FALSE, TRUE, all_of, any_of, negate
from consentlang.core.leaves import Leaves
from consentlang.core.mentions import Mentions
from consentlang.core.people import People
from consentlang.core.values import (
    Alternatives,
    Asked,
    Band,
    Case,
    Chosen,
    Data,
    Person,
    Purpose,
    Scope,
    Thing,
    Value,
    Word,
    called,
    just,
    title,
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
    forms: dict[str, Form] = field(factory=dict)
    general: dict[ast.Node, ir.Expr] = field(factory=dict)
    """What formulas mean that mean the same wherever they stand."""
    _answers: dict[tuple[Asked, str], Answer] = field(factory=dict)
    _expansions: dict[object, ir.Expr] = field(factory=dict)
    unstated: set[str] = field(factory=set)
    """Words that are not so unless the author speaks of them, met in rules and not spoken of."""
    doing: "Callable[[ast.Doing, Scope], ir.Expr]" = field(init=False)
    """What `P uses D for X` and `P may use D for X` say: set by `core.lower`, which knows the uses."""
    valid: "Callable[[str | None, Scope], ir.Expr]" = field(init=False)
    """What `valid under gdpr` says of the case at hand: set by `core.lower` too."""
    within_terms: "Callable[[Case], ir.Expr]" = field(init=False)

    @cached_property
    def mentions(self) -> Mentions:
        """What the author's own files mention."""
        return Mentions(self.model, self.people)

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

    def age(self, person: Person) -> Alternatives:
        """The bands of age of *person* that the files tell apart."""
        full = f"{person.name}.age"
        readings = self._readings("age", (), number=True)
        words = {text: f"{person.name} is {text} years old" for _, text in readings}
        settle = _settling(full, readings, yes_no=False)
        named = self.mentions.attribute(person, "age")
        self.draft.applied[full] = ("age", (person.name,))
        self.draft.fact(full, words, settle, named=named, kind="attribute")
        return tuple((value, ir.Is(full, (text,))) for value, text in readings)

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
            found = self.attribute_values(owner, name)
        else:
            found = members.values(self, owner, name.text, scope)
        return tuple((value, self._as_it_was(owner, cond, scope)) for value, cond in found)

    def member_flag(
        self, owner: Value, name: ast.Name, arguments: tuple[ast.Term, ...], scope: Scope
    ) -> ir.Expr:
        """`owner.name(arguments)` as something that is true or not."""
        if self._is_attribute(owner, name):
            return self._as_it_was(owner, self.attribute(owner, name), scope)
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

    # facts and attributes

    def fact(self, name: str, people: tuple[str, ...]) -> ir.Expr:
        """That the yes/no fact or relation holds of these people."""
        full = _applied(name, people)
        node = self.model.facts[name]
        if node.when is not None:
            self._define_fact(full, node, node.when, people)
            return ir.Defined(full)
        self._declare(full, node, people)
        return ir.Is(full, ("yes",))

    def _define_fact(self, full: str, node: ast.FactDecl, when: ast.Formula, people: tuple[str, ...]) -> None:
        """What the line says of these people, whoever of them it is said of: made when first spoken of."""
        if full in self.draft.definitions:
            return
        roles = (parameter.text for parameter in node.parameters)
        scope = Scope(dict(zip(roles, people, strict=True)))
        said = ir.Said(value=True, words=f"`{node.name.text}` is defined", span=node.span)
        self.draft.definitions[full] = all_of(said, ground.formula(self, when, scope))

    def enumerated_fact(self, node: "ast.Call | ast.Name", scope: Scope) -> Alternatives:
        """A fact with words or numbers for values, as a term."""
        name, arguments = _callee(node)
        decl = self.model.facts[name.text]
        found: list[tuple[Value, ir.Expr]] = []
        for people, cond in self._people_lists(arguments, scope):
            full = _applied(name.text, people)
            fact = self._declare(full, decl, people)
            found.extend(
                (value, all_of(cond, ir.Is(full, (text,))))
                for value, text in self._readings(name.text, decl.values, number=decl.number)
                if text in fact.values
            )
        return tuple(found)

    def _readings(
        self, name: str, values: tuple[ast.Name, ...], *, number: bool
    ) -> tuple[tuple[Value, str], ...]:
        """The possible values of a fact, each with how it is written."""
        if number:
            return tuple((b, numbers.band_name(b)) for b in numbers.bands(self.written.cuts.get(name, ())))
        words = tuple(value.text for value in values) or ir.YES_NO
        return tuple((Word(text), text) for text in words)

    def _declare(self, full: str, node: ast.FactDecl, people: tuple[str, ...]) -> ir.Fact:
        readings = self._readings(node.name.text, node.values, number=node.number)
        sentence = _sentence(node, people)
        words = {text: f"{sentence}: {text}" for _, text in readings}
        if tuple(words) == ir.YES_NO:
            words = {"no": f"it is not so that {sentence}", "yes": sentence}
        settle = _settling(full, readings, yes_no=tuple(words) == ir.YES_NO)
        named = self.mentions.fact(node.name.text, people)
        if node.changing:
            self._change(full, words)
            full, words = f"{full} at the start", {v: f"at the start, {w}" for v, w in words.items()}
        self.draft.applied[full] = (node.name.text, people)
        return self.draft.fact(
            full, words, settle, named=named, judged=node.judged, span=node.span, kind="fact"
        )

    def _change(self, full: str, words: Mapping[str, str]) -> None:
        if full not in self.draft.changing:
            self.draft.changing[full] = ir.Changing(full, tuple(words), f"{full} at the start", dict(words))

    def attribute(self, owner: Value, name: ast.Name) -> ir.Expr:
        """That the yes/no attribute holds of *owner*."""
        return any_of(*(cond for value, cond in self.attribute_values(owner, name) if value == Word("yes")))

    def attribute_values(self, owner: Value, name: ast.Name) -> Alternatives:
        """The values an attribute of *owner* can have."""
        decl = self._declaration(owner, name.text)
        thing = title(owner)
        if isinstance(owner, Data | Purpose) and (written := self.leaves.words(owner)) is not None:
            has = any(n.text == name.text for n in written[0])
            line = ir.Said(True, f"`{owner.name}` is{'' if has else ' not'} {name.text}", written[1].span)  # noqa: FBT003
            return ((Word("yes" if has else "no"), line),)
        if decl.stated and not self.mentions.attribute(owner, name.text):
            self.unstated.add(name.text)
            return ((Word("no"), TRUE),)
        full = f"{thing}.{name.text}"
        readings = self._readings(name.text, decl.values, number=decl.number)
        label = decl.label.value if decl.label else name.text
        it = called(owner)
        words = {text: f"{it}: {label}: {text}" for _, text in readings}
        if tuple(words) == ir.YES_NO:
            words = {"no": f"{it} is not {label}", "yes": f"{it} is {label}"}
        settle = _settling(full, readings, yes_no=tuple(words) == ir.YES_NO)
        if isinstance(owner, Data):
            settle = {"no": f"data {owner.name} is ordinary", "yes": f"data {owner.name} is {name.text}"}
        named = self.mentions.attribute(owner, name.text)
        if isinstance(owner, Person):
            self.draft.applied[full] = (name.text, (owner.name,))
        if decl.changing:
            self._change(full, words)
            self.draft.fact(
                f"{full} at the start",
                {v: f"at the start, {w}" for v, w in words.items()},
                settle,
                named=named,
                judged=decl.judged,
                kind="attribute",
            )
        else:
            self.draft.fact(full, words, settle, named=named, judged=decl.judged, kind="attribute")
        return tuple((value, ir.Is(full, (text,))) for value, text in readings)

    def _declaration(self, owner: Value, name: str) -> ast.AttributeDecl:
        kinds = members.kinds(self, owner)
        declared = self.model.attributes[name]
        return next((decl for decl in declared if decl.of.text in kinds), declared[0])

    def kind_or_attribute(self, value: Value, name: ast.Name, scope: Scope) -> ir.Expr:
        """`value is name`: a kind of party, a parent of data or purpose, or a yes/no attribute."""
        if isinstance(value, Data) and name.text in self.model.data:
            return TRUE if self.leaves.within(value, Data(name.text)) else FALSE
        if isinstance(value, Purpose) and name.text in self.model.purposes:
            return TRUE if self.leaves.within(value, Purpose(name.text)) else FALSE
        if isinstance(value, Person) and name.text in PARTY_KINDS:
            return self.people.is_kind(value.name, name.text)
        if self._is_attribute(value, name):
            return self._as_it_was(value, self.attribute(value, name), scope)
        if isinstance(value, Data) and name.text == "ordinary":
            return negate(any_of(*(self.attribute(value, n) for n in self._data_attributes())))
        return self._as_it_was(value, members.flag(self, value, name.text, [], scope), scope)

    def _data_attributes(self) -> tuple[ast.Name, ...]:
        return tuple(
            decl.name for decls in self.model.attributes.values() for decl in decls if decl.of.text == "data"
        )

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


def _applied(name: str, people: tuple[str, ...]) -> str:
    return f"{name}({', '.join(people)})" if people else name


def _callee(node: "ast.Call | ast.Name") -> tuple[ast.Name, tuple[ast.Term, ...]]:
    if isinstance(node, ast.Name):
        return node, ()
    function = node.function
    return (function.name, node.arguments)


def _sentence(node: ast.FactDecl, people: tuple[str, ...]) -> str:
    if node.label is not None:
        return f"{node.label.value}{' (' + ', '.join(people) + ')' if people else ''}"
    name = node.name.text.replace("_", " ")
    match people:
        case (left, right):
            return f"{left} {name} {right}"
        case (one,):
            return f"{one} {name}"
        case _:
            return name


def _settling(full: str, readings: tuple[tuple[Value, str], ...], *, yes_no: bool) -> Mapping[str, str]:
    """The line that settles a fact at each value."""
    if yes_no:
        return {"yes": f"given {full}", "no": f"given not {full}"}
    lines: dict[str, str] = {}
    for value, text in readings:
        if isinstance(value, Word):
            lines[text] = f"given {full} = {text}"
        elif isinstance(value, Band):
            low = f"{full} >= {value.least}"
            lines[text] = f"given {low}" if value.most is None else f"given {low} and {full} <= {value.most}"
    return lines
