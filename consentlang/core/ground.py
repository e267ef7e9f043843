"""
Formulas: from what an author or a library wrote, with names and quantifiers, to a ground expression.

A term gives alternatives (`core.values`); a formula compares, quantifies and joins them. What the words
of `types.vocabulary` mean is looked up in `core.members`, `core.at_hand` and `core.functions`.
"""

from typing import TYPE_CHECKING, assert_never

from consentlang.core import ir, numbers
from consentlang.core.ir import FALSE, TRUE, all_of, any_of, negate
from consentlang.core.values import (
    Alternatives,
    Band,
    Data,
    Person,
    Purpose,
    Scope,
    Thing,
    Value,
    Word,
    just,
)
from consentlang.syntax import ast

if TYPE_CHECKING:
    from consentlang.core.world import World


def formula(world: "World", node: ast.Formula, scope: Scope) -> ir.Expr:
    """What *node* says, where names mean what *scope* says; once, if that is the same everywhere."""
    if not world.written.is_general(node):
        return _formula(world, node, scope)
    if node not in world.general:
        world.general[node] = _formula(world, node, scope)
    return world.general[node]


def _formula(world: "World", node: ast.Formula, scope: Scope) -> ir.Expr:  # noqa: PLR0911, C901 - one line a node
    """What *node* says, part by part."""
    match node:
        case ast.Constant(value=value):
            return TRUE if value else FALSE
        case ast.Not(operand=operand):
            return negate(formula(world, operand, scope))
        case ast.And(operands=operands):
            return all_of(*(formula(world, part, scope) for part in operands))
        case ast.Or(operands=operands):
            return any_of(*(formula(world, part, scope) for part in operands))
        case ast.Quantified():
            return _quantified(world, node, scope)
        case ast.Compare():
            return _compare(world, node, scope)
        case ast.IsA():
            return _is_a(world, node, scope)
        case ast.Holds(term=inner):
            return _holds(world, inner, scope)
        case ast.Power(holder=holder, over=over):
            return _power(world, holder, over, scope)
        case ast.Doing():
            return world.doing(node, scope)
        case ast.Valid(regime=regime):
            return world.valid(regime.text if regime else None, scope)
        case _:
            assert_never(node)


def _power(world: "World", holder: ast.Term, over: ast.Term, scope: Scope) -> ir.Expr:
    """`power P over Q`; of a role of many over itself, that one in it has power over another."""
    match holder, over:
        case ast.Ref(name=one), ast.Ref(name=other) if (
            world.model.ties[one].kind == "party" and world.model.ties[one] == world.model.ties[other]
        ):
            return any_of(
                *(world.people.power(*p) for p in world.people.one_over_another(one.text, one.text))
            )
        case _:
            return any_of(
                *(
                    all_of(c, d, world.people.power(p, q))
                    for p, c in people(world, holder, scope)
                    for q, d in people(world, over, scope)
                )
            )


def term(world: "World", node: ast.Term, scope: Scope) -> Alternatives:
    """What *node* stands for: values with the conditions under which it does."""
    match node:
        case ast.Ref(name=name):
            return name_value(world, name, scope)
        case ast.Number(value=value) | ast.Money(amount=value):
            return just(Band(value, value))
        case ast.Duration():
            return just(numbers.nominal_days(node))
        case ast.Member(of=of, name=name):
            return tuple(
                (value, both)
                for owner, cond in term(world, of, scope)
                for value, when in world.member(owner, name, scope)
                if (both := all_of(cond, when)) != FALSE
            )
        case ast.Call(function=function, arguments=arguments):
            return world.fact_values(function.name, arguments, scope)
        case _:
            assert_never(node)


def people(world: "World", node: ast.Term, scope: Scope) -> tuple[tuple[str, ir.Expr], ...]:
    """The parties that *node* can stand for."""
    return tuple((v.name, cond) for v, cond in term(world, node, scope) if isinstance(v, Person))


def name_value(world: "World", name: ast.Name, scope: Scope) -> Alternatives:  # noqa: PLR0911 - one line a kind
    """What a name stands for."""
    if name.text in scope.bound:
        return just(scope.bound[name.text])
    symbol = world.model.ties[name]
    match symbol.kind:
        case "party":
            return just(Person(scope.roles.get(symbol.name, symbol.name)))
        case "data":
            return just(Data(symbol.name))
        case "purpose":
            return just(Purpose(symbol.name))
        case "value":
            return just(Word(symbol.name))
        case "word":
            return world.word(symbol.name, scope)
        case "request":
            return just(world.asked(symbol.name, scope))
        case "fact":
            return world.fact_values(name, (), scope)
        case _:
            return just(Thing(symbol.kind, symbol.name))


def _quantified(world: "World", node: ast.Quantified, scope: Scope) -> ir.Expr:
    members = term(world, node.collection, scope)
    bodies = [
        (cond, formula(world, node.body, scope.binding(node.variable.text, value))) for value, cond in members
    ]
    if node.quantifier == "every":
        return all_of(*(any_of(negate(cond), body) for cond, body in bodies))
    some = any_of(*(all_of(cond, body) for cond, body in bodies))
    return negate(some) if node.quantifier == "no" else some


def _compare(world: "World", node: ast.Compare, scope: Scope) -> ir.Expr:
    """The comparison in some pair of alternatives; `!=` is the opposite of `=`."""
    if node.operator == "!=":
        return negate(_compare(world, ast.Compare(node.left, "=", node.right, span=node.span), scope))
    return any_of(
        *(
            all_of(c, d, related)
            for left, c in term(world, node.left, scope)
            for right, d in term(world, node.right, scope)
            if (related := _related(world, left, node.operator, right)) != FALSE
        )
    )


def _related(world: "World", left: Value, operator: ast.Comparison, right: Value) -> ir.Expr:
    match left, right:
        case Band(), Band():
            return TRUE if numbers.holds(left, operator, right) else FALSE
        case Person(), Person():
            return world.people.same(left.name, right.name)
        case Purpose(), Purpose():
            return TRUE if world.leaves.comparable(left, right) else FALSE
        case Data(), Data():
            return TRUE if world.leaves.comparable(left, right) else FALSE
        case _:
            return TRUE if left == right else FALSE


def _is_a(world: "World", node: ast.IsA, scope: Scope) -> ir.Expr:
    expr = any_of(
        *(
            all_of(cond, world.kind_or_attribute(value, node.kind, scope))
            for value, cond in term(world, node.term, scope)
        )
    )
    return negate(expr) if node.negated else expr


def _holds(world: "World", node: ast.Term, scope: Scope) -> ir.Expr:
    """A term that is itself true or not: a fact, a member, a call, a definition, a built-in word."""
    match node:
        case ast.Ref(name=name):
            return world.flag(name, (), scope)
        case ast.Call(function=ast.Ref(name=name), arguments=arguments):
            return world.flag(name, arguments, scope)
        case ast.Member(of=of, name=name):
            return _member(world, of, name, (), scope)
        case ast.Call(function=ast.Member(of=of, name=name), arguments=arguments):
            return _member(world, of, name, arguments, scope)
        case _:
            return FALSE


def _member(
    world: "World", of: ast.Term, name: ast.Name, arguments: tuple[ast.Term, ...], scope: Scope
) -> ir.Expr:
    return any_of(
        *(
            all_of(cond, world.member_flag(owner, name, arguments, scope))
            for owner, cond in term(world, of, scope)
        )
    )
