"""
Probing: a search, scenario by scenario, for one in which something that must hold does not.

What is drawn is judged by the interpreter at each of its moments. The search is drawn toward the stories in
which consent goes wrong: somebody with power switched it on, somebody else said yes, one yes covers many
things, a no was said and the use goes on. What is found is told as verification tells it. Not to find
anything proves nothing.
"""

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Final

from attrs import define, evolve, field, frozen
from hypothesis import HealthCheck, Phase, given, seed, settings, target

from consentlang.analysis.apparatus import Apparatus
from consentlang.analysis.obligations import Group, groups, worst
from consentlang.analysis.replay import Disagreement
from consentlang.analysis.retold import retold
from consentlang.analysis.solve import Clock, OutOfTime
from consentlang.analysis.verdict import Result, Ruled, Stats, Story, Verdict
from consentlang.core import ir
from consentlang.eval.interpret import Impossible, holds, run
from consentlang.eval.scenario import Scenario, State
from consentlang.probe.strategies import scenarios

EXAMPLES: Final = 1_000
ENDED: Final = frozenset({"refused", "withdrawn", "expired"})


@frozen(eq=False)
class Probed:
    """What a search has found: *violations*, in the shape of a verification; None if nothing."""

    program: ir.Program
    scenarios: int
    """Judged."""
    seed: int
    seconds: float
    stopped: bool
    """The time ran out before all were."""
    violations: Result | None


def probe(
    program: ir.Program, *, examples: int = EXAMPLES, seed: int = 0, timeout: float | None = None
) -> Probed:
    """
    Search *examples* scenarios of *program*; the same ones for the same *seed*.

    *timeout* in seconds: the search ends then, and what was found until then is told.

    Raises:
        NobodyAllowed: the lines of the policy contradict each other.
        Disagreement: the solver does not know a story that the interpreter tells, which is a bug.

    """
    clock = Clock(timeout)
    search = _Search(program, clock)
    stopped = False
    try:
        _drawn(search, examples, seed)
    except _TimeUp:
        stopped = True
    violations = _told(program, search, clock) if search.found else None
    return Probed(program, search.judged, seed, clock.spent, stopped, violations)


class _TimeUp(BaseException):
    """The time is over. Hypothesis takes an Exception for a failure of what it tests."""


def _drawn(search: "_Search", examples: int, number: int) -> None:
    """Have Hypothesis draw scenarios, and judge each."""

    @seed(number)
    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.target),
        suppress_health_check=[*HealthCheck],
    )
    @given(scenarios(search.program))
    def judged(scenario: Scenario) -> None:
        search.judge(scenario)

    judged()


@frozen
class _Find:
    """A rule that breaks an obligation in the last moment of a scenario."""

    scenario: Scenario
    obligation: ir.Obligation
    rule: str

    @property
    def size(self) -> int:
        return len(self.scenario.events)


@define(eq=False)
class _Search:
    """Judges scenarios, and keeps for each rule of each group the shortest that breaks it."""

    program: ir.Program
    clock: Clock
    judged: int = 0
    found: dict[tuple[str, str], _Find] = field(factory=dict)
    _groups: list[Group] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._groups = groups(self.program)

    def judge(self, scenario: Scenario) -> None:
        try:
            self.clock.check()
        except OutOfTime:
            raise _TimeUp from None
        states = run(self.program, scenario)
        for number, state in enumerate(states):
            self._judge(evolve(scenario, events=scenario.events[:number]), state)
        self.judged += 1
        for label, score in _scores(self.program, scenario, states).items():
            target(score, label=label)

    def _judge(self, scenario: Scenario, state: State) -> None:
        for group in self._groups:
            for part in group.parts:
                if holds(self.program, part.broken, scenario.facts, state):
                    for fault in _failing(self.program, part, scenario.facts, state):
                        self._keep((group.name, fault.name), _Find(scenario, part, fault.name))

    def _keep(self, key: tuple[str, str], find: _Find) -> None:
        before = self.found.get(key)
        if before is None or find.size < before.size:
            self.found[key] = find


def _failing(
    program: ir.Program, part: ir.Obligation, facts: Mapping[str, str], state: State
) -> Iterator[ir.Fault]:
    deciding = (fault for fault in part.faults if fault.decides and fault.told)
    return (fault for fault in deciding if holds(program, fault.fails, facts, state))


