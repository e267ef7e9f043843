"""Records against the interpreter: flattened rules, generated Python, what is said where facts are missing."""

from hypothesis import event, given
from hypothesis import strategies as st

from consentlang.core import ir
from consentlang.eval.flatten import flatten
from consentlang.eval.partial import truth
from consentlang.eval.record import read
from consentlang.eval.schema import schema as schema_of
from tests.agreement.programs import programs
from tests.agreement.records import broken_parts, last_state, records

Drawn = tuple[ir.Program, dict[str, object]]


@given(programs().flatmap(lambda p: st.tuples(st.just(p), records(schema_of(p)))))
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
