"""
Answers to what the author asks: can this happen? Yes, no, or it depends on these open questions.

*Yes* if it can under every answer to what is open, *no* if under none. The terms a story opens under are no
open question of the policy: any story may choose them.
"""

from collections.abc import Sequence
from typing import Literal

from consentlang.analysis.apparatus import Apparatus
from consentlang.analysis.causes import causes
from consentlang.analysis.implicants import Questions
from consentlang.analysis.replay import confirm
from consentlang.analysis.solve import OutOfTime
from consentlang.analysis.states import Node
from consentlang.analysis.storytelling import answered
from consentlang.analysis.symbolic import FALSE, Lit
from consentlang.analysis.verdict import Answer, Answered
from consentlang.core import ir
from consentlang.eval.interpret import alive
from consentlang.eval.scenario import Scenario, State


def answer(apparatus: Apparatus, query: ir.Query) -> Answer:
    """The answer to *query*."""
    try:
        return _Asking(apparatus, query).answer()
    except OutOfTime:
        return Answer(query, "undecided", None, ())


class _Asking:
    def __init__(self, apparatus: Apparatus, query: ir.Query) -> None:
        self._apparatus = apparatus
        self._query = query
        within = ir.InForce(query.under[0], (query.under[1],)) if query.under else ir.TRUE
        self._expr = ir.all_of(within, query.formula)

    def answer(self) -> Answer:
        apparatus, formulas = self._apparatus, self._apparatus.formulas
        if apparatus.contradiction:
            return Answer(self._query, "no", None, ())
        graph = apparatus.explorer.explore(apparatus.cones.of((self._expr,)))
        goals = [(node, self._goal(node)) for node in graph]
        goals = [(node, goal) for node, goal in goals if goal != FALSE]
        possible = formulas.some(goal for _, goal in goals)
        questions = apparatus.questions(goal for _, goal in goals)
        if not questions.can(possible):
            return Answer(self._query, "no", None, ())
        somehow = self._somehow(possible)
        if questions.must((), somehow):
            return self._told("yes", (), self._story(questions, goals, ()))
        found = questions.smallest(somehow)
        picks = found.picks if found else ()
        story = self._story(questions, goals, [pick.literal for pick in picks])
        return self._told("depends", answered(picks), story)

    def _told(
        self,
        said: Literal["yes", "depends"],
        answers: tuple[Answered, ...],
        story: tuple[Scenario, State] | None,
    ) -> Answer:
        if story is None:
            return Answer(self._query, said, None, answers)
        return Answer(self._query, said, story[0], answers, self._clauses(*story))

    def _clauses(self, scenario: Scenario, state: State) -> tuple[ir.Ruling, ...]:
        """The clauses alive on what the answer turned on, in the end."""
        program, facts = self._apparatus.program, scenario.facts
        found: dict[tuple[str, object], ir.Ruling] = {}
        for leaf in causes(program, self._expr, facts, state):
            if isinstance(leaf, ir.Outcome):
                for clause in alive(program, program.issues[leaf.issue], facts, state):
                    found.setdefault((clause.name, clause.span), clause)
        return tuple(found.values())

    def _goal(self, node: Node) -> Lit:
        holds = self._apparatus.encoder.holds(self._expr, node.view)
        return self._apparatus.formulas.every((node.reached, holds))

    def _somehow(self, possible: Lit) -> Lit:
        """Where it can happen under some terms to open with, as far as no line speaks of those."""
        formulas = self._apparatus.formulas
        for name in sorted(formulas.support(possible)):
            fact = formulas.facts[name]
            if fact.kind == "start" and not fact.settle and self._apparatus.lines.linked((name,)) == {name}:
                possible = formulas.some(
                    formulas.under(possible, name, value) for value in formulas.facts[name].values
                )
        return possible

    def _story(
        self, questions: Questions, goals: Sequence[tuple[Node, Lit]], fixed: Sequence[Lit]
    ) -> tuple[Scenario, State] | None:
        """The shortest story, confirmed, and where it ends."""
        for node, goal in goals:
            if questions.can(*fixed, goal):
                facts = self._apparatus.completer.complete(questions, (*fixed, goal), ())
                scenario = Scenario(facts, node.events)
                said = [(self._query.question, self._expr, True)]
                return scenario, confirm(self._apparatus.program, scenario, said)
        return None
