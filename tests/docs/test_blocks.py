"""
The policies in the documents: each is checked, as a reader who copies it would.

A block marked `consent` is a whole policy. One marked `consent fragment` is a piece of one, and parses
where it belongs. A comment `<!-- wrong: E0203 -->` right above a policy says what is wrong with it.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import field, frozen

from consentlang.diagnostics.report import Report
from consentlang.names.resolve import resolve
from consentlang.source import Source
from consentlang.syntax.parse import parse
from consentlang.types.check import check

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [
    ROOT / "README.md",
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "consentlang" / "std").rglob("README.md")),
]
FENCE = re.compile(
    r"(?:^<!-- wrong: (?P<wrong>[EW]\d{4}) -->\n)?"
    r"^```(?P<kind>consent\b[^\n]*)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
PLACEHOLDER = re.compile(r"@@\w+@@")

HEADER = 'policy "Fragment" language 1\n'
AROUND = (
    "{}",
    "request R to P by Q {{\n{}\n}}",
    "request R to P by Q {{ choice c {{\n{}\n}} }}",
    "terms T {{\n{}\n}}",
    "claim c {{\n{}\n}}",
    'scenario "s" {{\n{}\n}}',
    "rule r of e {{\n{}\n}}",
    "define d {{\n{}\n}}",
)
"""Where a fragment can stand: by itself, in a request, a choice, terms, a claim, a scenario, a rule, or
where a formula does."""


@frozen
class Block:
    """A policy, or a piece of one, *text*, as it stands in *document* at *line*."""

    document: str
    line: int
    kind: str
    text: str = field(repr=False)
    wrong: str | None

    @property
    def source(self) -> Source:
        """The block as a file beside nothing."""
        return Source("block.consent", self.text)


def blocks() -> Iterator[Block]:
    """Every block of every document, in order."""
    for path in DOCUMENTS:
        text = path.read_text(encoding="utf-8")
        for found in FENCE.finditer(text):
            line = text.count("\n", 0, found.start("kind")) + 1
            name = path.relative_to(ROOT).as_posix()
            yield Block(name, line, found["kind"].strip(), found["text"], found["wrong"])


BLOCKS = tuple(blocks())
POLICIES = [block for block in BLOCKS if block.kind == "consent"]
FRAGMENTS = [block for block in BLOCKS if block.kind == "consent fragment"]


def place(block: Block) -> str:
    """`docs/tutorial.md:12`."""
    return f"{block.document}:{block.line}"


def errors(block: Block) -> list[str]:
    """What is wrong with a policy, in codes; of one that is meant to be wrong, its warnings too."""
    report = Report()
    check(resolve(parse(block.source, report), report), report)
    told = [each.code.number for each in report]
    return told if block.wrong else [number for number in told if number.startswith("E")]


@pytest.mark.parametrize("block", POLICIES, ids=place)
def test_a_policy_in_a_document_is_right(block: Block) -> None:
    """Or wrong in the one way that the line above it says."""
    missing = PLACEHOLDER.search(block.text)
    if missing is not None:
        pytest.skip(f"{missing[0]} is not filled in yet")

    assert errors(block) == ([block.wrong] if block.wrong else [])


@pytest.mark.parametrize("block", FRAGMENTS, ids=place)
def test_a_fragment_in_a_document_parses_where_it_belongs(block: Block) -> None:
    """By itself, or inside one of the things that have a brace."""
    assert any(parses(around.format(block.text)) for around in AROUND)


def parses(text: str) -> bool:
    """Whether *text* is well formed below a header."""
    report = Report()
    parse(Source("fragment.consent", HEADER + text), report)
    return not report.has_errors


def test_every_block_is_a_policy_or_says_that_it_is_a_fragment() -> None:
    """A policy opens with its header, so that it can be copied."""
    astray = [
        place(block)
        for block in BLOCKS
        if not (
            block.kind == "consent fragment"
            or (block.kind == "consent" and block.text.startswith(('policy "', "@@")))
        )
    ]

    assert astray == []


def test_there_is_something_to_check() -> None:
    """A pattern that finds nothing would let everything pass."""
    assert POLICIES
    assert FRAGMENTS
