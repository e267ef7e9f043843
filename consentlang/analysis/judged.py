"""Verdicts compared: from what was found of two policies, to what is judged differently."""

from collections.abc import Iterator, Mapping

from consentlang.analysis.difference import Direction, Judged
from consentlang.analysis.obligations import worst
from consentlang.analysis.verdict import ORDER, Result

Key = tuple[str, str]
"""Kind, name."""


def judged(old: Result, new: Result) -> tuple[Judged, ...]:
    """Verdicts on uses and claims, answers and scenarios that are not what they were."""
    before, after = dict(_verdicts(old)), dict(_verdicts(new))
    return tuple(
        Judged(kind, name, was, now, _direction(kind, was, now))  # type: ignore[arg-type]
        for kind, name in dict.fromkeys((*after, *before))
        if (was := before.get((kind, name))) != (now := after.get((kind, name)))
    )


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
    """A worse verdict is less protection; what is judged in one policy alone, and answers, are neither."""
    if kind in {"ask", "scenario"} or was is None or now is None:
        return None
    return "less" if ORDER.index(now) < ORDER.index(was) else "more"
