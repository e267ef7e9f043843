"""What lowering makes of a policy, where one word decides: judged by what must come of it."""

from pathlib import Path

import pytest

from tests.std.meaning import CALLS, SHOP, changed, terms, with_lines
from tests.std.test_meaning import verified

TWO_PURPOSES = changed(SHOP, ("for newsletter\n", "for newsletter, research\n"))
APART = changed(
    TWO_PURPOSES,
    ("  choice yes", "  for each purpose {\n  choice yes"),
    ("loses nothing }\n  w", "loses nothing }\n  }\n  w"),
)
LUMPED = 'rule lumped of free "asked together" { fails when not request.per_purpose }'
ASKS_ALL = 'rule all of free "asks for all" { fails when request.asks(Content) }'

CASES: dict[str, tuple[str, str, set[str]]] = {
    "one purpose is asked apart": (with_lines(SHOP, LUMPED), "proved", set()),
    "two purposes in one answer are not": (with_lines(TWO_PURPOSES, LUMPED), "failed", {"house.lumped"}),
    "two purposes, each with its answer, are": (with_lines(APART, LUMPED), "proved", set()),
    "to ask for a part is not to ask for the whole": (with_lines(CALLS, ASKS_ALL), "proved", set()),
    "to ask for each part is": (
        changed(with_lines(CALLS, ASKS_ALL), ("asks  audio by", "asks  audio and chat and notes by")),
        "failed",
        {"house.all"},
    ),
    "where nobody asks, nobody is the asker": (
        with_lines(
            SHOP,
            "use sending { Shop uses Address for newsletter on contract }",
            "claim ours { use sending: asker = Shop }",
        ),
        "failed",
        {"claim_broken"},
    ),
    "a yes to one of two purposes that are asked apart is misused for a third": (
        changed(with_lines(APART, "purpose prizes"), ("Address for newsletter on", "Address for prizes on")),
        "failed",
        {"scope_exceeded"},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_must_come_of_it(name: str, tmp_path: Path) -> None:
    """Its verdict, and the rules by which it fails."""
    text, verdict, rules = CASES[name]

    result = verified(text, tmp_path)

    assert {story.fault.name for one in result.ruled for story in one.stories} == rules
    assert result.verdict == verdict


def asked(text: str, folder: Path, *formulas: str) -> list[str]:
    """Whether each of *formulas* is possible under a policy: yes, no, or it depends."""
    asks = (f'ask "{number}" {{ possible {formula} }}' for number, formula in enumerate(formulas))
    return [one.answer for one in verified(with_lines(text, *asks), folder).answers]


def test_a_clause_speaks_of_its_party_and_its_act(tmp_path: Path) -> None:
    """What one may do nobody else may; who may use may not share."""
    text = with_lines(
        CALLS,
        terms(
            "clause a Vendor may use audio for training",
            "clause b Vendor may share chat with Org for training",
            "clause c Org may use chat for training",
        ),
    )

    assert asked(
        text,
        tmp_path,
        "Vendor may use audio for training",
        "Org may use audio for training",
        "Vendor may share audio with Org for training",
        "Vendor may share chat with Org for training",
        "Vendor may use chat for training",
        "Org may use chat for training",
    ) == ["yes", "no", "no", "yes", "no", "yes"]


def test_a_clause_about_one_recipient_speaks_of_no_other(tmp_path: Path) -> None:
    """Whom it names it may be shared with, in whatever order one asks."""
    text = with_lines(
        CALLS,
        "party Lab is organisation",
        "party Press is organisation",
        terms("clause a Vendor may share audio with Lab for training"),
    )
    share = "Vendor may share audio with {} for training"

    assert asked(text, tmp_path, *map(share.format, ("Lab", "Press"))) == ["yes", "no"]
    assert asked(text, tmp_path, *map(share.format, ("Press", "Lab"))) == ["no", "yes"]


@pytest.mark.parametrize("formula", ["price = 10", "price != 10"])
def test_a_number_is_one_number(formula: str, tmp_path: Path) -> None:
    """What is compared with `=` alone can be that and can be another."""
    assert asked(with_lines(SHOP, "fact price number"), tmp_path, formula) == ["depends"]


def test_nobody_else_is_guardian_unless_it_says_at_least(tmp_path: Path) -> None:
    """A line says all of its pair, and of the others nobody is one."""
    text = with_lines(SHOP, "party Mother is person", "guardian Mother of Reader when calm")
    formulas = ("guardian(Mother, Reader)", "guardian(Mother, Reader) and not calm", "guardian(Shop, Reader)")

    assert asked(text, tmp_path, *formulas) == ["yes", "no", "no"]
    more = changed(text, ("Reader when calm", "Reader at least when calm"))
    assert asked(more, tmp_path, *formulas) == ["yes", "depends", "no"]


def test_a_power_line_may_speak_of_everybody_of_a_kind_on_one_side(tmp_path: Path) -> None:
    """Of every person under one organisation, or of one person under every organisation."""
    base = with_lines(SHOP, "party Writer is person")
    pairs = ("power(Shop, Reader)", "power(Shop, Writer)", "power(Ads, Reader)")

    over_every = with_lines(base, "power Shop over every person q when calm")
    assert asked(over_every, tmp_path, *pairs) == ["yes", "yes", "depends"]
    assert asked(over_every, tmp_path, *(f"{pair} and not calm" for pair in pairs)) == ["no", "no", "depends"]

    every_over = with_lines(base, "power every organisation o over Reader when calm")
    assert asked(every_over, tmp_path, *pairs) == ["yes", "depends", "yes"]
    assert asked(every_over, tmp_path, *(f"{pair} and not calm" for pair in pairs)) == ["no", "depends", "no"]


def test_power_may_hang_on_a_feature_for_one_who_may_be_another(tmp_path: Path) -> None:
    """In both roles it is there exactly while the feature is on."""
    text = with_lines(
        CALLS,
        "feature Assist switched on by Host, off at start",
        "power Org over Host when Assist.on",
        "power Org over Attendee when Assist.on",
    )
    pairs = ("power(Org, Host)", "power(Org, Attendee)")

    assert asked(text, tmp_path, *pairs, *(f"{pair} and not Assist.on" for pair in pairs)) == [
        "yes",
        "yes",
        "no",
        "no",
    ]
