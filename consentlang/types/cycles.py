"""
Cycles: what must not rest on itself.

A purpose within itself, data derived from itself, a definition that uses itself, versions that amend each
other. One circle is printed of each knot, the shortest that its first member lies on.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from attrs import define, field

from consentlang.diagnostics import codes
from consentlang.diagnostics.codes import Code
from consentlang.diagnostics.report import Note, Report
from consentlang.names.symbols import Names, Symbol, declared_name
from consentlang.syntax import ast
from consentlang.types import fitting
from consentlang.types.atoms import symbol_of

T = TypeVar("T")
Following = Callable[[ast.Node | None], list[str]]


def circles(graph: Mapping[T, Iterable[T]]) -> Iterator[tuple[T, ...]]:
    """
    Circles of *graph* that share no member, each the shortest from its first member back.

    >>> list(circles({"a": "b", "b": "ac", "c": ""}))
    [('a', 'b')]
    """
    knotted = _without_ends(graph)
    told: set[T] = set()
    for start in knotted:
        if start not in told:
            found = _way_back(knotted, start)
            if found and told.isdisjoint(found):
                yield found
            told.update(found)


def circle(names: Sequence[str]) -> str:
    """
    A circle as it is printed.

    >>> circle(["caveat", "content"])
    '`caveat` → `content` → `caveat`'
    """
    return " → ".join(f"`{name}`" for name in (*names, names[0]))


def _without_ends(graph: Mapping[T, Iterable[T]]) -> dict[T, list[T]]:
    """*graph* without the nodes from which no way leads on for ever: empty, mostly."""
    onward = {node: [other for other in following if other in graph] for node, following in graph.items()}
    coming: dict[T, list[T]] = {node: [] for node in onward}
    for node, following in onward.items():
        for other in following:
            coming[other].append(node)
    left = {node: len(following) for node, following in onward.items()}
    ends = [node for node, count in left.items() if not count]
    while ends:
        end = ends.pop()
        del left[end]
        for node in coming[end]:
            left[node] -= 1
            if not left[node]:
                ends.append(node)
    return {node: [other for other in onward[node] if other in left] for node in left}


def _way_back(graph: Mapping[T, Iterable[T]], start: T) -> tuple[T, ...]:
    """The shortest way from *start* back to it, without its end; nothing if there is none."""
    before: dict[T, T] = {}
    reached = [start]
    for node in reached:
        for other in graph[node]:
            if other == start:
                path = [node]
                while path[-1] != start:
                    path.append(before[path[-1]])
                return tuple(reversed(path))
            if other not in before:
                before[other] = node
                reached.append(other)
    return ()


# --- what is looked at ------------------------------------------------------------------------------


def check_cycles(names: Names, ties: Mapping[ast.Name, Symbol], report: Report) -> None:
    """Report what rests on itself."""
    _Looking(names, ties, report).all()


@define(eq=False)
class _Looking:
    names: Names
    ties: Mapping[ast.Name, Symbol]
    report: Report
    powers: list[ast.PowerDecl] = field(init=False)
    guardians: list[ast.Guardian] = field(init=False)

    def __attrs_post_init__(self) -> None:
        items = [item for _module, item in self.names.each_item()]
        self.powers = [item for item in items if isinstance(item, ast.PowerDecl)]
        self.guardians = [item for item in items if isinstance(item, ast.Guardian)]

    def all(self) -> None:
        self.named("purpose", _within, codes.WITHIN_CYCLE, "a purpose lies within itself")
        self.named("data", _derived, codes.DERIVED_CYCLE, "data is derived from itself")
        self.named("terms", _amended, codes.AMENDS_CYCLE, "versions amend each other")
        self.named("rule", self.lower_rules, codes.PRIORITY_CYCLE, "each of these rules outranks the next")
        self.named(
            "rule", self.graver_rules, codes.PRIORITY_CYCLE, "each of these rules is a part of the next"
        )
        self.definitions()

    def named(self, kind: str, following: Following, code: Code, opening: str) -> None:
        """Look among what is declared of *kind*."""
        nodes = {key: symbol for key, symbol in self.names.table(kind).items() if symbol.node is not None}
        graph = {key: following(symbol.node) for key, symbol in nodes.items()}
        for keys in circles(graph):
            self.tell([nodes[key] for key in keys], code, opening)

    def tell(self, symbols: Sequence[Symbol], code: Code, opening: str) -> None:
        """Report the circle of *symbols*."""
        places = [name.span for symbol in symbols if (name := declared_name(symbol)) is not None]
        notes = [Note(place, f"`{place.text}`") for place in places[1:]]
        message = f"{opening}: {circle([symbol.name for symbol in symbols])}"
        self.report.error(code, places[0], message, help="one of them has to end it", notes=notes)

    def lower_rules(self, node: ast.Node | None) -> list[str]:
        """The rules that a rule outranks, by their keys."""
        return self.keys(node.notwithstanding) if isinstance(node, ast.Rule) else []

    def graver_rules(self, node: ast.Node | None) -> list[str]:
        """The rules under which a rule is filed where they fail too, by their keys."""
        return self.keys(node.graver) if isinstance(node, ast.Rule) else []

    def keys(self, names: Iterable[ast.Name]) -> list[str]:
        """The keys of the rules with these names."""
        rules = (symbol.node for name in names if (symbol := self.ties.get(name)) is not None)
        return [
            f"{self.names.regime_of[rule]}.{rule.name.text}" for rule in rules if isinstance(rule, ast.Rule)
        ]

    # --- definitions ----------------------------------------------------------------------------

    def definitions(self) -> None:
        """Facts, powers, guardians and definitions that rest on themselves."""
        graph: dict[ast.Node, list[ast.Node]] = {}
        for _module, item in self.names.each_item():
            formula = _defining(item)
            if formula is not None:
                graph[item] = list(dict.fromkeys(self.rests_on(formula)))
        for items in circles(graph):
            called = [_called(item) for item in items]
            self.report.error(
                codes.DEFINITION_CYCLE,
                items[0].span,
                f"a definition rests on itself: {circle(called)}",
                help="one of them has to say it in other words",
                notes=[
                    Note(item.span, f"`{words}`") for item, words in zip(items[1:], called[1:], strict=True)
                ],
            )

    def rests_on(self, node: ast.Node) -> Iterator[ast.Node]:
        """The lines that what *node* says is defined by."""
        match node:
            case ast.Name():
                symbol = self.ties.get(node)
                if symbol is not None and isinstance(symbol.node, ast.FactDecl | ast.Define):
                    yield symbol.node
            case ast.Power():
                yield from self.powers_between(node.holder, node.over)
            case ast.Call(function=ast.Ref(name=ast.Name(text="guardian")), arguments=(guardian, ward)):
                yield from (
                    line
                    for line in self.guardians
                    if self.may_be(guardian, line.guardian, None) and self.may_be(ward, line.ward, None)
                )
            case _:
                pass
        for child in ast.children(node):
            yield from self.rests_on(child)

    def powers_between(self, holder: ast.Term, over: ast.Term) -> Iterator[ast.PowerDecl]:
        """The `power` lines that can speak of these two."""
        for line in self.powers:
            if self.may_be(holder, line.holder, line.holder_kind) and self.may_be(
                over, line.over, line.over_kind
            ):
                yield line

    def may_be(self, term: ast.Term, party: ast.Name, kind: ast.Name | None) -> bool:
        """Whether *term* can stand for the party, or one of the kind, that a line speaks of."""
        role = fitting.role(symbol_of(term, self.ties))
        if role is None:
            return True
        if kind is not None:
            return fitting.may_be_kind(role, kind.text, self.names)
        return role.name.text == party.text


def _within(node: ast.Node | None) -> list[str]:
    return [node.within.text] if isinstance(node, ast.PurposeDecl) and node.within is not None else []


def _derived(node: ast.Node | None) -> list[str]:
    return [name.text for name in node.derived_from] if isinstance(node, ast.DataDecl) else []


def _amended(node: ast.Node | None) -> list[str]:
    return [node.amends.text] if isinstance(node, ast.Terms) and node.amends is not None else []


def _defining(item: ast.Item) -> ast.Formula | None:
    match item:
        case ast.FactDecl() | ast.PowerDecl() | ast.Guardian():
            return item.when
        case ast.Define():
            return item.formula
        case _:
            return None


def _called(item: ast.Node) -> str:
    match item:
        case ast.PowerDecl():
            return f"power {item.holder.text} over {item.over.text}"
        case ast.Guardian():
            return f"guardian {item.guardian.text} of {item.ward.text}"
        case ast.FactDecl() | ast.Define():
            return item.name.text
        case _:
            return item.span.text
