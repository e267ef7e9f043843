"""The page of a rule of law: what a code such as `G15` in a story stands for, from the library itself."""

from functools import cache
from pathlib import Path

from attrs import frozen

from consentlang.diagnostics.report import Report
from consentlang.driver import parse
from consentlang.syntax import ast

STANDARD = Path(__file__).resolve().parents[1] / "std"


@frozen
class Found:
    """What a library declares, the library, and the regime it stands under."""

    library: str
    regime: str
    item: ast.Item


@cache
def declared() -> tuple[Found, ...]:
    """All that the libraries declare."""
    found = []
    for path in sorted(STANDARD.glob("*/*.consent")):
        file = parse(path, Report())
        regime = ""
        for item in file.items if file is not None else ():
            if isinstance(item, ast.Regime):
                regime = item.name.text
            found.append(Found(f"std.{path.parent.name}", regime, item))
    return tuple(found)


def page_of_rules(word: str) -> str | None:
    """Write the rules that *word* names (`G15`, `imbalance`, `gdpr.imbalance`); None if there are none."""
    rules = [(found.regime, found.item) for found in declared() if isinstance(found.item, ast.Rule)]
    pages = [_page(regime, rule) for regime, rule in rules if word.lower() in _names(regime, rule)]
    return "\n".join(pages) or None


def _names(regime: str, rule: ast.Rule) -> set[str]:
    name = rule.name.text
    code = {rule.code.value.lower()} if rule.code is not None else set()
    return {name.lower(), f"{regime}.{name}".lower()} | code


def _page(regime: str, rule: ast.Rule) -> str:
    code = f"{rule.code.value} " if rule.code is not None else ""
    parts = [
        f"# {code}{regime}.{rule.name.text}: {rule.reason.value if rule.reason else ''}",
        *([f"The law: {rule.citation.value}"] if rule.citation is not None else []),
        *([f"Contested: {rule.contested.value}"] if rule.contested is not None else []),
        f"Filed under: {', '.join(rule.filed_under) or 'no ground'}",
        *([f"What helps: {rule.advice.value}"] if rule.advice is not None else []),
        f"```consent\n{rule.span.text}\n```",
    ]
    return "\n\n".join(parts) + "\n"
