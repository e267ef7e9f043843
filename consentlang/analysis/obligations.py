"""
The verdict on each obligation: a use, a subject role, a regime; with the stories that break it.

Its parts (a leaf of data, a purpose) are judged together, so that a rule is told once. Proved is what no
part at no node can break; the lines without which it could are named. What fails is told rule by rule:
coercion first, then the smallest failure that has none in it, then every rule not yet seen.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from attrs import define, field

from consentlang.analysis.apparatus import Apparatus
from consentlang.analysis.cases import Case
from consentlang.analysis.counterexample import NAMED, Plot, Plotter
from consentlang.analysis.implicants import Questions
from consentlang.analysis.lines import Line
from consentlang.analysis.solve import OutOfTime
from consentlang.analysis.storytelling import Teller
from consentlang.analysis.symbolic import Lit
from consentlang.analysis.verdict import ORDER, Ruled, Story, Verdict
from consentlang.core import ir


@define(eq=False)
class Group:
    """Obligations that get one verdict."""

    kind: Literal["consent", "basis", "terms", "claim"]
    name: str
    parts: list[ir.Obligation] = field(factory=list)

    @property
    def faults(self) -> dict[str, ir.Fault]:
        """The faults that decide, by name, first mention first."""
        faults: dict[str, ir.Fault] = {}
        for part in self.parts:
            for fault in part.faults:
                if fault.decides:
                    faults.setdefault(fault.name, fault)
        return faults


def groups(program: ir.Program) -> list[Group]:
    """The obligations of *program*, those that get one verdict together, in order of first mention."""
    found: dict[tuple[str | None, ...], Group] = {}
    for part in program.obligations:
        key = (part.kind, part.claim) if part.claim else (part.kind, part.use, part.subject, part.regime)
        found.setdefault(key, Group(part.kind, _named(part))).parts.append(part)
    return list(found.values())


def _named(part: ir.Obligation) -> str:
    if part.claim:
        return part.claim
    subject = f" of {part.subject}" if part.subject else ""
    regime = f" under {part.regime}" if part.regime else ""
    return f"{part.use or part.name}{subject}{regime}"


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The worst of *verdicts*; of none, proved."""
    return min(verdicts, key=ORDER.index, default="proved")


def rule(apparatus: Apparatus, group: Group, *, tell: bool = True, name: bool = False) -> Ruled:
    """
    The verdict on *group*; undecided where the time ran out before there was one.

    *tell*: with its stories. *name*: with all rules that fail by what the file names.
    """
    judging = Judging(apparatus, group, tell=tell, name=name or not tell)
    try:
        return judging.ruled()
    except OutOfTime:
        return judging.stopped()


