"""Characters: what a reader sees of a policy is what the checker reads."""

import pytest

from consentlang.characters import check_characters, check_name, mixed_scripts
from consentlang.diagnostics.report import Report
from consentlang.source import Source, Span


def complaints(text: str) -> list[tuple[str, int]]:
    """The code and the column of each complaint about the characters of *text*."""
    report = Report()
    check_characters(Source("meeting.consent", text), report)
    return [(each.code.number, each.span.column) for each in report]


@pytest.mark.parametrize("character", ["\u202e", "\u2066", "\u200f"])
def test_a_character_that_turns_the_text_around_is_refused(character: str) -> None:
    """A clause cannot be made to look like its opposite, in a comment or outside."""
    assert complaints(f"party A # {character}") == [("E0108", 11)]


@pytest.mark.parametrize("character", ["\u200b", "\x1b", "\ufeff", "\x00", "\U000e0041"])
def test_a_character_that_cannot_be_seen_is_refused(character: str) -> None:
    """Two names cannot differ by something nobody sees."""
    assert complaints(f"party A{character}B") == [("E0110", 8)]


@pytest.mark.parametrize("text", ["party A\n\tis person", "party Büro # 同意 عربى", "party می\u200cخواهم"])
def test_honest_text_passes(text: str) -> None:
    """Tabs, line breaks and every script are fine, the joiners of Persian too."""
    assert complaints(text) == []


@pytest.mark.parametrize(("name", "scripts"), [("pаrty", ("LATIN", "CYRILLIC")), ("οrg", ("GREEK", "LATIN"))])
def test_letters_that_look_alike_do_not_mix(name: str, scripts: tuple[str, ...]) -> None:
    """A Cyrillic or Greek letter does not pass for a Latin one."""
    assert mixed_scripts(name) == scripts


@pytest.mark.parametrize(
    "name", ["party_2", "Société", "同意する", "개인정보", "IT部門", "Организация", "شركة"]
)
def test_names_of_one_language_pass(name: str) -> None:
    """A name may be in any script, and Japanese writes with several."""
    assert mixed_scripts(name) == ()


def test_the_letter_that_does_not_belong_is_named() -> None:
    """The author learns which letter is the odd one."""
    report = Report()
    source = Source("meeting.consent", "pаrty")
    check_name(Span(source, 0, 5), report)

    (diagnostic,) = report
    assert diagnostic.code.number == "E0109"
    assert diagnostic.message == "the name `pаrty` mixes Latin and Cyrillic letters"
    assert diagnostic.help == "write it in one script; `а` is Cyrillic small letter a"
