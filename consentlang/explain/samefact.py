"""
Same fact, different law: one policy, one fact of it changed at a time, judged under each body of law.

The answers are those of `cases`: what the file names decides, and what it leaves out is *not shown*.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from consentlang.analysis.verdict import Result
from consentlang.explain.lawbook import MODEL, Book
from consentlang.explain.wording import plain_name

Cells = Mapping[str, Mapping[str, Result]]
"""By fact, by regime: what was found."""

_ANSWERS: Final = {
    "failed": "**void**",
    "undecided": "undecided",
    "vacuous": "nothing to judge",
    "not_shown": "not shown",
    "depends": "contested",
    "proved_under": "holds",
    "proved": "holds",
}
MOST_RULES: Final = 3


def page(books: Sequence[Book], cells: Cells, mark: str, policy: str) -> str:
    """The page; *mark* says how it is made, *policy* is the way to the policy that is changed."""
    return "\n".join(_page(books, cells, mark, policy)) + "\n"


def _page(books: Sequence[Book], cells: Cells, mark: str, policy: str) -> Iterator[str]:
    yield from ("# Same fact, different law", "", mark, "", MODEL, "")
    yield (
        f"[One policy]({policy}) with one fact changed at a time (the rows), verified under each law (the "
        "columns). *void*: a story made of what the policy says breaks the yes, by the rules below it. "
        "*contested*: authorities differ. *not shown*: nothing it says breaks the yes, but it leaves out "
        "something that this law asks about. *holds*: proved, with what `std.usual` takes for granted."
    )
    yield from ("", f"| | {' | '.join(f'[{book.regime}]({book.regime}.md)' for book in books)} |")
    yield "|---" * (len(books) + 1) + "|"
    for fact, row in cells.items():
        yield f"| {fact} | {' | '.join(_cell(row[book.regime], book.regime) for book in books)} |"


def _cell(result: Result, regime: str) -> str:
    rules = dict.fromkeys(
        plain_name(fault.name)
        for ruled in result.ruled
        if ruled.verdict in {"failed", "depends"} and regime in {part.regime for part in ruled.obligations}
        for fault in ruled.named
    )
    shown = [f"`{name}`" for name in rules][:MOST_RULES]
    more = [f"{len(rules) - MOST_RULES} more"] if len(rules) > MOST_RULES else []
    return "<br>".join([_ANSWERS[result.verdict], *shown, *more])
