"""
Each rule of std.gdpr decides something: a pair of policies that differ in one line, and the rule in one.

The pairs are data: `base.consent`, from which all depart, and `pairs.toml`.
"""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from consentlang import driver
from consentlang.diagnostics.report import Report
from consentlang.names.modules import STANDARD
from consentlang.syntax import ast

HERE = Path(__file__).parent
BASE = (HERE / "base.consent").read_text(encoding="utf-8")
PAIRS: list[dict[str, Any]] = tomllib.loads((HERE / "pairs.toml").read_text(encoding="utf-8"))["pair"]

COERCION = {"imbalance", "public_authority", "penalty", "pressed"}
"""Power where refusing costs; a penalty beyond losing the service asked for; threat or pressure."""


def changed(text: str, old: str, new: str) -> str:
    """*text* with *old*, which stands in it once, become *new*."""
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the policy"
    return text.replace(old, new)


def before(pair: dict[str, Any]) -> str:
    """The first policy of *pair*."""
    text = BASE
    for old, new in pair.get("first", ()):
        text = changed(text, old, new)
    return text


def rules() -> dict[str, ast.Rule]:
    """The rules of std.gdpr by name."""
    file = driver.parse(STANDARD / "gdpr" / "gdpr.consent", Report())
    assert file is not None
    return {item.name.text: item for item in file.items if isinstance(item, ast.Rule)}


@pytest.mark.parametrize("pair", PAIRS, ids=[pair["rule"] for pair in PAIRS])
def test_one_line_makes_the_rule_fail(pair: dict[str, Any], verify: Any) -> None:
    """The rule fails with the line and not without it."""
    without = verify(before(pair))
    with_it = verify(changed(before(pair), pair["line"], pair["instead"]))

    assert without.told["verdict"].startswith(pair.get("before", "proved"))
    assert pair["rule"] not in without.rules
    assert with_it.told["verdict"] == pair.get("verdict", "failed")
    assert pair["rule"] in with_it.rules


def test_every_rule_has_a_pair() -> None:
    """A rule that nothing makes fail, or that is gone, is noticed."""
    assert {pair["rule"] for pair in PAIRS} == set(rules())


def test_every_rule_says_why_whence_and_what_to_do() -> None:
    """A story needs a reason, a source, an advice and a code of each rule."""
    lacking = [
        name for name, rule in rules().items() if None in (rule.reason, rule.citation, rule.advice, rule.code)
    ]

    assert lacking == []


def test_coercion_is_power_penalty_or_pressure() -> None:
    """Other unfreedom, and defects of information or form, are kept apart from it."""
    assert {name for name, rule in rules().items() if rule.coercion} == COERCION
