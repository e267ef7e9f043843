"""The solver keeps to its time, can be interrupted, and shows what it found."""

import signal
from threading import Timer

import pytest

from consentlang.analysis.solve import Clock, OutOfTime, Solver
from consentlang.analysis.symbolic import TRUE, Formulas
from tests.eval.tiny import fact


def pigeons(holes: int) -> tuple[Formulas, list[int]]:
    """That one more pigeon than there are holes each have a hole of their own: false, and hard to see."""
    names = [f"p{i}" for i in range(holes + 1)]
    values = tuple(f"h{i}" for i in range(holes))
    made = Formulas({name: fact(name, values) for name in names})
    clash = (
        -made.every((made.value(one)[hole], made.value(other)[hole]))
        for i, one in enumerate(names)
        for other in names[:i]
        for hole in values
    )
    return made, [made.every(clash)]


def test_a_question_is_answered_and_shown() -> None:
    """With the answers that show it, and after a no with what cannot hold together."""
    made = Formulas({"rains": fact("rains"), "age": fact("age", ("child", "adult", "old"))})
    solver = Solver(made, Clock())
    rains, child = made.value("rains")["yes"], made.value("age")["child"]

    assert solver.can((rains, -child))
    assert solver.answers(("rains", "age"))["rains"] == "yes"
    assert solver.answers(("age",))["age"] in ("adult", "old")
    assert not solver.can((child, made.value("age")["old"], TRUE))
    assert solver.core() <= {child, made.value("age")["old"]}


def test_some_of_several_is_found() -> None:
    """And the question leaves no trace in the next."""
    made = Formulas({name: fact(name) for name in "abc"})
    a, b, c = (made.value(name)["yes"] for name in "abc")
    solver = Solver(made, Clock())

    assert solver.can_some((-a,), (a, b))
    assert solver.shown((a, b)) == {b}
    assert not solver.can_some((-a, -b), (a, b))
    assert solver.can((-a, -b, -c))


def test_time_runs_out_in_the_middle() -> None:
    """A hard question does not outlive the clock by much."""
    made, question = pigeons(11)
    clock = Clock(0.2)
    with pytest.raises(OutOfTime):
        Solver(made, clock).can(question)

    assert clock.spent < 5


def test_ctrl_c_is_heard_inside_the_solver() -> None:
    """It becomes the usual exception, whatever the solver makes of it."""
    made, question = pigeons(12)
    Timer(0.2, signal.raise_signal, (signal.SIGINT,)).start()
    with pytest.raises(KeyboardInterrupt):
        Solver(made, Clock(30)).can(question)


def test_no_time_at_all() -> None:
    """Nothing is asked."""
    with pytest.raises(OutOfTime):
        Clock(0).check()


def test_an_inner_clock_ends_no_later() -> None:
    """Than the one around it."""
    assert Clock(0).within(10).left == 0
