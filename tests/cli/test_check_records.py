"""`consentlang check-records`: from a policy, a table and a map to answers, complaints and exit codes."""

import csv
import json
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from consentlang.cli.entry import run
from consentlang.cli.exits import Exit

POLICY = """
policy "A shop's newsletter" language 1
party Shop is organisation, controller
party Reader is person
data Address about Reader is ordinary
purpose newsletter
fact told
fact mood one of { good, bad }
fact price number
fact opened
fact shut
given not opened or not shut
regime house "Our rules"
element informed "informed"
element calm "calm"
rule untold of informed "nobody said" { fails when not told }
rule moody of calm is coercion "a bad day" { fails when mood = bad and price > 10 }
request SignUp to Reader by Shop {
  asks Address by Shop for newsletter
  choice yes { consents by clicking }
  choice no { refuses by clicking }
  withdraw { by clicking, stops use at once }
  expires after 12 months
}
use mailing { Shop uses Address for newsletter on consent via SignUp }
"""
MAP = """
keep = ["who"]
[columns]
SignUp = { from = "answer", values = { ja = "yes", nein = "no" }, null = "no answer" }
"SignUp.at" = { from = "on", format = "%d.%m.%Y" }
"SignUp.withdrawn_at" = { from = "left", null = "never" }
told = "told"
mood = { from = "mood" }
price = "price"
at = { always = 2024-06-01 }
"""
HEADER = "who,answer,on,left,told,mood,price"
GOOD = "a,ja,01.02.2024,,yes,good,12"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A folder with a policy and a map."""
    (tmp_path / "policy.consent").write_text(POLICY, encoding="utf-8")
    (tmp_path / "map.toml").write_text(MAP, encoding="utf-8")
    return tmp_path


def judge(folder: Path, table: str | Path, *options: str, name: str = "people.csv") -> int:
    """The exit code of a run over *table*: a file, or the text of one."""
    if isinstance(table, str):
        (folder / name).write_text(table, encoding="utf-8")
        table = folder / name
    return run(
        [
            "check-records",
            str(folder / "policy.consent"),
            str(table),
            "--map",
            str(folder / "map.toml"),
            *options,
        ]
    )


def rows(path: Path) -> list[dict[str, str]]:
    """A CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return [*csv.DictReader(file)]


def complaint(capsys: pytest.CaptureFixture[str]) -> str:
    """What was told beside the answer, of which there is none."""
    told = capsys.readouterr()
    assert told.out == ""
    return told.err


def test_a_row_gets_a_verdict_elements_coercion_and_what_is_missing(shop: Path) -> None:
    """And the columns that are kept, in the order of the table."""
    people = f"""{HEADER}
{GOOD}
b,ja,01.02.2024,2024-03-01,yes,good,12
c,nein,01.02.2024,,yes,good,12
d,ja,01.02.2024,,,good,12
e,ja,01.02.2024,,no,bad,12
f,ja,01.02.2024,,yes,bad,
g,,,,yes,good,1
h,ja,01.02.2023,,yes,good,1
i,ja,01.07.2024,,yes,good,1
"""
    code = judge(shop, people, "--out", str(shop / "judged.csv"))
    answers = rows(shop / "judged.csv")

    assert code == Exit.FAILED
    assert [(a["row"], a["who"], a["verdict"], a["grounds"], a["missing"]) for a in answers] == [
        ("1", "a", "valid", "", ""),
        ("2", "b", "invalid", "withdrawn", ""),
        ("3", "c", "invalid", "refused", ""),
        ("4", "d", "unproven", "", "told"),
        ("5", "e", "invalid", "house.untold; house.moody", ""),
        ("6", "f", "unproven", "", "price"),
        ("7", "g", "invalid", "before_any_answer", ""),
        ("8", "h", "invalid", "expired", ""),
        ("9", "i", "invalid", "before_any_answer", ""),
    ]
    assert [a["house.informed"] for a in answers[:6]] == ["yes", "yes", "yes", "unproven", "no", "yes"]
    assert [a["coercion"] for a in answers[:6]] == ["no", "no", "no", "no", "yes", "unproven"]
    assert {a["problem"] for a in answers} == {""}


