"""
Precedence: which clause of the terms gives way to which, in each version.

Priorities come from words alone: `notwithstanding`, `subject to`, and `except`, whose clauses outrank the
one they stand in. They are closed transitively over the clauses in force, and must be acyclic. The order
of the file means nothing: clauses that nothing ranks are listed by label.
"""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from heapq import heapify, heappop, heappush

from attrs import frozen

from consentlang.diagnostics import codes
from consentlang.diagnostics.report import Note, Report
from consentlang.names.parts import clause_and_exceptions, clauses_of
from consentlang.syntax import ast
from consentlang.types.cycles import circle, circles
from consentlang.types.model import Model

Terms = Mapping[str, ast.Terms]


@frozen(eq=False)
class RankedClause:
    """A clause in force, and the labels of all clauses in force that outrank it."""

    clause: ast.Clause
    label: str
    outranked_by: tuple[str, ...] = ()


@frozen(eq=False)
class Version:
    """One version of the terms: every clause in force, from the top of the order down."""

    name: str
    start: ast.Date | None
    chain: tuple[str, ...]
    """All versions of the same terms, in the order in which they come into force."""
    clauses: tuple[RankedClause, ...]


def versions(model: Model) -> dict[str, Version]:
    """Every version of every terms of *model*, by name."""
    return versions_of(model.terms)


def versions_of(terms: Terms) -> dict[str, Version]:
    """Every version of *terms*, by name."""
    by_version = {name: chain for chain in chains_of(terms).values() for name in chain}
    return {
        name: Version(name, node.start, by_version[name], _ranked(clauses_in_force(terms, name)))
        for name, node in terms.items()
    }


def chains_of(terms: Terms) -> dict[str, tuple[str, ...]]:
    """Versions that amend one another, in the order in which they come into force, by the first of them."""
    roots: dict[str, list[str]] = {}
    depths = {name: _line_of(terms, name) for name in terms}
    for name, line in depths.items():
        roots.setdefault(line[-1], []).append(name)
    return {
        root: tuple(sorted(members, key=lambda name: _order(terms[name], len(depths[name]))))
        for root, members in roots.items()
    }


def _line_of(terms: Terms, name: str) -> list[str]:
    """*name*, the version it amends, and so on down; a circle ends where it closes."""
    line = [name]
    while (base := _base(terms, line[-1])) is not None and base not in line:
        line.append(base)
    return line


def _base(terms: Terms, name: str) -> str | None:
    amends = terms[name].amends
    return amends.text if amends is not None and amends.text in terms else None


def _order(node: ast.Terms, depth: int) -> tuple[int, int, str]:
    """By date, or by how many amendments lie below; a version with no date is as old as can be."""
    return (node.start.ordinal if node.start is not None else 0, depth, node.name.text)


def clauses_in_force(terms: Terms, name: str) -> dict[str, ast.Clause]:
    """The clauses of version *name*, its own and inherited ones, by label."""
    found: dict[str, ast.Clause] = {}
    for version in reversed(_line_of(terms, name)):
        for item in terms[version].items:
            if isinstance(item, ast.Repeal):
                for label in item.labels:
                    for gone in clause_and_exceptions(found[label.text]) if label.text in found else ():
                        found.pop(gone.label.text, None)
        for item in terms[version].items:
            if isinstance(item, ast.Clause):
                found.update({each.label.text: each for each in clause_and_exceptions(item)})
    return found


def _outranking(clauses: Mapping[str, ast.Clause]) -> dict[str, set[str]]:
    """For each label, those of the clauses that say themselves, or are said, to stand above it."""
    above: dict[str, set[str]] = {label: set() for label in clauses}
    for label, clause in clauses.items():
        for lower in clause.notwithstanding:
            if lower.text in above:
                above[lower.text].add(label)
        above[label].update(higher.text for higher in clause.subject_to if higher.text in clauses)
        above[label].update(each.label.text for each in clause.exceptions if each.label.text in clauses)
    return above


