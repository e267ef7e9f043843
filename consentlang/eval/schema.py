"""
The schema of records: from a policy to the columns in which one person's case can be written.

A column is a fact, or something that happened, or when it did. What happened is read as a run of events:
each `Slot` is a place in the run and says which of its events happen there, by the values of columns. The
decisions are in docs/adr/0010-records.md.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Final, Literal

from attrs import evolve, frozen

from consentlang.core import ir

OFF: Final = "off"
FROM_START: Final = "from the start"
NO_ANSWER: Final = "no answer"
AT: Final = "at"
"""The column that says when the use is."""
NO, YES = ir.YES_NO


@frozen
class Column:
    """
    One key of a record, and what it may say: one of *values*, or a time where there are none.

    `status`: yes if the thing has happened by the time of the use.
    """

    name: str
    kind: Literal["fact", "start", "feature", "terms", "changing", "answer", "status", "time"]
    values: tuple[str, ...] = ()
    at: str | None = None
    """The column that says since when; a status that has one needs no other word."""
    default: str | None = None
    """What a record says that does not mention it; None: then it is missing."""
    dates: str | None = None
    """For a time: the column of what came then."""


@frozen
class Term:
    """The answer in *answer* runs out after *least* to *most* days: *expired* can be reckoned."""

    answer: str
    expired: str
    least: int
    most: int


@frozen
class Slot:
    """
    A place in the run: of *events*, the one whose condition (over columns) holds happens here, if any.

    Its time is that of the column *at*, or the day *day*.
    """

    column: str
    events: tuple[tuple[str, ir.Expr], ...]
    at: str | None = None
    day: int | None = None


@frozen(eq=False, slots=False)
class Schema:
    """The columns of a policy's records, by name, and the places in their runs, in order."""

    columns: Mapping[str, Column]
    slots: tuple[Slot, ...]
    terms: tuple[Term, ...]
    """Answers that run out by themselves."""
    possible: tuple[ir.Expr, ...]
    """What columns cannot but say, apart from the guards of events."""
    settled: Mapping[str, str]
    """Facts that the policy's lines settle."""
    chains: Mapping[str, tuple[ir.Version, ...]]
    """The versions of terms, by the column that says which is in force."""

    @cached_property
    def natural(self) -> tuple[int, ...]:
        """The order of the slots."""
        return tuple(range(len(self.slots)))

    @cached_property
    def defaults(self) -> Mapping[str, str]:
        """What a record says that says nothing."""
        return {c.name: c.default for c in self.columns.values() if c.default is not None}

    @property
    def finite(self) -> Iterator[Column]:
        """The columns that are no times."""
        return (column for column in self.columns.values() if column.values)


class ColumnsClash(ValueError):
    """Two things that a record says would have one name."""


def _by_name(columns: Iterable[Column]) -> Mapping[str, Column]:
    found: dict[str, Column] = {}
    for column in columns:
        if found.setdefault(column.name, column) != column:
            message = (
                f"a record has two things to say in `{column.name}`: call the one of the policy otherwise"
            )
            raise ColumnsClash(message)
    return found


def schema(program: ir.Program) -> Schema:
    """
    The columns and slots of *program*.

    Raises:
        ColumnsClash: a fact is called as something is that happened, or when.

    """
    settled = _settled(program)
    parts = [*_facts(program, settled), *_features(program), *_chains(program), *_changing(program)]
    parts += [part for request in program.requests.values() for part in _request(program, request)]
    columns = [column for part in parts for column in part.columns]
    columns += [Column(c.at, "time", dates=c.name) for c in columns if c.at is not None]
    chains = {_terms_column(program, chain): chain.versions for chain in program.chains.values()}
    return Schema(
        _by_name((*columns, Column(AT, "time"))),
        tuple(slot for part in parts for slot in part.slots),
        tuple(term for part in parts for term in part.terms),
        tuple(expr for part in parts for expr in part.possible),
        settled,
        chains,
    )