@pytest.mark.parametrize(
    ("row", "code"),
    [(GOOD, Exit.FINE), (GOOD.replace("yes", "no"), Exit.FAILED), (GOOD.replace("yes", ""), Exit.UNDECIDED)],
)
def test_the_exit_code_is_the_worst_row(shop: Path, row: str, code: Exit) -> None:
    """0 valid, 1 invalid, 3 unproven."""
    assert judge(shop, f"{HEADER}\n{GOOD}\n{row}\n") == code


def test_parquet_csv_and_json_lines_say_the_same(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Typed or as text; the answers as Parquet or CSV."""
    people = [GOOD, "b,ja,01.02.2024,2024-03-01,false,bad,9.5", "c,,,,true,bad,100"]
    (shop / "people.csv").write_text("\n".join([HEADER, *people]), encoding="utf-8")
    types = "{'left': 'TIMESTAMP', 'price': 'DOUBLE', 'told': 'BOOLEAN', 'on': 'VARCHAR'}"
    source = f"read_csv('{shop}/people.csv', types = {types})"
    with duckdb.connect() as con:
        for name in ("people.parquet", "people.jsonl"):
            con.execute(f"COPY (SELECT * FROM {source}) TO '{shop}/{name}'").fetchall()  # noqa: S608
    told = []
    for name in ("people.csv", "people.parquet", "people.jsonl"):
        for out in ("judged.csv", "judged.parquet"):
            judge(shop, shop / name, "--out", str(shop / out), "--format", "json")
            read = (
                f"read_csv('{shop / out}', all_varchar = true)" if out.endswith("csv") else f"'{shop / out}'"
            )
            with duckdb.connect() as con:
                answers = con.execute(f"SELECT COLUMNS(*)::VARCHAR FROM {read}").fetchall()  # noqa: S608
            told.append((answers, json.loads(capsys.readouterr().out)))

    for each in told:
        assert each == told[0]
    assert [answer[2] for answer in told[0][0]] == ["valid", "invalid", "invalid"]


def test_bad_rows_are_kept_numbered_and_told(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is wrong counts as missing; the exit code says that something is."""
    people = "\n".join(
        [
            HEADER,
            GOOD,
            GOOD.replace("ja", "jein"),
            "c,ja,01.02.2024",
            GOOD + ",surplus",
            GOOD.replace("01.02.2024", "some day"),
            GOOD.replace("good", "b'ad"),
            'z,"ja,01.02.2024',
        ]
    )
    code = judge(shop, people, "--out", str(shop / "judged.csv"), "--format", "json")
    summary = json.loads(capsys.readouterr().out)
    problems = [row["problem"] for row in rows(shop / "judged.csv")]

    assert code == Exit.WRONG_INPUT
    assert summary["rows"] == 7
    assert summary["problems"] == {
        "rows": 6,
        "first": [{"row": n, "problem": words} for n, words in enumerate(problems, start=1) if words],
    }
    assert problems == [
        "",
        "`SignUp`: 'jein' is none of ja, nein",
        "the row has 3 fields, the header 7",
        "the row has 8 fields, the header 7",
        "`SignUp.at`: 'some day' is no time",
        "`mood`: 'b'ad' is none of good, bad",
        "the row has 2 fields, the header 7; `SignUp`: 'ja,01.02.2024' is none of ja, nein",
    ]


def test_a_row_that_cannot_be_is_told(shop: Path) -> None:
    """Open and shut at once does not exist under the policy; nothing is proven of it."""
    (shop / "map.toml").write_text(MAP + 'opened = "told"\nshut = "told"\n', encoding="utf-8")
    code = judge(shop, f"{HEADER}\n{GOOD}\n", "--out", str(shop / "judged.csv"))
    (row,) = rows(shop / "judged.csv")

    assert code == Exit.WRONG_INPUT
    assert (row["verdict"], row["house.informed"], row["coercion"]) == ("unproven",) * 3
    assert row["problem"] == "not opened or not shut"


def test_a_line_of_json_that_is_none_is_told(shop: Path) -> None:
    """Broken lines and lists keep their place."""
    said = {"answer": "ja", "on": "01.02.2024", "told": True, "mood": "good", "price": 3, "left": None}
    lines = [json.dumps({"who": "a", **said}), "{broken", "[1]"]
    code = judge(shop, "\n".join(lines), "--out", str(shop / "judged.csv"), name="people.jsonl")

    assert code == Exit.WRONG_INPUT
    assert [row["problem"] for row in rows(shop / "judged.csv")] == ["", *["the line is no JSON object"] * 2]


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("people.xlsx", "x", "is of no kind that is read"),
        ("people.csv", "", "has no header"),
        ("people.csv", "a,a\n1,2\n", "has two columns `a`"),
        ("people.parquet", "x", "cannot be read"),
        (
            "people.csv",
            HEADER.replace("mood", "moods"),
            "the table has no column `mood`: did you mean `moods`?",
        ),
        ("people.jsonl", '{"who": 1}', "the table has no column `answer`"),
    ],
)
def test_a_table_that_cannot_be_read(
    shop: Path, capsys: pytest.CaptureFixture[str], name: str, text: str, words: str
) -> None:
    """Said in a sentence, and 2."""
    assert judge(shop, text, name=name) == Exit.WRONG_INPUT
    assert words in complaint(capsys)


