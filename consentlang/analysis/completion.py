"""
Filling up: an answer to every open question, from the few that matter.

The rest is answered the same way every time: what is preferred first, as far as the lines allow, then the
first value of each fact ("no"), the last of the terms a story may open under. A *turned* completion takes
the last values instead, to see that a story does not hang on the others.
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
        self._bases: dict[bool, Mapping[str, str]] = {}
        self._known: dict[tuple[object, ...], Mapping[str, str]] = {}

    def complete(
        self,
        questions: Questions,
        fixed: Sequence[Lit],
        preferred: Sequence[Lit] = (),
        *,
        turned: bool = False,
    ) -> Mapping[str, str]:
        """All facts: *fixed* hold, *preferred* as far as can be, the rest as always."""
        key = questions.facts, tuple(fixed), tuple(preferred), turned
        if key not in self._known:
            self._known[key] = self._complete(questions, fixed, preferred, turned=turned)
        return self._known[key]

    def _complete(
        self, questions: Questions, fixed: Sequence[Lit], preferred: Sequence[Lit], *, turned: bool
    ) -> Mapping[str, str]:
        facts = questions.facts
        if not preferred:
            facts &= questions.linked(self._formulas.support(*fixed))
        base = self._base(turned=turned)
        return {**base, **self._preferring(questions, fixed, preferred, facts, turned=turned)}

    def _base(self, *, turned: bool) -> Mapping[str, str]:
        """Answers to everything that obey all lines; the defaults as far as these allow."""
        if turned not in self._bases:
            about = {fact for line in self._lines.all for fact in line.facts}
            questions = Questions(self._formulas, self._lines, about, self._clock)
            defaults = {
                name: self._default(fact, turned=turned) for name, fact in self._formulas.facts.items()
            }
            self._bases[turned] = {**defaults, **self._preferring(questions, (), (), about, turned=turned)}
        return self._bases[turned]

    def _preferring(
        self,
        questions: Questions,
        fixed: Sequence[Lit],
        preferred: Sequence[Lit],
        facts: Iterable[str],
        *,
        turned: bool,
    ) -> Mapping[str, str]:
        """Answers to *facts* alone; of the wishes that get in each other's way, the last is given up."""
        names = sorted(facts)
        defaults = {name: self._default(self._formulas.facts[name], turned=turned) for name in names}
        preference = self._formulas.every(preferred)
        whole = (preference,) if questions.can(*fixed, preference) else tuple(preferred)
        wishes = [w for w in (*whole, *self._literals(defaults, names)) if w not in (TRUE, FALSE)]
        return questions.solver.answers(names) if questions.solver.can_with(fixed, wishes) else {}

    def _literals(self, answers: Mapping[str, str], facts: Iterable[str]) -> list[Lit]:
        return [self._formulas.value(fact)[answers[fact]] for fact in sorted(facts)]

    def _default(self, fact: ir.Fact, *, turned: bool) -> str:
        fixed = self._formulas.fixed.get(fact.name)
        if fixed is not None:
            return fixed
        return fact.values[-1] if turned != (fact.kind == "start") else fact.values[0]
