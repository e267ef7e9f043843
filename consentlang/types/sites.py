"""
Sites: every place of a policy in which a formula stands.

One line for each, so that what a formula may speak of is told in one file: `Formulas` checks it there.
"""

from attrs import define

from consentlang.names.symbols import Names
from consentlang.names.words import thing
from consentlang.syntax import ast
from consentlang.types import places
from consentlang.types.formulas import Formulas
from consentlang.types.places import Place
from consentlang.types.scope import Typed


def check_formulas(names: Names, formulas: Formulas) -> None:
    """Check every formula, those in definitions last: what uses them says what they are about."""
    sites = _Sites(formulas)
    for _module, item in names.each_item():
        sites.item(item)
    for _module, item in names.each_item():
        if isinstance(item, ast.Define):
            formulas.check_unused(item)


@define(eq=False)
class _Sites:
    formulas: Formulas

    def item(self, item: ast.Item) -> None:  # noqa: C901, PLR0912 - a case for each item
        check = self.formulas.check
        match item:
            case ast.Rule():
                self.rule(item)
            case ast.FactDecl() | ast.Guardian():
                check(item.when, places.PEOPLE)
            case ast.PowerDecl():
                self.power(item)
            case ast.Given():
                check(item.formula, places.SETTLED)
            case ast.Terms():
                for part in item.items:
                    if isinstance(part, ast.Clause):
                        self.clause(part)
            case ast.Feature():
                check(item.when, places.SCREEN)
            case ast.Request():
                self.request(item)
            case ast.Use():
                check(item.when, places.USE)
            case ast.Claim():
                for line in item.lines:
                    self.claim_line(line)
            case ast.Ask():
                check(item.formula, places.ANY_MOMENT)
            case ast.Scenario():
                for event in item.items:
                    self.event(event)
            case ast.Apply():
                check(item.when, places.APPLIES)
            case ast.Import() | ast.Party() | ast.DataDecl() | ast.PurposeDecl() | ast.LossDecl():
                pass
            case ast.Necessary() | ast.Regime() | ast.AttributeDecl() | ast.Element() | ast.Define():
                pass
            case ast.Holding():
                pass

    def power(self, item: ast.PowerDecl) -> None:
        """`power every organisation p over every person q when employs(p, q)`."""
        sides = ((item.holder, item.holder_kind), (item.over, item.over_kind))
        ties = self.formulas.tying.ties
        variables = {
            name.text: Typed(thing("party"), ties.get(name)) for name, kind in sides if kind is not None
        }
        self.formulas.check(item.when, places.PEOPLE, variables)

    def clause(self, clause: ast.Clause) -> None:
        self.formulas.check(clause.when, places.CLAUSE)
        for exception in clause.exceptions:
            self.clause(exception)

    def request(self, item: ast.Request) -> None:
        for part in item.items:
            match part:
                case ast.ShownWhen():
                    self.formulas.check(part.formula, places.SCREEN)
                case ast.Asks() | ast.Tells() | ast.LeavesOut():
                    self.formulas.check(part.when, places.SCREEN)
                case ast.Choice() | ast.Withdraw():
                    self.phrases(part)
                case ast.ForEachPurpose():
                    for choice in part.choices:
                        self.phrases(choice)
                case ast.Given():
                    self.formulas.check(part.formula, places.SETTLED)
                case ast.JoinedTo() | ast.Expires() | ast.ReAsks() | ast.Records():
                    pass

    def phrases(self, part: ast.Choice | ast.Withdraw) -> None:
        for phrase in part.phrases or ():
            if isinstance(phrase, ast.Guarded):
                self.formulas.check(phrase.when, places.PHRASE)

    def claim_line(self, line: ast.ClaimLine) -> None:
        match line:
            case ast.EveryUse() | ast.OneUse():
                self.formulas.check(line.formula, places.CLAIM_ABOUT_USES)
            case ast.EveryRequest():
                self.formulas.check(line.formula, places.CLAIM_ABOUT_REQUESTS)
            case ast.Always():
                self.formulas.check(line.formula, places.ANY_MOMENT)

    def event(self, event: ast.ScenarioItem) -> None:
        match event:
            case ast.Given():
                self.formulas.check(event.formula, places.SETTLED)
            case ast.Becomes():
                self.formulas.check(event.formula, places.CHANGE)
            case ast.Expect():
                self.formulas.check(event.formula, places.ANY_MOMENT)
            case ast.Switches() | ast.Chooses() | ast.Withdraws() | ast.Elapses() | ast.CarriedOut():
                pass
            case ast.InForce() | ast.ExpectValid() | ast.ExpectCoerced():
                pass

    def rule(self, rule: ast.Rule) -> None:
        place = place_of(rule)
        self.formulas.check(rule.body.condition, place)
        self.formulas.check(rule.body.rebuttal, place)


def place_of(rule: ast.Rule) -> Place:
    """What is before *rule* when it is judged."""
    match rule.body.strength:
        case "requires consent":
            return places.RULE_ABOUT_USE
        case "forbids":
            return places.RULE_AT_USE
        case "fails" | "presume" | "factor" | "narrows" | "lifts":
            return places.RULE_AT_USE if rule.at_use else places.RULE_AT_GRANT
