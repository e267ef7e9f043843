"""
Differences: from what changes between two policies, or two versions of terms, to a page or a document.

Newly forbidden is more protection of the people whose data it is, newly permitted is less. What a ban forgot
is told beside it.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from attrs import frozen

from consentlang.analysis.diff import Difference, Shift, Turned, Untouched
from consentlang.analysis.verdict import ORDER
from consentlang.core import ir
from consentlang.diagnostics.look import Look
from consentlang.diagnostics.paint import Ink, Line, paint
from consentlang.diagnostics.render import span_as_dict
from consentlang.explain.closing import NO_ADVICE, VERDICT_WORDS
from consentlang.explain.page import bullets, flow, heading, marks, prose, ruler
from consentlang.explain.wording import listed

SCHEMA: Final = 1
BLANK: Final[Line] = ()


@frozen
class Compared:
    """A difference, and what the two sides are called."""

    old: str
    new: str
    difference: Difference

    @property
    def less(self) -> bool:
        """Whether anything changes toward less protection."""
        return bool(self.difference.permitted) or any(map(_is_worse, self.difference.verdicts))

    @property
    def more(self) -> bool:
        """Whether anything changes toward more protection."""
        return bool(self.difference.forbidden) or any(_is_better(one) for one in self.difference.verdicts)

    @property
    def toward(self) -> str:
        """`more` or `less` protection, `both`, or `none` where nothing changes."""
        if self.more and self.less:
            return "both"
        return "more" if self.more else "less" if self.less else "none"


_TOWARD: Final = {
    "more": "Only toward more protection.",
    "less": "Only toward less protection.",
    "both": "Toward more protection here, toward less there.",
    "none": "Nothing changes.",
}


# --- the page ---------------------------------------------------------------------------------------


def page(compared: Compared, look: Look) -> str:
    """Write *compared* for a person."""
    return paint(_lines(compared, look), look)


def _lines(compared: Compared, look: Look) -> Iterator[Line]:
    difference = compared.difference
    yield from ruler(f"From {compared.old} to {compared.new}", look)
    yield BLANK
    for part in (
        _shifts("Newly forbidden (more protection)", difference.forbidden, look),
        _shifts("Newly permitted (less protection)", difference.permitted, look),
        _untouched(difference.untouched, look),
        _verdicts(difference.verdicts, look),
    ):
        lines = list(part)
        if lines:
            yield from (*lines, BLANK)
    inks: dict[str, Ink] = {"more": "good", "less": "error", "both": "warning", "none": "plain"}
    yield from prose(_TOWARD[compared.toward], look, ink=inks[compared.toward])
    yield from prose(NO_ADVICE, look, ink="faint")


def _shifts(title: str, shifts: Sequence[Shift], look: Look) -> Iterator[Line]:
    if not shifts:
        return
    yield from heading(title, look)
    for group in _alike(shifts):
        yield from bullets([f"{_act(shift.issue for shift in group)}{_when(group[0])}"], look)
        for clause in group[0].clauses:
            by = "by" if _did_it(group[0], clause) else "no longer by"
            yield from prose(f"{by} `{clause.name}` ({_place(clause)})", look, indent=6, hang=2)


def _alike(shifts: Iterable[Shift]) -> list[list[Shift]]:
    """Shifts that differ in the data only."""
    groups: dict[object, list[Shift]] = {}
    for shift in shifts:
        issue = shift.issue
        who = issue.user, issue.act, issue.purpose, issue.recipient, issue.subject
        clauses = tuple(clause.name for clause in shift.clauses)
        groups.setdefault((who, clauses, shift.entirely), []).append(shift)
    return list(groups.values())


def _act(issues: Iterable[ir.Issue]) -> str:
    """`Vendor uses Attendee's audio and video for training`."""
    found = list(issues)
    first = found[0]
    leaves = tuple(dict.fromkeys(leaf for issue in found for leaf in issue.data))
    if not leaves:
        return listed([issue.words for issue in found])
    whose = f"{first.subject}'s " if first.subject else ""
    to = f" with {first.recipient}" if first.recipient else ""
    verb = "shares" if first.recipient else "uses"
    return f"{first.user} {verb} {whose}{listed(leaves)}{to} for {first.purpose}"


def _when(shift: Shift) -> str:
    if shift.entirely and not shift.conditions:
        return ", whatever else is so"
    if not shift.conditions:
        return ""
    return f", for one where {listed(shift.conditions)}"


def _did_it(shift: Shift, clause: ir.Ruling) -> bool:
    """Whether the clause is there now; else it is the one that has gone."""
    permits = shift.now == "permitted"
    return permits == clause.permits


def _place(clause: ir.Ruling) -> str:
    return f"{clause.span.source.name}:{clause.span.line}"


def _untouched(untouched: Sequence[Untouched], look: Look) -> Iterator[Line]:
    if untouched:
        yield from heading("Not touched, although what lies beside it is newly forbidden", look)
        groups: dict[object, list[Untouched]] = {}
        for one in untouched:
            issue = one.issue
            beside = tuple(other.name for other in one.beside)
            groups.setdefault((issue.user, issue.purpose, issue.subject, beside), []).append(one)
        for group in groups.values():
            leaves = dict.fromkeys(leaf for other in group[0].beside for leaf in other.data)
            no_longer = f"; {listed(tuple(leaves))} no longer" if leaves else ""
            act = _act(one.issue for one in group)
            yield from bullets([f"{act}: still permitted as before{no_longer}"], look)


def _verdicts(verdicts: Sequence[Turned], look: Look) -> Iterator[Line]:
    if verdicts:
        yield from heading("Verdicts", look)
        for turned in verdicts:
            old, new = (
                VERDICT_WORDS[verdict] if verdict is not None else "not there"
                for verdict in (turned.old, turned.new)
            )
            ink: Ink = "error" if _is_worse(turned) else "good" if _is_better(turned) else "plain"
            pieces: Line = [("plain", f"{turned.name}: {old} → "), (ink, new)]
            yield from flow([("plain", f"{marks(look).bullet} "), *pieces], look, indent=4, hang=2)


def _is_worse(turned: Turned) -> bool:
    return turned.old is not None and turned.new is not None and _rank(turned.new) < _rank(turned.old)


def _is_better(turned: Turned) -> bool:
    return turned.old is not None and turned.new is not None and _rank(turned.new) > _rank(turned.old)


def _rank(verdict: str) -> int:
    return [str(each) for each in ORDER].index(verdict)


# --- the document -----------------------------------------------------------------------------------


def dumps(compared: Compared) -> str:
    """Lay *compared* out for a program, by the contract of `docs/schema/diff-1.json`."""
    difference = compared.difference
    document = {
        "schema": SCHEMA,
        "old": compared.old,
        "new": compared.new,
        "toward": compared.toward,
        "newly_forbidden": [_shift(shift) for shift in difference.forbidden],
        "newly_permitted": [_shift(shift) for shift in difference.permitted],
        "untouched": [
            {"use": one.issue.words, "data": list(one.issue.data), "beside": [b.words for b in one.beside]}
            for one in difference.untouched
        ],
        "verdicts": [{"name": one.name, "old": one.old, "new": one.new} for one in difference.verdicts],
    }
    return json.dumps(document, indent=2) + "\n"


def _shift(shift: Shift) -> dict[str, object]:
    return {
        "use": shift.issue.words,
        "data": list(shift.issue.data),
        "entirely": shift.entirely,
        "conditions": list(shift.conditions),
        "clauses": [{"name": clause.name, "span": span_as_dict(clause.span)} for clause in shift.clauses],
    }
