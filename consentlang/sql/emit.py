"""
Emitting: from a flat policy to one SQL statement that judges every row of a table.

The rules stay flat: one bit of a mask for each ruling, and what many share is asked once. What a missing
column leaves open is NULL (Kleene), and a mask with an open bit is NULL: *unproven*, never false. Verdicts
are read off the mask. Where a row is `settled` its mask is exactly what `eval` says of the record. Of the
others this statement says "unproven", which is sound and not exact (ADR 10); `sql.settle` asks the Python
decider, once for each distinct combination, and its answers are joined back.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from attrs import evolve, frozen
from sqlglot import exp

from consentlang.core import ir
from consentlang.core.ir import FALSE, TRUE
from consentlang.eval.completions import Completions, GivenUp
from consentlang.eval.flatten import Part
from consentlang.eval.judge import Judge
from consentlang.eval.partial import support
from consentlang.sql.chain import Chain, Columns
from consentlang.sql.known import Known, in_order, known
from consentlang.sql.masks import BITS, Mask
from consentlang.sql.packing import Packing, digit, number, packed
from consentlang.sql.schema import Dialect, field

SETTLED: Final = "settled"
MANY: Final = 52
"""Rulings beyond which they are asked once for each distinct combination, not once for each row."""


@frozen(eq=False)
class Masked:
    """A table with what the rulings say of its rows: the chain, and the names that its last step has."""

    judge: Judge
    chain: Chain
    known: Known
    masks: tuple[str, ...]

    def bits(self, place: int) -> tuple[int, int]:
        """Where the condition of this number is: in which mask, and which bit."""
        return place // BITS, 1 << place % BITS

    def mask(self, numbers: Sequence[int]) -> int:
        """The mask as `Judge` reads it."""
        together = sum(part << (BITS * place) for place, part in enumerate(numbers))
        return together << 1 | 1


def masked(  # noqa: PLR0913 - one for each thing a table can have
    judge: Judge,
    table: exp.Expr,
    said: Mapping[str, exp.Expr],
    *,
    dialect: Dialect,
    carried: Columns | None = None,
    wrong: Sequence[exp.Expr] = (),
    never: frozenset[str] = frozenset(),
    distinct: bool | None = None,
) -> Masked:
    """
    What each ruling of *judge* says of each row of *table*.

    *said*: what a row says of a column, typed as `sql.schema` has it; columns that are not named are missing.
    *carried*: what is wanted besides. *wrong*: what is wrong with a row. *never*: statuses that have not come
    where they have no time. *distinct*: whether rulings are asked once for each distinct combination (by
    itself, where there are many).
    """
    chain = Chain(table)
    now = known(chain, judge.flat.schema, said, carried or {}, wrong, never)
    ruling = _Ruling(judge, now, dialect)
    if distinct if distinct is not None else len(judge.conditions) > MANY:
        _joined_back(chain, ruling)
    else:
        ruling.on(chain)
    return Masked(judge, chain, now, ruling.masks)


@frozen(eq=False)
class _Ruling:
    judge: Judge
    now: Known
    dialect: Dialect

    @property
    def masks(self) -> tuple[str, ...]:
        """Their names."""
        return tuple(f"mask_{place}" for place in range(-(-len(self.judge.conditions) // BITS) or 1))

    def on(self, chain: Chain) -> None:
        """Add the masks, on DuckDB the quick way first; and whether they are exact."""
        masks: dict[str, exp.Expr] = {}
        quick: dict[str, exp.Expr] = {}
        for place, name in enumerate(self.masks):
            conditions = [condition for condition, _ in self.judge.conditions[place * BITS :][:BITS]]
            mask = Mask(conditions, self.now.reader, self.dialect)
            masks[name] = mask.exact()
            if self.dialect == "duckdb" and self.now.given.issuperset(support(*conditions)):
                quick[f"quick_{place}"] = mask.quick()
                known = field(f"quick_{place}")
                masks[name] = exp.case().when(_is_known(known), known).else_(masks[name])
        if quick:
            chain.more("quick", quick)
        chain.more("masked", masks)
        chain.more(SETTLED, {SETTLED: self._settled()})

    def _settled(self) -> exp.Expr:
        """Whether the masks are exact: nothing is open, the row can be, and came in order."""
        closed = [_is_known(field(name)) for name in self.masks]
        lines = [self.now.reader.holds(line) for line in _telling(self.judge, self.now)]
        if lines:
            closed.append(exp.func("COALESCE", exp.and_(*lines), exp.false()))
        return exp.and_(*closed, in_order(self.now))


def _is_known(value: exp.Expr) -> exp.Expr:
    return exp.not_(exp.Is(this=value.copy(), expression=exp.null()))


def _telling(judge: Judge, now: Known) -> Iterator[ir.Expr]:
    """The policy's lines, but for those that no row can break: none of what they tie is ever known."""
    free, reached = [*judge.flat.possible], {*now.given}
    while tied := [line for line in free if not reached.isdisjoint(support(line))]:
        reached.update(support(*tied))
        free = [line for line in free if line not in tied]
    values = {column.name: column.values for column in judge.flat.schema.finite}
    try:
        can_be = Completions.of(values, free).exist()
    except GivenUp:
        can_be = False
    yield from (line for line in judge.flat.possible if line not in free or not can_be)


