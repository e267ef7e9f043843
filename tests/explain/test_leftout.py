"""What is left out: the check-list, and what an import would settle of it."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

import consentlang
from consentlang import driver
from consentlang.analysis.verdict import Result
from consentlang.core import ir
from consentlang.diagnostics.look import Look
from consentlang.diagnostics.report import Report
from consentlang.explain.leftout import USUAL, settled_by_usual
from consentlang.explain.recount import recount
from consentlang.explain.story import story

SHOP: Final = """
policy "Silent" language 1
import std.LAW
party Shop   is organisation, controller
party Reader is person
data Address about Reader is ordinary
purpose news
request SignUp to Reader by Shop {
  asks Address by Shop for news
  choice yes { consents by clicking, steps 1, shown equally }
  choice no  { refuses by clicking, steps 1, shown equally, loses nothing }
}
use mailing { Shop uses Address for news on consent via SignUp }
"""

MEETING: Final = """
policy "Silent on others" language 1
import std.LAW
party Vendor   is organisation, controller
party Attendee is person, many
party Parent   is person
data Talk about Attendee is ordinary
data Health about Attendee is special
purpose training
purpose scoring
guardian Parent of Attendee when Attendee.age < 16
request Notice to Attendee by Vendor {
  asks Talk by Vendor for training
  choice yes { consents by clicking }
  choice no  { refuses by clicking }
}
use learning { Vendor uses Talk for training on consent via Notice }
use scores   { Vendor uses Health for scoring on contract }
"""

Verify = Callable[[str], Result]


@pytest.fixture
def verify(tmp_path: Path) -> Verify:
    """Verify a policy."""

    def verified(text: str) -> Result:
        path = tmp_path / "policy.consent"
        path.write_text(text, encoding="utf-8")
        found = driver.verify(path)
        assert found.result is not None
        return found.result

    return verified


def assumed(result: Result) -> set[str]:
    """The questions that a line of `std.usual` answers."""
    lines = [line.expr for line in result.program.constraints if line.source == "std.usual"]
    return {part.fact for line in lines for part in ir.walk(line) if isinstance(part, ir.Is)}


@pytest.mark.parametrize("law", ["gdpr", "quebec", "fadp", "ftc"])
@pytest.mark.parametrize("policy", [SHOP, MEETING])
def test_what_the_usual_is_said_to_assume_it_does_assume(verify: Verify, policy: str, law: str) -> None:
    """No line of the check-list is left that the import is said to save, and no other is saved."""
    silent = verify(policy.replace("LAW", law))
    usual = verify(policy.replace("LAW", f"{law}\nimport std.usual"))
    saved = {settle.fact for settle in silent.checklist if settled_by_usual(silent.program, settle)}

    assert saved
    assert saved == {settle.fact for settle in silent.checklist} & assumed(usual)
    assert not saved & {settle.fact for settle in usual.checklist}


def test_each_word_that_the_usual_assumes_is_known() -> None:
    """A line that is added to the library is counted, too."""
    path = Path(consentlang.__file__).parent / "std" / "usual" / "usual.consent"
    assumed = set(re.findall(r"\b[a-z]\.(\w+)", path.read_text(encoding="utf-8")))

    assert assumed - {"purposes"} == {*USUAL, "age"}


def test_an_import_is_offered_at_the_head_of_a_long_check_list(verify: Verify) -> None:
    """And not where it would save a line or two."""
    head = "or `import std.usual`, which assumes"
    silent = SHOP.replace("LAW", "gdpr")
    told = story(recount("policy.consent", Report(), verify(silent)), Look(width=80))
    usual = story(
        recount("policy.consent", Report(), verify(silent.replace("gdpr", "gdpr\nimport std.usual"))), Look()
    )

    assert f"{head} 10 of these; the verdict will name them" in told
    assert head not in usual


def test_a_gap_under_two_laws_that_share_the_rule_is_told_once(verify: Verify) -> None:
    """`std.eprivacy` has the rules of `std.gdpr`."""
    both = SHOP.replace("LAW", "gdpr\nimport std.eprivacy").replace("is ordinary", "is device")
    told = story(recount("policy.consent", Report(), verify(both)), Look())

    assert told.count("The person could not understand what they were asked (not_capable: `SignUp`)") == 1


def test_a_fact_about_a_request_reads_as_a_sentence(verify: Verify) -> None:
    """Its label stands after `is`, or `is not`."""
    facts = verify(SHOP.replace("LAW", "gdpr")).program.facts

    assert facts["SignUp.obscure"].words == {
        "no": "`SignUp` is not hard to find, to read or to understand",
        "yes": "`SignUp` is hard to find, to read or to understand",
    }
