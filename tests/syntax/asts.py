"""
Syntax trees to test with: any tree that a policy can be read as.

The trees are drawn, not parsed, so that what the grammar makes of a text can be compared with what was
meant. They need not make sense: names are tied to nothing. Each strategy is named for what it draws;
`files()` is the whole, `same` compares two trees and leaves their places aside.
"""

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any, Final

from attrs import fields
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from consentlang.source import Source, Span
from consentlang.syntax import ast
from consentlang.syntax.shipped import load_tables

NOWHERE: Final = Span(Source("drawn", ""), 0, 0)
ALPHABETS: Final = ("abcdefgXYZ_", "αβγδΣΩ", "абвгЖЮ", "数据同意", "שלום", "कखगि", "한국어")
MOST_LEVELS: Final = 3

Drawn = SearchStrategy[Any]

YES: Final = st.sampled_from([True])
NO: Final = st.sampled_from([False])


def drawn_once(draw: Callable[[], Drawn]) -> Callable[[], Drawn]:
    """A strategy that *draw* makes once, when it is needed, and that is printed in a few words."""
    made = cache(draw)
    return lambda: st.just(draw.__name__).flatmap(lambda _: made())


def same(one: object, other: object) -> bool:
    """Whether two trees say the same, wherever they stand."""
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if not isinstance(one, ast.Node) or type(one) is not type(other):
        return one == other
    return all(same(getattr(one, name), getattr(other, name)) for name in _said_by(type(one)))


def said(node: object) -> object:
    """A tree as plain data without places, to be shown where two trees differ."""
    if isinstance(node, tuple):
        return [said(each) for each in node]
    if not isinstance(node, ast.Node):
        return node
    return {"is": type(node).__name__} | {name: said(getattr(node, name)) for name in _said_by(type(node))}


def _said_by(kind: type[ast.Node]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind) if field.name not in {"span", "comments"})


def make(kind: Callable[..., ast.Node], /, **parts: Drawn) -> Drawn:
    """Nodes of *kind*, with *parts* drawn."""
    return st.builds(kind, **parts, span=st.just(NOWHERE))


# --- words ------------------------------------------------------------------------------------------


@cache
def keywords() -> frozenset[str]:
    """All words that mean something to the grammar somewhere."""
    return frozenset(word for row in load_tables().actions for word in row if word[0].isalpha())


def _word(alphabet: str) -> SearchStrategy[str]:
    return st.text(alphabet, min_size=1, max_size=6).filter(_is_no_keyword)


def _is_no_keyword(word: str) -> bool:
    return word.isidentifier() and word not in keywords()


@drawn_once
def names() -> Drawn:
    """Names in any script; where a keyword can be a name is tested apart."""
    return make(ast.Name, text=st.one_of(*map(_word, ALPHABETS)))


@drawn_once
def texts() -> Drawn:
    """Strings, with all that has to be escaped."""
    written = st.text(st.one_of(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), st.just(" ")))
    return make(ast.Text, value=written | st.sampled_from(['"', "\\", 'a\\"b', "# no comment", "{"]))


@drawn_once
def dates() -> Drawn:
    """Days."""
    days = st.dates()
    return days.map(_date)


def _date(day: date) -> ast.Date:
    return ast.Date(day.isoformat(), day.toordinal(), span=NOWHERE)


def maybe(drawn: Drawn) -> Drawn:
    """Something, or what stands for its absence."""
    return st.none() | drawn


def some(drawn: Drawn, *, least: int = 1, most: int = 3) -> Drawn:
    """A list of one or more, as trees have them."""
    return st.lists(drawn, min_size=least, max_size=most).map(tuple)


def none_or_some(drawn: Drawn) -> Drawn:
    """A list that may be empty."""
    return some(drawn, least=0)


# --- terms and formulas -----------------------------------------------------------------------------

SMALL: Final = st.integers(0, 999_999_999)


@drawn_once
def durations() -> Drawn:
    """Lengths of time."""
    return make(ast.Duration, count=SMALL, unit=st.sampled_from(["day", "week", "month", "year"]))


@drawn_once
def money() -> Drawn:
    """Prices."""
    currency = make(ast.Name, text=st.sampled_from(["EUR", "USD", "JPY"]))
    return make(ast.Money, amount=SMALL, currency=currency)


