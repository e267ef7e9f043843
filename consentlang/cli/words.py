"""
The page of a word of the law: what `afterwards` means, how to say it, and which rules ask whether it is so.

Read off the libraries, as the pages of rules are.
"""

import re
from collections.abc import Iterator
from typing import Final

from consentlang.cli.rules import declared
from consentlang.diagnostics.nearest import nearest
from consentlang.syntax import ast

ALL: Final = "attributes"
"""What asks for the list of all words."""

_SAID: Final = {
    "request": "SignUp.{}",
    "choice": "SignUp.yes.{}",
    "use": "mailing.{}",
    "purpose": "news.{}",
    "service": "Account.{}",
    "data": "Address.{}",
}
"""How it is said of something of that kind; of people otherwise."""
_OF_PEOPLE: Final = "Reader.{}"

_ARTICLES: Final = {"data": "", "organisation": "an "}

_QUOTED: Final = re.compile(r'"(?:[^"\\]|\\.)*"')


def page_of_word(word: str) -> str | None:
    """Write what *word* means, or the list of all for `attributes`; None if no library has it."""
    words = [(each.library, each.item) for each in declared() if isinstance(each.item, ast.AttributeDecl)]
    if word == ALL:
        return "".join(f"{node.of.text:<13} {node.name.text:<20} {_means(node)}\n" for _, node in words)
    pages = [_page(library, node) for library, node in words if node.name.text == word.lower()]
    return "\n".join(pages) or None


def nearest_word(word: str) -> str | None:
    """Offer the rule or the word of the law that *word* was probably meant to be; None if none is near."""
    named = (each.item for each in declared() if isinstance(each.item, ast.AttributeDecl | ast.Rule))
    return nearest(word, dict.fromkeys(item.name.text for item in named))


def _means(node: ast.AttributeDecl) -> str:
    return node.label.value if node.label is not None else node.name.text.replace("_", " ")


def _page(library: str, node: ast.AttributeDecl) -> str:
    asking = "\n".join(_asking(node.name.text))
    parts = [
        f"# {node.name.text}: {_means(node)}",
        f"Said of {_ARTICLES.get(node.of.text, 'a ')}{node.of.text}, in `{library}`. {_unsaid(node)}",
        f"To say it: {_how(node)}.",
        *([f"Rules that ask whether it is so:\n\n{asking}"] if asking else []),
    ]
    return "\n\n".join(parts) + "\n"


def _unsaid(node: ast.AttributeDecl) -> str:
    """What it means that a file does not speak of it."""
    judged = " It is a judgement." if node.judged else ""
    if node.stated:
        return f"It is not so unless the policy says so.{judged}"
    return f"Where the policy does not say, both answers are explored.{judged}"


def _how(node: ast.AttributeDecl) -> str:
    name = _SAID.get(node.of.text, _OF_PEOPLE).format(node.name.text)
    if node.number:
        return f"`given {name} >= 18`"
    if node.values:
        return " or ".join(f"`given {name} = {value.text}`" for value in node.values)
    if node.of.text == "data":
        return f"`data Address is {node.name.text}`, or `data Address is ordinary`"
    return f'`given {name} "why"`, or `given not {name} "why"`'


def _asking(word: str) -> Iterator[str]:
    """The rules that ask for *word*, themselves or by a definition, a line each."""
    asks = _asking_for(word)
    for each in declared():
        rule = each.item
        if isinstance(rule, ast.Rule) and asks.search(_QUOTED.sub("", rule.span.text)):
            code = f"{rule.code.value} " if rule.code is not None else ""
            reason = f": {rule.reason.value}" if rule.reason is not None else ""
            yield f"- {code}{each.regime}.{rule.name.text}{reason}"


def _asking_for(word: str) -> re.Pattern[str]:
    """What a formula has that asks for *word*: `request.afterwards`, `data is special`, `harmless(r)`."""
    patterns = [rf"(?:\.|\bis (?:not )?){word}\b"]
    left = [each.item for each in declared() if isinstance(each.item, ast.Define)]
    while True:
        asks = re.compile("|".join(patterns))
        found = [define for define in left if asks.search(define.span.text)]
        if not found:
            return asks
        patterns += [rf"\b{define.name.text}\(" for define in found]
        left = [define for define in left if define not in found]
