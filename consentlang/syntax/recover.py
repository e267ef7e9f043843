"""
Recovery: from a word that does not fit to a place where reading can go on.

First the mistakes people make are tried, each with a message of its own; then
one word put in, left out or changed; and if that does not help, the item, line
or phrase is given up, and reading goes on at the next one. Every way ends with
a word that fits, so reading always comes to the end of the file.
"""

import re
from collections.abc import Callable, Sequence
from typing import Final

from consentlang.diagnostics import codes
from consentlang.diagnostics.codes import Code
from consentlang.diagnostics.nearest import nearest_name
from consentlang.diagnostics.report import Note, Report
from consentlang.source import Source, Span
from consentlang.syntax.automaton import MOST_PENDING, Automaton
from consentlang.syntax.expected import fitting, in_words
from consentlang.syntax.lex import Aside, Token
from consentlang.syntax.tables import END, NAME

MOST_MISTAKES: Final = 50

_LINES: Final = frozenset(
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

_PHRASES: Final = frozenset({"<phrase_group>", "<data_child>"})
"""What is separated by commas."""

_CLOSING: Final = {"{": "}", "(": ")"}
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


class Recovery:
    """The mistakes of one file, told and overcome."""

    def __init__(self, automaton: Automaton, source: Source, report: Report, aside: Aside) -> None:
        self.automaton = automaton
        self.source = source
        self.report = report
        self.aside = aside
        self.mistakes = 0
        self.told_at = -1
        tables = automaton.tables
        self.after_header = tables.gotos[tables.start]["<header>"]
        self.items = frozenset(tables.actions[self.after_header]) - {END}

    def overcome(self, token: Token) -> None:
        """Tell what is wrong at *token*, and make the automaton ready to go on."""
        self.mistakes += 1
        if self.mistakes > MOST_MISTAKES:
            self._stop(token)
            return
        ways: tuple[Callable[[Token], bool], ...] = (
            self._header_missing,
            self._too_deep,
            self._may_not,
            self._need_not,
            self._unclosed,
            self._surplus,
            self._name_missing,
            self._misspelt_before,
            self._unexpected,
        )
        next(way for way in ways if way(token))

    # --- mistakes with a message of their own --------------------------------------------------------

    def _header_missing(self, token: Token) -> bool:
        if len(self.automaton.states) > 1 or nearest_name(token[3], ("policy", "library")):
            return False
        self._tell(
            codes.HEADER_MISSING,
            self._span(token),
            "the file does not begin with what it is",
            help='begin with `policy "its title" language 1`',
        )
        self._push_header()
        self._again(token)
        return True

    def _too_deep(self, token: Token) -> bool:
        if len(self.automaton.states) <= MOST_PENDING:
            return False
        self._tell(
            codes.NESTED_TOO_DEEP,
            self._span(token),
            "this is nested too deep to be read",
            help="give a part of it a name with `define`",
        )
        self._give_up(token)
        return True

    def _may_not(self, token: Token) -> bool:
        if token[3] != "not" or self._last_word() != "may":
            return False
        may = self.automaton.starts[-1]
        self._tell(
            codes.MAY_NOT,
            Span(self.source, may, token[2]),
            "`may not` can mean that it is forbidden, or that it is not needed",
            help="write `must not` to forbid it; what is not needed has no clause",
        )
        self.automaton.truncate(len(self.automaton.states) - 1)
        self._take("must", token)
        self._take("not", token)
        return True

    def _need_not(self, token: Token) -> bool:
        following = self.automaton.peek() if token[3] in {"need", "needs"} else None
        if following is None or following[3] != "not" or not self._take("may", token):
            return False
        self.automaton.pushed.pop()
        self._tell(
            codes.NEED_NOT,
            Span(self.source, token[1], following[2]),
            "`need not` only says that something is not required",
            help="delete the clause: what no clause speaks of is not required; "
            "write `may` to allow it, `must not` to forbid it",
        )
        return True

    def _unclosed(self, token: Token) -> bool:
        """Whether a brace is still open where the file ends, or an item begins at the margin."""
        opened = self._innermost()
        at_margin = token[3] in self.items and self._at_margin(token)
        wrong_closer = token[0] in _CLOSING.values() and opened is not None and self._mark(opened) == "("
        if opened is None or not (token[0] == END or at_margin or (wrong_closer and token[0] == "}")):
            return False
        self._tell(
            codes.UNCLOSED_BRACE,
            self._span_at(opened),
            f"this `{self._mark(opened)}` is never closed",
            help=f"write `{_CLOSING[self._mark(opened)]}` where it ends",
            notes=[Note(self._gap(), "before the file ends")]
            if token[0] == END
            else [Note(self._span(token), "at the latest before this")],
        )
        if token[0] == "}":
            self._give_up(token)
        else:
            self._close_all(token)
            self._again(token)
        return True

    def _surplus(self, token: Token) -> bool:
        opened = self._innermost()
        if token[0] not in _CLOSING.values():
            return False
        if opened is not None and _CLOSING[self._mark(opened)] == token[0]:
            return False
        self._tell(
            codes.SURPLUS_BRACE, self._span(token), f"this `{token[0]}` closes nothing", help="delete it"
        )
        return True

    def _name_missing(self, token: Token) -> bool:
        """A keyword was taken for a name, because the name before it is missing."""
        word = self._last_word()
        before = self.automaton.before_reductions()[:-1]
        named = self._after(before, NAME, word) if word else None
        if not named or not self.automaton.fits(named, token):
            return False
        start = self.automaton.end - len(word)
        gap = len(self.source.text[:start].rstrip())
        self._tell(
            codes.NAME_MISSING,
            Span(self.source, gap, gap),
            f"a name is missing before `{word}`",
        )
        self._give_up((word, start, start + len(word), word), token)
        return True

    def _misspelt_before(self, token: Token) -> bool:
        """A misspelt keyword was taken for a name."""
        word = self._last_word()
        if not word or self.automaton.reduced:
            return False
        before = self.automaton.states[:-1]
        meant = self._meant(word, fitting(self.automaton, before))
        after = self._after(before, meant) if meant else None
        if not meant or not after or not self.automaton.fits(after, token):
            return False
        start, end = self.automaton.starts[-1], self.automaton.end
        self._tell_misspelt(Span(self.source, start, end), word, meant)
        self.automaton.truncate(len(before))
        self._take(meant, (NAME, start, end, word))
        self._again(token)
        return True

    # --- any other mistake ---------------------------------------------------------------------------

    def _unexpected(self, token: Token) -> bool:
        states = self.automaton.before_reductions()
        expected = self._most_useful_first(fitting(self.automaton, states), states, token)
        meant = self._meant(token[3], expected) if token[0] == NAME else None
        if meant and self._leads(meant, self.automaton.peek()):
            self._tell_misspelt(self._span(token), token[3], meant)
            self._take(meant, token)
            return True
        if not any(self.automaton.end <= offset <= token[1] for offset in self.aside.unread):
            self._tell_unexpected(token, expected, meant)
        self._patch(token)
        return True

    def _tell_unexpected(self, token: Token, expected: Sequence[str], meant: str | None) -> None:
        found = "the end of the file" if token[0] == END else f"`{token[3]}`"
        self._tell(
            codes.UNEXPECTED_END if token[0] == END else codes.UNEXPECTED_WORD,
            self._place(token, expected),
            f"expected {in_words(expected, self.items)}, found {found}",
            help=f"did you mean `{meant}`?" if meant else None,
            notes=self._opened_note(token),
        )

    def _patch(self, token: Token) -> None:
        """Put a word in before *token*, or leave it out, or change it; else give up what was begun."""
        following = self.automaton.peek() if token[0] != END else token
        fits = [kind for kind in fitting(self.automaton, self.automaton.states) if kind[0] != "$"]
        waited_for = [
            kind for kind in fits if self.automaton.tables.actions[self.automaton.states[-1]][kind] >= 0
        ]
        inserted = next((kind for kind in fits if self._leads(kind, token, following)), None)
        changed = next((kind for kind in waited_for if self._leads(kind, following)), None)
        if token[0] == END:
            self._give_up(token)
        elif inserted:
            self._take(inserted, token)
            self._again(token)
        elif self._can_go(token, following):
            pass
        elif changed and changed.isidentifier() and not self._is_a_word_of_the_language(token):
            self._take(changed, token)
        else:
            self._give_up(token)

    def _can_go(self, token: Token, following: Token) -> bool:
        """Whether all would be well without *token*."""
        if token[0] in "{}()" or not self.automaton.fits(self.automaton.states, following):
            return False
        return following[3] not in self.items or self._begins_line(following)

    def _give_up(self, *tokens: Token) -> None:
        """Drop what was begun, and skip from the first of *tokens* to where something new begins."""
        self._again(*tokens)
        depth = self._drop_what_was_begun()
        resumes = self._resumes_lines if self._begins(_LINES) else self._resumes_phrases
        while True:
            token = self.automaton.next_token()
            mark = token[0]
            if mark == END or (token[3] in self.items and self._at_margin(token)):
                break
            if depth == 0 and resumes(token):
                break
            depth = max(0, depth + (mark in _CLOSING) - (mark in _CLOSING.values()))
        if mark != "," or not self._begins(_PHRASES):
            self._again(token)

    def _drop_what_was_begun(self) -> int:
        """Go back to where a line or phrase can begin or follow; how many braces were left open since."""
        for end in (END, "}", ","):
            while not self._can_follow(self.automaton.states[-1]) and self.automaton.reduce_before(end):
                pass
        depth = 0
        for index in range(len(self.automaton.values), 0, -1):
            if depth >= 0 and self._can_follow(self.automaton.states[index]):
                self.automaton.truncate(index + 1)
                return depth
            value = self.automaton.values[index - 1]
            if isinstance(value, str):
                depth += (value in _CLOSING) - (value in _CLOSING.values())
        self.automaton.truncate(1)
        self._push_header()
        return max(depth, 0)

    def _can_follow(self, state: int) -> bool:
        """Whether a line or phrase can begin in *state*, or a phrase after a comma."""
        tables = self.automaton.tables
        gotos = tables.gotos[state].keys()
        if gotos & _LINES or gotos & _PHRASES:
            return True
        after_comma = tables.actions[state].get(",", -1)
        return after_comma >= 0 and bool(tables.gotos[after_comma].keys() & _PHRASES)

    def _begins(self, kinds: frozenset[str]) -> bool:
        return bool(self.automaton.tables.gotos[self.automaton.states[-1]].keys() & kinds)

    def _resumes_phrases(self, token: Token) -> bool:
        return token[0] in ",}"

    def _resumes_lines(self, token: Token) -> bool:
        begins = token[0] == "}" or self._begins_line(token)
        return begins and self.automaton.fits(self.automaton.states, token)

    def _stop(self, token: Token) -> None:
        """Say that there are more mistakes than anyone reads at once, and end the file here."""
        self._tell(
            codes.TOO_MANY_MISTAKES,
            self._span(token),
            f"more than {MOST_MISTAKES} mistakes: the rest of the file was not read",
        )
        end = len(self.source.text)
        self.automaton.words = iter(())
        self.automaton.pushed[:] = [(END, end, end, "")]
        self._close_all(token)

    # --- moving the automaton ------------------------------------------------------------------------

    def _again(self, *tokens: Token) -> None:
        """Let *tokens* be read again, the first one first."""
        self.automaton.pushed += reversed(tokens)

    def _take(self, kind: str, token: Token) -> bool:
        """Read *token* as *kind*, if that fits."""
        return self.automaton.take(kind, token)

    def _push_header(self) -> None:
        self.automaton.push(self.after_header, None, 0, 0)

    def _close_all(self, token: Token) -> None:
        """Close every open brace before *token*, dropping what cannot be ended there."""
        brace = ("}", token[1], token[1], "}")
        while (opened := self._innermost()) is not None:
            if self._mark(opened) == "{" and (self._take("}", brace) or self._take_after_line(brace, opened)):
                continue
            self.automaton.truncate(opened + 1)
        self._drop_what_was_begun()

    def _take_after_line(self, brace: Token, opened: int) -> bool:
        """Take *brace* after the last line that is whole, in the block that begins at *opened*."""
        states = self.automaton.states
        place = next((i for i in range(len(states) - 1, opened, -1) if self._can_follow(states[i])), 0)
        if not place:
            return False
        self.automaton.truncate(place + 1)
        return self._take("}", brace)

    # --- looking around ------------------------------------------------------------------------------

    def _after(self, states: list[int], *kinds: str) -> list[int] | None:
        after: list[int] | None = states
        for kind in kinds:
            after = self.automaton.after(after, kind) if after else None
        return after

    def _leads(self, kind: str, *tokens: Token) -> bool:
        """Whether *kind*, and then *tokens*, would be read without a mistake."""
        after = self.automaton.after(self.automaton.states, kind)
        for token in tokens:
            after = self.automaton.after_token(after, token) if after and token[0] != END else after
        return after is not None and all(token[0] != END for token in tokens[:-1])

    def _most_useful_first(self, kinds: list[str], states: list[int], token: Token) -> list[str]:
        """*kinds*, first those that *token* could follow, last those that begin something else."""

        def usefulness(kind: str) -> tuple[bool, bool]:
            after = self.automaton.after(states, kind)
            return kind in self.items or kind == END, not (after and self.automaton.fits(after, token))

        return sorted(kinds, key=usefulness)

    def _meant(self, word: str, kinds: Sequence[str]) -> str | None:
        """The keyword of *kinds* that *word* was probably meant to be."""
        keywords = [kind for kind in kinds if kind[0].isalpha()]
        meant = _MEANT.get(word.lower())
        return meant if meant in keywords else nearest_name(word, keywords)

    def _is_a_word_of_the_language(self, token: Token) -> bool:
        return any(token[3] in row for row in self.automaton.tables.actions)

    def _last_word(self) -> str:
        """The word that was read last, or nothing if it was no word."""
        end = self.automaton.end
        found = _LAST_WORD.search(self.source.text[max(0, end - 64) : end])
        return found[0] if found else ""

    def _innermost(self) -> int | None:
        """Where on the stack the innermost open brace is."""
        depth = 0
        for index in range(len(self.automaton.values) - 1, -1, -1):
            value = self.automaton.values[index]
            if not isinstance(value, str):
                continue
            if value in _CLOSING.values():
                depth += 1
            elif value in _CLOSING and depth == 0:
                return index
            elif value in _CLOSING:
                depth -= 1
        return None

    def _mark(self, index: int) -> str:
        mark: str = self.automaton.values[index]
        return mark

    def _begins_line(self, token: Token) -> bool:
        text = self.source.text
        return not text[text.rfind("\n", 0, token[1]) + 1 : token[1]].strip()

    def _at_margin(self, token: Token) -> bool:
        return token[1] == 0 or self.source.text[token[1] - 1] == "\n"

    # --- telling -------------------------------------------------------------------------------------

    def _tell(
        self, code: Code, span: Span, message: str, *, help: str | None = None, notes: Sequence[Note] = ()
    ) -> None:
        """Report a mistake, unless one was told at this very place."""
        if span.start != self.told_at:
            self.report.error(code, span, message, help=help, notes=notes)
        self.told_at = span.start

    def _tell_misspelt(self, span: Span, word: str, meant: str) -> None:
        self._tell(
            codes.UNEXPECTED_WORD, span, f"`{word}` does not fit here", help=f"did you mean `{meant}`?"
        )

    def _place(self, token: Token, expected: Sequence[str]) -> Span:
        """*token* itself, unless something is missing before it at the end of an earlier line."""
        gap = self._gap()
        complete = END in expected or "}" in expected
        if token[0] == END or (not complete and "\n" in self.source.text[gap.end : token[1]]):
            return gap
        return self._span(token)

    def _gap(self) -> Span:
        """The place right behind the last word."""
        end = self.automaton.end
        return Span(self.source, end, end)

    def _opened_note(self, token: Token) -> list[Note]:
        """Where the brace was opened that still waits for its end."""
        opened = self._innermost()
        if opened is None or token[0] not in {END, "}", ")"}:
            return []
        return [Note(self._span_at(opened), "opened here")]

    def _span(self, token: Token) -> Span:
        return Span(self.source, token[1], token[2])

    def _span_at(self, index: int) -> Span:
        return Span(self.source, self.automaton.starts[index], self.automaton.starts[index] + 1)