# --- what the search is drawn to --------------------------------------------------------------------


def _scores(program: ir.Program, scenario: Scenario, states: tuple[State, ...]) -> dict[str, float]:
    """How near a scenario comes to each of the stories in which consent goes wrong."""
    power = sum(scenario.facts[f.name] == "yes" for f in program.facts.values() if f.kind == "power")
    return {
        "imposed": float(power + max(map(_switched, states))),
        "by proxy": float(max(_by_proxy(program, state) for state in states)),
        "bundled": float(max(map(_together, states))),
        "withdrawn, but used": float(max(map(_still_booked, states))),
    }


def _switched(state: State) -> int:
    """Features that somebody in the story switched on."""
    return sum(bool(by) for by in state.now.features.values())


def _by_proxy(program: ir.Program, state: State) -> int:
    """Yeses by somebody whose data it is not."""
    return sum(
        cell.standing == "given" and program.cells[name].consenter != program.cells[name].subject
        for name, cell in state.cells.items()
    )


def _together(state: State) -> int:
    """The most that one yes covers."""
    covered: dict[tuple[str, str], int] = {}
    for cell in state.cells.values():
        for request, grant in cell.grants.items():
            covered[request, grant.choice] = covered.get((request, grant.choice), 0) + 1
    return max(covered.values(), default=0)


def _still_booked(state: State) -> int:
    """What stands in the books after the yes has ended."""
    return sum(bool(cell.booked) and cell.standing in ENDED for cell in state.cells.values())


# --- what is told -----------------------------------------------------------------------------------


def _told(program: ir.Program, search: _Search, clock: Clock) -> Result:
    """The stories of what was found, each as short as it gets, by use or claim."""
    apparatus = Apparatus(program, Clock())
    stories: dict[str, list[tuple[Story, Verdict]]] = {}
    for (group, _), find in search.found.items():
        stories.setdefault(group, []).append(_story(apparatus, _shortened(program, find)))
    ruled = tuple(_ruled(group, stories[group.name]) for group in groups(program) if group.name in stories)
    stats = Stats(
        obligations=len(program.obligations),
        states=0,
        queries=apparatus.clock.queries,
        events=len(program.events),
        facts=len(program.facts),
        seconds=clock.spent,
    )
    return Result(program, worst(one.verdict for one in ruled), ruled, (), (), (), (), stats)


def _shortened(program: ir.Program, find: _Find) -> _Find:
    """The find with the fewest of its events after which the same rule breaks the same thing."""
    events = find.scenario.events
    for size in range(len(events)):
        for few in combinations(events, size):
            shorter = evolve(find, scenario=evolve(find.scenario, events=few))
            if _breaks(program, shorter):
                return shorter
    return find


def _breaks(program: ir.Program, find: _Find) -> bool:
    try:
        state = run(program, find.scenario)[-1]
    except Impossible:
        return False
    facts = find.scenario.facts
    return holds(program, find.obligation.broken, facts, state) and any(
        fault.name == find.rule for fault in _failing(program, find.obligation, facts, state)
    )


def _story(apparatus: Apparatus, find: _Find) -> tuple[Story, Verdict]:
    told = retold(apparatus, find.scenario.events, find.obligation, find.rule)
    if told is None:
        run_of = " then ".join(find.scenario.events) or "no event"
        raise Disagreement(f"{find.rule} after {run_of}: found by a search, unknown to the solver")
    story, strictly = told
    return story, "depends" if not strictly else "not_shown" if story.unsaid else "failed"


def _ruled(group: Group, told: list[tuple[Story, Verdict]]) -> Ruled:
    """What is known of *group*: coercion first, then the shortest stories."""
    told = sorted(told, key=lambda one: (not one[0].fault.coercion, len(one[0].scenario.events)))
    verdict = worst(verdict for _, verdict in told)
    stories = tuple(story for story, _ in told)
    contested = tuple(story.fault for story in stories if story.fault.contested and verdict == "depends")
    return Ruled(
        group.name, group.kind, tuple(group.parts), verdict, stories, None, (), (), contested=contested
    )
