"""Scenarios: one answer to every open question, and a run of events; and the states they pass through."""

from collections.abc import Mapping
from types import MappingProxyType

from attrs import evolve, field, frozen

from consentlang.core.ir import Standing

NOTHING: Mapping[str, str] = MappingProxyType({})


@frozen
class Scenario:
    """*facts* gives every fact of the program a value; *events* are names of events, in order."""

    facts: Mapping[str, str]
    events: tuple[str, ...] = ()


@frozen
class Moment:
    """What is so at one moment, apart from who said yes to what: kept with each grant."""

    features: Mapping[str, str | None] = NOTHING
    """Who switched the feature on; "" if it was on from the start; None while it is off."""
    terms: Mapping[str, str] = NOTHING
    """Version in force, by chain."""
    facts: Mapping[str, str] = NOTHING
    """Value of each changing fact."""


@frozen
class Granted:
    """A yes that stands: the choice that gave it, and the moment it was given."""

    choice: str
    moment: Moment


@frozen
class CellState:
    """The last word in a cell, the yeses that stand (by request), and the requests that are booked."""

    standing: Standing = "none"
    grants: Mapping[str, Granted] = MappingProxyType({})
    booked: frozenset[str] = frozenset()
    ever: bool = False


@frozen
class State:
    """A moment and the ledger."""

    now: Moment
    cells: Mapping[str, CellState] = field(factory=dict)

    def with_cell(self, name: str, cell: CellState) -> "State":
        """The same state with one cell replaced."""
        return evolve(self, cells={**self.cells, name: cell})
