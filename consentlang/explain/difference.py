"""
Differences: from what changes between two policies, or two versions of terms, to a page.

What is newly forbidden goes toward more protection of the people whose data it is, what is newly permitted
toward less. What a restriction forgot is told beside it.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from consentlang.analysis.difference import (
    Because,
    Change,
    Clauses,
    Difference,
    Direction,
    Forgotten,
    Judged,
    Standing,
    Used,
)
from consentlang.diagnostics.flow import prose
from consentlang.diagnostics.look import Look
from consentlang.diagnostics.paint import Ink, Line, paint
from consentlang.explain.page import bullets, heading, item, marks, ruler
from consentlang.explain.summary import NO_ADVICE, VERDICT_WORDS
from consentlang.explain.wording import capitalised, listed

BLANK: Final[Line] = ()

_TOWARD: Final = {
    "more": "Only toward more protection.",
    "less": "Only toward less protection.",
    "both": "Toward more protection in some things, toward less in others.",
    "neither": "Toward neither more protection nor less.",
    "none": "Nothing is different.",
}
_INKS: Final[dict[str, Ink]] = {
    "more": "good",
    "less": "error",
    "both": "warning",
    "neither": "plain",
    "none": "plain",
}


# --- the page ---------------------------------------------------------------------------------------


def page(difference: Difference, old: str, new: str, look: Look) -> str:
    """Write *difference* for a person; *old* and *new* are what the two are called."""
    return paint(_lines(difference, old, new, look), look)


def _lines(difference: Difference, old: str, new: str, look: Look) -> Iterator[Line]:
    yield from ruler(f"From {old} to {new}", look)
    yield BLANK
    for part in (
        _toward(difference, "more", look),
        _toward(difference, "less", look),
        _unmoved(difference.judged, look),
        _uses(difference.uses, look),
        _clauses(difference.clauses, look),
    ):
        lines = list(part)
        if lines:
            yield from (*lines, BLANK)
    which = toward(difference)
    yield from prose(_TOWARD[which], look, ink=_INKS[which])
    yield from prose(NO_ADVICE, look, ink="faint")


def toward(difference: Difference) -> str:
    """`more` or `less` protection, `both` or `neither`; `none` where nothing is different."""
    more, less = (next(difference.toward(one), None) is not None for one in ("more", "less"))
    if more or less:
        return "both" if more and less else "more" if more else "less"
    return "none" if difference.empty else "neither"


def _toward(difference: Difference, direction: Direction, look: Look) -> Iterator[Line]:
    """Everything that goes toward more, or less, protection."""
    found = list(difference.toward(direction))
    if not found:
        return
    yield from prose(f"Toward {direction} protection:", look, indent=2, ink=_INKS[direction])
    for one in found:
        if isinstance(one, Judged):
            yield from bullets([verdict_words(one)], look)
            continue
        yield from item(marks(look).bullet, sentence(one), look)
        places = dict.fromkeys(f"{b.span.source.name}:{b.span.line}" for b in one.by)
        yield from prose(", ".join(places), look, indent=6, ink="faint")
    if direction == "more":
        for forgotten in difference.forgotten:
            yield from bullets([forgotten_sentence(forgotten)], look)


def _unmoved(judged: Iterable[Judged], look: Look) -> Iterator[Line]:
    """Answers and scenarios that changed; what is judged in one of the two alone."""
    found = [one for one in judged if one.direction is None]
    both = [one for one in found if one.old is not None and one.new is not None]
    if both:
        yield from heading("Judged differently, toward neither", look)
        yield from bullets(map(verdict_words, both), look)
    for words, alone in (
        ("Judged before, and not there now", [one for one in found if one.new is None]),
        ("Judged now, and not there before", [one for one in found if one.old is None]),
    ):
        if alone:
            yield from heading(words, look)
            told = (f"{one.kind} {_name(one)}: {_verdict(one.new or one.old)}" for one in alone)
            yield from bullets(told, look)


def _uses(uses: Sequence[Used], look: Look) -> Iterator[Line]:
    """How the uses of the policy stand with the terms after, and those that stood otherwise before."""
    if not uses:
        return
    yield from heading("Uses of this policy", look)
    kept = [used for used in uses if used.old == used.new and used.new.within == "within"]
    if kept:
        names = listed([f"`{used.use}`" for used in kept])
        yield from bullets([f"{names} {'remains' if len(kept) == 1 else 'remain'} permitted"], look)
    yield from bullets((use_words(used) for used in uses if used not in kept), look)


def _clauses(clauses: Clauses, look: Look) -> Iterator[Line]:
    if clauses.same:
        return
    yield from heading("Clauses", look)
    for words, names in (
        ("added", clauses.added),
        ("taken out", clauses.removed),
        ("changed", clauses.reworded),
    ):
        if names:
            yield from bullets([f"{words}: {listed([f'`{name}`' for name in names])}"], look)


# --- sentences --------------------------------------------------------------------------------------


def sentence(change: Change) -> str:
    """`Vendor may no longer use audio for training: clause `caveat` overrides `content`.`"""
    may = "may now" if change.gained else "may no longer"
    reasons = listed([_reason(because) for because in change.by])
    said = f"{_act(change.user, may, change)}{_when(change)}{_under(change)}"
    if change.doubtful:
        doubtful = listed([f"`{because.clause}`" for because in change.by])
        said = f"if {doubtful} is read to reach what is derived from the data it names, {said}"
    return f"{capitalised(said)}: {reasons}." if reasons else f"{capitalised(said)}, by what lines settle."


def _act(user: str, may: str, change: Change) -> str:
    to = f" with {change.recipient}" if change.recipient else ""
    return f"{user} {may} {change.verb} {listed(change.data)}{to} for {listed(change.purposes)}"


def _when(change: Change) -> str:
    """In which cases."""
    conditions = {because.provided for because in change.by}
    repealed = change.gained and all(because.how != "speaks" for because in change.by)
    if change.always and not repealed:
        return ""
    if len(conditions) == 1 and (condition := next(iter(conditions))):
        return f" {condition}"
    return "" if change.always else " in some cases"


def _under(change: Change) -> str:
    """Under which terms, where several are compared."""
    words = [
        f"under {new}" if old == new else f"under {new or 'no terms'} (before: {old or 'no terms'})"
        for old, new in change.versions
        if new or old
    ]
    return f", {listed(words)}" if words else ""


def _reason(because: Because) -> str:
    cite = f" ({because.cite})" if because.cite else ""
    clause = f"clause `{because.clause}`{cite}"
    match because.how:
        case "speaks" if because.overrides:
            return f"{clause} overrides {listed([f'`{name}`' for name in because.overrides])}"
        case "speaks":
            return f"{clause} {'permits' if because.permits else 'forbids'} it"
        case "gone":
            return f"{clause}, which {'permitted' if because.permits else 'forbade'} it, is gone"
        case "silent":
            return f"{clause} no longer {'permits' if because.permits else 'forbids'} it"


def forgotten_sentence(forgotten: Forgotten) -> str:
    """`Not covered by `caveat`, still permitted for training by `content`: files and screen_shares.`"""
    doubtful = listed(forgotten.doubtful)
    unless = f" ({doubtful} unless it is read to reach derived data)" if doubtful else ""
    to = f" to be shared with {forgotten.recipient}" if forgotten.recipient else ""
    return (
        f"Not covered by `{forgotten.clause}`, still permitted{to} for {forgotten.purpose} by "
        f"`{forgotten.older}`: {listed(forgotten.data)}{unless}."
    )


def verdict_words(judged: Judged) -> str:
    """``claim `consent_is_real`: FAILED, now PROVED``."""
    return f"{judged.kind} {_name(judged)}: {_verdict(judged.old)}, now {_verdict(judged.new)}"


def _name(judged: Judged) -> str:
    return f"“{judged.name}”" if judged.kind in {"ask", "scenario"} else f"`{judged.name}`"


def _verdict(verdict: str | None) -> str:
    words = {str(key): value for key, value in VERDICT_WORDS.items()}
    return words.get(verdict or "", verdict or "not there")


def use_words(used: Used) -> str:
    """`` `training` was permitted, and is now permitted for files, not for audio and video``."""
    if used.old == used.new:
        return f"`{used.use}` {_standing(used.new, 'is')}, as before"
    return f"`{used.use}` {_standing(used.old, 'was')}, and {_standing(used.new, 'is now')}"


def _standing(standing: Standing, be: str) -> str:
    match standing.within:
        case "within":
            return f"{be} permitted"
        case "never":
            return f"{be} never done"
        case "breaks":
            return f"{be} not permitted" if standing.always else f"{be} not always permitted"
        case "partly":
            kept, broken = listed(standing.keeping), listed(standing.breaking)
            return f"{be} permitted for {kept}, {'not' if standing.always else 'not always'} for {broken}"
