"""
What would mend it: at most three changes under which nothing breaks the obligation, in any scenario.

Edits of its requests are tried first, then lines that settle what its stories turn on, those that are
somebody's judgement last. A set that does not mend leaves a scenario that is still broken; the reason why
it is (a core) says which other changes could matter, and every set without one of them is passed over.
What is found is verified from scratch on the edited program before it is returned.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from attrs import evolve, field, frozen

from consentlang.analysis.apparatus import Apparatus
from consentlang.analysis.cases import Case
from consentlang.analysis.implicants import Questions
from consentlang.analysis.solve import Clock, OutOfTime
from consentlang.analysis.symbolic import Lit
from consentlang.analysis.verdict import Change, Mending, Settle, Story
from consentlang.core import ir

MOST = 3
"""Changes that are offered together at most."""

EFFORT = 500
"""Broken scenarios that one search looks at before it gives up: so that every run offers the same."""


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


class Workshop:
    """The edited programs of one program, each analysed once."""

    def __init__(self, apparatus: Apparatus, clock: Clock) -> None:
        self.program = apparatus.program
        self._clock = clock
        self._apparatus = apparatus
        self._edited: dict[tuple[Change, ...], Apparatus] = {}

    @cached_property
    def open(self) -> Apparatus:
        """
        The program in which every edit is an open question.

        Raises:
            OutOfTime: there is no time for it.

        """
        self._clock.check()
        free = [edit.fact for edit in self.program.edits.values()]
        return Apparatus(self.program, self._clock, free=free, like=self._apparatus)

    def edited(self, changes: tuple[Change, ...]) -> Apparatus:
        """
        The program with *changes* made, from scratch.

        Raises:
            OutOfTime: there is no time for it.

        """
        if changes not in self._edited:
            self._clock.check()
            made = [change.fact for change in changes if isinstance(change, ir.Edit)]
            settled = [change for change in changes if isinstance(change, Settle)]
            self._edited[changes] = Apparatus(
                self.program, self._clock, made=made, extra=map(_line, settled), like=self._apparatus
            )
        return self._edited[changes]


class Mender:
    """Looks for what would mend one group of obligations."""

    def __init__(self, workshop: Workshop, parts: Sequence[ir.Obligation]) -> None:
        self._workshop = workshop
        self._program = workshop.program
        self._parts = parts
        requests = {request for part in parts for way in part.ways for request in way.requests}
        edits = (edit for edit in self._program.edits.values() if edit.request in requests)
        self._edits = sorted(edits, key=lambda edit: edit.order)
        self._checked: dict[tuple[Change, ...], Checked] = {}

    def mend(self, stories: Sequence[Story]) -> Mending:
        """What mends all of it, and what mends each rule told; what is not found in time is not offered."""
        by_fault: dict[str, tuple[Change, ...] | None] = dict.fromkeys(_failing(stories))
        together: tuple[Change, ...] | None = None
        try:
            cases = self._apparatus.casebook.of(self._parts)
            fires = list(dict.fromkeys(self._some(by_part) for by_part in _fires(cases, self._parts)))
            goals = {name: self._told(cases, name) for name in by_fault}
            questions = self._apparatus.questions((*fires, *goals.values()))
            stages = [[self._option(change) for change in stage] for stage in self._stages(stories)]
            value = self._apparatus.formulas.value
            edits = [value(edit.fact)["yes"] for edit in self._program.edits.values()]
            search = Search(questions, fires, [option for stage in stages for option in stage], edits)
            for name, goal in goals.items():
                by_fault[name] = self._first(search.of(goal), stages, fault=name)
            if search.may_be_enough():  # where one rule fails, all of it is broken
                broken = self._some(case.broken for case in cases)
                search = evolve(search, questions=self._apparatus.questions((*fires, broken)))
                together = self._first(search.of(broken, search.escapes), stages, fault=None)
        except OutOfTime:
            pass
        return Mending(together, by_fault)

    def _first(
        self, attempt: "Attempt", stages: list[list[Option]], fault: str | None
    ) -> tuple[Change, ...] | None:
        """The first changes that are enough, and stand a check from scratch."""
        options: list[Option] = []
        for number, stage in enumerate(stages):
            if number and not stage:
                continue  # nothing more to choose from
            options += stage
            for made in attempt.preventing(options):
                changes = tuple(option.change for option in made)
                if self._check(changes).mends(fault):
                    return changes
        return None

    @property
    def _apparatus(self) -> Apparatus:
        return self._workshop.open

    # --- what may be changed -------------------------------------------------------------------------

    def _stages(self, stories: Sequence[Story]) -> tuple[list[Change], ...]:
        """
        Words that a request leaves out, and edits of it; lines that settle what else the stories turn on;
        those that are judgements. To say that a no loses nothing is less than to add a no.
        """
        settling = list(dict.fromkeys(_settling(self._program, stories)))
        plain = [settle for settle in settling if not settle.judged]
        missing: list[Change] = [settle for settle in plain if _is_best(self._program, settle)]
        others: list[Change] = [settle for settle in plain if settle not in missing]
        judged: list[Change] = [settle for settle in settling if settle.judged]
        return [*missing, *self._edits], others, judged

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
            self._checked[changes] = Checked(self._workshop.edited(changes), self._parts)
        return self._checked[changes]


class Checked:
    """The edited program, verified anew."""

    def __init__(self, apparatus: Apparatus, parts: Sequence[ir.Obligation]) -> None:
        self._apparatus = apparatus
        self._cases = apparatus.casebook.of(parts)
        fires = set(map(apparatus.formulas.some, _fires(self._cases, parts)))
        self._fires = not apparatus.contradiction and all(apparatus.questions((f,)).can(f) for f in fires)

    def mends(self, fault: str | None) -> bool:
        """Whether *fault* cannot be told of any more, or nothing can be; and every use can still happen."""
        formulas = self._apparatus.formulas
        if not self._fires:
            return False
        broken = (case.broken for case in self._cases)
        goal = formulas.some(broken if fault is None else _told(self._cases, fault))
        return not self._apparatus.questions((goal,)).can(goal)


@frozen(eq=False)
class Search:
    """Looks for sets of *options* that prevent something, while the uses can still happen."""

    questions: Questions
    fires: Sequence[Lit]
    options: Sequence[Option]
    edits: Sequence[Lit]
    """Those that are not chosen are not made."""
    escapes: list[Escape] = field(factory=list)
    """All that were found."""

    def may_be_enough(self) -> bool:
        """Whether the scenarios found leave any set that could prevent them all."""
        looked_at: set[frozenset[Lit]] = set()
        growing = [frozenset[Lit]()]
        while growing:
            made = growing.pop()
            escape = next((escape for escape in self.escapes if not escape.allows(made)), None)
            if escape is None:
                return True
            if len(made) < MOST:
                larger = {made | {literal} for literal in escape.makes} - looked_at
                looked_at |= larger
                growing.extend(larger)
        return False

    def of(self, goal: Lit, seen: Sequence[Escape] = ()) -> "Attempt":
        """A search for what prevents *goal*. *seen*: scenarios in which it is known to happen."""
        return Attempt(self, goal, list(seen))


class Attempt:
    """One search: sets grow by what the scenarios that are left turn on, and by nothing else."""

    def __init__(self, search: Search, goal: Lit, escapes: list[Escape]) -> None:
        self._search = search
        self._questions = search.questions
        self._goal = goal
        formulas = search.questions.formulas
        self._facts = sorted(search.questions.linked(formulas.support(goal, *search.fires)))
        near = {literal for fact in self._facts for literal in formulas.value(fact).values()}
        self._edits = [edit for edit in search.edits if edit in near]
        self._all = frozenset([option.literal for option in search.options])
        self._options: list[Lit] = []
        self._escapes = escapes
        self._effort = 0
        self._enough: list[frozenset[Lit]] = []
        self._looked_at: dict[frozenset[Lit], int] = {}

    def preventing(self, options: Sequence[Option]) -> Iterator[tuple[Option, ...]]:
        """Sets of *options* that prevent it, all of the smallest size there is, in the order of *options*."""
        self._options = [option.literal for option in options]
        self._effort = 0
        self._enough.clear()
        self._looked_at.clear()
        for size in range(1, MOST + 1):
            self._grow(frozenset(), size)
            found = [tuple(o for o in options if o.literal in made) for made in self._enough]
            yield from sorted(found, key=lambda chosen: [options.index(option) for option in chosen])
            if found:
                return

    def _grow(self, made: frozenset[Lit], size: int) -> None:
        """Look at *made*, and at all that grows from it up to *size* changes."""
        if self._looked_at.get(made, -1) >= size - len(made):
            return
        self._looked_at[made] = size - len(made)
        escape = self._known(made) or self._escape(made)
        if escape is None:
            self._enough.append(made)
        elif len(made) < size and self._effort < EFFORT:
            for literal in self._options:
                if literal in escape.makes:
                    self._grow(made | {literal}, size)

    def _known(self, made: frozenset[Lit]) -> Escape | None:
        """A scenario found before that *made* does not reach."""
        return next((escape for escape in self._escapes if not escape.allows(made)), None)

    def _escape(self, made: frozenset[Lit]) -> Escape | None:
        """What the changes *made* do not reach; None if they are enough."""
        state = [*made, *(-edit for edit in self._edits if edit not in made)]
        if not self._questions.can(*state, self._goal):
            if all(self._questions.can(*state, fires) for fires in self._search.fires):
                return None
            # a use that cannot happen is not mended; what would let it happen is not looked into
            return Escape(self._all - made, frozenset(made))
        escape = self._turning_on(state)
        self._effort += 1
        self._escapes.append(escape)
        self._search.escapes.append(escape)
        return escape

    def _turning_on(self, state: list[Lit]) -> Escape:
        """What the scenario just found turns on: the answers in it that make the goal happen."""
        questions, value = self._questions, self._questions.formulas.value
        model = questions.solver.answers(self._facts)
        seen = {value(fact)[answer]: fact for fact, answer in model.items()}
        questions.solver.can((-self._goal, *seen))
        turning = questions.linked(seen[literal] for literal in questions.solver.core() if literal in seen)
        within = {literal for fact in turning for literal in value(fact).values()}
        makes = within.intersection(self._all).difference(state)
        return Escape(frozenset(makes), frozenset(self._edits).intersection(state).intersection(within))


def _failing(stories: Iterable[Story]) -> Iterator[str]:
    """The rules that fail in *stories*: those told, then those that fail in the same ones."""
    told = [story.fault for story in stories]
    beside = (fault for story in stories for fault in story.also if fault.decides)
    return (fault.name for fault in (*told, *beside))


def _told(cases: Iterable[Case], fault: str) -> Iterator[Lit]:
    for case in cases:
        for rule in case.named(fault):
            yield case.told(rule, strictly=False)


def _fires(cases: Iterable[Case], parts: Iterable[ir.Obligation]) -> Iterable[set[Lit]]:
    """Where each of *parts* fires."""
    found: dict[int, set[Lit]] = {id(part): set() for part in parts}
    for case in cases:
        found[id(case.obligation)].add(case.fires)
    return found.values()


def _settling(program: ir.Program, stories: Sequence[Story]) -> Iterator[Settle]:
    """Lines that would settle otherwise what a story needs."""
    for story in stories:
        for answer in story.answers:
            yield from settling(program.facts[answer.fact], answer.value)


def _is_best(program: ir.Program, settle: Settle) -> bool:
    """Whether it says of a request what is always good to say."""
    fact = program.facts[settle.fact]
    return fact.request is not None and fact.best == settle.value


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
