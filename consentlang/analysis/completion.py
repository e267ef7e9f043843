"""
Filling up: an answer to every open question, from the few that matter.

The rest is answered the same way every time: what is preferred first, as far as the lines allow, then the
first value of each fact ("no"), the last of the terms a story may open under.
"""

from collections.abc import Iterable, Mapping, Sequence

from consentlang.analysis.implicants import Questions
from consentlang.analysis.lines import Lines
from consentlang.analysis.solve import Clock
from consentlang.analysis.symbolic import FALSE, TRUE, Formulas, Lit
from consentlang.core import ir


class Completer:
    """Completes answers to scenarios' facts, for one program."""

    def __init__(self, formulas: Formulas, lines: Lines, clock: Clock) -> None:
        self._formulas = formulas
        self._lines = lines
        self._clock = clock
        self._base: dict[str, str] | None = None

    @property
    def base(self) -> Mapping[str, str]:
        """Answers to everything that obey all lines; the defaults as far as these allow."""
        if self._base is None:
            tied = [fact for fact in self._formulas.facts if self._lines.linked((fact,)) != {fact}]
            alone = {fact for line in self._lines.all for fact in self._formulas.support(line.literal)}
            about = tuple(dict.fromkeys((*tied, *sorted(alone))))
            questions = Questions(self._formulas, self._lines, about, self._clock)
            self._base = {name: self._default(fact) for name, fact in self._formulas.facts.items()}
            if about:
                self._base |= self.preferring(questions, (), (), about) or {}
        return self._base

    def complete(
        self, questions: Questions, fixed: Sequence[Lit], preferred: Sequence[Lit], *, turned: bool = False
    ) -> dict[str, str]:
        """All facts: *fixed* hold, *preferred* as far as can be. *turned*: the last values instead of the first."""
        facts = questions.facts
        return {**self.base, **(self.preferring(questions, fixed, preferred, facts, turned=turned) or {})}

    def preferring(
        self,
        questions: Questions,
        fixed: Sequence[Lit],
        preferred: Sequence[Lit],
        facts: Iterable[str],
        *,
        turned: bool = False,
    ) -> dict[str, str] | None:
        """Answers to *facts* alone; None if *fixed* cannot hold."""
        values = self._formulas.value
        answers = [values(name)[self._default(self._formulas.facts[name], turned=turned)] for name in sorted(facts)]
        if questions.can(*fixed, self._formulas.every(preferred), *answers):
            return questions.solver.model()
        wishes = [wish for wish in (*preferred, *answers) if wish not in (TRUE, FALSE)]
        while not questions.can(*fixed, *wishes):
            core = questions.solver.core()
            dearest = next((wish for wish in reversed(wishes) if wish in core and wish not in fixed), None)
            if dearest is None:
                return None
            wishes.remove(dearest)
        return questions.solver.model()

    def _default(self, fact: ir.Fact, *, turned: bool = False) -> str:
        fixed = self._formulas.fixed.get(fact.name)
        if fixed is not None:
            return fixed
        return fact.values[-1] if turned != (fact.kind == "start") else fact.values[0]
