"""Days event by event, and days at the end of a run: the same answer."""

from hypothesis import event as note
from hypothesis import given
from hypothesis import strategies as st

from consentlang.analysis.apparatus import Apparatus
from consentlang.analysis.cone import Cone
from consentlang.analysis.solve import Clock
from consentlang.analysis.zones import Calendar
from consentlang.core import ir
from consentlang.eval.calendar import possible_dates
from consentlang.eval.scenario import Scenario
from tests.agreement.programs import programs


@given(programs(), st.data())
def test_the_same_runs_have_days(program: ir.Program, data: st.DataObject) -> None:
    """As `eval.calendar` says of the whole run, whatever the terms it opens under."""
    apparatus = Apparatus(program, Clock())
    cone = Cone((), (), frozenset(program.timers), tuple(program.chains))
    calendar = Calendar(program, cone)
    opening = {
        chain.start: data.draw(st.sampled_from(chain.versions)).name for chain in program.chains.values()
    }
    names = tuple(program.events)
    run = data.draw(st.lists(st.sampled_from(names), max_size=6)) if names else []
    facts = {fact.name: fact.values[0] for fact in program.facts.values()} | opening

    days = calendar.opening(apparatus.formulas)
    for name in run:
        days = calendar.after(program.events[name], days)
    here = [under for under in days if holds(apparatus, under, opening)]

    note("possible" if here else "impossible")
    assert bool(here) == possible_dates(program, Scenario(facts, tuple(run)))


def holds(apparatus: Apparatus, under: int, opening: dict[str, str]) -> bool:
    """Whether these openings are those that *under* is about."""
    for fact, value in opening.items():
        under = apparatus.formulas.under(under, fact, value)
    return under == 1