@frozen
class _Part:
    columns: tuple[Column, ...] = ()
    slots: tuple[Slot, ...] = ()
    terms: tuple[Term, ...] = ()
    possible: tuple[ir.Expr, ...] = ()


# --- facts ------------------------------------------------------------------------------------------


def _settled(program: ir.Program) -> Mapping[str, str]:
    """The facts that a line settles by itself."""
    left = {name: set(fact.values) for name, fact in program.facts.items()}
    for line in program.constraints:
        for part in line.expr.parts if isinstance(line.expr, ir.All) else (line.expr,):
            match part:
                case ir.Is(fact=name, values=values) if name in left:
                    left[name] &= set(values)
                case ir.Not(of=ir.Is(fact=name, values=values)) if name in left:
                    left[name] -= set(values)
                case _:
                    pass
    return {name: next(iter(values)) for name, values in left.items() if len(values) == 1}


def _facts(program: ir.Program, settled: Mapping[str, str]) -> Iterator[_Part]:
    openings = {chain.start for chain in program.chains.values()}
    for fact in program.facts.values():
        if fact.kind != "edit":
            default = settled.get(fact.name)
            if default is None and fact.name in openings:
                default = fact.values[0]
            kind: Literal["start", "fact"] = "start" if fact.kind == "start" else "fact"
            yield _Part((Column(fact.name, kind, fact.values, default=default),))


# --- what moves -------------------------------------------------------------------------------------


def _features(program: ir.Program) -> Iterator[_Part]:
    for feature in program.features.values():
        on: dict[str, str] = {}
        off: list[str] = []
        for event in _events(program, "switch_on", "switch_off"):
            for effect in event.effects:
                if isinstance(effect, ir.SetFeature) and effect.feature == feature.name:
                    if effect.by is None:
                        off.append(event.name)
                    else:
                        on.setdefault(effect.by, event.name)
        name = feature.name
        events: list[tuple[str, ir.Expr]] = [(e, ir.Is(name, (party,))) for party, e in on.items()]
        possible: list[ir.Expr] = [ir.any_of(ir.negate(ir.Is(name, (FROM_START,))), feature.starts)]
        if off:
            events.append((off[0], ir.all_of(ir.Is(name, (OFF,)), feature.starts)))
        else:
            possible.append(ir.any_of(ir.negate(ir.Is(name, (OFF,))), ir.negate(feature.starts)))
        column = Column(name, "feature", (OFF, FROM_START, *on), f"{name}.at")
        yield _Part((column,), (Slot(name, tuple(events), column.at),), possible=tuple(possible))


def _chains(program: ir.Program) -> Iterator[_Part]:
    for chain in program.chains.values():
        name = _terms_column(program, chain)
        versions = tuple(version.name for version in chain.versions)
        slots, times, forward = [], [], []
        for number, version in enumerate(chain.versions[1:], start=1):
            now = ir.Is(name, tuple(sorted(versions[number:])))
            opens = ir.Is(chain.start, tuple(sorted(versions[:number])))
            coming = ir.SetTerms(chain.name, version.name)
            event = next(e.name for e in _events(program, "in_force") if coming in e.effects)
            at = f"{version.name}.at" if version.start is None else None
            times += [Column(at, "time")] if at is not None else []
            slots.append(Slot(name, ((event, ir.all_of(now, opens)),), at, version.start))
            forward.append(ir.any_of(now, opens))
        columns = (Column(name, "terms", versions), *times)
        yield _Part(columns, tuple(slots), possible=tuple(forward))


def _terms_column(program: ir.Program, chain: ir.Chain) -> str:
    return "terms" if len(program.chains) == 1 else f"terms of {chain.name}"