@cache
def paths(levels: int = MOST_LEVELS) -> Drawn:
    """Names, members and calls."""
    if not levels:
        return make(ast.Ref, name=names())
    below = drawn_once(lambda: paths(levels - 1))()
    members = make(ast.Member, of=below, name=names())
    functions = paths(0) | members
    calls = make(
        ast.Call, function=functions, arguments=some(drawn_once(lambda: terms(levels - 1))(), most=2)
    )
    return st.one_of(paths(0), members, calls)


@cache
def terms(levels: int = 2) -> Drawn:
    """Whatever a formula can speak about."""
    return st.one_of(paths(levels), make(ast.Number, value=SMALL), durations(), money())


def actions(purposes: Drawn) -> Drawn:
    """What a party does with data."""
    derived = st.sampled_from([None, "including", "excluding"])
    parts = {"data": some(names()), "purposes": purposes, "derived": derived}
    return st.one_of(
        make(ast.Action, verb=st.just("use"), **parts),
        make(ast.Action, verb=st.just("share"), recipients=some(names()), **parts),
    )


@drawn_once
def _atoms() -> Drawn:
    doing = st.sampled_from(["does", "may", "must not"])
    return st.one_of(
        make(ast.Constant, value=st.booleans()),
        make(
            ast.Compare,
            left=terms(),
            operator=st.sampled_from(["=", "!=", "<", "<=", ">", ">="]),
            right=terms(),
        ),
        make(ast.IsA, term=terms(), kind=names(), negated=st.booleans()),
        make(ast.Holds, term=terms()),
        make(ast.Power, holder=terms(), over=terms()),
        make(ast.Doing, party=terms(), modality=doing, action=actions(some(names(), most=1))),
        make(ast.Valid, regime=maybe(names())),
    )


@drawn_once
def formulas() -> Drawn:
    """Formulas, nested; `and` never directly in `and`, as reading makes one of them."""
    return st.recursive(_atoms(), _compounds, max_leaves=8)


def _compounds(inner: Drawn) -> Drawn:
    quantifier = st.sampled_from(["some", "every", "no"])
    return st.one_of(
        make(ast.Not, operand=inner),
        some(inner, least=2).map(_and),
        some(inner, least=2).map(_or),
        make(ast.Quantified, quantifier=quantifier, variable=names(), collection=paths(1), body=inner),
    )


def _and(operands: tuple[ast.Formula, ...]) -> ast.And:
    flat = [part for each in operands for part in (each.operands if isinstance(each, ast.And) else (each,))]
    return ast.And(tuple(flat), span=NOWHERE)


def _or(operands: tuple[ast.Formula, ...]) -> ast.Or:
    flat = [part for each in operands for part in (each.operands if isinstance(each, ast.Or) else (each,))]
    return ast.Or(tuple(flat), span=NOWHERE)


# --- who and what -----------------------------------------------------------------------------------


@drawn_once
def parties() -> Drawn:
    """Roles; what they are comes before all else about them."""
    kinds, label = some(names()), maybe(texts())
    lists = {"acts_for": none_or_some(names()), "may_be": none_or_some(names())}
    nothing = {each: st.just(()) for each in ("kinds", "acts_for", "may_be")}
    return st.one_of(
        make(ast.Party, name=names(), kinds=kinds, many=st.booleans(), label=label, **lists),
        make(ast.Party, name=names(), many=NO, label=label, **nothing),
    )


def _traits() -> dict[str, Drawn]:
    return {
        "label": maybe(texts()),
        "values": none_or_some(names()),
        "number": st.booleans(),
        "changing": st.booleans(),
        "judged": st.booleans(),
    }


@drawn_once
def people() -> Drawn:
    """What is said of people."""
    two = {"at_least": st.booleans(), "when": maybe(formulas())}
    keyword = st.sampled_from(["relation", "fact"])
    facts = {"parameters": none_or_some(names()), "when": maybe(formulas()), **_traits()}
    kinds = {"holder_kind": maybe(names()), "over_kind": maybe(names())}
    return st.one_of(
        parties(),
        make(ast.FactDecl, keyword=keyword, name=names(), **facts),
        make(ast.PowerDecl, holder=names(), over=names(), **kinds, **two),
        make(ast.Guardian, guardian=names(), ward=names(), **two),
        givens(),
    )


