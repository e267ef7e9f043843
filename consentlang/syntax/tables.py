"""
From the grammar to the tables that drive the parser.

Lark reads `grammar/consent.lark` and works out the LALR automaton. It is laid
out here as plain lists and dicts of words and numbers, so that it can be kept
as JSON; a parser that finds it there never imports Lark.

A word or mark of the grammar is its own terminal, `party` or `{`; a terminal
with a pattern has a dollar sign, `$NAME`, so that no word can be taken for it;
and a rule has angles, `<party>`.
"""

import re
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

if TYPE_CHECKING:
    import lark.grammar
    from lark.lexer import TerminalDef

START: Final = "file"
END: Final = "$END"
NAME: Final = "$NAME"

PASS: Final = 0
"""The rule has one symbol and says what that says."""
PICK: Final = 1
"""The rule says what one of its symbols says, as a formula in parentheses does."""
GATHER: Final = 2
"""The rule is a part of a list."""
MAKE: Final = 3
"""The rule makes a node."""

_PART_OF_LIST: Final = "__"


@frozen
class Rule:
    """
    What to do where the *symbols* of a rule have been read.

    *keep* tells which of them matter, by index, -1 standing for one that was left out; those in *splice*
    are lists whose members stand among the others.
    """

    origin: str
    symbols: tuple[str, ...]
    how: int
    action: str
    keep: tuple[int, ...]
    splice: tuple[int, ...]


@frozen
class Tables:
    """
    An LALR automaton and its words.

    Per state, *actions* tells for each terminal the state to go to, or the rule that was read (as
    `~index`), and *gotos* the state to go to after each rule. *patterns* are regular expressions for
    all but the words that could be names, in the order in which they are tried.
    """

    start: int
    actions: list[dict[str, int]]
    gotos: list[dict[str, int]]
    rules: list[Rule]
    patterns: dict[str, str]
    terminals: frozenset[str]


def grammar_text() -> str:
    """
    Read the grammar: from the package where it is installed, from beside it in the source tree.

    >>> grammar_text().splitlines()[0]
    '// The grammar of consentlang, language 1.'
    """
    package = files("consentlang")
    installed = package.joinpath("grammar", "consent.lark")
    if installed.is_file():
        return installed.read_text(encoding="utf-8")
    return Path(str(package)).parent.joinpath("grammar", "consent.lark").read_text(encoding="utf-8")


def make_tables(grammar: str) -> Tables:
    """Let Lark work out the tables of *grammar*."""
    import lark  # noqa: PLC0415 - slow to import, and rarely needed

    made: Any = lark.Lark(grammar, parser="lalr", lexer="contextual", start=START)
    table = made.parser.parser._parse_table  # noqa: SLF001 - Lark does not publish its tables
    symbols = {terminal.name: _symbol(terminal) for terminal in made.terminals} | {END: END}
    indices = {rule: index for index, rule in enumerate(made.rules)}
    actions, gotos = [], []
    ranks = {name: rank for rank, name in enumerate(symbols)}
    for state in range(len(table.states)):
        row = dict(sorted(table.states[state].items(), key=lambda item: ranks.get(item[0], 0)))
        actions.append(
            {
                symbols[name]: target if action.name == "Shift" else ~indices[target]
                for name, (action, target) in row.items()
                if name in symbols
            }
        )
        gotos.append({f"<{name}>": target for name, (_, target) in row.items() if name not in symbols})
    end = table.end_states[START]
    actions[end][END] = end
    return Tables(
        start=table.start_states[START],
        actions=actions,
        gotos=gotos,
        rules=[_rule(rule, symbols) for rule in made.rules],
        patterns=_patterns(made.terminals),
        terminals=frozenset(symbols.values()),
    )


def _symbol(terminal: "TerminalDef") -> str:
    """`party` for the terminal of that word, `$NAME` for one with a pattern."""
    return terminal.pattern.value if terminal.pattern.type == "str" else f"${terminal.name}"


def _patterns(terminals: "Iterable[TerminalDef]") -> dict[str, str]:
    """
    How to read each terminal that is not just a name with a meaning of its own, in the order to be tried.

    Those of higher priority first, as Lark has it; then what has a pattern; then marks and reserved words.
    """
    by_rank = sorted(terminals, key=_rank)
    patterns = {_symbol(each): each.pattern.to_regexp() for each in by_rank}
    return {
        symbol: pattern
        for symbol, pattern in patterns.items()
        if symbol.startswith("$") or not re.fullmatch(patterns[NAME], symbol)
    }


def _rank(terminal: "TerminalDef") -> tuple[int, bool, int]:
    return -terminal.priority, terminal.pattern.type == "str", -len(terminal.pattern.value)


def _rule(rule: "lark.grammar.Rule", symbols: dict[str, str]) -> Rule:
    keep: list[int] = []
    splice: list[int] = []
    written = iter(range(len(rule.expansion)))
    for left_out in rule.options.empty_indices or [False] * len(rule.expansion):
        if left_out:
            keep.append(-1)
            continue
        index = next(written)
        symbol = rule.expansion[index]
        if symbol.is_term and symbol.filter_out and not rule.options.keep_all_tokens:
            continue
        keep.append(index)
        if not symbol.is_term and symbol.name.startswith(_PART_OF_LIST):
            splice.append(index)
    return Rule(
        origin=f"<{rule.origin.name}>",
        symbols=tuple(symbols.get(symbol.name, f"<{symbol.name}>") for symbol in rule.expansion),
        how=_how(rule, keep, splice),
        action=rule.alias or rule.origin.name,
        keep=tuple(keep),
        splice=tuple(splice),
    )


def _how(rule: "lark.grammar.Rule", keep: list[int], splice: list[int]) -> int:
    if rule.origin.name.startswith(_PART_OF_LIST):
        return GATHER
    if not rule.options.expand1 or rule.alias or len(keep) != 1 or splice:
        return MAKE
    return PASS if len(rule.expansion) == 1 else PICK
