"""A first policy: whatever somebody tells, it can be read, and fails only for what they told."""

from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from consentlang import driver
from consentlang.diagnostics.report import Report
from consentlang.source import Source
from consentlang.syntax.format import format_file
from consentlang.syntax.parse import parse
from consentlang.templates.situation import Act, Kind, People, Refusal, Setting, Situation, Undo
from consentlang.templates.write import name_from, quoted, write

LETTER = Situation(
    asker="corner bookshop",
    person="reader",
    data="e-mail address",
    purposes=("newsletter",),
    refusal=Refusal.NOTHING,
    undo=Undo.EASY,
    setting=Setting.NONE,
)

words = st.one_of(
    st.sampled_from(
        ["shop", "for", "Question", "Guardian", "3 %", "e-mail", "同意", 'a "b" \\ c', "$law", "# x"]
    ),
    st.text(min_size=1, max_size=12).filter(str.strip),
)
situations = st.builds(
    Situation,
    asker=words,
    person=words,
    data=words,
    purposes=st.lists(words, min_size=1, max_size=3).map(tuple),
    refusal=st.sampled_from(Refusal),
    undo=st.sampled_from(Undo),
    setting=st.sampled_from(Setting),
    kind=st.sampled_from(Kind),
    people=st.sampled_from(People),
    act=st.sampled_from(Act),
    together=st.booleans(),
    recipient=st.none() | words,
    loss=st.none() | words,
    needed=st.sampled_from([None, True, False]),
    law=st.sampled_from(["gdpr", "pipeda", "quebec", "lgpd", "dpdp", "fadp"]),
)


@given(situation=situations)
def test_any_situation_makes_a_policy_without_mistakes(
    situation: Situation, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """It parses, every name is tied, every formula has a meaning, and it is laid out as it should be."""
    text = write(situation)
    path = tmp_path_factory.mktemp("new") / "policy.consent"
    path.write_text(text, encoding="utf-8")

    outcome = driver.check(path)
    report = Report()

    assert not outcome.report.has_errors, list(outcome.report)
    assert text == format_file(parse(Source("again", text), report))


def verdict(situation: Situation, folder: Path) -> str:
    """What `verify` says of the first policy."""
    path = folder / "policy.consent"
    path.write_text(write(situation), encoding="utf-8")
    outcome = driver.verify(path)
    assert outcome.result is not None
    return outcome.result.verdict


@pytest.mark.parametrize("law", ["gdpr", "lgpd", "fadp"])
def test_a_practice_that_is_sound_is_proved(law: str, tmp_path: Path) -> None:
    """A yes by a click, a no that costs nothing, an easy way back."""
    assert verdict(evolve(LETTER, law=law), tmp_path) == "proved_under"


@pytest.mark.parametrize(
    "change",
    [
        {"refusal": Refusal.SERVICE, "needed": False},
        {"refusal": Refusal.MORE, "setting": Setting.WORK},
        {"refusal": Refusal.IMPOSSIBLE},
        {"undo": Undo.NEVER},
        {"undo": Undo.HARDER},
        {"act": Act.PRESELECTED},
        {"act": Act.SILENCE},
        {"purposes": ("newsletter", "adverts"), "together": True},
    ],
    ids=str,
)
def test_a_practice_that_is_not_fails_for_it(change: dict[str, Any], tmp_path: Path) -> None:
    """One thing that was told is enough."""
    assert verdict(evolve(LETTER, **change), tmp_path) == "failed"


@pytest.mark.parametrize(
    "change",
    [
        {"refusal": Refusal.UNKNOWN},
        {"undo": Undo.UNKNOWN},
        {"recipient": "a printer"},
        {"people": People.CHILDREN},
    ],
    ids=str,
)
def test_what_was_not_told_is_not_taken_for_good(change: dict[str, Any], tmp_path: Path) -> None:
    """The checker lists the lines to add."""
    assert verdict(evolve(LETTER, **change), tmp_path) == "not_shown"


def test_special_data_may_be_biometric(tmp_path: Path) -> None:
    """Unless somebody says that it is not: to say special is not to say that it is nothing else."""
    door = evolve(LETTER, data="fingerprint", kind=Kind.SPECIAL, act=Act.CONDUCT, law="bipa")

    assert verdict(door, tmp_path) == "not_shown"


def test_a_price_for_a_no_is_contested(tmp_path: Path) -> None:
    """As pay or consent is."""
    assert verdict(evolve(LETTER, refusal=Refusal.FEE), tmp_path) == "depends"


def test_what_the_service_needs_may_be_lost(tmp_path: Path) -> None:
    """To lose what cannot be had without the data is no cost."""
    needed = evolve(LETTER, refusal=Refusal.SERVICE, needed=True, loss="the letter")

    assert verdict(needed, tmp_path) == "proved_under"


def test_two_things_of_one_name_are_told_apart() -> None:
    """Names are given once; the words stay."""
    text = write(evolve(LETTER, asker="Reader", person="reader"))

    assert 'controller "Reader"' in text
    assert 'is person "reader"' in text
    assert "party Reader2 is person" in text


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("corner bookshop", "CornerBookshop"),
        ("Société générale", "SociétéGénérale"),
        ("同意", "同意"),
        ("pаrty", None),  # the second letter is Cyrillic
        ("№", None),
        ("3 %", None),
    ],
)
def test_a_name_is_made_of_words(told: str, name: str | None) -> None:
    """One in one script, as the language asks; else the role will do."""
    assert name_from(told) == name


def test_a_label_has_nothing_that_cannot_be_seen() -> None:
    """Line breaks and characters that turn the text around are left out."""
    assert quoted("a\nb\u202ec \\") == '"a b c \\\\"'
