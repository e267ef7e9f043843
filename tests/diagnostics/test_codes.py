"""Codes: each is declared once, can be found, and has a page."""

import re

import pytest

from consentlang.diagnostics import codes
from consentlang.diagnostics.codes import Code, Severity, every_code, find


def test_a_number_is_declared_once() -> None:
    """A number never means two things, be it an error's or a warning's."""
    with pytest.raises(ValueError, match="declared twice"):
        codes.warning("W0203", "another-name", "another title")


def test_a_name_is_declared_once() -> None:
    """A name never means two things."""
    with pytest.raises(ValueError, match="declared twice"):
        codes.error("E0999", "unknown-purpose", "another title")


@pytest.mark.parametrize("code", every_code(), ids=lambda code: code.number)
def test_a_code_has_the_form_that_people_cite(code: Code) -> None:
    """A letter for the severity and four digits; a name in lower case; a title without a full stop."""
    letter = {Severity.ERROR: "E", Severity.WARNING: "W"}[code.severity]

    assert re.fullmatch(rf"{letter}\d{{4}}", code.number)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code.name)
    assert not code.title.endswith(".")
    assert not code.title[0].isupper()


@pytest.mark.parametrize("word", ["E0203", "e0203", "unknown-purpose", "Unknown-Purpose"])
def test_a_code_is_found_by_number_and_by_name(word: str) -> None:
    """Capitals do not matter to whoever types a code."""
    assert find(word) is codes.UNKNOWN_PURPOSE


def test_a_word_that_is_no_code_is_not_found() -> None:
    """Nothing is found for a word that means no code."""
    assert find("E9999") is None


def test_codes_are_listed_in_the_order_of_their_numbers() -> None:
    """The hundreds stand together, errors and warnings alike."""
    digits = [code.number[1:] for code in every_code()]

    assert digits == sorted(digits)
