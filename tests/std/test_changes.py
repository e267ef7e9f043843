"""What no change may do: order means nothing, silence helps nobody, an open fact mends nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from consentlang.analysis.verdict import ORDER, Result
from consentlang.analysis.verify import verify
from consentlang.core.lower import lower
from consentlang.diagnostics.report import Report
from consentlang.driver import load
from consentlang.source import Source
from consentlang.syntax import ast
from consentlang.syntax.parse import parse
from tests.std.meaning import CASES

EXAMPLES = Path(__file__).parents[2] / "examples"
FAILING = [EXAMPLES / "newsletter" / "failing.consent", EXAMPLES / "clinic" / "failing.consent"]
LAW = (ast.Regime, ast.Element, ast.Rule, ast.Define)
PRACTICES = (ast.Preselected, ast.Gains, ast.JoinedTo)
"""What is not so unless it is written (docs/adr/0001)."""

Found = dict[str, tuple[str, frozenset[str]]]
"""By what must hold: the verdict, and the rules that stories tell of."""


def found(text: str, folder: Path) -> Found | None:
    """What is found of a policy; None if it makes no sense."""
    path, report = folder / "policy.consent", Report()
    path.write_text(text, encoding="utf-8")
    model = load(path, report)
    return None if model is None or report.has_errors else _told(verify(lower(model), mend=False))


def _told(result: Result) -> Found:
    return {
        f"{one.kind} {one.name}": (one.verdict, frozenset(story.fault.name for story in one.stories))
        for one in result.ruled
    }


def items(text: str) -> tuple[ast.Item, ...]:
    """The items of a policy, in order."""
    return parse(Source("policy.consent", text), Report()).items


def below(node: ast.Node) -> Iterator[ast.Node]:
    """*node* and all below it."""
    yield node
    for child in ast.children(node):
        yield from below(child)


@pytest.mark.parametrize("name", CASES)
def test_the_order_of_items_means_nothing(name: str, tmp_path: Path) -> None:
    """But for lines of law, which stand below the regime that they belong to."""
    text = CASES[name][0]
    head, rest = text.split("\n", 1)
    law = [item.span.text for item in items(text) if isinstance(item, LAW)]
    others = [item.span.text for item in items(text) if not isinstance(item, LAW)]

    assert found("\n".join((head, *others[::-1], *law)), tmp_path) == found(f"{head}\n{rest}", tmp_path)


def silenced(text: str) -> Iterator[str]:
    """*text* without one line of a request, or without one phrase of an answer."""
    for node in (node for item in items(text) for node in below(item)):
        if isinstance(node, ast.Tells | ast.Records | ast.Withdraw | ast.Expires | ast.ReAsks):
            yield text[: node.span.start] + text[node.span.end :]
        if isinstance(node, ast.Choice | ast.Withdraw):
            phrases = node.phrases or ()
            for phrase, before in zip(phrases[1:], phrases, strict=False):
                if not isinstance(phrase, PRACTICES):
                    yield text[: before.span.end] + text[phrase.span.end :]


@pytest.mark.parametrize("path", FAILING, ids=lambda path: path.parent.name)
def test_saying_less_proves_no_more(path: Path, tmp_path: Path) -> None:
    """Whatever line or phrase is left out, nothing is proved that was not."""
    text = path.read_text(encoding="utf-8")
    said = found(text, tmp_path)
    assert said is not None

    for fewer in silenced(text):
        for name, (verdict, _) in (found(fewer, tmp_path) or {}).items():
            assert verdict not in {"proved", "proved_under"} or said[name][0] == verdict, fewer


@pytest.mark.parametrize("name", [name for name, (text, *_) in CASES.items() if "\ngiven " in text])
def test_an_open_fact_mends_nothing(name: str, tmp_path: Path) -> None:
    """Without a `given` no verdict gets better, but for one that says that nothing came to the test."""
    text = CASES[name][0]
    said = found(text, tmp_path)
    assert said is not None

    for line in (item.span.text for item in items(text) if isinstance(item, ast.Given)):
        opened = found(text.replace(line, "", 1), tmp_path) or {}
        for key, (verdict, _) in opened.items():
            before = said[key][0]
            assert before == "vacuous" or ORDER.index(verdict) <= ORDER.index(before)
