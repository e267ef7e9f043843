"""
Minimal pairs: for a rule of law, two policies that differ in one line, in one of which it fails.

The pairs are data, a folder for each regime: `base.consent`, from which all depart, and `pairs.toml`:

    coercion = ["imbalance"]    # the rules of the regime that are coercion

    [[pair]]
    rule = "set_in_advance"     # or regime.rule, where a folder has several regimes
    first = [["old", "new"]]    # changes that both policies have
    line = "by clicking,"       # what stands in the first policy, exactly once,
    instead = "by clicking, preselected,"   # and what stands for it in the second
    before = "proved"           # how the verdict on the first begins, if not so
    verdict = "failed"          # the verdict on the second, if not so
    as_of = "2024-01-31"        # the day whose law counts, if it matters
    base = "other.consent"      # another policy to depart from
    stops = "other_rule"        # for a rule that lifts another: the second policy is the one that passes

    [[silent]]                  # a policy in which the rule does not fail, whatever else does
    rule = "purpose_not_told"
    first = [["tells purpose", "tells purpose misleadingly"]]

    [[filed]]                   # under which names two policies are filed that differ in one line
    first = [["joined to nothing", 'joined to "the terms"']]
    line = "by clicking,"
    instead = "by clicking, preselected,"
    without = ["specific/bundled-terms"]    # the first
    with = ["unambiguous/preticked"]        # the second
"""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from attrs import frozen

from consentlang import driver
from consentlang.analysis.holdings import grounds
from consentlang.analysis.verdict import Verdict
from consentlang.analysis.verify import verify
from consentlang.core.lower import lower
from consentlang.diagnostics.report import Report
from consentlang.explain.recount import asks_nothing
from consentlang.explain.wording import plain_name
from consentlang.names.modules import STANDARD
from consentlang.names.resolve import resolve
from consentlang.source import Source
from consentlang.syntax import ast
from consentlang.syntax.parse import parse
from consentlang.types.check import check

HERE: Final = Path(__file__).parent


@frozen
class Folder:
    """The pairs of one library, and its rules by regime and name."""

    path: Path
    told: dict[str, Any]
    rules: dict[str, ast.Rule]

    @property
    def pairs(self) -> list[dict[str, Any]]:
        """As they are written."""
        pairs: list[dict[str, Any]] = self.told.get("pair", [])
        return pairs

    def key(self, name: str) -> str:
        """`regime.rule` for a name with or without its regime."""
        found = [key for key in self.rules if key == name or key.partition(".")[2] == name]
        assert len(found) == 1, f"{name} is the name of {found or 'no rule'}"
        return found[0]


def rules(library: Path) -> dict[str, ast.Rule]:
    """The rules of *library*, by regime and name."""
    found = {}
    for path in sorted(library.glob("*.consent")):
        file, regime = driver.parse(path, Report()), ""
        assert file is not None
        for item in file.items:
            if isinstance(item, ast.Regime):
                regime = item.name.text
            elif isinstance(item, ast.Rule):
                found[f"{regime}.{item.name.text}"] = item
    return found


LIBRARIES: Final = {path.name: found for path in sorted(STANDARD.iterdir()) if (found := rules(path))}
FOLDERS: Final = [
    Folder(
        path.parent,
        tomllib.loads(path.read_text(encoding="utf-8")),
        LIBRARIES.get(path.parent.name, {}),
    )
    for path in sorted(HERE.glob("*/pairs.toml"))
]


def changed(text: str, old: str, new: str) -> str:
    """*text* with *old*, which stands in it once, become *new*."""
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the policy"
    return text.replace(old, new)


def before(folder: Folder, pair: dict[str, Any]) -> str:
    """The first policy of *pair*."""
    text: str = (folder.path / pair.get("base", "base.consent")).read_text(encoding="utf-8")
    for old, new in pair.get("first", ()):
        text = changed(text, old, new)
    return text


# --- verdicts ---------------------------------------------------------------------------------------


