"""The grammar: Lark accepts it at its strictest, and reads with it what our own parser reads."""

import re

import lark
import pytest
from hypothesis import given

from consentlang.syntax.build import Builder
from consentlang.syntax.format import format_file
from consentlang.syntax.shipped import PATH, read, written
from consentlang.syntax.tables import GATHER, MAKE, grammar_text, make_tables
from tests.syntax.asts import files, keywords
from tests.syntax.test_parse import EXAMPLE


@pytest.fixture(scope="module")
def strict() -> lark.Lark:
    """Lark's own parser: strict, it refuses every conflict, also of tokens."""
    return lark.Lark(grammar_text(), parser="lalr", start="file", strict=True)


def test_lark_reads_the_example(strict: lark.Lark) -> None:
    """A grammar that people cite can be tried with Lark alone."""
    assert strict.parse(EXAMPLE).data == "file"


@given(tree=files())
def test_lark_reads_what_our_parser_reads(strict: lark.Lark, tree: object) -> None:
    """There is no second grammar in the parser."""
    assert strict.parse(format_file(tree)).data == "file"  # type: ignore[arg-type]


def test_every_rule_that_makes_a_node_has_its_method() -> None:
    """A rule without one would silently make nothing."""
    made = {rule.action for rule in make_tables(grammar_text()).rules if rule.how == MAKE}

    assert {action for action in made if not hasattr(Builder, action)} == set()


def test_every_method_is_of_a_rule() -> None:
    """A method whose rule is gone would never be called."""
    made = {rule.action for rule in make_tables(grammar_text()).rules if rule.how == MAKE}

    assert {name for name in vars(Builder) if not name.startswith("_")} == made


def test_lists_grow_at_their_end() -> None:
    """The parser makes one list of a list that contains itself first."""
    growing = [rule for rule in make_tables(grammar_text()).rules if rule.how == GATHER]

    assert all(rule.origin not in rule.symbols[1:] for rule in growing)


def test_the_tables_that_are_shipped_are_those_of_the_grammar() -> None:
    """To the byte, however Lark numbers its states; where they are not: `python grammar/generate.py`."""
    made = make_tables(grammar_text())

    assert PATH.read_text(encoding="utf-8") == written(made, grammar_text())
    assert read(grammar_text()) == made


def test_the_tables_of_another_grammar_are_not_taken() -> None:
    """Whoever works on the grammar is not told what the old one says."""
    assert read(grammar_text() + "\n") is None


def test_the_reserved_words_are_those_that_the_grammar_names() -> None:
    """The comment at its head is what people read."""
    said = re.search(r"// Reserved words: ([a-z ]+)\.", grammar_text())

    assert said is not None
    assert set(said[1].split()) == {
        word for word in keywords() if word in {"and", "or", "not", "some", "every", "when"}
    }
