"""Pages: every code has one, and it can be taken apart."""

import pytest

from consentlang.diagnostics.codes import UNKNOWN_PURPOSE, Code, every_code
from consentlang.diagnostics.explain import PageMissing, explain, page, parse_page


@pytest.mark.parametrize("code", every_code(), ids=lambda code: code.number)
def test_every_code_has_a_page(code: Code) -> None:
    """A page says what and why, and shows a wrong policy only together with a right one."""
    found = page(code)

    assert found.what
    assert found.why
    assert (found.wrong is None) == (found.right is None)
    assert found.wrong is None or found.wrong != found.right


def test_a_page_must_be_about_its_code() -> None:
    """A page copied from another code and not rewritten is found out."""
    with pytest.raises(ValueError, match="should begin with"):
        parse_page(
            UNKNOWN_PURPOSE, "# E0202 unknown-party: no party of this name\n\nWhat.\n\n## Why\n\nSo.\n"
        )


def test_a_page_is_opened_by_number_or_name() -> None:
    """Whoever met a code in a message can type either."""
    assert explain("e0203").code is explain("unknown-purpose").code is UNKNOWN_PURPOSE


def test_a_word_that_is_no_code_is_met_with_an_offer() -> None:
    """A slip of the pen in a code is helped like one in a policy."""
    with pytest.raises(PageMissing) as missing:
        explain("unknown-porpose")

    assert str(missing.value) == "no code is numbered or named `unknown-porpose`"
    assert missing.value.help == "did you mean `unknown-purpose`?"
