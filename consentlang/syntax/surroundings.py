"""
Around a mistake: what stands there, what would fit, and what the author may have meant.

Only looks: nothing here moves the parser or tells anybody anything.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from consentlang.diagnostics.nearest import nearest_name
from consentlang.source import Source, Span
from consentlang.syntax.automaton import Automaton
from consentlang.syntax.expected import fitting
from consentlang.syntax.lex import Token
from consentlang.syntax.tables import END

CLOSING: Final = {"{": "}", "(": ")"}
MOST_GUESSES: Final = 1000
"""How many words are compared with what would fit: each takes half a millisecond."""

_LAST_WORD: Final = re.compile(r"[^\W\d]\w*\Z")

_MEANT: Final = {
    "are": "is",
    "can": "may",
    "shall": "must",
    "if": "when",
    "else": "otherwise",
    "accepts": "consents",
    "agrees": "consents",
    "declines": "refuses",
    "rejects": "refuses",
    "costs": "loses",
    "tell": "tells",
    "ask": "asks",
}
"""Words that people use for ours, besides slips of the pen."""


class Surroundings:
    """What can be seen from where the automaton stands."""

    def __init__(self, automaton: Automaton, source: Source) -> None:
        self.automaton = automaton
        self.source = source
        tables = automaton.tables
        self.after_header = tables.gotos[tables.start]["<header>"]
        self.items = frozenset(tables.actions[self.after_header]) - {END}
        self.guesses = 0

    # --- what stands there ---------------------------------------------------------------------------

    def span(self, token: Token) -> Span:
        """Where *token* stands."""
        return Span(self.source, token[1], token[2])

    def gap(self) -> Span:
        """The place right behind the last word."""
        return Span(self.source, self.automaton.end, self.automaton.end)

    def last_word(self) -> str:
        """The word that was read last, or nothing if it was no word."""
        end = self.automaton.end
        found = _LAST_WORD.search(self.source.text[max(0, end - 64) : end])
        return found[0] if found else ""

    def begins_line(self, offset: int) -> bool:
        """Whether nothing stands before *offset* on its line."""
        text = self.source.text
        while offset and text[offset - 1] in " \t":
            offset -= 1
        return self.at_margin(offset)

    def at_margin(self, offset: int) -> bool:
        """Whether *offset* is the first of its line."""
        return offset == 0 or self.source.text[offset - 1] == "\n"

    def begins_item(self, token: Token) -> bool:
        """Whether *token* looks like the first word of an item: it stands at the left margin."""
        return token[3] in self.items and self.at_margin(token[1])

    def innermost(self) -> int | None:
        """Where on the stack the innermost open brace is."""
        closed = 0
        for index in range(len(self.automaton.values) - 1, -1, -1):
            value = self.automaton.values[index]
            if not isinstance(value, str):
                continue
            if value in CLOSING.values():
                closed += 1
            elif value in CLOSING and not closed:
                return index
            elif value in CLOSING:
                closed -= 1
        return None

    def mark(self, index: int) -> str:
        """The brace at *index* of the stack."""
        mark: str = self.automaton.values[index]
        return mark

    def span_of_mark(self, index: int) -> Span:
        """Where the brace at *index* of the stack stands."""
        return Span(self.source, self.automaton.starts[index], self.automaton.starts[index] + 1)

    def is_keyword(self, word: str) -> bool:
        """Whether *word* is one of the language, here or elsewhere."""
        return any(word in row for row in self.automaton.tables.actions)

    # --- what would fit ------------------------------------------------------------------------------

    def after(self, states: list[int], *kinds: str) -> list[int] | None:
        """The states after *kinds*; None if they do not fit."""
        after: list[int] | None = states
        for kind in kinds:
            after = self.automaton.after(after, kind) if after else None
        return after

    def can_follow(self, states: list[int] | None, *tokens: Token) -> bool:
        """Whether *tokens* fit after *states*; what begins an item at the margin is not taken for a name."""
        for token in tokens:
            if states is None:
                return False
            begins = self.begins_item(token)
            states = (
                self.automaton.after(states, token[3])
                if begins
                else self.automaton.after_token(states, token)
            )
        return states is not None

    def leads(self, kind: str, *tokens: Token) -> bool:
        """Whether *kind* and then *tokens* would be read from here."""
        return self.can_follow(self.automaton.after(self.automaton.states, kind), *tokens)

    def expected(self, token: Token) -> list[str]:
        """All that fits instead of *token*: what it could follow first, what begins another item last."""
        states = self.automaton.before_reductions()
        tokens = (token, self.automaton.peek()) if token[0] != END else (token,)

        def usefulness(kind: str) -> int:
            if kind in self.items or kind == END:
                return 3
            if self.can_follow(self.automaton.after(states, kind), *tokens):
                return 0
            return 2 if kind in CLOSING.values() else 1

        return sorted(fitting(self.automaton, states), key=usefulness)

    # --- what may have been meant --------------------------------------------------------------------

    def meant(self, word: str, kinds: Iterable[str]) -> str | None:
        """The keyword of *kinds* that *word* was probably meant to be."""
        keywords = [kind for kind in kinds if kind[0].isalpha()]
        if _MEANT.get(word.lower()) in keywords:
            return _MEANT[word.lower()]
        self.guesses += 1
        return nearest_name(word, keywords) if self.guesses <= MOST_GUESSES else None

    def place(self, token: Token, expected: Sequence[str]) -> Span:
        """*token* itself, unless something is missing before it at the end of an earlier line."""
        gap = self.gap()
        whole = END in expected or "}" in expected
        if token[0] == END or (not whole and "\n" in self.source.text[gap.end : token[1]]):
            return gap
        return self.span(token)
