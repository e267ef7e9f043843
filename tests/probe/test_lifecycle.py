"""The state machine: it catches a policy that uses data without consent, and no other."""

from pathlib import Path

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from consentlang.core import ir
from consentlang.policy import Policy
from consentlang.probe.lifecycle import Lifecycle, UsedWithoutConsent
from consentlang.testing import lifecycle
from tests.agreement.test_deadlines import lowered

POLICY = """policy "All that can happen" language 1
party Shop   is organisation, controller
party Chain  is organisation, controller
party Reader is person
data Address about Reader is ordinary
purpose newsletter

fact holds(Shop, Reader) changing
power Shop over Reader when holds(Shop, Reader)
given not holds(Shop, Reader)
given no power Chain over Reader "one of many"
feature Mail switched on by Shop, off at start

regime house "What the shop holds itself to"
element free "freely given"
rule imbalance of free is coercion "somebody with power wants the yes" {
  fails when some p of interested { power(p, subject) }
}

terms First {
  clause mail "1" Shop may use Address for newsletter
}
terms Second amends First {
  clause none "2" notwithstanding mail Shop must not use Address for newsletter without consent of Reader
}

request SignUp to Reader by Shop {
  when Mail.on and not holds(Shop, Reader)
  asks  Address by Shop for newsletter
  choice yes { consents by clicking, steps 1 }
  choice no  { refuses by clicking, steps 1, loses nothing }
  withdraw { by clicking, steps 1, loses nothing, stops use at once }
  expires after 12 months
  re-asks after 1 months
}
use mailing { Shop uses Address for newsletter on consent via SignUp }
"""

SEEDED = {
    "used after a withdrawal": ("stops use at once", "stops use within 30 days", {"withdrawn"}),
    "asked of those who depend on the asker": (" and not holds(Shop, Reader)", "", {"house.imbalance"}),
    "used before any answer": ("via SignUp }", "via SignUp from the start }", {"before_any_answer"}),
    "used ever after a yes": (
        "via SignUp }",
        "via SignUp when consented(Reader) }",
        {"expired", "withdrawn", "refused"},
    ),
}
EFFORT = settings(
    max_examples=150,
    stateful_step_count=15,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],  # what is caught is shrunk elsewhere
)


def machine(text: str, folder: Path) -> type[Lifecycle]:
    """The machine of the policy *text*."""
    return lifecycle(Policy(lowered(text, folder)))


def test_a_policy_that_holds_lives_through_everything(tmp_path: Path) -> None:
    """And everything does happen: each kind of event, and uses."""
    happened, used = set[str](), set[str]()

    class Watched(machine(POLICY, tmp_path)):  # type: ignore[misc] # made as it runs
        def happened(self, event: ir.Event) -> None:
            happened.add(event.kind)

        def uses(self, use: ir.Obligation) -> bool:
            fires = bool(super().uses(use))
            used.update({str(use.use)} if fires else ())
            return fires

    run_state_machine_as_test(Watched, settings=EFFORT)

    kinds = {"choose", "withdraw", "expire", "switch_on", "switch_off", "becomes", "in_force"}
    assert kinds <= happened
    assert used == {"mailing"}


@pytest.mark.parametrize("name", SEEDED)
def test_a_policy_with_a_fault_is_caught(name: str, tmp_path: Path) -> None:
    """By a rule that the fault breaks, told with the run."""
    right, wrong, rules = SEEDED[name]
    assert POLICY.count(right) == 1

    with pytest.raises(UsedWithoutConsent) as caught:
        run_state_machine_as_test(machine(POLICY.replace(right, wrong), tmp_path), settings=EFFORT)

    assert rules & {fault.name for fault in caught.value.grounds}
    assert "`mailing` after " in str(caught.value)


def test_a_system_that_does_not_stop_is_caught(tmp_path: Path) -> None:
    """The policy is right; what uses the data has never heard of withdrawals."""

    class System(machine(POLICY, tmp_path)):  # type: ignore[misc] # made as it runs
        def began(self, facts: dict[str, str]) -> None:
            assert facts
            self.mailing = False

        def happened(self, event: ir.Event) -> None:
            if event.kind == "choose":
                self.mailing = event.choice == "yes"

        def uses(self, use: ir.Obligation) -> bool:
            return self.mailing and use.use == "mailing"

    with pytest.raises(UsedWithoutConsent) as caught:
        run_state_machine_as_test(System, settings=EFFORT)

    assert {fault.name for fault in caught.value.grounds} <= {"withdrawn", "expired", "house.imbalance"}
