"""
Summaries: how many things must hold, and how many of them do; in a first line, in a list, in the last line.

What is counted is what is listed: each use by what it has to stand up to, each claim of the author.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from consentlang.analysis.verdict import ORDER, Result, Verdict
from consentlang.diagnostics.flow import flow, prose
from consentlang.diagnostics.look import Look
from consentlang.diagnostics.paint import Ink, Line
from consentlang.explain.page import item, ruler
from consentlang.explain.reason import Account, Finding, Overall
from consentlang.explain.recount import NOTHING, asks_nothing, claims, in_order, title
from consentlang.explain.wording import capitalised, counted, listed

BLANK: Final[Line] = ()
MOST_ROWS: Final = 20
"""Of each verdict; the rest are counted."""

VERDICT_WORDS: Final[dict[Overall, str]] = {
    "failed": "FAILED",
    "undecided": "UNDECIDED",
    "vacuous": "VACUOUS",
    "not_shown": "NOT SHOWN",
    "depends": "DEPENDS",
    "proved_under": "PROVED UNDER",
    "proved": "PROVED",
    "error": "ERROR",
}

_MEANS: Final[dict[Overall, str]] = {
    "failed": "a story made of what the file itself says breaks it",
    "undecided": "the time ran out before there was an answer; this is not a pass",
    "vacuous": "something that must hold is never put to the test, so it shows nothing",
    "not_shown": "nothing the file says breaks it, but the file leaves out what would show that it holds",
    "depends": "it holds in one reading of the law, and does not in another",
    "proved_under": "it holds in every scenario the file allows, if what is listed below is so",
    "proved": "it holds in every scenario the file allows",
    "error": "the policy could not be read",
}

_COUNTED: Final[dict[Overall, tuple[str, str]]] = {
    "failed": ("fails", "fail"),
    "undecided": ("is undecided", "are undecided"),
    "vacuous": ("is never put to the test", "are never put to the test"),
    "not_shown": ("is not shown", "are not shown"),
    "depends": ("depends on rules that are contested", "depend on rules that are contested"),
    "proved_under": ("is proved under assumptions", "are proved under assumptions"),
    "proved": ("is proved", "are proved"),
}
"""What one thing that must hold does, and what several do."""

INKS: Final[dict[Overall, Ink]] = {"proved": "good", "proved_under": "good", "depends": "warning"}

NO_ADVICE: Final = "This examines a model of what the file says. It is no legal advice."


def opening(account: Account, result: Result, told: Sequence[Finding], look: Look) -> Iterator[Line]:
    """The first lines: the verdict, what it means, how much of the policy it is about."""
    means = _nothing_holds(result) or _MEANS[account.verdict]
    pieces: Line = [_verdict(account.verdict), ("strong", f" “{account.policy}”"), ("plain", f": {means}.")]
    yield from flow(pieces, look, hang=2)
    rest = f" {_stories(told)}:" if told else ""
    words = " ".join(f"{capitalised(sentence)}." for sentence in _tallies(result))
    if words or rest:
        yield from prose(f"{words}{rest}".strip(), look, indent=2)
    yield BLANK


def _nothing_holds(result: Result) -> str | None:
    """What is said where nothing has to hold: then a verdict speaks of what was asked and tried alone."""
    if asks_nothing(result):
        return NOTHING
    if _judged(result) or tuple(_tallies(result)):
        return None
    return (
        "no use rests on consent and nothing is claimed; what is asked is answered, nothing else has to hold"
    )


def _stories(told: Sequence[Finding]) -> str:
    """How many stories follow, and in how many of them somebody is coerced."""
    stories = [finding.reason.story for finding in told if finding.reason is not None]
    coerced = sum(story.coerced and not story.unsaid for story in stories)
    order = ", the worst first" if len(told) > 1 else ""
    where = "" if len(told) == 1 else " in all of them" if coerced == len(told) else f" in {coerced} of them"
    ending = f";{where} somebody is coerced" if coerced else ""
    return f"{counted(len(told), 'story', 'stories')}{order}{ending}"


def rows(result: Result, look: Look) -> Iterator[Line]:
    """Everything that must hold, with its verdict; many of one verdict are counted."""
    if result.ruled or result.program.claims:
        yield from ruler("What must hold", look)
    left: Counter[Verdict] = Counter()
    seen: Counter[Verdict] = Counter()
    for verdict, name in _judged(result):
        seen[verdict] += 1
        if seen[verdict] > MOST_ROWS:
            left[verdict] += 1
        else:
            yield from _row(verdict, name, look)
    for verdict, number in left.items():
        yield from _row(verdict, f"and {number} more", look)
    if seen:
        yield BLANK


def totals(account: Account, look: Look) -> Iterator[Line]:
    """The last lines: the verdict again, the numbers, and what all this is not."""
    result = account.result
    if result is None:
        if account.verdict == "undecided":
            words = f": {account.findings[0].message}; this is not a pass."
            yield from flow([_verdict("undecided"), ("plain", words)], look)
        return
    stats = result.stats
    examined = (
        counted(stats.obligations, "obligation"),
        counted(stats.facts, "open question"),
        counted(stats.events, "possible event"),
        counted(stats.states, "situation"),
    )
    tallies = _nothing_holds(result) or "; ".join(_tallies(result))
    words = f": {tallies}. Took {account.seconds:.2f} s ({', '.join(examined)})."
    yield from flow([_verdict(account.verdict), ("plain", words)], look, hang=2)
    yield from prose(NO_ADVICE, look, ink="faint")


def _verdict(verdict: Overall) -> tuple[Ink, str]:
    return INKS.get(verdict, "error"), VERDICT_WORDS[verdict].replace(" ", "\0")


def _judged(result: Result) -> list[tuple[Verdict, str]]:
    """What must hold, in the order of the list: uses, then claims."""
    uses = [(ruled.verdict, title(ruled)) for ruled in in_order(result.ruled) if ruled.kind != "claim"]
    for claim, verdict in claims(result):
        nothing = "" if claim.obligations else " (it speaks of nothing in this policy)"
        words = "" if claim.words == claim.name.replace("_", " ") else f": {claim.words}"
        uses.append((verdict, f"claim `{claim.name}`{words}{nothing}"))
    return uses


def _row(verdict: Verdict, name: str, look: Look) -> list[Line]:
    return item(f"{VERDICT_WORDS[verdict]:<12}", name, look, indent=2, ink=INKS.get(verdict, "error"))


def _tallies(result: Result) -> Iterator[str]:
    """How many things must hold, and how many of them do; what else was expected, and did not come."""
    judged = _judged(result)
    if judged:
        found = Counter(verdict for verdict, _ in judged)
        parts = [_counted(verdict, found[verdict]) for verdict in ORDER if found[verdict]]
        one, many = _COUNTED[judged[0][0]]
        if len(judged) == 1:
            yield f"1 thing must hold, and it {one}"
        else:
            they = listed(parts) if len(found) > 1 else f"all {many}"
            yield f"of {len(judged)} things that must hold, {they}"
    otherwise = sum(not answer.as_expected for answer in result.answers)
    if otherwise:
        yield f"{counted(otherwise, 'question')} not answered as expected"
    failed = sum(not tried.passed for tried in result.tried)
    if failed:
        yield f"{failed} of {counted(len(result.tried), 'scenario')} not as expected"


def _counted(verdict: Overall, number: int) -> str:
    one, many = _COUNTED[verdict]
    return f"{number} {one if number == 1 else many}"