@frozen
class Answer:
    """The verdict on a policy; what fails in some story: `regime.rule`; and the grounds of what fails."""

    verdict: Verdict
    failing: frozenset[str]
    grounds: frozenset[str]


class Unreadable(Exception):
    """The policy has a mistake."""


@cache
def tree(text: str, name: str = "pair.consent") -> ast.File:
    """What *text* says, read once."""
    report = Report()
    file = parse(Source(name, text), report)
    if report.has_errors:
        raise Unreadable([each.message for each in report])
    return file


@cache
def answer(text: str, as_of: str | None = None) -> Answer:
    """What is found of the policy that says *text*, by the law of a day."""
    report = Report()
    model = check(resolve(tree(text), report), report)
    if report.has_errors:
        raise Unreadable([each.message for each in report])
    day = date.fromisoformat(as_of).toordinal() if as_of is not None else None
    result = verify(lower(model, day), mend=False)
    failing = (
        f"{story.obligation.regime}.{plain_name(fault.name)}"
        for ruled in result.ruled
        for story in ruled.stories
        for fault in (story.fault, *story.also)
    )
    return Answer(
        "vacuous" if asks_nothing(result) else result.verdict,
        frozenset(failing),
        frozenset(name for ruled in result.ruled for story in ruled.stories for name in grounds(story)),
    )


@frozen
class Pair:
    """Two policies, and what is to be found of them."""

    folder: Folder
    told: dict[str, Any]

    @property
    def rule(self) -> str:
        """The rule that decides."""
        return self.folder.key(self.told["rule"])

    @property
    def failing(self) -> str:
        """The rule that fails in one of the two: the same, or one that it lifts."""
        return self.folder.key(self.told.get("stops", self.told["rule"]))

    @property
    def policies(self) -> tuple[str, str]:
        """The policy as it is, and with the line."""
        first = before(self.folder, self.told)
        return first, changed(first, self.told["line"], self.told["instead"])

    def complaints(self) -> list[str]:
        """What is not as it is said to be."""
        without, with_it = (answer(text, self.told.get("as_of")) for text in self.policies)
        stops = "stops" in self.told
        fails, passes = (without, with_it) if stops else (with_it, without)
        first = self.told.get("before", "failed" if stops else "proved")
        second = self.told.get("verdict", "proved" if stops else "failed")
        return [
            *([] if self.failing in fails.failing else [f"{self.failing} does not fail"]),
            *([] if self.failing not in passes.failing else [f"{self.failing} fails in both"]),
            *([] if without.verdict.startswith(first) else [f"the first is {without.verdict}"]),
            *([] if with_it.verdict.startswith(second) else [f"the second is {with_it.verdict}"]),
        ]


@frozen
class Silent:
    """A policy in which a rule does not fail, although it might seem that it should."""

    folder: Folder
    told: dict[str, Any]

    @property
    def rule(self) -> str:
        """The rule that is silent."""
        return self.folder.key(self.told["rule"])

    @property
    def failing(self) -> str:
        """The same."""
        return self.rule

    def complaints(self) -> list[str]:
        """What is not as it is said to be."""
        found = answer(before(self.folder, self.told), self.told.get("as_of"))
        return [f"{self.rule} fails"] if self.rule in found.failing else []


@frozen
class Filing:
    """Two policies, and the names under which what fails in each is filed."""

    folder: Folder
    told: dict[str, Any]

    def complaints(self) -> list[str]:
        """What is not as it is said to be."""
        first = before(self.folder, self.told)
        both = {"without": first, "with": changed(first, self.told["line"], self.told["instead"])}
        day = self.told.get("as_of")
        found = {name: sorted(answer(text, day).grounds) for name, text in both.items()}
        return [f"{name} the line: {found[name]}" for name in both if found[name] != sorted(self.told[name])]


SILENT: Final = [Silent(folder, told) for folder in FOLDERS for told in folder.told.get("silent", ())]
PAIRS: Final = [Pair(folder, pair) for folder in FOLDERS for pair in folder.pairs]
FILINGS: Final = [Filing(folder, told) for folder in FOLDERS for told in folder.told.get("filed", ())]
