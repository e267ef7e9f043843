"""
From the rules of the grammar to the nodes of the tree.

Each method is named for a rule of `grammar/consent.lark`, or for the alias of
one of its alternatives, and gets what that rule keeps: nodes for what lies
below, the word itself for a keyword that makes a difference, None for what was
not written. Rules that only gather return plain tuples.
"""

# ruff: noqa: D102 - the grammar says what each rule stands for, `ast` what it makes
# ruff: noqa: FBT001, PLR0913, PLR0917 - the parser passes what a rule keeps, in its order

from collections.abc import Iterable
from typing import Any, Final, Literal, NamedTuple

from consentlang.diagnostics import codes
from consentlang.diagnostics.report import Note, Report
from consentlang.source import Source, Span
from consentlang.syntax import ast

LATEST_VERSION: Final = 1
MOST_MEMBERS: Final = 20
"""How long a chain `a.b.c` may be: each step is a level of the tree, and nobody means a longer one."""

Names = tuple[ast.Name, ...]

_UNITS: Final[dict[str, ast.Unit]] = {
    "day": "day",
    "days": "day",
    "week": "week",
    "weeks": "week",
    "month": "month",
    "months": "month",
    "year": "year",
    "years": "year",
}


class Said(NamedTuple):
    """One of several phrases that stand in any order: it sets *field* of its line to *value*."""

    field: str
    value: Any
    span: Span


_FACT_UNSAID: Final[dict[str, Any]] = {
    "label": None,
    "values": (),
    "number": False,
    "changing": False,
    "judged": False,
}
_RULE_UNSAID: Final[dict[str, Any]] = {
    "coercion": False,
    "at_use": False,
    "fixed": False,
    "notwithstanding": (),
    "start": None,
    "until": None,
    "citation": None,
    "advice": None,
    "code": None,
    "contested": None,
    "unverified": False,
    "ground": ((), ()),
}
_CASE_UNSAID: Final[dict[str, Any]] = {
    "citation": None,
    "on": None,
    "under": (),
    "expect": None,
    "grounds": (),
    "contested": None,
}


class Requests(NamedTuple):
    """The requests a use rests on, and the word between them."""

    names: Names
    joined_by: Literal["or", "and"] = "or"