def _ranked(clauses: Mapping[str, ast.Clause]) -> tuple[RankedClause, ...]:
    """*clauses* from the top down, each with all that outrank it."""
    above = _outranking(clauses)
    order = _from_the_top(above)
    bits = {label: 1 << index for index, label in enumerate(order)}
    closed: dict[str, int] = {}
    for label in order:
        closed[label] = 0
        for higher in above[label]:
            closed[label] |= bits[higher] | closed.get(higher, 0)
    return tuple(RankedClause(clauses[label], label, _named(closed[label], order)) for label in order)


def _named(bits: int, order: Sequence[str]) -> tuple[str, ...]:
    """The labels whose bits are set."""
    found = []
    while bits:
        lowest = bits & -bits
        found.append(order[lowest.bit_length() - 1])
        bits ^= lowest
    return tuple(found)


def _from_the_top(above: Mapping[str, Iterable[str]]) -> list[str]:
    """Labels with everything that outranks one before it, and else by name; what is left of a circle last."""
    below: dict[str, list[str]] = {label: [] for label in above}
    waits = dict.fromkeys(above, 0)
    for label, higher in above.items():
        for each in higher:
            below[each].append(label)
            waits[label] += 1
    ready = [label for label, count in waits.items() if not count]
    heapify(ready)
    order = []
    while ready:
        label = heappop(ready)
        order.append(label)
        for each in below[label]:
            waits[each] -= 1
            if not waits[each]:
                heappush(ready, each)
    return order + sorted(above.keys() - set(order))


# --- what is reported -------------------------------------------------------------------------------


def check_precedence(terms: Terms, report: Report) -> None:
    """Report clauses that give way to each other, and versions whose order is not said."""
    seen: set[frozenset[str]] = set()
    for name in terms:
        clauses = clauses_in_force(terms, name)
        for labels in circles(_outranking(clauses)):
            if frozenset(labels) not in seen:
                seen.add(frozenset(labels))
                own = {clause.label.text for clause in clauses_of(terms[name])}
                first = next((index for index, label in enumerate(labels) if label in own), 0)
                _report_circle([clauses[label] for label in labels[first:] + labels[:first]], report)
    _check_versions(terms, report)


def _report_circle(clauses: Sequence[ast.Clause], report: Report) -> None:
    labels = [clause.label.text for clause in clauses]
    report.error(
        codes.PRIORITY_CYCLE,
        clauses[0].label.span,
        f"each of these clauses gives way to the next: {circle(labels)}",
        help="take one `notwithstanding`, `subject to` or `except` back",
        notes=[Note(clause.label.span, f"`{clause.label.text}`") for clause in clauses[1:]],
    )


def _check_versions(terms: Terms, report: Report) -> None:
    """Dates go forward along `amends`; of two versions that amend one, both have a date."""
    amended: dict[str, list[ast.Terms]] = {}
    for node in terms.values():
        base = terms.get(node.amends.text) if node.amends is not None else None
        if base is None or base is node:
            continue
        amended.setdefault(base.name.text, []).append(node)
        if node.start is not None and base.start is not None and node.start.ordinal <= base.start.ordinal:
            report.error(
                codes.VERSIONS_BACKWARDS,
                node.start.span,
                f"`{node.name.text}` amends `{base.name.text}`, and begins no later",
                notes=[Note(base.start.span, f"`{base.name.text}` begins here")],
            )
    for base_name, nodes in amended.items():
        if len(nodes) > 1:
            _check_fork(base_name, nodes, report)


def _check_fork(base: str, nodes: Sequence[ast.Terms], report: Report) -> None:
    dates = deque[int]()
    for node in nodes:
        if node.start is None or node.start.ordinal in dates:
            report.error(
                codes.VERSIONS_FORKED,
                node.name.span,
                f"`{base}` is amended more than once, and when `{node.name.text}` follows is not said",
                help="amend the later version, or give each a date of its own",
                notes=[Note(other.name.span, "amends it too") for other in nodes if other is not node],
            )
        else:
            dates.append(node.start.ordinal)
