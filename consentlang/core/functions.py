"""
The functions of every formula: `power`, `guardian`, `acts_for`, `necessary`, `consents`, `consented`.

One line a word, in the order of `types.vocabulary`, which says what each means in a sentence.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from consentlang.core import ir
from consentlang.core.ir import FALSE, all_of, any_of
from consentlang.core.values import Alternatives, Scope, some, title

if TYPE_CHECKING:
    from consentlang.core.world import World


def call(world: "World", name: str, arguments: Sequence[Alternatives], scope: Scope) -> ir.Expr:  # noqa: PLR0911 - one line a word
    """A name of `vocabulary.EVERYWHERE`, or `within_terms`."""
    match name:
        case "power":
            return _pairs(arguments, world.people.power)
        case "guardian":
            return _pairs(arguments, world.people.guardian)
        case "acts_for":
            return _pairs(arguments, world.people.acts_for)
        case "necessary":
            return any_of(
                *(
                    all_of(c, d, necessary(world, leaf, part, service))
                    for data, c in arguments[0]
                    for purpose, d in arguments[1]
                    for leaf in world.leaves.alike_in(title(data))
                    for part in world.model.purpose_leaves(title(purpose))
                    for service in world.model.losses
                )
            )
        case "consents" if scope.case is not None:
            case = scope.case
            return some(arguments[0], lambda v: ir.Stands(world.cell(title(v), case).name, ("given",)))
        case "consented" if scope.case is not None:
            case = scope.case
            return some(arguments[0], lambda v: ir.Ever(world.cell(title(v), case).name))
        case "within_terms" if scope.case is not None:
            return world.within_terms(scope.case)
        case _:
            return FALSE


def necessary(world: "World", data: str, purpose: str, service: str) -> ir.Expr:
    """
    That *service* needs this data for this purpose: written (the author's judgement), else open.

    Open, it counts as named: a line says that the service is lost by a no, which is what raises it. A
    stake lies beside what is asked for, and needs nothing unless a line says so.
    """
    written = world.written.necessity(data, purpose, service)
    if written is None and world.model.losses[service].keyword == "stake":
        return FALSE
    name = f"necessary({data}, {purpose}, {service})"
    so = world.draft.yes_no(
        name,
        yes=f"{service} needs {data} for {purpose}",
        no=f"{service} does not need {data} for {purpose}",
        settle_yes=f'necessary {data} for {purpose} in {service} "why"',
        settle_no=f"given not necessary({data}, {purpose})",
        named=True,
        judged=True,
        kind="necessity",
    )
    if written is not None:
        reason = f" ({written.reason.value})" if written.reason else ""
        world.draft.settle(name, so, f"{service} needs {data} for {purpose}{reason}", written.span)
    return so


def _pairs(arguments: Sequence[Alternatives], of: Callable[[str, str], ir.Expr]) -> ir.Expr:
    return any_of(
        *(
            all_of(c, d, of(title(left), title(right)))
            for left, c in arguments[0]
            for right, d in arguments[1]
        )
    )
