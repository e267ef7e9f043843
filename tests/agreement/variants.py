"""The same program put otherwise, which must mean the same: other names, another order, something twice."""

from collections.abc import Mapping, Sequence
from typing import Any

import attrs
from attrs import evolve
from hypothesis import strategies as st

from consentlang.core import ir
from consentlang.source import Span


def renamed(node: Any, names: Mapping[str, str]) -> Any:
    """*node* with each name in it replaced, wherever it stands."""
    if isinstance(node, str):
        return names.get(node, node)
    if isinstance(node, tuple):
        return tuple(renamed(part, names) for part in node)
    if isinstance(node, Mapping):
        return {renamed(name, names): renamed(part, names) for name, part in node.items()}
    if isinstance(node, Span) or not attrs.has(type(node)):
        return node
    parts = {f.name: renamed(getattr(node, f.name), names) for f in attrs.fields(type(node)) if f.init}
    return type(node)(**parts)


def own_names(program: ir.Program) -> list[str]:
    """Every name that the program gives to something, values and requests too."""
    given = (
        program.facts, program.changing, program.definitions, program.issues, program.features,
        program.chains, program.cells, program.timers, program.events, program.requests,
    )  # fmt: skip
    rulings = (ruling.name for issue in program.issues.values() for ruling in issue.rulings)
    versions = (version.name for chain in program.chains.values() for version in chain.versions)
    return list(dict.fromkeys([*(name for names in given for name in names), *rulings, *versions]))


@st.composite
def other_names(draw: st.DrawFn, program: ir.Program) -> dict[str, str]:
    """Other names for everything, which sort otherwise."""
    names = own_names(program)
    order = draw(st.permutations(range(len(names))))
    return {name: f"n{place:03}" for name, place in zip(names, order, strict=True)}


@st.composite
def other_orders(draw: st.DrawFn, program: ir.Program) -> ir.Program:
    """The clauses of each issue in another order that still has whoever overrules first."""
    issues = {
        name: evolve(issue, rulings=draw(_ranked(issue.rulings))) for name, issue in program.issues.items()
    }
    return evolve(program, issues=issues)


@st.composite
def _ranked(draw: st.DrawFn, rulings: Sequence[ir.Ruling]) -> tuple[ir.Ruling, ...]:
    left = draw(st.permutations(rulings))
    placed: list[ir.Ruling] = []
    while left:
        free = next(r for r in left if not {o.name for o in left}.intersection(r.overruled_by))
        left = [ruling for ruling in left if ruling is not free]
        placed.append(free)
    return tuple(placed)


def doubled(program: ir.Program) -> ir.Program:
    """Each line, clause, event and rule said twice."""
    twice = {f"{name} again": evolve(event, name=f"{name} again") for name, event in program.events.items()}
    return evolve(
        program,
        constraints=program.constraints * 2,
        issues={name: _doubled_issue(issue) for name, issue in program.issues.items()},
        events={**program.events, **twice},
        obligations=tuple(_doubled_duty(duty) for duty in program.obligations),
    )


def _doubled_issue(issue: ir.Issue) -> ir.Issue:
    rulings = (
        evolve(ruling, name=f"{ruling.name}{again}", overruled_by=(*ruling.overruled_by, *others))
        for ruling in issue.rulings
        for others in [[f"{name} again" for name in ruling.overruled_by]]
        for again in ("", " again")
    )
    return evolve(issue, rulings=tuple(rulings))


def _doubled_duty(duty: ir.Obligation) -> ir.Obligation:
    ways = (
        evolve(
            way, faults=(*way.faults, *(evolve(fault, name=f"{fault.name} again") for fault in way.faults))
        )
        for way in duty.ways
    )
    return evolve(duty, ways=tuple(ways))
