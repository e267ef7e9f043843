"""
How the uses of a policy stand with two versions of its terms: within them, or breaking them, and for what data.
"""

from attrs import evolve

from consentlang.analysis.apparatus import Apparatus
from consentlang.analysis.difference import Standing, Used
from consentlang.core import ir


def used(apparatus: Apparatus, chain: ir.Chain, old: str, new: str) -> tuple[Used, ...]:
    """Every use that terms govern, under each of the two versions."""
    parts: dict[str, list[ir.Obligation]] = {}
    for obligation in apparatus.program.obligations:
        if obligation.kind == "terms" and obligation.use is not None:
            parts.setdefault(obligation.use, []).append(obligation)
    return tuple(
        Used(use, _standing(apparatus, own, chain, old), _standing(apparatus, own, chain, new))
        for use, own in parts.items()
    )


def _standing(apparatus: Apparatus, parts: list[ir.Obligation], chain: ir.Chain, version: str) -> Standing:
    """Whether the use happens while *version* is in force, and breaks the terms then."""
    breaking: dict[str, None] = {}
    keeping: dict[str, None] = {}
    for part in parts:
        fires, broken = _tried(apparatus, part, ir.InForce(chain.name, (version,)))
        if fires:
            (breaking if broken else keeping).update(dict.fromkeys(part.data))
    if not breaking:
        return Standing("within" if keeping else "never")
    return Standing("partly" if keeping.keys() - breaking.keys() else "breaks", tuple(breaking))


def _tried(apparatus: Apparatus, part: ir.Obligation, while_: ir.Expr) -> tuple[bool, bool]:
    """Whether *part* can fire in some story, and be broken."""
    some = apparatus.formulas.some
    cases = apparatus.casebook.of((evolve(part, fires=ir.all_of(while_, part.fires)),))
    fires, broken = some(case.fires for case in cases), some(case.broken for case in cases)
    questions = apparatus.questions((fires, broken))
    return questions.can(fires), questions.can(broken)
