"""Precedence: words alone rank clauses, whatever the order of the file."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from consentlang.diagnostics.report import Report
from consentlang.names.resolve import resolve
from consentlang.source import Source
from consentlang.syntax.parse import parse
from consentlang.types.check import check
from consentlang.types.precedence import Version, chains_of, check_precedence, versions

PEOPLE = """policy "Terms" language 1
party Vendor is organisation
party Attendee is person
data audio about Attendee
purpose training
"""
DOES = "Vendor may use audio for training"


def versions_in(text: str) -> dict[str, Version]:
    """The versions of the terms of a right policy."""
    report = Report()
    model = check(resolve(parse(Source("terms.consent", PEOPLE + text), report), report), report)
    assert not report.has_errors
    return versions(model)


def ranks(version: Version) -> dict[str, set[str]]:
    """Each clause in force with those above it."""
    return {each.label: set(each.outranked_by) for each in version.clauses}


def test_each_word_ranks() -> None:
    """`notwithstanding` from above, `subject to` from below, `except` from inside; and so on upwards."""
    found = versions_in(
        f"""terms Now {{
          clause bottom subject to middle {DOES}
          clause middle {DOES} except {{ clause inner {DOES} }}
          clause top notwithstanding inner {DOES}
        }}"""
    )

    assert ranks(found["Now"]) == {
        "top": set(),
        "inner": {"top"},
        "middle": {"inner", "top"},
        "bottom": {"middle", "inner", "top"},
    }
    assert [each.label for each in found["Now"].clauses] == ["top", "inner", "middle", "bottom"]


def test_a_version_has_the_clauses_of_the_one_it_amends() -> None:
    """Repealed clauses are gone, with their exceptions and with the ranks that went through them."""
    found = versions_in(
        f"""
terms March {{
  clause low {DOES}
  clause mid notwithstanding low {DOES} except {{ clause inner {DOES} }}
}}
terms August amends March {{ clause high notwithstanding mid {DOES} }}
terms Final amends August {{ repeals mid }}
"""
    )

    assert ranks(found["March"]) == {"inner": set(), "mid": {"inner"}, "low": {"mid", "inner"}}
    assert ranks(found["August"])["low"] == {"mid", "inner", "high"}
    assert ranks(found["Final"]) == {"high": set(), "low": set()}


def test_versions_of_the_same_terms_are_a_chain() -> None:
    """Ordered by date; terms that nothing joins are chains of their own."""
    found = versions_in(
        """
terms Final from 2023-08-11 amends March { }
terms August from 2023-08-07 amends March { }
terms March from 2023-03-31 { }
terms Privacy { }
"""
    )

    assert found["August"].chain == ("March", "August", "Final")
    assert found["Privacy"].chain == ("Privacy",)


LABELS = [f"c{index}" for index in range(7)]
CLAUSES = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 6)).filter(lambda pair: pair[0] < pair[1]), max_size=12
)


def terms_of(order: Sequence[int], pairs: Sequence[tuple[int, int]]) -> str:
    """Terms with the clauses in *order*; the first of each pair stands above the second."""
    lines = []
    for index in order:
        below = [LABELS[low] for high, low in pairs if high == index]
        words = f"notwithstanding {' and '.join(dict.fromkeys(below))}" if below else ""
        lines.append(f"clause {LABELS[index]} {words} {DOES}")
    return "terms Now {\n" + "\n".join(lines) + "\n}"


@given(CLAUSES, st.permutations(range(7)))
def test_the_order_of_the_file_means_nothing(pairs: list[tuple[int, int]], order: list[int]) -> None:
    """The same clauses in any order give the same ranks, in the same order."""
    as_written = versions_in(terms_of(range(7), pairs))["Now"]
    shuffled = versions_in(terms_of(order, pairs))["Now"]

    first, second = ([(each.label, each.outranked_by) for each in v.clauses] for v in (as_written, shuffled))
    assert first == second


@given(CLAUSES)
def test_ranks_are_closed_and_go_down(pairs: list[tuple[int, int]]) -> None:
    """Whatever outranks what outranks a clause outranks it, and stands before it."""
    version = versions_in(terms_of(range(7), pairs))["Now"]
    above = ranks(version)

    seen: set[str] = set()
    for each in version.clauses:
        assert set(each.outranked_by) <= seen
        assert all(above[higher] <= above[each.label] for higher in each.outranked_by)
        seen.add(each.label)
    assert {(LABELS[high], LABELS[low]) for high, low in pairs} <= {
        (high, low) for low, highs in above.items() for high in highs
    }


def test_wrong_terms_have_versions_too() -> None:
    """An editor lives on with clauses and versions in a circle."""
    text = f"""
terms One amends Two {{ clause a notwithstanding b {DOES} clause b notwithstanding a {DOES} }}
terms Two amends One {{ clause c notwithstanding a {DOES} }}
"""
    report = Report()
    model = check(resolve(parse(Source("terms.consent", PEOPLE + text), report), report), report)

    assert {each.code.number for each in report} == {"E0301", "E0306"}
    assert set(versions(model)) == {"One", "Two"}
    assert sorted(name for chain in chains_of(model.terms).values() for name in chain) == ["One", "Two"]


def test_a_long_chain_of_clauses_is_ranked() -> None:
    """Neither depth nor number of clauses is a matter of recursion."""
    lines = [f"clause c{i} {f'notwithstanding c{i - 1}' if i else ''} {DOES}" for i in range(1200)]
    found = versions_in("terms Now {\n" + "\n".join(lines) + "\n}")["Now"]

    assert [each.label for each in found.clauses[:2]] == ["c1199", "c1198"]
    assert len(found.clauses[-1].outranked_by) == 1199


def test_a_circle_is_told_once() -> None:
    """A circle that three versions inherit is one mistake, told where it was closed."""
    text = f"""
terms March {{ clause a {DOES} clause b notwithstanding a {DOES} }}
terms August amends March {{ clause c notwithstanding b subject to b {DOES} }}
terms Final amends August {{ }}
"""
    report = Report()
    model = check(resolve(parse(Source("terms.consent", PEOPLE + text), report), report), report)
    again = Report()
    check_precedence(model.terms, again)

    assert [(each.code.number, each.span.text) for each in again] == [("E0301", "c")]
