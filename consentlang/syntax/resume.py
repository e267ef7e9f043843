"""
Resuming: what was begun is given up, and reading goes on where an item, a line or a phrase begins.

Nothing here tells anybody anything: it only finds the next place from which the file makes sense again.
"""

from typing import Final

from consentlang.syntax.automaton import Automaton
from consentlang.syntax.expected import fitting
from consentlang.syntax.lex import Token
from consentlang.syntax.surroundings import CLOSING, Surroundings
from consentlang.syntax.tables import END, NAME

LINES: Final = frozenset(
    {
        "<item>",
        "<request_item>",
        "<terms_item>",
        "<scenario_item>",
        "<claim_line>",
        "<choice>",
        "<clause>",
        "<rule_note>",
    }
)
"""What stands one below the other: after a mistake, reading goes on where a line begins with one."""

PHRASES: Final = frozenset({"<phrase_group>", "<data_child>"})
"""What is separated by commas."""


class Resumption:
    """Moves the parser of one file on after a mistake."""

    def __init__(self, automaton: Automaton, around: Surroundings) -> None:
        self.automaton = automaton
        self.around = around

    def give_up(self, *tokens: Token) -> None:
        """Drop what was begun, and skip from the first of *tokens* to where something new begins."""
        self.again(*tokens)
        depth = self._drop_what_was_begun()
        lines = self._begins(LINES)
        while True:
            token = self.automaton.next_token()
            mark = token[0]
            if mark == END or self.around.begins_item(token):
                break
            if depth == 0 and (self._resumes_lines(token, tokens[0]) if lines else mark in {",", "}"}):
                break
            depth = max(0, depth + (mark in CLOSING) - (mark in CLOSING.values()))
        if mark != "," or not self._begins(PHRASES):
            self.again(token)

    def _resumes_lines(self, token: Token, wrong: Token) -> bool:
        """Whether a line begins with *token*, be it misspelt (but not the *wrong* one), or the block ends."""
        states = self.automaton.states
        if token[0] == "}":
            return self.automaton.fits(states, token)
        if not self.around.begins_line(token[1]):
            return False
        if self.automaton.fits(states, token):
            return True
        misspelt = token[0] == NAME and token != wrong
        return misspelt and self.around.meant(token[3], fitting(self.automaton, states)) is not None

    def _drop_what_was_begun(self) -> int:
        """Go back to where a line or phrase can begin or follow; how many braces were left open since."""
        for end in (END, "}", ","):
            while not self._can_go_on(self.automaton.states[-1]) and self.automaton.reduce_before(end):
                pass
        place, depth = self.last(LINES | PHRASES)
        self.automaton.truncate(place + 1)
        if not place:
            self.push_header()
        return depth

    def last(self, kinds: frozenset[str]) -> tuple[int, int]:
        """The last state where one of *kinds* can begin or follow, and how many braces are open since."""
        depth = 0
        for index in range(len(self.automaton.values), 0, -1):
            if depth >= 0 and self._can_go_on(self.automaton.states[index], kinds):
                return index, depth
            value = self.automaton.values[index - 1]
            if isinstance(value, str):
                depth += (value in CLOSING) - (value in CLOSING.values())
        return 0, max(depth, 0)

    def _can_go_on(self, state: int, kinds: frozenset[str] = LINES | PHRASES) -> bool:
        """Whether one of *kinds* can begin in *state*, or a phrase after a comma."""
        tables = self.automaton.tables
        after_comma = tables.actions[state].get(",", -1) if kinds & PHRASES else -1
        return bool(
            tables.gotos[state].keys() & kinds
            or (after_comma >= 0 and tables.gotos[after_comma].keys() & PHRASES)
        )

    def _begins(self, kinds: frozenset[str]) -> bool:
        return bool(self.automaton.tables.gotos[self.automaton.states[-1]].keys() & kinds)

    def close_all(self, token: Token) -> None:
        """Close every open brace before *token*, dropping what cannot be ended there."""
        brace = ("}", token[1], token[1], "}")
        while (opened := self.around.innermost()) is not None:
            if self.around.mark(opened) == "{" and self._take_after_last_line(brace, opened):
                continue
            self.automaton.truncate(opened + 1)
        self._drop_what_was_begun()

    def _take_after_last_line(self, brace: Token, opened: int) -> bool:
        """Take *brace* here, or else after the last line that is whole, in the block *opened*."""
        if self.automaton.take("}", brace):
            return True
        place, _ = self.last(LINES | PHRASES)
        if place <= opened:
            return False
        self.automaton.truncate(place + 1)
        return self.automaton.take("}", brace)

    def again(self, *tokens: Token) -> None:
        """Let *tokens* be read again, the first one first."""
        self.automaton.pushed += reversed(tokens)

    def push_header(self) -> None:
        """Go on as if the header had been read."""
        self.automaton.push(self.around.after_header, None, 0, 0)
