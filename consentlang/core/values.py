"""
What a term stands for once names are looked up: things, words, numbers, each with when it is so.

A term gives *alternatives*: values with conditions. One value that is certain has the condition true; an
attribute that nobody settled has one alternative for each answer; a set has one for each member. So `=`,
`some` and `every` have one reading each.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from attrs import evolve, frozen

from consentlang.core.ir import TRUE, Expr, all_of, any_of


@frozen(cache_hash=True)
class Person:
    """One party: a role, or another person in a role of many (`another Attendee`)."""

    name: str


@frozen(cache_hash=True)
class Asked:
    """A request as put to one party."""

    request: str
    to: str


@frozen(cache_hash=True)
class Chosen:
    """A choice of a request as put to one party."""

    asked: Asked
    choice: str


@frozen(cache_hash=True)
class WayOut:
    """The way to withdraw from a request."""

    asked: Asked


@frozen(cache_hash=True)
class Thing:
    """A use, a service, a stake, a feature: by kind and name."""

    kind: str
    name: str


@frozen(cache_hash=True)
class Data:
    """Data by name, a leaf or not."""

    name: str


@frozen(cache_hash=True)
class Purpose:
    """A purpose by name, a leaf or not."""

    name: str


@frozen(cache_hash=True)
class Word:
    """A word of an enumeration."""

    text: str


@frozen(cache_hash=True)
class Band:
    """Whole numbers from *least* to *most*; *most* None: and more. One number where they are equal."""

    least: int
    most: int | None


Value = Person | Asked | Chosen | WayOut | Thing | Data | Purpose | Word | Band
Alternatives = tuple[tuple[Value, Expr], ...]


def just(value: Value, when: Expr = TRUE) -> Alternatives:
    """The one alternative *value*."""
    return ((value, when),)


def some(alternatives: Alternatives, of: Callable[[Value], Expr]) -> Expr:
    """That *of* is so of one of them that is."""
    return any_of(*(all_of(cond, of(value)) for value, cond in alternatives))


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


@frozen
class Case:
    """The case at hand in a rule or a claim: whose data, used by whom, for what, resting on which request."""

    subject: str
    user: str
    data: str
    """A leaf."""
    purpose: str
    """A leaf."""
    recipient: str | None = None
    use: str | None = None
    asked: Asked | None = None
    choice: Chosen | None = None
    kept_in: str | None = None
    """
    For what is judged at the use: the ledger that keeps the moment of the yes, so that the choice which gave
    it is looked at as it was then.
    """


NO_ROLES: Mapping[str, str] = MappingProxyType({})
NO_NAMES: Mapping[str, Value] = MappingProxyType({})


@frozen
class Scope:
    """What names mean where a formula stands: who plays each role, what variables are bound to, the case."""

    roles: Mapping[str, str] = NO_ROLES
    bound: Mapping[str, Value] = NO_NAMES
    case: Case | None = None

    def binding(self, name: str, value: Value) -> "Scope":
        """The same scope with one more variable."""
        return evolve(self, bound={**self.bound, name: value})