@drawn_once
def givens() -> Drawn:
    """Lines that settle something."""
    keyword = st.sampled_from(["given", "assume"])
    return make(ast.Given, keyword=keyword, formula=formulas(), reason=maybe(texts()))


@drawn_once
def data() -> Drawn:
    """Data with its parts."""

    def declared(children: Drawn) -> Drawn:
        return make(
            ast.DataDecl,
            name=names(),
            about=none_or_some(names()),
            attributes=maybe(some(names())),
            derived_from=none_or_some(names()),
            children=children,
            label=maybe(texts()),
        )

    return st.recursive(declared(st.just(())), lambda inner: declared(some(inner)), max_leaves=4)


@drawn_once
def things() -> Drawn:
    """Data, purposes and what can be lost."""
    label = {"label": maybe(texts())}
    return st.one_of(
        data(),
        make(
            ast.PurposeDecl,
            name=names(),
            within=maybe(names()),
            attributes=maybe(some(names())),
            **label,
        ),
        make(ast.LossDecl, keyword=st.just("service"), name=names(), by=maybe(names()), **label),
        make(ast.LossDecl, keyword=st.just("stake"), name=names(), by=st.none(), **label),
        make(
            ast.Necessary,
            data=some(names()),
            purposes=some(names()),
            service=names(),
            reason=maybe(texts()),
        ),
    )


# --- terms of service -------------------------------------------------------------------------------


@drawn_once
def clauses() -> Drawn:
    """Clauses with their exceptions."""
    consent = make(ast.ConsentCondition, negated=st.booleans(), every=st.booleans(), party=names())

    def written(exceptions: Drawn) -> Drawn:
        return make(
            ast.Clause,
            label=names(),
            citation=maybe(texts()),
            notwithstanding=none_or_some(names()),
            subject_to=none_or_some(names()),
            party=names(),
            permits=st.booleans(),
            action=actions(some(names())),
            consent=maybe(consent),
            when=maybe(formulas()),
            exceptions=exceptions,
        )

    return st.recursive(written(st.just(())), lambda inner: written(some(inner, most=2)), max_leaves=3)


@drawn_once
def terms_of_service() -> Drawn:
    """Versions of the terms."""
    lines = clauses() | make(ast.Repeal, labels=some(names()))
    return make(
        ast.Terms, name=names(), start=maybe(dates()), amends=maybe(names()), items=none_or_some(lines)
    )


# --- requests ---------------------------------------------------------------------------------------

ACTS: Final = (
    "clicking signing saying continuing silence opting_out conduct terms phone leaving writing setting"
)


@drawn_once
def phrases() -> Drawn:
    """What is said of a choice."""
    what = maybe(names() | texts())
    return st.one_of(
        make(ast.Consents, purposes=none_or_some(names())),
        make(ast.Refuses),
        make(ast.Postpones),
        make(ast.ByAct, act=st.sampled_from(ACTS.split()), words=maybe(texts())),
        make(ast.ByParty, party=names(), on_behalf_of=maybe(names())),
        make(ast.Preselected, value=YES, by=maybe(names())),
        make(ast.Preselected, value=NO, by=st.none()),
        make(ast.Steps, count=SMALL),
        make(ast.Shown, prominence=st.sampled_from(["equally", "less prominent", "hidden"])),
        make(ast.Loses, losses=none_or_some(names())),
        make(ast.Pays, price=maybe(money())),
        make(ast.Gains, what=what),
        make(ast.Instead, alternative=what),
        make(ast.StopsUse, ever=YES, delay=maybe(durations())),
        make(ast.StopsUse, ever=NO, delay=st.none()),
    )


@drawn_once
def some_phrases() -> Drawn:
    """Phrases, with or without a condition."""
    guarded = make(ast.Guarded, phrase=phrases(), when=formulas(), otherwise=maybe(phrases()))
    return some(phrases() | guarded, least=0, most=5)


@drawn_once
def choices() -> Drawn:
    """Answers one can give."""
    return make(ast.Choice, name=names(), phrases=some_phrases())


