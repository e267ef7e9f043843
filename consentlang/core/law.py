"""
Rules of a regime on one case: what makes each fail.

`fails when P` fails when P; `presume P unless rebutted when R` when P and not R; a rule that `lifts`
another ends it where it holds. A rule judged at grant looks at the moment of the yes, one judged at use
at the moment of the use (language.md, section 5). One that speaks of the way out looks at both: people
meet it as it is on the day they want to leave (docs/adr/0008).
"""

from collections.abc import Iterator
from functools import cached_property

from attrs import define, evolve, field

from consentlang.core import ground, ir
from consentlang.core.ir import FALSE, all_of, any_of, negate
from consentlang.core.values import Case, Scope
from consentlang.core.world import World
from consentlang.syntax import ast

ON_CONSENT = frozenset({"fails", "presume", "factor", "forbids", "narrows"})
AT_THE_YES = ON_CONSENT - {"factor", "forbids"}
ON_ANOTHER_BASIS = frozenset({"requires consent", "forbids"})


@define(eq=False)
class Law:
    """The rules that are in force on a day, by regime."""

    world: World
    as_of: int | None
    """Day ordinal; None: whatever their dates."""
    _memo: dict[tuple[str, Case | None], ir.Expr] = field(factory=dict, init=False)
    _rules: dict[str, tuple[tuple[str, ast.Rule], ...]] = field(factory=dict, init=False)
    _general: dict[str, bool] = field(factory=dict, init=False)
    """By rule: whether it says the same of every case, so that it is lowered once."""

    def regimes(self) -> tuple[str, ...]:
        """The regimes that the policy has: those imported, and its own."""
        return tuple(self.world.model.regimes)

    def applies(self, regime: str, case: Case) -> ir.Expr:
        """That the regime applies: as `apply` lines say; always, where there is none."""
        lines = [
            item
            for _, item in self.world.model.each_item()
            if isinstance(item, ast.Apply) and item.regime.text == regime
        ]
        if not lines:
            return ir.TRUE
        scope = Scope(roles={self.world.people.role(case.subject): case.subject}, case=case)
        when = any_of(
            *(ground.formula(self.world, line.when, scope) if line.when else ir.TRUE for line in lines)
        )
        words = f"{regime} applies only as the `apply` line says"
        return self.world.draft.named(when, words, lines[0].span)

    def rules(self, regime: str) -> tuple[tuple[str, ast.Rule], ...]:
        """The rules of *regime* in force, in order, with their keys."""
        if regime not in self._rules:
            self._rules[regime] = tuple(
                (key, rule)
                for key, rule in self.world.model.rules.items()
                if self.world.model.regime_of[key] == regime and self._in_force(rule)
            )
        return self._rules[regime]

    def _in_force(self, rule: ast.Rule) -> bool:
        if self.as_of is None:
            return rule.until is None
        begun = rule.start is None or rule.start.ordinal <= self.as_of
        return begun and (rule.until is None or self.as_of < rule.until.ordinal)

    def fails(self, key: str, rule: ast.Rule, case: Case) -> ir.Expr:
        """That the rule fails in *case*, at the moment it is judged."""
        place = key, None if self._is_general(key, rule) else case
        if place not in self._memo:
            scope = Scope(roles={self.world.people.role(case.subject): case.subject}, case=case)
            body = ground.formula(self.world, rule.body.condition, scope)
            if rule.body.rebuttal is not None:
                body = all_of(body, negate(ground.formula(self.world, rule.body.rebuttal, scope)))
            self._memo[place] = all_of(body, *(negate(lift) for lift in self._lifts(key, case)))
        return self._memo[place]

    def _is_general(self, key: str, rule: ast.Rule) -> bool:
        """Whether no word of *rule* depends on the case: only facts and attributes of parties, by name."""
        if key not in self._general:
            self._general[key] = key not in self._lifted and self.world.written.is_general(rule.body)
        return self._general[key]

    @cached_property
    def _lifted(self) -> frozenset[str]:
        """The rules that some other rule ranks above."""
        return frozenset(
            f"{self.world.model.regime_of[key]}.{name.text}"
            for key, rule in self.world.model.rules.items()
            for name in rule.notwithstanding
        )

    def _lifts(self, key: str, case: Case) -> Iterator[ir.Expr]:
        regime = self.world.model.regime_of[key]
        for other, rule in self.rules(regime) if key in self._lifted else ():
            lifted = {f"{regime}.{name.text}" for name in rule.notwithstanding}
            if rule.body.strength == "lifts" and key in lifted:
                yield self.fails(other, rule, case)

    def faults_on_consent(self, regime: str, case: Case, consenting: tuple[Case, ...]) -> Iterator[ir.Fault]:
        """
        How a use on consent can fail: each rule, for each choice that gives the yes.

        *consenting* is *case* with each choice that says yes to it.
        """
        cell = self.world.cell(self.consenter(case), case).name
        for key, rule in self.rules(regime):
            if rule.body.strength in ON_CONSENT:
                parts = [self._by_choice(key, rule, option, cell) for option in consenting]
                if (fails := any_of(*parts)) != FALSE:
                    yield self._fault(key, rule, fails, case)

    def voids(self, regime: str, case: Case) -> ir.Expr:
        """That a rule which is judged at the yes voids it, in the moment in which *case* gives it."""
        return any_of(
            *(
                self.fails(key, rule, case)
                for key, rule in self.rules(regime)
                if rule.body.strength in AT_THE_YES and not rule.at_use
            )
        )

    def _by_choice(self, key: str, rule: ast.Rule, case: Case, cell: str) -> ir.Expr:
        assert case.asked is not None  # noqa: S101 - consenting cases have both
        assert case.choice is not None  # noqa: S101
        request, choice = case.asked.request, case.choice.choice
        if rule.body.strength == "forbids":
            return self.fails(key, rule, evolve(case, choice=None))
        stands = ir.AtGrant(cell, request, choice, ir.TRUE)
        if rule.at_use:
            return all_of(stands, self.fails(key, rule, evolve(case, kept_in=cell)))
        body = self.fails(key, rule, case)
        if body == FALSE:
            return FALSE
        given = ir.AtGrant(cell, request, choice, body)
        if not (self.world.written.speaks_of_way_out(rule.body) and self.world.draft.moves(body)):
            return given
        return any_of(given, all_of(stands, self.fails(key, rule, evolve(case, kept_in=cell))))

    def faults_on_another_basis(self, regime: str, case: Case) -> Iterator[ir.Fault]:
        """How a use on another basis can fail: consent is required there, or nothing cures it."""
        for key, rule in self.rules(regime):
            if rule.body.strength in ON_ANOTHER_BASIS:
                fails = self.fails(key, rule, case)
                if fails != FALSE:
                    yield self._fault(key, rule, fails, case)

    def consenter(self, case: Case) -> str:
        """In whose name the yes is given: `by P for Q` says Q, else the party that is asked."""
        assert case.asked is not None  # noqa: S101
        form = self.world.forms[case.asked.request]
        named = [p for name in form.choices for p in form.phrases(name, ast.ByParty)]
        behalf = next((p.on_behalf_of.text for p in named if p.on_behalf_of is not None), None)
        if behalf is not None and behalf == self.world.people.role(case.subject):
            return case.subject
        return behalf or case.asked.to

    def _fault(self, key: str, rule: ast.Rule, fails: ir.Expr, case: Case) -> ir.Fault:
        regime = self.world.model.regime_of[key]
        return ir.Fault(
            key,
            rule.code.value if rule.code else key,
            "factor" if rule.body.strength == "factor" else "rule",
            f"{regime}.{rule.element.text}" if rule.element else None,
            rule.reason.value if rule.reason else rule.name.text.replace("_", " "),
            fails,
            rule.coercion,
            rule.contested.value if rule.contested else None,
            rule.unverified,
            (rule.citation.value,) if rule.citation else (),
            rule.advice.value if rule.advice else None,
            case.asked.request if case.asked else None,
            rule.span,
            rule.filed_under,
            tuple(f"{regime}.{name.text}" for name in rule.graver),
        )

    def elements(self) -> dict[str, ir.Element]:
        """Every element of every regime, with what its rules cite."""
        model = self.world.model
        found: dict[str, ir.Element] = {}
        for key, node in model.elements.items():
            regime = model.regime_of[key]
            cites = [node.citation.value] if node.citation else []
            found[key] = ir.Element(key, regime, node.label.value, tuple(cites))
        return found
