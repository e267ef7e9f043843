"""Findings about the lines themselves: the page of each code, and what each says and does not say."""

import re
from pathlib import Path

import pytest
from hypothesis import given

from consentlang.analysis.apparatus import Apparatus
from consentlang.analysis.checks import findings
from consentlang.analysis.solve import Clock
from consentlang.analysis.verdict import Warned
from consentlang.core import ir
from consentlang.core.lower import lower
from consentlang.diagnostics.codes import Code, every_code
from consentlang.diagnostics.explain import page
from consentlang.diagnostics.report import Report
from consentlang.names.resolve import resolve
from consentlang.source import Source
from consentlang.syntax.parse import parse
from consentlang.types.check import check
from tests.agreement.programs import programs

CODES = [code for code in every_code() if code.number.startswith("W061")]
ZOOM = Path(__file__).parents[2] / "examples" / "zoom" / "zoom.consent"

PEOPLE = """\
policy "Newsletter" language 1
party Shop is organisation, controller
party Reader is person
data Profile about Reader { address, taste, photo, portrait derived from photo }
purpose news
purpose adverts
fact adult(Reader)
use mailing { Shop uses Profile for news on legitimate_interest }
"""


def program(text: str) -> ir.Program:
    """The program that *text* means."""
    report = Report()
    model = check(resolve(parse(Source("policy.consent", text), report), report), report)
    assert not report.has_errors, [each.message for each in report]
    return lower(model)


def told(text: str) -> tuple[Warned, ...]:
    """What is said of the lines of *text*."""
    return findings(Apparatus(program(text), Clock()))


def codes(clauses: str) -> list[str]:
    """The codes of what is said of terms with these *clauses*."""
    return [warned.code for warned in told(f"{PEOPLE}terms Now {{ {clauses} }}")]


@pytest.mark.parametrize("code", CODES, ids=lambda code: code.number)
def test_the_wrong_policy_of_a_page_gives_its_code(code: Code) -> None:
    """What a page calls wrong is found wrong, and pointed at."""
    wrong = page(code).wrong
    assert wrong is not None

    found = [warned for warned in told(wrong) if warned.code == code.number]

    assert len(found) == 1
    assert found[0].spans
    assert found[0].help
    assert found[0].severity == "warning"


@pytest.mark.parametrize("code", CODES, ids=lambda code: code.number)
def test_the_right_policy_of_a_page_does_not(code: Code) -> None:
    """What a page recommends is clean of it."""
    right = page(code).right
    assert right is not None

    assert code.number not in [warned.code for warned in told(right)]


def test_the_caveat_of_the_founding_case() -> None:
    """It takes back calls and leaves what is sent in them; whether transcripts are meant is not said."""
    (warned,) = told(ZOOM.read_text(encoding="utf-8"))

    assert (warned.code, warned.subject) == ("W0614", "caveat")
    assert warned.message == (
        "`caveat` takes back audio, video and chat from `content`, "
        "and leaves files, screen_shares and transcripts as they were"
    )
    assert "whether it reaches transcripts" in (warned.help or "")


def test_an_exception_to_an_exception_gives_back() -> None:
    """And says so."""
    text = f"""{PEOPLE}terms Now {{
      clause wide Shop may use Profile for news
      clause ban notwithstanding wide Shop must not use Profile for news without consent of Reader
      clause back notwithstanding ban Shop may use taste for news when adult(Reader)
    }}"""

    assert [w.message for w in told(text)] == [
        "`back` gives back taste from `ban`, and leaves address, photo and portrait as they were"
    ]


@pytest.mark.parametrize(
    ("clauses", "expected"),
    [
        ("clause a Shop may use Profile for news", []),
        ("clause a Shop may use address for news clause b Shop must not use taste for news", []),
        (
            """clause a Shop may use Profile for news when adult(Reader)
            clause b Shop must not use Profile for news when not adult(Reader)""",
            [],
        ),
        (
            """clause a Shop may use address and taste for news
            clause b Shop must not use taste for news""",
            ["W0610"],
        ),
        (
            """clause a Shop may use address and taste for news
            clause b notwithstanding a Shop must not use taste for news when adult(Reader)""",
            [],
        ),
        (
            """clause a Shop may use photo for news
            clause b notwithstanding a Shop must not use photo and portrait for news when adult(Reader)""",
            [],
        ),
        (
            """clause a Shop may use Profile for news clause b notwithstanding a
            Shop must not use photo including derived for news when adult(Reader)""",
            ["W0614"],
        ),
        (
            "clause a Shop may use Profile for news clause b notwithstanding a Shop may use taste for news",
            ["W0613"],
        ),
    ],
)
def test_what_is_said_of_clauses(clauses: str, expected: list[str]) -> None:
    """Words that name each thing apart leave nothing out; a condition keeps clauses apart."""
    assert expected == codes(clauses)


def test_purposes_are_left_out_too() -> None:
    """Where one name in the overridden clause covers both; what it names apart it means apart."""
    purposes = "purpose growth\npurpose mailshots within growth\npurpose surveys within growth\n"
    ban = "clause b notwithstanding a Shop must not use taste for mailshots when adult(Reader)"

    wide = told(f"{PEOPLE}{purposes}terms Now {{ clause a Shop may use taste for growth {ban} }}")
    apart = told(
        f"{PEOPLE}{purposes}terms Now {{ clause a Shop may use taste for mailshots and news {ban} }}"
    )

    assert [w.message for w in wide] == ["`b` takes back mailshots from `a`, and leaves surveys as it was"]
    assert apart == ()


def test_what_is_named_as_derived_is_not_left_out() -> None:
    """`including derived` reaches the portrait; address and taste are left."""
    text = f"""{PEOPLE}terms Now {{
      clause a Shop may use Profile for news
      clause b notwithstanding a Shop must not use photo including derived for news when adult(Reader)
    }}"""

    (warned,) = told(text)

    assert re.search("takes back photo and portrait from `a`, and leaves address and taste", warned.message)


def test_no_time_says_nothing() -> None:
    """What was not found in time is left out, without an error."""
    assert findings(Apparatus(program(ZOOM.read_text(encoding="utf-8")), Clock(0.0))) == ()


@given(programs())
def test_any_program_is_looked_at(program: ir.Program) -> None:
    """Whatever its shape; and twice the same."""
    found = findings(Apparatus(program, Clock()))

    assert found == findings(Apparatus(program, Clock()))
    assert all(warned.severity == "warning" for warned in found)
