"""
Each rule of law decides something: a pair of policies that differ in one line, and the rule in one.

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

"""

import tomllib
from pathlib import Path
from typing import Any, Final

import pytest
from attrs import frozen

from consentlang import driver
from consentlang.diagnostics.report import Report
from consentlang.names.modules import STANDARD
from consentlang.syntax import ast

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
PAIRS: Final = [
    pytest.param(folder, pair, id=f"{folder.path.name}-{pair['rule']}")
    for folder in FOLDERS
    for pair in folder.pairs
]
of_each_folder = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.path.name)


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


@pytest.mark.parametrize(("folder", "pair"), PAIRS)
def test_one_line_decides(folder: Folder, pair: dict[str, Any], verify: Any) -> None:
    """The rule fails with the line and not without it; one that lifts another ends it with the line."""
    day = ["--as-of", pair["as_of"]] if "as_of" in pair else []
    stops = "stops" in pair
    rule = folder.key(pair["stops" if stops else "rule"])
    folder.key(pair["rule"])

    without = verify(before(folder, pair), *day)
    with_it = verify(changed(before(folder, pair), pair["line"], pair["instead"]), *day)

    failing, passing = (without, with_it) if stops else (with_it, without)
    assert rule in failing.keys
    assert rule not in passing.keys
    assert without.told["verdict"].startswith(pair.get("before", "failed" if stops else "proved"))
    assert with_it.told["verdict"].startswith(pair.get("verdict", "proved" if stops else "failed"))


def test_every_library_with_rules_has_pairs() -> None:
    """A regime without any pair would be judged by nothing here."""
    assert {folder.path.name for folder in FOLDERS} == set(LIBRARIES)


@of_each_folder
def test_every_rule_has_a_pair(folder: Folder) -> None:
    """A rule that nothing makes fail, or that is gone, is noticed."""
    assert {folder.key(pair["rule"]) for pair in folder.pairs} == set(folder.rules)


@of_each_folder
def test_every_rule_says_why_whence_and_what_to_do(folder: Folder) -> None:
    """A story needs a reason, a source, an advice and a code of each rule; what only lifts is in no story."""
    lacking = [
        key
        for key, rule in folder.rules.items()
        if None in (rule.reason, rule.citation, rule.code)
        or (rule.advice is None and rule.body.strength != "lifts")
    ]

    assert lacking == []


@of_each_folder
def test_coercion_is_what_is_said_to_be(folder: Folder) -> None:
    """
    Power where refusing costs; a penalty beyond losing the service asked for; threat or pressure.

    Other unfreedom, and defects of information or form, are kept apart from it.
    """
    assert {folder.key(name) for name in folder.told.get("coercion", ())} == {
        key for key, rule in folder.rules.items() if rule.coercion
    }
