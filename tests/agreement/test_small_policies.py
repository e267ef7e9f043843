"""
Small policies, written as policies, in the independent encoding: the same rules fail, after as few events.

What the random programs of `programs` hold against each other are programs; here lowering is part of it.
"""

from pathlib import Path

import pytest

from consentlang.analysis.verify import verify
from consentlang.core import ir
from tests.agreement.test_deadlines import lowered
from tests.agreement.z3_oracle import shortest, unroll
from tests.std.meaning import CASES

EVENTS = 5
"""As many as the longest of their stories has."""


@pytest.mark.parametrize("name", CASES)
def test_the_same_rules_fail(name: str, tmp_path: Path) -> None:
    """Each rule that can break something is told of, in its story or beside another; no other is."""
    program = lowered(CASES[name][0], tmp_path)
    unmended = [ir.Is(fact.name, ("no",)) for fact in program.facts.values() if fact.kind == "edit"]
    goals = {
        f"{duty.name}; {fault.name}": ir.all_of(duty.broken, fault.fails)
        for duty in program.obligations
        for fault in duty.faults
        if fault.decides
    }

    reached = shortest(unroll(program, EVENTS), goals, [*(c.expr for c in program.constraints), *unmended])
    stories = [story for one in verify(program, mend=False).ruled for story in one.stories]

    found = {goal.rpartition("; ")[2] for goal, events in reached.items() if events is not None}
    told = {fault.name for story in stories for fault in (story.fault, *story.also) if fault.decides}
    assert told == found
    for story in stories:
        events = reached[f"{story.obligation.name}; {story.fault.name}"]
        assert events is not None
        assert events <= len(story.scenario.events)