def combination(judge: Judge, now: Known, dialect: Dialect, *, every: bool = False) -> Packing:
    """The columns that decide about a row in order, or *every* column, as numbers."""
    schema = judge.flat.schema
    asked = set(support(*(condition for condition, _ in judge.conditions), *judge.flat.possible))
    return packed(
        [
            digit(column, now.reader, dialect)
            for column in schema.finite
            if column.name in now.given
            and column.name not in schema.settled
            and (every or column.name in asked)
        ]
    )


def _joined_back(chain: Chain, ruling: _Ruling) -> None:
    """The rulings asked of each distinct combination, and their answers given to every row that has it."""
    now, judge = ruling.now, ruling.judge
    packing = combination(judge, now, ruling.dialect)
    keys = {f"k_{place}": one for place, one in enumerate(packing.numbers)}
    if not keys:
        ruling.on(chain)
        return
    chain.more("packed", {**keys, "came_in_order": in_order(now)})
    chain.keep()
    rows = chain.last.copy()
    chain.only("combinations", {key: field(key) for key in keys}, distinct=True)
    chain.more("unpacked", dict(packing.unpacked([*keys], judge.flat.schema, now.reader)))
    apart = evolve(now, slots=(), reader=evolve(now.reader, late={}))
    _Ruling(judge, apart, ruling.dialect).on(chain)
    answers = chain.last.copy()
    told = [_of("answer", name) for name in ruling.masks]
    settled = exp.and_(_of("one", "came_in_order"), _of("answer", SETTLED))
    same = exp.and_(*(exp.EQ(this=_of("one", key), expression=_of("answer", key)) for key in keys))
    every = exp.Column(this=exp.Star(), table=exp.to_identifier("one"))
    chosen = exp.Select(expressions=[every, *told, exp.alias_(settled, SETTLED, quoted=True)])
    joined = chosen.from_(exp.alias_(rows, "one", table=True))
    chain.add("rejoined", joined.join(exp.alias_(answers, "answer", table=True), on=same))


def _of(table: str, name: str) -> exp.Column:
    return exp.column(exp.to_identifier(name, quoted=True), table=table)


# --- what is read off the masks ---------------------------------------------------------------------


def verdicts(masked: Masked) -> Columns:
    """A column for each use and claim: `valid`, `invalid`, or `unproven` where the row is not settled."""
    return {
        name: exp.case()
        .when(exp.not_(field(SETTLED)), exp.Literal.string("unproven"))
        .when(_any([_broken(masked, part) for part in parts]), exp.Literal.string("invalid"))
        .else_(exp.Literal.string("valid"))
        for name, parts in _matters(masked.judge)
    }


def _matters(judge: Judge) -> Iterator[tuple[str, list[Part]]]:
    """The parts by what is judged, in the order of an assessment."""
    parts: dict[tuple[str, str, str | None, str | None], list[Part]] = {}
    for part in judge.flat.parts:
        duty = part.obligation
        about = (duty.claim if duty.kind == "claim" else duty.use) or duty.name
        parts.setdefault((duty.kind, about, duty.subject, duty.regime), []).append(part)
    said = judge.of_none().judged
    yield from ((one.name, group) for one, group in zip(said, parts.values(), strict=True))


def _broken(masked: Masked, part: Part) -> exp.Expr:
    """When *part* speaks, and each of its ways has a deciding fault."""
    ways = ([when for fault, when in way.faults if fault.decides] for way in part.ways)
    return exp.and_(_some(masked, [part.fires]), *(_some(masked, way) for way in ways))


def _some(masked: Masked, conditions: Sequence[ir.Expr]) -> exp.Expr:
    """Whether some of *conditions* hold: for each mask, one look."""
    if TRUE in conditions:
        return exp.true()
    places = {condition: place for place, (condition, _) in enumerate(masked.judge.conditions)}
    wanted: dict[int, int] = {}
    for condition in conditions:
        if condition is not FALSE:
            place, bit = masked.bits(places[condition])
            wanted[place] = wanted.get(place, 0) | bit
    looks = []
    for place, bits in wanted.items():
        both = exp.BitwiseAnd(this=field(masked.masks[place]), expression=number(bits))
        looks.append(exp.NEQ(this=exp.paren(both), expression=number(0)))
    return _any(looks)


def _any(conditions: Sequence[exp.Expr]) -> exp.Expr:
    return exp.or_(*conditions) if conditions else exp.false()
