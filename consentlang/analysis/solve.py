"""
The solver: CaDiCaL, held so that it keeps to its time and can be interrupted.

Nothing outside this file knows which solver it is. It is opened through `pysolvers` directly: that import
costs 6 ms where `pysat.solvers` costs 51. A formula is loaded when it is first asked about, with numbers of
its own, so that a solver stays as small as its questions.
"""

import threading
import time
from collections.abc import Iterable, Sequence

import pysolvers

from consentlang.analysis.symbolic import TRUE, Formulas, Lit

SLICE = 1_000
"""Conflicts between two looks at the clock, some 10 ms (python-sat cannot interrupt CaDiCaL)."""


class OutOfTime(Exception):
    """The time that was given is over."""


class Clock:
    """Says when the time is over, and counts what was asked."""

    def __init__(self, seconds: float | None = None) -> None:
        self.started = time.monotonic()
        self.ends = None if seconds is None else self.started + seconds
        self.queries = 0

    @property
    def spent(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.started

    @property
    def left(self) -> float | None:
        """Seconds until the end, if there is one."""
        return None if self.ends is None else max(0.0, self.ends - time.monotonic())

    def check(self) -> None:
        """
        Pass, unless the time is over.

        Raises:
            OutOfTime: it is.

        """
        if self.ends is not None and time.monotonic() >= self.ends:
            raise OutOfTime

    def within(self, seconds: float) -> "Clock":
        """A clock that ends after *seconds*, and no later than this one."""
        inner = Clock(seconds)
        if self.ends is not None and inner.ends is not None:
            inner.ends = min(self.ends, inner.ends)
        return inner


class Solver:
    """Answers whether formulas can hold together."""

    def __init__(self, formulas: Formulas, clock: Clock) -> None:
        self.formulas = formulas
        self._clock = clock
        self._native = pysolvers.cadical195_new()
        self._interruptible = int(threading.current_thread() is threading.main_thread())
        self._own: dict[int, int] = {}
        """Our literal -> the solver's."""
        self._ours: list[int] = [0]
        self._add((self._variable(TRUE),))
        self._assumed: list[int] = []
        self._model: list[int] | None = None
        self._retired: list[int] = []

    def __del__(self) -> None:
        native = self.__dict__.pop("_native", None)
        if native is not None and pysolvers is not None:  # as Python ends, modules go before what they made
            pysolvers.cadical195_del(native, None)

    @property
    def size(self) -> int:
        """How many variables were loaded."""
        return len(self._ours)

    def obey(self, literal: Lit) -> None:
        """From now on, *literal* holds."""
        self._add(self._loaded((literal,)))

    def can(self, literals: Iterable[Lit]) -> bool:
        """Whether all of *literals* can hold together."""
        return self._can(self._loaded(literals))

    def _can(self, assumed: list[int]) -> bool:
        for retired in self._retired:  # before the question, for what is added after it spoils the answer
            self._add((retired,))
        self._retired.clear()
        self._assumed = assumed
        self._clock.queries += 1
        while True:
            self._clock.check()
            answer = self._slice()
            if answer:
                self._model = None
                return answer > 0

    def can_some(self, literals: Iterable[Lit], among: Iterable[Lit]) -> bool:
        """Whether all of *literals* can hold together with at least one of *among*."""
        asked = self._fresh()
        self._add((-asked, *self._loaded(among)))
        answer = self._can([*self._loaded(literals), asked])
        self._retired.append(-asked)
        return answer

    def can_with(self, literals: Iterable[Lit], wishes: Iterable[Lit]) -> bool:
        """
        Whether all of *literals* can hold together, with *wishes* as far as can be: of those that get in each
        other's way the last is given up.
        """
        firm, soft = self._loaded(literals), self._loaded(wishes)
        while not self._can([*firm, *soft]):
            core = set(pysolvers.cadical195_core(self._native, self._assumed) or ()).difference(firm)
            dearest = next((wish for wish in reversed(soft) if wish in core), None)
            if dearest is None:
                return False
            soft.remove(dearest)
        return True

    def watch(self, literals: Iterable[Lit]) -> None:
        """Have *literals* at hand, for `holds` after the next question."""
        self._loaded(literals)

    def shown(self, literals: Iterable[Lit]) -> set[Lit]:
        """After a yes: those that hold in what shows it. They were watched, or part of what was asked."""
        own, holds = self._own, self._holds
        return {literal for literal in literals if holds(own[literal])}

    def answers(self, facts: Iterable[str]) -> dict[str, str]:
        """After a yes: the answers that show it, to those of *facts* that were asked about."""
        own, holds, value = self._own, self._holds, self.formulas.value
        found: dict[str, str] = {}
        for fact in facts:
            for answer, literal in value(fact).items():
                number = own.get(literal)
                if number is None:  # not asked about
                    break
                if holds(number):
                    found[fact] = answer
                    break
        return found

    def core(self) -> set[Lit]:
        """After a no: some of what was assumed that cannot hold together."""
        failed = pysolvers.cadical195_core(self._native, self._assumed) or ()
        return {self._ours[abs(number)] * (1 if number > 0 else -1) for number in failed}

    def _holds(self, number: int) -> bool:
        """Whether one of the solver's literals holds in what it found; a variable in no clause does not."""
        if self._model is None:
            self._model = pysolvers.cadical195_model(self._native) or []
        place = abs(number) - 1
        return (place < len(self._model) and self._model[place] > 0) == (number > 0)

    def _slice(self) -> int:
        """Search a while: 1 yes, -1 no, 0 not yet."""
        pysolvers.cadical195_cbudget(self._native, SLICE)
        try:
            answer: int = pysolvers.cadical195_solve_lim(self._native, self._assumed, self._interruptible)
        except pysolvers.error as interrupted:  # what Ctrl-C becomes inside the solver
            raise KeyboardInterrupt from interrupted
        return answer

    # --- loading formulas ----------------------------------------------------------------------------

    def _loaded(self, literals: Iterable[Lit]) -> list[int]:
        """The solver's numbers for *literals*, their gates defined."""
        wanted, own = tuple(literals), self._own
        try:
            return [own[literal] for literal in wanted]
        except KeyError:  # not all were met before
            for literal in wanted:
                if literal not in own:
                    self._define(abs(literal))
        return [own[literal] for literal in wanted]

    def _define(self, variable: int) -> None:
        stack = [variable]
        while stack:
            top = stack.pop()
            if top in self._own:
                continue
            gate = self.formulas.gates.get(top)
            if gate is None:
                self._open(top)
                continue
            waiting = [abs(part) for part in gate if part not in self._own]
            if waiting:
                stack.extend((top, *waiting))
            else:
                self._tie(top, gate)

    def _tie(self, variable: int, gate: Sequence[Lit]) -> None:
        """Tseitin: the variable holds iff all conjuncts do."""
        own, add, native = self._variable(variable), pysolvers.cadical195_add_cl, self._native
        whole = [own]
        for part in gate:
            number = self._own[part]
            add(native, [-own, number])
            whole.append(-number)
        add(native, whole)

    def _open(self, variable: int) -> None:
        """An atom; with it come the other values of its fact, exactly one of which it has."""
        atom = self.formulas.atoms[variable]
        values = self.formulas.value(atom.fact).values()
        if len(values) == 2:  # noqa: PLR2004 - one variable, nothing to say
            self._variable(variable)
            return
        owns = [self._variable(value) for value in values]
        self._add(owns)
        for i, one in enumerate(owns):
            for other in owns[:i]:
                self._add((-one, -other))

    def _fresh(self) -> int:
        """A number that stands for none of our literals."""
        self._ours.append(0)
        return len(self._ours) - 1

    def _variable(self, variable: int) -> int:
        self._ours.append(variable)
        number = len(self._ours) - 1
        self._own[variable], self._own[-variable] = number, -number
        return number

    def _add(self, clause: Iterable[int]) -> None:
        pysolvers.cadical195_add_cl(self._native, list(clause))