def _changing(program: ir.Program) -> Iterator[_Part]:
    for fact in program.changing.values():
        becomes = {
            effect.value: event.name
            for event in reversed([*_events(program, "becomes")])
            for effect in event.effects
            if isinstance(effect, ir.SetFact) and effect.fact == fact.name
        }
        column = Column(fact.name, "changing", fact.values, f"{fact.name}.at")
        events = tuple(
            (event, ir.all_of(ir.Is(fact.name, (value,)), ir.negate(ir.Is(fact.start, (value,)))))
            for value, event in becomes.items()
        )
        stays = tuple(
            ir.any_of(ir.negate(ir.Is(fact.name, (value,))), ir.Is(fact.start, (value,)))
            for value in fact.values
            if value not in becomes
        )
        yield _Part((column,), (Slot(fact.name, events, column.at),), possible=stays)


def _events(program: ir.Program, *kinds: str) -> Iterator[ir.Event]:
    return (event for event in program.events.values() if event.kind in kinds)


# --- requests ---------------------------------------------------------------------------------------


def _request(program: ir.Program, request: ir.RequestInfo) -> Iterator[_Part]:
    """One column for each party that answers, and each purpose that is answered apart."""
    events = [e for e in program.events.values() if e.request == request.name and _can_be(program, e)]
    answers: dict[tuple[str, str], dict[str, str]] = {}
    for event in events:
        if event.kind == "choose" and event.actor is not None and event.choice is not None:
            about = _about(event.name, f"{event.actor} chooses {event.choice} in {request.name}")
            answers.setdefault((event.actor, about), {})[event.choice] = event.name
    for (person, about), choices in answers.items():
        name = request.name + about + (f" by {person}" if person != request.to else "")
        answer = Column(name, "answer", (NO_ANSWER, *choices), f"{name}.at")
        part = _Part((answer,), (Slot(name, _by_value(name, choices), answer.at),))
        for status, wanted in (
            ("withdrawn", f"{person} withdraws from {request.name}{about}"),
            ("carried_out", f"withdrawal of {person} from {request.name}{about} carried out"),
            ("expired", f"{person}'s answer to {request.name}{about} expires"),
        ):
            found = _named(events, _KINDS[status], wanted, alone=len(answers) == 1)
            if found is not None:
                part = _with_status(program, part, name, status, found)
        yield part


_KINDS: Final = {"withdrawn": "withdraw", "carried_out": "carry_out", "expired": "expire"}


def _can_be(program: ir.Program, event: ir.Event) -> bool:
    """Whether the event is one of the policy as it stands: no change to the policy is needed for it."""
    needs = event.guard.parts if isinstance(event.guard, ir.All) else (event.guard,)
    return not any(ir.Is(edit.fact, (YES,)) in needs for edit in program.edits.values())


def _about(name: str, beginning: str) -> str:
    """What follows *beginning*: ` for training`; or nothing."""
    rest = name.removeprefix(beginning)
    return rest if rest != name and rest.startswith(" for ") else ""


def _by_value(column: str, choices: Mapping[str, str]) -> tuple[tuple[str, ir.Expr], ...]:
    return tuple((event, ir.Is(column, (value,))) for value, event in choices.items())


def _named(events: list[ir.Event], kind: str, wanted: str, *, alone: bool) -> ir.Event | None:
    """The event of this name; the first of its kind where there is nobody and nothing to tell apart."""
    kin = [event for event in events if event.kind == kind]
    exact = [event for event in kin if event.name == wanted]
    return next(iter(exact or (kin if alone else ())), None)


def _with_status(program: ir.Program, part: _Part, name: str, status: str, event: ir.Event) -> _Part:
    column = Column(f"{name}.{status}", "status", ir.YES_NO, f"{name}.{status}_at")
    slot = Slot(column.name, ((event.name, ir.Is(column.name, (YES,))),), column.at)
    terms = part.terms
    if status == "expired" and event.due is not None:
        timer = program.timers[event.due]
        terms = (*terms, Term(name, column.name, timer.least, timer.most))
    return evolve(part, columns=(*part.columns, column), slots=(*part.slots, slot), terms=terms)