def test_a_table_that_is_not_there(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same for the policy and the map."""
    assert judge(shop, shop / "nowhere.csv") == Exit.WRONG_INPUT
    assert "there is no file" in complaint(capsys)
    (shop / "map.toml").unlink()
    assert judge(shop, HEADER) == Exit.WRONG_INPUT
    assert "cannot be read: No such file" in complaint(capsys)
    (shop / "policy.consent").unlink()
    assert judge(shop, HEADER) == Exit.WRONG_INPUT
    assert "policy.consent" in complaint(capsys)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("[columns", "is no TOML"),
        ("", "`[columns]` says where"),
        ("rows = 1", "`rows` means nothing here"),
        ("keep = 1\n[columns]\ntold = 'told'", "`keep` is a list"),
        ("[columns]\ntodl = 'told'", "have no column `todl`: did you mean `told`?"),
        ("[columns]\ntold = 1", "`told` is a column of the table, or"),
        ("[columns]\ntold = { from = 'told', nul = 'no' }", "`nul` means nothing here"),
        ("[columns]\ntold = { values = { a = 'yes' } }", "say where it comes `from`"),
        ("[columns]\ntold = { from = 'told', always = 'no' }", "and not both"),
        ("[columns]\ntold = { always = 'no', null = 'no' }", "needs no other word"),
        ("[columns]\ntold = { from = 1 }", "`from` is a text"),
        ("[columns]\ntold = { always = 'perhaps' }", "'perhaps' is none of `no`, `yes`"),
        (
            "[columns]\ntold = { from = 'told', values = { x = 'perhaps' } }",
            "'perhaps' is none of `no`, `yes`",
        ),
        ("[columns]\ntold = { from = 'told', values = 'x' }", "`values` says what"),
        ("[columns]\ntold = { from = 'told', null = 'perhaps' }", "'perhaps' is none of `no`, `yes`"),
        ("[columns]\ntold = { from = 'told', format = '%Y' }", "only a time has a `format`"),
        ("[columns]\nat = { always = 'soon' }", "'soon' is no time"),
        ("[columns]\nat = { from = 'on', values = { x = 'y' } }", "is a time: it has no `values`"),
        (
            "[columns]\nat = { from = 'on', null = 'never' }",
            "can only mean `never`, of what may not have happened",
        ),
        ("[columns]\nat = { from = 'on', format = '%Q' }", "`%Q` is no way to write a time"),
        ("keep = ['verdict']\n[columns]\ntold = 'told'", "have a column `verdict` already"),
    ],
)
def test_a_map_that_cannot_be_used(
    shop: Path, capsys: pytest.CaptureFixture[str], said: str, words: str
) -> None:
    """Said in a sentence, and 2."""
    (shop / "map.toml").write_text(said, encoding="utf-8")
    table = f"{HEADER},verdict\n{GOOD},x\n"

    assert judge(shop, table, "--out", str(shop / "judged.csv")) == Exit.WRONG_INPUT
    assert words in complaint(capsys)
    assert not (shop / "judged.csv").exists()


@pytest.mark.parametrize(
    ("out", "words"),
    [
        ("judged.xlsx", "no kind that is written"),
        ("people.csv", "is the table that is read"),
        ("no/judged.csv", "no folder"),
    ],
)
def test_answers_that_cannot_be_written(
    shop: Path, capsys: pytest.CaptureFixture[str], out: str, words: str
) -> None:
    """Told before anything is read."""
    assert judge(shop, f"{HEADER}\n{GOOD}\n", "--out", str(shop / out)) == Exit.WRONG_INPUT
    assert words in complaint(capsys)


NASTY = ['a"; DROP TABLE x; --', "it's", "${x}", "a.b", "select", "täst 🙂", "*", "C0", "c0", "/~1"]


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "parquet"])
def test_names_and_values_are_quoted(shop: Path, suffix: str) -> None:
    """Whatever a table's columns and values are called, and the file itself."""
    values: dict[str, Any] = {name: f"v'{name}" for name in NASTY if suffix != "parquet" or name != "c0"}
    said = json.dumps(values[NASTY[0]])
    (shop / "map.toml").write_text(
        f"keep = {json.dumps([*values], ensure_ascii=False)}\n[columns]\n"
        f"told = {{ from = {json.dumps(NASTY[0])}, values = {{ {said} = 'yes' }} }}",
        encoding="utf-8",
    )
    table = shop / f"it's [1] * a.{suffix}"
    if suffix == "csv":
        with table.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([[*values], [*values.values()]])
    else:
        lines = shop / "lines.jsonl"
        lines.write_text(json.dumps(values), encoding="utf-8")
        if suffix == "parquet":
            duckdb.read_json(str(lines)).write_parquet(str(table))
        else:
            lines.rename(table)
    judge(shop, table, "--out", str(shop / "judged's.csv"))
    (row,) = rows(shop / "judged's.csv")

    assert [*row][1 : len(values) + 1] == [{"c0": "c0 (2)"}.get(name, name) for name in values]
    assert [*row.values()][1 : len(values) + 1] == [*values.values()]
    assert row["house.informed"] == "yes"


def test_the_summary_says_what_the_rows_say(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """For a person: counts, rules, what is missing, bad rows."""
    code = judge(shop, f"{HEADER}\n{GOOD}\n{GOOD.replace('yes', 'no')}\n{GOOD.replace('yes', 'x')}\n")
    told = capsys.readouterr().out

    assert code == Exit.WRONG_INPUT
    assert told.splitlines() == [
        "A shop's newsletter: 3 rows",
        "",
        "  mailing (Reader, house): 1 valid, 1 invalid, 1 unproven",
        "  house.informed: 1 yes, 1 no, 1 unproven",
        "  house.calm: 3 yes",
        "  coercion: 3 no",
        "",
        "  rules that fail, with rows:",
        "    house.untold: 1",
        "",
        "  missing, with the rows that turn on it:",
        "    told: 1",
        "",
        "  1 row with a problem; what is wrong there counts as missing:",
        "    row 3: `told`: 'x' is none of no, yes",
    ]


def test_without_the_extra_it_says_what_to_install(
    shop: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And leaves with 2."""
    for name in [each for each in sys.modules if each.startswith("consentlang.sql")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "duckdb", None)

    assert judge(shop, HEADER) == Exit.WRONG_INPUT
    assert "`duckdb` is not installed: `pip install '.[sql]'`" in complaint(capsys)
