"""Records against the interpreter: flattened rules, generated Python, and what is said of gaps."""

from hypothesis import event, given
from hypothesis import strategies as st

from consentlang.core import ir
from consentlang.eval.assessment import Assessment
from consentlang.eval.compiled import Compiled
from consentlang.eval.flatten import flatten
from consentlang.eval.partial import truth
from consentlang.eval.record import RecordError, read
from consentlang.eval.schema import schema as schema_of
from tests.agreement.records import Said, broken_parts, completions, last_state, records, said, watched

Drawn = tuple[ir.Program, dict[str, object]]


@given(watched().flatmap(lambda p: st.tuples(st.just(p), records(schema_of(p)))))
def test_flat_rules_say_what_the_interpreter_says(drawn: Drawn) -> None:
    """Of a complete record: whether it can be, and each fault of each obligation."""
    program, record = drawn
    schema = schema_of(program)
    known = read(schema, record)
    flat = flatten(program, schema, known.order)
    domains = {name: frozenset((value,)) for name, value in known.values.items()}
    found = last_state(program, schema, known)
    event("can be" if found else "cannot be")
    event("as listed" if flat.order == tuple(range(len(flat.order))) else "in another order")

    assert all(truth(line, domains) for line in flat.possible) == (found is not None)
    if found is not None:
        assert [
            (
                truth(part.fires, domains),
                [[truth(when, domains) for _, when in way.faults] for way in part.ways],
            )
            for part in flat.parts
        ] == [*broken_parts(program, *found)]


def told(assessment: Assessment) -> dict[tuple[object, ...], tuple[str, Said]]:
    """The verdict of each use and claim, and the rest of what is said of it."""
    return {
        (one.kind, one.about, one.subject, one.regime): (
            one.verdict,
            Said(
                one.verdict == "invalid",
                one.verdict == "invalid" and not one.contested,
                one.coerced,
                {ground.name for ground in one.grounds},
                {factor.name for factor in one.factors},
            ),
        )
        for one in assessment.judged
    }


@given(watched().flatmap(lambda p: st.tuples(st.just(p), records(schema_of(p)))))
def test_generated_python_says_what_the_interpreter_says(drawn: Drawn) -> None:
    """Of a complete record: verdicts, grounds, factors, coercion; or that it cannot be."""
    program, record = drawn
    schema = schema_of(program)
    found = last_state(program, schema, read(schema, record))
    event("can be" if found else "cannot be")

    try:
        assessment = Compiled(program).assess(record)
    except RecordError:
        assert found is None
        return

    assert found is not None
    expected = said(program, *found)
    assert told(assessment) == {
        about: ("invalid" if what.invalid else "valid", what) for about, what in expected.items()
    }


@given(watched().flatmap(lambda p: st.tuples(st.just(p), records(schema_of(p), missing=True))))
def test_of_a_record_with_gaps_that_is_said_which_every_completion_says(drawn: Drawn) -> None:
    """Valid or invalid only if all completions are; unproven only if two part, or none can be found."""
    program, record = drawn
    schema = schema_of(program)
    each = [said(program, *ended) for ended in completions(program, schema, read(schema, record))]
    event(f"{min(len(each), 3)} completions or more")

    try:
        assessment = Compiled(program).assess(record)
    except RecordError:
        assert not each
        return

    assert each
    for about, (verdict, what) in told(assessment).items():
        those = [completion[about] for completion in each]
        verdicts = {one.invalid for one in those}
        event(verdict)
        assert verdict == ("unproven" if len(verdicts) > 1 else "invalid" if True in verdicts else "valid")
        assert what.grounds == set.intersection(*(one.grounds for one in those))
        assert what.factors == set.intersection(*(one.factors for one in those))
        assert what.coerced == all(one.coerced for one in those)
        assert what.firmly == (verdict == "invalid" and all(one.firmly for one in those))


@given(watched().flatmap(lambda p: st.tuples(st.just(p), records(schema_of(p), missing=True))))
def test_possible_grounds_are_those_of_some_completion(drawn: Drawn) -> None:
    """With the grounds: all by which it fails in one completion or another; and a few that cover them all."""
    program, record = drawn
    schema = schema_of(program)
    each = [
        (scenario, said(program, scenario, state))
        for scenario, state in completions(program, schema, read(schema, record))
    ]
    if not each:
        return

    for one in Compiled(program).assess(record).judged:
        about = (one.kind, one.about, one.subject, one.regime)
        those = [completion[about].grounds for _, completion in each]
        sure, possible = {g.name for g in one.grounds}, {p.ground.name for p in one.possible_grounds}
        telling = {p.ground.name for p in one.possible_grounds if p.telling}
        event(
            f"{one.verdict}, {'some' if possible else 'no'} possible, {'some' if telling else 'none'} telling"
        )
        assert sure | possible == set.union(*those)
        assert not sure & possible
        if telling:
            assert one.verdict == "invalid"
            assert not sure
        elif one.verdict == "invalid":
            assert sure or not all(those)
        assert all(not telling or telling & grounds for grounds in those)
        assert all(any(not (telling - {needless}) & grounds for grounds in those) for needless in telling)


@given(watched().flatmap(lambda p: st.tuples(st.just(p), records(schema_of(p), times=False))))
def test_a_possible_ground_hangs_on_what_is_missing(drawn: Drawn) -> None:
    """Each column left out by itself: the values with which a rule fails are those of its completions."""
    program, record = drawn
    schema = schema_of(program)
    assess = Compiled(program).assess
    for column in [name for name in record if name not in schema.defaults]:
        rest = {name: value for name, value in record.items() if name != column}
        fails: dict[tuple[object, ...], set[str]] = {}
        for value in schema.columns[column].values:
            ended = last_state(program, schema, read(schema, rest | {column: value}))
            for about, what in said(program, *ended).items() if ended else ():
                for name in what.grounds:
                    fails.setdefault((*about, name), set()).add(value)
        if not fails:
            continue
        for one in assess(rest).judged:
            about = (one.kind, one.about, one.subject, one.regime)
            for each in one.possible_grounds:
                assert each.missing == (column,)
                assert {*each.values} == fails[*about, each.ground.name]


@given(watched().flatmap(lambda p: st.tuples(st.just(p), records(schema_of(p), times=False))))
def test_a_missing_fact_is_unproven_wherever_it_is_missing(drawn: Drawn) -> None:
    """Each column left out by itself: what is told is what holds for all its values."""
    program, record = drawn
    schema = schema_of(program)
    assess = Compiled(program).assess
    for column in record:
        rest = {name: value for name, value in record.items() if name != column}
        each = [said(program, *ended) for ended in completions(program, schema, read(schema, rest))]
        if not each:
            continue
        for about, (verdict, _) in told(assess(rest)).items():
            verdicts = {completion[about].invalid for completion in each}
            expected = "unproven" if len(verdicts) > 1 else "invalid" if True in verdicts else "valid"
            event(expected)
            assert verdict == expected
        for one in assess(rest).judged:
            assert one.missing == ((column,) if one.verdict == "unproven" else ())
