"""
The nearest name: from a word nobody declared to the one that was probably meant.

Distance counts letters added, dropped, changed or swapped with a neighbour
(Damerau 1964), whatever their case; a third of the word may be wrong.
"""

from collections.abc import Iterable
from itertools import islice

# A policy is untrusted: with more names than this the first ones must do.
MOST_NAMES = 1000


def nearest(word: str, names: Iterable[str]) -> str | None:
    """
    Offer the name of *names* that *word* was probably meant to be, as the help of a diagnostic.

    >>> nearest("trainig", ["summary", "training"])
    'did you mean `training`?'
    """
    name = nearest_name(word, names)
    return None if name is None else f"did you mean `{name}`?"


def nearest_name(word: str, names: Iterable[str]) -> str | None:
    """
    The name of *names* nearest to *word*, or none that is near; the first of equals.

    >>> nearest_name("Trianing", ["training", "straining"])
    'training'
    >>> nearest_name("cookies", ["training"])
    """
    limit = max(1, len(word) // 3)
    best = None
    for name in islice(names, MOST_NAMES):
        found = distance(word.casefold(), name.casefold(), limit)
        if found is not None and name != word:
            best, limit = name, found - 1
        if limit < 0:
            break
    return best


def distance(one: str, other: str, limit: int) -> int | None:
    """
    How many slips of the pen lead from *one* to *other*; none if more than *limit*.

    >>> distance("trainig", "training", 2)
    1
    >>> distance("form", "from", 2)
    1
    >>> distance("audio", "video", 1)
    """
    if abs(len(one) - len(other)) > limit:
        return None
    before: list[int] = []
    row = list(range(len(other) + 1))
    for index in range(len(one)):
        before, row = row, _next_row(one, other, index, before, row)
        if min(row) > limit:
            return None
    return row[-1] if row[-1] <= limit else None


def _next_row(one: str, other: str, index: int, before: list[int], row: list[int]) -> list[int]:
    """One more row of the table: the distance from the first *index* + 1 letters of *one*."""
    letter = one[index]
    result = [index + 1]
    for column, against in enumerate(other, start=1):
        cost = min(row[column] + 1, result[-1] + 1, row[column - 1] + (letter != against))
        if index and column > 1 and letter == other[column - 2] and one[index - 1] == against:
            cost = min(cost, before[column - 2] + 1)
        result.append(cost)
    return result
