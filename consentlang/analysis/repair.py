"""
What would mend it: at most three changes under which nothing breaks the obligation, in any scenario.

Edits of its requests are tried first, then lines that settle what its stories turn on, those that are
somebody's judgement last. A set that does not mend leaves a scenario that is still broken; the reason why
it is (a core) says which other changes could matter, and every set without one of them is passed over.
What is found is verified from scratch on the edited program before it is returned.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from attrs import frozen

from consentlang.analysis.apparatus import Apparatus
from consentlang.analysis.cases import Case
from consentlang.analysis.implicants import Questions
from consentlang.analysis.solve import Clock, OutOfTime
from consentlang.analysis.symbolic import Lit
from consentlang.analysis.verdict import Change, Mending, Settle, Story
from consentlang.core import ir

MOST = 3
"""Changes that are offered together at most."""


@frozen(eq=False)
class Option:
    """A change that may be made, as a formula over the answers."""

    change: Change
    literal: Lit


@frozen(eq=False)
class Escape:
    """What a broken scenario turns on: one of *makes* must be made, or one of *leaves* be left."""

    makes: frozenset[Lit]
    leaves: frozenset[Lit]

    def allows(self, made: frozenset[Lit]) -> bool:
        """Whether a set of changes may be enough, as far as this scenario tells."""
        return not self.makes.isdisjoint(made) or not self.leaves <= made


class Mender:
    """Looks for what would mend one group of obligations."""

    def __init__(self, program: ir.Program, parts: Sequence[ir.Obligation], clock: Clock) -> None:
        self._program = program
        self._parts = parts
        self._clock = clock
        requests = {request for part in parts for way in part.ways for request in way.requests}
        self._edits = sorted(
            (edit for edit in program.edits.values() if edit.request in requests), key=lambda edit: edit.order
        )
        self._apparatus = Apparatus(program, clock, free=[edit.fact for edit in self._edits])
        self._checked: dict[tuple[Change, ...], Checked] = {}

    def mend(self, stories: Sequence[Story]) -> Mending:
        """What mends all of it, and what mends each rule told; what is not found in time is not offered."""
        by_fault: dict[str, tuple[Change, ...] | None] = {story.fault.name: None for story in stories}
        together: tuple[Change, ...] | None = None
        try:
            cases = self._apparatus.casebook.of(self._parts)
            fires = [
                self._some(case.fires for case in cases if case.obligation is part) for part in self._parts
            ]
            broken = self._some(case.broken for case in cases)
            goals = {name: self._told(cases, name) for name in by_fault}
            search = Search(self._apparatus.questions((*fires, broken, *goals.values())), fires)
            stages = [[self._option(change) for change in stage] for stage in self._stages(stories)]
            together = self._first(search, broken, stages, fault=None)
            for name, goal in goals.items():
                by_fault[name] = self._first(search, goal, stages, fault=name)
        except OutOfTime:
            pass
        return Mending(together, by_fault)

    def _first(
        self, search: "Search", goal: Lit, stages: list[list[Option]], fault: str | None
    ) -> tuple[Change, ...] | None:
        """The first changes that keep *goal* from happening, and stand a check from scratch."""
        edits = [option.literal for option in stages[0]]
        for number in range(len(stages)):
            options = [option for stage in stages[: number + 1] for option in stage]
            for made in search.preventing(goal, options, edits):
                changes = tuple(option.change for option in made)
                if self._check(changes).mends(fault):
                    return changes
        return None

    # --- what may be changed -------------------------------------------------------------------------

    def _stages(self, stories: Sequence[Story]) -> tuple[list[Change], ...]:
        """Edits; lines that settle what the stories turn on; those that are judgements."""
        settling = list(dict.fromkeys(_settling(self._program, stories)))
        plain: list[Change] = [settle for settle in settling if not settle.judged]
        judged: list[Change] = [settle for settle in settling if settle.judged]
        return list(self._edits), plain, judged

    def _option(self, change: Change) -> Option:
        fact, value = (change.fact, "yes") if isinstance(change, ir.Edit) else (change.fact, change.value)
        return Option(change, self._apparatus.formulas.value(fact)[value])

    def _told(self, cases: Iterable[Case], fault: str) -> Lit:
        return self._some(_told(cases, fault))

    def _some(self, literals: Iterable[Lit]) -> Lit:
        return self._apparatus.formulas.some(literals)

    # --- from scratch --------------------------------------------------------------------------------

    def _check(self, changes: tuple[Change, ...]) -> "Checked":
        if changes not in self._checked:
            made = [change.fact for change in changes if isinstance(change, ir.Edit)]
            settled = [change for change in changes if isinstance(change, Settle)]
            edited = Apparatus(self._program, self._clock, made=made, extra=map(_line, settled))
            self._checked[changes] = Checked(edited, self._parts)
        return self._checked[changes]


class Checked:
    """The edited program, verified anew."""

    def __init__(self, apparatus: Apparatus, parts: Sequence[ir.Obligation]) -> None:
        self._apparatus = apparatus
        self._cases = apparatus.casebook.of(parts)
        self._broken = apparatus.formulas.some(case.broken for case in self._cases)
        fires = [
            apparatus.formulas.some(c.fires for c in self._cases if c.obligation is part) for part in parts
        ]
        self._fires = not apparatus.contradiction and all(apparatus.questions((f,)).can(f) for f in fires)

    def mends(self, fault: str | None) -> bool:
        """Whether *fault* cannot be told of any more, or nothing can be; and every use can still happen."""
        formulas = self._apparatus.formulas
        goal = self._broken if fault is None else formulas.some(_told(self._cases, fault))
        return self._fires and not self._apparatus.questions((goal,)).can(goal)


class Search:
    """Finds sets of changes that prevent something, while the uses can still happen."""

    def __init__(self, questions: Questions, fires: Sequence[Lit]) -> None:
        self._questions = questions
        self._fires = fires

    def preventing(
        self, goal: Lit, options: Sequence[Option], edits: Sequence[Lit]
    ) -> Iterator[tuple[Option, ...]]:
        """Such sets, smallest first, in the order of *options*; of *edits*, those not chosen are not made."""
        escapes: list[Escape] = []
        for size in range(1, MOST + 1):
            for chosen in combinations(options, size):
                made = frozenset(option.literal for option in chosen)
                if not all(escape.allows(made) for escape in escapes):
                    continue
                state = [*made, *(-edit for edit in edits if edit not in made)]
                if not all(self._questions.can(*state, fires) for fires in self._fires):
                    continue
                if self._questions.can(*state, goal):
                    escapes.append(self._escape(goal, state, options, edits))
                else:
                    yield chosen

    def _escape(self, goal: Lit, state: list[Lit], options: Sequence[Option], edits: Sequence[Lit]) -> Escape:
        """What the scenario just found turns on: the answers in it that make *goal* happen."""
        questions, value = self._questions, self._questions.formulas.value
        model = questions.solver.answers(sorted(questions.facts))
        seen = {value(fact)[answer]: fact for fact, answer in model.items()}
        questions.solver.can((-goal, *seen))
        turning = questions.linked(seen[literal] for literal in questions.solver.core() if literal in seen)
        within = {literal for fact in turning for literal in value(fact).values()}
        makes = {
            option.literal for option in options if option.literal in within and option.literal not in state
        }
        return Escape(frozenset(makes), frozenset(edits).intersection(state).intersection(within))


def _told(cases: Iterable[Case], fault: str) -> Iterator[Lit]:
    for case in cases:
        for rule in case.obligation.faults:
            if rule.name == fault:
                yield case.told(rule, strictly=False)


def _settling(program: ir.Program, stories: Sequence[Story]) -> Iterator[Settle]:
    """Lines that would settle otherwise what a story needs."""
    for story in stories:
        for answer in story.answers:
            yield from settling(program.facts[answer.fact], answer.value)


def settling(fact: ir.Fact, *values: str) -> Iterator[Settle]:
    """The lines that would settle *fact*, not at any of *values*."""
    for other in fact.values:
        if other not in values and other in fact.settle and fact.kind not in ("edit", "start"):
            yield Settle(fact.name, other, fact.settle[other], fact.judged)


def _line(settle: Settle) -> ir.Constraint:
    return ir.Constraint(
        f"settled: {settle.fact}",
        ir.Is(settle.fact, (settle.value,)),
        "given",
        judged=settle.judged,
        words=settle.line,
        source="mending",
    )
