"""
Words: what a name or a term can stand for, as kinds and types.

A kind is a sort of thing that a policy speaks of. A type is what a term gives: an answer, a number, one
of some words, a thing of a kind. The built-in words themselves are listed in `types.vocabulary`.
"""

from functools import cache
from typing import Final, Literal

from attrs import frozen

Kind = Literal[
    "party", "request", "choice", "withdraw", "use", "data", "purpose", "service", "feature", "regime"
]
"""What a name or a term can stand for. `service` covers stakes; `withdraw` is the way out of a request."""

Sort = Literal["yes/no", "number", "days", "one of", "thing", "things"]


@frozen
class Type:
    """What a term gives: a yes/no, a number, one of some words, a thing of a kind, or several of a kind."""

    sort: Sort
    kind: Kind | None = None
    values: tuple[str, ...] = ()


YES_NO: Final = Type("yes/no")
NUMBER: Final = Type("number")
DAYS: Final = Type("days")


@cache
def thing(kind: Kind) -> Type:
    """One thing of *kind*."""
    return Type("thing", kind)


@cache
def things(kind: Kind) -> Type:
    """A finite set of things of *kind*."""
    return Type("things", kind)


@frozen
class Word:
    """A built-in word: its type, the types of its arguments, and what it means, for the reference page."""

    type: Type
    meaning: str
    arguments: tuple[Type, ...] = ()
