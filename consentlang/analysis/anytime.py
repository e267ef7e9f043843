"""
Any moment: what the clauses say of an issue, with all that events can change left open.

Consent that stands, features, changing facts and terms in force become open questions beside the facts. So
more moments are looked at than can be reached: what is found impossible is so at every moment of every story;
what is found possible may wait for a story that never comes.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from attrs import frozen

from consentlang.analysis.encode import Encoder, View
from consentlang.analysis.lines import Lines, demanded
from consentlang.analysis.solve import Clock, Solver
from consentlang.analysis.symbolic import FALSE, TRUE, Formulas, Lit
from consentlang.core import ir

STANDINGS: tuple[ir.Standing, ...] = ("none", "given", "refused", "withdrawn", "expired")

Terms = Mapping[str, str | None]
"""For some chains, the version in force, or None where the chain is not; other chains are open."""


@frozen(eq=False)
class Voices:
    """What the clauses say of an issue under some terms: where each applies, where it is alive."""

    issue: ir.Issue
    applies: Mapping[str, Lit]
    alive: Mapping[str, Lit]
    permitted: Lit
    """Where the outcome is yes."""


class Anytime:
    """One program at any moment; with *formulas* shared, another program has the same answers."""

    def __init__(self, program: ir.Program, formulas: Formulas) -> None:
        self.program = program
        self.formulas = formulas
        self.encoder = Encoder(program, formulas)
        self._known: dict[tuple[str, tuple[tuple[str, str | None], ...]], Voices] = {}

    @cached_property
    def lines(self) -> Lines:
        """The lines that every scenario obeys."""
        return Lines(self.formulas, demanded(self.encoder))

    def obeyed(self, literals: Iterable[Lit]) -> Iterator[Lit]:
        """What the lines demand of the facts that *literals* speak of."""
        facts = self.formulas.support(*literals)
        yield from dict.fromkeys(line.literal for line in self.lines.about(facts))
        for name in sorted(self.lines.linked(facts)):
            known = self.program.facts.get(name)
            if known is not None and len(known.values) < len(self.formulas.facts[name].values):
                yield self.formulas.among(name, known.values)

    def voices(self, issue: ir.Issue, terms: Terms) -> Voices:
        """What is said of *issue* under *terms*."""
        key = issue.name, tuple(terms.items())
        if key not in self._known:
            self._known[key] = self._voices(issue, terms)
        return self._known[key]

    def _voices(self, issue: ir.Issue, terms: Terms) -> Voices:
        view = self._view(self.encoder.reads_of_issue(issue), terms)
        return Voices(
            issue,
            {ruling.name: self.encoder.holds(ruling.condition, view) for ruling in issue.rulings},
            self.encoder.alive(issue, view),
            self.encoder.outcome(issue, ("yes",), view),
        )

    def _view(self, seen: Iterable[ir.Expr], terms: Terms) -> View:
        return self.encoder.view({one: self._open(one, terms) for one in seen})

    def _open(self, seen: ir.Expr, terms: Terms) -> Lit:
        match seen:
            case ir.InForce(chain=chain, versions=versions) if chain in terms:
                return TRUE if terms[chain] in versions else FALSE
            case ir.InForce(versions=values) | ir.Is(values=values) | ir.Stands(standings=values):
                return self.formulas.among(question(self.program, seen), values)
            case _:
                return self.formulas.value(question(self.program, seen))["yes"]


def question(program: ir.Program, seen: ir.Expr) -> str:  # noqa: PLR0911 - one line a node
    """The open question that an observation is taken for; one name for the same in every program."""
    match seen:
        case ir.InForce(chain=name):
            return f"terms of {name} now"
        case ir.Is(fact=name):
            return f"{name} now"
        case ir.Stands(cell=cell):
            return f"word of {_whose(program.cells[cell])}"
        case ir.AtGrant(cell=cell, request=request, choice=choice, body=body):
            return f"yes of {_whose(program.cells[cell])} by {choice} of {request} when {body}"
        case ir.Booked(cell=cell, request=request):
            return f"{_whose(program.cells[cell])} booked by {request}"
        case ir.Ever(cell=cell):
            return f"{_whose(program.cells[cell])} ever given"
        case ir.On(feature=name):
            return f"{name} is on now"
        case ir.SwitchedBy(feature=name, party=party):
            return f"{name} is on now by {party}"
        case _:
            raise TypeError(seen)


def _whose(cell: ir.Cell) -> str:
    to = f" with {cell.recipient}" if cell.recipient else ""
    about = f"{', '.join(cell.data)} of {cell.subject}"
    return f"{cell.consenter} on {about} to {cell.user}{to} for {cell.purpose}"


def questions(*programs: ir.Program) -> dict[str, ir.Fact]:
    """Every open question of *programs*; one that several have, with all its answers."""
    found: dict[str, ir.Fact] = {}
    for program in programs:
        for fact in (*program.facts.values(), *_of_state(program)):
            known = found.get(fact.name)
            found[fact.name] = fact if known is None else _merged(known, fact)
    return found


def _merged(one: ir.Fact, other: ir.Fact) -> ir.Fact:
    values = tuple(dict.fromkeys((*one.values, *other.values)))
    return one if values == one.values else ir.Fact(one.name, values, {}, {}, named=one.named, kind=one.kind)


def _of_state(program: ir.Program) -> Iterator[ir.Fact]:
    """What the clauses observe, as open questions."""
    encoder = Encoder(program, Formulas({}))
    observed = (seen for issue in program.issues.values() for seen in encoder.reads_of_issue(issue))
    for seen in dict.fromkeys(observed):
        yield ir.Fact(question(program, seen), _values(program, seen), {}, {}, named=True)


def _values(program: ir.Program, seen: ir.Expr) -> tuple[str, ...]:
    match seen:
        case ir.InForce(chain=chain):
            return tuple(version.name for version in program.chains[chain].versions)
        case ir.Is(fact=fact):
            return program.changing[fact].values
        case ir.Stands():
            return STANDINGS
        case _:
            return ir.YES_NO


class Chance:
    """Whether formulas can hold together, under the lines that bear on them."""

    def __init__(self, formulas: Formulas, clock: Clock) -> None:
        self._formulas = formulas
        self._solver = Solver(formulas, clock)
        self._obeying: set[Lit] = set()

    def obey(self, program: Anytime, literals: Iterable[Lit]) -> None:
        """Obey the lines of *program* that bear on *literals*, from now on."""
        for line in program.obeyed(literals):
            if line not in self._obeying:
                self._obeying.add(line)
                self._solver.obey(line)

    def can(self, *literals: Lit) -> bool:
        """Whether all of *literals* can hold."""
        together = self._formulas.every(literals)
        return together != FALSE and (together == TRUE or self._solver.can((together,)))
