"""Odd names and odd times: a table says what the function says, or that it cannot be read."""

from pathlib import Path
from typing import Any

import pytest

import consentlang
from consentlang.eval.record import as_moment
from consentlang.eval.schema import ColumnsClash
from consentlang.sql.check import check
from consentlang.sql.mapping import MappingError
from tests.cli.test_check_records import rows

HEAD = """policy "Odd" language 1
party Shop is organisation, controller
party Reader is person
data Address about Reader is ordinary
purpose news
regime house "the house"
element free "free"
"""
REQUEST = """request {name} to Reader by Shop {{
  asks Address by Shop for news
  choice yes {{ consents by clicking }}
  choice no {{ refuses by clicking }}
  withdraw {{ by clicking, stops use at once }}
  {more}
}}
"""


def asked(name: str = "SignUp", more: str = "") -> str:
    """A request."""
    return REQUEST.format(name=name, more=more)


def use(via: str = "SignUp") -> str:
    """The use."""
    return f"use mailing {{ Shop uses Address for news on consent via {via} }}\n"


def judged(folder: Path, policy: str, map_: str, table: str) -> list[dict[str, str]]:
    """The rows with their answers."""
    (folder / "odd.consent").write_text(policy, encoding="utf-8")
    (folder / "map.toml").write_text(map_, encoding="utf-8")
    (folder / "people.csv").write_text(table, encoding="utf-8")
    program = consentlang.load(folder / "odd.consent").program
    check(program, folder / "people.csv", folder / "map.toml", folder / "out.csv")
    return rows(folder / "out.csv")


def compiled(folder: Path, policy: str) -> Any:
    """The function."""
    (folder / "odd.consent").write_text(policy, encoding="utf-8")
    return consentlang.load(folder / "odd.consent").compile()


def verdicts(found: list[dict[str, str]]) -> list[str]:
    """The verdict of each row."""
    (column,) = [name for name in found[0] if name.startswith("mailing") and name.count(".") == 0]
    return [row[column] for row in found]


def test_a_fact_may_be_called_as_a_time_is_counted(tmp_path: Path) -> None:
    """`t_0` is the author's, and says what it says."""
    rule = 'fact t_0\nrule bad of free "bad" { fails when t_0 }\n'
    policy = f"{HEAD}{rule}{asked('R')}{asked('S')}{use('R or S')}"
    nothing = '"R.withdrawn" = { always = "no" }\n"S.withdrawn" = { always = "no" }\n'
    answers = 'R = { always = "yes" }\nS = { always = "yes" }\n"R.at" = "a"\n"S.at" = "b"\n'
    map_ = f'[columns]\nt_0 = "t"\n{answers}{nothing}'

    found = judged(tmp_path, policy, map_, "t,a,b\nyes,2024-01-02,2024-01-01\nno,2024-01-02,2024-01-01\n")

    assert verdicts(found) == ["invalid", "valid"]


@pytest.mark.parametrize("name", ["k0", "k1", "mask", "first", "record", "rules_1"])
def test_a_fact_may_be_called_as_the_function_calls_things(name: str, tmp_path: Path) -> None:
    """What it keeps for itself is called otherwise."""
    rules = (
        f'rule two of free "two" {{ fails when (a1 or {name}) and ({name} or b) }}\n'
        f'rule three of free "three" {{ fails when c and (a1 or {name}) and {name} }}\n'
        f'rule four of free "four" {{ fails when c and (a1 or {name}) and b }}\n'
    )
    facts = f"fact {name}\nfact a1\nfact b\nfact c\n"
    assess = compiled(tmp_path, f"{HEAD}{facts}{rules}{asked()}{use()}")
    yes = {"SignUp": "yes", "SignUp.withdrawn": "no", "SignUp.carried_out": "no", "b": "no", "c": "no"}

    assert assess(yes | {name: "no", "a1": "yes"}).verdict == "valid"
    assert assess(yes | {name: "yes", "a1": "no"}).grounds == ("house.two",)


@pytest.mark.parametrize(
    "said",
    [
        'fact at\nrule bad of free "bad" { fails when at }\n',
        'attribute withdrawn of request\nrule bad of free "bad" { fails when request.withdrawn }\n',
        'attribute at of request\nrule bad of free "bad" { fails when request.at }\n',
    ],
)
def test_one_name_for_two_things_is_refused(said: str, tmp_path: Path) -> None:
    """A record could not say both."""
    with pytest.raises(ColumnsClash, match="two things to say"):
        compiled(tmp_path, f"{HEAD}{said}{asked()}{use()}")
    with pytest.raises(MappingError, match="two things to say"):
        judged(tmp_path, f"{HEAD}{said}{asked()}{use()}", '[columns]\nSignUp = "s"\n', "s\nyes\n")


def test_a_time_that_cannot_be_read_is_not_never(tmp_path: Path) -> None:
    """An empty cell is."""
    map_ = '[columns]\nSignUp = "s"\n"SignUp.withdrawn_at" = { from = "w", null = "never" }\n'

    found = judged(
        tmp_path, f"{HEAD}{asked()}{use()}", map_, "s,w\nyes,\nyes,31.01.2024\nyes,infinity\nyes,2024-01-31\n"
    )

    assert verdicts(found) == ["valid", "unproven", "unproven", "invalid"]
    assert [bool(row["problem"]) for row in found] == [False, True, True, False]


@pytest.mark.parametrize(
    "far", ["infinity", "epoch", "294246-12-01", "0044-03-15 (BC)", "20240101", "2024-W01-1", "2024-1-1"]
)
def test_a_time_is_one_for_a_table_as_for_a_record(far: str, tmp_path: Path) -> None:
    """As ISO 8601 writes it in full; and one far off does not end the run."""
    policy = f"{HEAD}{asked(more='expires after 12 months')}{use()}"
    times = '"SignUp.at" = "a"\nat = { always = 2024-06-01 }\n'
    map_ = f'[columns]\nSignUp = "s"\n"SignUp.withdrawn" = {{ always = "no" }}\n{times}'

    found = judged(tmp_path, policy, map_, f"s,a\nyes,{far}\nyes,2024-01-01\n")

    assert as_moment(far) is None
    assert verdicts(found)[1] == "valid"
    assert found[0]["problem"] == f"`SignUp.at`: '{far}' is no time"


def test_a_moment_beyond_the_calendar_is_none() -> None:
    """In universal time it would lie before the first day, or after the last."""
    assert as_moment("0001-01-01T00:00:00+14:00") is None
    assert as_moment("9999-12-31T23:59:59-14:00") is None


def test_far_times_are_told_apart_to_the_microsecond(tmp_path: Path) -> None:
    """A withdrawal after the use is none yet."""
    assess = compiled(tmp_path, f"{HEAD}{asked()}{use()}")
    late = "2300-01-01T00:00:01.000001"

    assert assess({"SignUp": "yes", "SignUp.withdrawn_at": late, "at": late[:-7]}).verdict == "valid"
    assert assess({"SignUp": "yes", "SignUp.withdrawn_at": late[:-7], "at": late}).verdict == "invalid"
