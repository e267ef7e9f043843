"""
From the grammar to the tables that drive the parser.

Lark reads `grammar/consent.lark` and works out the LALR automaton. It is laid
out here in plain lists and dicts of words and numbers, so that it can be kept as
JSON (`shipped`); a parser that finds it there never imports Lark.

A word or mark of the grammar is its own terminal, `party` or `{`; a terminal
with a pattern has a dollar sign, `$NAME`, so that no word can be taken for it;
and a rule has angles, `<party>`.
"""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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


class Rule(NamedTuple):
    """
    What to do where the *symbols* of a rule have been read.

    *keep* tells which of them matter, by index, -1 standing for one that was left out; those in *splice*
    are lists whose members stand among the others. *action* names the method that makes the node.
    """

    origin: str
    symbols: list[str]
    how: int
    action: str
    keep: list[int]
    splice: list[int]


class Tables(NamedTuple):
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


def grammar_text() -> str:
    """
    Read the grammar: from the package where it is installed, from beside it in the source tree.

    >>> grammar_text().splitlines()[0]
    '// The grammar of consentlang, language 1.'
    """
    package = Path(__file__).parent.parent
    installed = package / "grammar" / "consent.lark"
    return (installed if installed.is_file() else package.parent / "grammar" / "consent.lark").read_text(
        "utf-8"
    )


def make_tables(grammar: str) -> Tables:
    """Let Lark work out the tables of *grammar*."""
    import lark  # noqa: PLC0415 - slow to import, and rarely needed
    from lark.lexer import Lexer  # noqa: PLC0415 - the same

    # Lark makes no lexer if it is given one: it would make a thousand, and compare all patterns.
    no_lexer = type("NoLexer", (Lexer,), {"__init__": _nothing, "lex": _nothing})
    made: Any = lark.Lark(grammar, parser="lalr", lexer=no_lexer, start=START)
    table = made.parser.parser._parse_table  # noqa: SLF001 - Lark does not publish its tables
    terminals = {terminal.name: _symbol(terminal) for terminal in made.terminals} | {END: END}
    origins = {rule.origin.name: f"<{rule.origin.name}>" for rule in made.rules}
    indices = {rule: index for index, rule in enumerate(made.rules)}
    states = [table.states[state] for state in range(len(table.states))]
    actions = [_row(state, terminals, indices) for state in states]
    end = table.end_states[START]
    actions[end][END] = end
    return _in_order(
        Tables(
            start=table.start_states[START],
            actions=actions,
            gotos=[_row(state, origins, indices) for state in states],
            rules=[_rule(rule, terminals | origins) for rule in made.rules],
            patterns=_patterns(made.terminals),
        )
    )


def _in_order(tables: Tables) -> Tables:
    """The same, the states in the order in which they are met: Lark numbers them otherwise in every run."""
    met = {tables.start: 0}
    for state in (waiting := [tables.start]):  # grows as it goes
        for row in (tables.actions[state], tables.gotos[state]):
            for symbol in sorted(row):
                if row[symbol] >= 0 and row[symbol] not in met:
                    met[row[symbol]] = len(met)
                    waiting.append(row[symbol])

    def renumbered(row: dict[str, int]) -> dict[str, int]:
        return {symbol: step if step < 0 else met[step] for symbol, step in row.items()}

    return tables._replace(
        start=0,
        actions=[renumbered(tables.actions[state]) for state in met],
        gotos=[renumbered(tables.gotos[state]) for state in met],
    )


def _row(
    state: "Mapping[str, tuple[Any, Any]]", names: dict[str, str], indices: "dict[lark.grammar.Rule, int]"
) -> dict[str, int]:
    """The part of *state* that speaks of *names*, in their order, whatever the order in which Lark has it."""
    steps = {symbol: state[name] for name, symbol in names.items() if name in state}
    return {
        symbol: target if action.name == "Shift" else ~indices[target]
        for symbol, (action, target) in steps.items()
    }


def _nothing(*_: object) -> None:
    """Make a lexer that does nothing."""


def _symbol(terminal: "TerminalDef") -> str:
    """`party` for the terminal of that word, `$NAME` for one with a pattern."""
    return terminal.pattern.value if terminal.pattern.type == "str" else f"${terminal.name}"


def _patterns(terminals: "Iterable[TerminalDef]") -> dict[str, str]:
    """
    How to read each terminal that is not just a name with a meaning of its own, in the order to be tried.

    Those of higher priority first, as Lark has it; then what has a pattern; then marks and reserved words.
    """
    patterns = {_symbol(each): each.pattern.to_regexp() for each in sorted(terminals, key=_rank)}
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
        if symbol.is_term and getattr(symbol, "filter_out", False) and not rule.options.keep_all_tokens:
            continue
        keep.append(index)
        if not symbol.is_term and symbol.name.startswith(_PART_OF_LIST):
            splice.append(index)
    return Rule(
        origin=symbols[rule.origin.name],
        symbols=[symbols[symbol.name] for symbol in rule.expansion],
        how=_how(rule, keep, splice),
        action=str(rule.alias or rule.origin.name),
        keep=keep,
        splice=splice,
    )


def _how(rule: "lark.grammar.Rule", keep: list[int], splice: list[int]) -> int:
    if rule.origin.name.startswith(_PART_OF_LIST):
        return GATHER
    if not rule.options.expand1 or rule.alias or len(keep) != 1 or splice:
        return MAKE
    return PASS if len(rule.expansion) == 1 else PICK
