"""
Verification against a search day by day, on random programs.

What is expected of a verdict is worked out here from language.md, section 6, with the graphs of all
completions side by side; what is expected of a story, from its own words.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import wraps
from typing import Literal, ParamSpec

import pytest
from attrs import evolve
from hypothesis import event, given, reject
from hypothesis import strategies as st

from consentlang.analysis.verdict import Result, Ruled, Settle, Story, Verdict
from consentlang.analysis.verify import verify
from consentlang.core import ir
from consentlang.eval.interpret import holds, judge, run
from consentlang.eval.scenario import Scenario
from tests.agreement.corners import accounts, deadlines, detours
from tests.agreement.graph import Graph, Stories, TooLarge
from tests.agreement.programs import programs
from tests.agreement.variants import doubled, other_names, other_orders, renamed
from tests.eval.tiny import CELL, SPAN, chain, fact
from tests.eval.tiny import event as happening
from tests.eval.tiny import program as program_of

FAILING = ("failed", "not_shown", "depends")
Duties = Sequence[ir.Obligation]


def verdicts(program: ir.Program) -> dict[str, Verdict]:
    """The verdict on each obligation."""
    return {duty.name: one.verdict for one in ruled(program) for duty in one.obligations}


def ruled(program: ir.Program) -> tuple[Ruled, ...]:
    """What is said of each group of obligations."""
    return verify(evolve(program, queries=(), trials=()), mend=False).ruled


Drawn = ParamSpec("Drawn")


def of_small(check: Callable[Drawn, None]) -> Callable[Drawn, None]:
    """*check*, let off where a program has more states than there is time for."""

    @wraps(check)
    def checked(*args: Drawn.args, **kwargs: Drawn.kwargs) -> None:
        try:
            check(*args, **kwargs)
        except TooLarge:
            reject()

    return checked


# --- what is expected -------------------------------------------------------------------------------


def strictly_broken(duty: ir.Obligation) -> ir.Expr:
    """Broken by uncontested rules alone."""
    ways = (
        ir.any_of(*(fault.fails for fault in way.faults if fault.decides and fault.contested is None))
        for way in duty.ways
    )
    return ir.all_of(duty.fires, *ways)


def uncoerced(duty: ir.Obligation) -> ir.Expr:
    """No coercion rule fails."""
    return ir.negate(ir.any_of(*(fault.fails for fault in duty.faults if fault.coercion)))


def tellings(
    duties: Duties, *, strictly: bool, rule: str | None = None
) -> Iterator[tuple[ir.Obligation, ir.Fault, ir.Expr]]:
    """Each way in which a deciding rule (of this name) breaks one of *duties*."""
    for duty in duties:
        for fault in duty.faults:
            if fault.decides and rule in (None, fault.name):
                yield duty, fault, ir.all_of(strictly_broken(duty) if strictly else duty.broken, fault.fails)


def some(stories: Stories, goals: Iterable[ir.Expr]) -> bool:
    """Whether one of *goals* can be reached."""
    return any(stories.shortest(goal) is not None for goal in goals)


def expected(stories: Stories, duties: Duties) -> Verdict:
    """The verdict, but for what a proof leans on."""
    if not stories.graphs:
        return "vacuous"
    if not some(stories, (duty.broken for duty in duties)):
        fire = all(stories.shortest(duty.fires) is not None for duty in duties)
        return "proved" if fire else "vacuous"
    if not some(stories, (strictly_broken(duty) for duty in duties)):
        return "depends"
    costs = (stories.fewest_unsaid(goal) for _, _, goal in tellings(duties, strictly=True))
    return "failed" if any(cost is not None and cost[0] == 0 for cost in costs) else "not_shown"


def without(program: ir.Program, lines: Iterable[ir.Constraint]) -> ir.Program:
    """*program* with these lines left out."""
    left_out = set(lines)
    return evolve(program, constraints=tuple(line for line in program.constraints if line not in left_out))


def leaned_on(program: ir.Program) -> list[ir.Constraint]:
    """Assumptions and judged lines."""
    return [line for line in program.constraints if line.kind == "assume" or line.judged]


@given(programs() | deadlines() | detours() | accounts())
@of_small
def test_verdicts(program: ir.Program) -> None:
    """Proved, failed, not shown, depends, vacuous: as a search of every story finds."""
    stories = Stories(program)
    for one in ruled(program):
        event(one.verdict)

        assert one.verdict.removesuffix("_under") == expected(stories, one.obligations)


KINDS_OF_LINES: tuple[tuple[Literal["given", "assume", "structure"], bool], ...] = (
    ("assume", False),
    ("given", True),
    ("given", False),
    ("structure", False),
)


def settled(
    program: ir.Program, kinds: Sequence[tuple[Literal["given", "assume", "structure"], bool]]
) -> ir.Program:
    """*program* with lines against what its stories need, as long as there is something that they need."""
    for number, (kind, judged) in enumerate(kinds):
        answers = [answer for one in ruled(program) for story in one.stories for answer in story.answers]
        if not answers:
            break
        against = ir.Not(ir.Is(answers[0].fact, (answers[0].value,)))
        line = ir.Constraint(f"against {number}", against, kind, judged, words="", source="policy")
        program = evolve(program, constraints=(*program.constraints, line))
    return program


@given(programs(), st.lists(st.sampled_from(KINDS_OF_LINES), min_size=3, max_size=6))
@of_small
def test_what_a_proof_names_is_what_it_needs(
    drawn: ir.Program, kinds: list[tuple[Literal["given", "assume", "structure"], bool]]
) -> None:
    """Nothing but the lines it names and what words mean; without leaning, where it says so."""
    program = settled(drawn, kinds)
    for one in ruled(program):
        if not one.verdict.startswith("proved"):
            continue
        event(f"{one.verdict}, {len(one.leans_on)} leaned on, {len(one.facts)} settled")
        broken = [duty.broken for duty in one.obligations]
        structure = [line for line in program.constraints if line.kind == "structure"]
        named = evolve(program, constraints=(*structure, *one.leans_on, *one.facts))

        assert (one.verdict == "proved_under") == bool(one.leans_on)
        assert not some(Stories(named), broken)
        if one.leans_on:
            assert some(Stories(without(program, leaned_on(program))), broken)


@pytest.mark.parametrize(("ends", "verdict"), [(True, "failed"), (False, "proved")])
def test_a_deadline_nobody_asks_about_still_holds_up_the_days(ends: bool, verdict: str) -> None:  # noqa: FBT001 - a column
    """A yes of three days under the first terms, then the third terms: in between it ran out."""
    terms, opening, following = chain("terms", 0, 10, 20)
    yes = ir.Grant("audio", "ask", "yes", ir.TRUE)
    events = [
        *following,
        happening("yes", yes, guard=ir.InForce("terms", ("terms.v0",)), starts=("expiry",)),
        *([happening("expire", ir.Expire("audio", "ask"), due="expiry")] if ends else []),
    ]
    late = ir.Fault(
        "late", "E1", "rule", None, "", ir.all_of(ir.Ever("audio"), ir.InForce("terms", ("terms.v2",)))
    )
    duty = ir.Obligation("use", "consent", "", ir.TRUE, (ir.Way(("ask",), (late,)),))
    program = program_of(
        facts=[opening],
        chains=[terms],
        cells=[CELL],
        timers=[ir.Timer("expiry", 3, 3, urgent=True)],
        events=events,
        obligations=(duty,),
    )

    found = ruled(program)

    assert [one.verdict for one in found] == [verdict]
    for story in found[0].stories:
        assert sorted(story.scenario.events) == ["expire", "terms.v1", "terms.v2", "yes"]


# --- stories ----------------------------------------------------------------------------------------


def told_of(story: Story, *, strictly: bool) -> ir.Expr:
    """What *story* is a story of."""
    broken = strictly_broken(story.obligation) if strictly else story.obligation.broken
    return ir.all_of(broken, story.fault.fails)


def completions(stories: Stories, answers: Iterable[tuple[str, str]]) -> list[Graph]:
    """The graphs of all that *answers* leave open."""
    given = list(answers)
    return [graph for graph in stories.graphs if all(graph.facts[fact] == value for fact, value in given)]


def always(graphs: Sequence[Graph], events: Sequence[str], expr: ir.Expr) -> bool:
    """Whether *events* can happen in all of *graphs*, and *expr* holds after them."""
    for graph in graphs:
        here = graph.opening()
        for name in events:
            here = here and graph.follow(here, graph.program.events[name])
        if here is None or not graph.holds(here, expr):
            return False
    return True


@given(programs() | detours() | accounts())
@of_small
def test_a_story_holds_whatever_the_other_answers(program: ir.Program) -> None:
    """And no answer in it can be spared; whatever else it says fails does fail; it replays."""
    stories = Stories(program)
    for story in (story for one in ruled(program) for story in one.stories):
        event(f"{len(story.answers)} answers, {len(story.scenario.events)} events")
        answers = [(answer.fact, answer.value) for answer in story.answers]
        apart = [(answer.fact, answer.value) for answer in story.apart]
        events = story.scenario.events
        told = told_of(story, strictly=stories.shortest(told_of(story, strictly=True)) is not None)
        last = run(program, story.scenario)[-1]

        assert story.scenario.facts in [graph.facts for graph in completions(stories, [*answers, *apart])]
        assert always(completions(stories, answers), events, told)
        for spared in answers:
            fewer = completions(stories, [answer for answer in answers if answer != spared])
            assert not always(fewer, events, told)
        for fault in story.also:
            assert always(completions(stories, [*answers, *apart]), events, fault.fails)
        if apart:
            assert always(completions(stories, [*answers, *apart]), events, uncoerced(story.obligation))
        ends = [
            (graph.facts, run(program, Scenario(graph.facts, events))[-1])
            for graph in completions(stories, [*answers, *apart])
        ]
        met = [judge(program, story.obligation, facts, end).met for facts, end in ends]
        for element, shown in story.elements.items():
            seen = {one[element] for one in met}
            assert shown == (None if len(seen) > 1 else seen.pop())
        assert judge(program, story.obligation, story.scenario.facts, last).coerced == story.coerced
        assert all(program.facts[answer.fact].named != answer.unsaid for answer in story.answers)


@given(programs())
@of_small
def test_a_story_leans_on_what_it_says(program: ir.Program) -> None:
    """Without the other assumptions and judged lines it is as true."""
    for story in (story for one in ruled(program) for story in one.stories):
        event(f"leans on {len(story.leans_on)} lines")
        others = [line for line in leaned_on(program) if line not in story.leans_on]
        answers = [(answer.fact, answer.value) for answer in story.answers]
        graphs = completions(Stories(without(program, others)), answers)

        assert always(graphs, story.scenario.events, told_of(story, strictly=False))


@given(programs() | detours() | accounts())
@of_small
def test_every_rule_that_can_fail_is_told(program: ir.Program) -> None:
    """Each coercion rule by a story of its own, each other rule by a story or in a line of one."""
    stories = Stories(program)
    for one in ruled(program):
        failing = {
            fault.name: fault.coercion
            for _, fault, goal in tellings(one.obligations, strictly=False)
            if stories.shortest(goal) is not None
        }
        own = {story.fault.name for story in one.stories}
        beside = {fault.name for story in one.stories for fault in story.also}

        assert own <= failing.keys() <= own | beside
        assert {name for name, coercion in failing.items() if coercion} <= own


@given(programs() | deadlines() | detours() | accounts())
@of_small
def test_the_story_told_is_the_first_in_order(program: ir.Program) -> None:
    """Fewest unsaid answers, then fewest events; coercion apart, the simplest failure without it first."""
    stories = Stories(program)
    for one in ruled(program):
        simplest = simplest_free(stories, one.obligations)
        others = [story for story in one.stories if not story.fault.coercion]
        if simplest is not None:
            assert cost_of(others[0]) == simplest
            others = others[1:]
        for story in (*others, *(story for story in one.stories if story.fault.coercion)):
            event(f"unsaid, events: {cost_of(story)}")
            assert cost_of(story) == smallest(stories, one.obligations, story.fault.name)


def cost_of(story: Story) -> tuple[int, int]:
    """How many unsaid answers it needs, and how many events."""
    return len(story.unsaid), len(story.scenario.events)


def smallest(stories: Stories, duties: Duties, rule: str) -> tuple[int, int] | None:
    """The cost of the first story of *rule*: without what is contested, if there is one."""
    for strictly in (True, False):
        goals = (goal for _, _, goal in tellings(duties, strictly=strictly, rule=rule))
        costs = [cost for goal in goals if (cost := stories.fewest_unsaid(goal)) is not None]
        if costs:
            return min(costs)
    return None


def simplest_free(stories: Stories, duties: Duties) -> tuple[int, int] | None:
    """The cost of the simplest failure with no coercion in it."""
    for strictly in (True, False):
        costs = [
            stories.fewest_unsaid(goal, beside=uncoerced(duty))
            for duty, fault, goal in tellings(duties, strictly=strictly)
            if not fault.coercion
        ]
        if any(cost is not None for cost in costs):
            return min(cost for cost in costs if cost is not None)
    return None


# --- mending ----------------------------------------------------------------------------------------


@given(programs())
@of_small
def test_what_would_mend_it_mends_it(program: ir.Program) -> None:
    """Nothing is broken any more, or a rule by what is offered for that; and the use still happens."""
    for one in verify(evolve(program, queries=(), trials=())).ruled:
        if one.mending is None:
            continue
        event("nothing mends it" if one.mending.together is None else f"{len(one.mending.together)} changes")
        if one.mending.together is not None:
            mended = with_changes(program, one.mending.together)
            assert not some(mended, (duty.broken for duty in one.obligations))
            assert all(mended.shortest(duty.fires) is not None for duty in one.obligations)
        for rule, changes in one.mending.by_fault.items():
            if changes is not None:
                goals = tellings(one.obligations, strictly=False, rule=rule)
                assert not some(with_changes(program, changes), (goal for _, _, goal in goals))


def with_changes(program: ir.Program, changes: Sequence[ir.Edit | Settle]) -> Stories:
    """The stories of the mended program."""
    settled = (
        ir.Constraint(change.line, ir.Is(change.fact, (change.value,)), "given", change.judged, "", "policy")
        for change in changes
        if isinstance(change, Settle)
    )
    mended = evolve(program, constraints=(*program.constraints, *settled))
    return Stories(mended, tuple(change.fact for change in changes if isinstance(change, ir.Edit)))


# --- questions and scenarios of the author ----------------------------------------------------------


@given(programs())
@of_small
def test_answers_hold_in_every_completion(program: ir.Program) -> None:
    """No: under no answers; yes: whatever is answered; depends: whatever else, once these are."""
    stories = Stories(program)
    for answer in verify(program, mend=False).answers:
        under = ir.InForce(answer.query.under[0], (answer.query.under[1],)) if answer.query.under else ir.TRUE
        goal = ir.all_of(under, answer.query.formula)
        reaching = [graph for graph in stories.graphs if stories.shortest(goal, [graph]) is not None]
        event(answer.answer)

        if answer.answer == "no":
            assert not reaching
            continue
        assert answer.scenario is not None
        assert any(answer.scenario.facts == graph.facts for graph in reaching)
        settled = completions(stories, [(one.fact, one.value) for one in answer.answers])
        assert all(opens_so_that(program, graph, reaching) for graph in settled)
        if answer.answer == "depends":
            assert not all(opens_so_that(program, graph, reaching) for graph in stories.graphs)


def test_lines_that_contradict_each_other_leave_nothing_possible() -> None:
    """Not even what has nothing to do with them."""
    lines = [
        ir.Constraint(value, ir.Is("adult", (value,)), "given", judged=False, words=value, source="policy")
        for value in ir.YES_NO
    ]
    query = ir.Query("can it be?", ir.Is("rains", ("yes",)), under=None, expect=None, span=SPAN)
    trial = ir.Trial("it may rain", (), (ir.Expectation("dry or not", ir.TRUE, SPAN),), SPAN)
    contradiction = program_of(
        facts=[fact("adult"), fact("rains")], constraints=tuple(lines), queries=(query,), trials=(trial,)
    )

    found = verify(contradiction)

    assert [answer.answer for answer in found.answers] == ["no"]
    assert [(tried.passed, tried.impossible is not None) for tried in found.tried] == [(False, True)]


def opens_so_that(program: ir.Program, graph: Graph, reaching: Iterable[Graph]) -> bool:
    """Whether the same answers, but for the terms a story may open under, are among *reaching*."""
    free = {fact.name for fact in program.facts.values() if fact.kind == "start" and not fact.settle}
    return any(
        all(other.facts[name] == value for name, value in graph.facts.items() if name not in free)
        for other in reaching
    )


@given(programs())
@of_small
def test_what_a_scenario_expects_holds_in_every_completion(program: ir.Program) -> None:
    """Of those in which it can happen at all; if it can in none, it is impossible."""
    stories = Stories(program)
    for tried in verify(program, mend=False).tried:
        passed, possible = outcome(stories, tried.trial)
        event("passed" if passed else "unmet" if possible else "impossible")

        assert (tried.passed, tried.impossible is None) == (passed, possible)
        for unmet in tried.unmet:
            last = run(program, unmet.scenario)[-1]
            assert not holds(program, unmet.expectation.expr, unmet.scenario.facts, last)


def outcome(stories: Stories, trial: ir.Trial) -> tuple[bool, bool]:
    """Whether all that *trial* expects holds, and whether it can happen."""
    opened = [(graph, here) for graph in stories.graphs if (here := graph.opening()) is not None]
    places = [(g, here) for g, here in opened if all(g.holds(here, given) for given in trial.givens)]
    met = True
    for step in trial.steps:
        if not places:
            return False, False
        if isinstance(step, ir.Expectation):
            met = met and all(graph.holds(here, step.expr) for graph, here in places)
        else:
            following = ((g, g.follow(here, g.program.events[step])) for g, here in places)
            places = [(graph, there) for graph, there in following if there is not None]
    return met and bool(places), bool(places)


# --- what must not matter ---------------------------------------------------------------------------


@given(programs())
def test_opening_a_fact_proves_nothing(program: ir.Program) -> None:
    """A line less, and what failed still does."""
    before = verdicts(program)
    for line in program.constraints:
        after = verdicts(without(program, [line]))
        for name, verdict in before.items():
            event(f"{verdict}, opened {after[name]}")
            if verdict in FAILING:
                assert after[name] in FAILING
            if verdict in ("failed", "not_shown"):
                assert after[name] != "depends"


def in_short(found: Iterable[Ruled]) -> list[object]:
    """What is said of each obligation, names left out."""
    return [(one.verdict, [(*cost_of(s), s.coerced, len(s.answers)) for s in one.stories]) for one in found]


@given(programs().flatmap(lambda p: st.tuples(st.just(p), other_names(p))))
def test_verdicts_do_not_hang_on_names(drawn: tuple[ir.Program, dict[str, str]]) -> None:
    """Nor do stories: ties go by the order in the file."""
    program, names = drawn

    assert in_short(ruled(program)) == in_short(ruled(renamed(program, names)))


@given(programs().flatmap(lambda p: st.tuples(st.just(p), other_orders(p))))
def test_verdicts_do_not_hang_on_the_order_of_clauses(drawn: tuple[ir.Program, ir.Program]) -> None:
    """One pass, one answer, whatever the order in the file."""
    program, other = drawn

    assert in_short(ruled(program)) == in_short(ruled(other))


@given(programs())
def test_verdicts_do_not_change_when_all_is_said_twice(program: ir.Program) -> None:
    """Lines, clauses, events and rules."""
    assert verdicts(program) == verdicts(doubled(program))


@given(programs())
def test_the_same_program_gets_the_same_words(program: ir.Program) -> None:
    """Same order, every run."""
    assert untimed(verify(program)) == untimed(verify(program))


def untimed(result: Result) -> tuple[object, ...]:
    """Everything but how long it took."""
    return result.ruled, result.answers, result.tried, result.warned, result.checklist
