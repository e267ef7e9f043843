"""Scenarios: one answer to every open question, and a run of events; and the states they pass through."""

from collections.abc import Mapping
from types import MappingProxyType

from attrs import evolve, field, frozen

from consentlang.core.ir import Standing
from consentlang.core.shown import Shown

NOTHING: Mapping[str, str] = MappingProxyType({})


@frozen(repr=False)
class Scenario(Shown):
    """*facts* gives every fact of the program a value; *events* are names of events, in order."""

    facts: Mapping[str, str]
    events: tuple[str, ...] = ()


@frozen(repr=False)
class Moment(Shown):
    """What is so at one moment, apart from who said yes to what: kept with each grant."""

    features: Mapping[str, str | None] = NOTHING
    """Who switched the feature on; "" if it was on from the start; None while it is off."""
    terms: Mapping[str, str] = NOTHING
    """Version in force, by chain."""
    facts: Mapping[str, str] = NOTHING
    """Value of each changing fact."""


@frozen(repr=False)
class Granted(Shown):
    """A yes that stands: the choice that gave it, and the moment it was given."""

    choice: str
    moment: Moment


@frozen(repr=False)
class CellState(Shown):
    """The last word in a cell, the yeses that stand (by request), and the requests that are booked."""

    standing: Standing = "none"
    grants: Mapping[str, Granted] = MappingProxyType({})
    booked: frozenset[str] = frozenset()
    ever: bool = False


@frozen(repr=False)
class State(Shown):
    """A moment and the ledger."""

    now: Moment
    cells: Mapping[str, CellState] = field(factory=dict)

    def with_cell(self, name: str, cell: CellState) -> "State":
        """The same state with one cell replaced."""
        return evolve(self, cells={**self.cells, name: cell})
