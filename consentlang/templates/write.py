"""
Writing: from a situation to the text of a first policy, in the canonical layout.

Nothing is added that the situation does not say, save what a comment invites the author to strike. Names are
made from the words of the situation and begin with a capital, so that none is a word of the language or of
a library; the words themselves follow as labels.
"""

import unicodedata
from collections.abc import Iterator
from pathlib import Path
from string import Template
from typing import Final

from attrs import define, field, frozen

from consentlang.characters import mixed_scripts
from consentlang.diagnostics.report import Report
from consentlang.source import Source
from consentlang.syntax.format import format_file
from consentlang.syntax.parse import parse
from consentlang.templates.situation import RELATION, Act, Kind, People, Refusal, Setting, Situation, Undo

_TEXT: Final = Path(__file__).parent / "situation.consent"
_LONGEST: Final = 40
_OF_ONES_OWN: Final = (Act.CLICKING, Act.SIGNING, Act.SAYING, Act.WRITING, Act.PHONE)


def write(situation: Situation) -> str:
    """A first policy for *situation*."""
    holes = _Holes(situation, _named(situation)).filled()
    text = Template(_TEXT.read_text(encoding="utf-8")).substitute(holes)
    report = Report()
    file = parse(Source("a first policy", text), report)
    if report.has_errors:
        raise AssertionError(f"a first policy is not one: {text}")
    return format_file(file)


def quoted(words: str) -> str:
    r"""
    *words* as a label, without what cannot be seen.

    >>> quoted('the "best"\nshop')
    '"the \\"best\\" shop"'
    """
    seen = "".join(letter if letter.isprintable() else " " for letter in unicodedata.normalize("NFC", words))
    return '"' + " ".join(seen.split()).replace("\\", "\\\\").replace('"', '\\"') + '"'


def name_from(words: str) -> str | None:
    """
    A name that *words* make; None where they make none.

    >>> name_from("corner bookshop"), name_from("e-mail address"), name_from("3 %")
    ('CornerBookshop', 'EMailAddress', None)
    """
    plain = unicodedata.normalize("NFC", words)
    parts = "".join(
        letter if ("a" + letter).isidentifier() and letter != "_" else " " for letter in plain
    ).split()
    name = "".join(part[:1].upper() + part[1:] for part in parts)[:_LONGEST]
    if not name.isidentifier() or mixed_scripts(name) or unicodedata.normalize("NFKC", name) != name:
        return None
    return name


@define(eq=False)
class _Giving:
    """Gives names, each once."""

    taken: set[str] = field(factory=set)

    def name(self, words: str, role: str) -> str:
        """A name for what is called *words* and plays *role*, which nothing else has."""
        plain = name_from(words) or role
        free, number = plain, 2
        while free in self.taken:
            free, number = f"{plain}{number}", number + 1
        self.taken.add(free)
        return free


@frozen
class _Names:
    """What everything is called."""

    asker: str
    person: str
    guardian: str
    data: str
    purposes: tuple[str, ...]
    recipient: str
    loss: str
    request: str
    uses: tuple[str, ...]


def _named(told: Situation) -> _Names:
    giving = _Giving()
    purposes = tuple(giving.name(words, "Purpose") for words in told.purposes)
    return _Names(
        asker=giving.name(told.asker, "Asker"),
        person=giving.name(told.person, "Person"),
        guardian=giving.name("Guardian", "Guardian"),
        data=giving.name(told.data, "Data"),
        purposes=purposes,
        recipient=giving.name(told.recipient or "", "Recipient"),
        loss=giving.name(told.loss or "", "Loss" if told.refusal is Refusal.MORE else "Service"),
        request=giving.name("Question", "Question"),
        uses=tuple(giving.name(f"For {purpose}", "Use") for purpose in purposes),
    )


