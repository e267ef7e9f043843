"""What one law lets be though another forbids it, and the days on which rules begin and end."""

from pathlib import Path
from typing import Any, Final

import pytest

from tests.std.pairs import changed

HERE: Final = Path(__file__).parent


def base(regime: str, *changes: tuple[str, str]) -> str:
    """The policy from which the pairs of *regime* depart, changed."""
    text = (HERE / regime / "base.consent").read_text(encoding="utf-8")
    for old, new in changes:
        text = changed(text, old, new)
    return text


PERMITTED: Final = {
    "a release as a condition of employment is a release (BIPA 10)": base(
        "bipa", ("loses nothing", "loses Job"), ("stake Job\n", "stake Job\npower Firm over Worker\n")
    ),
    "a biometric release need not be revocable (BIPA 15(b))": base(
        "bipa", ("withdraw { by writing, stops use at once }", "withdraw none")
    ),
    "power and a reward do not void an authorization (45 CFR 164.508)": base(
        "hipaa",
        ("given Form.copied", "given Form.copied\npower Clinic over Patient"),
        ("consents by signing", 'consents by signing, gains "20 dollars"'),
    ),
    "a sale that one can opt out of needs no yes (Civ. Code 1798.120(a))": base(
        "ccpa", ("on consent via Question }", "on other_law }\ngiven Sharing.sold")
    ),
    "from 13 to 15 one opts in oneself (Civ. Code 1798.120(c))": base(
        "ccpa",
        ("on consent via Question }", "on consent via Question }\ngiven Sharing.sold"),
        ("import std.usual\n", "import std.usual\ngiven Person.age >= 13 and Person.age < 16\n"),
        ("consents by clicking, steps 1", "consents by clicking, steps 2"),
    ),
    "whoever is told at the outset and goes on has agreed (Kearney)": base(
        "recording_california", ("consents by saying", "consents by continuing")
    ),
    "one party's yes is enough (18 USC 2511(2)(d))": base(
        "recording_federal",
        ("data Call about Caller is ordinary", "data Call about Caller, Friend is ordinary"),
        ("on consent via Notice }", "on other_law when consents(Caller) }"),
    ),
    "a child's service may end with the parent's yes (16 CFR 312.6(c))": base(
        "coppa", ("withdraw { by clicking, loses nothing,", "withdraw { by clicking, loses Game,")
    ),
    "a reward, and power, are weighed and not fatal in research (45 CFR 46.116(a)(2))": base(
        "common_rule",
        ("consents by signing", 'consents by signing, gains "20 dollars"'),
        ('given no power Lab over Person "strangers"', "power Lab over Person"),
    ),
    "section 5 asks for no yes to what people expect (15 USC 45)": base(
        "ftc", ("on consent via Question }", "on other_law }")
    ),
}


@pytest.mark.parametrize("text", PERMITTED.values(), ids=PERMITTED.keys())
def test_it_is_permitted(text: str, verify: Any) -> None:
    """Nothing fails, and no rule is told."""
    answer = verify(text)

    assert answer.told["verdict"] in {"proved", "proved_under"}
    assert answer.keys == set()


def test_all_parties_means_each(verify: Any) -> None:
    """What is enough under federal law is not in California: the other party did not agree."""
    text = PERMITTED["one party's yes is enough (18 USC 2511(2)(d))"]

    answer = verify(text.replace("recording_federal", "recording_california"))

    assert "recording_california.not_everyone" in answer.keys


LUMPED: Final = (
    ("asks Voice by App for play to Other", "asks Voice by App for play, adverts to Other"),
    ("by Parent for Child, loses nothing }", "by Parent for Child, loses Game }"),
    ('given not necessary(Voice, play) "the game goes without it"', "necessary Voice for play in Game"),
)
APART: Final = (
    ("asks Voice by App for play to Other", "asks Voice by App for play, adverts to Other"),
    ("  joined to nothing\n", "  choice part { consents to adverts by clicking, by Parent for Child }\n"),
)
OPTED_OUT: Final = (
    (
        "on consent via Question }",
        "on consent via Question }\ngiven Sharing.sold and Person.signalled and Sharing.unconfirmed",
    ),
    ("consents by clicking, steps 1", "consents by clicking, steps 2"),
)
STEPS: Final = (("choice no  { refuses by clicking, steps 1", "choice no  { refuses by clicking, steps 2"),)


