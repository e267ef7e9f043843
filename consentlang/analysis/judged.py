"""Verdicts compared: from what was found of two policies, to what is judged differently."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from consentlang.analysis.difference import Change, Direction, Judged
from consentlang.analysis.obligations import worst
from consentlang.analysis.verdict import ORDER, Result

OTHER: Mapping[Direction | None, Direction] = {"less": "more", "more": "less"}

Key = tuple[Literal["use", "claim", "ask", "scenario"], str]
"""Kind, name."""


def judged(old: Result, new: Result, changes: Iterable[Change] = ()) -> tuple[Judged, ...]:
    """
    Verdicts on uses and claims, answers and scenarios that are not what they were.

    Terms that permit less are broken more easily, and that is no less protection: where *changes* of what a
    party may do explain a verdict on its uses within the terms, it goes toward neither.
    """
    before, after = dict(_verdicts(old)), dict(_verdicts(new))
    moved = {(change.user, change.direction) for change in changes}
    users = {**_on_terms(old), **_on_terms(new)}
    found: list[Judged] = []
    for key in dict.fromkeys((*after, *before)):
        was, now = before.get(key), after.get(key)
        if was != now:
            direction = _direction(key[0], was, now)
            explained = any((user, OTHER.get(direction)) in moved for user in users.get(key, ()))
            found.append(Judged(*key, was, now, None if explained else direction))
    return tuple(found)


def _on_terms(result: Result) -> dict[Key, set[str | None]]:
    """For each use within the terms, and each claim of nothing else, whose uses they are."""
    terms = [ruled for ruled in result.ruled if ruled.kind == "terms"]
    users = {part.name: part.user for ruled in terms for part in ruled.obligations}
    found: dict[Key, set[str | None]] = {
        ("use", _named(ruled.name, "terms")): {part.user for part in ruled.obligations} for ruled in terms
    }
    for claim in result.program.claims:
        if users.keys() >= set(claim.obligations):
            found["claim", claim.name] = {users[name] for name in claim.obligations}
    return found


def _verdicts(result: Result) -> Iterator[tuple[Key, str]]:
    for ruled in result.ruled:
        if ruled.kind != "claim":
            yield ("use", _named(ruled.name, ruled.kind)), ruled.verdict
    for claim in result.program.claims:
        named = set(claim.obligations)
        verdicts = [r.verdict for r in result.ruled if any(part.name in named for part in r.obligations)]
        yield ("claim", claim.name), worst(verdicts) if verdicts else "vacuous"
    for answer in result.answers:
        under = f" (under {answer.query.under[1]})" if answer.query.under else ""
        yield ("ask", f"{answer.query.question}{under}"), answer.answer
    for tried in result.tried:
        yield ("scenario", tried.trial.title), "passes" if tried.passed else "fails"


def _named(name: str, kind: str) -> str:
    meant: Mapping[str, str] = {"basis": ", without consent", "terms": ", within the terms"}
    return f"{name}{meant.get(kind, '')}"


def _direction(kind: str, was: str | None, now: str | None) -> Direction | None:
    """
    A worse verdict is less protection, and so is a use that is new and fails; one that fails and goes is
    more. What else is judged in one policy alone, and answers, are neither.
    """
    if kind in {"ask", "scenario"}:
        return None
    if was is None or now is None:
        fails = (was or now) in {"failed", "not_shown"} and kind == "use"
        return None if not fails else "less" if was is None else "more"
    return "less" if ORDER.index(now) < ORDER.index(was) else "more"
