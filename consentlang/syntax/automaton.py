"""
The automaton: from words to nodes, one state at a time.

It shifts a word, or reduces the symbols of a rule that was read, as the tables
say. A word that can be both a keyword and a name here is the keyword, unless
only the name can be followed by the next word.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final

from consentlang.diagnostics.report import Report
from consentlang.source import Source, Span
from consentlang.syntax.build import Builder, Tokens
from consentlang.syntax.lex import Token
from consentlang.syntax.tables import END, GATHER, NAME, PASS, PICK, Rule, Tables

MOST_PENDING: Final = 150
"""How much may be begun and not ended: some thirty levels of conditions, and far from any Python limit."""

_FIRM: Final = frozenset({"consent", "nothing"})
"""Keywords that are never names where they fit: `on consent` without its request is a mistake."""


class Automaton:
    """
    One reading of one source.

    Four stacks go together: the states (with the first one below), what was read, and where that starts
    and ends. *reduced* has the rules since the last word: to take them back is to see what was expected.
    """

    def __init__(self, tables: Tables, source: Source, report: Report, words: Iterator[Token]) -> None:
        self.tables = tables
        self.source = source
        self.words = words
        self.pushed: list[Token] = []
        tokens = Tokens(source, report)
        self.leaves: dict[str, Callable[[int, int], object]] = {
            NAME: tokens.name,
            "$STRING": tokens.text,
            "$NUMBER": tokens.number,
            "$DATE": tokens.date,
            "$MONEY": tokens.money,
        }
        builder = Builder(source, report)
        self.makers: list[Callable[..., Any]] = [
            getattr(builder, rule.action, _nothing) for rule in tables.rules
        ]
        self.states = [tables.start]
        self.values: list[Any] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.reduced: list[int] = []

    def run(self) -> Token | None:
        """Read on; None at the end of the file, or else the word that does not fit."""
        actions, states, pushed = self.tables.actions, self.states, self.pushed
        while True:
            token = pushed.pop() if pushed else next(self.words)
            kind, text = token[0], token[3]
            row = actions[states[-1]]
            if kind == NAME and text in row and (NAME not in row or text in _FIRM or self._is_keyword(text)):
                kind = text
            step = row.get(kind)
            while step is not None and step < 0:
                self._reduce(~step)
                step = actions[states[-1]].get(kind)
            if step is None or len(states) > MOST_PENDING:
                return token
            if kind == END:
                return None
            self._shift(step, kind, token)

    def next_token(self) -> Token:
        """The next word, whatever it may be."""
        return self.pushed.pop() if self.pushed else next(self.words)

    def take(self, kind: str, token: Token) -> bool:
        """Read *token* as *kind*; False, and nothing happens, if that does not fit."""
        if not self.after(self.states, kind):
            return False
        while (step := self.tables.actions[self.states[-1]][kind]) < 0:
            self._reduce(~step)
        self._shift(step, kind, token)
        return True

    def reduce_before(self, kind: str) -> bool:
        """Take one step less than reading *kind*, if it would fit; False if no step is left."""
        if not self.after(self.states, kind):
            return False
        step = self.tables.actions[self.states[-1]][kind]
        if step < 0:
            self._reduce(~step)
        return step < 0

    def push(self, state: int, value: object, start: int, end: int) -> None:
        """Go to *state*, as if *value* had been read."""
        self.states.append(state)
        self.values.append(value)
        self.starts.append(start)
        self.ends.append(end)
        self.reduced.clear()

    def truncate(self, size: int) -> None:
        """Forget all but the first *size* states and what was read between them."""
        del self.states[size:], self.values[size - 1 :], self.starts[size - 1 :], self.ends[size - 1 :]
        self.reduced.clear()

    # --- looking ahead: what would happen, with states alone -----------------------------------------

    def peek(self) -> Token:
        """The word after the one at hand."""
        if not self.pushed:
            self.pushed.append(next(self.words))
        return self.pushed[-1]

    def after(self, states: list[int], kind: str) -> list[int] | None:
        """The states that *kind* leads to from *states*; None if it does not fit."""
        actions, gotos, rules = self.tables.actions, self.tables.gotos, self.tables.rules
        states = states[:]
        while (step := actions[states[-1]].get(kind)) is not None:
            if step >= 0:
                return [*states, step]
            rule = rules[~step]
            del states[len(states) - len(rule.symbols) :]
            states.append(gotos[states[-1]][rule.origin])
        return None

    def after_token(self, states: list[int], token: Token) -> list[int] | None:
        """The states that *token* leads to, as a keyword or else as a name."""
        kind, text = token[0], token[3]
        return (kind == NAME and self.after(states, text)) or self.after(states, kind)

    def fits(self, states: list[int], token: Token) -> bool:
        """Whether *token* can stand where *states* are."""
        return self.after_token(states, token) is not None

    def before_reductions(self) -> list[int]:
        """The states after the last word, when nothing had been made of it yet."""
        states = self.states[:]
        for index in reversed(self.reduced):
            states.pop()
            for symbol in self.tables.rules[index].symbols:
                state = states[-1]
                goto = self.tables.gotos[state].get(symbol)
                states.append(self.tables.actions[state][symbol] if goto is None else goto)
        return states

    def _is_keyword(self, text: str) -> bool:
        as_keyword = self.after(self.states, text)
        as_name = self.after(self.states, NAME)
        if not as_keyword or not as_name:
            return bool(as_keyword)
        following = self.peek()
        return self.fits(as_keyword, following) or not self.fits(as_name, following)

    # --- the two steps -------------------------------------------------------------------------------

    def _shift(self, state: int, kind: str, token: Token) -> None:
        _, start, end, _ = token
        leaf = self.leaves.get(kind)
        self.push(state, leaf(start, end) if leaf else kind, start, end)

    def _reduce(self, index: int) -> None:
        rule = self.tables.rules[index]
        self.reduced.append(index)
        if rule.how == PASS:
            self.states.pop()
        else:
            self._make(index, rule)
        self.states.append(self.tables.gotos[self.states[-1]][rule.origin])

    def _make(self, index: int, rule: Rule) -> None:
        """Put what the rule makes in the place of its symbols."""
        first = len(self.values) - len(rule.symbols)
        parts = self.values[first:]
        end = self.ends[-1]
        start = self.starts[first] if parts else end
        del self.states[first + 1 :], self.values[first:], self.starts[first:], self.ends[first:]
        if rule.how == PICK:
            value = parts[rule.keep[0]]
        elif rule.how == GATHER:
            value = _gathered(rule, parts)
        else:
            value = self.makers[index](Span(self.source, start, end), *_arguments(rule, parts))
        self.values.append(value)
        self.starts.append(start)
        self.ends.append(end)


def _gathered(rule: Rule, parts: list[Any]) -> list[Any]:
    """One list for a list that grows to the right."""
    if rule.symbols[0] != rule.origin:
        return _arguments(rule, parts)
    gathered: list[Any] = parts[0]
    gathered += [parts[index] for index in rule.keep[1:]]
    return gathered


def _arguments(rule: Rule, parts: list[Any]) -> list[Any]:
    """The *parts* that matter, None for what was not written."""
    parts.append(None)
    if not rule.splice:
        return [parts[index] for index in rule.keep]
    arguments: list[Any] = []
    for index in rule.keep:
        if index in rule.splice:
            arguments += parts[index]
        else:
            arguments.append(parts[index])
    return arguments


def _nothing(*_: object) -> None:
    """No node is made of a part of a list."""
