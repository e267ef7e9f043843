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


class OutOfTime(Exception):  # noqa: N818 - no error: the budget is spent
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
        self._own: dict[int, int] = {}
        """Our variable -> the solver's."""
        self._ours: list[int] = [0]
        self._add((self._variable(TRUE),))
        self._assumed: list[int] = []
        self._model: list[int] | None = None

    def __del__(self) -> None:
        native = self.__dict__.pop("_native", None)
        if native is not None:
            pysolvers.cadical195_del(native, None)

    @property
    def size(self) -> int:
        """How many variables were loaded."""
        return len(self._ours)

    def obey(self, literal: Lit) -> None:
        """From now on, *literal* holds."""
        self._add((self._load(literal),))

    def can(self, literals: Iterable[Lit]) -> bool:
        """Whether all of *literals* can hold together."""
        self._assumed = [self._load(literal) for literal in literals]
        self._clock.queries += 1
        while True:
            self._clock.check()
            answer = self._slice()
            if answer:
                self._model = None
                return answer > 0

    def holds(self, literal: Lit) -> bool:
        """After a yes: whether *literal*, which was part of the question, holds in what shows it."""
        return (self._values()[self._own[abs(literal)] - 1] > 0) == (literal > 0)

    def model(self) -> dict[str, str]:
        """After a yes: the answers that show it, for the facts that were asked about."""
        atoms = self.formulas.atoms
        answers: dict[str, str] = {}
        for number in self._values():
            atom = atoms.get(self._ours[abs(number)])
            if atom is None:
                continue
            values = self.formulas.facts[atom.fact].values
            if number > 0:
                answers[atom.fact] = atom.value
            elif len(values) == 2:  # noqa: PLR2004 - its one variable is the second value
                answers[atom.fact] = values[0]
        return answers

    def core(self) -> set[Lit]:
        """After a no: some of what was assumed that cannot hold together."""
        failed = pysolvers.cadical195_core(self._native, self._assumed) or ()
        return {self._ours[abs(number)] * (1 if number > 0 else -1) for number in failed}

    def _values(self) -> list[int]:
        if self._model is None:
            self._model = pysolvers.cadical195_model(self._native) or []
        return self._model

    def _slice(self) -> int:
        """Search a while: 1 yes, -1 no, 0 not yet."""
        interruptible = threading.current_thread() is threading.main_thread()
        pysolvers.cadical195_cbudget(self._native, SLICE)
        try:
            answer: int = pysolvers.cadical195_solve_lim(self._native, self._assumed, int(interruptible))
        except pysolvers.error as interrupted:  # what Ctrl-C becomes inside the solver
            raise KeyboardInterrupt from interrupted
        return answer

    # --- loading formulas ----------------------------------------------------------------------------

    def _load(self, literal: Lit) -> int:
        """The solver's number for *literal*, its gates defined."""
        variable = abs(literal)
        if variable not in self._own:
            self._define(variable)
        own = self._own[variable]
        return own if literal > 0 else -own

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
            waiting = [abs(part) for part in gate if abs(part) not in self._own]
            if waiting:
                stack.extend((top, *waiting))
            else:
                self._tie(top, gate)

    def _tie(self, variable: int, gate: Sequence[Lit]) -> None:
        """Tseitin: the variable holds iff all conjuncts do."""
        own = self._variable(variable)
        parts = [self._own[abs(part)] * (1 if part > 0 else -1) for part in gate]
        for part in parts:
            self._add((-own, part))
        self._add((own, *(-part for part in parts)))

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

    def _variable(self, variable: int) -> int:
        self._ours.append(variable)
        self._own[variable] = len(self._ours) - 1
        return self._own[variable]

    def _add(self, clause: Iterable[int]) -> None:
        pysolvers.cadical195_add_cl(self._native, list(clause))
