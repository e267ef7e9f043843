"""
Good policies with one fault planted in each: the right code, at the planted place, and nothing elsewhere.

Every place in every policy at which a kind of fault can be planted is tried.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import frozen

from consentlang.diagnostics.report import Report
from consentlang.driver import build
from tests.std.meaning import CASES

EXAMPLES = Path(__file__).parents[2] / "examples"
POLICIES = {
    path.relative_to(EXAMPLES).as_posix(): path.read_text(encoding="utf-8")
    for name in ("zoom/zoom", "newsletter/failing", "clinic/failing")
    for path in [EXAMPLES / f"{name}.consent"]
} | {name: CASES[name][0] for name in [*CASES][::6]}

NAME = r"(?P<here>[A-Za-z_]+)"
MISSPELT = {
    "party, of data": (rf"^data \w+ about {NAME}", "E0202"),
    "party, asked": (rf"^request \w+ to {NAME}", "E0202"),
    "party, asking": (rf"^request \w+ to \w+ by {NAME}", "E0202"),
    "party, using": (rf"^use \w+ +{{ {NAME} uses", "E0202"),
    "purpose, asked": (rf"^  asks .* for {NAME}$", "E0203"),
    "purpose, used": (rf"^use .* for {NAME} on consent", "E0203"),
    "data, used": (rf"^use \w+ +{{ \w+ uses {NAME} for", "E0204"),
    "data, asked": (rf"^  asks +{NAME} by", "E0204"),
    "what is lost": (rf"loses (?!nothing){NAME}", "E0205"),
    "request, relied on": (rf" via {NAME}", "E0206"),
    "request, answered": (rf" chooses \w+ in {NAME}$", "E0206"),
    "choice": (rf" chooses {NAME} in ", "E0207"),
    "feature": (rf"enables {NAME}", "E0208"),
    "element": (rf"^rule \w+ of {NAME}", "E0214"),
    "library": (r"^import (?P<here>std\.\w+)", "E0230"),
    "basis": (rf" on (?!consent){NAME} ?}}", "E0219"),
    "act": (r"(?:consents|refuses) by (?P<here>clicking|signing|leaving)", "E0202"),
}
"""Where a name is used, and what is said of one that nothing has. (No act: it is taken for a party.)"""

FOLLOWED = {"library", "act"}
"""What is missing then is complained of, too: the names of the library, a choice without an act."""


@frozen
class Planted:
    """A policy with a fault on the text from *start* to *end*."""

    text: str
    code: str
    start: int
    end: int


def misspelt(text: str, where: str) -> Iterator[Planted]:
    """The name at each place has a letter too many."""
    pattern, code = MISSPELT[where]
    for found in re.finditer(pattern, text, re.MULTILINE):
        start, end = found.span("here")
        yield Planted(f"{text[:end]}qq{text[end:]}", code, start, end + 2)


def complaints(text: str, folder: Path) -> list[tuple[str, int, int]]:
    """Code and place of each error."""
    path, report = folder / "policy.consent", Report()
    path.write_text(text, encoding="utf-8")
    build(path, report)
    return [
        (one.code.number, one.span.start, one.span.end) for one in report if one.severity.value == "error"
    ]


@pytest.mark.parametrize("name", POLICIES)
@pytest.mark.parametrize("where", MISSPELT)
def test_a_misspelt_name_is_found_where_it_stands(where: str, name: str, tmp_path: Path) -> None:
    """With the code for what it should have been, and no other complaint."""
    for planted in misspelt(POLICIES[name], where):
        found = complaints(planted.text, tmp_path)

        assert found[: 1 if where in FOLLOWED else None] == [(planted.code, planted.start, planted.end)]


DECLARES = re.compile(
    r"^(?:party|data|purpose|service|feature|fact|regime|element|use) (?P<here>\w+).*$", re.MULTILINE
)
BLOCK = re.compile(r"^ *(?:choice|use) \w+ *(?P<open>\{)(?P<first> \w+).*(?P<close>\})$", re.MULTILINE)
OTHER_WORDS = {
    "a number is wanted": (" steps 1", " steps one", "one", "E0120"),
    "a string is wanted": ("language 1", 'language "1"', '"1"', "E0120"),
    "no such item": ("\npurpose ", "\npurpos ", "purpos", "E0120"),
    "no such phrase": ("{ consents by", "{ consent by", "consent", "E0120"),
    "no such preposition": (" for ", " fro ", "fro", "E0120"),
    "no such trait": ("is person", "is persn", "persn", "E0223"),
}
WRONG_TYPES = {
    "a yes or no is not compared": ("fact warm\ngiven warm = 3", "warm = 3", "E0404"),
    "a word is no condition": ("fact mild one of { little, much }\ngiven mild", "mild", "E0410"),
    "a number is no condition": ("fact price number\ngiven price", "price", "E0410"),
}


@pytest.mark.parametrize("name", POLICIES)
def test_what_is_declared_twice_is_found_at_the_second(name: str, tmp_path: Path) -> None:
    """Whatever it is."""
    text = POLICIES[name]
    for found in DECLARES.finditer(text):
        line = found[0]
        if line.count("{") != line.count("}"):
            continue
        twice = f"{text[: found.end()]}\n{line}{text[found.end() :]}"
        start = found.end() + 1 + found.start("here") - found.start()
        end = start + len(found["here"])

        assert complaints(twice, tmp_path)[:1] == [("E0220", start, end)]


@pytest.mark.parametrize("name", POLICIES)
def test_a_brace_that_is_never_closed_is_found_where_it_opens(name: str, tmp_path: Path) -> None:
    """And one that was never opened, where it should have been."""
    text = POLICIES[name]
    for found in BLOCK.finditer(text):
        unclosed = text[: found.start("close")] + text[found.end("close") :]
        unopened = text[: found.start("open")] + text[found.start("first") :]
        last = text[found.end() :].lstrip().startswith("}")  # then any of the braces may be the one

        assert last or complaints(unclosed, tmp_path)[0][:2] == ("E0132", found.start("open"))
        assert complaints(unopened, tmp_path)[0][:2] == ("E0120", found.start("first"))


@pytest.mark.parametrize("name", POLICIES)
@pytest.mark.parametrize("what", OTHER_WORDS)
def test_a_word_that_does_not_fit_is_found_where_it_stands(what: str, name: str, tmp_path: Path) -> None:
    """At each place where it may be written; one of another item in a list is enough for a complaint."""
    right, wrong, word, code = OTHER_WORDS[what]
    text = POLICIES[name]
    for found in re.finditer(re.escape(right), text):
        before = text[text.rfind("\n", 0, found.start()) + 1 : found.start()]
        if "#" in before or before.count('"') % 2:
            continue
        planted = text[: found.start()] + wrong + text[found.end() :]
        start = found.start() + wrong.index(word)

        assert complaints(planted, tmp_path)[:1] == [(code, start, start + len(word))]


@pytest.mark.parametrize("what", WRONG_TYPES)
def test_a_formula_of_the_wrong_type_is_found_where_it_stands(what: str, tmp_path: Path) -> None:
    """In a policy that is right but for that."""
    lines, word, code = WRONG_TYPES[what]
    text = CASES["a yes, a no and a way back"][0] + lines + "\n"
    start = text.rindex("given ") + len("given ")

    ((found, begins, _),) = complaints(text, tmp_path)

    assert text[start:].startswith(word)
    assert (found, begins) == (code, start)
