"""
The way out as it is at each moment (docs/adr/0008), in every reading: the same rules, the same shortest runs.

The policies have a law of their own, of one rule, so that the independent encoding can look at all of it.
"""

from pathlib import Path

import pytest

from consentlang.analysis.verify import verify
from consentlang.core import ir
from tests.agreement.test_deadlines import lowered
from tests.agreement.z3_oracle import shortest, unroll

POLICY = """policy "A way out that moves" language 1

party Shop   is organisation, controller
party Reader is person
data  Address about Reader is ordinary
purpose newsletter
service Account
feature Locked switched on by Shop, off at start
fact strike "the staff are on strike" changing
given not strike

regime house "What the shop holds itself to"
element withdrawable "as easy to withdraw as to give"
define worse(w) { w.steps > choice.steps }
rule harder of withdrawable "harder to leave" { fails when worse(request.withdraw) }
rule dearer of withdrawable "leaving costs something" { fails when request.withdraw.costs }

request SignUp to Reader by Shop {
  asks  Address by Shop for newsletter
  choice yes { consents by clicking, steps 1 }
  choice no  { refuses by clicking, steps 1, loses nothing }
  withdraw { by clicking, steps 1, loses nothing, stops use at once }
}

use mailing { Shop uses Address for newsletter on consent via SignUp }
"""
"""One in which nothing moves yet."""

YES, LOCK, STRIKE = "Reader chooses yes in SignUp", "Shop enables Locked", "strike becomes yes"
UNLOCK = "Shop disables Locked"


def moving(*, yes: str = "steps 1", out: str = "steps 1, loses nothing", when: str = "") -> str:
    """The policy with these phrases in the yes and in the way out, shown *when*."""
    text = POLICY.replace("consents by clicking, steps 1", f"consents by clicking, {yes}")
    text = text.replace("withdraw { by clicking, steps 1, loses nothing", f"withdraw {{ by clicking, {out}")
    return text.replace("  asks ", f"  {when}\n  asks ")


CASES: dict[str, tuple[str, dict[str, tuple[str, ...]]]] = {
    "nothing moves": (moving(), {}),
    "a fee after the yes": (
        moving(
            out="steps 1, loses Account when Locked.on otherwise loses nothing", when="when not Locked.on"
        ),
        {"house.dearer": (YES, LOCK)},
    ),
    "a step more in a strike": (
        moving(out="steps 2 when strike otherwise steps 1, loses nothing", when="when not strike"),
        {"house.harder": (YES, STRIKE)},
    ),
    "yes and way out are hard together, the yes was easy": (
        moving(
            yes="steps 3 when Locked.on otherwise steps 1",
            out="steps 3 when Locked.on otherwise steps 1, loses nothing",
            when="when not Locked.on",
        ),
        {"house.harder": (YES, LOCK)},
    ),
    "yes and way out are hard together, so was the yes": (
        moving(
            yes="steps 3 when Locked.on otherwise steps 1",
            out="steps 3 when Locked.on otherwise steps 1, loses nothing",
            when="when Locked.on",
        ),
        {},
    ),
    "the yes was hard, the way out gets easier": (
        moving(out="steps 1 when Locked.on otherwise steps 2, loses nothing", when="when not Locked.on"),
        {"house.harder": (YES,)},
    ),
    "an easier way out cures nothing, nor does a worse one that was the same": (
        moving(
            yes="steps 2 when Locked.on otherwise steps 3",
            out="steps 3 when Locked.on otherwise steps 2, loses nothing",
            when="when not Locked.on",
        ),
        {},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_way_out_is_judged_as_people_would_meet_it(name: str, tmp_path: Path) -> None:
    """At the yes and as long as it stands; against the choice as it was when it was made."""
    text, expected = CASES[name]

    told = {
        story.fault.name: story.scenario.events
        for one in verify(lowered(text, tmp_path), mend=False).ruled
        for story in one.stories
    }

    assert told == expected


@pytest.mark.parametrize("name", CASES)
def test_an_independent_encoding_finds_the_same_shortest_runs(name: str, tmp_path: Path) -> None:
    """Up to four events, each rule by itself."""
    text, expected = CASES[name]
    program = lowered(text, tmp_path)
    (duty,) = program.obligations
    goals = {fault.name: ir.all_of(duty.fires, fault.fails) for fault in duty.faults if fault.kind == "rule"}

    found = shortest(unroll(program, 4), goals, [line.expr for line in program.constraints])

    assert found == {name: len(expected[name]) if name in expected else None for name in goals}