@drawn_once
def request_lines() -> Drawn:
    """What stands in a request, but for when it is shown."""
    when, after = {"when": maybe(formulas())}, {"after": maybe(durations())}
    manner = st.sampled_from(["plainly", "vaguely", "misleadingly"])
    recorded = names() | make(ast.Name, text=st.just("when"))
    return st.one_of(
        make(
            ast.Asks,
            data=some(names()),
            by=names(),
            purposes=some(names()),
            recipients=none_or_some(names()),
            **when,
        ),
        make(
            ast.Tells,
            items=none_or_some(make(ast.ToldItem, item=names(), manner=manner)),
            at_least=st.just(False),  # noqa: FBT003 - drawn
            **when,
        ),
        make(
            ast.Tells,
            items=some(make(ast.ToldItem, item=names(), manner=manner)),
            at_least=st.just(True),  # noqa: FBT003 - drawn
            **when,
        ),
        make(ast.LeavesOut, items=some(names()), **when),
        choices(),
        make(ast.ForEachPurpose, choices=none_or_some(choices())),
        make(ast.JoinedTo, other=maybe(names() | texts())),
        make(ast.Withdraw, phrases=maybe(some_phrases())),
        make(ast.Expires, **after),
        make(ast.ReAsks, **after),
        make(ast.Records, items=none_or_some(recorded)),
        givens(),
    )


@drawn_once
def requests() -> Drawn:
    """Ways of asking; when one is shown comes first."""
    shown = maybe(make(ast.ShownWhen, formula=formulas()))
    items = st.builds(
        lambda first, rest: (*([first] if first else []), *rest), shown, none_or_some(request_lines())
    )
    return make(ast.Request, name=names(), to=names(), by=names(), items=items)


@drawn_once
def features() -> Drawn:
    """Switches."""
    return make(
        ast.Feature,
        name=names(),
        switched_by=none_or_some(names()),
        start=st.sampled_from([None, "on", "off"]),
        when=maybe(formulas()),
    )


# --- uses, claims, questions, scenarios -------------------------------------------------------------


def consent_bases(least: int) -> Drawn:
    """Consent as a basis; a word joins requests only where there are two."""
    return st.one_of(
        make(ast.ConsentBasis, requests=some(names(), least=least, most=1), joined_by=st.just("or")),
        make(ast.ConsentBasis, requests=some(names(), least=2), joined_by=st.sampled_from(["or", "and"])),
    )


@drawn_once
def heedless_bases() -> Drawn:
    """Consent as a basis of a use that no answer ends."""
    return make(
        ast.ConsentBasis,
        requests=some(names(), least=2),
        joined_by=st.sampled_from(["or", "and"]),
        heedless=st.just(value=True),
    )


@drawn_once
def other_bases() -> Drawn:
    """Whatever else a use may rest on."""
    return make(ast.OtherBasis, basis=maybe(names()))


@drawn_once
def uses() -> Drawn:
    """What is done; what heeds no answer waits for one."""
    heedful = _uses(consent_bases(1) | other_bases(), st.booleans())
    return heedful | _uses(heedless_bases(), st.just(value=False))


def _uses(basis: Drawn, from_the_start: Drawn) -> Drawn:
    return make(
        ast.Use,
        name=names(),
        party=names(),
        action=actions(some(names())),
        basis=basis,
        when=maybe(formulas()),
        from_the_start=from_the_start,
    )


@drawn_once
def claims() -> Drawn:
    """What must hold."""
    lines = st.one_of(
        make(
            ast.EveryUse,
            on=maybe(consent_bases(0) | other_bases()),
            by=maybe(names()),
            of=maybe(names()),
            purpose=maybe(names()),
            formula=formulas(),
        ),
        make(ast.OneUse, use=names(), formula=formulas()),
        make(ast.EveryRequest, request=maybe(names()), formula=formulas()),
        make(ast.Always, negated=st.booleans(), formula=formulas()),
    )
    return make(
        ast.Claim, name=names(), label=maybe(texts()), under=maybe(names()), lines=none_or_some(lines)
    )


@drawn_once
def asks() -> Drawn:
    """What is asked."""
    expect = st.sampled_from([None, "yes", "no"])
    return make(ast.Ask, question=texts(), under=maybe(names()), expect=expect, formula=formulas())


