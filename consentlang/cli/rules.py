"""The page of a rule of law: what a code such as `G15` in a story stands for, from the library itself."""

from collections.abc import Iterator
from pathlib import Path

from attrs import frozen

from consentlang.diagnostics.report import Report
from consentlang.driver import parse
from consentlang.syntax import ast

STANDARD = Path(__file__).resolve().parents[1] / "std"


@frozen
class Found:
    """A rule, and the regime it is of."""

    regime: str
    rule: ast.Rule


def page_of_rules(word: str) -> str | None:
    """Write the rules that *word* names (`G15`, `imbalance`, `gdpr.imbalance`); None if there are none."""
    pages = [_page(found) for found in _rules() if word.lower() in _names(found)]
    return "\n".join(pages) or None


def _names(found: Found) -> set[str]:
    name = found.rule.name.text
    code = {found.rule.code.value.lower()} if found.rule.code is not None else set()
    return {name.lower(), f"{found.regime}.{name}".lower()} | code


def _rules() -> Iterator[Found]:
    for path in sorted(STANDARD.glob("*/*.consent")):
        file = parse(path, Report())
        regime = ""
        for item in file.items if file is not None else ():
            if isinstance(item, ast.Regime):
                regime = item.name.text
            elif isinstance(item, ast.Rule):
                yield Found(regime, item)


def _page(found: Found) -> str:
    rule = found.rule
    code = f"{rule.code.value} " if rule.code is not None else ""
    parts = [
        f"# {code}{found.regime}.{rule.name.text}: {rule.reason.value if rule.reason else ''}",
        *([f"The law: {rule.citation.value}"] if rule.citation is not None else []),
        *([f"Contested: {rule.contested.value}"] if rule.contested is not None else []),
        f"Filed under: {', '.join(rule.filed_under) or 'no ground'}",
        *([f"What helps: {rule.advice.value}"] if rule.advice is not None else []),
        f"```consent\n{rule.span.text}\n```",
    ]
    return "\n\n".join(parts) + "\n"
