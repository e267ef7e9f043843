"""
What the names of one policy mean: the tables that lowering a formula looks into.

`World` ties the parts together: people, requests, facts, attributes, cells, clauses and uses. It is made
once per policy; `core.lower` walks the items and asks it.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Final

from attrs import define, field

from consentlang.core import at_hand, functions, ground, ir, members, numbers
from consentlang.core.answers import Answer
from consentlang.core.draft import Draft
from consentlang.core.form import Form
from consentlang.core.ir import FALSE, TRUE, all_of, any_of, negate
from consentlang.core.mentions import Mentions, nodes
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
from consentlang.syntax import ast
from consentlang.types.model import Model
from consentlang.types.vocabulary import PARTY_KINDS

WAY_OUT: Final = frozenset({"withdraw", "withdrawable"})


@define(eq=False)
class World:
    """One policy while it is lowered."""

    model: Model
    draft: Draft
    people: People
    forms: dict[str, Form] = field(factory=dict)
    general: dict[ast.Node, ir.Expr] = field(factory=dict)
    """What formulas mean that mean the same wherever they stand."""
    _is_general: dict[ast.Node, bool] = field(factory=dict)
    _of_way_out: dict[ast.Node, bool] = field(factory=dict)
    _answers: dict[tuple[Asked, str], Answer] = field(factory=dict)
    _expansions: dict[object, ir.Expr] = field(factory=dict)
    unstated: set[str] = field(factory=set)
    """Words that are not so unless the author speaks of them, met in rules and not spoken of."""
    doing: "Callable[[ast.Doing, Scope], ir.Expr]" = field(init=False)
    """What `P uses D for X` and `P may use D for X` say: set by `core.lower`, which knows the uses."""
    valid: "Callable[[str | None, Scope], ir.Expr]" = field(init=False)
    """What `valid under gdpr` says of the case at hand: set by `core.lower` too."""
    within_terms: "Callable[[Case], ir.Expr]" = field(init=False)

    def is_general(self, node: ast.Node) -> bool:
        """Whether every name in *node* means the same whoever plays which role, in every case."""
        known = self._is_general.get(node)
        if known is None:
            if isinstance(node, ast.Name):
                symbol = self.model.ties.get(node)
                known = symbol is not None and symbol.kind in {"fact", "value"}
            else:
                known = all(self.is_general(child) for child in ast.children(node))
            self._is_general[node] = known
        return known

    # what the files mention

    @cached_property
    def formulas(self) -> tuple[ast.Node, ...]:
        """Every node of every module."""
        return tuple(node for module in self.model.modules for node in nodes(module.file))

    @cached_property
    def cuts(self) -> Mapping[str, tuple[int, ...]]:
        """Where the bands of each number begin."""
        return numbers.cuts(self.formulas)

    @cached_property
    def highest_steps(self) -> int:
        """The largest number of steps anybody writes or compares with."""
        written = [node.count for node in self.formulas if isinstance(node, ast.Steps)]
        return max([1, *written, *self.cuts.get("steps", ())])

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
            return Answer(form, asked, name, (), form.node, TRUE, self.highest_steps)
        node = form.choices[name]
        return Answer(form, asked, name, node.phrases, node, FALSE, self.highest_steps)

    def within_purpose(self, left: str, right: str) -> bool:
        """Whether one is the other or within it: `training` and `improvement` are one purpose as asked."""
        a, b = self.model.purpose_leaves(left), self.model.purpose_leaves(right)
        return set(a) <= set(b) or set(b) <= set(a)

    def within_data(self, left: str, right: str) -> bool:
        """Whether one is the other or part of it."""
        a, b = self.model.data_leaves(left), self.model.data_leaves(right)
        return set(a) <= set(b) or set(b) <= set(a)

    # leaves that the policy treats alike

    def subjects(self, data: str) -> tuple[str, ...]:
        """The roles whose data it is: its own `about`, what it inherits, or that of its sources."""
        name: str | None = data
        while name is not None:
            about = self.model.data[name].about
            if about:
                return tuple(role.text for role in about)
            name = self.model.data_parent.get(name)
        sources = self._sources(data)
        return tuple(dict.fromkeys(role for source in sources for role in self.subjects(source)))

    @cached_property
    def alike(self) -> Mapping[str, tuple[str, ...]]:
        """
        For each leaf of data, the leaves that every line of the policy treats as it treats this one.

        Two leaves are alike if they have the same subjects, `is` words and sources and every list of data
        that is written anywhere has both or neither; so one stands for all of them.
        """
        lists = [names for node in self.formulas for names in _data_lists(node, self.model)]
        classes: dict[object, list[str]] = {}
        for leaf in self.leaves:
            written = self._written(Data(leaf))
            within = tuple(i for i, names in enumerate(lists) if leaf in names)
            words = None if written is None else tuple(n.text for n in written[0])
            key = (self.subjects(leaf), words, self._sources(leaf), within)
            classes.setdefault(key, []).append(leaf)
        return {leaf: tuple(leaves) for leaves in classes.values() for leaf in leaves}

    @property
    def leaves(self) -> tuple[str, ...]:
        """Every leaf of data."""
        return tuple(name for name, node in self.model.data.items() if not node.children)

    def _sources(self, leaf: str) -> tuple[str, ...]:
        name: str | None = leaf
        found: tuple[str, ...] = ()
        while name is not None:
            found += tuple(source.text for source in self.model.data[name].derived_from)
            name = self.model.data_parent.get(name)
        return found

    def stand_ins(self, names: tuple[ast.Name, ...]) -> tuple[str, ...]:
        """One leaf for each class of leaves alike among the data *names*."""
        return tuple(dict.fromkeys(leaf for name in names for leaf in self.leaves_alike(name.text)))

    def recipients(self, action: ast.Action) -> tuple[str | None, ...]:
        """Those with whom the data is shared; None alone where it is used."""
        return tuple(name.text for name in action.recipients) or (None,)

    def leaves_alike(self, data: str) -> tuple[str, ...]:
        """One leaf for each class of leaves alike in *data*."""
        return tuple(dict.fromkeys(self.alike[leaf][0] for leaf in self.model.data_leaves(data)))

    def purposes(self, names: tuple[ast.Name, ...]) -> tuple[str, ...]:
        """The leaves of the purposes *names*, each once."""
        return tuple(dict.fromkeys(leaf for p in names for leaf in self.model.purpose_leaves(p.text)))

    def necessity(self, data: str, purpose: str, service: str) -> ast.Necessary | None:
        """The `necessary` line for these, if one is written."""
        for node in self.formulas:
            if (
                isinstance(node, ast.Necessary)
                and node.service.text == service
                and any(data in self.model.data_leaves(d.text) for d in node.data)
                and any(purpose in self.model.purpose_leaves(p.text) for p in node.purposes)
            ):
                return node
        return None

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

    def speaks_of_way_out(self, node: ast.Node) -> bool:
        """Whether *node*, or a definition it uses, names `request.withdraw` or `request.withdrawable`."""
        known = self._of_way_out.get(node)
        if known is None:
            known = self._of_way_out[node] = self._names_way_out(node)
        return known

    def _names_way_out(self, node: ast.Node) -> bool:
        seen, todo = set[ast.Node](), [node]
        while todo:
            for name in nodes(todo.pop()):
                symbol = self.model.ties.get(name) if isinstance(name, ast.Name) else None
                if symbol is None:
                    continue
                if symbol.kind == "word" and symbol.name in WAY_OUT:
                    return True
                if isinstance(symbol.node, ast.Define) and symbol.node not in seen:
                    seen.add(symbol.node)
                    todo.append(symbol.node)
        return False

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
            return tuple((b, numbers.band_name(b)) for b in numbers.bands(self.cuts.get(name, ())))
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
        if isinstance(owner, Data | Purpose) and (written := self._written(owner)) is not None:
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

    def _written(self, owner: Data | Purpose) -> tuple[tuple[ast.Name, ...], ast.Node] | None:
        """The `is` words of data or of a purpose, its own or inherited; None where none is written."""
        name: str | None = owner.name
        while name is not None:
            lines = (
                self._data_lines.get(name, ()) if isinstance(owner, Data) else (self.model.purposes[name],)
            )
            for node in lines:
                if node.attributes is not None:
                    return node.attributes, node
            name = self._parent(owner, name)
        return None

    def _parent(self, owner: Data | Purpose, name: str) -> str | None:
        if isinstance(owner, Data):
            return self.model.data_parent.get(name)
        within = self.model.purposes[name].within
        return within.text if within is not None else None

    @cached_property
    def _data_lines(self) -> Mapping[str, tuple[ast.DataDecl, ...]]:
        lines: dict[str, tuple[ast.DataDecl, ...]] = {}
        for node in self.formulas:
            if isinstance(node, ast.DataDecl):
                lines[node.name.text] = (*lines.get(node.name.text, ()), node)
        return lines

    def _declaration(self, owner: Value, name: str) -> ast.AttributeDecl:
        kinds = members.kinds(self, owner)
        declared = self.model.attributes[name]
        return next((decl for decl in declared if decl.of.text in kinds), declared[0])

    def kind_or_attribute(self, value: Value, name: ast.Name, scope: Scope) -> ir.Expr:
        """`value is name`: a kind of party, a parent of data or purpose, or a yes/no attribute."""
        if isinstance(value, Data) and name.text in self.model.data:
            return TRUE if _leaves_within(self, value, name.text) else FALSE
        if isinstance(value, Purpose) and name.text in self.model.purposes:
            return TRUE if _leaves_within(self, value, name.text) else FALSE
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
                self.alike[case.data],
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


def _leaves_within(world: World, value: Data | Purpose, name: str) -> bool:
    if isinstance(value, Data):
        return set(world.model.data_leaves(value.name)) <= set(world.model.data_leaves(name))
    return set(world.model.purpose_leaves(value.name)) <= set(world.model.purpose_leaves(name))


def _data_lists(node: ast.Node, model: Model) -> Iterator[frozenset[str]]:
    """The sets of leaves that a node names: a list of data counts as one, a name in a formula alone."""
    match node:
        case ast.Action(data=names) | ast.Asks(data=names) | ast.Necessary(data=names):
            yield frozenset(leaf for name in names for leaf in model.data_leaves(name.text))
        case ast.Ref(name=name) | ast.EveryUse(of=ast.Name() as name) | ast.IsA(kind=name):
            if model.ties[name].kind == "data":
                yield frozenset(model.data_leaves(name.text))
        case _:
            pass
