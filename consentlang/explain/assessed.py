"""
What is said of a record, in sentences.

One sentence for each use or claim: that it is so, or is not and by which rules, or what would have to be
known to tell. Then what is to be said beside it.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from consentlang.eval.assessment import Assessment, Ground, Judged, PossibleGround
from consentlang.explain.wording import listed, plain_name, shortly

_HOLDS: Final = {
    "consent": "`{about}`{whom} rests on valid consent{under}",
    "basis": "`{about}`{whom} may do without consent{under}",
    "terms": "`{about}`{whom} stays within the terms in force",
    "claim": "the claim `{about}` holds{whom}",
}
_FAILS: Final = {
    "consent": "`{about}`{whom} does not rest on valid consent{under}",
    "basis": "`{about}`{whom} may not do without consent{under}",
    "terms": "`{about}`{whom} does not stay within the terms in force",
    "claim": "the claim `{about}` does not hold{whom}",
}


def sentences(assessment: Assessment) -> tuple[str, ...]:
    """*assessment*, a sentence at a time, the worst first."""
    order = {"invalid": 0, "unproven": 1, "valid": 2}
    judged = sorted(assessment.judged, key=lambda one: order[one.verdict])
    told = (sentence for one in judged for sentence in _told(one))
    wrong = (f"The record says of `{each.column}`: {each.message}." for each in assessment.complaints)
    return (*told, *wrong)


def _told(one: Judged) -> Iterator[str]:
    if one.verdict == "invalid":
        yield f"{_sentence(one, _FAILS)}{_why(one)}."
    elif one.verdict == "valid":
        yield f"{_sentence(one, _HOLDS)}."
    else:
        columns = listed([f"`{column}`" for column in one.missing])
        lacking = (
            f"{columns} {'are' if len(one.missing) > 1 else 'is'} not known" if columns else "it cannot be so"
        )
        yield f"It is not shown that {_words(one, _HOLDS)}: {lacking}."
    if one.coerced:
        coercing = [ground.reason for ground in one.grounds if ground.coercion]
        yield f"That is coercion{': ' + listed(coercing) if coercing else ''}."
    if one.contested:
        yield "Authorities differ on the rules that decide this."
    if one.factors:
        yield f"Weighs against it: {'; '.join(map(_ground, one.factors))}."
    if one.bounded:
        yield "There are too many cases to look through them all; more may be provable."


def _why(one: Judged) -> str:
    """By which rules; or, where no rule fails in every case, by one of which in each."""
    if one.grounds:
        return f": {'; '.join(map(_ground, one.grounds))}"
    telling = [each for each in one.possible_grounds if each.telling]
    if not telling:
        return ", whatever else is so"
    columns = [*dict.fromkeys(column for each in telling for column in each.missing)]
    whatever = f"whatever {_columns(columns)} {'are' if len(columns) > 1 else 'is'}"
    cases = (f"{_case(each, alone=len(columns) == 1)}, {_ground(each.ground)}" for each in telling)
    return f", {whatever}: {'; '.join(cases)}"


def _case(possible: PossibleGround, *, alone: bool) -> str:
    """In which cases the rule fails: said by value where there is one column to speak of."""
    if not possible.values:
        return f"depending on {_columns(possible.missing)}"
    return f"if {'it' if alone else _columns(possible.missing)} is {listed(possible.values, 'or')}"


def _columns(names: Sequence[str]) -> str:
    return shortly([f"`{name}`" for name in names])


def _sentence(one: Judged, words: dict[str, str]) -> str:
    text = _words(one, words)
    return text[:1].upper() + text[1:]


def _words(one: Judged, words: dict[str, str]) -> str:
    whom = f" ({one.subject})" if one.subject else ""
    under = f" under {one.regime}" if one.regime else ""
    return words[one.kind].format(about=one.about, whom=whom, under=under)


def _ground(ground: Ground) -> str:
    cites = f": {', '.join(ground.cites)}" if ground.cites else ""
    contested = ", on which authorities differ" if ground.contested else ""
    return f"{ground.reason} ({plain_name(ground.name)}{cites}){contested}"
