"""
A page for each body of law: every rule with its condition in words, its source, and the cases it decides.

Read off the library, so that what is written is what is checked.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from attrs import frozen

from consentlang.explain.condition import Conditions
from consentlang.explain.wording import capitalised, counted, listed
from consentlang.syntax import ast
from consentlang.types.model import Model

MODEL: Final = "This is a model of the law, made by hand. It is no legal advice."

_STRENGTHS: Final[Mapping[ast.Strength, str]] = {
    "fails": "The yes is void when {}.",
    "presume": "The yes is presumed void when {}.",
    "factor": "It weighs against the yes, and never voids it alone, when {}.",
    "requires consent": "Consent is needed, and no other basis will do, when {}.",
    "forbids": "No consent cures it when {}.",
    "narrows": "The yes does not reach so far when {}.",
    "lifts": "It ends {others} when {}.",
}


@frozen(eq=False)
class Book:
    """One regime of a library: its name, what it is called, and the folder that has it."""

    regime: str
    title: str
    folder: str
    model: Model


def books(folder: str, model: Model) -> tuple[Book, ...]:
    """The regimes that the library *folder*, read as *model*, has rules of; not those that it imports."""
    own = f"std/{folder}/"
    titles: dict[str, str] = {}
    for module, item in model.each_item():
        if isinstance(item, ast.Regime) and (module is model.modules[-1] or module.name.startswith(own)):
            label = item.label.value if item.label is not None else None
            titles[item.name.text] = label or titles.get(item.name.text, item.name.text)
    return tuple(Book(regime, title, folder, model) for regime, title in titles.items())


def rules(book: Book) -> dict[str, ast.Rule]:
    """The rules of *book*, by name with the regime before it."""
    regime_of = book.model.regime_of
    return {key: rule for key, rule in book.model.rules.items() if regime_of[key] == book.regime}


def page(book: Book, cases: Mapping[str, Sequence[str]], mark: str, root: str) -> str:
    """
    The page of *book*.

    *cases*: links to the cases in which a rule fails, by rule. *mark* says how the page is made, *root* is
    the way from it to the root of the project.
    """
    return "\n".join(_page(book, cases, mark, root)) + "\n"


def _page(book: Book, cases: Mapping[str, Sequence[str]], mark: str, root: str) -> Iterator[str]:
    mine, words = rules(book), Conditions(book.model.ties)
    yield from (f"# {book.title}", "", mark, "", MODEL, "")
    library = f"[`std.{book.folder}`]({root}/consentlang/std/{book.folder}/README.md)"
    unverified = sum(rule.unverified for rule in mine.values())
    doubt = f"; {unverified} of them not yet verified" if unverified else ""
    yield f"{counted(len(mine), 'rule')} in {library}{doubt}."
    elements = [
        (key, element)
        for key, element in book.model.elements.items()
        if book.model.regime_of[key] == book.regime
    ]
    for key, element in elements:
        cites = f" ({element.citation.value})" if element.citation is not None else ""
        yield from ("", f"## {capitalised(element.label.value)}", "", f"`{element.name.text}`{cites}")
        for name, rule in mine.items():
            if rule.element is not None and f"{book.regime}.{rule.element.text}" == key:
                yield from _rule(rule, words, cases.get(name, ()))
    rest = [(name, rule) for name, rule in mine.items() if rule.element is None]
    if rest:
        yield from ("", "## Besides")
    for name, rule in rest:
        yield from _rule(rule, words, cases.get(name, ()))
    yield from _defined(book, words)


def _rule(rule: ast.Rule, words: Conditions, cases: Sequence[str]) -> Iterator[str]:
    code = f"{rule.code.value} " if rule.code is not None else ""
    reason = f": {rule.reason.value}" if rule.reason is not None else ""
    yield from ("", f"### {code}`{rule.name.text}`{reason}", "", condition(rule, words), "")
    yield from (f"- {line}" for line in _about(rule, cases))


def condition(rule: ast.Rule, words: Conditions) -> str:
    """When *rule* strikes, and what it does, in a sentence."""
    others = listed([f"`{name.text}`" for name in rule.notwithstanding]) or "nothing"
    said = _STRENGTHS[rule.body.strength].format(words.sentence(rule.body.condition), others=others)
    if rule.body.rebuttal is None:
        return said
    return f"{said.removesuffix('.')}; unless {words.sentence(rule.body.rebuttal)}."


def _about(rule: ast.Rule, cases: Sequence[str]) -> Iterator[str]:
    if rule.citation is not None:
        yield f"source: {rule.citation.value}{' (not yet verified)' if rule.unverified else ''}"
    if rule.contested is not None:
        yield f"contested: {rule.contested.value}"
    if rule.coercion:
        yield "coercion"
    if rule.at_use:
        yield "judged at the use; the others at the yes"
    if rule.start is not None or rule.until is not None:
        start = f"from {rule.start.iso} " if rule.start is not None else ""
        until = f"until {rule.until.iso}" if rule.until is not None else ""
        yield f"in force {start}{until}".rstrip()
    if rule.filed_under:
        graver = listed([f"`{name.text}`" for name in rule.graver], "or")
        unless = f", unless {graver} fails too: it is a part of that" if graver else ""
        yield f"filed under: {', '.join(f'`{ground}`' for ground in rule.filed_under)}{unless}"
    if rule.advice is not None:
        yield f"what helps: {rule.advice.value}"
    if cases:
        yield f"cases: {', '.join(cases)}"


def _defined(book: Book, words: Conditions) -> Iterator[str]:
    """What the library defines, and other libraries that it imports."""
    if not book.model.defines:
        return
    yield from ("", "## Words that are defined", "")
    for name, node in book.model.defines.items():
        of = {parameter.text: f"*{parameter.text}*" for parameter in node.parameters}
        parameters = f" ({', '.join(of.values())})" if of else ""
        yield f"- *{name.replace('_', ' ')}*{parameters}: {words.sentence(node.formula, of)}."
