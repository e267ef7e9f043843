"""The library's page, and what README shows of it: each prompt answers what is shown, in order."""

import doctest
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHOWN = re.compile(r"^```pycon\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", ["README.md", "docs/reference/python.md"])
def test_the_library_answers_what_is_shown(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What one block of a page names, the next ones know."""
    monkeypatch.chdir(ROOT)
    text = (ROOT / page).read_text(encoding="utf-8")
    prompts = "\n".join(block["text"] for block in SHOWN.finditer(text))
    test = doctest.DocTestParser().get_doctest(prompts, {}, page, page, 0)
    told: list[str] = []

    failed, tried = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=told.append)

    assert tried > 0
    assert not failed, "".join(told)
