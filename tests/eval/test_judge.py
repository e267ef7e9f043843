"""What is said of a record does not turn on how much of it was known."""

from attrs import evolve

from consentlang.core import ir
from consentlang.eval.compiled import Compiled
from tests.eval.test_codegen import duty, fault
from tests.eval.tiny import fact, program


def test_grounds_come_in_the_order_of_the_rules() -> None:
    """Whatever leaf each of them fails for, and whether or not a column is missing that changes nothing."""
    p, q, r = (ir.Is(name, ("yes",)) for name in "pqr")
    first = duty(fault("one", p), fault("two", q), name="audio")
    second = duty(fault("one", q), name="chat")
    leaves = tuple(evolve(leaf, use="training") for leaf in (first, second))
    other = duty(fault("three", r), name="other")
    assess = Compiled(program(facts=[*map(fact, "pqr")], obligations=(*leaves, other))).assess

    known, missing = assess({"p": "no", "q": "yes", "r": "no"}), assess({"p": "no", "q": "yes"})

    assert known.grounds == missing.grounds == ("one", "two")
    assert known.of("training") == missing.of("training")
