"""Uses under two versions of the terms: within them, or breaking them, and for what data."""

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
    always = True
    for part in parts:
        fires, broken, kept_to = _tried(apparatus, part, ir.InForce(chain.name, (version,)))
        if fires:
            (breaking if broken else keeping).update(dict.fromkeys(part.data))
            always = always and not (broken and kept_to)
    kept = tuple(leaf for leaf in keeping if leaf not in breaking)
    if not breaking:
        return Standing("within" if kept else "never", kept)
    return Standing("partly" if kept else "breaks", kept, tuple(breaking), always)


def _tried(apparatus: Apparatus, part: ir.Obligation, under: ir.Expr) -> tuple[bool, bool, bool]:
    """Whether in some story *part* fires, is broken, is kept."""
    formulas = apparatus.formulas
    cases = apparatus.casebook.of((evolve(part, fires=ir.all_of(under, part.fires)),))
    fires, broken = (formulas.some(found) for found in ([c.fires for c in cases], [c.broken for c in cases]))
    kept = formulas.some(formulas.every((case.fires, -case.broken)) for case in cases)
    questions = apparatus.questions((fires, broken))
    return questions.can(fires), questions.can(broken), questions.can(kept)
