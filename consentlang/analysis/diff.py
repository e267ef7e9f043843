"""
Difference: from two policies, or two versions of terms, to what one permits and the other does not.

Permissions are compared at any moment, reachable or not (`anytime`): a difference that is not told is none;
one that is told may wait for a story that never comes. Uses and verdicts are compared story by story.
"""

from collections.abc import Callable, Iterable, Iterator

from attrs import evolve

from consentlang.analysis.anytime import Anytime, questions
from consentlang.analysis.apparatus import Apparatus
from consentlang.analysis.difference import Change, Clauses, Difference, Forgotten
from consentlang.analysis.judged import judged
from consentlang.analysis.permissions import Permissions, Side, merged, things
from consentlang.analysis.solve import Clock
from consentlang.analysis.symbolic import Formulas
from consentlang.analysis.used import used
from consentlang.analysis.verdict import Result
from consentlang.analysis.verify import verify
from consentlang.core import ir

Pair = tuple[Side, Side]


def diff_terms(program: ir.Program, old: str, new: str, *, timeout: float | None = None) -> Difference:
    """
    What changes from *old* to *new*, versions of the same terms of *program*.

    Raises:
        OutOfTime: before that was known.
        ValueError: they are not.

    """
    clock = Clock(timeout)
    chain = chain_of(program, old)
    if chain is None or chain != chain_of(program, new):
        message = f"{old} and {new} are no versions of the same terms"
        raise ValueError(message)
    anytime = _anytime(program, program)[0]
    changes, forgotten = _compared(
        [(Side(anytime, chain.name, old), Side(anytime, chain.name, new))], anytime, anytime, clock
    )
    changes = tuple(evolve(change, versions=()) for change in changes)
    uses = used(Apparatus(program, clock), chain, old, new)
    clauses = _clauses(in_force(program, chain.name, old), in_force(program, chain.name, new))
    return Difference(old, new, changes, forgotten, clauses, uses=uses)


def diff_programs(old: ir.Program, new: ir.Program, *, timeout: float | None = None) -> Difference:
    """
    What changes from the policy *old* to the policy *new*, under each version of their terms.

    Raises:
        OutOfTime: before that was known.

    """
    clock = Clock(timeout)
    before, after = _anytime(old, new)
    changes, forgotten = _compared(_pairs(before, after), before, after, clock)
    found = judged(_verified(old, clock), _verified(new, clock), changes)
    clauses = _clauses(_all_clauses(old), _all_clauses(new))
    return Difference(old.title, new.title, changes, forgotten, clauses, judged=found)


def _verified(program: ir.Program, clock: Clock) -> Result:
    """What verification finds in the time that is left; undecided verdicts are no ground to compare."""
    clock.check()
    left = None if clock.ends is None else clock.ends - clock.started - clock.spent
    result = verify(program, timeout=left, mend=False)
    clock.check()
    return result


def chain_of(program: ir.Program, version: str) -> ir.Chain | None:
    """The terms that *version* is a version of."""
    chains = program.chains.values()
    return next((chain for chain in chains if any(v.name == version for v in chain.versions)), None)


def _anytime(old: ir.Program, new: ir.Program) -> tuple[Anytime, Anytime]:
    """Both over the same open questions; no edit is made."""
    facts = questions(old, new)
    formulas = Formulas(facts, {name: "no" for name, fact in facts.items() if fact.kind == "edit"})
    return Anytime(old, formulas), Anytime(new, formulas)


def _compared(
    pairs: Iterable[Pair], old: Anytime, new: Anytime, clock: Clock
) -> tuple[tuple[Change, ...], tuple[Forgotten, ...]]:
    permissions = Permissions(old, new, clock)
    changes: list[Change] = []
    forgotten: dict[Forgotten, None] = {}
    for before, after in pairs:
        found, left = permissions.compare(before, after)
        changes.extend(found)
        forgotten.update(dict.fromkeys(left))
    return tuple(merged(changes, "versions")), tuple(forgotten)


# --- which version is compared with which -----------------------------------------------------------


def _pairs(old: Anytime, new: Anytime) -> Iterator[Pair]:
    """Versions of the same name; a new one with the one before it; what no terms bear on, with itself."""
    yield Side(old), Side(new)
    chains = _matched(old.program, new.program)
    for before, after in chains:
        for was, now in _versions(before, after):
            yield (
                Side(old, before.name if before else None, was),
                Side(new, after.name if after else None, now),
            )


def _matched(old: ir.Program, new: ir.Program) -> Iterator[tuple[ir.Chain | None, ir.Chain | None]]:
    """Terms that share a version; where each policy has one, those."""
    left = dict(old.chains)
    only = len(old.chains) == len(new.chains) == 1
    for chain in new.chains.values():
        names = {version.name for version in chain.versions}
        found = next((c for c in left.values() if only or names & {v.name for v in c.versions}), None)
        if found is not None:
            del left[found.name]
        yield found, chain
    for chain in left.values():
        yield chain, None


def _versions(old: ir.Chain | None, new: ir.Chain | None) -> Iterator[tuple[str | None, str | None]]:
    before = [version.name for version in old.versions] if old else []
    after = [version.name for version in new.versions] if new else []
    last = before[-1] if before else None
    for name in after:
        last = name if name in before else last
        yield (name if name in before else last), name
    for name in before:
        if name not in after:
            yield name, after[-1] if after else None


# --- clauses ----------------------------------------------------------------------------------------

Said = dict[str, tuple[object, ...]]
"""For each clause, what it says, in its words."""


def in_force(program: ir.Program, chain: str, version: str) -> Said:
    """The clauses of *version*."""
    return _said(program, lambda force: force.chain == chain and version in force.versions)


def _all_clauses(program: ir.Program) -> Said:
    return _said(program, lambda _: True)


def _said(program: ir.Program, wanted: Callable[[ir.InForce], bool]) -> Said:
    found: Said = {}
    for thing, issue in things(program).items():
        for ruling in issue.rulings:
            force = next((part for part in ir.walk(ruling.condition) if isinstance(part, ir.InForce)), None)
            if force is not None and wanted(force):
                words = (ruling.permits, ruling.provided)
                found[ruling.name] = (*found.get(ruling.name, words), thing)
    return found


def _clauses(old: Said, new: Said) -> Clauses:
    return Clauses(
        tuple(name for name in new if name not in old),
        tuple(name for name in old if name not in new),
        tuple(name for name in new if name in old and set(new[name]) != set(old[name])),
    )
