"""Generated Python: it says what it should, and nothing of an author's gets into it but as text."""

import ast
import builtins
from itertools import product

import pytest

from consentlang.core import ir
from consentlang.eval.codegen import generate
from consentlang.eval.compiled import Compiled
from consentlang.eval.flatten import flatten
from consentlang.eval.judge import judge
from consentlang.eval.layout import identifiers, lay_out
from consentlang.eval.partial import truth as truth_of
from consentlang.eval.schema import schema
from tests.eval.tiny import SPAN, fact, program

HOSTILE = (
    "plain",
    'x"; import builtins; builtins.caught = True #',
    "a\nbuiltins.caught = True",
    "'''\n__import__('builtins').caught = True\n'''",
    "line\u2028separator\x0cand\x85others\r",
    "{braces} %s \\",
    "class",
    "self",
    "mask",
    "1st",
    "Ünïcödé",
    "",
    "\ud800",
)


def duty(*faults: ir.Fault, name: str = "use") -> ir.Obligation:
    """A use that fails by *faults*."""
    return ir.Obligation(name, "consent", name, ir.TRUE, (ir.Way((), faults),), use=name, regime="law")


def fault(name: str, fails: ir.Expr) -> ir.Fault:
    """A rule."""
    return ir.Fault(name, name, "rule", None, name, fails, cites=(name,), span=SPAN)


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_gets_into_the_code(name: str) -> None:
    """As a fact, a value, a rule, a citation, a title: it is text, or letters."""
    values = (name + "!", "other", "third")
    rules = (
        fault(name, ir.Is(name, (values[0],))),
        fault(f"{name} too", ir.Is(f"{name}?", ("yes",))),
    )
    policy = program(
        title=name, facts=[fact(name, values), fact(f"{name}?")], obligations=(duty(*rules, name=name),)
    )
    compiled = Compiled(policy)

    told = compiled.assess({name: values[0], f"{name}?": False})

    assert told.grounds == (name,)
    assert not hasattr(builtins, "caught")
    calls = [
        ast.unparse(node.func)
        for node in ast.walk(ast.parse(compiled.source.encode("utf-8", "replace")))
        if isinstance(node, ast.Call)
    ]
    assert calls == ["self.unusual", "first"]


def test_columns_have_identifiers_of_their_own() -> None:
    """However alike they are."""
    names = identifiers(["a b", "a-b", "a_b", "a_b_1", "mask", "if", "é", "è", "1"])

    assert len(set(names.values())) == len(names)
    assert all(name.isidentifier() and name.isascii() for name in names.values())
    assert names["a b"] == "a_b"


def test_the_function_reads_as_the_policy_does() -> None:
    """Shared conditions are asked once, a rule stands beside its bit, with where the law says so."""
    facts = [fact("employed"), fact("alternative"), fact("place", ("eu", "uk", "us"))]
    no_way = ir.Is("alternative", ("no",))
    rules = (
        fault("imbalance", ir.all_of(no_way, ir.Is("employed", ("yes",)))),
        fault("no_reject", ir.all_of(no_way, ir.Is("place", ("eu", "uk")))),
        fault("abroad", ir.Is("place", ("us",))),
    )
    policy = program(title="A house", facts=facts, obligations=(duty(*rules),))
    columns = schema(policy)
    judging = judge(policy, flatten(policy, columns))

    assert (
        generate(lay_out(judging, identifiers(columns.columns)))
        == """\
def assess(self, record):
    'A house'
    try:
        (
            alternative, employed, place_is_us, at,
        ) = record.row
    except AttributeError:
        return self.unusual(record)
    mask = 1
    if not alternative:
        if employed:
            mask += 8  # 'imbalance (imbalance): imbalance'
        if not place_is_us:
            mask += 2  # 'no_reject (no_reject): no_reject'
    if place_is_us:
        mask += 4  # 'abroad (abroad): abroad'
    try:
        return answers[mask]
    except KeyError:
        return first(mask)
"""
    )


WORDS = tuple("abcdefghij")


def is_one_of(letters: str) -> ir.Expr:
    """The word is one of these."""
    return ir.Is("word", tuple(letters))


P, Q, R = (ir.Is(name, ("yes",)) for name in "pqr")
FORMULAS: dict[str, ir.Expr] = {
    "and of or": ir.All((ir.Any((P, Q)), R)),
    "or of and": ir.Any((ir.All((P, Q)), R)),
    "and of ors": ir.All((ir.Any((P, R)), ir.Any((Q, ir.Not(R))))),
    "two of three": ir.Any((ir.All((P, Q)), ir.All((Q, R)), ir.All((P, R)))),
    "one word": is_one_of("a"),
    "some words": is_one_of("abc"),
    "many words": is_one_of("abcde"),
    "most words": is_one_of("cdefghij"),
    "all words but one": is_one_of("bcdefghij"),
    "most words or p": ir.Any((is_one_of("cdefghij"), P)),
    "some words and p": ir.All((is_one_of("abc"), P)),
    "no p, or many words": ir.Any((ir.Not(P), is_one_of("fghij"))),
}


@pytest.mark.parametrize("names", [(name,) for name in FORMULAS] + [tuple(FORMULAS)], ids=", ".join)
def test_each_kind_of_formula_is_printed_as_it_is_meant(names: tuple[str, ...]) -> None:
    """Alone, and among others with which it shares tests: for all values of all columns."""
    facts = [*map(fact, "pqr"), fact("word", WORDS)]
    rules = (fault(name, FORMULAS[name]) for name in names)
    assess = Compiled(program(facts=facts, obligations=(duty(*rules),))).assess

    for *truths, word in product(ir.YES_NO, ir.YES_NO, ir.YES_NO, WORDS):
        record = dict(zip("pqr", truths, strict=True)) | {"word": word}
        domains = {column: frozenset((value,)) for column, value in record.items()}
        assert set(assess(record).grounds) == {n for n in names if truth_of(FORMULAS[n], domains)}


def test_a_policy_without_rules_is_kept_by_every_record() -> None:
    """There is nothing to ask."""
    assert Compiled(program()).assess({}).verdict == "valid"
