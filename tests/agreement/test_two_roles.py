"""
One person in two roles has one ledger: an answer in one role is an answer in the other.

The policies have next to no law, so that the independent encoding can look at all of it.
"""

from pathlib import Path

import pytest

from consentlang.analysis.verify import verify
from consentlang.core import ir
from tests.agreement.test_deadlines import lowered
from tests.agreement.z3_oracle import shortest, unroll

POLICY = """policy "Two roles" language 1

party Vendor   is organisation, controller
party Host     is person, may be Attendee
party Attendee is person, many
data Talk about Attendee is ordinary
purpose summary

regime house "What the vendor holds itself to"
element own "by the person whose data it is"
rule by_another of own "someone else said yes" { fails when decider != subject }

request ToHosts to Host by Vendor {
  asks  Talk by Vendor for summary
  choice yes { consents by clicking }
  choice no  { refuses by clicking, loses nothing }
  withdraw { by clicking, stops use at once }
}
request ToAll to Attendee by Vendor {
  asks  Talk by Vendor for summary
  choice yes { consents by clicking }
  choice no  { refuses by clicking, loses nothing }
  withdraw { by clicking, stops use at once }
}

use summing { Vendor uses Talk for summary on consent via ToAll }
"""

ONE = "who Host is"
TOLD = {
    "refused": ("Attendee chooses yes in ToAll", "Host chooses no in ToHosts"),
    "withdrawn": ("Attendee chooses yes in ToAll", "Host withdraws from ToHosts"),
    "another_request": (
        "Attendee chooses yes in ToAll",
        "Host chooses no in ToHosts",
        "Host chooses yes in ToHosts",
    ),
}


def test_a_no_in_one_role_is_a_no_in_the_other(tmp_path: Path) -> None:
    """Where the two are one person, and for that person alone."""
    (one,) = verify(lowered(POLICY, tmp_path), mend=False).ruled

    assert {story.fault.name: story.scenario.events for story in one.stories} == TOLD
    assert {(a.fact, a.value) for story in one.stories for a in story.answers} == {(ONE, "Attendee")}


def test_two_people_have_two_ledgers(tmp_path: Path) -> None:
    """Without `may be`, what the host says is nothing to the attendee's yes."""
    apart = POLICY.replace(", may be Attendee", "").replace(
        "data Talk about Attendee", "data Talk about Attendee, Host"
    )
    found = {
        one.obligations[0].subject: {story.fault.name for story in one.stories}
        for one in verify(lowered(apart, tmp_path), mend=False).ruled
    }

    assert found == {"Attendee": set(), "Host": {"house.by_another"}}


@pytest.mark.parametrize("who", ["Attendee", "another Attendee", "someone else"])
def test_an_independent_encoding_finds_the_same_shortest_runs(who: str, tmp_path: Path) -> None:
    """Up to three events, for each person that the host may be."""
    program = lowered(POLICY, tmp_path)
    (duty,) = program.obligations
    goals = {fault.name: ir.all_of(duty.fires, fault.fails) for fault in duty.faults}
    lines = [*(line.expr for line in program.constraints), ir.Is(ONE, (who,))]

    found = shortest(unroll(program, 3), goals, lines)

    expected = {name: len(run) for name, run in TOLD.items()} if who == "Attendee" else {}
    assert found == {name: expected.get(name) for name in goals}
