"""Random ledgers, and requests whose choices, withdrawals and deadlines write to them."""

from collections.abc import Sequence

from attrs import evolve, frozen
from hypothesis import strategies as st

from consentlang.core import ir
from tests.agreement.vocabulary import PARTIES, SPAN, Vocabulary, of_ledger, spoken, usually_true

STANDINGS: tuple[tuple[ir.Standing, ...], ...] = (
    ("given",),
    ("none",),
    ("refused",),
    ("withdrawn",),
    ("expired",),
    ("expired", "withdrawn"),
)


@st.composite
def ledgers(draw: st.DrawFn, requests: Sequence[str]) -> tuple[list[ir.Cell], dict[str, list[str]]]:
    """One to three cells, each with the requests that ask for it; three only when one request asks."""
    count = draw(st.integers(1, 3 if len(requests) == 1 else 2))
    cells = [
        ir.Cell(f"cell{i}", "Attendee", "Attendee", "Vendor", (f"data{i}",), "training", None)
        for i in range(count)
    ]
    some = st.lists(st.sampled_from(requests), min_size=1, unique=True).map(sorted)
    return cells, {cell.name: draw(some) for cell in cells}


def cell_leaves(cell: ir.Cell, asking: Sequence[str]) -> tuple[ir.Expr, ...]:
    """What can be said of a cell, apart from looks back."""
    return (
        *(ir.Stands(cell.name, words) for words in STANDINGS),
        ir.Ever(cell.name),
        *(ir.Booked(cell.name, request) for request in asking),
    )


YES = ("yes", "sure")
"""Choices that say yes."""


@frozen
class Asking:
    """One request: its choices and whatever else moves its cells, with the timers that those wait for."""

    info: ir.RequestInfo
    events: tuple[ir.Event, ...]
    timers: tuple[ir.Timer, ...]


@st.composite
def askings(draw: st.DrawFn, request: str, cells: Sequence[str], words: Vocabulary) -> Asking:
    """A request for *cells*: choices, then perhaps a way to withdraw, its carrying out, an expiry."""
    timers = draw(timers_of(request))
    answers = ["yes", *draw(st.lists(st.sampled_from(("no", "later", "sure")), max_size=2, unique=True))]
    choices = [draw(choosing(request, answer, cells, words, timers)) for answer in answers]
    others: list[ir.Event] = []
    ways_out = draw(st.integers(0, 2))
    if ways_out:
        others.append(draw(withdrawing(request, cells, words, timers)))
    if ways_out > 1:
        others.append(draw(carrying_out(request, cells, timers)))
    if f"{request}.expiry" in timers:
        others.append(draw(expiring(request, cells, timers)))
    info = ir.RequestInfo(
        request,
        to="Attendee",
        by=PARTIES[0],
        choices=tuple(ir.ChoiceInfo(answer, f"{answer} (says {answer})") for answer in answers),
        span=SPAN,
    )
    return Asking(info, (*choices, *others), tuple(timers.values()))


Timers = dict[str, ir.Timer]


@st.composite
def timers_of(draw: st.DrawFn, request: str) -> Timers:
    """Few days, so that deadlines and the dates of terms meet often."""
    names = draw(st.lists(st.sampled_from(("expiry", "stopping", "again")), max_size=2, unique=True))
    timers = {}
    for name in names:
        least = draw(st.integers(0, 3))
        most = least + draw(st.integers(0, 1))
        urgent = draw(st.booleans()) if name == "expiry" else name == "stopping"
        timers[f"{request}.{name}"] = ir.Timer(f"{request}.{name}", least, most, urgent)
    return timers


@st.composite
def choosing(
    draw: st.DrawFn, request: str, answer: str, cells: Sequence[str], words: Vocabulary, timers: Timers
) -> ir.Event:
    """Somebody chooses *answer*."""
    effects = [effect for cell in cells for effect in draw(answering(request, answer, cell, words))]
    yes = answer in YES
    again = timers.get(f"{request}.again")
    return ir.Event(
        f"{request}.{answer}",
        "choose",
        f"Attendee chooses {answer} in {request}",
        actor="Attendee",
        request=request,
        choice=answer,
        guard=draw(usually_true(spoken(words.moment, depth=1) | of_ledger(words, depth=1))),
        effects=tuple(effects),
        starts=_known(timers, request, "expiry" if yes else "again"),
        stops=_known(timers, request, "stopping") if yes or draw(st.booleans()) else (),
        after=again.name if again is not None and draw(st.booleans()) else None,
    )


