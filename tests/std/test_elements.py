"""How the elements of each law are called: their labels stand after `is not`, and beside a tick."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

import consentlang
from consentlang.diagnostics.report import Report
from consentlang.driver import parse
from consentlang.syntax import ast

STANDARD: Final = Path(consentlang.__file__).parent / "std"

UNFIT: Final = re.compile(
    r"^(an?|the|any|no|not|none|never|nothing|to|in|on|at|by|of|for|from|with|without|before|after|apart|such|"
    r"that|until)\b|\bnot\b|[.:;]"
)
"""A label is said of a yes: it begins with an adjective or a participle, and denies nothing itself."""


def items(path: Path) -> tuple[ast.Item, ...]:
    """What the file of a library declares."""
    file = parse(path, Report())
    assert file is not None
    return file.items


def elements() -> Iterator[tuple[str, str]]:
    """Each element of each library: its key, and its label."""
    for path in sorted(STANDARD.glob("*/*.consent")):
        for item in items(path):
            if isinstance(item, ast.Element):
                yield f"{path.parent.name}.{item.name.text}", item.label.value


ELEMENTS: Final = dict(elements())


def said() -> Iterator[str]:
    """Of each rule of an element: the sentence in which a story tells it."""
    for path in sorted(STANDARD.glob("*/*.consent")):
        for item in items(path):
            if isinstance(item, ast.Rule) and item.element is not None and item.reason is not None:
                own = ELEMENTS.get(f"{path.parent.name}.{item.element.text}")
                label = own or ELEMENTS[f"gdpr.{item.element.text}"]
                yield f"Reader's yes to `SignUp` is not {label}: {item.reason.value}"


@pytest.mark.parametrize("element", ELEMENTS)
def test_a_label_can_be_said_of_a_yes(element: str) -> None:
    """`✓ freely given`; `is not freely given: ...`."""
    label = ELEMENTS[element]

    assert label[0].islower()
    assert not UNFIT.search(label)


def test_each_sentence_says_one_thing_and_why() -> None:
    """One colon between what the yes is not and the reason; no stop at the end; no word twice."""
    odd = [
        sentence
        for sentence in said()
        if sentence.count(": ") != 1 or sentence.endswith(".") or re.search(r"\b(\w+) \1\b", sentence)
    ]

    assert odd == []
