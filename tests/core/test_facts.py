"""Facts and attributes that a policy declares: what holds of two who may be one person."""

from pathlib import Path

from consentlang import driver
from consentlang.diagnostics.report import Report

MAY_BE_ONE = """policy "two names" language 1
attribute well of party "well" changing
party Host is person, may be Guest
party Guest is person
claim both { always not (Host.well and Guest.well) }
"""


def test_an_attribute_that_can_change_opens_alike_for_one_person(tmp_path: Path) -> None:
    """Where two roles are one person, a story opens with one answer for both."""
    (tmp_path / "policy.consent").write_text(MAY_BE_ONE)

    program = driver.build(tmp_path / "policy.consent", Report())

    assert program is not None
    assert [line.name for line in program.constraints] == [
        "Host.well at the start as Guest.well at the start",
    ]
