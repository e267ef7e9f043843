# ruff: noqa: INP001 - a script, not a package
"""
Writes the pages that are read off the program: its words, its codes, and the law that its libraries have.

`docs/law/cases.md` is written by `consentlang cases --write docs/law/cases.md --beside tests/cases/reader`.

`python docs/generate.py` from anywhere. A test keeps the committed pages equal to what this writes.
"""

import tempfile
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from consentlang import driver
from consentlang.analysis.verdict import Result
from consentlang.diagnostics.codes import Code, every_code
from consentlang.diagnostics.explain import page
from consentlang.diagnostics.report import Report
from consentlang.explain import lawbook, samefact
from consentlang.explain.lawbook import Book
from consentlang.names.modules import STANDARD
from consentlang.types import fitting, vocabulary
from consentlang.types.vocabulary import Kind, Type, Word

DOCS: Final = Path(__file__).resolve().parent
REFERENCE: Final = DOCS / "reference"
LAW: Final = DOCS / "law"
CASES: Final = DOCS.parent / "examples" / "cases"
SAME_FACT: Final = DOCS.parent / "examples" / "same-fact"

GENERATED: Final = "<!-- Written by docs/generate.py: change what it reads, and run it again. -->"

ROOMS: Final = {
    "01": "Reading and syntax",
    "02": "Names",
    "03": "Priorities and cycles",
    "04": "Kinds and misuse",
    "05": "Findings about uses and consent",
    "06": "Warnings",
}

OF: Final[Mapping[Kind, str]] = {
    "party": "a party",
    "request": "a request",
    "choice": "a choice",
    "withdraw": "a way to withdraw (`request.withdraw`)",
    "use": "a use",
    "feature": "a feature",
    "data": "data",
    "purpose": "a purpose",
    "service": "a service or stake",
    "regime": "a regime",
}


def pages() -> dict[Path, str]:
    """The pages of the reference, by where they are kept."""
    return {
        REFERENCE / "vocabulary.md": "\n".join(_vocabulary()) + "\n",
        REFERENCE / "codes.md": "\n".join(_codes()) + "\n",
    }


def law_pages() -> dict[Path, str]:
    """The pages of the law, by where they are kept."""
    cases = _cases_by_rule()
    return {
        LAW / "README.md": "\n".join(_index(_books())) + "\n",
        LAW / "same-fact.md": samefact.page(
            _books(), _same_fact(), GENERATED, "../../examples/same-fact/policy.consent"
        ),
        **{LAW / f"{book.regime}.md": lawbook.page(book, cases, GENERATED, "../..") for book in _books()},
    }


# --- words ------------------------------------------------------------------------------------------


def _vocabulary() -> Iterator[str]:
    yield from ("# Words", "", GENERATED, "")
    yield from (
        "The words that need no declaration. What the items of the language mean is in",
        "[language.md](language.md).",
        "",
        "## Words to choose from",
        "",
        "| where | words |",
        "|---|---|",
    )
    for where, words in (
        ("`party P is ...`", vocabulary.PARTY_KINDS),
        ("`tells ...`", vocabulary.ITEMS),
        ("`records ...`", vocabulary.RECORD_ITEMS),
        ("`by ...` in a choice", vocabulary.ACTS),
        ("`c.shown = ...`", vocabulary.SHOWN.values),
        ("`use ... on ...`, beside `consent` and `nothing`", vocabulary.BASES),
    ):
        yield f"| {where} | {fitting.listed(words)} |"
    yield from _table("In every formula", vocabulary.EVERYWHERE)
    yield from ("", "`consents` and `consented` need a use that the formula, or the line, is about.")
    yield from _table("In a rule, and in a claim about uses", vocabulary.IN_A_RULE)
    for kind, words in vocabulary.MEMBERS.items():
        if words:
            yield from _table(f"Of {OF[kind]}", words, member=True)
    yield from ("", "Libraries declare more, as attributes: see `consentlang/std/`.")


def _table(title: str, words: Mapping[str, Word], *, member: bool = False) -> Iterator[str]:
    yield from ("", f"## {title}", "", "| word | gives | means |", "|---|---|---|")
    for name, word in words.items():
        yield f"| `{'.' * member}{_call(name, word)}` | {_gives(word.type)} | {word.meaning} |"


def _call(name: str, word: Word) -> str:
    """`power(party, party)`."""
    if not word.arguments:
        return name
    return f"{name}({', '.join(each.kind or 'item' for each in word.arguments)})"


def _gives(type_: Type) -> str:
    return "a word" if type_.sort == "one of" else fitting.describe(type_)


