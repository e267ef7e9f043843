"""
The automaton: from words to nodes, one state at a time.

It shifts a word, or reduces the symbols of a rule that was read, as the tables
say. A word that can be both a keyword and a name here is the keyword, unless
only the name can be followed by the next word.
"""

from collections.abc import Callable, Iterator
from operator import itemgetter
from typing import Any, Final

from consentlang.diagnostics.report import Report
from consentlang.source import Source, Span
from consentlang.syntax.build import Builder
from consentlang.syntax.leaves import Leaves
from consentlang.syntax.lex import Token
from consentlang.syntax.tables import END, GATHER, MAKE, NAME, PASS, PICK, Rule, Tables

MOST_PENDING: Final = 150
"""How much may be begun and not ended: some thirty levels of conditions, and far from any Python limit."""

_FIRM: Final = frozenset({"consent", "nothing"})
"""Keywords that are never names where they fit: `on consent` without its request is a mistake."""

_MAKERS: Final = frozenset(name for name in vars(Builder) if not name.startswith("_"))

Parts = list[Any]
Step = tuple[int, int, str, Callable[[Parts], Any], Callable[..., Any]]
"""How, how many symbols, of which rule, what to take of the parts, what to make of that."""


class Automaton:
    """
    One reading of one source.

    Three stacks go together: the states (with the first one below), what was read, and where that
    starts; *end* is where the last word ends. *reduced* has the rules since that word: to take them back
    is to see what was expected.
    """

    def __init__(self, tables: Tables, source: Source, report: Report, words: Iterator[Token]) -> None:
        self.tables = tables
        self.source = source
        self.words = words
        self.pushed: list[Token] = []
        leaves = Leaves(source, report)
        self.leaves: dict[str, Callable[[int, int], object]] = {
            NAME: leaves.name,
            "$STRING": leaves.text,
            "$NUMBER": leaves.number,
            "$DATE": leaves.date,
            "$MONEY": leaves.money,
        }
        self.builder = Builder(source, report)
        self.steps: list[Step | None] = [None] * len(tables.rules)
        self.states = [tables.start]
        self.values: list[Any] = []
        self.starts: list[int] = []
        self.end = 0
        self.reduced: list[int] = []

    def run(self) -> Token | None:
        """
        Read on; None at the end of the file, or else the word that does not fit.

        Parsing spends its time here, so that what `take` does is written out once more.
        """
        actions, gotos = self.tables.actions, self.tables.gotos
        steps, leaves, source, words = self.steps, self.leaves, self.source, self.words
        states, values, starts, pushed = self.states, self.values, self.starts, self.pushed
        reduced, last = self.reduced, self.end
        while True:
            token = pushed.pop() if pushed else next(words)
            kind, start, end, text = token
            row = actions[states[-1]]
            if kind == NAME and text in row and (NAME not in row or text in _FIRM or self._is_keyword(text)):
                kind = text
            step = row.get(kind)
            while step is not None and step < 0:
                how, size, origin, arguments, make = steps[step] or self._step(step)
                if how == PASS:
                    states.pop()
                else:
                    first = len(values) - size
                    if how == MAKE:
                        span = Span(source, starts[first] if size else last, last)
                        value = make(span, *arguments(values[first:]))
                    else:
                        value = arguments(values[first:])
                    if size:
                        del states[first + 1 :], starts[first + 1 :]
                    else:
                        starts.append(last)
                    values[first:] = (value,)
                reduced.append(step)
                states.append(gotos[states[-1]][origin])
                step = actions[states[-1]].get(kind)
            self.end = last
            if step is None or len(states) > MOST_PENDING:
                return token
            if kind == END:
                return None
            states.append(step)
            values.append(leaves[kind](start, end) if kind in leaves else kind)
            starts.append(start)
            last = end
            reduced.clear()

    # --- one step at a time --------------------------------------------------------------------------

    def next_token(self) -> Token:
        """The next word, whatever it may be."""
        return self.pushed.pop() if self.pushed else next(self.words)

    def take(self, kind: str, token: Token) -> bool:
        """Read *token* as *kind*; False, and nothing happens, if that does not fit."""
        if not self.after(self.states, kind):
            return False
        while (step := self.tables.actions[self.states[-1]][kind]) < 0:
            self._reduce(step)
        _, start, end, _ = token
        self.push(step, self.leaves[kind](start, end) if kind in self.leaves else kind, start, end)
        return True

    def reduce_before(self, kind: str) -> bool:
        """Take one step less than reading *kind*, if it would fit; False if no step is left."""
        if not self.after(self.states, kind):
            return False
        step = self.tables.actions[self.states[-1]][kind]
        if step < 0:
            self._reduce(step)
        return step < 0

    def push(self, state: int, value: object, start: int, end: int) -> None:
        """Go to *state*, as if *value* had been read."""
        self.states.append(state)
        self.values.append(value)
        self.starts.append(start)
        self.end = end
        self.reduced.clear()

    def truncate(self, size: int) -> None:
        """Forget all but the first *size* states and what was read between them."""
        del self.states[size:], self.values[size - 1 :], self.starts[size - 1 :]
        self.reduced.clear()

    def _reduce(self, step: int) -> None:
        how, size, origin, arguments, make = self.steps[step] or self._step(step)
        first = len(self.values) - size
        start = self.starts[first] if size else self.end
        parts = self.values[first:]
        value = (
            make(Span(self.source, start, self.end), *arguments(parts)) if how == MAKE else arguments(parts)
        )
        del self.states[first + 1 :]
        self.values[first:] = (value,)
        self.starts[first:] = (start,)
        self.reduced.append(step)
        self.states.append(self.tables.gotos[self.states[-1]][origin])

    def _step(self, step: int) -> Step:
        """What to do for a rule, worked out when it is first read."""
        rule = self.tables.rules[~step]
        make = getattr(self.builder, rule.action) if rule.action in _MAKERS else _no_node
        made = rule.how, len(rule.symbols), rule.origin, _arguments(rule), make
        self.steps[step] = made
        return made

    # --- looking ahead: what would happen, with states alone -----------------------------------------

    def peek(self) -> Token:
        """The word after the one at hand."""
        if not self.pushed:
            self.pushed.append(next(self.words))
        return self.pushed[-1]

    def after(self, states: list[int], kind: str) -> list[int] | None:
        """The states that *kind* leads to from *states*; None if it does not fit."""
        states = states[:]
        while (step := self.tables.actions[states[-1]].get(kind)) is not None:
            if step >= 0:
                return [*states, step]
            rule = self.tables.rules[~step]
            del states[len(states) - len(rule.symbols) :]
            states.append(self.tables.gotos[states[-1]][rule.origin])
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
        for step in reversed(self.reduced):
            states.pop()
            for symbol in self.tables.rules[~step].symbols:
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


