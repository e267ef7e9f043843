"""What is drawn of a policy: allowed, in order, nothing thrown away; and shrunk to what is needed."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

import consentlang
from consentlang.core import ir
from consentlang.diagnostics.report import Report
from consentlang.driver import build
from consentlang.eval.compiled import Compiled
from consentlang.eval.interpret import holds, run, start
from consentlang.eval.scenario import Scenario
from consentlang.probe.strategies import NobodyAllowed, Record, people, records, scenarios
from tests.agreement.programs import programs
from tests.agreement.scenarios import allowed, happens
from tests.agreement.test_deadlines import lowered
from tests.std.meaning import CASES

EXAMPLES = Path(__file__).parents[2] / "examples"
POLICIES = ("newsletter/failing", "newsletter/passing", "clinic/failing", "zoom/zoom")
SHOP = CASES["a yes, a no and a way back"][0]
TALL = """
fact tall
fact mood one of { good, bad }
assume tall
ask "Can somebody be tall and sad?" { possible tall and mood = bad }
"""
FEW = settings(max_examples=30, database=None, deadline=None, suppress_health_check=[])


def program_of(name: str) -> ir.Program:
    """The program of an example."""
    program = build(EXAMPLES / f"{name}.consent", Report())
    assert program is not None
    return program


@pytest.mark.parametrize("name", POLICIES)
def test_nothing_is_thrown_away(name: str) -> None:
    """As many scenarios are drawn as are asked for, each of which happens, and no draw is rejected."""
    program = program_of(name)
    drawn: list[Scenario] = []

    @FEW
    @given(scenarios(program))
    def draw(scenario: Scenario) -> None:
        run(program, scenario)  # raises Impossible of what does not happen
        drawn.append(scenario)

    draw()

    assert len(drawn) == FEW.max_examples
    assert len({scenario.events for scenario in drawn}) > FEW.max_examples / 4


@pytest.mark.parametrize("name", POLICIES)
def test_every_record_can_be(name: str) -> None:
    """With gaps or without: none is refused, and of those without nothing is missing."""
    program = program_of(name)
    assess = Compiled(program).assess
    told: Counter[str] = Counter()

    @FEW
    @given(records(program))
    def draw(record: Record) -> None:
        told[assess(record).verdict] += 1

    @FEW
    @given(records(program, missing=True))
    def draw_with_gaps(record: Record) -> None:
        told[f"with gaps, {assess(record).verdict}"] += 1

    draw()
    draw_with_gaps()

    assert told.total() == 2 * FEW.max_examples
    assert told["unproven"] == 0


@given(programs(), st.data())
def test_whoever_is_drawn_obeys_the_lines(program: ir.Program, data: st.DataObject) -> None:
    """Of random programs; where the lines contradict each other there is nobody, and that is said."""
    facts = data.draw(or_nobody(people, program))
    if facts is None:
        return
    opening = start(program, facts)

    assert {*facts} == {*program.facts}
    assert all(holds(program, line.expr, facts, opening) for line in program.constraints)


Drawn = TypeVar("Drawn")


def or_nobody(
    strategy: Callable[[ir.Program], st.SearchStrategy[Drawn]], program: ir.Program
) -> st.SearchStrategy[Drawn | None]:
    """What *strategy* draws of *program*; None where no answers obey its lines."""
    try:
        return strategy(program)
    except NobodyAllowed:
        assert not any(happens(program, Scenario(facts)) for facts in allowed(program))
        return st.none()


@given(programs(), st.data())
def test_every_scenario_of_a_random_program_happens(program: ir.Program, data: st.DataObject) -> None:
    """Guards, deadlines, the dates of terms."""
    scenario = data.draw(or_nobody(scenarios, program))
    if scenario is not None:
        run(program, scenario)


@given(programs(), st.data())
def test_every_record_of_a_random_program_can_be(program: ir.Program, data: st.DataObject) -> None:
    """In whatever order things came."""
    record = data.draw(or_nobody(records, program))
    if record is not None:
        Compiled(program).assess(record)


def test_a_story_shrinks_to_what_it_needs(tmp_path: Path) -> None:
    """Of a use after a withdrawal: the yes and the withdrawal, and a plain person."""
    program = lowered(SHOP.replace("stops use at once", "stops use within 30 days"), tmp_path)
    (duty,) = program.obligations

    def used(scenario: Scenario) -> bool:
        last = run(program, scenario)[-1]
        withdrawn = any(cell.standing == "withdrawn" for cell in last.cells.values())
        return withdrawn and holds(program, duty.fires, scenario.facts, last)

    found = find(scenarios(program), used, settings=settings(max_examples=2_000, database=None))
    plain = find(people(program), lambda _: True, settings=settings(database=None))

    assert found.events == ("Reader chooses yes in SignUp", "Reader withdraws from SignUp")
    assert found.facts == plain


def test_what_is_assumed_is_so_of_everybody(tmp_path: Path) -> None:
    """`assume` and `given` bind what is drawn, nothing else does."""
    text = SHOP + TALL
    program = lowered(text, tmp_path)
    seen: Counter[tuple[str, str]] = Counter()

    @FEW
    @given(people(program))
    def draw(facts: dict[str, str]) -> None:
        seen.update((name, facts[name]) for name in ("tall", "mood"))

    draw()

    assert {answer for name, answer in seen if name == "tall"} == {"yes"}
    assert {answer for name, answer in seen if name == "mood"} == {"good", "bad"}


def test_lines_that_contradict_each_other_allow_nobody(tmp_path: Path) -> None:
    """That is said at once, and no time is spent on drawing."""
    text = SHOP + "fact tall\ngiven tall\nassume not tall\n"

    with pytest.raises(NobodyAllowed):
        people(lowered(text, tmp_path))


def test_seeds_are_where_stories_go_on_from() -> None:
    """What verification tells is drawn, too, and what may come after it."""
    policy = consentlang.load(EXAMPLES / "newsletter/failing.consent")
    (story,) = [story for ruled in policy.verify().ruled for story in ruled.stories][:1]
    begun: Counter[bool] = Counter()

    @FEW
    @given(scenarios(policy.program, seeds=[story.scenario]))
    def draw(scenario: Scenario) -> None:
        run(policy.program, scenario)
        begun[scenario.events[: len(story.scenario.events)] == story.scenario.events] += 1

    draw()

    assert begun[True]