class Judging:
    """One group being judged: what was found so far outlives the end of the time."""

    def __init__(self, apparatus: Apparatus, group: Group, *, tell: bool, name: bool) -> None:
        self._apparatus = apparatus
        self._group = group
        self._tells = tell
        self._names = name
        self._named: tuple[ir.Fault, ...] = ()
        self._faults = group.faults
        self._stories: list[Story] = []
        self._seen: set[str] = set()
        self._by_what_is_named = False
        self._doing = f"explore the states of {group.name}"

    # --- verdicts ------------------------------------------------------------------------------------

    def ruled(self) -> Ruled:
        """
        The verdict.

        Raises:
            OutOfTime: before it was found.

        """
        if self._apparatus.contradiction:
            return self._result("vacuous", contradiction=self._apparatus.contradiction)
        cases = self._apparatus.casebook.of(self._group.parts)
        questions = self._apparatus.questions(_all_of(cases))
        some = self._apparatus.formulas.some
        self._doing = f"prove {self._group.name}"
        broken = some(case.broken for case in cases)
        if questions.can(broken):
            return self._broken(cases, questions, strict=questions.can(some(case.strict for case in cases)))
        for part in self._group.parts:
            fires = some(case.fires for case in cases if case.obligation is part)
            if not questions.can(fires):
                return self._result("vacuous", lines=questions.needed((fires,)))
        lines = questions.needed((broken,))
        leaning = any(line.leaned_on for line in lines)
        return self._result("proved_under" if leaning else "proved", lines=lines)

    def stopped(self) -> Ruled:
        """What can be said when the time is over."""
        if self._by_what_is_named:
            return self._result("failed")
        return self._result("undecided", stopped=self._doing)

    def _broken(self, cases: Sequence[Case], questions: Questions, *, strict: bool) -> Ruled:
        self._doing = f"find stories for {self._group.name}"
        plotter = Plotter(questions, cases)
        teller = Teller(self._apparatus, questions)
        if self._names:
            self._name_all(plotter)
        if self._tells:
            self._tell_all(plotter, teller)
        if not strict:
            return self._result("depends", contested=self._turning(plotter))
        if self._tells and not self._by_what_is_named:
            self._tell_what_is_named(plotter, teller)
        return self._result("failed" if self._by_what_is_named else "not_shown")

    def _turning(self, plotter: Plotter) -> tuple[ir.Fault, ...]:
        """The contested rules by which it is broken."""
        rules = (fault for fault in self._faults.values() if fault.contested is not None)
        return tuple(fault for fault in rules if fault.name in plotter.tellable(strictly=False))

    def _name_all(self, plotter: Plotter) -> None:
        """The rules that fail by what the file names alone, told or not."""
        named = []
        for name, fault in self._faults.items():
            strict = plotter.smallest(name, strictly=True, below=NAMED)
            self._by_what_is_named |= strict is not None
            if strict is not None or plotter.smallest(name, strictly=False, below=NAMED) is not None:
                named.append(fault)
        self._named = tuple(named)

    # --- telling -------------------------------------------------------------------------------------

    def _tell_all(self, plotter: Plotter, teller: Teller) -> None:
        """Each coercion rule; the smallest failure without coercion; each rule not yet seen."""
        told = plotter.tellable(strictly=False)
        tellable = sorted((name for name in self._faults if name in told), key=self._place)
        coercion = [name for name in tellable if self._faults[name].coercion]
        for name in coercion:
            self._tell(self._smallest(plotter, name), teller)
        others = [name for name in tellable if name not in coercion]
        plots = {} if coercion else {name: self._smallest(plotter, name) for name in others}
        simplest = self._simplest(plotter, others) if coercion else _first(plots.values())
        if simplest is not None:
            self._tell(plotter.kept_apart(simplest), teller)
        for name in others:
            if name not in self._seen:
                self._tell(plots.get(name) or self._smallest(plotter, name), teller)

    def _place(self, name: str) -> int:
        """Of stories as simple as each other that is told whose element the law names first."""
        elements = [*self._apparatus.program.elements]
        element = self._faults[name].element
        return elements.index(element) if element in elements else -1

    def _tell_what_is_named(self, plotter: Plotter, teller: Teller) -> None:
        """A rule that was only mentioned in the stories of others may fail by what is named alone."""
        for name in plotter.tellable(strictly=True):
            plot = plotter.smallest(name, strictly=True, below=NAMED)
            if plot is not None:
                self._tell(plot, teller)
                return

    def _tell(self, plot: Plot | None, teller: Teller) -> None:
        if plot is None:
            return
        story = teller.told(plot)
        self._stories.append(story)
        self._seen.update((plot.fault.name, *(fault.name for fault in story.also)))
        if plot.strictly and not story.unsaid:
            self._by_what_is_named = True

    @staticmethod
    def _smallest(plotter: Plotter, name: str) -> Plot | None:
        return plotter.smallest(name, strictly=True) or plotter.smallest(name, strictly=False)

    @staticmethod
    def _simplest(plotter: Plotter, names: Sequence[str]) -> Plot | None:
        for strictly in (True, False):
            best: Plot | None = None
            for name in names:
                limit = best.key if best else None
                best = plotter.smallest(name, strictly=strictly, free=True, below=limit) or best
            if best is not None:
                return best
        return None

    def _result(
        self,
        verdict: Verdict,
        *,
        lines: Sequence[Line] = (),
        contradiction: Sequence[Line] = (),
        contested: tuple[ir.Fault, ...] = (),
        stopped: str | None = None,
    ) -> Ruled:
        return Ruled(
            name=self._group.name,
            kind=self._group.kind,
            obligations=tuple(self._group.parts),
            verdict=verdict,
            stories=tuple(self._stories),
            mending=None,
            leans_on=tuple(line.constraint for line in lines if line.leaned_on),
            facts=tuple(
                line.constraint for line in lines if line.constraint.kind == "given" and not line.leaned_on
            ),
            contradiction=tuple(line.constraint for line in contradiction),
            contested=contested,
            unverified=tuple(fault for fault in self._faults.values() if fault.unverified),
            stopped=stopped,
            named=self._named,
        )


def _first(plots: Iterable[Plot | None]) -> Plot | None:
    """The plot that is told first; what needs no contested rule before what does."""
    found = [plot for plot in plots if plot is not None]
    return min(found, key=lambda plot: (not plot.strictly, plot.key), default=None)


def _all_of(cases: Iterable[Case]) -> Iterator[Lit]:
    """Every formula that the cases speak of."""
    for moment in {id(case.moment): case.moment for case in cases}.values():
        yield from (moment.fires, moment.broken)
        yield from moment.failing
