"""
What the author and the libraries settle: `given`, `assume`, `power`, `guardian`, relations with `when`.

A `given` or `assume` is a constraint over the facts that are chosen when a story opens. `power` and
`guardian` lines become definitions: a pair that lines mention has power when one of them says so, and
where none says `at least`, only then, which is a judgement and is named as one.
"""

from collections.abc import Iterator

from consentlang.core import ground, ir
from consentlang.core.ir import FALSE, TRUE, all_of, any_of, negate
from consentlang.core.values import Person, Scope
from consentlang.core.world import World
from consentlang.core.written import nodes
from consentlang.syntax import ast
from consentlang.types.model import Module


def settle(world: World) -> None:
    """Definitions first (constraints may speak of them), then the lines of authors, then of libraries."""
    world.people.named_pairs = _named_pairs(world)
    _relations(world)
    _guardians(world)
    _powers(world)
    lines = [(module, line) for module, item in world.model.each_item() for line in _givens(item)]
    for module, line in lines:
        if not module.library:
            _constraint(world, module, line)
    spoken_of = _facts_of(world.draft.constraints)
    for module, line in lines:
        if module.library:
            _constraint(world, module, line, spoken_of)


def _givens(item: ast.Item) -> tuple[ast.Given, ...]:
    if isinstance(item, ast.Given):
        return (item,)
    lines = item.items if isinstance(item, ast.Request) else ()
    return tuple(line for line in lines if isinstance(line, ast.Given))


def _facts_of(constraints: list[ir.Constraint]) -> frozenset[str]:
    """The facts that constraints speak of."""
    return frozenset(
        part.fact for one in constraints for part in ir.walk(one.expr) if isinstance(part, ir.Is)
    )


# --- given and assume -------------------------------------------------------------------------------


def _constraint(
    world: World, module: Module, node: ast.Given, spoken_of: frozenset[str] = frozenset()
) -> None:
    """
    One line as a constraint.

    What a library assumes gives way to what the author says (docs/adr/0007): the part of it about a fact
    that is *spoken of* is dropped, which can only add stories.
    """
    exprs = [
        opening(world, ground.formula(world, node.formula, scope))
        for scope in world.people.roles_in(Scope(), tuple(_roles(world, node.formula)))
    ]
    parts = conjuncts(all_of(*exprs))
    kept = [part for part in parts if not any(f in spoken_of for f in _facts(part))]
    if not kept:
        return
    words = (
        node.formula.span.words if node.reason is None else f"{node.formula.span.words} ({node.reason.value})"
    )
    if not module.library and _about_attributes(world, all_of(*kept)):
        world.draft.author_words.append(words)
    world.draft.constrain(
        f"{node.keyword} {node.formula.span.words}",
        all_of(*kept),
        node.keyword,
        words,
        judged=node.keyword == "given" and any(_in_favour(world, part) for part in kept),
        source=module.name if module.library else "policy",
        span=node.span,
    )


def conjuncts(expr: ir.Expr) -> tuple[ir.Expr, ...]:
    """The parts that hold exactly if *expr* does, as small as negation can be pushed."""
    match expr:
        case ir.All(parts=parts):
            return tuple(inner for part in parts for inner in conjuncts(part))
        case ir.Not(of=ir.Any(parts=parts)):
            return tuple(inner for part in parts for inner in conjuncts(negate(part)))
        case _:
            return (expr,)


def _facts(expr: ir.Expr) -> Iterator[str]:
    yield from (part.fact for part in ir.walk(expr) if isinstance(part, ir.Is))


def _roles(world: World, formula: ast.Formula) -> Iterator[str]:
    for node in nodes(formula):
        if isinstance(node, ast.Ref) and world.model.ties[node.name].kind == "party":
            yield node.name.text


def _in_favour(world: World, part: ir.Expr) -> bool:
    """Whether *part* settles something judged, unless it plainly settles it against the author."""
    match part:
        case ir.Is(fact=fact, values=values):
            favour = _favour(world, fact)
            return favour in values if favour else world.draft.is_judged(fact)
        case ir.Not(of=ir.Is(fact=fact, values=values)):
            favour = _favour(world, fact)
            return favour not in values if favour else world.draft.is_judged(fact)
        case _:
            return any(world.draft.is_judged(fact) for fact in _facts(part))


def _favour(world: World, fact: str) -> str | None:
    """The answer that serves the author: no power, what is taken is necessary; of others, unknown."""
    known = world.draft.facts.get(fact)
    if known is None or not known.judged:
        return None
    return {"power": "no", "necessity": "yes"}.get(known.kind)


def _about_attributes(world: World, expr: ir.Expr) -> bool:
    return any(
        isinstance(part, ir.Is) and world.draft.facts[part.fact].kind == "attribute" for part in ir.walk(expr)
    )


def opening(world: World, expr: ir.Expr) -> ir.Expr:  # noqa: PLR0911 - one line a node
    """*expr* as it is when a story opens: over chosen facts only."""
    draft = world.draft
    match expr:
        case ir.Is(fact=fact, values=values) if fact in draft.changing:
            return ir.Is(draft.changing[fact].start, values)
        case ir.Not(of=inner):
            return negate(opening(world, inner))
        case ir.All(parts=parts):
            return all_of(*(opening(world, part) for part in parts))
        case ir.Any(parts=parts):
            return any_of(*(opening(world, part) for part in parts))
        case ir.Defined(name=name):
            return opening(world, draft.definitions[name])
        case ir.On(feature=feature):
            return _feature_start(world, feature)
        case _:
            return expr


def _feature_start(world: World, feature: str) -> ir.Expr:
    start = world.model.features[feature].start
    if start is None:
        return ir.Is(f"{feature} is on at the start", ("yes",))
    return TRUE if start == "on" else FALSE


