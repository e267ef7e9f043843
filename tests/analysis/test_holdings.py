"""What an authority held beside what is found: when that agrees, on which grounds, by which day's law."""

from datetime import date

import pytest

from consentlang.analysis.agreement import Agreement
from consentlang.analysis.verdict import Compared, Result
from consentlang.analysis.verify import verify
from consentlang.core.lower import lower
from consentlang.diagnostics.report import Report
from consentlang.names.resolve import resolve
from consentlang.source import Source
from consentlang.syntax.parse import parse
from consentlang.types.check import check

BASE = """
policy "Photo app" language 1

party App  is organisation, controller
party User is person
data Place about User is ordinary
purpose adverts
purpose editing
service Editing by App

regime house "Our board"
element free "free"
rule tied of free {
  fails when some r of request.refusals { r.loses(Editing) }
  ground "freely-given/conditionality"
}
rule bare of free { fails when choice.act = silence }
rule early of free until 2020-01-01 {
  fails when choice.act = clicking
  ground "unambiguous/surprising-control"
}
rule pale of free { fails when choice.act = conduct contested "some say so" }
rule needed { requires consent when use.basis = nothing ground "timing/prior" }

fact weekend "it is Sunday"

request Start to User by App {
  asks Place by App for adverts
  choice yes { consents by clicking }
  choice no  { refuses by leaving, loses Editing }
}
use profile { App uses Place for adverts on consent via Start }
case "app" { under house expect invalid because "freely-given/conditionality" }
"""
VALID = ("loses Editing", "loses nothing")


def changed(*changes: tuple[str, str]) -> str:
    """The policy, with each change made."""
    text = BASE
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def result(text: str, as_of: date | None = None, *, tell: bool = False) -> Result:
    """All that is found of a policy."""
    report = Report()
    model = check(resolve(parse(Source("test.consent", text), report), report), report)
    assert not report.has_errors, [each.message for each in report]
    return verify(lower(model, as_of.toordinal() if as_of else None), tell=tell, mend=False)


def compared(*changes: tuple[str, str], as_of: date | None = None) -> Compared:
    """What is said of the one case, which is the same with stories and without."""
    text = changed(*changes)
    told, untold = result(text, as_of, tell=True), result(text, as_of)
    assert told.compared == untold.compared
    assert told.verdict == untold.verdict
    (one,) = told.compared
    return one


def held(expect: str) -> tuple[str, str]:
    """The case as held otherwise."""
    return 'expect invalid because "freely-given/conditionality"', f"expect {expect}"


def test_an_invalid_case_fails_by_what_is_named_on_a_common_ground() -> None:
    """Both are needed."""
    one = compared()

    assert (one.answer, one.grounds, one.agrees) == ("invalid", ("freely-given/conditionality",), True)


def test_another_ground_is_no_agreement() -> None:
    """To be right for other reasons is a miss."""
    one = compared(held('invalid because "informed/purpose"'))

    assert (one.answer, one.agrees) == ("invalid", False)


def test_what_is_left_unsaid_makes_nothing_invalid() -> None:
    """NOT SHOWN is not FAILED: a case is judged by what its file names."""
    one = compared(held("valid"), (", loses Editing", ""))

    assert (one.answer, one.agrees) == ("valid", True)


def test_a_valid_case_has_no_story() -> None:
    """PROVED will do; FAILED will not."""
    assert compared(held("valid"), VALID).agrees
    assert not compared(held("valid")).agrees


EXCESS = (
    "rule needed {",
    'rule excess { forbids when weekend ground "minimisation-proportionality" }\nrule needed {',
)


def test_excess_stands_beside_a_valid_consent() -> None:
    """It is told as a ground, and whoever else fails decides."""
    named = ('fact weekend "it is Sunday"', 'fact weekend "it is Sunday"\ngiven weekend')

    one = compared(held("valid"), VALID, EXCESS, named)
    assert (one.answer, one.grounds, one.agrees) == ("valid", ("minimisation-proportionality",), True)
    assert compared(EXCESS, named).answer == "invalid"


def test_what_the_law_forbids_for_another_reason_makes_it_invalid() -> None:
    """An agreement against public order is void."""
    public_order = (EXCESS[0], EXCESS[1].replace("minimisation-proportionality", "public-order"))

    assert compared(held("valid"), VALID, public_order).answer == "invalid"


def test_an_invalid_case_that_is_called_valid_is_unsafe() -> None:
    """These are listed apart."""
    agreement = Agreement((compared(VALID),))

    assert [one.holding.name for one in agreement.unsafe] == ["app"]
    assert agreement.misses == agreement.unsafe


def test_contested_rules_make_it_depend() -> None:
    """DEPENDS in the words of a case."""
    one = compared(held("depends"), VALID, ("by clicking", "by conduct"))

    assert (one.answer, one.agrees) == ("depends", True)


def test_contested_rules_that_fail_by_unsaid_facts_agree_with_both() -> None:
    """No story is made of what the file names, and the verdict is DEPENDS."""
    unsaid = (
        "rule pale of free { fails when choice.act = conduct",
        "rule pale of free { fails when not request.tells(risks)",
    )
    told = ("choice yes", "withdraw { by clicking, loses nothing, stops use at once }\n  choice yes")

    assert result(changed(VALID, unsaid, told)).verdict == "depends"
    assert compared(held("depends"), VALID, unsaid, told).agrees
    assert compared(held("valid"), VALID, unsaid, told).agrees


