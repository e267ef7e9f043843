"""
Name resolution: ties every name in a policy to the declaration it means.

Two walks. The first gathers declarations, so that a rule may name a purpose declared below it; the second
ties each use, and reports those left over. What a name *inside a formula* means hangs on the types around
it (`EU` is a word of `residence`), so `types.check` ties those, and the built-in words, with the same
`Tying`.
"""

from itertools import chain
from typing import get_args

from attrs import define

from consentlang.diagnostics.nearest import nearest
from consentlang.diagnostics.report import Report
from consentlang.names.gather import HOUSE_REGIME, Gathered, gather
from consentlang.names.modules import load
from consentlang.names.parts import phrases_of
from consentlang.names.sight import beyond_the_bound, clauses_in_sight
from consentlang.names.symbols import Module, Names
from consentlang.names.tying import Tying
from consentlang.syntax import ast


def resolve(file: ast.File, report: Report) -> Names:
    """Tie each name in *file*, and in all it imports, to its declaration; report the names that have none."""
    modules = load(file, report)
    gathered = gather(modules, report)
    names = _names(file, modules, gathered)
    tying = Tying(report, names, gathered.ties)
    clauses_in_sight(names, gathered.clauses, tying)
    walk = _Walk(names, tying, beyond_the_bound(names) is not None)
    for _module, item in names.each_item():
        walk.item(item)
    return names


def _names(file: ast.File, modules: tuple[Module, ...], gathered: Gathered) -> Names:
    """The tables as they stand between the walks; `ties` goes on growing."""
    return Names(
        title=file.header.title.value if file.header is not None else file.span.source.name,
        policy=modules[-1],
        modules=modules,
        tables=gathered.tables,
        attributes=gathered.attributes,
        choices=gathered.choices,
        clauses=gathered.clauses,
        values=gathered.values,
        regime_of=gathered.regime_of,
        data_parent=gathered.data_parent,
        data_lines=gathered.data_lines,
        ties=gathered.ties,
    )