# --- definitions ------------------------------------------------------------------------------------


def _relations(world: World) -> None:
    """`relation boss(Org, Host) when F`, for everybody in its roles."""
    for name, node in world.model.facts.items():
        roles = tuple(parameter.text for parameter in node.parameters)
        if node.when is not None and all(role in world.model.parties for role in roles):
            for scope in world.people.roles_in(Scope(), roles):
                world.fact(name, tuple(scope.roles.get(role, role) for role in roles))


def _guardians(world: World) -> None:
    for _, item in world.model.each_item():
        if isinstance(item, ast.Guardian):
            names = (item.guardian.text, item.ward.text)
            for scope in world.people.roles_in(Scope(), names):
                left, right = (scope.roles.get(n, n) for n in names)
                when = ground.formula(world, item.when, scope) if item.when else TRUE
                words = f"{left} is guardian of {right}"
                said = world.draft.judged(words, words, item.span)
                key = f"guardian({left}, {right})"
                before = world.draft.definitions.get(key, FALSE)
                more = _elsewhere(world, f"{words} in some other way", item) if item.at_least else FALSE
                world.draft.definitions[key] = any_of(before, all_of(said, when), more)


def _elsewhere(world: World, words: str, node: ast.Node) -> ir.Expr:
    return world.draft.yes_no(words, yes=words, no=f"not so: {words}", named=True, span=node.span)


def _named_pairs(world: World) -> set[tuple[str, str]]:
    """The pairs of roles whose power a line of the author mentions."""
    pairs: set[tuple[str, str]] = set()
    for module in world.model.modules:
        if module.library:
            continue
        for node in nodes(module.file):
            match node:
                case ast.PowerDecl(holder=holder, over=over, holder_kind=None):
                    pairs.add((holder.text, over.text))
                case ast.Power(holder=ast.Ref(name=holder), over=ast.Ref(name=over)):
                    pairs.add((holder.text, over.text))
                case _:
                    pass
    return pairs


def _powers(world: World) -> None:
    """For each pair that some line speaks of: when there is power, and whether there may be more."""
    lines: dict[tuple[str, str], list[tuple[ast.PowerDecl, Scope, ir.Expr]]] = {}
    for _, item in world.model.each_item():
        if isinstance(item, ast.PowerDecl):
            for pair, scope, speaks in _power_pairs(world, item):
                world.people.lined_pairs.add(pair)
                lines.setdefault(pair, []).append((item, scope, speaks))
    for (holder, over), said in lines.items():
        _define_power(world, holder, over, said)


def _power_pairs(world: World, item: ast.PowerDecl) -> Iterator[tuple[tuple[str, str], Scope, ir.Expr]]:
    """
    The people a `power` line speaks of: each pair, who plays which role in its condition, and that the line
    speaks of them at all (it may be open whether somebody is an organisation).
    """
    people = world.people
    if item.holder_kind is None and item.over_kind is None:
        for left, right in people.one_over_another(item.holder.text, item.over.text):
            yield (left, right), Scope({item.over.text: right}), TRUE
        names = (item.holder.text, item.over.text)
        for scope in people.roles_in(Scope(), names):
            left, right = (scope.roles.get(n, n) for n in names)
            if left != right:
                yield (left, right), scope, TRUE
        return
    for left, this in _of_kind(world, item.holder, item.holder_kind):
        for right, that in _of_kind(world, item.over, item.over_kind):
            if left != right:
                yield (left, right), _bind(item, left, right), all_of(this, that)


def _of_kind(world: World, name: ast.Name, kind: ast.Name | None) -> tuple[tuple[str, ir.Expr], ...]:
    if kind is None:
        return tuple((person, TRUE) for person in world.people.of_role(name.text))
    return tuple(
        (person, cond)
        for role in world.model.parties
        if (cond := TRUE if kind.text == "party" else world.people.is_kind(role, kind.text)) != FALSE
        for person in world.people.of_role(role)
    )


def _bind(item: ast.PowerDecl, left: str, right: str) -> Scope:
    scope = Scope()
    if item.holder_kind is not None:
        scope = scope.binding(item.holder.text, Person(left))
    if item.over_kind is not None:
        scope = scope.binding(item.over.text, Person(right))
    return scope


def _define_power(
    world: World, holder: str, over: str, lines: list[tuple[ast.PowerDecl, Scope, ir.Expr]]
) -> None:
    """`power(holder, over)`: by one of the lines, or otherwise; `otherwise` is closed unless `at least`."""
    said = [
        all_of(
            speaks,
            ir.Said(value=True, words=f"{holder} has power over {over}", span=node.span),
            ground.formula(world, node.when, scope) if node.when is not None else TRUE,
        )
        for node, scope, speaks in lines
    ]
    otherwise = f"{holder} has power over {over} otherwise"
    first, at_least = lines[0][0], any(node.at_least or speaks != TRUE for node, _, speaks in lines)
    named = (world.people.role(holder), world.people.role(over)) in world.people.named_pairs
    more = world.draft.yes_no(
        otherwise,
        yes=f"{holder} has power over {over} for some other reason",
        no=f"{holder} has no other power over {over}",
        settle_yes=f"power {holder} over {over}",
        settle_no=f"power {holder} over {over} when ... (without `at least`)",
        named=named,
        judged=True,
        kind="power",
        span=first.span,
    )
    world.draft.definitions[f"power({holder}, {over})"] = any_of(*said, more)
    if not at_least and all(node.when is not None for node, _, _ in lines):
        world.draft.constrain(
            otherwise, negate(more), "given", first.span.words, judged=True, span=first.span
        )
