"""The pages of the law say what the libraries say, and what came of running the policies."""

import runpy
from pathlib import Path

import pytest

from consentlang.diagnostics.report import Report
from consentlang.explain.condition import Conditions
from consentlang.names.resolve import resolve
from consentlang.source import Source
from consentlang.syntax import ast
from consentlang.syntax.parse import parse
from consentlang.types.check import check

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture(scope="module")
def pages() -> dict[Path, str]:
    """What the script would write, by where."""
    written: dict[Path, str] = runpy.run_path(str(DOCS / "generate.py"))["law_pages"]()
    return written


def test_the_pages_are_up_to_date(pages: dict[Path, str]) -> None:
    """Else run `python docs/generate.py`."""
    stale = [
        path.name
        for path, text in pages.items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]

    assert stale == []


def test_no_page_is_left_over(pages: dict[Path, str]) -> None:
    """Of a library that is gone; the page of the cases is written by the command."""
    assert {path.name for path in (DOCS / "law").glob("*.md")} - {"cases.md"} == {path.name for path in pages}


def test_every_page_says_that_it_is_no_advice(pages: dict[Path, str]) -> None:
    """A plain line on each."""
    assert [path.name for path, text in pages.items() if "no legal advice" not in text] == []


HEAD = """
policy "Test" language 1
import std.attributes
party Shop is organisation, controller
party Person is person
data D about Person
purpose news
regime house
element e "e"
define easy(c) { not c.costs }
define easier(c, d) { c.steps < d.steps }
request Ask to Person by Shop { asks D by Shop for news choice yes { consents } }
use mail { Shop uses D for news on consent via Ask }
"""


IN_WORDS = """
request.pressing
  the request is pressing, threatening, shaming, hurrying or wearing people down
choice.act = silence
  the yes is expressed by silence
choice.act != silence and choice.gains
  the yes is not expressed by silence and is rewarded
some p of interested { power(p, subject) }
  some party that wants the yes has power over the person
no r of request.refusals { not r.costs }
  no way to refuse costs nothing
not some r of request.refusals { easy(r) }
  no way to refuse is *easy*
every r of request.refusals { easier(choice, r) }
  the yes is *easier* every way to refuse
not every r of request.refusals { easy(r) }
  some way to refuse is not *easy*
some r of request.refusals { some s of stakes { r.loses(s) } }
  for some way to refuse *r*: *r* loses something at stake
not request.tells(purpose)
  the request does not plainly tell what for
subject.age < 13 or not subject.capable
  the age of the person is less than 13, or the person is not able to understand what is asked, and to decide
not (choice.gains and choice.preselected)
  the yes is not rewarded or is not set in advance
use.basis = nothing and (request.joined or choice.pays)
  the use rests on nothing, and (the request is joined to other matters, or the yes costs money)
decider != subject and not guardian(decider, subject)
  whoever says yes is not the person and is no guardian of the person
true
  always
"""
"""A formula on a line, and the sentence below it."""


def pairs() -> list[tuple[str, str]]:
    """The formulas with their sentences."""
    lines = IN_WORDS.strip().splitlines()
    return [(formula, words.strip()) for formula, words in zip(lines[::2], lines[1::2], strict=True)]


@pytest.mark.parametrize(("formula", "words"), pairs())
def test_a_condition_in_words(formula: str, words: str) -> None:
    """A plain sentence says the same."""
    report = Report()
    text = f"{HEAD}rule r of e at use {{ fails when {formula} }}\n"
    model = check(resolve(parse(Source("test.consent", text), report), report), report)
    assert not report.has_errors
    (rule,) = (item for _, item in model.each_item() if isinstance(item, ast.Rule))

    assert Conditions(model.ties).sentence(rule.body.condition) == words
