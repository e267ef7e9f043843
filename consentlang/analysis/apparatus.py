"""What an analysis of one program works with: its formulas, its cones, its states, each made once."""

from collections.abc import Iterable, Mapping
from functools import cached_property

from consentlang.analysis.cases import Casebook
from consentlang.analysis.completion import Completer
from consentlang.analysis.cone import Cones
from consentlang.analysis.encode import Encoder
from consentlang.analysis.explore import Explorer
from consentlang.analysis.implicants import Questions
from consentlang.analysis.lines import Line, Lines, demanded
from consentlang.analysis.sight import Sight
from consentlang.analysis.solve import Clock
from consentlang.analysis.symbolic import Formulas, Lit
from consentlang.core import ir


class Apparatus:
    """
    For *program*, with the edits in *made* made and no others; those in *free* are open questions.

    *extra*: constraints besides those of the program. *like*: another analysis of the same program; what
    turns on no edit that is made in one of them only is worked out once.
    """

    def __init__(
        self,
        program: ir.Program,
        clock: Clock,
        made: Iterable[str] = (),
        free: Iterable[str] = (),
        extra: Iterable[ir.Constraint] = (),
        like: "Apparatus | None" = None,
    ) -> None:
        self._like = like
        self.program = program
        self.clock = clock
        self.fixed = _fixed(program.facts, set(made), set(free))
        self.formulas: Formulas = Formulas(program.facts, self.fixed, None if like is None else like.formulas)
        self.sight: Sight = like.sight if like is not None else Sight(program, alike=True)
        self.encoder: Encoder = Encoder(
            program, self.formulas, self.sight, None if like is None else like.encoder
        )
        self.cones: Cones = Cones(program, self.encoder, None if like is None else like.cones)
        self.explorer: Explorer = Explorer(self.encoder, clock, None if like is None else like.explorer)
        self.casebook: Casebook = Casebook(
            self.encoder, self.cones, self.explorer, None if like is None else like.casebook
        )
        demands = demanded(self.encoder, extra)
        self._ruled_alike = like if like is not None and like.lines.demands == demands else None
        """Another analysis with the same lines."""
        self.lines: Lines = self._ruled_alike.lines if self._ruled_alike else Lines(self.formulas, demands)
        self.completer = Completer(self.formulas, self.lines, clock)
        self._questions: dict[frozenset[str], Questions] = (
            self._ruled_alike._questions if self._ruled_alike else {}  # noqa: SLF001 - one of its kind
        )

    def questions(self, literals: Iterable[Lit]) -> Questions:
        """A solver for questions about *literals*; the same one for all that are about the same facts."""
        facts = self.formulas.support(*literals)
        if facts not in self._questions:
            self._questions[facts] = Questions(self.formulas, self.lines, facts, self.clock)
        return self._questions[facts]

    @cached_property
    def contradiction(self) -> tuple[Line, ...]:
        """Lines that cannot all be so, with none to spare; none if no scenario is ruled out by that."""
        if self._ruled_alike is not None:
            return self._ruled_alike.contradiction
        self.clock.check()
        lines = self.lines.all
        if self._like is not None and not self._like.contradiction:  # so that new lines must be part of it
            known = {(id(line.constraint), line.literal) for line in self._like.lines.all}
            lines = tuple([line for line in lines if (id(line.constraint), line.literal) not in known])
        everything = [fact for line in lines for fact in line.facts]
        questions = Questions(self.formulas, self.lines, everything, self.clock)
        return () if questions.can() else questions.needed(())


def _fixed(facts: Mapping[str, ir.Fact], made: set[str], free: set[str]) -> dict[str, str]:
    edits = [fact.name for fact in facts.values() if fact.kind == "edit"]
    return {name: "yes" if name in made else "no" for name in edits if name not in free}
