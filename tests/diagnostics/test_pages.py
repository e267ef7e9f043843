"""Pages: the wrong policy of each gives its code, and the right one no error."""

import pytest

from consentlang.diagnostics.codes import Code, every_code
from consentlang.diagnostics.explain import page
from consentlang.diagnostics.report import Report
from consentlang.names.resolve import resolve
from consentlang.source import Source
from consentlang.syntax.parse import parse
from consentlang.types.check import check

CHECKED = [code for code in every_code() if not code.number.startswith(("E05", "W061"))]
"""Codes of the passes up to types; what verification finds is shown by the tests of analysis."""


def complaints(text: str) -> Report:
    """What the passes up to types say of *text*."""
    report = Report()
    check(resolve(parse(Source("page.consent", text), report), report), report)
    return report


@pytest.mark.parametrize("code", CHECKED, ids=lambda code: code.number)
def test_the_wrong_policy_of_a_page_gives_its_code(code: Code) -> None:
    """What a page calls wrong is found wrong, for that reason and no other."""
    text = page(code).wrong
    if text is None:
        pytest.skip("no policy by itself can show it")

    found = {each.code.number for each in complaints(text)}

    assert found == {code.number}


@pytest.mark.parametrize("code", CHECKED, ids=lambda code: code.number)
def test_the_right_policy_of_a_page_is_right(code: Code) -> None:
    """What a page recommends is accepted."""
    text = page(code).right
    if text is None:
        pytest.skip("no policy by itself can show it")

    report = complaints(text)

    assert [each for each in report if each.code.number == code.number] == []
    assert not report.has_errors
