"""
How the parts of a tree are written: terms, formulas, actions, phrases, each on one line.

`format` lays these out in lines and blocks, with the comments.
"""

from collections.abc import Iterable
from typing import Final, assert_never

from consentlang.syntax import ast

# How tightly a formula binds; one that binds less tightly than its place asks for gets parentheses.
OR: Final = 1
AND: Final = 2
NOT: Final = 3


def quoted(text: str) -> str:
    """A string in double quotes."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def names(parts: Iterable[ast.Name], joint: str = ", ") -> str:
    """Names in a list."""
    return joint.join(part.text for part in parts)


def anded(parts: Iterable[ast.Name]) -> str:
    """Names in a list inside a phrase."""
    return names(parts, " and ")


def label(text: ast.Text | None) -> str:
    """A string behind something else, if there is one."""
    return f" {quoted(text.value)}" if text is not None else ""


# --- terms and formulas -----------------------------------------------------------------------------


def term(node: ast.Term) -> str:
    """A term."""
    match node:
        case ast.Ref(name=name):
            return name.text
        case ast.Member(of=of, name=name):
            return f"{term(of)}.{name.text}"
        case ast.Call(function=function, arguments=arguments):
            return f"{term(function)}({', '.join(term(a) for a in arguments)})"
        case ast.Number(value=value):
            return str(value)
        case ast.Duration():
            return duration(node)
        case ast.Money(amount=amount, currency=currency):
            return f"{amount} {currency.text}"
        case _:
            assert_never(node)


def duration(node: ast.Duration) -> str:
    """`12 months`, `1 day`."""
    return f"{node.count} {node.unit}{'s' * (node.count != 1)}"


def formula(node: ast.Formula, place: int = OR) -> str:  # noqa: PLR0911, PLR0912, C901 - one line a node
    """A formula, in parentheses where its place asks for something that binds more tightly."""
    match node:
        case ast.Constant(value=value):
            return "true" if value else "false"
        case ast.Or(operands=operands):
            return _bound(" or ".join(formula(part, AND) for part in operands), OR, place)
        case ast.And(operands=operands):
            return _bound(" and ".join(formula(part, NOT) for part in operands), AND, place)
        case ast.Not(operand=ast.Power() as power):
            return f"no {formula(power)}"
        case ast.Not(operand=operand):
            return f"not {formula(operand, NOT)}"
        case ast.Quantified():
            head = f"{node.quantifier} {node.variable.text} of {term(node.collection)}"
            return f"{head} {{ {formula(node.body)} }}"
        case ast.Compare(left=left, operator=operator, right=right):
            return f"{term(left)} {operator} {term(right)}"
        case ast.IsA(term=of, kind=kind, negated=negated):
            return f"{term(of)} is {'not ' * negated}{kind.text}"
        case ast.Holds(term=of):
            return term(of)
        case ast.Power(holder=holder, over=over):
            return _power(holder, over)
        case ast.Doing(party=party, modality=modality, action=done):
            return f"{term(party)} {_deed(done) if modality == 'does' else f'{modality} {action(done)}'}"
        case ast.Valid(regime=regime):
            return f"valid under {regime.text}" if regime is not None else "valid"
        case _:
            assert_never(node)


def _power(holder: ast.Term, over: ast.Term) -> str:
    paths = (ast.Ref, ast.Member, ast.Call)
    if isinstance(holder, paths) and isinstance(over, paths):
        return f"power {term(holder)} over {term(over)}"
    return f"power({term(holder)}, {term(over)})"


def _bound(text: str, tightness: int, place: int) -> str:
    return f"({text})" if tightness < place else text


def when(node: ast.Formula | None) -> str:
    """`when F` behind something else, if there is one."""
    return f" when {formula(node)}" if node is not None else ""


# --- actions ----------------------------------------------------------------------------------------


def action(node: ast.Action) -> str:
    """`use audio and video for training`."""
    return f"{node.verb} {_about(node)}"


def _deed(node: ast.Action) -> str:
    return f"{node.verb}s {_about(node)}"


def deed(node: ast.Action) -> str:
    """`uses audio and video for training`."""
    return _deed(node)


def _about(node: ast.Action) -> str:
    derived = f" {node.derived} derived" if node.derived else ""
    to = f" with {anded(node.recipients)}" if node.recipients else ""
    return f"{anded(node.data)}{derived}{to} for {anded(node.purposes)}"


def basis(node: ast.ConsentBasis | ast.OtherBasis) -> str:
    """`on consent via R or S`, `on contract`, `on nothing`."""
    match node:
        case ast.ConsentBasis(requests=requests, joined_by=joint, heedless=heedless):
            via = f" via {names(requests, f' {joint} ')}" if requests else ""
            return f"on consent{via}{' even after a no' * heedless}"
        case ast.OtherBasis(basis=other):
            return f"on {other.text if other is not None else 'nothing'}"


def consent(node: ast.ConsentCondition) -> str:
    """`without consent of every Attendee`."""
    return f"with{'out' * node.negated} consent of {'every ' * node.every}{node.party.text}"


# --- phrases of a choice ----------------------------------------------------------------------------


def phrase(node: ast.Phrase | ast.Guarded) -> str:  # noqa: PLR0911, PLR0912, C901 - one line a node
    """One phrase of a choice or of `withdraw`."""
    match node:
        case ast.Consents(purposes=purposes):
            return f"consents to {anded(purposes)}" if purposes else "consents"
        case ast.Refuses():
            return "refuses"
        case ast.Postpones():
            return "postpones"
        case ast.ByAct(act=act, words=words):
            return f"by {act}{label(words)}"
        case ast.ByParty(party=party, on_behalf_of=behalf):
            return f"by {party.text}{f' for {behalf.text}' if behalf is not None else ''}"
        case ast.Preselected(value=value, by=by):
            return f"{'' if value else 'not '}preselected{f' by {by.text}' if by is not None else ''}"
        case ast.Steps(count=count):
            return f"steps {count}"
        case ast.Shown(prominence=prominence):
            return f"shown {prominence}"
        case ast.Loses(losses=losses):
            return f"loses {anded(losses) or 'nothing'}"
        case ast.Pays(price=price):
            return f"pays {term(price) if price is not None else 'nothing'}"
        case ast.Gains(what=what):
            return f"gains {what_or_nothing(what)}"
        case ast.Instead(alternative=what):
            return f"instead {what_or_nothing(what)}"
        case ast.StopsUse(ever=ever, delay=delay):
            how = "never" if not ever else "at once" if delay is None else f"within {duration(delay)}"
            return f"stops use {how}"
        case ast.Guarded(phrase=inner, when=guard, otherwise=other):
            otherwise = f" otherwise {phrase(other)}" if other is not None else ""
            return f"{phrase(inner)}{when(guard)}{otherwise}"
        case _:
            assert_never(node)


def what_or_nothing(node: ast.Name | ast.Text | None) -> str:
    """A name, a string, or `nothing`."""
    if node is None:
        return "nothing"
    return node.text if isinstance(node, ast.Name) else quoted(node.value)
