"""
The moments at which an obligation may be broken.

A `Case` is an obligation at a node: where its use fires, where it is broken, where each of its faults fails,
as formulas over the answers. *Strictly* broken is what no contested rule is needed for.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import count

from attrs import define, field, frozen

from consentlang.analysis.cone import Cone, Cones
from consentlang.analysis.encode import Edited, Encoder, View
from consentlang.analysis.explore import Explorer
from consentlang.analysis.sight import Key, Sight
from consentlang.analysis.states import Node
from consentlang.analysis.symbolic import FALSE, Lit
from consentlang.core import ir


@frozen(eq=False)
class _Shape:
    """What is asked of obligations that are alike, at every node."""

    fires: ir.Expr
    fails: tuple[ir.Expr, ...]
    """Of each fault, in order."""
    together: tuple[tuple[Key, tuple[int, ...]], ...]
    """Faults that see the same, by what that is."""
    strict: tuple[tuple[int, ...], ...]
    """For each way, the faults that are not contested and block it."""
    blocked: tuple[tuple[int, ...], ...]
    """For each way, the faults that block it."""
    coercion: tuple[int, ...]
    seen: tuple[int, ...]
    edits: frozenset[str]
    """The edits that any of it turns on."""


class _Judge:
    """Where the faults of one shape fail."""

    def __init__(self, shape: _Shape, encoder: Encoder) -> None:
        self.shape = shape
        self.encoder = encoder

    @cached_property
    def _together(self) -> Sequence[tuple[Key, Sequence[tuple[int, Mapping[Hashable, Lit]]]]]:
        """Faults that see the same, with their formulas so far."""
        known, fails, together = self.encoder.known, self.shape.fails, self.shape.together
        return [(key, [(fault, known(fails[fault])) for fault in faults]) for key, faults in together]

    def fails(self, fault: int, view: View) -> Lit:
        """Where *fault* fails, if *view* is what can be seen."""
        return self.encoder.holds(self.shape.fails[fault], view)

    def failing(self, view: View) -> Sequence[Lit]:
        """Where each fault fails, if *view* is what can be seen."""
        found: list[Lit] = [FALSE] * len(self.shape.fails)
        for key, faults in self._together:
            seen = key(view)
            for fault, known in faults:
                fails = known.get(seen)
                found[fault] = self.encoder.holds(self.shape.fails[fault], view) if fails is None else fails
        return found


@define(eq=False, slots=False)
class Moment:
    """Obligations that are alike, at one node."""

    node: Node
    fires: Lit
    _judge: _Judge = field(repr=False)

    @cached_property
    def strict(self) -> Lit:
        """Where they are broken by uncontested rules alone."""
        shape = self._judge.shape
        return self.broken if shape.strict == shape.blocked else self._where(shape.strict)

    @cached_property
    def broken(self) -> Lit:
        """Where they are broken."""
        return self._where(self._judge.shape.blocked)

    @cached_property
    def failing(self) -> Sequence[Lit]:
        """Where each fault fails."""
        return self._judge.failing(self.node.view)

    def fails(self, fault: int) -> Lit:
        """Where one fault fails: less than to look at all."""
        known: Sequence[Lit] | None = self.__dict__.get("failing")
        return self._judge.fails(fault, self.node.view) if known is None else known[fault]

    @cached_property
    def free(self) -> Lit:
        """Where no coercion rule fails."""
        return -self._some(self._judge.shape.coercion)

    def told(self, fault: int, blocks: tuple[int, ...], *, strictly: bool) -> Lit:
        """Where the fault fails, and every way but those that it *blocks* is blocked."""
        fails = self.fails(fault)
        if fails == FALSE:
            return FALSE
        ways = self._judge.shape.strict if strictly else self._judge.shape.blocked
        others = [faults for way, faults in enumerate(ways) if way not in blocks]
        elsewhere = self._where(others) if others else self.fires
        return self._judge.encoder.formulas.every((fails, elsewhere))

    def _where(self, ways: Iterable[tuple[int, ...]]) -> Lit:
        return self._judge.encoder.formulas.every((self.fires, *map(self._some, ways)))

    def _some(self, faults: Iterable[int]) -> Lit:
        return self._judge.encoder.formulas.some([self.failing[fault] for fault in faults])


@frozen(eq=False)
class _Part:
    """An obligation, its faults, and its shape."""

    obligation: ir.Obligation
    faults: tuple[ir.Fault, ...]
    places: Mapping[int, tuple[int, tuple[int, ...]]]
    """By identity of a fault: which it is, and the ways it belongs to."""
    named: Mapping[str, Sequence[ir.Fault]]
    shape: _Shape


@define(eq=False)
class Case:
    """One obligation at one node. All that is said of it includes that the run happens."""

    moment: Moment
    _part: _Part = field(repr=False)

    @property
    def obligation(self) -> ir.Obligation:
        """What may be broken."""
        return self._part.obligation

    @property
    def node(self) -> Node:
        """Where."""
        return self.moment.node

    @property
    def fires(self) -> Lit:
        """Where its use fires."""
        return self.moment.fires

    @property
    def strict(self) -> Lit:
        """Where it is broken by uncontested rules alone."""
        return self.moment.strict

    @property
    def broken(self) -> Lit:
        """Where it is broken."""
        return self.moment.broken

    @property
    def free(self) -> Lit:
        """Where no coercion rule fails."""
        return self.moment.free

    @property
    def failing(self) -> Iterable[tuple[ir.Fault, Lit]]:
        """Every fault, and where it fails."""
        return zip(self._part.faults, self.moment.failing, strict=True)

    def named(self, name: str) -> Sequence[ir.Fault]:
        """The faults of this name."""
        return self._part.named.get(name, ())

    def fails(self, fault: ir.Fault) -> Lit:
        """Where *fault* fails."""
        return self.moment.fails(self._part.places[id(fault)][0])

    def told(self, fault: ir.Fault, *, strictly: bool) -> Lit:
        """Where *fault* can be told of: it fails, and the obligation is broken."""
        number, ways = self._part.places[id(fault)]
        decides = not strictly or fault.contested is None
        return self.moment.told(number, ways if decides else (), strictly=strictly)


_Places = dict[tuple[ir.Expr, tuple[int, ...], Cone, Edited], list[tuple[Node, Lit]]]
"""Where obligations fire: by what that turns on."""


class Casebook:
    """Finds the cases of obligations; *like* another casebook of the same program."""

    def __init__(
        self, encoder: Encoder, cones: Cones, explorer: Explorer, like: "Casebook | None" = None
    ) -> None:
        self._encoder = encoder
        self._cones = cones
        self._explorer = explorer
        self._clock = explorer.clock
        self.shaper: _Shaper = _Shaper(encoder.sight) if like is None else like.shaper
        self.places: _Places = {} if like is None else like.places
        self.moments: dict[tuple[_Shape, Cone, Edited], list[Moment]] = {} if like is None else like.moments
        self._cases: dict[_Part, list[Case]] = {}

    def of(self, parts: Iterable[ir.Obligation]) -> list[Case]:
        """Where *parts* fire, shortest run first; at a run, the parts in their order."""
        found = [case for part in parts for case in self._cases_of(part)]
        return sorted(found, key=lambda case: case.moment.node.depth)

    def at(self, obligation: ir.Obligation, node: Node) -> Case:
        """*obligation* at *node*, whose view shows all that it asks."""
        part = self.shaper.part(obligation)
        fires = self._encoder.formulas.every((node.reached, self._encoder.holds(part.shape.fires, node.view)))
        return Case(Moment(node, fires, _Judge(part.shape, self._encoder)), part)

    def _cases_of(self, obligation: ir.Obligation) -> list[Case]:
        self._clock.check()
        part = self.shaper.part(obligation)
        if part not in self._cases:
            self._cases[part] = [Case(moment, part) for moment in self._of(part.shape)]
        return self._cases[part]

    def _of(self, shape: _Shape) -> list[Moment]:
        """Found once for all analyses in which what it turns on is the same."""
        cone = self._cones.of_seen(shape.seen)
        key = shape, cone, self._encoder.edited(shape.edits)
        if key not in self.moments:
            judge = _Judge(shape, self._encoder)
            self.moments[key] = [Moment(node, fires, judge) for node, fires in self._places(shape, cone)]
        return self.moments[key]

    def _places(self, shape: _Shape, cone: Cone) -> list[tuple[Node, Lit]]:
        """Where it fires; not those of a longer run that show nothing else than a shorter one."""
        sight = self._encoder.sight
        key = shape.fires, shape.seen, cone, self._encoder.edited(sight.of(shape.fires).edits)
        if key not in self.places:
            self.places[key] = list(self._find(shape, cone))
        return self.places[key]

    def _find(self, shape: _Shape, cone: Cone) -> Iterator[tuple[Node, Lit]]:
        formulas = self._encoder.formulas
        before: dict[tuple[Lit, ...], list[frozenset[Lit]]] = defaultdict(list)
        for node in self._explorer.explore(cone):
            self._clock.check()
            fires = formulas.every((node.reached, self._encoder.holds(shape.fires, node.view)))
            if fires == FALSE:
                continue
            reached = frozenset(formulas.conjuncts(node.reached))
            alike = before[tuple([node.view[seen] for seen in shape.seen])]
            if not any(other <= reached for other in alike):
                alike.append(reached)
                yield node, fires


class _Shaper:
    """Tells which obligations of a program are alike."""

    def __init__(self, sight: Sight) -> None:
        self._sight = sight
        self._parts: dict[int, _Part] = {}
        self._shapes: dict[tuple[object, ...], _Shape] = {}

    def part(self, obligation: ir.Obligation) -> _Part:
        """*obligation* with its shape."""
        known = self._parts.get(id(obligation))
        if known is None:
            known = self._parts[id(obligation)] = self._part(obligation)
        return known

    def _part(self, obligation: ir.Obligation) -> _Part:
        alike = self._sight.alike
        faults = obligation.faults
        fires, fails = alike(obligation.fires), tuple([alike(fault.fails) for fault in faults])
        places = {id(fault): (number, _ways(obligation, fault)) for number, fault in enumerate(faults)}
        marks = tuple([(fault.decides, fault.contested is None, fault.coercion) for fault in faults])
        key = fires, fails, marks, tuple([len(way.faults) for way in obligation.ways])
        if key not in self._shapes:
            self._shapes[key] = self._shape(obligation, fires, fails)
        named: dict[str, list[ir.Fault]] = defaultdict(list)
        for fault in faults:
            named[fault.name].append(fault)
        return _Part(obligation, faults, places, named, self._shapes[key])

    def _shape(self, obligation: ir.Obligation, fires: ir.Expr, fails: tuple[ir.Expr, ...]) -> _Shape:
        together: dict[tuple[int, ...], list[int]] = defaultdict(list)
        for number, expr in enumerate(fails):
            together[self._sight.of(expr).seen].append(number)
        numbers = count()
        ways = [[(next(numbers), fault) for fault in way.faults] for way in obligation.ways]
        deciding = [[(number, fault) for number, fault in way if fault.decides] for way in ways]
        whole = self._sight.of(ir.All((fires, *fails)))
        return _Shape(
            fires,
            fails,
            together=tuple([(self._sight.of(fails[all_[0]]).key, tuple(all_)) for all_ in together.values()]),
            strict=tuple([tuple([n for n, fault in way if fault.contested is None]) for way in deciding]),
            blocked=tuple([tuple([n for n, _ in way]) for way in deciding]),
            coercion=tuple([n for way in ways for n, fault in way if fault.coercion]),
            seen=whole.seen,
            edits=whole.edits,
        )


def _ways(obligation: ir.Obligation, fault: ir.Fault) -> tuple[int, ...]:
    """The ways that *fault*, which is in one of them, belongs to."""
    if len(obligation.ways) == 1:
        return (0,)
    return tuple([number for number, way in enumerate(obligation.ways) if fault in way.faults])
