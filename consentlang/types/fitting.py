"""Fitting: whether what is found is what is needed, and how both are called in a message."""

from collections.abc import Iterator, Sequence
from typing import Final

from consentlang.names.symbols import ARTICLED, Names, Symbol
from consentlang.names.words import NUMBER, YES_NO, Kind, Type
from consentlang.syntax import ast
from consentlang.types.vocabulary import PARTY_KINDS

ANY_PARTY: Final = "party"
SORTS_OF_PARTY: Final = (ANY_PARTY, *PARTY_KINDS)
ATTRIBUTE_KINDS: Final = (
    *SORTS_OF_PARTY,
    "request",
    "choice",
    "withdraw",
    "use",
    "data",
    "purpose",
    "service",
)
"""What an attribute can be declared of."""

_SEVERAL: Final = {"party": "several parties", "data": "several data"}


def fits(found: Type, needed: Type) -> bool:
    """Whether a term of type *found* may stand where *needed* is."""
    return found.sort == needed.sort and found.kind == needed.kind and set(found.values) <= set(needed.values)


def describe(found: Type) -> str:
    """
    A type as a message calls it.

    >>> describe(Type("things", "choice"))
    'several choices'
    """
    match found.sort:
        case "yes/no":
            return "a yes or no"
        case "number":
            return "a number"
        case "days":
            return "a length of time"
        case "one of":
            return f"one of {listed(found.values)}"
        case "thing":
            return ARTICLED[found.kind or "value"]
        case "things":
            return _SEVERAL.get(found.kind or "", f"several {found.kind}s")


def listed(words: Sequence[str]) -> str:
    """
    *words* in a sentence.

    >>> listed(["EU", "UK", "other"])
    '`EU`, `UK`, `other`'
    """
    return ", ".join(f"`{word}`" for word in words)


def type_of(node: ast.FactDecl | ast.AttributeDecl) -> Type:
    """What a fact or an attribute gives."""
    if node.values:
        return Type("one of", values=tuple(value.text for value in node.values))
    return NUMBER if node.number else YES_NO


# --- roles ------------------------------------------------------------------------------------------


def role(symbol: Symbol | None) -> ast.Party | None:
    """The role that *symbol* names, if it names one."""
    return symbol.node if symbol is not None and isinstance(symbol.node, ast.Party) else None


def may_be(role: ast.Party, parameter: str, names: Names) -> bool:
    """Whether somebody in *role* can be *parameter*: another role, or a kind of party."""
    if parameter in SORTS_OF_PARTY and parameter not in names.table("party"):
        return may_be_kind(role, parameter, names)
    return parameter in {role.name.text, *(each.name.text for each in same_people(role, names))}


def may_be_kind(role: ast.Party, kind: str, names: Names) -> bool:
    """Whether somebody in *role* can be of *kind*; a role that says neither can be person or organisation."""
    if kind == ANY_PARTY or any(is_kind(each, kind) for each in (role, *same_people(role, names))):
        return True
    nature = {"person", "organisation"}
    return kind in nature and nature.isdisjoint(each.text for each in role.kinds)


def is_kind(role: ast.Party, kind: str) -> bool:
    """Whether the line of *role* says that it is of *kind*."""
    return any(each.text == kind for each in role.kinds)


def same_people(role: ast.Party, names: Names) -> Iterator[ast.Party]:
    """The roles that somebody in *role* may have as well: `may be` is read both ways."""
    own = {each.text for each in role.may_be}
    for symbol in names.table("party").values():
        other = symbol.node
        if isinstance(other, ast.Party) and (
            other.name.text in own or any(each.text == role.name.text for each in other.may_be)
        ):
            yield other


def a_sort(word: str) -> str:
    """
    A kind of party or a role, in a sentence.

    >>> a_sort("organisation"), a_sort("Attendee")
    ('an organisation', '`Attendee`')
    """
    if word in SORTS_OF_PARTY:
        return f"{'an' if word[0] in 'aeiou' else 'a'} {word.replace('_', ' ')}"
    return f"`{word}`"


# --- attributes -------------------------------------------------------------------------------------


def kind_of(attribute: Symbol) -> str:
    """What *attribute* is said of, as its line has it."""
    return attribute.node.of.text if isinstance(attribute.node, ast.AttributeDecl) else ""


def said_of(attribute: Symbol, kind: Kind) -> bool:
    """Whether *attribute* is said of things of *kind*; of a person is of a party."""
    written = kind_of(attribute)
    return (ANY_PARTY if written in SORTS_OF_PARTY else written) == kind
