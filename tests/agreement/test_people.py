"""
One, two, three and four people in each role of many (docs/adr/0005-two-are-enough.md).

From two people on nothing that is said of a policy changes; with one, nothing fails that does not with two.
"""

from pathlib import Path

import pytest

from consentlang.analysis.verdict import Result
from consentlang.analysis.verify import verify
from consentlang.core.lower import lower
from consentlang.diagnostics.report import Report
from consentlang.driver import load

EXAMPLES = Path(__file__).parents[2] / "examples"

# Whoever is in the meeting may switch the recording on for all; whoever leaves loses the meeting.
RECORDING = """policy "Anybody may record" language 1
import std.gdpr
import std.usual

party Vendor   is organisation, controller
party Org      is organisation
party Attendee is person, many, acts for Org
relation employs(Org, Attendee)
relation leads(Attendee, Attendee)
power Org over Attendee at least when employs(Org, Attendee)
given no power Vendor over Attendee "one tool among several"

data Talk about Attendee is ordinary
purpose summary
service Meeting
feature Recording switched on by Attendee, off at start

request Notice to Attendee by Vendor {
  when   Recording.on
  asks   Talk by Vendor for summary
  tells  controller, data, purpose, withdrawal
  choice stay  { consents by clicking, steps 1, shown equally }
  choice leave { refuses by clicking, steps 1, shown equally, loses Meeting }
  withdraw     { by clicking, steps 1, loses nothing, stops use within 30 days }
  expires after 12 months
  records who, when, what, how
}

use summing { Vendor uses Talk for summary on consent via Notice when Recording.on }

claim real { every use on consent: valid }

ask "May others be recorded by one of their own?" {
  possible Vendor uses Talk for summary and Recording.on and not consented(Attendee)
}
"""

MENDED = RECORDING.replace("loses Meeting }", "loses nothing }").replace(" when Recording.on }", " }")

TWO_MAYBES = RECORDING.replace(
    "party Attendee is person, many, acts for Org",
    """party Host  is person, acts for Org, may be Attendee
party Guest is person, may be Attendee
party Attendee is person, many""",
).replace("switched on by Attendee", "switched on by Host or Guest")

EVERYBODY = RECORDING.replace(
    "use summing",
    """terms House {
  clause all "1" Vendor must not use Talk for summary without consent of every Attendee
}

use summing""",
)

BY_HOUSE_RULE = RECORDING.replace(
    "claim real",
    """element apart "free of those above" cites "house rules, 1"
rule led of apart is coercion "somebody who leads the person wants the yes" {
  fails when some p of interested { power(p, subject) }
  cites "house rules, 1"
  advice "let somebody else ask"
  code "H1"
}

claim real""",
)

MENDED_HOUSE = BY_HOUSE_RULE.replace("loses Meeting }", "loses nothing }").replace(
    " when Recording.on }", " }"
)

POLICIES = {
    "anybody may record": RECORDING,
    "anybody may record, nothing lost": MENDED,
    "two who may be attendees": TWO_MAYBES,
    "a rule of the house": BY_HOUSE_RULE,
    "zoom": (EXAMPLES / "zoom/zoom.consent").read_text(encoding="utf-8"),
    "zoom, mended": (EXAMPLES / "zoom/individual_opt_in.consent").read_text(encoding="utf-8"),
    "newsletter": (EXAMPLES / "newsletter/failing.consent").read_text(encoding="utf-8"),
    "clinic": (EXAMPLES / "clinic/failing.consent").read_text(encoding="utf-8"),
}


def found(text: str, others: int, folder: Path) -> Result:
    """What verification says of the policy *text* with so many others in each role of many."""
    path, report = folder / "policy.consent", Report()
    path.write_text(text, encoding="utf-8")
    model = load(path, report)
    assert model is not None, [complaint.message for complaint in report]
    return verify(lower(model, others=others), mend=False)


def in_short(result: Result) -> dict[str, object]:
    """The verdict on each obligation, question and scenario, and what each story needs."""
    stories = {
        one.name: (
            one.verdict,
            {(s.fault.name, len(s.unsaid), len(s.scenario.events), s.coerced) for s in one.stories},
        )
        for one in result.ruled
    }
    answers = {answer.query.question: answer.answer for answer in result.answers}
    return {**stories, **answers, **{tried.trial.title: tried.passed for tried in result.tried}}


@pytest.mark.parametrize("name", POLICIES)
def test_two_are_enough(name: str, tmp_path: Path) -> None:
    """With three or four people the same is said."""
    with_two = in_short(found(POLICIES[name], 1, tmp_path))

    assert with_two == in_short(found(POLICIES[name], 2, tmp_path))
    assert with_two == in_short(found(POLICIES[name], 3, tmp_path))


def test_everybody_is_asked_of_everybody(tmp_path: Path) -> None:
    """Where all have to agree the story grows with their number, and the verdict stays."""
    verdicts = [
        {one.name: one.verdict for one in found(EVERYBODY, others, tmp_path).ruled} for others in (1, 2, 3)
    ]

    assert verdicts[0] == verdicts[1] == verdicts[2]


@pytest.mark.parametrize("name", POLICIES)
def test_what_goes_wrong_alone_goes_wrong_in_company(name: str, tmp_path: Path) -> None:
    """With one person nothing fails that does not with two."""
    alone, in_company = found(POLICIES[name], 0, tmp_path), found(POLICIES[name], 1, tmp_path)
    failing = {one.name for one in in_company.ruled if not one.verdict.startswith("proved")}

    assert {one.name for one in alone.ruled if not one.verdict.startswith("proved")} <= failing


def test_a_rule_that_names_a_third_needs_three(tmp_path: Path) -> None:
    """What the record of the decision gives up: two others, told apart, are one too many for two people."""
    third = MENDED_HOUSE.replace(
        "some p of interested { power(p, subject) }",
        """some p of persons { some q of persons {
      p != subject and q != subject and leads(p, subject) and not leads(q, subject)
    } }""",
    )
    told = [
        any(
            story.fault.name == "policy.led"
            for one in found(third, others, tmp_path).ruled
            for story in one.stories
        )
        for others in (1, 2, 3)
    ]

    assert told == [False, True, True]
