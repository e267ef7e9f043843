"""
Nesting: conditions that share parts are asked those parts once.

`if a and b: x` and `if a and c: y` become `if a:` over `if b: x` and `if c: y`. The part that spares most
work comes first: one that many conditions have, and that seldom holds. Of many rules most are then passed
over by a single test.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import assert_never

from attrs import evolve, frozen

from consentlang.core import ir
from consentlang.eval.partial import chance


@frozen
class Mark:
    """One more bit of the mask."""

    bit: int


@frozen
class Test:
    """If all of *parts* hold: *body*."""

    parts: tuple[ir.Expr, ...]
    body: "Block"


@frozen
class Keep:
    """*formula* is asked more than once below: its answer is kept."""

    formula: ir.Expr


@frozen
class Switch:
    """Tests of which at most one holds: each asks one column for other values."""

    tests: tuple[Test, ...]
    complete: bool
    """One of them does."""


@frozen
class Look:
    """What is in *block* turns on *truths* alone: looked up by which of them hold (`eval.tabulate`)."""

    truths: tuple[ir.Is, ...]
    block: "Block"


Node = Mark | Test | Keep | Switch | Look
Block = tuple[Node, ...]

Rule = tuple[int, tuple[ir.Expr, ...]]
"""A bit, and the parts that have to hold for it."""


def nested(conditions: Sequence[ir.Expr], values: Mapping[str, tuple[str, ...]]) -> Block:
    """A block that marks bit 2 ** (n + 1) for each nth of *conditions* that holds."""
    rules = [(2 << number, _parts(condition)) for number, condition in enumerate(conditions)]
    return _Nesting(values).block(rules)


def flat(conditions: Sequence[ir.Expr]) -> Block:
    """The same without nesting: each condition asked by itself."""
    return tuple(Test(_parts(condition), (Mark(2 << n),)) for n, condition in enumerate(conditions))


def bodies(node: Node) -> tuple[tuple[tuple[ir.Expr, ...], Block], ...]:
    """What *node* asks, and what is below each."""
    match node:
        case Test(parts=parts, body=body):
            return ((parts, body),)
        case Switch(tests=tests):
            return tuple((test.parts, test.body) for test in tests)
        case Keep(formula=formula):
            return (((formula,), ()),)
        case Mark() | Look():
            return ()
        case _:
            assert_never(node)


def literals(block: Block) -> Iterator[ir.Is]:
    """What is asked of columns in *block*, tables aside."""
    for node in block:
        for parts, body in bodies(node):
            for part in parts:
                yield from (inner for inner in ir.walk(part) if isinstance(inner, ir.Is))
            yield from literals(body)


def looks(block: Block) -> Iterator[Look]:
    """The tables of *block*."""
    for node in block:
        if isinstance(node, Look):
            yield node
        for _, body in bodies(node):
            yield from looks(body)


def _parts(condition: ir.Expr) -> tuple[ir.Expr, ...]:
    return condition.parts if isinstance(condition, ir.All) else (condition,)


@frozen(eq=False)
class _Nesting:
    values: Mapping[str, tuple[str, ...]]

    def block(self, rules: list[Rule]) -> Block:
        """*rules*, those with a part in common below it."""
        marks = tuple(Mark(bit) for bit, parts in rules if not parts)
        tests: list[Test] = []
        left = [rule for rule in rules if rule[1]]
        while left:
            shared = self._best(left)
            if shared is None:
                tests += (Test(self._seldom_first(parts), (Mark(bit),)) for bit, parts in left)
                break
            group = [rule for rule in left if shared in rule[1]]
            left = [rule for rule in left if shared not in rule[1]]
            common = [part for part in group[0][1] if all(part in parts for _, parts in group)]
            inner = [(bit, tuple(p for p in parts if p not in common)) for bit, parts in group]
            tests.append(Test(self._seldom_first(common), self.block(inner)))
        return (*marks, *self._switched(tests))

    def _best(self, rules: Sequence[Rule]) -> ir.Expr | None:
        """The part that, asked first, spares most."""
        count: dict[ir.Expr, int] = {}
        for _, parts in rules:
            for part in parts:
                count[part] = count.get(part, 0) + 1
        shared = [part for part, times in count.items() if times > 1]
        return max(shared, key=lambda part: (count[part] - 1) * (1 - self.chance(part)), default=None)

    def _seldom_first(self, parts: Sequence[ir.Expr]) -> tuple[ir.Expr, ...]:
        return tuple(sorted(parts, key=self.chance))

    def chance(self, part: ir.Expr) -> float:
        """How often *part* holds."""
        return chance(part, self.values)

    def _switched(self, tests: Sequence[Test]) -> Iterator[Test | Switch]:
        """With tests of one column for different values put together."""
        apart = [self._by_one(test) for test in tests]

        def column(test: Test) -> str:
            first = test.parts[0]
            return first.fact if len(test.parts) == 1 and isinstance(first, ir.Is) else ""

        for name, group in groupby(sorted(apart, key=column), key=column):
            same = [*group]
            if not name:
                yield from same
                continue
            while same:
                chain: list[Test] = []
                seen: set[str] = set()
                for test in same:
                    wanted = set(_is(test).values)
                    if seen.isdisjoint(wanted):
                        chain.append(test)
                        seen |= wanted
                same = [test for test in same if test not in chain]
                yield Switch(tuple(chain), len(seen) == len(self.values[name])) if chain[1:] else chain[0]

    def _by_one(self, test: Test) -> Test:
        """A test that begins by asking one column with several values, as that test over another."""
        first = test.parts[0]
        if len(test.parts) > 1 and isinstance(first, ir.Is) and self.values[first.fact] != ir.YES_NO:
            return Test((first,), (evolve(test, parts=test.parts[1:]),))
        return test


def _is(test: Test) -> ir.Is:
    first = test.parts[0]
    assert isinstance(first, ir.Is)  # noqa: S101 - chosen for that
    return first


# --- what is asked more than once -------------------------------------------------------------------


def kept(block: Block, known: frozenset[ir.Expr] = frozenset()) -> Block:
    """With every joint that is asked twice in *block*, and is not *known*, kept before it is first asked."""
    times: dict[ir.Expr, int] = {}
    for node in block:
        for formula in _asked(node):
            times[formula] = times.get(formula, 0) + 1
    again = [f for f, count in times.items() if count > 1 and f not in known]
    outer = [
        f
        for f in again
        if not any(f is not g and f in set(ir.walk(g)) and times[g] == times[f] for g in again)
    ]
    outer.sort(key=lambda formula: sum(1 for _ in ir.walk(formula)))
    return (*(Keep(formula) for formula in outer), *(_within(node, known.union(outer)) for node in block))


def _within(node: Node, known: frozenset[ir.Expr]) -> Node:
    match node:
        case Test(body=body):
            return evolve(node, body=kept(body, known))
        case Switch(tests=tests):
            return evolve(node, tests=tuple(evolve(test, body=kept(test.body, known)) for test in tests))
        case Look(block=block):  # a function of its own, which knows nothing of this one
            return evolve(node, block=kept(block))
        case Mark() | Keep():
            return node
        case _:
            assert_never(node)


def _asked(node: Node) -> dict[ir.Expr, None]:
    """The joints that are asked somewhere in *node*, in order."""
    match node:
        case Test(parts=parts, body=body):
            here = [f for part in parts for f in ir.walk(part) if isinstance(f, ir.All | ir.Any)]
            return dict.fromkeys([*here, *(f for inner in body for f in _asked(inner))])
        case Switch(tests=tests):
            return dict.fromkeys(f for test in tests for f in _asked(test))
        case _:
            return {}
