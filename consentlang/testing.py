"""
Tests of what rests on a policy: people, stories and records that it allows, and a state machine.

>>> import consentlang
>>> from consentlang.testing import records
>>> from hypothesis import given, settings
>>> policy = consentlang.load("examples/newsletter/passing.consent")
>>> assess = policy.compile()
>>> @settings(max_examples=20, database=None)
... @given(records(policy))
... def test_every_record_is_judged(record):
...     assert assess(record).verdict in {"valid", "invalid"}
>>> test_every_record_is_judged()

Everything drawn obeys what the policy settles, `given` and `assume`, and the order in which things can
happen, and shrinks to the plainest person and the shortest story. Loads Hypothesis.
"""

from typing import TYPE_CHECKING

from consentlang.policy import Policy
from consentlang.probe import lifecycle as _lifecycle
from consentlang.probe import strategies as _strategies
from consentlang.probe.strategies import MOST_EVENTS, NobodyAllowed, Record

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hypothesis.strategies import SearchStrategy

    from consentlang.eval.scenario import Scenario

__all__ = ["NobodyAllowed", "lifecycle", "people", "records", "scenarios"]


def people(policy: Policy) -> "SearchStrategy[dict[str, str]]":
    """
    Answers to every question of *policy* that obey all its lines, by name: `employs(Org, Attendee)`: `yes`.

    Raises:
        NobodyAllowed: its lines contradict each other.

    """
    return _strategies.people(policy.program)


def scenarios(
    policy: Policy, *, most_events: int = MOST_EVENTS, seeds: "Iterable[Scenario]" = ()
) -> "SearchStrategy[Scenario]":
    """
    Stories that can happen under *policy*: a person, and at most *most_events* events.

    *seeds*: stories to go on from, too; such as those that `Policy.verify` tells.

    Raises:
        NobodyAllowed: its lines contradict each other.

    """
    return _strategies.scenarios(policy.program, most_events=most_events, seeds=seeds)


def records(policy: Policy, *, missing: bool = False) -> "SearchStrategy[Record]":
    """
    Records that can be (columns: `Policy.columns`), dated or not; with *missing*, with gaps.

    Raises:
        NobodyAllowed: its lines contradict each other.

    """
    return _strategies.records(policy.program, missing=missing)


def lifecycle(policy: Policy) -> type[_lifecycle.Lifecycle]:
    """
    A state machine of Hypothesis that lives through *policy*: asked, answered, withdrawn, changed, used.

    Its `TestCase` is a test. It fails where data is used on a consent that is not valid at that moment. To
    test a system of your own, override `happened` and `uses`.

    Raises:
        NobodyAllowed: its lines contradict each other.

    """
    return _lifecycle.of(policy.program)
