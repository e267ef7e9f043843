"""
Recovery: from a word that does not fit to a place where reading can go on.

First the mistakes people make are tried, each with a message of its own; then
one word put in, left out or changed; and if that does not help, the item, line
or phrase is given up, and reading goes on at the next one. Every way ends with
a word that fits, or with one word less; after fifty mistakes the file ends.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from consentlang.diagnostics import codes
from consentlang.diagnostics.codes import Code
from consentlang.diagnostics.nearest import nearest_name
from consentlang.diagnostics.report import Note, Report
from consentlang.source import Source, Span
from consentlang.syntax.automaton import MOST_PENDING, Automaton
from consentlang.syntax.expected import fitting, in_words
from consentlang.syntax.lex import Aside, Token
from consentlang.syntax.resume import LINES, Resumption
from consentlang.syntax.surroundings import CLOSING, Surroundings
from consentlang.syntax.tables import END, NAME

MOST_MISTAKES: Final = 50

Words = Callable[[Report, Aside, int], Iterator[Token]]
"""The words of the file from some place on."""


class Recovery:
    """The mistakes of one file, told and overcome."""

    def __init__(self, automaton: Automaton, words: Words, report: Report, aside: Aside) -> None:
        self.automaton = automaton
        self.words = words
        self.around = Surroundings(automaton, automaton.source)
        self.resume = Resumption(automaton, self.around)
        self.source: Source = automaton.source
        self.report = report
        self.aside = aside
        self.mistakes = 0
        self.told_at = -1

    def overcome(self, token: Token) -> None:
        """Tell what is wrong at *token*, and make the automaton ready to go on."""
        self.mistakes += 1
        if self.mistakes > MOST_MISTAKES and not self.aside.cut_short:
            self._tell_too_many(token)
        if self.aside.cut_short:
            self._stop(token)
            return
        ways: tuple[Callable[[Token], bool], ...] = (
            self._header_missing,
            self._too_deep,
            self._unclosed,
            self._unclosed_before,
            self._unclosed_line,
            self._surplus,
            self._unread,
            self._may_not,
            self._need_not,
            self._never_later,
            self._permission,
            self._name_missing,
            self._misspelt,
            self._misspelt_before,
            self._unexpected,
        )
        next(way for way in ways if way(token))

    # --- mistakes with a message of their own: each tells whether it is the one -----------------------

    def _header_missing(self, token: Token) -> bool:
        if len(self.automaton.states) > 1 or nearest_name(token[3], ("policy", "library")):
            return False
        self._tell(
            codes.HEADER_MISSING,
            self.around.span(token),
            "the file does not begin with what it is",
            help='begin with `policy "its title" language 1`',
        )
        self.resume.push_header()
        self.resume.again(token)
        return True

    def _too_deep(self, token: Token) -> bool:
        if len(self.automaton.states) <= MOST_PENDING:
            return False
        self._tell(
            codes.NESTED_TOO_DEEP,
            self.around.span(token),
            "this is nested too deep to be read",
            help="give a part of it a name with `define`",
        )
        self.resume.give_up(token)
        return True

    def _unread(self, token: Token) -> bool:
        """Something just before could not be read: that was told, and this may well be its fault."""
        if not any(self.automaton.end <= offset <= token[2] for offset in self.aside.unread):
            return False
        self.resume.give_up(token)
        return True

    def _may_not(self, token: Token) -> bool:
        if token[3] != "not" or self.around.last_word() != "may":
            return False
        self._tell(
            codes.MAY_NOT,
            Span(self.source, self.automaton.starts[-1], token[2]),
            "`may not` can mean that it is forbidden, or that it is not needed",
            help="write `must not` to forbid it; what is not needed has no clause",
        )
        self.automaton.truncate(len(self.automaton.states) - 1)
        self.automaton.take("must", token)
        self.automaton.take("not", token)
        return True

    def _need_not(self, token: Token) -> bool:
        following = self.automaton.peek() if token[3] in {"need", "needs"} else None
        if following is None or following[3] != "not" or not self.automaton.take("may", token):
            return False
        self.automaton.pushed.pop()
        self._tell(
            codes.NEED_NOT,
            Span(self.source, token[1], following[2]),
            "`need not` only says that something is not required",
            help="delete the clause, for what no clause speaks of is not required; "
            "or write `may` to allow it, `must not` to forbid it",
        )
        return True

    def _never_later(self, token: Token) -> bool:
        """`Shop never uses ...`, where `never Shop uses ...` would fit."""
        following = self.automaton.peek() if token[0] == NAME else None
        if following is None or following[3] not in {"never", "always"}:
            return False
        first = following[3]
        if not self.around.leads(first, token) or not self.automaton.take(first, following):
            return False
        self.automaton.pushed.pop()
        self._tell(
            codes.UNEXPECTED_WORD,
            Span(self.source, token[1], following[2]),
            f"`{first}` comes first",
            help=f"write `{first} {token[3]} ...`",
        )
        self.resume.again(token)
        return True

    def _permission(self, token: Token) -> bool:
        """A use that `may` be done."""
        expected = self.around.expected(token) if token[3] in {"may", "must"} else []
        if "uses" not in expected or token[3] in expected:
            return False
        self._tell(
            codes.UNEXPECTED_WORD,
            self.around.span(token),
            "a use says what is done, not what may or must be done",
            help="write `uses` or `shares`; what is allowed and forbidden is said by a clause in `terms`",
        )
        self.resume.give_up(token)
        return True

    def _unclosed_line(self, token: Token) -> bool:
        """Whether the block of one line is still open where the next line begins."""
        opened = self.around.innermost()
        if opened is None or token[0] == END or not self.around.begins_line(token[1]):
            return False
        closing = CLOSING[self.around.mark(opened)]
        if not self.around.leads(closing, token):
            return False
        self._tell_unclosed(opened, token)
        self.automaton.take(closing, token)
        self.resume.again(token)
        return True

    def _unclosed(self, token: Token) -> bool:
        """Whether a brace is still open where the file ends, an item begins, or another brace is closed."""
        opened = self.around.innermost()
        if opened is None:
            return False
        closes_another = token[0] == "}" and self.around.mark(opened) == "("
        if not (token[0] == END or self.around.begins_item(token) or closes_another):
            return False
        self._tell_unclosed(opened, token)
        if closes_another:
            self.resume.give_up(token)
        else:
            self.resume.close_all(token)
            self.resume.again(token)
        return True

    def _unclosed_before(self, token: Token) -> bool:
        """Whether what began as a line of a block is an item instead, for the block was never closed."""
        opened = self.around.innermost()
        place, _ = self.resume.last(LINES)
        if opened is None or not opened < place < len(self.automaton.starts):
            return False
        first = self.automaton.starts[place]
        words = list(self._words_between(first, token)) if self.around.at_margin(first) else []
        if not words or words[0][3] not in self.around.items:
            return False
        if not self.around.can_follow(self._before_item(), *words):
            return False
        self._tell_unclosed(opened, words[0])
        self.automaton.truncate(place + 1)
        self.resume.close_all(words[0])
        self._read_again_from(first)
        return True

    def _surplus(self, token: Token) -> bool:
        opened = self.around.innermost()
        if token[0] not in CLOSING.values():
            return False
        if opened is not None and CLOSING[self.around.mark(opened)] == token[0]:
            return False
        span = self.around.span(token)
        self._tell(codes.SURPLUS_BRACE, span, f"this `{token[0]}` closes nothing", help="delete it")
        return True

    def _name_missing(self, token: Token) -> bool:
        """A keyword was taken for a name, because the name before it is missing."""
        word = self.around.last_word()
        before = self.automaton.before_reductions()[:-1]
        if not word or not self.around.can_follow(self.around.after(before, NAME, word), token):
            return False
        start = self.automaton.end - len(word)
        gap = len(self.source.text[:start].rstrip())
        missing = _missing(fitting(self.automaton, before))
        self._tell(codes.NAME_MISSING, Span(self.source, gap, gap), f"{missing} is missing before `{word}`")
        self.resume.give_up((word, start, start + len(word), word), token)
        return True

    def _misspelt(self, token: Token) -> bool:
        if token[0] != NAME:
            return False
        meant = self.around.meant(token[3], self.around.expected(token))
        if not meant or not self.around.leads(meant, self.automaton.peek()):
            return False
        self._tell_misspelt(self.around.span(token), token[3], meant)
        self.automaton.take(meant, token)
        return True

    def _misspelt_before(self, token: Token) -> bool:
        """A misspelt keyword was taken for a name."""
        word = self.around.last_word()
        if not word or self.automaton.reduced:
            return False
        before = self.automaton.states[:-1]
        meant = self.around.meant(word, fitting(self.automaton, before))
        if not meant or not self.around.can_follow(self.around.after(before, meant), token):
            return False
        start, end = self.automaton.starts[-1], self.automaton.end
        self._tell_misspelt(Span(self.source, start, end), word, meant)
        self.automaton.truncate(len(before))
        self.automaton.take(meant, (NAME, start, end, word))
        self.resume.again(token)
        return True

    # --- any other mistake ---------------------------------------------------------------------------

    def _unexpected(self, token: Token) -> bool:
        expected = self.around.expected(token)
        found = "the end of the file" if token[0] == END else f"`{token[3]}`"
        opened = self.around.innermost() if {token[0], expected[0]} & {END, "}", ")"} else None
        self._tell(
            codes.UNEXPECTED_END if token[0] == END else codes.UNEXPECTED_WORD,
            self.around.place(token, expected),
            f"expected {in_words(expected, self.around.items)}, found {found}",
            help=self._advice(token, expected),
            notes=[] if opened is None else [Note(self.around.span_of_mark(opened), "opened here")],
        )
        self._patch(token)
        return True

    def _advice(self, token: Token, expected: Sequence[str]) -> str | None:
        """A next step, where one can be guessed."""
        if token[3] in {"policy", "library"} and self.around.begins_line(token[1]):
            return "a file has one header, at its beginning"
        meant = self.around.meant(token[3], expected) if token[0] == NAME else None
        if meant:
            return f"did you mean `{meant}`?"
        if NAME in expected and token[0].isidentifier():
            return f"`{token[3]}` is a word of the language and never a name"
        following = self.automaton.peek() if token[0] != END else token
        missing = self._to_insert(token, following)
        return f"write `{missing}` before `{token[3]}`" if missing and token[0] != END else None

    def _patch(self, token: Token) -> None:
        """
        Put a word in before *token*, or leave it out, or change it; else give up what was begun.

        No names are made up, and no items.
        """
        following = self.automaton.peek() if token[0] != END else token
        inserted = self._to_insert(token, following)
        changed = next((kind for kind in self._words() if self.around.leads(kind, following)), None)
        if token[0] == END:
            self.resume.give_up(token)
        elif inserted:
            self.automaton.take(inserted, token)
            self.resume.again(token)
        elif token[0].isidentifier() and self.around.leads(NAME, following):
            self.automaton.take(NAME, token)
        elif not self._can_be_left_out(token, following):
            if changed and changed.isidentifier() and not self.around.is_keyword(token[3]):
                self.automaton.take(changed, token)
            else:
                self.resume.give_up(token)

    def _to_insert(self, token: Token, following: Token) -> str | None:
        """The word before *token* without which it does not fit."""
        return next((kind for kind in self._words() if self.around.leads(kind, token, following)), None)

    def _words(self) -> list[str]:
        """The words and marks that fit here, but for names and what begins an item."""
        fits = fitting(self.automaton, self.automaton.states)
        return [kind for kind in fits if kind[0] != "$" and kind not in self.around.items]

    def _can_be_left_out(self, token: Token, following: Token) -> bool:
        """Whether all would be well without *token*."""
        if token[0] in {*CLOSING, *CLOSING.values()}:
            return False
        if following[3] in self.around.items and not self.around.begins_line(following[1]):
            return False
        return self.around.can_follow(self.automaton.states, following)

    # --- the end, and the words ----------------------------------------------------------------------

    def _tell_too_many(self, token: Token) -> None:
        self.aside.cut_short = True
        message = f"more than {MOST_MISTAKES} mistakes: the rest of the file was not read"
        self._tell(codes.TOO_MANY_MISTAKES, self.around.span(token), message)

    def _stop(self, token: Token) -> None:
        """End the file here."""
        end = len(self.source.text)
        self.automaton.words = iter(())
        self.automaton.pushed[:] = [(END, end, end, "")]
        self.resume.close_all(token)

    def _words_between(self, first: int, last: Token) -> Iterator[Token]:
        """The words from the offset *first* up to and including *last*."""
        for word in self.words(Report(), Aside(), first):
            yield word
            if word[1] >= last[1]:
                return

    def _read_again_from(self, offset: int) -> None:
        self.aside.comments[:] = [each for each in self.aside.comments if each.span.start < offset]
        self.automaton.words = self.words(self.report, self.aside, offset)
        self.automaton.pushed.clear()

    def _before_item(self) -> list[int]:
        """The states in which the item began that is being read."""
        states, gotos = self.automaton.states, self.automaton.tables.gotos
        return states[: max(index for index, state in enumerate(states) if "<item>" in gotos[state]) + 1]

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

    def _tell_unclosed(self, opened: int, token: Token) -> None:
        mark = self.around.mark(opened)
        note = (
            Note(self.around.gap(), "before the file ends")
            if token[0] == END
            else Note(self.around.span(token), "at the latest before this")
        )
        self._tell(
            codes.UNCLOSED_BRACE,
            self.around.span_of_mark(opened),
            f"this `{mark}` is never closed",
            help=f"write `{CLOSING[mark]}` where it ends",
            notes=[note],
        )


def _missing(kinds: Sequence[str]) -> str:
    """What is missing where *kinds* were expected."""
    if "(" in kinds and "not" in kinds:
        return "a condition"
    return "a value" if "$NUMBER" in kinds else "a name"
