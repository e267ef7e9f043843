"""Checking: never raises, always gives a model, and says what a reader needs."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consentlang.diagnostics.report import Report
from consentlang.names.resolve import resolve
from consentlang.source import Source
from consentlang.syntax import ast
from consentlang.syntax.parse import parse
from consentlang.types.check import check
from consentlang.types.cycles import circles
from consentlang.types.model import Model
from consentlang.types.precedence import versions

BAD = Path(__file__).parent.parent / "bad"
TEXTS = [re.sub("#.*", "", path.read_text(encoding="utf-8")) for path in sorted(BAD.glob("*.consent"))]

PEOPLE = """policy "Types" language 1
party Vendor is organisation, controller
party Attendee is person, many
data audio about Attendee
purpose training
"""


def checked(text: str) -> tuple[Model, Report]:
    """The model of *text* and what is said of it."""
    report = Report()
    return check(resolve(parse(Source("types.consent", text), report), report), report), report


def declared(text: str) -> list[str]:
    """Names that *text* uses: words with a capital, or behind a word that declares one."""
    return sorted(set(re.findall(r"\b[A-Z]\w+|(?<=purpose )\w+|(?<=fact )\w+|(?<=clause )\w+", text)))


@st.composite
def muddled(draw: st.DrawFn) -> str:
    """A policy in which some names are put in the place of others."""
    text = draw(st.sampled_from(TEXTS))
    names = declared(text)
    pattern = re.compile(r"\b(" + "|".join(map(re.escape, names)) + r")\b")
    places = [match.start() for match in pattern.finditer(text)]
    chosen = set(draw(st.lists(st.sampled_from(places), min_size=1, max_size=8)))
    substitutes = draw(st.lists(st.sampled_from(names), min_size=8, max_size=8))

    def substitute(match: re.Match[str]) -> str:
        return substitutes[match.start() % 8] if match.start() in chosen else match[0]

    return pattern.sub(substitute, text)


@given(muddled())
def test_a_muddled_policy_is_told_so_and_no_more(text: str) -> None:
    """Whatever stands where, there is a model and no exception: mistakes are data."""
    model, _report = checked(text)

    assert versions(model).keys() == model.terms.keys()


def test_terms_have_types() -> None:
    """Each term of a formula, by identity."""
    model, _report = checked(PEOPLE + "assume Attendee.age >= 18\n")

    found = {term.span.text: (type_.sort, type_.kind) for term, type_ in model.types.items()}
    assert found == {"Attendee": ("thing", "party"), "Attendee.age": ("number", None), "18": ("number", None)}


def test_a_library_may_be_checked_by_itself() -> None:
    """It has nothing to verify, and yet it can be right or wrong."""
    model, report = checked('library "Law" language 1\nregime law\nelement free "freely given"\n')

    assert model.title == "Law"
    assert list(model.elements) == ["law.free"]
    assert not report.has_errors


def test_a_definition_is_checked_for_what_it_is_given() -> None:
    """The same words may be asked of a choice and of the way to withdraw; not of a party."""
    text = (
        PEOPLE
        + 'element free "freely given"\ndefine harder(r) { r.steps > 2 }\n'
        + "rule one of free { fails when harder(choice) or harder(request.withdraw) }\n"
    )
    _model, right = checked(text)
    _model, wrong = checked(text + "rule two of free { fails when harder(subject) }\n")

    assert not right.has_errors
    (complaint,) = wrong
    assert (complaint.code.number, complaint.span.text, complaint.notes[0].text) == (
        "E0213",
        "steps",
        "used here",
    )


def test_nobody_else_takes_a_yes_back() -> None:
    """`by P` in `withdraw` is refused, and what was meant can be said."""
    _model, report = checked(
        PEOPLE
        + "request Notice to Attendee by Vendor {\n asks audio by Vendor for training\n"
        + " choice yes { consents }\n withdraw { by Vendor }\n}\n"
        + "use it { Vendor uses audio for training on consent via Notice }\n"
    )

    (complaint,) = report
    assert (complaint.code.number, complaint.span.text) == ("E0428", "by Vendor")
    assert "`by clicking`" in str(complaint.help)
    assert "`withdraw none`" in str(complaint.help)


def test_a_name_may_stand_for_two_kinds_where_the_place_tells() -> None:
    """A purpose and a feature may share a name: `.on` is asked of a feature, `for` needs a purpose."""
    model, report = checked(
        PEOPLE
        + "feature training switched on by Vendor\n"
        + "use it { Vendor uses audio for training on nothing when training.on }\n"
    )

    kinds = [symbol.kind for name, symbol in model.ties.items() if name.text == "training"]
    assert kinds.count("feature") == 2
    assert not report.has_errors


@pytest.mark.parametrize(
    ("graph", "found"),
    [
        ({"a": "b", "b": "c", "c": "a"}, [("a", "b", "c")]),
        ({"a": "a", "b": "a"}, [("a",)]),
        ({"a": "b", "b": "", "c": "d", "d": "ce", "e": "d"}, [("c", "d")]),
        ({"a": "x"}, []),
    ],
)
def test_circles_are_found(graph: dict[str, str], found: list[tuple[str, ...]]) -> None:
    """Each once, the shortest way round, from the member that stands first."""
    assert list(circles(graph)) == found


def test_long_chains_are_no_circles() -> None:
    """Ten thousand purposes within each other are many, and no circle: nothing recurses."""
    graph = {str(index): [str(index + 1)] for index in range(10_000)}

    assert list(circles(graph)) == []
    assert len(next(circles({**graph, "10000": ["0"]}))) == 10_001


def test_a_fact_declared_with_kinds_takes_parties_of_these_kinds() -> None:
    """As libraries declare relations: `employs(organisation, person)`."""
    text = PEOPLE + "relation employs(organisation, person)\n"
    _model, right = checked(text + "given employs(Vendor, Attendee)\n")
    _model, wrong = checked(text + "given employs(Attendee, Vendor)\n")

    assert not right.has_errors
    assert [each.message for each in wrong] == [
        "`Attendee` is not an organisation, of whom this is declared",
        "`Vendor` is not a person, of whom this is declared",
    ]


def test_lint_waits_until_nothing_is_wrong() -> None:
    """A misspelt name must not make its declaration look unused."""
    _model, report = checked(PEOPLE + "use it { Vendor uses audio for trainig on nothing }\n")

    assert [each.code.number for each in report] == ["E0203"]


def test_regimes_without_a_line_are_the_authors_own() -> None:
    """Rules above any `regime` line belong to the regime `policy`."""
    model, _report = checked(
        PEOPLE + 'element free "freely given"\nrule one of free { fails when request.joined }\n'
    )

    assert model.regime_of == {"policy.free": "policy", "policy.one": "policy"}
    assert isinstance(model.regimes["policy"], ast.Regime)


def test_power_may_be_between_two_of_a_kind() -> None:
    """A parent and a child are both people: that is no repetition."""
    line = "power every person p over every person q at least when minds(p, q)\n"
    library = 'library "Family" language 1\nrelation minds(person, person)\n'

    assert not checked(library + line)[1].has_errors
    assert checked(library + line.replace("person q", "parson q"))[1].has_errors


def test_a_word_of_the_law_in_the_place_of_a_kind_is_told_where_it_belongs() -> None:
    """A party *is* of a kind; a word of the law is given of it."""
    text = PEOPLE.replace(
        "party Attendee is person", "attribute school of party\nparty Attendee is person, school"
    )
    helps = [diagnostic.help for diagnostic in checked(text.replace("training", "t"))[1]]

    assert "it is a word of the law: write `given Attendee.school`" in helps