def _known(timers: Timers, request: str, *names: str) -> tuple[str, ...]:
    return tuple(f"{request}.{name}" for name in names if f"{request}.{name}" in timers)


@st.composite
def answering(
    draw: st.DrawFn, request: str, answer: str, cell: str, words: Vocabulary
) -> tuple[ir.Effect, ...]:
    """What one choice does to one cell: a yes covers it, is booked beyond its scope, or is a no to it."""
    if answer == "later":
        return ()
    when = draw(usually_true(spoken(words.moment, depth=1) | of_ledger(words, depth=1)))
    if answer == "no":
        return (ir.Refuse(cell, request, when), ir.Unbook(cell, request, ir.negate(when)))
    granting = ir.Grant(cell, request, answer, when)
    return draw(
        st.sampled_from(
            (
                (evolve(granting, when=ir.TRUE),),
                (evolve(granting, when=ir.TRUE),),
                (granting, ir.Refuse(cell, request, ir.negate(when))),
                (granting, ir.Book(cell, request, ir.negate(when))),
                (ir.Book(cell, request, ir.TRUE),),
            )
        )
    )


@st.composite
def withdrawing(
    draw: st.DrawFn, request: str, cells: Sequence[str], words: Vocabulary, timers: Timers
) -> ir.Event:
    """Somebody takes the yes back: use stops at once, sometimes, or when that is carried out."""
    plain: tuple[ir.Expr, ...] = (ir.TRUE, ir.FALSE)
    clears = draw(st.sampled_from(plain) | spoken(words.moment, depth=1) | of_ledger(words, depth=1))
    theirs = draw(usually_true(spoken(words.moment, depth=1) | of_ledger(words, depth=1)))
    standing = ir.any_of(*(ir.Stands(cell, ("given",)) for cell in cells))
    return ir.Event(
        f"{request}.withdraw",
        "withdraw",
        f"Attendee withdraws from {request}",
        actor="Attendee",
        request=request,
        choice=None,
        guard=draw(st.sampled_from((standing, ir.TRUE))),
        effects=tuple(ir.Withdraw(cell, request, clears, theirs) for cell in cells),
        starts=_known(timers, request, "stopping"),
        stops=_known(timers, request, "expiry"),
    )


@st.composite
def carrying_out(draw: st.DrawFn, request: str, cells: Sequence[str], timers: Timers) -> ir.Event:
    """The user does as the withdrawal says: within its time, or exactly at the end of it."""
    stopping = _known(timers, request, "stopping")
    unless_given = {cell: ir.negate(ir.Stands(cell, ("given",))) for cell in cells}
    whens: dict[str, ir.Expr] = unless_given if draw(st.booleans()) else dict.fromkeys(cells, ir.TRUE)
    exactly = bool(stopping) and draw(st.booleans())
    return ir.Event(
        f"{request}.carry_out",
        "carry_out",
        f"what was withdrawn in {request} is carried out",
        actor=None,
        request=request,
        choice=None,
        guard=ir.any_of(*(ir.Booked(cell, request) for cell in cells)),
        effects=tuple(ir.Unbook(cell, request, when) for cell, when in whens.items()),
        stops=() if exactly else stopping,
        due=stopping[0] if exactly else None,
    )


@st.composite
def expiring(draw: st.DrawFn, request: str, cells: Sequence[str], timers: Timers) -> ir.Event:
    """The yes runs out; sometimes some deadline waits to be asked again from then on."""
    return ir.Event(
        f"{request}.expire",
        "expire",
        f"the yes of {request} runs out",
        actor=None,
        request=request,
        choice=None,
        guard=ir.TRUE,
        effects=tuple(ir.Expire(cell, request) for cell in cells),
        starts=_known(timers, request, "again") if draw(st.booleans()) else (),
        due=f"{request}.expiry",
    )
