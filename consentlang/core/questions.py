"""
Claims, questions and scenarios of the author: formulas about uses, moments and runs of events.

A formula that names an action is read leaf by leaf: `possible` asks for some leaf of its data and
purposes, `never` for none, `always` and `expect` for each.
"""

from collections.abc import Iterator
from typing import assert_never

from attrs import define, evolve

from consentlang.core import ground, ir
from consentlang.core import happenings as events
from consentlang.core.clauses import start_of
from consentlang.core.duties import Duties, built_in
from consentlang.core.ir import FALSE, TRUE, all_of, any_of, negate
from consentlang.core.leaves import recipients
from consentlang.core.settled import opening
from consentlang.core.values import Case, Chosen, Purpose, Scope
from consentlang.core.world import World
from consentlang.core.written import nodes
from consentlang.syntax import ast


@define(eq=False)
class Questions:
    """What the author claims, asks and tries."""

    world: World
    duties: Duties

    # a formula, leaf by leaf

    def leaf_by_leaf(self, formula: ast.Formula) -> tuple[ir.Expr, ...]:
        """The formula once for each leaf of the action it names; once, if it names none."""
        doing = next((n for n in nodes(formula) if isinstance(n, ast.Doing)), None)
        if doing is None:
            return (ground.formula(self.world, formula, Scope()),)
        return tuple(ground.formula(self.world, formula, Scope({}, case=case)) for case in self._cases(doing))

    def _cases(self, doing: ast.Doing) -> Iterator[Case]:
        action = doing.action
        users = [name for name, _ in ground.people(self.world, doing.party, Scope())]
        for data in self.world.leaves.stand_ins(action.data):
            for purpose in self.world.leaves.purposes(action.purposes):
                for subject in self.world.leaves.subjects(data) or ("nobody",):
                    for recipient in recipients(action):
                        yield from (Case(subject, user, data, purpose, recipient) for user in users)

    # claims

    def claims(self) -> tuple[ir.Claim, ...]:
        """Every claim, with the obligations it stands for."""
        found = []
        for _, item in self.world.model.each_item():
            if isinstance(item, ast.Claim):
                under = self._in_force(item.under)
                names = dict.fromkeys(n for line in item.lines for n in self._line(item, line, under))
                words = item.label.value if item.label else item.name.text.replace("_", " ")
                found.append(ir.Claim(item.name.text, words, tuple(names), item.span))
        return tuple(found)

    def _in_force(self, terms: ast.Name | None) -> ir.Expr:
        if terms is None:
            return TRUE
        return ir.InForce(self.duties.clauses.chain_of(terms.text), (terms.text,))

    def _line(self, claim: ast.Claim, line: ast.ClaimLine, under: ir.Expr) -> Iterator[str]:
        match line:
            case ast.EveryUse() | ast.OneUse():
                for use, case in self._uses(line):
                    yield from self._about_use(claim, line, use, case, under)
            case ast.EveryRequest():
                yield from self._about_requests(claim, line, under)
            case ast.Always(negated=negated, formula=formula):
                for number, expr in enumerate(self.leaf_by_leaf(formula)):
                    fails = expr if negated else negate(expr)
                    yield self._claimed(f"{claim.name.text}: {line.span.words} {number}", claim, under, fails)

    def _uses(self, line: ast.EveryUse | ast.OneUse) -> Iterator[tuple[ast.Use, Case]]:
        for use in self.world.model.uses.values():
            for case in self.duties.cases(use):
                if isinstance(line, ast.OneUse):
                    if line.use.text == use.name.text:
                        yield use, case
                elif self._matches(line, use, case):
                    yield use, case

    def _matches(self, line: ast.EveryUse, use: ast.Use, case: Case) -> bool:
        model = self.world.model
        if isinstance(line.on, ast.ConsentBasis) and not isinstance(use.basis, ast.ConsentBasis):
            return False
        if isinstance(line.on, ast.OtherBasis):
            if not isinstance(use.basis, ast.OtherBasis):
                return False
            wanted, own = line.on.basis, use.basis.basis
            if (wanted.text if wanted else None) != (own.text if own else None):
                return False
        if line.by is not None and line.by.text != use.party.text:
            return False
        if line.of is not None and case.data not in model.data_leaves(line.of.text):
            return False
        return line.purpose is None or case.purpose in model.purpose_leaves(line.purpose.text)

    def _about_use(
        self, claim: ast.Claim, line: ast.EveryUse | ast.OneUse, use: ast.Use, case: Case, under: ir.Expr
    ) -> Iterator[str]:
        """`valid` alone points at what is verified anyway; anything else is an obligation of its own."""
        formula = line.formula
        if isinstance(formula, ast.Valid) and under == TRUE and isinstance(use.basis, ast.ConsentBasis):
            regimes = (formula.regime.text,) if formula.regime else self.duties.law.regimes() or (None,)
            made = (self.duties.on_consent(use, case, regime) for regime in regimes)
            yield from (obligation.name for obligation in made if obligation is not None)
            return
        if isinstance(use.basis, ast.ConsentBasis) and len(use.basis.requests) == 1:
            case = evolve(self.duties.asked(case, use.basis.requests[0].text), choice=None)
        scope = Scope({self.world.people.role(case.subject): case.subject}, case=case)
        holds = ground.formula(self.world, formula, scope)
        name = f"{claim.name.text}: {use.name.text}, {case.data} for {case.purpose} ({case.subject})"
        fires = all_of(self.duties.fires(use, evolve(case, asked=None)), under)
        yield self._claimed(name, claim, fires, negate(holds), use=use.name.text, case=case)

    def _about_requests(self, claim: ast.Claim, line: ast.EveryRequest, under: ir.Expr) -> Iterator[str]:
        """Judged when the yes is given, for each use that relies on the request."""
        for use in self.world.model.uses.values():
            if not isinstance(use.basis, ast.ConsentBasis):
                continue
            for name in use.basis.requests:
                if line.request is None or line.request.text == name.text:
                    for case in self.duties.cases(use):
                        yield self._about_grant(claim, line, self.duties.asked(case, name.text), under)

    def _about_grant(self, claim: ast.Claim, line: ast.EveryRequest, case: Case, under: ir.Expr) -> str:
        assert case.asked is not None  # noqa: S101 - made by Duties.asked
        cell, request = self.duties.cell(case), case.asked.request
        given, broken = [], []
        for option in self.duties.consenting(case):
            assert isinstance(option.choice, Chosen)  # noqa: S101
            scope = Scope({self.world.people.role(case.subject): case.subject}, case=option)
            holds = ground.formula(self.world, line.formula, scope)
            given.append(ir.AtGrant(cell, request, option.choice.choice, under))
            if holds != TRUE:
                broken.append(ir.AtGrant(cell, request, option.choice.choice, negate(holds)))
        name = f"{claim.name.text}: {request}, {case.data} for {case.purpose} ({case.subject})"
        return self._claimed(name, claim, any_of(*given), any_of(*broken), use=case.use, case=case)

    def _claimed(
        self,
        name: str,
        claim: ast.Claim,
        fires: ir.Expr,
        fails: ir.Expr,
        *,
        use: str | None = None,
        case: Case | None = None,
    ) -> str:
        words = claim.label.value if claim.label else claim.name.text.replace("_", " ")
        request = case.asked.request if case is not None and case.asked is not None else None
        fault = built_in("claim_broken", fails, request, claim.span)
        self.duties.made[name] = ir.Obligation(
            name,
            "claim",
            words,
            fires,
            (ir.Way((request,) if request else (), (fault,)),),
            use=use,
            subject=case.subject if case else None,
            user=case.user if case else None,
            data=self.world.leaves.alike[case.data] if case else (),
            purpose=case.purpose if case else None,
            recipient=case.recipient if case else None,
            claim=claim.name.text,
            order=len(self.duties.made),
            span=claim.span,
        )
        return name

    # questions

    def queries(self) -> tuple[ir.Query, ...]:
        """Every `ask`."""
        return tuple(
            ir.Query(
                item.question.value,
                any_of(*self.leaf_by_leaf(item.formula)),
                (self.duties.clauses.chain_of(item.under.text), item.under.text) if item.under else None,
                item.expect,
                item.span,
            )
            for _, item in self.world.model.each_item()
            if isinstance(item, ast.Ask)
        )

    # scenarios

    def trials(self) -> tuple[ir.Trial, ...]:
        """Every `scenario`."""
        return tuple(
            self._trial(item) for _, item in self.world.model.each_item() if isinstance(item, ast.Scenario)
        )

    def _trial(self, node: ast.Scenario) -> ir.Trial:
        givens: list[ir.Expr] = []
        steps: list[str | ir.Expectation] = []
        for item in node.items:
            if isinstance(item, ast.Given):
                givens.append(opening(self.world, ground.formula(self.world, item.formula, Scope())))
            elif isinstance(item, ast.InForce) and not steps:
                chain = self.duties.clauses.chain_of(item.terms.text)
                givens.append(ir.Is(start_of(chain), (item.terms.text,)))
            else:
                steps.extend(self._steps(item))
        return ir.Trial(node.title.value, tuple(givens), tuple(steps), node.span)

    def _steps(self, item: ast.ScenarioItem) -> Iterator[str | ir.Expectation]:  # noqa: C901, PLR0912 - one line a node
        match item:
            case ast.Switches(party=party, on=on, feature=feature):
                yield events.switch_name(party.text, feature.text, on=on)
            case ast.Chooses(choice=choice, request=request, purpose=purpose):
                for p in self._apart(request.text, choice.text, purpose):
                    yield events.choose_name(self._to(request.text), choice.text, request.text, p)
            case ast.Withdraws(request=request, purpose=purpose):
                for p in self._apart(request.text, None, purpose):
                    yield events.withdraw_name(self._to(request.text), request.text, p)
            case ast.CarriedOut(request=request):
                for p in self._apart(request.text, None, None):
                    yield events.carry_out_name(self._to(request.text), request.text, p)
            case ast.Elapses(request=request):
                for p in self._apart(request.text, None, None):
                    yield events.expire_name(self._to(request.text), request.text, p)
            case ast.InForce(terms=terms):
                yield events.terms_name(terms.text)
            case ast.Becomes(formula=formula):
                yield from self._becomes(formula)
            case ast.ExpectValid() | ast.ExpectCoerced() | ast.Expect():
                yield self._expectation(item)
            case ast.Given():
                pass

    def _to(self, request: str) -> str:
        return self.world.forms[request].node.to.text

    def _apart(self, request: str, choice: str | None, purpose: ast.Name | None) -> tuple[str | None, ...]:
        """The purposes that an answer is for: the one named, or each, where they are answered apart."""
        form = self.world.forms[request]
        if not (choice in form.apart if choice is not None else form.apart):
            return (None,)
        if purpose is None:
            return form.purposes()
        return tuple(
            p for p in form.purposes() if self.world.leaves.comparable(Purpose(p), Purpose(purpose.text))
        )

    def _becomes(self, formula: ast.Formula) -> Iterator[str]:
        """The events after which the formula about changing facts holds."""
        match ground.formula(self.world, formula, Scope()):
            case ir.Is(fact=fact, values=(value,)):
                yield events.becomes_name(fact, value)
            case ir.Not(of=ir.Is(fact=fact, values=values)):
                domain = self.world.draft.changing[fact].values
                yield events.becomes_name(fact, next(v for v in domain if v not in values))
            case ir.Any(parts=(ir.Is(fact=fact, values=values), *_)):
                yield events.becomes_name(fact, values[0])
            case _:
                return

    # expectations

    def _expectation(self, item: ast.ExpectValid | ast.ExpectCoerced | ast.Expect) -> ir.Expectation:
        match item:
            case ast.Expect(formula=formula):
                expr = all_of(*self.leaf_by_leaf(formula))
            case ast.ExpectCoerced(name=name, negated=negated):
                coerced = any_of(
                    *(f.fails for o in self._obligations(name.text, None) for f in o.faults if f.coercion)
                )
                expr = negate(coerced) if negated else coerced
            case ast.ExpectValid(name=name, regime=regime, negated=negated, because=because):
                obligations = self._obligations(name.text, regime.text if regime else None)
                valid = all_of(*(negate(_blocked(o)) for o in obligations)) if obligations else FALSE
                whys = (self._because(obligations, why.text) for why in because)
                expr = all_of(negate(valid), *whys) if negated else valid
            case _:
                assert_never(item)
        return ir.Expectation(item.span.words, expr, item.span)

    def _because(self, obligations: tuple[ir.Obligation, ...], why: str) -> ir.Expr:
        """That a rule of this name, or a rule of an element of this name, fails for one of them."""
        return any_of(
            *(
                fault.fails
                for obligation in obligations
                for fault in obligation.faults
                if why in (fault.name, fault.name.rpartition(".")[2])
                or (fault.element is not None and why in (fault.element, fault.element.rpartition(".")[2]))
            )
        )

    def _obligations(self, name: str, regime: str | None) -> tuple[ir.Obligation, ...]:
        """What is verified of the use *name*, or of every use that relies on the request *name*."""
        model = self.world.model
        found: list[ir.Obligation] = []
        for use in model.uses.values():
            relies = isinstance(use.basis, ast.ConsentBasis) and name in {r.text for r in use.basis.requests}
            if use.name.text != name and not relies:
                continue
            for case in self.duties.cases(use):
                for law in (regime,) if regime else self.duties.law.regimes() or (None,):
                    made = self.duties.on_consent(use, case, law)
                    if made is not None:
                        found.append(made)
        return tuple(found)


def _blocked(obligation: ir.Obligation) -> ir.Expr:
    """That no way of *obligation* is free of faults, whether or not the use fires."""
    return all_of(*(any_of(*(f.fails for f in way.faults if f.decides)) for way in obligation.ways))
