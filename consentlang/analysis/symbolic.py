"""
Formulas over the chosen facts, hash-consed: the same formula is one number, and is encoded once.

An and-inverter graph (Kuehlmann et al. 2002). A *literal* is a whole number, negative for the opposite; its
variable is an atom (this fact has this value) or a gate, the conjunction of literals. Everything else is
made of these two, and what folds by shape alone is folded as it is built: constants, doubles, opposites,
what a conjunct beside it already decides.

Each variable carries a *signature*, its value under some hundred fixed pseudo-random answers: formulas whose
signatures differ differ, and only the others are worth a question to the solver.
"""

from collections.abc import Iterable, Mapping
from functools import cache, reduce
from operator import and_
from random import Random

from attrs import frozen

from consentlang.core import ir

Lit = int
TRUE: Lit = 1
FALSE: Lit = -1

SAMPLES = 256
ALL_ONES = (1 << SAMPLES) - 1


@frozen
class Atom:
    """The fact has the value."""

    fact: str
    value: str


@cache
def _samples(fact: str, values: int) -> tuple[int, ...]:
    """For each of so many values, in which of the pseudo-random answers *fact* has it."""
    random = Random(fact)  # noqa: S311 - samples, no secrets
    left, ones = ALL_ONES, []
    for more in range(values - 1, 0, -1):
        some = random.getrandbits(SAMPLES)
        for _ in range(more.bit_length() - 1):
            some &= random.getrandbits(SAMPLES)  # the more values, the rarer each
        ones.append(left & some)
        left &= ~some
    return (*ones, left)


