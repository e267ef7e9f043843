"""
Facts and attributes that a policy or a library declares: what values each can have of whom, and when.

What is written closes the matter; a word that an author has to state is not so where nobody speaks of it;
anything else is an open fact, made at first mention, with the lines that would settle it.
"""

from collections.abc import Mapping

from attrs import define, field

from consentlang.core import ir, numbers
from consentlang.core.draft import Draft
from consentlang.core.ir import any_of, negate
from consentlang.core.leaves import Leaves
from consentlang.core.mentions import Mentions
from consentlang.core.people import People
from consentlang.core.values import (
    Alternatives,
    Asked,
    Band,
    Chosen,
    Data,
    Person,
    Purpose,
    Thing,
    Value,
    WayOut,
    Word,
    called,
    just,
    title,
)
from consentlang.core.written import Written
from consentlang.syntax import ast
from consentlang.types.model import Model

Readings = tuple[tuple[Value, str], ...]
"""The possible values of a fact, each with how it is written."""


@define(eq=False)
class Facts:
    """What is declared of people and things, and open unless a line settles it."""

    model: Model
    draft: Draft
    people: People
    written: Written
    leaves: Leaves
    mentions: Mentions
    unstated: set[str] = field(factory=set, init=False)
    """Words that are not so unless the author speaks of them, met in rules and not spoken of."""

    def values(self, name: str, people: tuple[str, ...]) -> Alternatives:
        """The values that the fact or relation *name* can have of these people."""
        node = self.model.facts[name]
        full, readings = applied(name, people), self._readings(node)
        sentence = _sentence(node, people)
        words = _words(readings, sentence, yes=sentence, no=f"it is not so that {sentence}")
        named = self.mentions.fact(name, people)
        self._open(full, node, words, _settling(full, readings), named=named, people=people)
        return _alternatives(full, readings)

    def attribute(self, owner: Value, name: str) -> Alternatives:
        """The values that the attribute *name* of *owner* can have."""
        if isinstance(owner, Data | Purpose) and (written := self.leaves.words(owner)) is not None:
            words, line = written
            has = any(word.text == name for word in words)
            said = f"`{owner.name}` is{'' if has else ' not'} {name}"
            return just(Word("yes" if has else "no"), ir.Said(value=True, words=said, span=line.span))
        decl, named = self._declaration(owner, name), self.mentions.attribute(owner, name)
        if decl.stated and not named:
            self.unstated.add(name)
            return just(Word("no"))
        full, readings = f"{title(owner)}.{name}", self._readings(decl)
        it, label = called(owner), decl.label.value if decl.label else name
        told = _words(readings, f"{it}: {label}", yes=f"{it} is {label}", no=f"{it} is not {label}")
        settle = _settling(full, readings)
        if isinstance(owner, Data):
            settle = {"no": f"data {owner.name} is ordinary", "yes": f"data {owner.name} is {name}"}
        people = (owner.name,) if isinstance(owner, Person) else None
        self._open(full, decl, told, settle, named=named, people=people)
        return _alternatives(full, readings)

    def ordinary(self, data: Data) -> ir.Expr:
        """That *data* is none of what data is declared to be."""
        declared = (decl for decls in self.model.attributes.values() for decl in decls)
        words = (decl.name.text for decl in declared if decl.of.text == "data")
        return negate(any_of(*(yes(self.attribute(data, word)) for word in words)))

    def age(self, person: Person) -> Alternatives:
        """The bands of age of *person* that the files tell apart."""
        full, readings = f"{person.name}.age", self._bands("age")
        words = {text: f"{person.name} is {text} years old" for _, text in readings}
        named = self.mentions.attribute(person, "age")
        self.draft.applied[full] = ("age", (person.name,))
        self.draft.fact(full, words, _settling(full, readings), named=named, kind="attribute")
        return _alternatives(full, readings)

    def _open(
        self,
        full: str,
        decl: ast.FactDecl | ast.AttributeDecl,
        words: Mapping[str, str],
        settle: Mapping[str, str],
        *,
        named: bool,
        people: tuple[str, ...] | None,
    ) -> None:
        """The fact *full*; where it can change, what is open is how it is when a story opens."""
        if decl.changing:
            start = f"{full} at the start"
            self.draft.changing.setdefault(full, ir.Changing(full, tuple(words), start, dict(words)))
            full, words = start, {value: f"at the start, {told}" for value, told in words.items()}
        if people is not None:
            self.draft.applied[full] = (decl.name.text, people)
        kind, span = ("fact", decl.span) if isinstance(decl, ast.FactDecl) else ("attribute", None)
        self.draft.fact(full, words, settle, named=named, judged=decl.judged, kind=kind, span=span)

    def _readings(self, decl: ast.FactDecl | ast.AttributeDecl) -> Readings:
        if decl.number:
            return self._bands(decl.name.text)
        return tuple((Word(text), text) for text in tuple(value.text for value in decl.values) or ir.YES_NO)

    def _bands(self, name: str) -> Readings:
        bands = numbers.bands(self.written.cuts.get(name, ()))
        return tuple((band, numbers.band_name(band)) for band in bands)

    def _declaration(self, owner: Value, name: str) -> ast.AttributeDecl:
        """The line that declares it of what *owner* is; any, where a definition is used with other things."""
        kinds = self._kinds(owner)
        declared = self.model.attributes[name]
        return next((decl for decl in declared if decl.of.text in kinds), declared[0])

    def _kinds(self, value: Value) -> tuple[str, ...]:  # noqa: PLR0911 - one line a kind
        """What attributes may be declared of, to be said of *value*; the most particular first."""
        match value:
            case Person(name=name):
                kinds = self.model.parties[self.people.role(name)].kinds
                return (*(kind.text for kind in kinds), "party")
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


def yes(alternatives: Alternatives) -> ir.Expr:
    """That what is yes or no is yes."""
    return any_of(*(cond for value, cond in alternatives if value == Word("yes")))


def applied(name: str, people: tuple[str, ...]) -> str:
    """`employs(Org, Attendee)`."""
    return f"{name}({', '.join(people)})" if people else name


def _alternatives(full: str, readings: Readings) -> Alternatives:
    return tuple((value, ir.Is(full, (text,))) for value, text in readings)


def _yes_no(readings: Readings) -> bool:
    return tuple(text for _, text in readings) == ir.YES_NO


def _words(readings: Readings, about: str, *, yes: str, no: str) -> Mapping[str, str]:
    """What the fact says at each value."""
    if _yes_no(readings):
        return {"no": no, "yes": yes}
    return {text: f"{about}: {text}" for _, text in readings}


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


def _settling(full: str, readings: Readings) -> Mapping[str, str]:
    """The line that settles a fact at each value."""
    if _yes_no(readings):
        return {"yes": f"given {full}", "no": f"given not {full}"}
    lines: dict[str, str] = {}
    for value, text in readings:
        if isinstance(value, Word):
            lines[text] = f"given {full} = {text}"
        elif isinstance(value, Band):
            low = f"{full} >= {value.least}"
            lines[text] = f"given {low}" if value.most is None else f"given {low} and {full} <= {value.most}"
    return lines
