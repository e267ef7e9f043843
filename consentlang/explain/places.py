"""
Places: from what would settle or mend something to the words to write, in their braces.

The analysis offers lines and phrases; an author has to know where they go. Phrases that belong into the same
braces are joined there, so that what is read can be pasted.
"""

import re
from collections.abc import Iterable
from typing import Final

from attrs import evolve, frozen

from consentlang.analysis.verdict import Settle
from consentlang.core import ir
from consentlang.explain.wording import listed

WITHDRAW: Final = "withdraw"

_ORDER: Final = ("by", "not", "preselected", "steps", "shown", "loses", "pays", "stops")
"""The order of phrases in a choice, by their first words."""


@frozen
class Insertion:
    """
    Words to write: *text*, *within* these braces, the outermost first; none: among the lines of the file.

    *instead*: what they take the place of. *words*: what they say, in sentences.
    """

    text: str
    within: tuple[str, ...] = ()
    instead: str = ""
    words: tuple[str, ...] = ()
    judged: bool = False

    @property
    def place(self) -> str:
        """
        Where it goes, and in place of what.

        >>> Insertion("shown equally", ("request Join", "choice no")).place
        'in request Join, in choice no'
        """
        places = [f"in {braces}" for braces in self.within]
        return ", ".join([*places, *([f"in place of {self.instead}"] if self.instead else [])])


def of_settle(program: ir.Program, settle: Settle) -> Insertion:
    """Where the line goes that settles an open question."""
    return _closed(program, _unclosed(program, settle))


def of_edit(program: ir.Program, edit: ir.Edit) -> Insertion:
    """Where the words of a mending go, and what they take the place of."""
    request = program.requests[edit.request]
    within = (f"request {request.name}",)
    match edit.kind:
        case "withdraw":
            return Insertion(edit.line, within, f"its `{WITHDRAW}`" if request.withdraw is not None else "")
        case "active":
            choice = edit.name.rpartition(" ")[2]
            braces = (*within, f"choice {choice}")
            return Insertion("by clicking, not preselected", braces, "its `by` and `preselected`")
        case "per_purpose":
            return Insertion(_apart(request), within, "its choices")
        case "subject_decides":
            return _deciding(request, edit)
        case _:
            return Insertion(edit.line, within)


def joined(program: ir.Program, settled: Iterable[Settle]) -> tuple[Insertion, ...]:
    """The words that settle all of it; those of one place together, request after request."""
    parts = [_unclosed(program, settle) for settle in settled]
    outermost = list(dict.fromkeys(part.within[:1] for part in parts))
    places = dict.fromkeys(part.within for part in parts)
    return tuple(
        _closed(program, whole)
        for within in sorted(places, key=lambda within: (outermost.index(within[:1]), len(within)))
        for whole in _together([part for part in parts if part.within == within])
    )


# --- where a line goes ------------------------------------------------------------------------------


def _unclosed(program: ir.Program, settle: Settle) -> Insertion:
    """Where it goes; what is said of withdrawing, as phrases, whether or not there is a `withdraw` yet."""
    fact = program.facts[settle.fact]
    said = Insertion(settle.line, words=(fact.words[settle.value],), judged=settle.judged)
    if fact.request is not None:
        return _in_request(program.requests[fact.request], fact, said)
    if fact.kind == "power" and fact.span is not None and "at least" in settle.line:
        plain = " ".join(re.sub(r"\bat\s+least\b", "", fact.span.text).split())
        return evolve(said, text=plain, instead=f"line {fact.span.line}")
    if fact.kind == "start":
        return evolve(said, within=(f"feature {fact.name.partition(' ')[0]}",))
    return said


def _in_request(request: ir.RequestInfo, fact: ir.Fact, said: Insertion) -> Insertion:
    """What is said of a choice goes into its braces, what is said of withdrawing into those of `withdraw`."""
    within = (f"request {request.name}",)
    if said.text.startswith(f"{WITHDRAW} {{"):
        phrases = said.text.removeprefix(f"{WITHDRAW} {{").removesuffix("}").strip()
        return evolve(said, text=phrases, within=(*within, WITHDRAW))
    label = fact.name.removeprefix(f"{request.name}.").partition(" ")[0]
    if not fact.name.startswith(f"{request.name}."):
        return evolve(said, within=within)
    chosen = any(choice.name == label for choice in request.choices)
    return evolve(said, within=(*within, f"choice {label}" if chosen else WITHDRAW))


def _closed(program: ir.Program, said: Insertion) -> Insertion:
    """Phrases about withdrawing get braces of their own, where there are none yet."""
    if said.within[1:] != (WITHDRAW,):
        return said
    request = program.requests[said.within[0].partition(" ")[2]]
    if request.withdraw is not None:
        return said
    return evolve(said, text=f"{WITHDRAW} {{ {said.text} }}", within=said.within[:1])


def _together(parts: list[Insertion]) -> list[Insertion]:
    """Phrases become one list, `tells` one line; what says the same is said once."""
    if len(parts[0].within) > 1:
        phrases = dict.fromkeys(phrase for part in parts for phrase in part.text.split(", "))
        return [_whole(parts, ", ".join(sorted(phrases, key=_rank)))]
    telling = [part for part in parts if part.within and part.text.startswith("tells ")]
    found = {part.text: part for part in parts if part not in telling}
    items = dict.fromkeys(part.text.removeprefix("tells ") for part in telling)
    told = [_whole(telling, f"tells {', '.join(items)}")] if telling else []
    return [*told, *found.values()]


def _whole(parts: list[Insertion], text: str) -> Insertion:
    words = dict.fromkeys(words for part in parts for words in part.words)
    return evolve(parts[0], text=text, words=tuple(words), judged=any(part.judged for part in parts))


def _rank(phrase: str) -> int:
    first = phrase.partition(" ")[0]
    return _ORDER.index(first) if first in _ORDER else len(_ORDER)


# --- what a mending writes --------------------------------------------------------------------------


def _apart(request: ir.RequestInfo) -> str:
    """The choices as they are, for each purpose."""
    choices = [choice.span for choice in request.choices if choice.edit is None and choice.span is not None]
    lines = [line for span in choices for line in _unindented(span.text, span.column - 1)]
    return "\n".join(["for each purpose {", *(f"  {line}" for line in lines), "}"])


def _unindented(text: str, column: int) -> list[str]:
    first, *rest = text.splitlines()
    return [first, *(line[min(column, len(line) - len(line.lstrip())) :] for line in rest)]


def _deciding(request: ir.RequestInfo, edit: ir.Edit) -> Insertion:
    """The head of the request with the subject in it; whoever chose for others does so no more."""
    head = edit.line.removesuffix("{ ... }").rstrip()
    choices = (choice.span.text for choice in request.choices if choice.span is not None)
    others = dict.fromkeys(found[0] for text in choices for found in re.finditer(r"\bby \w+ for \w+", text))
    leaving = f", without {listed([f'`{words}`' for words in others])} in its choices" if others else ""
    return Insertion(head, (), f"the head of request {request.name}{leaving}")
