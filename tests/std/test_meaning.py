"""What must come of small policies, by the text of language.md alone."""

from pathlib import Path

import pytest

from consentlang.analysis.verdict import Result
from consentlang.analysis.verify import verify
from consentlang.core.lower import lower
from consentlang.diagnostics.report import Report
from consentlang.driver import load
from tests.std.meaning import CALLS, CASES, PANIC, SHOP, changed, with_lines


def verified(text: str, folder: Path) -> Result:
    """What is found of a policy that makes sense."""
    path, report = folder / "policy.consent", Report()
    path.write_text(text, encoding="utf-8")
    model = load(path, report)
    assert model is not None, [complaint.message for complaint in report]
    assert not report.has_errors, [complaint.message for complaint in report]
    return verify(lower(model), mend=False)


@pytest.mark.parametrize("name", CASES)
def test_what_must_come_of_it(name: str, tmp_path: Path) -> None:
    """Its verdict, and the rules by which it fails."""
    text, verdict, rules = CASES[name]

    result = verified(text, tmp_path)

    assert {story.fault.name for one in result.ruled for story in one.stories} == rules
    assert result.verdict == verdict


def test_a_new_yes_counts_for_what_is_done_from_then_on(tmp_path: Path) -> None:
    """Given in a panic it is void; given again when all is calm it is not, and stays so."""
    story = """scenario "twice" {
  given not calm
  Reader chooses yes in SignUp
  expect SignUp not valid under house because panic
  now calm
  expect SignUp not valid
  Reader chooses yes in SignUp
  expect SignUp valid
  now not calm
  expect SignUp valid
  Reader withdraws from SignUp
  expect SignUp not valid
}"""

    (tried,) = verified(with_lines(SHOP, PANIC, story), tmp_path).tried

    assert (tried.passed, tried.impossible) == (True, None)


def test_what_an_action_rests_on_can_be_asked_about(tmp_path: Path) -> None:
    """`valid` of an action is about the uses that do it; of what no use does, nothing is valid."""
    lines = """given calm
ask "void" { possible Shop uses Address for newsletter and not valid }
ask "valid" { possible Shop uses Address for newsletter and valid under house }
ask "nothing" { possible not Shop uses Address for newsletter and valid }
ask "not done" { possible Shop uses Address for research or valid }
claim void { never Shop uses Address for newsletter and not valid }"""

    result = verified(with_lines(SHOP, PANIC, lines.replace(" or valid", " and valid")), tmp_path)
    calm = verified(with_lines(SHOP, PANIC.replace("not calm", "calm and not calm"), lines), tmp_path)

    assert [one.answer for one in result.answers] == ["yes", "yes", "no", "no"]
    assert [one.verdict for one in result.ruled] == ["failed", "failed"]
    assert [one.answer for one in calm.answers][:2] == ["no", "yes"]
    assert [one.verdict for one in calm.ruled] == ["proved", "proved"]


def test_a_claim_about_requests_looks_at_the_yes(tmp_path: Path) -> None:
    """At the rules that are judged there, under the terms that were in force then."""
    at_use = PANIC.replace("rule panic of free", "rule later of free at use")
    terms = """terms Early from 2023-01-01 { clause a Shop may use Address for newsletter }
terms Late from 2024-06-01 amends Early { }"""
    claims = """claim real { every request: valid }
claim early under Early { every request: choice.steps < 1 }
claim late under Late { request SignUp: valid or choice.steps < 1 }
scenario "s" {
  terms Early
  Reader chooses yes in SignUp
  terms Late
  expect consents(Reader) and Shop uses Address for newsletter
}"""

    result = verified(with_lines(SHOP, at_use, "given calm", terms, claims), tmp_path)

    found = {one.name: one.verdict for one in result.ruled if one.kind == "claim"}
    assert found == {"real": "proved", "early": "failed", "late": "proved"}
    assert "terms Late" not in str([s.scenario.events for one in result.ruled for s in one.stories])


def test_a_scenario_may_open_under_any_version_of_the_terms(tmp_path: Path) -> None:
    """`terms V` as its first line; what was permitted then is not permitted later."""
    lines = """terms Early from 2023-01-01 { clause a Vendor may use audio for training }
terms Late from 2024-06-01 amends Early { repeals a }
scenario "it was permitted" {
  terms Early
  expect Vendor may use audio for training
  terms Late
  expect not Vendor may use audio for training
}
scenario "it is not any more" {
  terms Late
  expect Vendor may use audio for training
}"""

    tried = verified(with_lines(CALLS, lines), tmp_path).tried

    assert [one.passed for one in tried] == [True, False]


def test_asking_two_things_in_one_answer_answers_both(tmp_path: Path) -> None:
    """A yes to one purpose only is a no to the other, and a withdrawal for one leaves the other."""
    apart = changed(
        SHOP,
        ("for newsletter\n", "for newsletter, research\n"),
        ("  choice yes", "  for each purpose {\n  choice yes"),
        ("loses nothing }\n  w", "loses nothing }\n  }\n  w"),
    )
    story = """scenario "apart" {
  Reader chooses yes in SignUp for newsletter
  Reader chooses yes in SignUp for research
  Reader withdraws from SignUp for research
  expect Shop uses Address for newsletter and consents(Reader)
  expect not Shop uses Address for research
  Reader chooses no in SignUp for newsletter
  expect not Shop uses Address for newsletter
}"""
    research = "use study { Shop uses Address for research on consent via SignUp }"

    result = verified(with_lines(apart, research, story), tmp_path)

    assert (result.verdict, [one.passed for one in result.tried]) == ("proved", [True])
