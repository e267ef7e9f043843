"""Names: what each occurrence is tied to, and what is offered for one that means nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from consentlang.diagnostics.report import Report
from consentlang.names import sight
from consentlang.names.modules import STANDARD
from consentlang.names.resolve import resolve
from consentlang.reading import read_source
from consentlang.source import Source
from consentlang.syntax import ast
from consentlang.syntax.parse import parse
from consentlang.types.check import check
from consentlang.types.model import Model

BAD = Path(__file__).parent.parent / "bad"

PEOPLE = """policy "Names" language 1
party Vendor is organisation, controller
party Attendee is person, many
data Content about Attendee { audio, chat { dm } }
purpose training within improvement
purpose improvement
"""


def checked(text: str) -> tuple[Model, Report]:
    """The model of *text* and what is said of it."""
    report = Report()
    return check(resolve(parse(Source("names.consent", text), report), report), report), report


def names_in(node: ast.Node) -> Iterator[ast.Name]:
    """Every occurrence of a name below *node*, but for the paths of libraries."""
    if isinstance(node, ast.Name):
        yield node
    elif not isinstance(node, ast.Import):
        for child in ast.children(node):
            yield from names_in(child)


@pytest.mark.parametrize(
    "path",
    [*sorted(STANDARD.glob("*/*.consent")), *sorted(BAD.glob("*.consent"))],
    ids=lambda path: path.stem,
)
def test_every_name_is_tied(path: Path) -> None:
    """Right or wrong, no name is left without a symbol: hover and lowering look each of them up."""
    report = Report()
    model = check(resolve(parse(read_source(path), report), report), report)

    untied = [name for module in model.modules for name in names_in(module.file) if name not in model.ties]

    assert untied == []


@pytest.mark.parametrize("path", sorted(STANDARD.glob("*/*.consent")), ids=lambda path: path.stem)
def test_the_libraries_are_right(path: Path) -> None:
    """Nothing is wrong with what everybody imports, and nothing deserves a second look."""
    report = Report()
    check(resolve(parse(read_source(path), report), report), report)

    assert list(report) == []


def test_the_nearest_name_is_of_the_right_kind() -> None:
    """A party that is spelt nearly alike is not offered for a purpose."""
    _model, report = checked(
        PEOPLE + "party Trainer is person\nuse it { Vendor uses audio for traiing on nothing }\n"
    )

    (first,) = [each for each in report if each.code.number == "E0203"]
    assert first.message == "no purpose is named `traiing`"
    assert first.help == "did you mean `training`?"


def test_a_name_of_another_kind_is_told_as_what_it_is() -> None:
    """It is not unknown, and saying so would send the author looking for a slip of the pen."""
    _model, report = checked(PEOPLE + "use it { Vendor uses audio for Vendor on nothing }\n")

    assert [each.message for each in report] == ["`Vendor` is a party, a purpose is needed here"]


def test_what_is_declared_below_is_known_above() -> None:
    """A purpose may lie within one that is declared later."""
    model, report = checked(PEOPLE + "use it { Vendor uses audio for training on nothing }\n")

    within = model.purposes["training"].within
    assert within is not None
    assert model.ties[within].node is model.purposes["improvement"]
    assert not report.has_errors


def test_choices_are_known_within_their_request() -> None:
    """Two requests may both have a `yes`; a scenario means that of the request it names."""
    ask = (
        "request {} to Attendee by Vendor {{ asks audio by Vendor for training choice {} {{ consents }} }}\n"
    )
    model, report = checked(
        PEOPLE
        + ask.format("One", "yes")
        + ask.format("Two", "yes")
        + 'scenario "s" { Attendee chooses yes in Two }\n'
    )

    *_others, scenario = model.modules[-1].file.items
    assert isinstance(scenario, ast.Scenario)
    (event,) = scenario.items
    assert isinstance(event, ast.Chooses)
    assert model.ties[event.choice].node in tuple(ast.children(model.requests["Two"]))
    assert not report.has_errors


def test_a_choice_can_be_asked_by_its_name() -> None:
    """`Notice.yes` is the choice: an attribute of it can be settled."""
    model, report = checked(
        PEOPLE
        + "attribute pushy of choice\n"
        + "request Notice to Attendee by Vendor {"
        + " asks audio by Vendor for training choice yes { consents } }\n"
        + "given not Notice.yes.pushy\n"
    )

    tied = {name.text: symbol.kind for name, symbol in model.ties.items()}
    assert (tied["yes"], tied["pushy"]) == ("choice", "attribute")
    assert not report.has_errors


def test_clauses_are_known_along_the_versions() -> None:
    """A clause of March is known in August, until it is repealed."""
    terms = """
terms March { clause usage Vendor may use audio for training }
terms August amends March { clause caveat notwithstanding usage Vendor must not use audio for training }
terms Final amends August { repeals usage clause last notwithstanding usage Vendor may use dm for training }
"""
    _model, report = checked(PEOPLE + terms)

    assert [(each.code.number, each.span.line) for each in report if each.code.number != "W0601"] == [
        ("E0210", 10)
    ]


def test_data_that_is_only_described_is_not_declared_twice() -> None:
    """`data chat is special` says more of data that is declared elsewhere."""
    model, report = checked(PEOPLE + "attribute special of data\ndata chat is special\n")

    assert list(model.data) == ["Content", "audio", "chat", "dm"]
    assert model.data_parent == {"Content": None, "audio": "Content", "chat": "Content", "dm": "chat"}
    assert not report.has_errors


def test_what_is_only_described_and_nowhere_else_is_declared() -> None:
    """`data Health is special` alone declares it."""
    model, _report = checked(PEOPLE + "attribute special of data\ndata Health is special\n")

    assert "Health" in model.data


def test_an_enumeration_gives_the_words_their_meaning() -> None:
    """`EU` means nothing by itself, and a word of `residence` beside it."""
    model, report = checked(
        PEOPLE + "attribute residence of person one of { EU, UK }\nassume Attendee.residence = EU\n"
    )

    assert {symbol.kind for name, symbol in model.ties.items() if name.text == "EU"} == {"value"}
    assert not report.has_errors


def test_rules_are_known_within_their_regime() -> None:
    """Two laws may both have an element of one name."""
    law = 'element free "freely given"\nrule one of free { fails when request.joined }\n'
    model, report = checked(PEOPLE + law + "regime house\n" + law)

    assert list(model.rules) == ["policy.one", "house.one"]
    assert model.regime_of["house.free"] == "house"
    assert list(model.regimes) == ["policy", "house"]
    assert not report.has_errors


def test_words_mean_the_item_where_an_item_is_expected() -> None:
    """In a rule `purpose` is the purpose at hand, but `request.tells(purpose)` asks for the item."""
    model, report = checked(
        PEOPLE
        + 'element informed "informed"\n'
        + "rule told of informed { fails when not request.tells(purpose) and purpose = training }\n"
    )

    found = [symbol.kind for name, symbol in model.ties.items() if name.text == "purpose"]
    assert found == ["value", "word"]
    assert not report.has_errors


def test_terms_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """E0309: what many versions inherit from each other is not multiplied without end."""
    monkeypatch.setattr(sight, "MOST_IN_ALL", 10)
    clause = "clause c{} notwithstanding nothing_known Vendor may use audio for training"
    terms = [f"terms t{i} amends t{i + 1} {{ {clause.format(i)} }}" for i in range(5)]
    _model, report = checked(PEOPLE + "\n".join([*terms, "terms t5 { }"]))

    assert [(each.code.number, each.span.text) for each in report] == [("E0309", "t0")]