class Builder:
    """Makes the nodes of one file from their parts; complains of what the grammar alone cannot see."""

    def __init__(self, source: Source, report: Report) -> None:
        self.source = source
        self.report = report
        self.too_long: ast.Term | None = None

    # --- the file ------------------------------------------------------------------------------------

    def file(self, span: Span, header: ast.Header | None, *items: ast.Item) -> ast.File:
        return ast.File(header, items, (), span=span)

    def header(
        self, span: Span, keyword: Literal["policy", "library"], title: ast.Text, version: int
    ) -> ast.Header:
        if version != LATEST_VERSION:
            self.report.error(
                codes.UNKNOWN_LANGUAGE,
                span,
                f"version {version} of the language is not known",
                help=f"write `language {LATEST_VERSION}`, or install a newer consentlang",
            )
        return ast.Header(keyword, title, version, span=span)

    def import_(self, span: Span, target: ast.DottedName | ast.Text) -> ast.Import:
        return ast.Import(target, span=span)

    def dotted_name(self, span: Span, *parts: ast.Name) -> ast.DottedName:
        return ast.DottedName(parts, span=span)

    # --- who -----------------------------------------------------------------------------------------

    def party(
        self, span: Span, name: ast.Name, traits: tuple[Said, ...] | None, label: ast.Text | None
    ) -> ast.Party:
        kinds: list[ast.Name] = []
        acts_for: list[ast.Name] = []
        may_be: list[ast.Name] = []
        many = False
        for trait in traits or ():
            match trait:
                case Said("many", _, _):
                    many = True
                case Said("acts_for", names, _):
                    acts_for += names
                case Said("may_be", names, _):
                    may_be += names
                case Said(_, names, _):
                    kinds += names
        return ast.Party(name, tuple(kinds), many, tuple(acts_for), tuple(may_be), label, span=span)

    def party_traits(self, span: Span, kinds: Names, *traits: Said | ast.Name) -> tuple[Said, ...]:
        said = [Said("kinds", (each,), each.span) if isinstance(each, ast.Name) else each for each in traits]
        return Said("kinds", kinds, span), *said

    def many(self, span: Span) -> Said:
        return Said("many", value=True, span=span)

    def acts_for(self, span: Span, names: Names) -> Said:
        return Said("acts_for", names, span)

    def may_be(self, span: Span, names: Names) -> Said:
        return Said("may_be", names, span)

    def fact(
        self,
        span: Span,
        keyword: Literal["relation", "fact"],
        name: ast.Name,
        parameters: Names | None,
        *traits_and_when: Any,  # noqa: ANN401 - traits, and a formula or None at the end
    ) -> ast.FactDecl:
        *traits, when = traits_and_when
        said = _FACT_UNSAID | self._each_once(traits)
        return ast.FactDecl(keyword, name, parameters or (), when=when, span=span, **said)

    def parameters(self, _: Span, *names: ast.Name) -> Names:
        return names

    def number_valued(self, span: Span) -> Said:
        return Said("number", value=True, span=span)

    def values(self, span: Span, *names: ast.Name) -> Said:
        return Said("values", names, span)

    def changing(self, span: Span) -> Said:
        return Said("changing", value=True, span=span)

    def judged(self, span: Span) -> Said:
        return Said("judged", value=True, span=span)

    def stated(self, span: Span) -> Said:
        return Said("stated", value=True, span=span)

    def power_line(
        self, span: Span, holder: Names, over: Names, at_least: bool | None, when: ast.Formula | None
    ) -> ast.PowerDecl:
        holder_kind = holder[0] if len(holder) > 1 else None
        over_kind = over[0] if len(over) > 1 else None
        return ast.PowerDecl(holder[-1], over[-1], bool(at_least), when, holder_kind, over_kind, span=span)

    def power_side(self, _: Span, *names: ast.Name) -> Names:
        return names

    def at_least(self, _: Span) -> bool:
        return True

    def guardian(
        self, span: Span, guardian: ast.Name, ward: ast.Name, at_least: bool | None, when: ast.Formula | None
    ) -> ast.Guardian:
        return ast.Guardian(guardian, ward, bool(at_least), when, span=span)

    def given(
        self, span: Span, keyword: Literal["given", "assume"], formula: ast.Formula, reason: ast.Text | None
    ) -> ast.Given:
        return ast.Given(keyword, formula, reason, span=span)

    # --- what ----------------------------------------------------------------------------------------

    def data(
        self,
        span: Span,
        name: ast.Name,
        about: Names | None,
        attributes: Names | None,
        derived_from: Names | None,
        label: ast.Text | None,
        children: tuple[ast.DataDecl, ...] | None,
    ) -> ast.DataDecl:
        return ast.DataDecl(
            name, about or (), attributes, derived_from or (), children or (), label, span=span
        )

    def data_children(self, _: Span, *children: ast.DataDecl) -> tuple[ast.DataDecl, ...]:
        return children

    def purpose(
        self,
        span: Span,
        name: ast.Name,
        within: ast.Name | None,
        attributes: Names | None,
        label: ast.Text | None,
    ) -> ast.PurposeDecl:
        return ast.PurposeDecl(name, within, attributes, label, span=span)

    def service(
        self, span: Span, name: ast.Name, by: ast.Name | None, label: ast.Text | None
    ) -> ast.LossDecl:
        return ast.LossDecl("service", name, by, label, span=span)

    def stake(self, span: Span, name: ast.Name, label: ast.Text | None) -> ast.LossDecl:
        return ast.LossDecl("stake", name, None, label, span=span)

    def necessary(
        self, span: Span, data: Names, purposes: Names, service: ast.Name, reason: ast.Text | None
    ) -> ast.Necessary:
        return ast.Necessary(data, purposes, service, reason, span=span)

    # --- terms ---------------------------------------------------------------------------------------

    def terms(
        self,
        span: Span,
        name: ast.Name,
        start: ast.Date | None,
        amends: ast.Name | None,
        *items: ast.Clause | ast.Repeal,
    ) -> ast.Terms:
        return ast.Terms(name, start, amends, items, span=span)

    def repeal(self, span: Span, labels: Names) -> ast.Repeal:
        return ast.Repeal(labels, span=span)

    def clause(
        self,
        span: Span,
        label: ast.Name,
        citation: ast.Text | None,
        notwithstanding: Names | None,
        subject_to: Names | None,
        party: ast.Name,
        permits: bool,
        action: ast.Action,
        consent: ast.ConsentCondition | None,
        when: ast.Formula | None,
        exceptions: tuple[ast.Clause, ...] | None,
    ) -> ast.Clause:
        return ast.Clause(
            label,
            citation,
            notwithstanding or (),
            subject_to or (),
            party,
            permits,
            action,
            consent,
            when,
            exceptions or (),
            span=span,
        )

    def may(self, _: Span) -> bool:
        return True

    def must_not(self, _: Span) -> bool:
        return False

    def use_action(
        self, span: Span, data: Names, derived: Literal["including", "excluding"] | None, purposes: Names
    ) -> ast.Action:
        return ast.Action("use", data, purposes, (), derived, span=span)

    def share_action(
        self,
        span: Span,
        data: Names,
        derived: Literal["including", "excluding"] | None,
        recipients: Names,
        purposes: Names,
    ) -> ast.Action:
        return ast.Action("share", data, purposes, recipients, derived, span=span)

    def including(self, _: Span) -> Literal["including"]:
        return "including"

    def excluding(self, _: Span) -> Literal["excluding"]:
        return "excluding"

    def with_consent(self, span: Span, party: ast.Name) -> ast.ConsentCondition:
        return ast.ConsentCondition(negated=False, every=False, party=party, span=span)

    def with_consent_of_every(self, span: Span, party: ast.Name) -> ast.ConsentCondition:
        return ast.ConsentCondition(negated=False, every=True, party=party, span=span)

    def without_consent(self, span: Span, party: ast.Name) -> ast.ConsentCondition:
        return ast.ConsentCondition(negated=True, every=False, party=party, span=span)

    def without_consent_of_every(self, span: Span, party: ast.Name) -> ast.ConsentCondition:
        return ast.ConsentCondition(negated=True, every=True, party=party, span=span)

    def exceptions(self, _: Span, *clauses: ast.Clause) -> tuple[ast.Clause, ...]:
        return clauses

    # --- how people are asked ------------------------------------------------------------------------

    def feature(
        self,
        span: Span,
        name: ast.Name,
        switched_by: Names | None,
        start: Literal["on", "off"] | None,
        when: ast.Formula | None,
    ) -> ast.Feature:
        return ast.Feature(name, switched_by or (), start, when, span=span)

    def switched_by(self, _: Span, *names: ast.Name) -> Names:
        return names

    def at_start(self, _: Span, state: Literal["on", "off"]) -> Literal["on", "off"]:
        return state

    def request(
        self, span: Span, name: ast.Name, to: ast.Name, by: ast.Name, *items: ast.RequestItem
    ) -> ast.Request:
        return ast.Request(name, to, by, items, span=span)

    def shown_when(self, span: Span, formula: ast.Formula) -> ast.ShownWhen:
        return ast.ShownWhen(formula, span=span)

    def asks(
        self,
        span: Span,
        data: Names,
        by: ast.Name,
        purposes: Names,
        recipients: Names | None,
        when: ast.Formula | None,
    ) -> ast.Asks:
        return ast.Asks(data, by, purposes, recipients or (), when, span=span)

    def tells(self, span: Span, items: tuple[ast.ToldItem, ...], when: ast.Formula | None) -> ast.Tells:
        return ast.Tells(items, when, at_least=False, span=span)

    def tells_at_least(
        self, span: Span, items: tuple[ast.ToldItem, ...], when: ast.Formula | None
    ) -> ast.Tells:
        return ast.Tells(items, when, at_least=True, span=span)

    def tells_nothing(self, span: Span, when: ast.Formula | None) -> ast.Tells:
        return ast.Tells((), when, at_least=False, span=span)

    def leaves_out(self, span: Span, items: Names, when: ast.Formula | None) -> ast.LeavesOut:
        return ast.LeavesOut(items, when, span=span)

    def told_items(self, _: Span, *items: ast.ToldItem) -> tuple[ast.ToldItem, ...]:
        return items

    def plainly(self, span: Span, item: ast.Name) -> ast.ToldItem:
        return ast.ToldItem(item, "plainly", span=span)

    def vaguely(self, span: Span, item: ast.Name) -> ast.ToldItem:
        return ast.ToldItem(item, "vaguely", span=span)

    def misleadingly(self, span: Span, item: ast.Name) -> ast.ToldItem:
        return ast.ToldItem(item, "misleadingly", span=span)

    def choice(self, span: Span, name: ast.Name, phrases: tuple[ast.Phrase | ast.Guarded, ...]) -> ast.Choice:
        return ast.Choice(name, phrases, span=span)

    def for_each_purpose(self, span: Span, *choices: ast.Choice) -> ast.ForEachPurpose:
        return ast.ForEachPurpose(choices, span=span)

    def joined_to(self, span: Span, other: ast.Name | ast.Text | None) -> ast.JoinedTo:
        return ast.JoinedTo(other, span=span)

    def withdraw(self, span: Span, phrases: tuple[ast.Phrase | ast.Guarded, ...]) -> ast.Withdraw:
        return ast.Withdraw(phrases, span=span)

    def withdraw_none(self, span: Span) -> ast.Withdraw:
        return ast.Withdraw(None, span=span)

    def expires(self, span: Span, after: ast.Duration) -> ast.Expires:
        return ast.Expires(after, span=span)

    def expires_never(self, span: Span) -> ast.Expires:
        return ast.Expires(None, span=span)

    def re_asks(self, span: Span, after: ast.Duration) -> ast.ReAsks:
        return ast.ReAsks(after, span=span)

    def re_asks_never(self, span: Span) -> ast.ReAsks:
        return ast.ReAsks(None, span=span)

    def records(self, span: Span, *items: ast.Name) -> ast.Records:
        return ast.Records(items, span=span)

    def records_nothing(self, span: Span) -> ast.Records:
        return ast.Records((), span=span)

    def record_when(self, span: Span) -> ast.Name:
        return ast.Name("when", span=span)

    def record_when_ref(self, span: Span) -> ast.Ref:
        return ast.Ref(self.record_when(span), span=span)

    # --- the phrases of a choice ---------------------------------------------------------------------

    def phrases(
        self, _: Span, *groups: ast.Phrase | ast.Guarded | tuple[ast.Phrase, ...]
    ) -> tuple[ast.Phrase | ast.Guarded, ...]:
        gathered: list[ast.Phrase | ast.Guarded] = []
        for group in groups:
            gathered += group if isinstance(group, tuple) else (group,)
        return tuple(gathered)

    def answer_by(self, _: Span, answer: ast.Phrase, act: ast.Phrase) -> tuple[ast.Phrase, ...]:
        return answer, act

    def guarded(
        self, span: Span, phrase: ast.Phrase, when: ast.Formula, otherwise: ast.Phrase | None = None
    ) -> ast.Guarded:
        return ast.Guarded(phrase, when, otherwise, span=span)

    def consents(self, span: Span, purposes: Names | None) -> ast.Consents:
        return ast.Consents(purposes or (), span=span)

    def refuses(self, span: Span) -> ast.Refuses:
        return ast.Refuses(span=span)

    def postpones(self, span: Span) -> ast.Postpones:
        return ast.Postpones(span=span)

    def by_act(self, span: Span, act: ast.Act, words: ast.Text | None) -> ast.ByAct:
        return ast.ByAct(act, words, span=span)

    def by_party(self, span: Span, party: ast.Name, on_behalf_of: ast.Name | None) -> ast.ByParty:
        return ast.ByParty(party, on_behalf_of, span=span)

    def preselected(self, span: Span, by: ast.Name | None = None) -> ast.Preselected:
        return ast.Preselected(value=True, by=by, span=span)

    def not_preselected(self, span: Span) -> ast.Preselected:
        return ast.Preselected(value=False, by=None, span=span)

    def steps(self, span: Span, count: int) -> ast.Steps:
        return ast.Steps(count, span=span)

    def shown_equally(self, span: Span) -> ast.Shown:
        return ast.Shown("equally", span=span)

    def shown_less_prominent(self, span: Span) -> ast.Shown:
        return ast.Shown("less prominent", span=span)

    def shown_hidden(self, span: Span) -> ast.Shown:
        return ast.Shown("hidden", span=span)

    def loses(self, span: Span, losses: Names = ()) -> ast.Loses:
        return ast.Loses(losses, span=span)

    def pays(self, span: Span, price: ast.Money | None = None) -> ast.Pays:
        return ast.Pays(price, span=span)

    def gains(self, span: Span, what: ast.Name | ast.Text | None) -> ast.Gains:
        return ast.Gains(what, span=span)

    def instead(self, span: Span, alternative: ast.Name | ast.Text | None) -> ast.Instead:
        return ast.Instead(alternative, span=span)

    def stops_use_at_once(self, span: Span) -> ast.StopsUse:
        return ast.StopsUse(ever=True, delay=None, span=span)

    def stops_use_within(self, span: Span, delay: ast.Duration) -> ast.StopsUse:
        return ast.StopsUse(ever=True, delay=delay, span=span)

    def stops_use_never(self, span: Span) -> ast.StopsUse:
        return ast.StopsUse(ever=False, delay=None, span=span)

    def nothing(self, _: Span) -> None:
        return None

    # --- what is done --------------------------------------------------------------------------------

    def use(
        self,
        span: Span,
        name: ast.Name,
        party: ast.Name,
        action: ast.Action,
        basis: ast.ConsentBasis | ast.OtherBasis,
        when: ast.Formula | None,
        from_the_start: bool | None,
    ) -> ast.Use:
        return ast.Use(name, party, action, basis, when, bool(from_the_start), span=span)

    def use_from_the_start(
        self,
        span: Span,
        name: ast.Name,
        party: ast.Name,
        action: ast.Action,
        basis: ast.ConsentBasis | ast.OtherBasis,
        from_the_start: bool,
        when: ast.Formula,
    ) -> ast.Use:
        return ast.Use(name, party, action, basis, when, from_the_start, span=span)

    def from_the_start(self, _: Span) -> bool:
        return True

    def use_even_after_a_no(
        self,
        span: Span,
        name: ast.Name,
        party: ast.Name,
        action: ast.Action,
        basis: ast.ConsentBasis,
        when: ast.Formula | None,
    ) -> ast.Use:
        return ast.Use(name, party, action, basis, when, from_the_start=False, span=span)

    def even_after_a_no(self, span: Span, requests: Requests) -> ast.ConsentBasis:
        return ast.ConsentBasis(requests.names, requests.joined_by, heedless=True, span=span)

    def consent_basis(self, span: Span, requests: Requests | None) -> ast.ConsentBasis:
        names, joined_by = requests or Requests(())
        return ast.ConsentBasis(names, joined_by, span=span)

    def one_request(self, _: Span, name: ast.Name) -> Requests:
        return Requests((name,))

    def any_request(self, _: Span, *names: ast.Name) -> Requests:
        return Requests(names)

    def all_requests(self, _: Span, *names: ast.Name) -> Requests:
        return Requests(names, "and")

    def other_basis(self, span: Span, basis: ast.Name | None = None) -> ast.OtherBasis:
        return ast.OtherBasis(basis, span=span)

    # --- what must hold, what is asked, what is tried ------------------------------------------------

    def claim(
        self,
        span: Span,
        name: ast.Name,
        label: ast.Text | None,
        under: ast.Name | None,
        *lines: ast.ClaimLine,
    ) -> ast.Claim:
        return ast.Claim(name, label, under, lines, span=span)

    def every_use(
        self,
        span: Span,
        on: ast.ConsentBasis | ast.OtherBasis | None,
        by: ast.Name | None,
        of: ast.Name | None,
        purpose: ast.Name | None,
        formula: ast.Formula,
    ) -> ast.EveryUse:
        return ast.EveryUse(on, by, of, purpose, formula, span=span)

    def one_use(self, span: Span, use: ast.Name, formula: ast.Formula) -> ast.OneUse:
        return ast.OneUse(use, formula, span=span)

    def every_request(self, span: Span, formula: ast.Formula) -> ast.EveryRequest:
        return ast.EveryRequest(None, formula, span=span)

    def one_request_claim(self, span: Span, request: ast.Name, formula: ast.Formula) -> ast.EveryRequest:
        return ast.EveryRequest(request, formula, span=span)

    def always(self, span: Span, formula: ast.Formula) -> ast.Always:
        return ast.Always(negated=False, formula=formula, span=span)

    def never(self, span: Span, formula: ast.Formula) -> ast.Always:
        return ast.Always(negated=True, formula=formula, span=span)

    def ask(
        self,
        span: Span,
        question: ast.Text,
        under: ast.Name | None,
        expect: Literal["yes", "no"] | None,
        formula: ast.Formula,
    ) -> ast.Ask:
        return ast.Ask(question, under, expect, formula, span=span)

    def scenario(self, span: Span, title: ast.Text, *items: ast.ScenarioItem) -> ast.Scenario:
        return ast.Scenario(title, items, span=span)

    def enables(self, span: Span, party: ast.Name, feature: ast.Name) -> ast.Switches:
        return ast.Switches(party, on=True, feature=feature, span=span)

    def disables(self, span: Span, party: ast.Name, feature: ast.Name) -> ast.Switches:
        return ast.Switches(party, on=False, feature=feature, span=span)

    def chooses(
        self, span: Span, party: ast.Name, choice: ast.Name, request: ast.Name, purpose: ast.Name | None
    ) -> ast.Chooses:
        return ast.Chooses(party, choice, request, purpose, span=span)

    def withdraws(
        self, span: Span, party: ast.Name, request: ast.Name, purpose: ast.Name | None
    ) -> ast.Withdraws:
        return ast.Withdraws(party, request, purpose, span=span)

    def elapses(self, span: Span, request: ast.Name) -> ast.Elapses:
        return ast.Elapses(request, span=span)

    def carried_out(self, span: Span, request: ast.Name) -> ast.CarriedOut:
        return ast.CarriedOut(request, span=span)

    def in_force(self, span: Span, terms: ast.Name) -> ast.InForce:
        return ast.InForce(terms, span=span)

    def becomes(self, span: Span, formula: ast.Formula) -> ast.Becomes:
        return ast.Becomes(formula, span=span)

    def expect(self, span: Span, formula: ast.Formula) -> ast.Expect:
        return ast.Expect(formula, span=span)

    def expect_valid(
        self, span: Span, name: ast.Name, regime: ast.Name | None, because: Names | None
    ) -> ast.ExpectValid:
        return ast.ExpectValid(name, negated=False, regime=regime, because=because or (), span=span)

    def expect_not_valid(
        self, span: Span, name: ast.Name, regime: ast.Name | None, because: Names | None
    ) -> ast.ExpectValid:
        return ast.ExpectValid(name, negated=True, regime=regime, because=because or (), span=span)

    def expect_coerced(self, span: Span, name: ast.Name) -> ast.ExpectCoerced:
        return ast.ExpectCoerced(name, negated=False, span=span)

    def expect_not_coerced(self, span: Span, name: ast.Name) -> ast.ExpectCoerced:
        return ast.ExpectCoerced(name, negated=True, span=span)

    # --- what an authority held ----------------------------------------------------------------------

    def case(self, span: Span, name: ast.Text, title: ast.Text | None, *lines: Said) -> ast.Holding:
        said = self._each_once(lines)
        expect, grounds = said.pop("held", (None, ()))
        return ast.Holding(
            name, title, span=span, **_CASE_UNSAID | said | {"expect": expect, "grounds": grounds}
        )

    def held_on(self, span: Span, on: ast.Date) -> Said:
        return Said("on", on, span)

    def held_under(self, span: Span, laws: tuple[ast.Name | ast.Text, ...]) -> Said:
        return Said("under", laws, span)

    def held_so(self, span: Span, held: ast.Held, grounds: tuple[ast.Text, ...] | None) -> Said:
        return Said("held", (held, grounds or ()), span)

    def laws(self, _: Span, *laws: ast.Name | ast.Text) -> tuple[ast.Name | ast.Text, ...]:
        return laws

    # --- the law -------------------------------------------------------------------------------------

    def regime(
        self,
        span: Span,
        name: ast.Name,
        label: ast.Text | None,
        base: ast.Name | None,
        without: Names | None,
    ) -> ast.Regime:
        return ast.Regime(name, label, base, without or (), span=span)

    def except_rules(self, _: Span, names: Names) -> Names:
        return names

    def apply(self, span: Span, regime: ast.Name, when: ast.Formula | None) -> ast.Apply:
        return ast.Apply(regime, when, span=span)

    def attribute(
        self, span: Span, name: ast.Name, of: ast.Name, *traits: Said | ast.Text
    ) -> ast.AttributeDecl:
        said = _FACT_UNSAID | {"stated": False} | self._each_once(traits)
        return ast.AttributeDecl(name, of, span=span, **said)

    def element(self, span: Span, name: ast.Name, label: ast.Text, citation: ast.Text | None) -> ast.Element:
        return ast.Element(name, label, citation, span=span)

    def define(
        self, span: Span, name: ast.Name, parameters: Names | None, formula: ast.Formula
    ) -> ast.Define:
        return ast.Define(name, parameters or (), formula, span=span)

    def rule(
        self, span: Span, name: ast.Name, element: ast.Name | None, *parts: Said | ast.Text | ast.RuleBody
    ) -> ast.Rule:
        (body,) = (part for part in parts if isinstance(part, ast.RuleBody))
        said = self._each_once(part for part in parts if not isinstance(part, ast.RuleBody))
        reason = said.pop("label", None)
        said = _RULE_UNSAID | said
        grounds, graver = said.pop("ground")
        return ast.Rule(
            name, element, reason=reason, body=body, grounds=grounds, graver=graver, span=span, **said
        )

    def coercion(self, span: Span) -> Said:
        return Said("coercion", value=True, span=span)

    def at_use(self, span: Span) -> Said:
        return Said("at_use", value=True, span=span)

    def fixed(self, span: Span) -> Said:
        return Said("fixed", value=True, span=span)

    def notwithstanding(self, span: Span, names: Names) -> Said:
        return Said("notwithstanding", names, span)

    def from_date(self, span: Span, start: ast.Date) -> Said:
        return Said("start", start, span)

    def until_date(self, span: Span, until: ast.Date) -> Said:
        return Said("until", until, span)

    def contested(self, span: Span, why: ast.Text) -> Said:
        return Said("contested", why, span)

    def unverified(self, span: Span) -> Said:
        return Said("unverified", value=True, span=span)

    def cites(self, span: Span, citation: ast.Text) -> Said:
        return Said("citation", citation, span)

    def advice(self, span: Span, advice: ast.Text) -> Said:
        return Said("advice", advice, span)

    def code(self, span: Span, code: ast.Text) -> Said:
        return Said("code", code, span)

    def ground(self, span: Span, grounds: tuple[ast.Text, ...], graver: Names | None) -> Said:
        return Said("ground", (grounds, graver or ()), span)

    def fails(self, span: Span, condition: ast.Formula) -> ast.RuleBody:
        return ast.RuleBody("fails", condition, None, span=span)

    def presume(self, span: Span, condition: ast.Formula, rebuttal: ast.Formula) -> ast.RuleBody:
        return ast.RuleBody("presume", condition, rebuttal, span=span)

    def factor(self, span: Span, condition: ast.Formula) -> ast.RuleBody:
        return ast.RuleBody("factor", condition, None, span=span)

    def requires_consent(self, span: Span, condition: ast.Formula) -> ast.RuleBody:
        return ast.RuleBody("requires consent", condition, None, span=span)

    def forbids(self, span: Span, condition: ast.Formula) -> ast.RuleBody:
        return ast.RuleBody("forbids", condition, None, span=span)

    def narrows(self, span: Span, condition: ast.Formula) -> ast.RuleBody:
        return ast.RuleBody("narrows", condition, None, span=span)

    def lifts(self, span: Span, condition: ast.Formula) -> ast.RuleBody:
        return ast.RuleBody("lifts", condition, None, span=span)

    # --- formulas ------------------------------------------------------------------------------------

    def or_(self, span: Span, *operands: ast.Formula) -> ast.Or:
        flat: list[ast.Formula] = []
        for operand in operands:
            flat += operand.operands if isinstance(operand, ast.Or) else (operand,)
        return ast.Or(tuple(flat), span=span)

    def and_(self, span: Span, *operands: ast.Formula) -> ast.And:
        flat: list[ast.Formula] = []
        for operand in operands:
            flat += operand.operands if isinstance(operand, ast.And) else (operand,)
        return ast.And(tuple(flat), span=span)

    def not_(self, span: Span, operand: ast.Formula) -> ast.Not:
        return ast.Not(operand, span=span)

    def true(self, span: Span) -> ast.Constant:
        return ast.Constant(value=True, span=span)

    def false(self, span: Span) -> ast.Constant:
        return ast.Constant(value=False, span=span)

    def quantified(
        self,
        span: Span,
        quantifier: ast.Quantifier,
        variable: ast.Name,
        collection: ast.Term,
        body: ast.Formula,
    ) -> ast.Quantified:
        return ast.Quantified(quantifier, variable, collection, body, span=span)

    def power(self, span: Span, holder: ast.Term, over: ast.Term) -> ast.Power:
        return ast.Power(holder, over, span=span)

    def no_power(self, span: Span, power: ast.Power) -> ast.Not:
        return ast.Not(power, span=span)

    def valid(self, span: Span, regime: ast.Name | None) -> ast.Valid:
        return ast.Valid(regime, span=span)

    def holds(self, span: Span, term: ast.Term) -> ast.Holds:
        return ast.Holds(term, span=span)

    def compare(self, span: Span, left: ast.Term, operator: ast.Comparison, right: ast.Term) -> ast.Compare:
        return ast.Compare(left, operator, right, span=span)

    def is_a(self, span: Span, term: ast.Term, kind: ast.Name) -> ast.IsA:
        return ast.IsA(term, kind, negated=False, span=span)

    def is_not_a(self, span: Span, term: ast.Term, kind: ast.Name) -> ast.IsA:
        return ast.IsA(term, kind, negated=True, span=span)

    def doing(self, span: Span, party: ast.Term, action: ast.Action) -> ast.Doing:
        return ast.Doing(party, "does", action, span=span)

    def doing_may(self, span: Span, party: ast.Term, action: ast.Action) -> ast.Doing:
        return ast.Doing(party, "may", action, span=span)

    def doing_must_not(self, span: Span, party: ast.Term, action: ast.Action) -> ast.Doing:
        return ast.Doing(party, "must not", action, span=span)

    # --- terms ---------------------------------------------------------------------------------------

    def ref(self, span: Span, name: ast.Name) -> ast.Ref:
        return ast.Ref(name, span=span)

    def member(self, span: Span, of: ast.Term, name: ast.Name) -> ast.Term:
        if _members(of) < MOST_MEMBERS:
            return ast.Member(of, name, span=span)
        if of is not self.too_long:
            message = f"a name has at most {MOST_MEMBERS} parts behind it"
            self.report.error(codes.NESTED_TOO_DEEP, name.span, message)
        self.too_long = of
        return of

    def call(self, span: Span, function: ast.Ref | ast.Member, *arguments: ast.Term) -> ast.Call:
        return ast.Call(function, arguments, span=span)

    def number(self, span: Span, value: int) -> ast.Number:
        return ast.Number(value, span=span)

    def duration(self, span: Span, count: int, unit: str) -> ast.Duration:
        return ast.Duration(count, _UNITS[unit], span=span)

    def money(self, _: Span, money: ast.Money) -> ast.Money:
        return money

    # --- lists ---------------------------------------------------------------------------------------

    def names(self, _: Span, *names: ast.Name) -> Names:
        return names

    def and_names(self, _: Span, *names: ast.Name) -> Names:
        return names

    def strings(self, _: Span, *strings: ast.Text) -> tuple[ast.Text, ...]:
        return strings

    def _each_once(self, phrases: Iterable[Said | ast.Text]) -> dict[str, Any]:
        """What each of *phrases* sets; a phrase that is said again is reported."""
        said: dict[str, Said] = {}
        for phrase in phrases:
            new = Said("label", phrase, phrase.span) if isinstance(phrase, ast.Text) else phrase
            first = said.setdefault(new.field, new)
            if first is not new:
                self.report.error(
                    codes.SAID_TWICE,
                    new.span,
                    "this is said twice",
                    notes=[Note(first.span, "it was said here first")],
                )
        return {each.field: each.value for each in said.values()}


def _members(term: ast.Term) -> int:
    """How many levels *term* takes: three in `a.b.c.d`."""
    count = 0
    while isinstance(term, ast.Member | ast.Call):
        term, count = term.of if isinstance(term, ast.Member) else term.function, count + 1
    return count
