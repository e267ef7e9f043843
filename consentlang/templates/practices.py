"""
Practices: common ones, each a policy that is written already, with a hole for the law.

What a file says of itself in its first comment, the verdict under std.gdpr, is what the tests hold it to.
"""

import re
from pathlib import Path
from string import Template
from typing import Final

from attrs import frozen

from consentlang.names.modules import STANDARD

HERE: Final = Path(__file__).parent / "practices"
_TITLE: Final = re.compile(r'^policy "([^"]*)"')
_VERDICT: Final = re.compile(
    r"^# Under std\.gdpr, `consentlang verify` says of it: ([A-Z ]+)\.$", re.MULTILINE
)
_REGIME: Final = re.compile(r"^regime ", re.MULTILINE)


@frozen
class Practice:
    """A common practice; *verdict* is what std.gdpr makes of it, as it stands."""

    name: str
    title: str
    verdict: str
    text: str

    def under(self, law: str) -> str:
        """The policy, judged by the library *law*."""
        return Template(self.text).substitute(law=law)


def practices() -> dict[str, Practice]:
    """The practices there are, by name, in order."""
    return {path.stem: _read(path) for path in sorted(HERE.glob("*.consent"))}


def laws() -> tuple[str, ...]:
    """The libraries that have a regime, so that a policy can be judged by them."""
    found = (
        path.parent.name
        for path in STANDARD.glob("*/*.consent")
        if _REGIME.search(path.read_text(encoding="utf-8"))
    )
    return tuple(sorted(set(found)))


def _read(path: Path) -> Practice:
    text = path.read_text(encoding="utf-8")
    title, verdict = _TITLE.search(text), _VERDICT.search(text)
    if title is None or verdict is None:
        raise ValueError(f"{path.name} lacks its title or its verdict")
    return Practice(path.stem, title[1], verdict[1], text)