def _no_node(*_: object) -> None:
    """Nothing is made of a part of a list."""


def _arguments(rule: Rule) -> Callable[[Parts], Any]:
    """How to take from the parts what matters, None for what was not written."""
    keep = rule.keep
    if rule.how in {PASS, PICK}:
        return itemgetter(keep[0])
    if rule.how == GATHER and rule.symbols[0] == rule.origin:
        return lambda parts: _grown(parts, keep)
    if rule.splice:
        return lambda parts: _spliced(parts, rule)
    if keep == list(range(len(rule.symbols))):
        return _all
    if len(keep) > 1 and rule.how == MAKE:
        take = itemgetter(*keep)
        return lambda parts: take([*parts, None])
    return lambda parts: [parts[index] if index >= 0 else None for index in keep]


def _all(parts: Parts) -> Parts:
    return parts


def _grown(parts: Parts, keep: list[int]) -> Parts:
    """The list so far, with what comes new."""
    gathered: Parts = parts[0]
    gathered += [parts[index] for index in keep[1:]]
    return gathered


def _spliced(parts: Parts, rule: Rule) -> Parts:
    """The parts, with the members of the lists among them in the place of the lists."""
    arguments: Parts = []
    for index in rule.keep:
        if index in rule.splice:
            arguments += parts[index]
        else:
            arguments.append(parts[index] if index >= 0 else None)
    return arguments
