"""
Headlines: from a story to the one sentence that a lawyer can read.

Who used what for what, and why the yes it rests on is none: coercion is called coercion.
"""

from collections.abc import Iterator
from typing import Final

from consentlang.analysis.verdict import Story
from consentlang.core import ir
from consentlang.explain.blame import costly, power_holders, refusing_choices
from consentlang.explain.wording import listed, shortly

_INSTEAD: Final = {
    "before_any_answer": "before {who} has answered {requests}",
    "scope_exceeded": "but the yes in `{request}` was to something else",
    "refused": "although {who} said no in `{request}`",
    "withdrawn": "although {who} has withdrawn the yes in `{request}`",
    "expired": "although the yes that {who} gave in `{request}` has run out",
    "another_request": "on a yes of {who} that did not come from {requests}, which this use relies on",
    "breach_of_terms": "which the terms in force forbid",
    "not_in_terms": "and no clause of the terms in force permits it",
    "terms_conflict": "of which the terms in force say both yes and no, and no clause outranks the other",
}
"""What follows the use, for each fault that consent and terms themselves have."""


_WAIT: Final = (
    "let the use wait for the yes: leave out `when` and `from the start`, "
    "or add `and consents({who})` to `when`"
)
_LAST_WORD: Final = (
    "add `when consents({who})` to the use, so that the last word counts, whichever request it was said in"
)
_BOTH: Final = (
    "let the use wait for the yes to `{request}` too, or rely on one of them alone: `or` in place of `and`"
)
_ADVICE: Final = {
    "before_any_answer": _WAIT,
    "scope_exceeded": "ask for it in `{request}`, or do no more than was asked",
    "refused": _WAIT,
    "withdrawn": f"{_WAIT}; let `withdraw` say `stops use at once`",
    "expired": "ask again before the yes runs out, or stop",
    "another_request": "name the request that the yes came from behind `via`, too",
    "breach_of_terms": "do not do it, or change the clause that forbids it",
    "not_in_terms": "write a clause that permits it, or do not do it",
    "terms_conflict": "say with `notwithstanding` or `subject to` which of the clauses gives way",
}
"""What helps, for each of these."""

_HEED: Final = "heed the no: leave out `even after a no`"

_BY_THE_BOOKS: Final = {
    "refused": _LAST_WORD,
    "withdrawn": f"let `withdraw` say `stops use at once`; if it does, {_LAST_WORD}",
}
"""What helps where the use, with no condition of its own, goes by who is booked."""


def advice(program: ir.Program, story: Story) -> str | None:
    """What helps: what the rule itself advises, or what is known to help against such a fault."""
    known = _ADVICE.get(story.fault.name)
    if story.fault.advice or known is None:
        return story.fault.advice
    if story.fault.name == "another_request" and any(len(way.requests) > 1 for way in story.obligation.ways):
        known = _BOTH
    fires = tuple(ir.walk(story.obligation.fires))
    if any(isinstance(part, ir.Booked) for part in fires):
        known = _BY_THE_BOOKS.get(story.fault.name, known)
    if story.fault.name == "refused" and any(_is_after_a_no(part) for part in fires):
        known = _HEED
    return known.format(who=consenter(program, story), request=story.fault.request)


def _is_after_a_no(part: ir.Expr) -> bool:
    return isinstance(part, ir.Stands) and part.standings == ("refused",)


def headline(program: ir.Program, story: Story) -> str:
    """The story in one sentence; if it needs what the file does not say, no more than that."""
    if not story.unsaid:
        return _sentence(program, story)
    if story.obligation.kind == "consent" and story.fault.name not in _INSTEAD:
        lacking = f"{_yes(program, story)} {_lacking(program, story)}"
        return f"{act(story.obligation)}, and the file does not rule out that {lacking}"
    return f"the file does not rule out that {_sentence(program, story)}"


