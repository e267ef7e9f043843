"""The nearest name: what a misspelt word was probably meant to be."""

import pytest

from consentlang.diagnostics.nearest import distance, nearest, nearest_name


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("trainig", "training"),
        ("trianing", "training"),
        ("TRAINING", "training"),
        ("traiining", "training"),
        ("sumary", "summary"),
        ("cookies", None),
        ("x", None),
    ],
)
def test_a_slip_of_the_pen_finds_the_name(word: str, expected: str | None) -> None:
    """A letter dropped, added, swapped or in capitals is forgiven; another word is not."""
    assert nearest_name(word, ["summary", "training"]) == expected


def test_the_nearest_of_several_wins_and_the_first_of_equals() -> None:
    """The answer does not depend on anything but the names and their order."""
    assert nearest_name("audit", ["audits", "audio", "audit_log"]) == "audits"
    assert nearest_name("form", ["from", "farm"]) == "from"


def test_a_name_is_never_offered_for_itself() -> None:
    """A name of the wrong kind is not helped by repeating it."""
    assert nearest_name("audio", ["audio", "video"]) is None


def test_the_offer_is_a_question() -> None:
    """The help asks; it does not decide."""
    assert nearest("trainig", ["training"]) == "did you mean `training`?"
    assert nearest("cookies", ["training"]) is None


@pytest.mark.parametrize(
    ("one", "other", "expected"), [("", "", 0), ("ab", "ba", 1), ("abc", "", 3), ("kitten", "sitting", 3)]
)
def test_distance_counts_slips(one: str, other: str, expected: int) -> None:
    """Added, dropped, changed and swapped letters count one each, both ways alike."""
    assert distance(one, other, 9) == distance(other, one, 9) == expected
