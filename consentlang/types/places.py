"""
Places: where a formula can stand, and what it may speak of there.

A rule has a case before it: a subject, a request, a choice that was made. A line about people has none.
`consents(X)` and `valid` need a use that they are about.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

from attrs import frozen

from consentlang.types.vocabulary import IN_A_RULE, Word

UseAtHand = Literal["one", "in the formula", "at grant", "none"]
"""The use that `consents(X)` is about: the one before us; the one that the formula speaks of (`Vendor uses
audio for training`); none yet, since the yes is only being given; none at all."""


@frozen
class Place:
    """*called* is how a message speaks of it."""

    called: str
    words: Mapping[str, Word] = MappingProxyType({})
    """The words of `IN_A_RULE` that have a meaning here."""
    use: UseAtHand = "none"
    valid: bool = False
    """Whether it can be asked if consent is valid."""
    doing: bool = False
    """Whether it can speak of what is done and what the terms permit."""


def _words(*names: str) -> Mapping[str, Word]:
    return MappingProxyType({name: IN_A_RULE[name] for name in names})


_ABOUT_THE_CASE: Final = _words("subject", "user", "controllers", "recipients", "use", "data", "purpose")
_ABOUT_THE_USE: Final = _words(*_ABOUT_THE_CASE, "switchers", "interested", "within_terms")
_ABOUT_THE_GRANT: Final = _words(
    "subject", "asker", "decider", "controllers", "recipients", "switchers", "interested", "request",
    "choice", "data", "purpose",
)  # fmt: skip

RULE_AT_GRANT: Final = Place("a rule judged at grant", IN_A_RULE, "at grant")
RULE_AT_USE: Final = Place("a rule judged at use", IN_A_RULE, "one")
RULE_ABOUT_USE: Final = Place("a rule about uses on any basis", _ABOUT_THE_USE, "one")
CLAIM_ABOUT_USES: Final = Place("a claim about uses", IN_A_RULE, "one", valid=True, doing=True)
CLAIM_ABOUT_REQUESTS: Final = Place("a claim about requests", _ABOUT_THE_GRANT, "at grant", valid=True)
ANY_MOMENT: Final = Place("a formula about any moment", use="in the formula", valid=True, doing=True)
CLAUSE: Final = Place("a clause", use="one")
APPLIES: Final = Place("an `apply` line", _ABOUT_THE_CASE)
DEFINITION: Final = Place("a definition", IN_A_RULE, "one", valid=True, doing=True)
USE: Final = Place("the `when` of a use", use="one")
SCREEN: Final = Place("the `when` of a request or a feature")
PEOPLE: Final = Place("a line about people")
SETTLED: Final = Place("a line that settles something")
PHRASE: Final = Place("the `when` of a phrase")
CHANGE: Final = Place("an event")
