"""What authorities held of the practice: a line for each case, and whether the checker agrees."""

from collections.abc import Iterator, Sequence

from consentlang.analysis.verdict import Compared, Outcome, Result
from consentlang.diagnostics.look import Look
from consentlang.diagnostics.paint import Ink, Line
from consentlang.explain.page import heading, item, marks
from consentlang.explain.wording import listed


def holdings(result: Result, look: Look) -> Iterator[Line]:
    """A line for each: what the authority held, and whether this agrees."""
    if result.compared:
        yield from heading("What was held of this practice", look)
        for compared in result.compared:
            sign, ink = _agreed(compared, look)
            yield from item(sign, held(compared), look, ink=ink)


def _agreed(compared: Compared, look: Look) -> tuple[str, Ink]:
    signs = marks(look)
    if compared.agrees is None:
        return "?", "warning"
    return (signs.met, "good") if compared.agrees else (signs.unmet, "error")


def held(compared: Compared) -> str:
    """
    Say what was held and what was found: `Photo app demands GPS (EDPB 05/2020, Example 1): held invalid
    (freely-given/conditionality); this agrees`.
    """
    holding = compared.holding
    cites = f" ({holding.cites})" if holding.cites else ""
    words = f"{holding.title or holding.name}{cites}: held {_outcome(holding.expect, holding.grounds)}"
    if compared.answer is None:
        return f"{words} under {listed(list(holding.elsewhere))}, which is not written down here"
    if compared.agrees:
        return f"{words}; this agrees"
    return f"{words}; this says {_outcome(compared.answer, compared.grounds)}"


def _outcome(answer: Outcome, grounds: Sequence[str]) -> str:
    because = f" ({', '.join(grounds)})" if grounds else ""
    return f"{answer.replace('_', ' ')}{because}"