# --- codes ------------------------------------------------------------------------------------------


def _codes() -> Iterator[str]:
    yield from ("# Codes", "", GENERATED, "")
    yield from (
        "Every complaint has a code. A number never changes its meaning. `E` is an error, `W` a warning,",
        "which leaves the exit code alone. `consentlang explain E0203` shows the page of a code, with a",
        "wrong policy and a right one. Rules of law have codes of their own: see the library of the law.",
    )
    for room, title in ROOMS.items():
        codes = [code for code in every_code() if code.number[1:3] == room]
        yield from ("", f"## {title}", "", "| code | name | what is wrong |", "|---|---|---|")
        yield from (f"| [{code.number}](#{_anchor(code)}) | `{code.name}` | {code.title} |" for code in codes)
    yield from ("", "## In words")
    for code in every_code():
        told = page(code)
        yield from ("", f"### {code.number} {code.name}", "", told.what, "", told.why)


def _anchor(code: Code) -> str:
    """The anchor of the heading of *code*, as GitHub makes it."""
    return f"{code.number} {code.name}".lower().replace(" ", "-")


# --- the law ----------------------------------------------------------------------------------------


@cache
def _books() -> tuple[Book, ...]:
    """Every regime that a library has rules of."""
    found: list[Book] = []
    for folder in sorted(
        path.name for path in STANDARD.iterdir() if (path / f"{path.name}.consent").is_file()
    ):
        report = Report()
        model = driver.load(STANDARD / folder / f"{folder}.consent", report)
        if model is None:
            raise SystemExit(f"std.{folder}: {next(iter(report)).message}")
        found += (book for book in lawbook.books(folder, model) if lawbook.rules(book))
    return tuple(found)


def _index(books: Sequence[Book]) -> Iterator[str]:
    yield from ("# The law", "", GENERATED, "", lawbook.MODEL, "")
    yield from (
        "What each body of law asks of consent, rule by rule, as the libraries of the checker say it. How",
        "law is written: [language.md](../reference/language.md#law).",
        "",
        "- [Same fact, different law](same-fact.md): one policy under every law",
        *_told_cases(),
        "",
        "| law | library | rules | not yet verified | contested |",
        "|---|---|---|---|---|",
    )
    for book in books:
        rules = lawbook.rules(book).values()
        counts = len(rules), sum(r.unverified for r in rules), sum(r.contested is not None for r in rules)
        numbers = " | ".join(map(str, counts))
        yield f"| [{book.title}]({book.regime}.md) | `std.{book.folder}` | {numbers} |"


def _told_cases() -> tuple[str, ...]:
    """A line on the page of the cases, once there are any."""
    there = any(CASES.glob("*.consent"))
    return ("- [Cases](cases.md): what authorities held, and whether the checker agrees",) if there else ()


def _cases_by_rule() -> Mapping[str, Sequence[str]]:
    """Links to the cases in which a rule fails, by rule."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted(CASES.glob("*.consent")):
        result = driver.judge(path).result
        for compared in result.compared if result is not None else ():
            link = f"[{compared.holding.name}](../../examples/cases/{path.name})"
            for rule in compared.rules:
                found[rule].append(link)
    return found


def _same_fact() -> samefact.Cells:
    """The policy with each of its facts changed, under every law."""
    told = tomllib.loads((SAME_FACT / "facts.toml").read_text(encoding="utf-8"))
    text = (SAME_FACT / "policy.consent").read_text(encoding="utf-8")
    also: Mapping[str, str] = told["also"]
    return {
        fact["told"]: {
            book.regime: _judged(_changed(text, fact) + also.get(book.folder, ""), book.folder)
            for book in _books()
        }
        for fact in told["fact"]
    }


def _changed(text: str, fact: Mapping[str, Sequence[Sequence[str]]]) -> str:
    for old, new in fact.get("changes", ()):
        if text.count(old) != 1:
            raise SystemExit(f"{old!r} stands {text.count(old)} times in the policy")
        text = text.replace(old, new)
    return text


def _judged(text: str, folder: str) -> Result:
    """*text* under the law of the library *folder*."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "policy.consent"
        usual = "import std.usual\n"
        path.write_text(text.replace(usual, f"{usual}import std.{folder}\n"), encoding="utf-8")
        outcome = driver.judge(path)
    if outcome.result is None:
        raise SystemExit(f"same-fact under std.{folder}: {[each.message for each in outcome.report]}")
    return outcome.result


def main() -> None:
    """Write every page."""
    REFERENCE.mkdir(exist_ok=True)
    LAW.mkdir(exist_ok=True)
    for path, text in (pages() | law_pages()).items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
