# ruff: noqa: INP001 - a script, not a package
"""
Writes the pages of the reference that are read off the program: its words, its codes.

`python docs/generate.py` from anywhere. A test keeps the committed pages equal to what this writes.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from consentlang.diagnostics.codes import Code, every_code
from consentlang.diagnostics.explain import page
from consentlang.types import fitting, vocabulary
from consentlang.types.vocabulary import Kind, Type, Word

REFERENCE: Final = Path(__file__).resolve().parent / "reference"

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
    """Every page, by where it is kept."""
    return {
        REFERENCE / "vocabulary.md": "\n".join(_vocabulary()) + "\n",
        REFERENCE / "codes.md": "\n".join(_codes()) + "\n",
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


def main() -> None:
    """Write every page."""
    REFERENCE.mkdir(exist_ok=True)
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
