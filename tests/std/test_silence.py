"""Silence never helps the author: what is not said is asked, by std.gdpr itself or answered by std.usual."""

from pathlib import Path
from typing import Any

import pytest

BASE = (Path(__file__).parent / "gdpr" / "base.consent").read_text(encoding="utf-8")
BASE = BASE.replace("import std.gdpr\n", "import std.gdpr\nimport std.attributes\n")
BASE = BASE.replace("  tells automated_decisions\n", "")

USUAL = [
    "Person.age >= 18",
    "Person.capable",
    "Person.alone",
    "not Question.obscure",
    "not Question.deceptive",
    "not Question.pressing",
    "not Sharing.outgrown",
    "not study.automated",
]
"""What std.usual takes for granted."""

CONTESTED = "not Sharing.stale"
"""What std.usual takes for granted too, and authorities weigh."""

ASKED = ["Question.passes_on"]
"""What is asked of everybody who shares."""


def without(*lines: str, text: str = BASE) -> str:
    """The base policy without these `given` lines."""
    for line in lines:
        assert text.count(f"given {line}\n") == 1, line
        text = text.replace(f"given {line}\n", "")
    return text


@pytest.mark.parametrize("line", [*USUAL, *ASKED])
def test_what_a_line_said_is_asked_when_it_is_gone(line: str, verify: Any) -> None:
    """Each thing that rules turn on is open until somebody settles it."""
    answer = verify(without(line))

    assert (answer.code, answer.told["verdict"]) == (1, "not_shown")
    assert answer.told["checklist"] != []


def test_what_authorities_weigh_makes_it_depend_when_it_is_gone(verify: Any) -> None:
    """In one reading it is asked, in the other it is nothing."""
    answer = verify(without(CONTESTED))

    assert (answer.code, answer.told["verdict"]) == (1, "depends")


def test_std_usual_answers_what_is_usual(verify: Any) -> None:
    """With it, nobody is asked; the verdict names each line it leaned on."""
    text = without(*USUAL, CONTESTED).replace("import std.attributes\n", "import std.usual\n")

    answer = verify(text)

    assert (answer.code, answer.told["verdict"]) == (0, "proved_under")
    assumed = str(answer.told["assumptions"])
    for reason in ("adults", "answer for themselves", "plain", "asked for", "machine"):
        assert reason in assumed


def test_std_usual_answers_nothing_else(verify: Any) -> None:
    """What is asked of everybody who shares is asked all the same."""
    text = without(*USUAL, CONTESTED, *ASKED).replace("import std.attributes\n", "import std.usual\n")

    assert verify(text).told["verdict"] == "not_shown"


WORK = """policy "A survey at work" language 1
import std.gdpr
import std.usual
import std.work

party Firm   is organisation, controller
party Worker is person
data Answers about Worker is ordinary
purpose survey
service Canteen
given not necessary(Answers, survey) "lunch was served before"

request Form to Worker by Firm {
  asks  Answers by Firm for survey
  tells controller, purpose, data, withdrawal, refusal
  choice yes { consents by clicking, steps 1, shown equally }
  choice no  { refuses by clicking, steps 1, shown equally, loses Canteen }
  withdraw { by clicking, steps 1, loses nothing, stops use at once }
  records who, when, what, how
}

use survey_use { Firm uses Answers for survey on consent via Form }
"""


def test_what_a_party_is_says_all_that_it_is(verify: Any) -> None:
    """`is organisation, controller` is a written line: no public authority, so nobody is asked about that."""
    paid = WORK.replace("loses Canteen", "pays 3 EUR") + 'given no power Firm over Worker "volunteers"\n'

    assert "public_authority" not in verify(paid).rules


def test_what_a_party_is_that_does_not_say_is_asked(verify: Any) -> None:
    """With no `is` at all a party may be an authority, and have the power of an organisation."""
    paid = WORK.replace("loses Canteen", "pays 3 EUR").replace(" is organisation, controller", "")

    answer = verify(paid + 'given no power Firm over Worker "volunteers"\n')

    assert "public_authority" in answer.rules
    assert "Firm is public_authority" in str([f.get("unsaid") for f in answer.told["findings"]])
    assert "party Firm is organisation" in str(answer.told["checklist"])


def test_an_employer_has_power(verify: Any) -> None:
    """Whoever works there is coerced where a no costs something."""
    answer = verify(WORK + "given employs(Firm, Worker)\n")

    coerced = [f for f in answer.told["findings"] if f.get("coerced")]
    assert [f["rule"].rpartition(".")[2] for f in coerced] == ["imbalance"]


def test_without_employment_other_power_stays_open(verify: Any) -> None:
    """`at least`: that nobody employs does not say that nobody has power."""
    answer = verify(WORK + "given not employs(Firm, Worker)\n")

    assert "imbalance" in answer.rules
    assert "tied" in answer.rules


def test_a_judgement_settles_power(verify: Any) -> None:
    """No power, no coercion; it is a condition all the same."""
    answer = verify(WORK + 'given no power Firm over Worker "volunteers"\n')

    assert "imbalance" not in answer.rules
    assert not any(f.get("coerced") for f in answer.told["findings"])
    assert "tied" in answer.rules


def test_a_relation_is_named_for_whom_it_is_said_of(verify: Any) -> None:
    """That a firm employs an agent is nothing said of its callers: power over them stays unsaid."""
    text = without('no power Asker over Person "one shop among many"').replace("loses nothing", "loses Shop")
    text = text.replace("import std.gdpr\n", "import std.gdpr\nimport std.work\n")
    text += "given employs(Asker, Friend)\n"

    def coerced(text: str) -> set[str]:
        return {f["verdict"] for f in verify(text).told["findings"] if f["rule"] == "imbalance"}

    assert coerced(text) == {"not_shown"}
    assert coerced(text + "fact busy when employs(Asker, Person)\n") == {"failed"}
