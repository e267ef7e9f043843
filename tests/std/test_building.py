"""What libraries are made with: law built on law, and words that are not so unless stated."""

from pathlib import Path
from typing import Any

import pytest

POLICY = (Path(__file__).parent / "gdpr" / "base.consent").read_text(encoding="utf-8")
PRESSING = POLICY.replace("given not Question.pressing", "given Question.pressing")


@pytest.mark.parametrize(
    ("imported", "regimes"),
    [(["uk"], {"uk"}), (["uk", "gdpr"], {"uk", "gdpr"}), (["eprivacy"], {"eprivacy"})],
    ids=lambda value: " ".join(sorted(value)),
)
def test_a_law_that_is_only_built_on_does_not_apply(
    imported: list[str], regimes: set[str], verify: Any
) -> None:
    """The rules of the other law are found under each law that applies, and under no other."""
    lines = "".join(f"import std.{name}\n" for name in imported)

    answer = verify(PRESSING.replace("import std.gdpr\n", lines))

    assert {f"{regime}.pressed" for regime in regimes} <= answer.keys
    assert {key.partition(".")[0] for key in answer.keys} == regimes


def test_a_regime_of_ones_own_can_leave_rules_out(verify: Any) -> None:
    """`as gdpr except pressed`: pressing is fine there, and by the other law it is not."""
    answer = verify(PRESSING + 'regime house "A house rule" as gdpr except pressed\n')

    assert "gdpr.pressed" in answer.keys
    assert "house.pressed" not in answer.keys


UNSAID = POLICY.replace("service Shop\n", "service Shop\n{line}\n")


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        ("", "proved_under"),
        ("given Question.yes.surprising", "failed"),
        ("given every r of requests { no c of r.choices { c.surprising } }", "proved_under"),
        ("given some c of Question.choices { c.surprising }", "failed"),
        ("fact rich\ngiven rich or Question.yes.surprising", "failed"),
    ],
)
def test_what_is_stated_is_not_so_unless_said(line: str, verdict: str, verify: Any) -> None:
    """Nobody asks for it; said of one choice, or of each by a quantifier, it counts as named."""
    assert verify(UNSAID.replace("{line}", line)).told["verdict"] == verdict
