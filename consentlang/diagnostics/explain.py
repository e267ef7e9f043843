"""
Pages: from a code to what there is to say about it.

A page is one file, `pages/E0203.md`: a headline, what the code means, why it
is so, and where a policy can show it, a wrong policy and a right one. The
tests run both.
"""

import re
from importlib.resources import files
from typing import Final

from attrs import frozen

from consentlang.diagnostics.codes import Code, every_code, find
from consentlang.diagnostics.nearest import nearest

_HEADING: Final = re.compile(r"^## (.+)$", re.MULTILINE)
_POLICY: Final = re.compile(r"^```consent\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@frozen
class Page:
    """What there is to say about *code*; *wrong* and *right* are policies, where a policy can show it."""

    code: Code
    text: str
    what: str
    why: str
    wrong: str | None
    right: str | None


class PageMissing(LookupError):
    """There is no page for a word; the message says so, and *help* names a code it may have meant."""

    def __init__(self, word: str, help: str | None) -> None:
        super().__init__(f"no code is numbered or named `{word}`")
        self.help = help


def explain(word: str) -> Page:
    """Open the page of the code that *word* numbers or names."""
    code = find(word)
    if code is None:
        raise PageMissing(word, nearest(word, _names()))
    return page(code)


def page(code: Code) -> Page:
    """Read the page of *code*."""
    text = files("consentlang.diagnostics").joinpath("pages", f"{code.number}.md").read_text(encoding="utf-8")
    return parse_page(code, text)


def parse_page(code: Code, text: str) -> Page:
    """Take the page *text* apart: the headline and what follows, `Why`, `Wrong` and `Right`."""
    opening, *rest = _HEADING.split(text)
    sections = dict(zip(rest[::2], rest[1::2], strict=True))
    headline, _, what = opening.partition("\n")
    if headline != headline_of(code):
        raise ValueError(f"the page of {code.number} should begin with `{headline_of(code)}`")
    return Page(
        code=code,
        text=text,
        what=what.strip(),
        why=sections["Why"].strip(),
        wrong=_policy(sections.get("Wrong")),
        right=_policy(sections.get("Right")),
    )


def headline_of(code: Code) -> str:
    """
    The first line of the page of *code*.

    >>> from consentlang.diagnostics.codes import UNKNOWN_PURPOSE
    >>> headline_of(UNKNOWN_PURPOSE)
    '# E0203 unknown-purpose: no purpose of this name'
    """
    return f"# {code.number} {code.name}: {code.title}"


def _policy(section: str | None) -> str | None:
    if section is None:
        return None
    found = _POLICY.search(section)
    return found[1] if found else None


def _names() -> list[str]:
    return [word for code in every_code() for word in (code.number, code.name)]
