"""
Deadlines as lowering makes them: none may stop the world.

While an urgent deadline runs no moment lies beyond it (language.md, section 3), so one that starts and never
comes due would delete every story that goes on after it, unseen.
"""

from pathlib import Path

import pytest

from consentlang.analysis.verify import verify
from consentlang.core import ir
from consentlang.core.lower import lower
from consentlang.diagnostics.report import Report
from consentlang.driver import load

EXAMPLES = Path(__file__).parents[2] / "examples"

# One yes for two purposes, so that "ask for each purpose apart" may be offered; used whatever is said.
LUMPED = """policy "One yes for both" language 1
import std.gdpr
import std.usual

party Vendor   is organisation, controller
party Attendee is person
data Talk about Attendee is ordinary
purpose summary
purpose training

request Notice to Attendee by Vendor {
  asks   Talk by Vendor for summary, training
  tells  controller, data, purpose, withdrawal
  choice all  { consents by clicking, steps 1, shown equally }
  choice none { refuses by clicking, steps 1, shown equally, loses nothing }
  withdraw    { by clicking, steps 1, loses nothing, stops use within 30 days }
  expires after 12 months
  records who, when, what, how
}

use summing { Vendor uses Talk for summary on consent via Notice when Notice.pressing or not Notice.pressing }
"""

APART = LUMPED.replace(
    """  choice all  { consents by clicking, steps 1, shown equally }
  choice none { refuses by clicking, steps 1, shown equally, loses nothing }
""",
    """  for each purpose {
    choice yes { consents by clicking, steps 1, shown equally }
    choice no  { refuses by clicking, steps 1, shown equally, loses nothing }
  }
""",
)

POLICIES = {
    path.relative_to(EXAMPLES).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted(EXAMPLES.glob("*/*.consent"))
} | {"asked apart": APART}


def lowered(text: str, folder: Path) -> ir.Program:
    """The program of a policy."""
    path, report = folder / "policy.consent", Report()
    path.write_text(text, encoding="utf-8")
    model = load(path, report)
    assert model is not None, [complaint.message for complaint in report]
    return lower(model)


@pytest.mark.parametrize("name", [*POLICIES, "lumped"])
def test_what_starts_a_deadline_has_something_to_end_it(name: str, tmp_path: Path) -> None:
    """An event that is due at the end of it, or one that waits for nobody's choice."""
    program = lowered({**POLICIES, "lumped": LUMPED}[name], tmp_path)
    events = program.events.values()
    started = {timer for event in events for timer in event.starts if program.timers[timer].urgent}

    ended = {event.due for event in events} | {
        timer for event in events if event.kind == "carry_out" for timer in event.stops
    }

    assert started <= ended


def test_asking_for_each_purpose_keeps_no_answer_from_running_out(tmp_path: Path) -> None:
    """Written out, the policy still uses data whose yes has run out: the edit does not mend that."""
    program = lowered(LUMPED, tmp_path)
    assert "expired" in rules_told(lowered(APART, tmp_path))

    mendings = [one.mending for one in verify(program).ruled if one.mending is not None]

    offered = [change for mending in mendings for change in mending.by_fault.get("expired") or ()]
    assert "per_purpose" not in [change.kind for change in offered if isinstance(change, ir.Edit)]


def rules_told(program: ir.Program) -> set[str]:
    """The rules that some story tells of."""
    return {story.fault.name for one in verify(program, mend=False).ruled for story in one.stories}
