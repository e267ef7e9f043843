"""What a typed table says of columns of another kind."""

from pathlib import Path

import duckdb
import pytest

from consentlang.cli.exits import Exit
from tests.cli.test_check_records import HEADER, MAP, judge, rows, shop

__all__ = ["shop"]


@pytest.mark.parametrize(("told", "code"), [("true", Exit.FINE), ("false", Exit.FAILED)])
def test_a_boolean_is_a_yes_or_a_no(shop: Path, told: str, code: Exit) -> None:
    """As the table has it."""
    assert _judged(shop, f"{told} AS told, 'good' AS mood") == code


def test_a_boolean_is_no_word(shop: Path) -> None:
    """Where something else can be said than yes or no, it is told as what it is."""
    assert _judged(shop, "true AS told, true AS mood") == Exit.WRONG_INPUT
    (row,) = rows(shop / "judged.csv")

    assert row["problem"] == "`mood`: 'true' is none of good, bad"


def _judged(folder: Path, said: str) -> int:
    rest = "'a' AS who, 'ja' AS answer, '01.02.2024' AS \"on\", NULL::TIMESTAMP AS \"left\", 1 AS price"
    with duckdb.connect() as con:
        con.execute(f"COPY (SELECT {rest}, {said}) TO '{folder}/people.parquet'").fetchall()
    return judge(folder, folder / "people.parquet", "--out", str(folder / "judged.csv"))


def test_who_never_answered_has_not_answered(shop: Path) -> None:
    """An answer without a time is none where the map says so, and no refusal."""
    mapped = MAP.replace('format = "%d.%m.%Y" }', 'format = "%d.%m.%Y", null = "never" }')
    mapped = mapped.replace(', null = "no answer" }', " }")
    (shop / "map.toml").write_text(mapped, encoding="utf-8")
    judge(shop, f"{HEADER}\na,,,,yes,good,12\n", "--out", str(shop / "judged.csv"))
    (row,) = rows(shop / "judged.csv")

    assert (row["grounds"], row["problem"]) == ("before_any_answer", "")