@define(eq=False)
class _Walk:
    """The second walk. A method for each thing that names others."""

    names: Names
    tying: Tying
    too_large: bool
    """Whether the terms were found too large to look into."""

    def item(self, item: ast.Item) -> None:  # noqa: C901, PLR0912 - a case for each kind of item
        match item:
            case ast.Rule():
                self.rule(item)
            case ast.Terms():
                self.terms(item)
            case ast.Request():
                self.request(item)
            case ast.Use():
                self.use(item)
            case ast.Scenario():
                self.scenario(item)
            case ast.Claim():
                self.claim(item)
            case ast.DataDecl():
                self.data(item)
            case ast.PowerDecl():
                self.power(item)
            case ast.Party():
                self.tying.refer_all("party", item.acts_for, item.may_be)
            case ast.Guardian():
                self.tying.refer_all("party", (item.guardian, item.ward))
            case ast.PurposeDecl():
                self.tying.refer_all("purpose", optional(item.within))
            case ast.LossDecl():
                self.tying.refer_all("party", optional(item.by))
            case ast.Necessary():
                self.necessary(item)
            case ast.Feature():
                self.tying.refer_all("party", item.switched_by)
            case ast.Ask():
                self.tying.refer_all("terms", optional(item.under))
            case ast.Holding():
                self.tying.refer_all("regime", [law for law in item.under if isinstance(law, ast.Name)])
            case ast.Apply():
                self.tying.refer(item.regime, "regime")
            case ast.Import() | ast.FactDecl() | ast.Given() | ast.Regime():
                pass
            case ast.AttributeDecl() | ast.Element() | ast.Define():
                pass

    def power(self, item: ast.PowerDecl) -> None:
        if item.holder_kind is None:
            self.tying.refer(item.holder, "party")
        if item.over_kind is None:
            self.tying.refer(item.over, "party")

    def data(self, item: ast.DataDecl) -> None:
        if item.name not in self.names.ties:
            self.tying.refer(item.name, "data")
        self.tying.refer_all("party", item.about)
        self.tying.refer_all("data", item.derived_from)
        for child in item.children:
            self.data(child)

    def necessary(self, item: ast.Necessary) -> None:
        self.tying.refer_all("data", item.data)
        self.tying.refer_all("purpose", item.purposes)
        self.tying.refer(item.service, "service")

    def terms(self, item: ast.Terms) -> None:
        self.tying.refer_all("terms", optional(item.amends))
        for part in item.items:
            if isinstance(part, ast.Clause):
                self.clause(part, item.name.text)
            else:
                self.tying.silence(*(label for label in part.labels if label not in self.names.ties))

    def clause(self, clause: ast.Clause, version: str) -> None:
        for label in chain(clause.notwithstanding, clause.subject_to):
            if self.too_large:
                self.tying.silence(label)
            else:
                self.tying.refer_in(label, "clause", self.names.clauses[version])
        self.tying.refer(clause.party, "party")
        self.tying.action(clause.action)
        if clause.consent is not None:
            self.tying.refer(clause.consent.party, "party")
        for exception in clause.exceptions:
            self.clause(exception, version)

    def request(self, item: ast.Request) -> None:
        self.tying.refer_all("party", (item.to, item.by))
        for part in item.items:
            match part:
                case ast.Asks():
                    self.asks(part)
                case ast.Choice() | ast.Withdraw():
                    self.phrases(part)
                case ast.ForEachPurpose():
                    for choice in part.choices:
                        self.phrases(choice)
                case ast.JoinedTo():
                    self.tying.refer_thing(part.other, ("request", "terms", "service"))
                case ast.ShownWhen() | ast.Tells() | ast.LeavesOut() | ast.Expires() | ast.ReAsks():
                    pass
                case ast.Records() | ast.Given():
                    pass

    def asks(self, part: ast.Asks) -> None:
        self.tying.refer_all("data", part.data)
        self.tying.refer(part.by, "party")
        self.tying.refer_all("purpose", part.purposes)
        self.tying.refer_all("party", part.recipients)

    def phrases(self, part: ast.Choice | ast.Withdraw) -> None:  # noqa: C901 - a case for each phrase
        for phrase in phrases_of(part):
            match phrase:
                case ast.Consents():
                    self.tying.refer_all("purpose", phrase.purposes)
                case ast.ByParty():
                    self.maker(phrase)
                case ast.Preselected():
                    self.tying.refer_all("party", optional(phrase.by))
                case ast.Loses():
                    self.tying.refer_all("service", phrase.losses)
                case ast.Gains():
                    self.tying.refer_thing(phrase.what, ("service",))
                case ast.Instead():
                    self.tying.refer_thing(phrase.alternative, ("service", "request", "feature"))
                case ast.Pays():
                    self.tying.currency(phrase.price)
                case ast.Refuses() | ast.Postpones() | ast.ByAct() | ast.Steps() | ast.Shown():
                    pass
                case ast.StopsUse():
                    pass

    def maker(self, phrase: ast.ByParty) -> None:
        """Who makes a choice, or a word that is no act: both follow `by`."""
        known = (*self.names.table("party"), *get_args(ast.Act))
        name = phrase.party
        if phrase.on_behalf_of is None and not self.declared(name.text):
            help = nearest(name.text, known) or f"an act is one of {', '.join(get_args(ast.Act))}"
            self.tying.unknown(name, "party", (), ", and no act is", help)
            return
        self.tying.refer_all("party", (name,), optional(phrase.on_behalf_of))

    def declared(self, text: str) -> bool:
        """Whether anything is declared of this name."""
        return text in self.names.table("party") or self.tying.of_another_kind(text, "party") is not None

    def use(self, item: ast.Use) -> None:
        self.tying.refer(item.party, "party")
        self.tying.action(item.action)
        if isinstance(item.basis, ast.ConsentBasis):
            self.tying.refer_all("request", item.basis.requests)

    def claim(self, item: ast.Claim) -> None:
        self.tying.refer_all("terms", optional(item.under))
        for line in item.lines:
            match line:
                case ast.EveryUse():
                    self.every_use(line)
                case ast.OneUse():
                    self.tying.refer(line.use, "use")
                case ast.EveryRequest():
                    self.tying.refer_all("request", optional(line.request))
                case ast.Always():
                    pass

    def every_use(self, line: ast.EveryUse) -> None:
        if isinstance(line.on, ast.ConsentBasis):
            self.tying.refer_all("request", line.on.requests)
        self.tying.refer_all("party", optional(line.by))
        self.tying.refer_all("data", optional(line.of))
        self.tying.refer_all("purpose", optional(line.purpose))

    def scenario(self, item: ast.Scenario) -> None:
        for line in item.items:
            match line:
                case ast.Switches():
                    self.tying.refer(line.party, "party")
                    self.tying.refer(line.feature, "feature")
                case ast.Chooses():
                    self.chooses(line)
                case ast.Withdraws():
                    self.tying.refer(line.party, "party")
                    self.tying.refer(line.request, "request")
                    self.tying.refer_all("purpose", optional(line.purpose))
                case ast.Elapses() | ast.CarriedOut():
                    self.tying.refer(line.request, "request")
                case ast.InForce():
                    self.tying.refer(line.terms, "terms")
                case ast.ExpectValid():
                    self.expect_valid(line)
                case ast.ExpectCoerced():
                    self.tying.refer_either(line.name, "request", "use")
                case ast.Given() | ast.Becomes() | ast.Expect():
                    pass

    def chooses(self, line: ast.Chooses) -> None:
        self.tying.refer(line.party, "party")
        request = self.tying.refer(line.request, "request")
        if request.kind == "wrong":
            self.tying.silence(line.choice)
        else:
            self.tying.refer_in(line.choice, "choice", self.names.choices[request.name])
        self.tying.refer_all("purpose", optional(line.purpose))

    def expect_valid(self, line: ast.ExpectValid) -> None:
        self.tying.refer_either(line.name, "request", "use")
        self.tying.refer_all("regime", optional(line.regime))
        regime = line.regime.text if line.regime is not None else None
        for reason in line.because:
            self.tying.reason(reason, regime)

    def rule(self, item: ast.Rule) -> None:
        regime = self.names.regime_of.get(item, HOUSE_REGIME)
        if item.element is not None:
            self.tying.of_regime(item.element, "element", regime)
        for other in (*item.notwithstanding, *item.graver):
            self.tying.of_regime(other, "rule", regime)


def optional(name: ast.Name | None) -> tuple[ast.Name, ...]:
    """*name*, or nothing."""
    return () if name is None else (name,)