@pytest.mark.parametrize(
    ("question", "agrees"), [("weekend", True), ("User.age < 16", True), ("weekend or not weekend", False)]
)
def test_a_question_that_turns_on_a_named_fact_makes_it_depend(question: str, *, agrees: bool) -> None:
    """An `ask` about an open fact that the file names."""
    ask = f'ask "may it?" {{ possible Start.pause > 1 day or {question} }}'
    one = compared(
        held("depends"),
        VALID,
        ("fact weekend", f"{ask.replace('Start.pause > 1 day or ', '')}\nfact weekend"),
    )

    assert one.agrees is agrees


def test_no_consent_is_required_where_another_basis_carries_the_use() -> None:
    """And where nothing does, it is the ground of the rule that requires it."""
    other = ("on consent via Start", "on contract")
    none = ("on consent via Start", "on nothing")

    assert compared(held("not_required"), other).answer == "not_required"
    assert compared(held("not_required"), none).grounds == ("timing/prior",)
    assert not compared(held("not_required"), none).agrees
    assert compared(held('invalid because "timing/prior"'), none).agrees


GRAVER = (
    "rule bare of free { fails when choice.act = silence }",
    """rule bare of free {
      fails when some r of request.refusals { r.act = leaving }
      ground "freely-given/no-refusal-option" unless tied
    }""",
)


def test_a_defect_that_is_part_of_a_graver_one_is_not_filed_apart() -> None:
    """Where the graver one fails; else it is."""
    assert compared(GRAVER).grounds == ("freely-given/conditionality",)
    assert compared(GRAVER, VALID).grounds == ("freely-given/no-refusal-option",)


def test_what_is_contested_takes_nothing_in() -> None:
    """It may be no defect at all."""
    contested = ('  ground "freely-given/cond', '  contested "some say so" ground "freely-given/cond')

    assert set(compared(GRAVER, contested).grounds) == {
        "freely-given/conditionality",
        "freely-given/no-refusal-option",
    }


def test_filing_changes_no_verdict_and_no_story() -> None:
    """It is about names only."""
    plain = (GRAVER[0], GRAVER[1].replace(" unless tied", ""))
    filed, apart = (result(changed(rule), tell=True) for rule in (GRAVER, plain))

    assert [one.verdict for one in filed.ruled] == [one.verdict for one in apart.ruled]
    assert [[story.fault.name for story in one.stories] for one in filed.ruled] == [
        [story.fault.name for story in one.stories] for one in apart.ruled
    ]


def test_a_rule_without_a_ground_is_filed_under_its_element() -> None:
    """Where nothing is written."""
    assert compared(VALID, ("by clicking", "by silence")).grounds == ("free",)


def test_what_fails_without_any_law_has_grounds() -> None:
    """Built-in faults are filed by authorities too."""
    early = compared(VALID, ("via Start }", "via Start from the start }"))
    beyond = compared(VALID, ("Place for adverts on", "Place for editing on"))
    data = compared(
        VALID,
        ("is ordinary\n", "is ordinary { street, town }\n"),
        ("asks Place", "asks street"),
    )

    assert "timing/prior" in early.grounds
    assert {"scope-exceeded", "purpose-change"} <= set(beyond.grounds)
    assert "scope-exceeded" in data.grounds
    assert "purpose-change" not in data.grounds


def test_a_no_that_is_not_heeded_is_filed_as_that() -> None:
    """Not as a use before any answer, as one `from the start` is."""
    after_a_no = compared(VALID, ("via Start }", "via Start even after a no }"))

    assert after_a_no.grounds == ("withdrawal/ineffective",)


def test_a_late_withdrawal_and_an_answer_that_ran_out_have_grounds() -> None:
    """Use goes on although the yes is gone."""
    gone = (
        "choice yes",
        "withdraw { by clicking, stops use never }\n  expires after 12 months\n  choice yes",
    )
    one = compared(VALID, gone, ("via Start }", "via Start when weekend }"))

    assert {"withdrawal/ineffective", "stale-expired", "timing/prior"} <= set(one.grounds)


def test_the_day_of_the_case_decides_which_law_counts() -> None:
    """Rules come into force and end; a day that is asked for wins."""
    earlier = ("{ under house", "{ on 2019-05-04 under house")
    surprising = held('invalid because "unambiguous/surprising-control"')

    assert not compared(surprising).agrees
    assert compared(surprising, earlier).agrees
    assert not compared(surprising, earlier, as_of=date(2021, 1, 1)).agrees


def test_a_law_that_is_not_written_down_is_not_judged() -> None:
    """It is listed apart, and counts in no figure."""
    one = compared(("under house", 'under "elsewhere"'))
    agreement = Agreement((one,))

    assert (one.answer, one.agrees) == (None, None)
    assert (agreement.judged, agreement.elsewhere, agreement.agreed) == ((), (one,), None)


def test_only_the_laws_of_the_case_count() -> None:
    """Other laws that the file imports say nothing of it."""
    two = ("fact weekend", "regime lax\nfact weekend")

    assert compared(held("valid"), two, ("under house", "under lax")).agrees


def test_figures() -> None:
    """By hand: one of two valid, two of two invalid, one ground of three found, one found too many."""
    cases = (
        compared(held("valid"), VALID),
        compared(held("valid")),
        compared(),
        compared(
            held('invalid because "free" and "informed/purpose" and "met/active-act"'),
            VALID,
            ("by clicking", "by silence"),
        ),
    )
    agreement = Agreement(cases)
    grounds = agreement.grounds()

    assert (agreement.agreed, agreement.recall("valid"), agreement.recall("invalid")) == (0.75, 0.5, 1.0)
    assert (agreement.balanced, agreement.worst_class, agreement.recall("depends")) == (0.75, 0.5, None)
    assert (grounds.both, grounds.held, grounds.found) == (2, 3, 2)
    assert agreement.grounds(lambda _: True).held == 4