def _sentence(program: ir.Program, story: Story) -> str:
    fault, obligation = story.fault, story.obligation
    if obligation.kind == "claim":
        return _claim(story)
    used = act(obligation)
    if obligation.kind == "terms":
        used += f" (`{obligation.use}`)"  # one clause breaks many uses
    if fault.name in _INSTEAD:
        words = _INSTEAD[fault.name].format(
            who=consenter(program, story), request=fault.request, requests=_requests(story)
        )
        return f"{used}{'' if words.startswith(('before', 'on ')) else ','} {words}"
    if obligation.kind != "consent":
        return f"{used} without consent, which {obligation.regime} does not allow: {fault.reason}"
    return f"{used}, but {_yes(program, story)} {_lacking(program, story)}"


def _requests(story: Story) -> str:
    """The requests of which any would do; where several are needed, or there is one, that of the fault."""
    ways = story.obligation.ways
    any_of = [way.requests[0] for way in ways] if len(ways) > 1 else [story.fault.request]
    return listed([f"`{name}`" for name in any_of], last="or")


def act(obligation: ir.Obligation) -> str:
    """What is done: `Vendor uses Attendee's audio and video for training`."""
    whose = f"{obligation.subject}'s " if obligation.subject else ""
    data = f"{whose}{shortly(obligation.data)}"
    recipient = obligation.recipient
    purpose = f" for {obligation.purpose}" if obligation.purpose else ""
    if recipient is not None:
        return f"{obligation.user} shares {data} with {recipient}{purpose}"
    return f"{obligation.user} uses {data}{purpose}"


def consenter(program: ir.Program, story: Story) -> str:
    """Whose yes it is."""
    cell = next((cell for cell in _cells(program, story.obligation, story.fault.request)), None)
    return cell.consenter if cell is not None else story.obligation.subject or "nobody"


def _claim(story: Story) -> str:
    obligation = story.obligation
    claim = f"the claim `{obligation.claim}` does not hold: {obligation.words}"
    return f"{act(obligation)}, and {claim}" if obligation.use else claim


def _yes(program: ir.Program, story: Story) -> str:
    who = consenter(program, story)
    by = f" to `{story.fault.request}`" if story.fault.request else ""
    return f"{who}'s yes{by}"


def _lacking(program: ir.Program, story: Story) -> str:
    """`is coerced: ...`; `is not informed: ...`."""
    fault = story.fault
    if fault.coercion:
        return f"is coerced: {_pressure(program, story)}"
    element = program.elements.get(fault.element or "")
    if element is None:
        return f"does not make it lawful: {fault.reason}"
    return f"is not {element.words}: {fault.reason}"


def _pressure(program: ir.Program, story: Story) -> str:
    """Who has power and what a no would cost, where that is what the rule turned on; else its own words."""
    holders = power_holders(program, story)
    if not holders:
        return story.fault.reason
    verb = "wants it and has" if len(holders) == 1 else "want it and have"
    power = f"{listed(holders)} {verb} power over {story.obligation.subject}"
    return f"{power}, and {no}" if (no := _price_of_no(program, story)) else power


def _price_of_no(program: ir.Program, story: Story) -> str:
    refusing = refusing_choices(program, story.fault.request)
    if not refusing:
        return "there is no way to say no"
    if all(costly(program, story, choice) for choice in refusing):
        return "every way to say no costs something"
    return ""


def _cells(program: ir.Program, obligation: ir.Obligation, request: str | None) -> Iterator[ir.Cell]:
    """The ledgers that *obligation* looks into, those of the way by *request* first."""
    ways = sorted(obligation.ways, key=lambda way: request not in way.requests)
    exprs = [fault.fails for way in ways for fault in way.faults if fault.kind == "built-in"]
    for expr in (*exprs, obligation.fires):
        for part in ir.walk(expr):
            match part:
                case ir.Stands(cell=name) | ir.Booked(cell=name) | ir.AtGrant(cell=name):
                    yield program.cells[name]
                case _:
                    pass
