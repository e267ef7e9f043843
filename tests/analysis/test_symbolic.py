"""Formulas: hash-consed, folded by shape, told apart by their signatures."""

from hypothesis import given
from hypothesis import strategies as st

from consentlang.analysis.solve import Clock, Solver
from consentlang.analysis.symbolic import FALSE, TRUE, Formulas, Lit
from tests.eval.tiny import fact

AGES = ("child", "adult", "old")


def formulas() -> Formulas:
    """Formulas over three questions."""
    facts = [fact("rains"), fact("shines"), fact("age", AGES)]
    return Formulas({one.name: one for one in facts})


def test_equal_formulas_are_one() -> None:
    """Whatever the order of their parts."""
    made = formulas()
    rains, shines = (made.value(name)["yes"] for name in ("rains", "shines"))

    assert made.every((rains, shines)) == made.every((shines, rains, shines, TRUE))
    assert made.some((rains, shines)) == -made.every((-rains, -shines))


def test_constants_opposites_and_what_is_decided_beside_fold() -> None:
    """By shape, with no question to the solver."""
    made = formulas()
    rains, shines = (made.value(name)["yes"] for name in ("rains", "shines"))

    assert made.every((rains, -rains)) == FALSE
    assert made.some((rains, -rains)) == TRUE
    assert made.every((rains, made.some((rains, shines)))) == rains
    assert made.every((rains, made.some((-rains, shines)))) == made.every((rains, shines))
    assert made.choose(shines, rains, rains) == rains


def test_among_all_values_is_no_question() -> None:
    """Nor is a value of none."""
    made = formulas()

    assert made.among("age", AGES) == TRUE
    assert made.among("age", ()) == FALSE
    assert made.among("age", ("child", "adult")) == -made.among("age", ("old",))


def test_a_fixed_fact_is_its_value() -> None:
    """An edit that is not made."""
    made = Formulas({"edit": fact("edit")}, {"edit": "no"})

    assert made.among("edit", ("yes",)) == FALSE


def test_under_puts_an_answer_in() -> None:
    """Of a fact of two values, and of one of three."""
    made = formulas()
    rains = made.value("rains")["yes"]
    both = made.every((rains, made.among("age", ("child", "old"))))

    assert made.under(both, "rains", "no") == FALSE
    assert made.under(both, "age", "adult") == FALSE
    assert made.under(both, "age", "old") == rains


@st.composite
def drawn(draw: st.DrawFn, made: Formulas) -> Lit:
    """A formula of some depth."""
    atoms = [
        made.value("rains")["yes"],
        made.value("shines")["yes"],
        *made.value("age").values(),
        TRUE,
        FALSE,
    ]
    if draw(st.booleans()):
        return draw(st.sampled_from(atoms)) * draw(st.sampled_from((1, -1)))
    parts = draw(st.lists(drawn(made), max_size=3))
    return made.every(parts) if draw(st.booleans()) else made.some(parts)


@given(st.data())
def test_signatures_and_the_solver_agree(data: st.DataObject) -> None:
    """Formulas that always agree have one signature; sampled answers are answers."""
    made = formulas()
    one, other = data.draw(drawn(made)), data.draw(drawn(made))
    solver = Solver(made, Clock())
    differ = solver.can((one, -other)) or solver.can((-one, other))

    if not differ:
        assert made.signature(one) == made.signature(other)
    if made.signature(one) != made.signature(-one) and made.signature(one):
        assert solver.can((one,))
