"""
What was expected: from the state of the parser to words for the author.

Of all that fits, what the sentence itself waits for comes before what would
fit once it has ended, and a whole family of words goes by one name.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from consentlang.syntax.automaton import Automaton
from consentlang.syntax.tables import END, NAME

MOST_TOLD: Final = 6

_IN_WORDS: Final = {
    NAME: "a name",
    "$STRING": "a string in double quotes",
    "$NUMBER": "a number",
    "$DATE": "a date such as `2023-08-07`",
    "$MONEY": "an amount such as `10 EUR`",
    END: "the end of the file",
}
_FAMILIES: Final = {
    "a condition": {NAME, "(", "not", "some", "every", "no", "true", "false", "power", "valid"},
    "more of the condition": {"and", "or", "is"},
    "a comparison such as `=`": {"=", "!=", "<", "<=", ">", ">="},
    "a unit such as `months`": {"day", "days", "week", "weeks", "month", "months", "year", "years"},
    "`clicking` or another act": {"clicking", "signing", "saying", "continuing", "silence", "opting_out"},
    "a phrase such as `consents` or `steps 1`": {
        "consents",
        "refuses",
        "postpones",
        "steps",
        "shown",
        "loses",
    },
    "the next line of the request": {"asks", "tells", "choice", "joined", "withdraw", "expires", "records"},
    "the next item": {"party", "data", "purpose", "terms", "request", "scenario"},
}
"""Where all of these fit, the family is told in their place, with what else belongs to it."""

_TOLD_LAST: Final = ("more of the condition", "the next item")

_REST_OF_FAMILY: Final = {
    "more of the condition": {".", "(", "may", "must", "uses", "shares", "=", "!=", "<", "<=", ">", ">="},
    "a condition": {"$NUMBER", "$MONEY"},
    "`clicking` or another act": {"conduct", "terms", "phone", "leaving", "writing", "setting"},
    "a phrase such as `consents` or `steps 1`": {
        "by",
        "preselected",
        "pays",
        "gains",
        "instead",
        "stops",
        "not",
    },
    "the next line of the request": {"for", "re-asks", "given", "assume"},
}


def fitting(automaton: Automaton, states: Sequence[int]) -> list[str]:
    """All terminals that fit after *states*: those waited for first, names and the like before words."""
    row = automaton.tables.actions[states[-1]]
    known = [kind for kind in row if automaton.after(list(states), kind)]
    return sorted(known, key=lambda kind: (row[kind] < 0, not kind.startswith("$"), kind == END))


def in_words(kinds: Iterable[str], items: frozenset[str]) -> str:
    """
    Say that one of *kinds* was expected; *items* are the words an item begins with.

    >>> in_words(["$NAME", ",", "of"], frozenset())
    'a name, `,` or `of`'
    """
    told = _with_families(list(kinds), items)[:MOST_TOLD]
    return told[0] if len(told) == 1 else f"{', '.join(told[:-1])} or {told[-1]}"


def _with_families(kinds: list[str], items: frozenset[str]) -> list[str]:
    told = {kind: _IN_WORDS.get(kind, f"`{kind}`") for kind in kinds}
    for family, members in _FAMILIES.items():
        if members <= told.keys():
            rest = items | {END} if family == "the next item" else _REST_OF_FAMILY.get(family, set())
            unnamed = {kind for kind in told if kind in members | rest and told[kind] not in _FAMILIES}
            told |= dict.fromkeys(unnamed, family)
    return sorted(dict.fromkeys(told.values()), key=lambda words: words in _TOLD_LAST)
