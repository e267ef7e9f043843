"""
Agreement in words, for a person, for a program, and as the page `docs/law/cases.md`.

Percentages are rounded; the document for programs has the shares as they are.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Final

from consentlang.analysis.agreement import BALANCED, CLASSES, Agreement, Found
from consentlang.analysis.verdict import Compared
from consentlang.diagnostics.look import Look
from consentlang.diagnostics.paint import Line, paint
from consentlang.explain.holdings import held
from consentlang.explain.page import heading, item, marks
from consentlang.explain.wording import counted, listed

NO_REASON: Final = "no reason is given"
MODEL: Final = "This compares a model of the law with what was held. It is no legal advice."

Reasons = Mapping[str, str]
"""Why the checker does not agree, by name of case."""


def _share(share: float | None) -> str:
    """
    Write a share in per cent.

    >>> _share(0.954), _share(None)
    ('95%', 'none')
    """
    return "none" if share is None else f"{share:.0%}"


def _name(held: str) -> str:
    return held.replace("_", " ")


# --- for a program ----------------------------------------------------------------------------------


def dumps(agreement: Agreement, reasons: Reasons) -> str:
    """The document; its keys are those that are published."""
    grounds = agreement.grounds()
    document = {
        "agreement": agreement.agreed,
        "balanced": agreement.balanced,
        "classes": {name: agreement.recall(name) for name in CLASSES},
        "worst_class": agreement.worst_class,
        "grounds": {"recall": grounds.recall, "precision": grounds.precision},
        "unsafe": [one.holding.name for one in agreement.unsafe],
        "misses": [_miss(one, reasons) for one in agreement.misses],
    }
    return json.dumps(document, indent=2) + "\n"


def _miss(one: Compared, reasons: Reasons) -> dict[str, object]:
    return {
        "id": one.holding.name,
        "under": list(one.holding.under),
        "expected": one.holding.expect,
        "grounds": list(one.holding.grounds),
        "answer": one.answer,
        "found": list(one.grounds),
        "reason": reasons.get(one.holding.name),
    }


# --- for a person -----------------------------------------------------------------------------------


def text(agreement: Agreement, reasons: Reasons, look: Look) -> str:
    """The figures, then every case that is not agreed on."""
    return paint(_lines(agreement, reasons, look), look)


def _lines(agreement: Agreement, reasons: Reasons, look: Look) -> Iterator[Line]:
    signs = marks(look)
    yield from heading(f"{counted(len(agreement.judged), 'case')} compared with what was held", look)
    for words in _figures(agreement):
        yield from item(signs.bullet, words, look)
    if agreement.misses:
        yield from heading("Not agreed on", look)
    for one in agreement.misses:
        reason = reasons.get(one.holding.name, NO_REASON)
        yield from item(signs.unmet, f"{one.holding.name}: {held(one)}. {reason}", look, ink="error")
    if agreement.elsewhere:
        yield from heading("Not judged: their law is not written down here", look)
        for one in agreement.elsewhere:
            yield from item(signs.bullet, one.holding.name, look)
    yield from item(signs.bullet, MODEL, look, ink="faint")


def _figures(agreement: Agreement) -> Iterator[str]:
    """The figures, a sentence each."""
    yield f"agreement {_share(agreement.agreed)}"
    classes = listed([f"{_name(name)} {_share(agreement.recall(name))}" for name in CLASSES])
    yield f"by what was held: {classes}"
    of = listed([_name(name) for name in BALANCED])
    yield f"balanced accuracy {_share(agreement.balanced)}: the mean of {of}"
    yield f"grounds that name a defect: {_grounds(agreement.grounds())}"
    yield f"all grounds: {_grounds(agreement.grounds(lambda _: True))}"
    unsafe = listed([one.holding.name for one in agreement.unsafe]) or "none"
    yield f"held invalid and called valid, or not required: {unsafe}"


def _grounds(found: Found) -> str:
    return (
        f"recall {_share(found.recall)}, precision {_share(found.precision)} "
        f"({found.both} in common, {found.held} held, {found.found} found)"
    )


# --- as a page --------------------------------------------------------------------------------------


def page(
    agreement: Agreement, reasons: Reasons, mark: str, folder: str, again: Agreement | None = None
) -> str:
    """
    The page; *mark* says how it is made, *folder* is where it finds the policies.

    *again*: cases that were told a second time by somebody who did not know what was held.
    """
    parts = [*_page(agreement, reasons, mark, folder)]
    if again is not None and again.compared:
        parts += _again(agreement, again)
    return "\n".join(parts) + "\n"


def _page(agreement: Agreement, reasons: Reasons, mark: str, folder: str) -> Iterator[str]:
    yield from ("# Cases", "", mark, "")
    yield (
        "Practices that authorities decided or illustrated, told in the language, and whether the checker "
        "agrees with what was held. How agreement is counted: [language.md]"
        "(../reference/language.md#what-an-authority-held). " + MODEL
    )
    yield from ("", *(f"- {words}" for words in _figures(agreement)))
    yield from ("", "## By what was held", "", "| held | cases | agreed on | share |", "|---|---|---|---|")
    for name in CLASSES:
        cases = agreement.of(name)
        agreed = sum(one.agrees is True for one in cases)
        yield f"| {_name(name)} | {len(cases)} | {agreed} | {_share(agreement.recall(name))} |"
    yield from ("", "## By ground", "", "Of the invalid cases that fail.", "")
    yield from ("| ground | held | found | in common | recall | precision |", "|---|---|---|---|---|---|")
    for ground, found in agreement.by_ground(lambda _: True).items():
        row = (ground, found.held, found.found, found.both, _share(found.recall), _share(found.precision))
        yield f"| {' | '.join(map(str, row))} |"
    yield from ("", "## Not agreed on", "", *([] if agreement.misses else ["None."]))
    yield from (
        f"- {_linked(one, folder)}: {_cell(held(one))}. {reasons.get(one.holding.name, NO_REASON)}"
        for one in agreement.misses
    )
    yield from ("", "## All", "", "| case | under | held | found | |", "|---|---|---|---|---|")
    for one in agreement.compared:
        yield f"| {' | '.join(_row(one, folder))} |"


def _again(agreement: Agreement, again: Agreement) -> Iterator[str]:
    """What is found of the cases that were told twice."""
    first = {one.holding.name: one for one in agreement.compared}
    yield from ("", "## Told again", "")
    yield (
        f"{counted(len(again.judged), 'case')} drawn by lot, told by a reader who had the facts and the "
        "docs, and neither what was held nor the other policy. The figures are of the reader's policies."
    )
    yield from ("", *(f"- {words}" for words in _figures(again)))
    yield from ("", "| case | held | found | found of the reader's | |", "|---|---|---|---|---|")
    for one in sorted(again.judged, key=lambda one: one.holding.name):
        other = first.get(one.holding.name)
        row = (
            one.holding.name,
            _name(one.holding.expect),
            _found(other) if other is not None else "",
            _found(one),
            "agrees" if one.agrees else "**does not agree**",
        )
        yield f"| {' | '.join(row)} |"


def _found(one: Compared) -> str:
    return _cell(f"{_name(one.answer or 'not judged')}: {', '.join(one.grounds)}")


def _row(one: Compared, folder: str) -> tuple[str, ...]:
    holding = one.holding
    contested = f"; contested: {holding.contested}" if holding.contested else ""
    return (
        _linked(one, folder),
        ", ".join((*holding.under, *holding.elsewhere)),
        _cell(f"{_name(holding.expect)}: {', '.join(holding.grounds)}{contested}"),
        _found(one),
        {True: "agrees", False: "**does not agree**", None: ""}[one.agrees],
    )


def _linked(one: Compared, folder: str) -> str:
    title = one.holding.title or one.holding.name
    return f"[{_cell(title)}]({folder}/{one.holding.name}.consent)"


def _cell(words: str) -> str:
    return words.replace("|", "\\|").removesuffix(": ")