@drawn_once
def scenario_lines() -> Drawn:
    """Facts, events and expectations."""
    negated, because = {"negated": st.booleans()}, none_or_some(names())
    return st.one_of(
        givens(),
        make(ast.Switches, party=names(), on=st.booleans(), feature=names()),
        make(ast.Chooses, party=names(), choice=names(), request=names(), purpose=maybe(names())),
        make(ast.Withdraws, party=names(), request=names(), purpose=maybe(names())),
        make(ast.Elapses, request=names()),
        make(ast.CarriedOut, request=names()),
        make(ast.InForce, terms=names()),
        make(ast.Becomes, formula=formulas()),
        make(ast.ExpectValid, name=names(), regime=maybe(names()), because=because, **negated),
        make(ast.ExpectCoerced, name=names(), **negated),
        make(ast.Expect, formula=formulas()),
    )


@drawn_once
def scenarios() -> Drawn:
    """What is tried."""
    return make(ast.Scenario, title=texts(), items=none_or_some(scenario_lines()))


@drawn_once
def cases() -> Drawn:
    """What authorities held."""
    parts = {
        "name": texts(),
        "title": maybe(texts()),
        "citation": maybe(texts()),
        "on": maybe(dates()),
        "under": none_or_some(names() | texts()),
        "contested": maybe(texts()),
    }
    held = st.sampled_from(["valid", "invalid", "depends", "not_required"])
    return st.one_of(
        make(ast.Holding, expect=held, grounds=none_or_some(texts()), **parts),
        make(ast.Holding, expect=st.none(), grounds=st.just(()), **parts),
    )


# --- the law ----------------------------------------------------------------------------------------


@drawn_once
def rule_bodies() -> Drawn:
    """When a rule strikes."""
    alone = ["fails", "factor", "requires consent", "forbids", "narrows", "lifts"]
    return st.one_of(
        make(ast.RuleBody, strength=st.sampled_from(alone), condition=formulas(), rebuttal=st.none()),
        make(ast.RuleBody, strength=st.just("presume"), condition=formulas(), rebuttal=formulas()),
    )


@drawn_once
def rules() -> Drawn:
    """Rules of a library."""
    said_or_not = ("coercion", "at_use", "fixed", "unverified")
    written = ("reason", "citation", "advice", "code", "contested")
    parts = {
        "name": names(),
        "element": maybe(names()),
        "notwithstanding": none_or_some(names()),
        "start": maybe(dates()),
        "until": maybe(dates()),
        "body": rule_bodies(),
        **{each: st.booleans() for each in said_or_not},
        **{each: maybe(texts()) for each in written},
    }
    return st.one_of(
        make(ast.Rule, grounds=st.just(()), graver=st.just(()), **parts),
        make(ast.Rule, grounds=some(texts()), graver=none_or_some(names()), **parts),
    )


@drawn_once
def law() -> Drawn:
    """What libraries are made of."""
    parameters = none_or_some(names())
    return st.one_of(
        make(ast.Regime, name=names(), label=maybe(texts())),
        make(ast.Regime, name=names(), label=maybe(texts()), base=names(), without=none_or_some(names())),
        make(ast.Apply, regime=names(), when=maybe(formulas())),
        make(ast.AttributeDecl, name=names(), of=names(), **_traits()),
        make(ast.Element, name=names(), label=texts(), citation=maybe(texts())),
        make(ast.Define, name=names(), parameters=parameters, formula=formulas()),
        rules(),
    )


# --- files ------------------------------------------------------------------------------------------


@drawn_once
def items() -> Drawn:
    """Anything that can stand in a file."""
    target = texts() | make(ast.DottedName, parts=some(names()))
    return st.one_of(
        make(ast.Import, target=target),
        people(),
        things(),
        terms_of_service(),
        features(),
        requests(),
        uses(),
        claims(),
        asks(),
        scenarios(),
        cases(),
        law(),
    )


@drawn_once
def files() -> Drawn:
    """Whole files without comments, which belong to a text and not to what it says."""
    keyword = st.sampled_from(["policy", "library"])
    header = make(ast.Header, keyword=keyword, title=texts(), version=st.just(1))
    return make(ast.File, header=header, items=some(items(), most=5), comments=st.just(()))
