"""Three small policies: one says little, one does not wait, one is misspelt."""

from typing import Any

SAYS_LITTLE = """policy "A shop that says little" language 1
import std.gdpr
import std.usual

party Shop   is organisation, controller
party Reader is person
data  Address about Reader is ordinary
purpose newsletter

request SignUp to Reader by Shop {
  asks  Address by Shop for newsletter
  choice yes { consents by clicking, steps 1, shown equally }
  choice no  { refuses by clicking, steps 1, shown equally }
}

use mailing { Shop uses Address for newsletter on consent via SignUp }
"""

SAYS_ENOUGH = SAYS_LITTLE.replace(
    """shown equally }
}
""",
    """shown equally, loses nothing }
  tells controller, purpose, data, withdrawal
  withdraw { by clicking, steps 1, loses nothing, stops use at once }
  records who, when, what, how
}
""",
)


def test_silence_is_not_shown_with_a_check_list(verify: Any) -> None:
    """A policy that says nothing of telling, withdrawing or what a no costs gets the lines it lacks."""
    answer = verify(SAYS_LITTLE)

    assert (answer.code, answer.told["verdict"]) == (1, "not_shown")
    lines = "\n".join(str(line) for line in answer.told["checklist"])
    for lacking in ("tells data, controller, purpose, withdrawal, refusal", "loses nothing", "withdraw {"):
        assert lacking in lines
    assert len(answer.told["checklist"]) == len({str(line) for line in answer.told["checklist"]})


def test_the_lines_it_lacked_prove_it(verify: Any) -> None:
    """What the check-list asks for is enough."""
    answer = verify(SAYS_ENOUGH)

    assert (answer.code, answer.told["verdict"]) == (0, "proved_under")


def test_what_is_left_out_is_named_and_the_rest_stays_open(verify: Any) -> None:
    """`leaves out` says that an item is not told, and nothing of the others."""
    answer = verify(SAYS_LITTLE.replace("  choice yes", "  leaves out withdrawal\n  choice yes"))

    told = {finding["rule"]: finding["verdict"] for finding in answer.told["findings"]}
    assert told["withdrawal_not_told"] == "failed"
    assert told["purpose_not_told"] == "not_shown"


def test_at_least_says_nothing_of_the_rest(verify: Any) -> None:
    """`tells at least` says how some items are told."""
    text = SAYS_LITTLE.replace("  choice yes", "  tells at least purpose vaguely, data\n  choice yes")

    told = {finding["rule"]: finding["verdict"] for finding in verify(text).told["findings"]}

    assert told["vague_purpose"] == "failed"
    assert told["controller_not_told"] == "not_shown"
    assert "data_not_told" not in told


def test_what_is_left_out_at_times_is_open_at_others(verify: Any) -> None:
    """`leaves out ... when F`: without F nothing is said."""
    text = SAYS_LITTLE.replace("  choice yes", "  leaves out withdrawal when hurried\n  choice yes")
    text += "fact hurried\nclaim told { every request: %s }\n"

    def judged(formula: str) -> str:
        return str(verify(text % formula).told["claims"][0]["verdict"])

    assert judged("not hurried or not request.tells(withdrawal)") == "proved"
    assert judged("hurried or not request.tells(withdrawal)") == "not_shown"


def test_a_use_from_the_start_is_caught_before_consent(verify: Any) -> None:
    """The shortest story has no event at all: the data is used, nobody was asked."""
    answer = verify(SAYS_ENOUGH.replace("via SignUp }", "via SignUp from the start }"))

    assert (answer.code, answer.told["verdict"]) == (1, "failed")
    early = [f for f in answer.told["findings"] if f["code"] == "E0501"]
    assert [f["events"] for f in early] == [[]]
    assert "after_the_fact" in answer.rules


def test_a_misspelt_purpose_is_wrong_input_and_the_nearest_is_named(verify: Any) -> None:
    """Exit code 2, and what was meant."""
    answer = verify(SAYS_ENOUGH.replace("Address for newsletter on", "Address for newslettr on"))

    assert (answer.code, answer.told["verdict"]) == (2, "error")
    assert [f["code"] for f in answer.told["findings"] if f["severity"] == "error"] == ["E0203"]
    assert "newsletter" in str(answer.told["findings"])
