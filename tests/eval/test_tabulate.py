"""Tables say what asking one test after the other would say."""

from itertools import product
from random import Random
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from consentlang.core import ir
from consentlang.eval.codegen import function, generate
from consentlang.eval.compiled import Compiled, row_of
from consentlang.eval.layout import Packed, identifiers, lay_out
from consentlang.eval.nesting import flat, literals, looks, nested
from consentlang.eval.partial import truth
from consentlang.eval.tabulate import MOST_TRUTHS, table, tabulated, truths_of
from tests.eval.test_codegen import duty, fault
from tests.eval.tiny import fact, program

FACTS = dict.fromkeys("abcdefghij", ir.YES_NO) | {"place": ("eu", "uk", "us"), "tone": ("kind", "urgent")}
LITERALS = st.sampled_from(
    [
        *(ir.Is(name, (value,)) for name, values in FACTS.items() for value in values),
        ir.Is("place", ("eu", "uk")),
        ir.Is("place", ("uk", "us")),
    ]
)
CLAUSES = st.lists(LITERALS, min_size=1, max_size=3, unique_by=lambda one: one.fact)
CONDITIONS = st.tuples(CLAUSES, st.lists(CLAUSES.map(lambda parts: ir.any_of(*parts)), max_size=1)).map(
    lambda both: ir.all_of(*both[0], *both[1])
)


def compiled(*conditions: ir.Expr) -> Compiled:
    """A policy with a rule for each."""
    rules = (fault(f"r{number}", condition) for number, condition in enumerate(conditions))
    facts = [fact(name, values) for name, values in FACTS.items()]
    return Compiled(program(facts=facts, obligations=(duty(*rules),)))


def yes(*names: str) -> ir.Expr:
    """All of these; one that begins with a stroke is not so."""
    parts = (ir.Is(name.strip("-"), ("no",) if name.startswith("-") else ("yes",)) for name in names)
    return ir.all_of(*parts)


@given(st.lists(CONDITIONS, min_size=4, max_size=12), st.randoms(use_true_random=False))
def test_a_table_says_what_asking_says(conditions: list[ir.Expr], random: Random) -> None:
    """Of rules at random, over truths and words, for records at random."""
    policy = compiled(*conditions)

    for _ in range(20):
        record = {name: random.choice(values) for name, values in FACTS.items()}
        domains = {name: frozenset((value,)) for name, value in record.items()}
        wanted = {f"r{number}" for number, each in enumerate(conditions) if truth(each, domains)}
        assert set(policy.assess(record).grounds) == wanted


def test_each_number_has_the_answer_of_its_bits() -> None:
    """The nth argument is the nth bit."""
    assert table(lambda a, b, c: a + 2 * b + 4 * c) == (0, 1, 2, 3, 4, 5, 6, 7)


def test_what_turns_on_few_truths_is_looked_up() -> None:
    """The rules stand in a function of their own, as they would be asked."""
    policy = compiled(yes("a", "b"), yes("a", "-c"), ir.all_of(yes("d"), ir.Is("place", ("us",))))

    assert (
        policy.source
        == f"""\
@table
def rules_1(a, b, c, place_is_us, d):
    # by the bits of facts_1, from the lowest
    mask = 0
    if a:
        if b:
            mask += 2  # 'r0 (r0): r0'
        if not c:
            mask += 4  # 'r1 (r1): r1'
    if place_is_us:
        if d:
            mask += 8  # 'r2 (r2): r2'
    return mask

def assess(self, record):
    'tiny'
    try:
        (
            facts_1, at,
        ) = record.{policy.row}
    except AttributeError:
        return self.unusual(record)
    mask = 1
    mask += rules_1[facts_1]
    try:
        return answers[mask]
    except KeyError:
        return first(mask)
"""
    )


def test_a_table_turns_on_eight_truths_at_most() -> None:
    """So it has 256 entries at most."""
    conditions = [yes(name) for name in "abcdefghij"]

    block = tabulated(nested(conditions, FACTS), truths_of(conditions, FACTS))

    assert [len(look.truths) for look in looks(block)] == [MOST_TRUTHS]
    assert len({*literals(block)}) == 2


def test_a_rule_that_turns_on_more_is_asked() -> None:
    """A table of all it could be would be too large."""
    policy = compiled(ir.any_of(*(yes(name) for name in "abcdefghij")), yes("a", "b"))

    assert "@table" not in policy.source
    assert policy.assess(dict.fromkeys(FACTS, "no") | {"place": "eu", "tone": "kind"}).verdict == "valid"


def test_what_is_asked_twice_for_a_table_is_kept_there() -> None:
    """It is a function of its own."""
    both = yes("a", "b")
    policy = compiled(*(ir.any_of(both, yes(name)) for name in "cde"))

    assert "    k0 = a and b" in policy.source.split("def assess")[0]


def test_of_a_word_two_things_are_kept_as_truths() -> None:
    """The smaller half of each; where more is asked, the word is."""
    two = [ir.Is("place", ("eu",)), ir.Is("place", ("eu", "uk")), ir.Is("place", ("us",))]

    truths = truths_of(two, FACTS)

    assert [truths[asked] for asked in two] == [two[0], two[2], two[2]]
    assert truths[ir.Is("place", ("uk", "us"))] == two[0]
    assert truths_of([*two, ir.Is("place", ("uk",))], FACTS) == {}


def test_no_table_where_records_would_not_get_shorter() -> None:
    """What is asked below many words would be in many tables."""
    for count, tables in ((3, 3), (4, 0)):
        words = tuple("vwxyz"[: count + 1])
        conditions = [ir.all_of(ir.Is("word", (word,)), yes(name)) for word in words[1:] for name in "abcd"]
        values = FACTS | {"word": words}

        block = tabulated(nested(conditions, values), truths_of(conditions, values))

        assert len([*looks(block)]) == tables


def test_names_of_tables_are_their_own() -> None:
    """However columns are called."""
    names = ("rules 1", "facts 1", "table", "mask", "rules_1", "first")
    rules = (fault(name, ir.Is(name, ("yes",))) for name in names)
    policy = Compiled(program(facts=[*map(fact, names)], obligations=(duty(*rules),)))

    assert "@table" in policy.source
    for answers in product(ir.YES_NO, repeat=len(names)):
        record = dict(zip(names, answers, strict=True))
        assert set(policy.assess(record).grounds) == {name for name in names if record[name] == "yes"}


def test_without_tables_the_same_is_said() -> None:
    """The tests one after the other, over a record that has each truth by itself."""
    policy = compiled(yes("a", "b"), yes("a", "-c"), yes("d"), yes("-e"), yes("f", "g"), yes("-h", "i"))
    judging = policy.judging
    plain = lay_out(judging, identifiers(policy.schema.columns), flat([c for c, _ in judging.conditions]))
    masks = {"answers": {}, "first": lambda mask: mask}
    asking, looking = function(generate(plain), masks), function(policy.source, masks)

    assert not any(isinstance(place, Packed) for place in plain.places)
    for answers in product(ir.YES_NO, repeat=9):
        ready = policy.read(dict(zip("abcdefghi", answers, strict=True)))
        record = SimpleNamespace(row=row_of(policy.schema, plain, ready.known))
        assert looking(None, ready) == asking(None, record)
