"""
Lowering: from a model, with names and formulas, to the flat program that every reading starts from.

Facts, ledgers and issues come into being when something first speaks of them; so obligations, questions
and scenarios are lowered first, and events last, when it is known what there is to write to.
"""

from collections.abc import Iterator

from consentlang.core import ground, ir, members
from consentlang.core.clauses import Clauses
from consentlang.core.draft import Draft
from consentlang.core.duties import Duties
from consentlang.core.facts import Facts
from consentlang.core.form import Form
from consentlang.core.happenings import Happenings
from consentlang.core.ir import FALSE, TRUE, all_of, any_of, negate
from consentlang.core.law import Law
from consentlang.core.leaves import Leaves
from consentlang.core.mentions import Mentions
from consentlang.core.people import People
from consentlang.core.questions import Questions
from consentlang.core.settled import opening, settle
from consentlang.core.values import Asked, Scope
from consentlang.core.world import World
from consentlang.core.written import Written
from consentlang.syntax import ast
from consentlang.types.model import Model


def lower(model: Model, as_of: int | None = None, others: int = 1) -> ir.Program:
    """
    The program that *model* means.

    *as_of* is the day whose law applies, as an ordinal; None: the day of a case that the policy tells, or
    the law that has not ended. *others* is how
    many people a role of many has beside the subject; one is enough (docs/adr/0005), more are for tests.
    """
    world = _world(model, others)
    clauses, law = Clauses(world), Law(world, as_of if as_of is not None else _day(model))
    duties = Duties(world, clauses, law)
    world.doing, world.valid, world.within_terms = duties.doing, duties.valid, duties.terms_permit
    settle(world)
    duties.all_uses()
    questions = Questions(world, duties)
    claims, queries, trials = questions.claims(), questions.queries(), questions.trials()
    for case, verb in clauses.all_cases():
        clauses.issue(case, verb)
    chains = clauses.chains()
    features = _features(world)
    happenings = Happenings(world, law, chains).all()
    _one_and_the_same(world)
    _one_and_the_same_power(world)
    draft = world.draft
    return ir.Program(
        model.title,
        draft.facts,
        draft.changing,
        tuple(draft.constraints),
        _in_order(draft.definitions),
        draft.issues,
        features,
        chains,
        draft.cells,
        draft.timers,
        happenings,
        {name: _told(form) for name, form in world.forms.items()},
        law.elements(),
        draft.edits,
        tuple(duties.made.values()),
        claims,
        queries,
        trials,
        tuple(_unchecked(world)),
        tuple(draft.author_words),
        tuple(_holding(item) for _, item in model.each_item() if isinstance(item, ast.Holding)),
    )


def _day(model: Model) -> int | None:
    """The day on which an authority decided a case that the policy tells."""
    days = (item.on for _, item in model.each_item() if isinstance(item, ast.Holding))
    return next((day.ordinal for day in days if day is not None), None)


def _holding(node: ast.Holding) -> ir.Holding:
    assert node.expect is not None  # noqa: S101 - checked
    return ir.Holding(
        node.name.value,
        node.title.value if node.title else None,
        node.citation.value if node.citation else None,
        tuple(law.text for law in node.under if isinstance(law, ast.Name)),
        tuple(law.value for law in node.under if isinstance(law, ast.Text)),
        node.expect,
        tuple(ground.value for ground in node.grounds),
        node.contested.value if node.contested else None,
        node.span,
    )


def _world(model: Model, others: int) -> World:
    draft, written = Draft(), Written(model)
    people, leaves = People(model, draft, others), Leaves(model, written)
    facts = Facts(model, draft, people, written, leaves, Mentions(model, people))
    world = World(model, draft, people, written, leaves, facts)
    relied = {
        name.text
        for use in model.uses.values()
        if isinstance(use.basis, ast.ConsentBasis)
        for name in use.basis.requests
    }

    def ground_in(formula: ast.Formula, asked: Asked) -> ir.Expr:
        return ground.formula(world, formula, Scope({world.people.role(asked.to): asked.to}))

    for name, node in model.requests.items():
        world.forms[name] = Form(model, draft, node, ground_in, editable=name in relied)
    return world


def _in_order(definitions: dict[str, ir.Expr]) -> dict[str, ir.Expr]:
    """Definitions, each after those it speaks of."""
    ordered: dict[str, ir.Expr] = {}

    def place(name: str) -> None:
        if name not in ordered:
            for part in ir.walk(definitions[name]):
                if isinstance(part, ir.Defined):
                    place(part.name)
            ordered[name] = definitions[name]

    for name in definitions:
        place(name)
    return ordered


def _features(world: World) -> dict[str, ir.Feature]:
    """Every feature; whether a story opens with it on is said, or open."""
    features = {}
    for name, node in world.model.features.items():
        if node.start is None:
            starts = world.draft.yes_no(
                f"{name} is on at the start",
                yes=f"{name} is on at the start",
                no=f"{name} is off at the start",
                settle_yes="on at start",
                settle_no="off at start",
                named=True,
                kind="start",
                span=node.span,
            )
        else:
            starts = TRUE if node.start == "on" else FALSE
        features[name] = ir.Feature(name, starts, node.span)
    return features


