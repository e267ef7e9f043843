"""
A state machine that lives through a policy: whatever happens, in whatever order, nothing is used without
consent that is valid at that moment.

Each rule is one kind of thing that can happen: a request is answered, a yes is withdrawn and that is carried
out, an answer runs out, somebody switches something, a fact changes (power among them), other terms come
into force. After each of them data is used, or not; a system of one's own is tested by saying which.
"""

from typing import Any, ClassVar, Final

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from consentlang.core import ir
from consentlang.eval.interpret import holds, start, step
from consentlang.eval.scenario import Scenario, State
from consentlang.probe.strategies import People, can_happen, people_among

ANSWERED: Final = ("choose",)
WITHDRAWN: Final = ("withdraw", "carry_out")
RUN_OUT: Final = ("expire",)
SWITCHED: Final = ("switch_on", "switch_off")
CHANGED: Final = ("becomes",)
OTHER_TERMS: Final = ("in_force",)


class UsedWithoutConsent(AssertionError):
    """Data was used, and there is no consent that is valid at that moment: *grounds* says why."""

    def __init__(self, use: str, grounds: tuple[ir.Fault, ...], events: tuple[str, ...]) -> None:
        why = "; ".join(f"{fault.reason} ({fault.name})" for fault in grounds)
        super().__init__(f"`{use}` after {', then '.join(events) or 'nothing'}: {why}")
        self.use = use
        self.grounds = grounds
        self.events = events


class Lifecycle(RuleBasedStateMachine):
    """
    One life under a policy. `of` makes it for a policy.

    Override `began` and `happened` to have a system follow what happens, and `uses` to say whether it uses
    the data now; by itself that is whatever the policy says.
    """

    program: ClassVar[ir.Program]
    allowed: ClassVar[People]

    def __init__(self) -> None:
        super().__init__()
        self.scenario = Scenario(self.allowed.nearest({}))
        self.state: State = start(self.program, self.scenario.facts)

    # what a system of one's own is told, and asked

    def began(self, facts: dict[str, str]) -> None:
        """Nothing has happened yet; *facts* are the answers to all questions of the policy."""

    def happened(self, event: ir.Event) -> None:
        """*event* has happened: its `kind`, `actor`, `request` and `choice` say what."""

    def uses(self, use: ir.Obligation) -> bool:
        """Whether data is used now as *use* says (its `use`, `subject`, `user`, `data`, `purpose`)."""
        return self._holds(use.fires)

    def _holds(self, expr: ir.Expr) -> bool:
        return holds(self.program, expr, self.scenario.facts, self.state)

    # what happens

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        """Somebody comes under the policy."""
        facts = data.draw(people_among(self.allowed), label="person")
        self.scenario = Scenario(facts)
        self.state = start(self.program, facts)
        self.began(facts)

    def possible(self, kinds: tuple[str, ...]) -> list[str]:
        """What of these *kinds* can happen now."""
        events = (event for event in self.program.events.values() if event.kind in kinds)
        return [e.name for e in events if can_happen(self.program, self.scenario, self.state, e.name)]

    def _happens(self, kinds: tuple[str, ...], data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(self.possible(kinds)), label="event")
        self.state = step(self.program, self.program.events[name], self.scenario.facts, self.state)
        self.scenario = evolve(self.scenario, events=(*self.scenario.events, name))
        self.happened(self.program.events[name])

    @precondition(lambda self: self.possible(ANSWERED))
    @rule(data=st.data())
    def answered(self, data: st.DataObject) -> None:
        """A request is granted, refused, or put off."""
        self._happens(ANSWERED, data)

    @precondition(lambda self: self.possible(WITHDRAWN))
    @rule(data=st.data())
    def withdrawn(self, data: st.DataObject) -> None:
        """A yes is taken back, or that is carried out."""
        self._happens(WITHDRAWN, data)

    @precondition(lambda self: self.possible(RUN_OUT))
    @rule(data=st.data())
    def run_out(self, data: st.DataObject) -> None:
        """An answer runs out."""
        self._happens(RUN_OUT, data)

    @precondition(lambda self: self.possible(SWITCHED))
    @rule(data=st.data())
    def switched(self, data: st.DataObject) -> None:
        """Somebody switches a feature."""
        self._happens(SWITCHED, data)

    @precondition(lambda self: self.possible(CHANGED))
    @rule(data=st.data())
    def changed(self, data: st.DataObject) -> None:
        """A fact becomes another: power over somebody, for one."""
        self._happens(CHANGED, data)

    @precondition(lambda self: self.possible(OTHER_TERMS))
    @rule(data=st.data())
    def other_terms(self, data: st.DataObject) -> None:
        """The next terms come into force."""
        self._happens(OTHER_TERMS, data)

    @invariant()
    def nothing_is_used_without_consent(self) -> None:
        """
        Look at each use on consent that takes place now.

        Raises:
            UsedWithoutConsent: a use on consent has none that is valid.

        """
        for duty in self.program.obligations:
            if duty.kind == "consent" and self.uses(duty):
                self._rests_on_consent(duty)

    def _rests_on_consent(self, duty: ir.Obligation) -> None:
        ways = [[f for f in way.faults if f.decides and self._holds(f.fails)] for way in duty.ways]
        if all(ways):
            grounds = {fault.name: fault for way in ways for fault in way if fault.told}
            raise UsedWithoutConsent(str(duty.use), tuple(grounds.values()), self.scenario.events)


def of(program: ir.Program) -> type[Lifecycle]:
    """
    The machine for *program*.

    Raises:
        NobodyAllowed: its lines contradict each other.

    """
    members: dict[str, Any] = {"program": program, "allowed": People(program), "__doc__": Lifecycle.__doc__}
    return type("Lifecycle", (Lifecycle,), members)