class Formulas:
    """
    The formulas made so far over *facts*; those in *fixed* are no question, they have that value.

    *like*: others over the same facts, of which other ones may be fixed. A literal is the same for both.
    """

    def __init__(
        self,
        facts: Mapping[str, ir.Fact],
        fixed: Mapping[str, str] | None = None,
        like: "Formulas | None" = None,
    ) -> None:
        self.facts = facts
        self.fixed = fixed or {}
        self.atoms: dict[int, Atom] = {} if like is None else like.atoms
        """Atoms by variable: the second value of a fact of two, each value of a fact of more."""
        self.gates: dict[int, tuple[Lit, ...]] = {} if like is None else like.gates
        """Conjuncts by variable, sorted."""
        self.gate_of: dict[tuple[Lit, ...], int] = {} if like is None else like.gate_of
        self.questions: dict[str, dict[str, Lit]] = {} if like is None else like.questions
        self._of_fact: dict[str, dict[str, Lit]] = {}
        self.signatures: list[int] = [0, ALL_ONES] if like is None else like.signatures
        self.supports: dict[int, frozenset[str]] = {} if like is None else like.supports

    # --- making them ---------------------------------------------------------------------------------

    def value(self, fact: str) -> Mapping[str, Lit]:
        """The literal for each value of *fact*."""
        known = self._of_fact.get(fact)
        if known is None:
            known = self._of_fact[fact] = self._settled(fact) or self._open(fact)
        return known

    def among(self, fact: str, values: Iterable[str]) -> Lit:
        """The fact has one of *values*."""
        literals = self.value(fact)
        inside = [literals[v] for v in literals if v in values]
        if len(inside) == len(literals):
            return TRUE
        outside = [literal for literal in literals.values() if literal not in inside]
        return self.some(inside) if len(inside) <= len(outside) else -self.some(outside)

    def every(self, literals: Iterable[Lit]) -> Lit:
        """The conjunction."""
        parts: set[Lit] = set()
        gates = self.gates
        for literal in literals:
            if literal == FALSE:
                return FALSE
            if literal in gates:
                parts.update(gates[literal])
            elif literal != TRUE:
                parts.add(literal)
        if len(parts) < 2:  # noqa: PLR2004 - nothing to fold
            return parts.pop() if parts else TRUE
        if not parts.isdisjoint([-part for part in parts]):
            return FALSE
        disjunctions = [part for part in parts if -part in gates]
        simpler = self._absorb(parts, disjunctions) if disjunctions else None
        return self._make(parts) if simpler is None else self.every(simpler)

    def some(self, literals: Iterable[Lit]) -> Lit:
        """The disjunction."""
        return -self.every([-literal for literal in literals])

    def choose(self, when: Lit, then: Lit, otherwise: Lit) -> Lit:
        """*then* where *when* holds, else *otherwise*."""
        if then == otherwise or when == TRUE:
            return then
        if when == FALSE:
            return otherwise
        return self.some((self.every((when, then)), self.every((-when, otherwise))))

    def _settled(self, fact: str) -> dict[str, Lit] | None:
        if fact not in self.fixed:
            return None
        return {value: TRUE if value == self.fixed[fact] else FALSE for value in self.facts[fact].values}

    def _open(self, fact: str) -> dict[str, Lit]:
        known = self.questions.get(fact)
        if known is None:
            known = self.questions[fact] = self._asked(fact)
        return known

    def _asked(self, fact: str) -> dict[str, Lit]:
        values = self.facts[fact].values
        if len(values) == 1:
            return {values[0]: TRUE}
        ones = _samples(fact, len(values))
        if len(values) == 2:  # noqa: PLR2004 - one variable is enough
            variable = self._new(ones[1])
            self.atoms[variable] = Atom(fact, values[1])
            return {values[0]: -variable, values[1]: variable}
        made = {}
        for value, signature in zip(values, ones, strict=True):
            made[value] = self._new(signature)
            self.atoms[made[value]] = Atom(fact, value)
        return made

    def _absorb(self, parts: set[Lit], disjunctions: list[Lit]) -> set[Lit] | None:
        """*parts* with the *disjunctions* among them shortened by the rest; None if none can be."""
        simpler = parts
        for part in sorted(disjunctions):
            gate = self.gates[-part]
            if not parts.isdisjoint([-inner for inner in gate]):  # one of its disjuncts holds anyway
                simpler = simpler - {part}
            elif not parts.isdisjoint(gate):
                shorter = -self.every([inner for inner in gate if inner not in parts])
                simpler = simpler - {part} | {shorter}
        return None if simpler is parts else simpler

    def _make(self, parts: set[Lit]) -> Lit:
        key = tuple(sorted(parts))
        gate = self.gate_of.get(key)
        if gate is None:
            gate = self.gate_of[key] = self._new(reduce(and_, map(self.signature, key)))
            self.gates[gate] = key
        return gate

    def _new(self, signature: int) -> int:
        self.signatures.append(signature)
        return len(self.signatures) - 1

    def under(self, literal: Lit, fact: str, value: str) -> Lit:
        """*literal*, if *fact* has *value*."""
        answers = {v: TRUE if name == value else FALSE for name, v in self.value(fact).items() if v > TRUE}
        done: dict[int, Lit] = {}
        stack = [abs(literal)]
        while stack:
            top = stack[-1]
            gate = self.gates.get(top, ())
            waiting = [abs(part) for part in gate if abs(part) not in done]
            if waiting:
                stack.extend(waiting)
                continue
            inner = [done[abs(part)] if part > 0 else -done[abs(part)] for part in gate]
            done[stack.pop()] = self.every(inner) if gate else answers.get(top, top)
        return done[literal] if literal > 0 else -done[-literal]

    # --- looking at them -----------------------------------------------------------------------------

    def conjuncts(self, literal: Lit) -> tuple[Lit, ...]:
        """The literals it is the conjunction of."""
        return () if literal == TRUE else self.gates.get(literal, (literal,))

    def signature(self, literal: Lit) -> int:
        """Its value under each of the sampled answers, as bits."""
        bits = self.signatures[abs(literal)]
        return bits if literal > 0 else bits ^ ALL_ONES

    def support(self, *literals: Lit) -> frozenset[str]:
        """The facts that it speaks of, by shape."""
        return frozenset().union(*map(self._support_of, set(map(abs, literals))))

    def _support_of(self, variable: int) -> frozenset[str]:
        known = self.supports.get(variable)
        if known is not None:
            return known
        stack = [variable]
        while stack:
            top = stack[-1]
            if top in self.supports:
                stack.pop()
                continue
            inner = [abs(part) for part in self.gates.get(top, ())]
            waiting = [part for part in inner if part not in self.supports]
            if waiting:
                stack.extend(waiting)
                continue
            atom = self.atoms.get(top)
            own = frozenset((atom.fact,)) if atom else frozenset()
            self.supports[stack.pop()] = own.union(*(self.supports[part] for part in inner))
        return self.supports[variable]