def _told(form: Form) -> ir.RequestInfo:
    """What a story tells of a request."""
    choices = [
        ir.ChoiceInfo(name, _choice_words(form, name), form.choices[name].span) for name in form.choices
    ]
    added = form.edit("refusal", "", "") if not form.editable else form.added()
    if isinstance(added, ir.Is):
        choices.append(
            ir.ChoiceInfo(form.added_name(), f"{form.added_name()} (refuses, loses nothing)", edit=added.fact)
        )
    way_out = next(iter(form.lines(ast.Withdraw)), None)
    out = way_out.span if way_out is not None else None
    return ir.RequestInfo(
        form.name, form.node.to.text, form.node.by.text, tuple(choices), form.node.span, out
    )


def _choice_words(form: Form, name: str) -> str:
    """`leave (refuses, loses Meeting)`."""
    if form.says_yes(name):
        apart = name in form.apart
        answer = (
            "says yes to each purpose apart" if apart else f"says yes to {' and '.join(form.yes_to(name))}"
        )
    elif form.refuses(name):
        answer = "refuses"
    else:
        answer = "puts it off" if form.postpones(name) else "no answer"
    costs = [phrase.span.words for phrase in form.choices[name].phrases if _costs(phrase)]
    return f"{name} ({', '.join([answer, *costs])})"


def _costs(phrase: ast.Phrase | ast.Guarded) -> bool:
    """Whether the phrase says what a choice costs, always or sometimes."""
    return isinstance(phrase.phrase if isinstance(phrase, ast.Guarded) else phrase, ast.Loses | ast.Pays)


def _unchecked(world: World) -> Iterator[str]:
    """What nothing here judges: listed, never called valid."""
    for regime in world.model.regimes:
        if not any(world.model.regime_of[key] == regime for key in world.model.rules):
            yield f"no rule of {regime} is in any file: that a yes is valid under it is not checked"
    if not world.model.regimes:
        yield (
            "no law is applied: that a yes is free, informed and so on is not checked "
            "(`import std.gdpr`, or rules of your own, would)"
        )
    for use in world.model.uses.values():
        if isinstance(use.basis, ast.OtherBasis):
            basis = members.basis(use).replace("_", " ")
            rests = "rests on nothing" if basis == "nothing" else f"is said to rest on {basis}"
            yield (f"`{use.name.text}` {rests}: whether that basis carries it is not checked")
        elif not any(world.leaves.subjects(d.text) for d in use.action.data):
            yield f"`{use.name.text}` uses data about nobody: there is no one whose consent could be checked"
    if world.facts.unstated:
        words = ", ".join(sorted(world.facts.unstated))
        yield (
            f"words of the law that the file does not speak of are taken as not so: {words} "
            f"(`consentlang explain {min(world.facts.unstated)}` says what such a word means)"
        )


# --- two names for one person -----------------------------------------------------------------------


def _one_and_the_same(world: World) -> None:
    """Facts about two roles agree where the two are one person."""
    draft = world.draft
    by_base: dict[tuple[str, int], list[tuple[str, tuple[str, ...]]]] = {}
    for fact, (base, people) in draft.applied.items():
        by_base.setdefault((base, len(people)), []).append((fact, people))
    for group in by_base.values():
        for i, (fact, people) in enumerate(group):
            for other, others in group[i + 1 :]:
                same = all_of(*(world.people.same(p, q) for p, q in zip(people, others, strict=True)))
                if same != FALSE:
                    _agree(world, same, fact, other)


def _one_and_the_same_power(world: World) -> None:
    """Who has power over somebody has it whichever of their roles one speaks of."""
    people = world.people
    pairs = sorted(people.lined_pairs) + list(people.open_pairs)
    for i, (holder, over) in enumerate(pairs):
        for holder_too, over_too in pairs[i + 1 :]:
            same = all_of(people.same(holder, holder_too), people.same(over, over_too))
            if same not in (FALSE, TRUE):
                one = opening(world, people.power(holder, over))
                other = opening(world, people.power(holder_too, over_too))
                agree = any_of(all_of(one, other), all_of(negate(one), negate(other)))
                world.draft.constrain(
                    f"power({holder}, {over}) as power({holder_too}, {over_too})",
                    any_of(negate(same), agree),
                    "structure",
                    "one person is under one power",
                )


def _agree(world: World, same: ir.Expr, fact: str, other: str) -> None:
    values = world.draft.facts[fact].values
    agree = all_of(*(any_of(negate(ir.Is(fact, (value,))), ir.Is(other, (value,))) for value in values))
    world.draft.constrain(
        f"{fact} as {other}", any_of(negate(same), agree), "structure", "one person has one set of facts"
    )