@frozen
class _Holes:
    """The texts that fill the holes."""

    told: Situation
    names: _Names

    def filled(self) -> dict[str, str]:
        """What stands in each hole."""
        told, names = self.told, self.names
        return {
            "title": quoted(f"{told.asker} asks {told.person} for {told.data}"),
            "law": told.law,
            "imports": "" if told.setting is Setting.NONE else f"import std.{told.setting}",
            "parties": "\n".join(self.parties()),
            "data": "\n".join(self.data()),
            "purposes": "\n".join(
                f"purpose {name} {quoted(words)}"
                for name, words in zip(names.purposes, told.purposes, strict=True)
            ),
            "stakes": "\n".join(self.stakes()),
            "power": "\n".join(self.power()),
            "request": names.request,
            "answerer": names.guardian if self.of_children else names.person,
            "asker": names.asker,
            "asks": self.asks(),
            "tells": self.tells(),
            "choices": self.choices(),
            "withdraw": self.withdraw(),
            "uses": "\n".join(self.uses()),
        }

    def data(self) -> Iterator[str]:
        """
        What it is about, and of what kind.

        `is` tells all that it is: of special data that would say that it is of no special kind that some law
        has a word for, as biometric data. So that is said apart, and the rest stays open.
        """
        apart = self.told.kind is Kind.SPECIAL
        kind = "" if apart else f" is {self.told.kind}"
        yield f"data {self.names.data} about {self.names.person}{kind} {quoted(self.told.data)}"
        if apart:
            yield f"given {self.names.data}.special"

    @property
    def of_children(self) -> bool:
        """Whether a guardian answers."""
        return self.told.people is People.CHILDREN

    def parties(self) -> Iterator[str]:
        kind = "person" if self.told.setting is Setting.FAMILY else "organisation"
        public = ", public_authority" if self.told.setting is Setting.PUBLIC_AUTHORITY else ""
        yield f"party {self.names.asker} is {kind}, controller{public} {quoted(self.told.asker)}"
        yield f"party {self.names.person} is person {quoted(self.told.person)}"
        if self.of_children:
            yield f"party {self.names.guardian} is person"
        if self.told.recipient:
            yield f"party {self.names.recipient} is organisation {quoted(self.told.recipient)}"
            yield f"# given not {self.names.recipient}.abroad  -- if an equal law holds there"
            yield f"# given {self.names.request}.passes_on  -- if they are told of a withdrawal"

    def stakes(self) -> Iterator[str]:
        """What a no can lose, and whether it cannot be had without the data."""
        told = self.told
        label = f" {quoted(told.loss)}" if told.loss else ""
        if told.refusal in (Refusal.SERVICE, Refusal.UNKNOWN):
            yield f"service {self.names.loss} by {self.names.asker}{label}"
            for purpose in self.names.purposes if told.needed is not None else ():
                if told.needed:
                    yield f"necessary {self.names.data} for {purpose} in {self.names.loss}"
                else:
                    yield f"given not necessary({self.names.data}, {purpose})"
        elif told.refusal is Refusal.MORE:
            yield f"stake {self.names.loss}{label}"

    def power(self) -> Iterator[str]:
        """Who has power; and for children, their age and who may answer for them."""
        if self.told.setting is Setting.NONE:
            yield f'given no power {self.names.asker} over {self.names.person} "they can go elsewhere"'
        else:
            yield f"given {RELATION[self.told.setting]}({self.names.asker}, {self.names.person})"
        if self.of_children:
            yield f"given {self.names.person}.age < 13"
            yield f"guardian {self.names.guardian} of {self.names.person}"
            yield f"# given {self.names.request}.guardian_verified  -- if it is checked who answers"

    def asks(self) -> str:
        to = f" to {self.names.recipient}" if self.told.recipient else ""
        return f"asks {self.names.data} by {self.names.asker} for {', '.join(self.names.purposes)}{to}"

    def tells(self) -> str:
        recipients = "recipients, " if self.told.recipient else ""
        return f"tells controller, {recipients}purpose, data, duration, withdrawal, refusal, rights, risks"

    def choices(self) -> str:
        apart = len(self.names.purposes) > 1 and not self.told.together
        lines = "\n".join(filter(None, (self.yes(), self.no())))
        return f"for each purpose {{\n{lines}\n}}" if apart else lines

    def yes(self) -> str:
        act = "clicking, preselected" if self.told.act is Act.PRESELECTED else self.told.act
        return f"choice yes {{ consents by {act}{self.in_whose_name()}, steps 1, shown equally }}"

    def no(self) -> str:
        costs = {
            Refusal.NOTHING: ", loses nothing",
            Refusal.SERVICE: f", loses {self.names.loss}",
            Refusal.MORE: f", loses {self.names.loss}",
            Refusal.FEE: ", loses nothing, pays 5 EUR",
            Refusal.UNKNOWN: "",
        }
        if self.told.refusal is Refusal.IMPOSSIBLE:
            return ""
        act = self.told.act if self.told.act in _OF_ONES_OWN else Act.CLICKING
        cost = costs[self.told.refusal]
        return f"choice no {{ refuses by {act}{self.in_whose_name()}, steps 1, shown equally{cost} }}"

    def in_whose_name(self) -> str:
        return f", by {self.names.guardian} for {self.names.person}" if self.of_children else ""

    def withdraw(self) -> str:
        own = self.told.act if self.told.act in _OF_ONES_OWN else Act.CLICKING
        other = Act.PHONE if own is Act.WRITING else Act.WRITING
        return {
            Undo.EASY: f"withdraw {{ by {own}, steps 1, loses nothing, stops use at once }}",
            Undo.HARDER: f"withdraw {{ by {other}, steps 4, loses nothing, stops use within 30 days }}",
            Undo.NEVER: "withdraw none",
            Undo.UNKNOWN: "",
        }[self.told.undo]

    def uses(self) -> Iterator[str]:
        """One for each purpose."""
        names = self.names
        deed = f"shares {names.data} with {names.recipient}" if self.told.recipient else f"uses {names.data}"
        for use, purpose in zip(names.uses, names.purposes, strict=True):
            yield f"use {use} {{ {names.asker} {deed} for {purpose} on consent via {names.request} }}"