def ccpa(line: str) -> tuple[tuple[str, str], ...]:
    """The base policy of std.ccpa with one more line."""
    return (("import std.usual\n", f"import std.usual\n{line}\n"),)


OTHER_BASIS: Final = (
    "on consent via Question }",
    "on other_law }\ngiven Sharing.sold and Sharing.incompatible",
)

DAYS: Final = [
    # the rule, a policy that breaks it, a day on which it does not count, the day beside it on which it does
    ("ccpa.longer_to_refuse", base("ccpa", *STEPS), "2023-03-28", "2023-03-29"),
    ("ccpa.opt_out_harder", base("ccpa", *STEPS, OTHER_BASIS), "2023-03-28", "2023-03-29"),
    ("ccpa.unexpected_purpose", base("ccpa", OTHER_BASIS), "2023-03-28", "2023-03-29"),
    (
        "ccpa.later_is_no_no",
        base("ccpa", ("choice no  { refuses by", "choice no  { postpones by")),
        "2023-03-28",
        "2023-03-29",
    ),
    (
        "ccpa.paler_refusal",
        base(
            "ccpa",
            (
                "refuses by clicking, steps 1, shown equally",
                "refuses by clicking, steps 1, shown less prominent",
            ),
        ),
        "2023-03-28",
        "2023-03-29",
    ),
    (
        "ccpa.hidden_refusal",
        base(
            "ccpa",
            ("refuses by clicking, steps 1, shown equally", "refuses by clicking, steps 1, shown hidden"),
        ),
        "2023-03-28",
        "2023-03-29",
    ),
    ("ccpa.hard_to_understand", base("ccpa", *ccpa("given Question.obscure")), "2023-03-28", "2023-03-29"),
    ("ccpa.confusing_words", base("ccpa", *ccpa("given Question.confusing")), "2023-03-28", "2023-03-29"),
    (
        "ccpa.bundled",
        base(
            "ccpa",
            ("asks Address by Business for study to", "asks Address by Business for study, adverts to"),
        ),
        "2023-03-28",
        "2023-03-29",
    ),
    (
        "ccpa.longer_to_withdraw",
        base("ccpa", ("withdraw { by clicking, steps 1", "withdraw { by clicking, steps 3")),
        "2023-03-28",
        "2023-03-29",
    ),
    (
        "ccpa.hidden_way_back",
        base(
            "ccpa",
            (
                "withdraw { by clicking, steps 1, shown equally",
                "withdraw { by clicking, steps 1, shown hidden",
            ),
        ),
        "2023-03-28",
        "2023-03-29",
    ),
    ("ccpa.opt_out_unconfirmed", base("ccpa", *OPTED_OUT), "2025-12-31", "2026-01-01"),
    ("coppa.retention_not_told", base("coppa", ("  tells duration\n", "")), "2026-04-21", "2026-04-22"),
    ("coppa.disclosure_in_one_yes", base("coppa", *APART), "2026-04-21", "2026-04-22"),
    ("coppa.disclosure_lumped", base("coppa", *LUMPED), "2025-06-23", "2025-06-22"),  # the exception began
    ("bipa.clicked_release", base("bipa", ("by signing", "by clicking")), "2024-08-02", "2024-08-01"),
    (
        "hipaa.sale",
        base("hipaa", ("on consent via Form }", "on other_law }\ngiven Sharing.sold")),
        "2013-09-22",
        "2013-09-23",
    ),
    (
        "common_rule.key_facts_buried",
        base("common_rule", ("given Form.copied", "given Form.copied and Form.key_facts_late")),
        "2019-01-20",
        "2019-01-21",
    ),
    (
        "common_rule.future_use_not_told",
        base("common_rule", ("given Form.tells_future_use", "given not Form.tells_future_use")),
        "2019-01-20",
        "2019-01-21",
    ),
    (
        "common_rule.refused_before",
        base(
            "common_rule",
            ("on consent via Form }", "on other_law }\ngiven Study.waived and Person.refused_broad"),
        ),
        "2019-01-20",
        "2019-01-21",
    ),
]


@pytest.mark.parametrize(("rule", "text", "without", "with_it"), DAYS, ids=[day[0] for day in DAYS])
def test_the_law_of_the_day_counts(rule: str, text: str, without: str, with_it: str, verify: Any) -> None:
    """The same policy breaks the rule on one day and not on the other."""
    assert rule not in verify(text, "--as-of", without).keys
    assert rule in verify(text, "--as-of", with_it).keys
