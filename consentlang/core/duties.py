"""
What must hold: each use on consent rests on valid consent; each use stays within the terms; claims.

An obligation is made for each use, subject role, leaf of data and of purpose, and regime (language.md,
section 6); leaves that the policy treats alike are one.
"""

from collections.abc import Iterator, Sequence
from typing import Final, Literal

from attrs import define, evolve, field

from consentlang.core import ground, ir, members
from consentlang.core.clauses import Clauses
from consentlang.core.ir import FALSE, TRUE, all_of, any_of, negate
from consentlang.core.law import Law
from consentlang.core.leaves import recipients
from consentlang.core.values import Case, Chosen, Scope
from consentlang.core.world import World
from consentlang.source import Span
from consentlang.syntax import ast

BUILT_IN: Final = {
    "before_any_answer": ("E0501", "used before the person answered"),
    "scope_exceeded": ("E0502", "the yes was to something else"),
    "refused": ("E0503", "used although the person said no"),
    "withdrawn": ("E0504", "used although the yes was withdrawn"),
    "expired": ("E0505", "used although the yes has run out"),
    "another_request": ("E0506", "the yes came by a request that this use does not rely on"),
    "another_way": ("E0506", "the yes came by the other request that this use relies on"),
    "breach_of_terms": ("E0510", "the terms in force forbid it"),
    "not_in_terms": ("E0511", "no clause of the terms in force permits it"),
    "terms_conflict": ("E0512", "clauses of the terms in force say yes and no, and none outranks the other"),
    "claim_broken": ("E0520", "the claim does not hold"),
}
"""Code and reason of each fault that follows from what consent and terms mean, not from a law."""

GROUNDS: Final[dict[str, tuple[str, ...]]] = {
    "before_any_answer": ("timing/prior",),
    "scope_exceeded": ("scope-exceeded",),
    "refused": ("withdrawal/ineffective",),
    "withdrawn": ("withdrawal/ineffective",),
    "expired": ("stale-expired",),
    "another_request": ("scope-exceeded",),
}
"""The names under which authorities file such a fault."""
GRAVER: Final[dict[str, tuple[str, ...]]] = {"refused": ("before_any_answer",)}
"""Who does not wait for any answer heeds no refusal either: that is one defect, and filed as one."""
PURPOSE_CHANGE: Final = "purpose-change"
"""The same, where it is the purpose that goes beyond the yes."""


BREACHES: Final[tuple[tuple[str, ir.Sign], ...]] = (
    ("breach_of_terms", "no"),
    ("not_in_terms", "silent"),
    ("terms_conflict", "conflict"),
)


@define(eq=False)
class Duties:
    """The obligations of a policy."""

    world: World
    clauses: Clauses
    law: Law
    made: dict[str, ir.Obligation] = field(factory=dict)

    # uses

    def cases(self, use: ast.Use) -> Iterator[Case]:
        """Every leaf of *use*: subject role, data, purpose, recipient."""
        for data in self.world.leaves.stand_ins(use.action.data):
            for purpose in self.world.leaves.purposes(use.action.purposes):
                for subject in self.world.leaves.subjects(data):
                    for recipient in recipients(use.action):
                        yield Case(subject, use.party.text, data, purpose, recipient, use.name.text)

    def asked(self, case: Case, request: str) -> Case:
        """*case* as resting on *request*, put to the subject or to whoever it is put to."""
        return evolve(case, asked=self.world.asked(request, Scope({self._role(case): case.subject})))

    def _role(self, case: Case) -> str:
        return self.world.people.role(case.subject)

    def fires(self, use: ast.Use, case: Case) -> ir.Expr:
        """
        When the system uses the data: from the start, `when` it says, else while a yes is in its books.

        Where it heeds no answer: while a yes is in its books or the last word is a no, and then only `when`
        it says.
        """
        if use.from_the_start:
            return TRUE
        answered: ir.Expr = TRUE
        if isinstance(use.basis, ast.ConsentBasis) and (use.basis.heedless or use.when is None):
            answered = self._answered(use.basis, case)
        if use.when is None:
            return answered
        scope = Scope({self._role(case): case.subject}, case=case)
        words = f"`{use.name.text}` takes place only when {use.when.span.words}"
        when = ground.formula(self.world, use.when, scope)
        return all_of(self.world.draft.named(when, words, use.span), answered)

    def _answered(self, basis: ast.ConsentBasis, case: Case) -> ir.Expr:
        """While a yes is in the books; where a no makes no difference, while the last word is one, too."""
        names = [name.text for name in basis.requests]
        booked = [self._booked(case, name) for name in names]
        allowed = all_of(*booked) if basis.joined_by == "and" else any_of(*booked)
        if not basis.heedless:
            return allowed
        cells = dict.fromkeys(self.cell(self.asked(case, name)) for name in names)
        return any_of(allowed, *(ir.Stands(cell, ("refused",)) for cell in cells))

    def _booked(self, case: Case, request: str) -> ir.Expr:
        resting = self.asked(case, request)
        self.world.draft.relied_on.add((self.cell(resting), request))
        return ir.Booked(self.cell(resting), request)

    def cell(self, case: Case) -> str:
        """The name of the ledger of the yes that *case* rests on."""
        return self.world.cell(self.law.consenter(case), case).name

    def consenting(self, case: Case) -> tuple[Case, ...]:
        """*case* with each choice of its request that says yes to it."""
        assert case.asked is not None  # noqa: S101
        form = self.world.forms[case.asked.request]
        return tuple(
            evolve(case, choice=Chosen(case.asked, name))
            for name in form.choices
            if form.consents(name, case.purpose)
        )

    # on consent

    def on_consent(self, use: ast.Use, case: Case, regime: str | None) -> ir.Obligation | None:
        """That *use* of this leaf rests on valid consent under *regime*; None if it is not on consent."""
        if not isinstance(use.basis, ast.ConsentBasis):
            return None
        name = f"{use.name.text}: {_leaf(case)} ({case.subject}{', ' + regime if regime else ''})"
        if name not in self.made:
            under = f" under {regime}" if regime else ""
            applies = self.law.applies(regime, case) if regime else TRUE
            return self._obligation(
                "consent",
                use,
                case,
                name=name,
                words=f"every {'sharing' if case.recipient else 'use'} of {_leaf(case)} in `{use.name.text}` "
                f"rests on valid consent{under}",
                fires=all_of(self.fires(use, case), applies),
                ways=self._ways(use.basis, case, regime),
                regime=regime,
            )
        return self.made[name]

    def _obligation(  # noqa: PLR0913 - what an obligation is
        self,
        kind: Literal["consent", "basis", "terms"],
        use: ast.Use,
        case: Case,
        *,
        name: str,
        words: str,
        fires: ir.Expr,
        ways: tuple[ir.Way, ...],
        regime: str | None = None,
    ) -> ir.Obligation:
        """The obligation, kept by name."""
        made = ir.Obligation(
            name,
            kind,
            words,
            fires,
            ways,
            use=use.name.text,
            subject=case.subject,
            user=case.user,
            data=self.world.leaves.alike[case.data],
            purpose=case.purpose,
            recipient=case.recipient,
            regime=regime,
            order=len(self.made),
            span=use.span,
        )
        return self.made.setdefault(name, made)

    def _ways(self, basis: ast.ConsentBasis, case: Case, regime: str | None) -> tuple[ir.Way, ...]:
        names = [name.text for name in basis.requests]
        ways = []
        for name in names:
            others = [other for other in names if other != name] if basis.joined_by == "or" else []
            ways.append(ir.Way((name,), tuple(self._faults(self.asked(case, name), regime, others))))
        if basis.joined_by == "and":
            requests = tuple(name for way in ways for name in way.requests)
            return (ir.Way(requests, tuple(fault for way in ways for fault in way.faults)),)
        return tuple(ways)

    def _faults(self, case: Case, regime: str | None, others: Sequence[str]) -> Iterator[ir.Fault]:
        """What consent means, then what the law asks of it; a yes to one of *others* would do as well."""
        assert case.asked is not None  # noqa: S101
        cell, request = self.cell(case), case.asked.request
        self.world.draft.relied_on.add((cell, request))
        booked, by_it = ir.Booked(cell, request), self._given_by(case)
        stands = {s: ir.Stands(cell, (s,)) for s in ("none", "given", "refused", "withdrawn", "expired")}
        unanswered = all_of(stands["none"], negate(booked))
        foreign = all_of(stands["given"], negate(by_it))
        given = any_of(*(self._given_by(self.asked(case, other)) for other in others))
        answered = any_of(given, *(self._booked(case, other) for other in others))
        span = self.world.forms[request].node.span
        for name, fails in (
            ("before_any_answer", all_of(unanswered, negate(answered))),
            ("scope_exceeded", all_of(stands["none"], booked)),
            ("refused", stands["refused"]),
            ("withdrawn", stands["withdrawn"]),
            ("expired", stands["expired"]),
            ("another_request", all_of(foreign, negate(given))),
            ("another_way", any_of(all_of(unanswered, answered), all_of(foreign, given))),
        ):
            if name == "another_way" and not others:
                continue
            fault = built_in(name, fails, request, span)
            if name == "scope_exceeded" and case.purpose not in self._asked_for(request):
                fault = evolve(fault, grounds=(*fault.grounds, PURPOSE_CHANGE))
            yield fault
        if regime is not None:
            yield from self.law.faults_on_consent(regime, case, self.consenting(case))

    def _given_by(self, case: Case) -> ir.Expr:
        """That a yes to the request which *case* rests on stands."""
        assert case.asked is not None  # noqa: S101
        cell, request = self.cell(case), case.asked.request
        return any_of(*(ir.AtGrant(cell, request, c, TRUE) for c in self.world.forms[request].choices))

    def _asked_for(self, request: str) -> set[str]:
        """The leaves of all purposes that *request* asks for, whatever the data."""
        purposes = self.world.forms[request].purposes()
        return {leaf for name in purposes for leaf in self.world.model.purpose_leaves(name)}

    # on another basis, and within the terms

    def on_another_basis(self, use: ast.Use, case: Case, regime: str) -> ir.Obligation | None:
        """That no rule of *regime* requires consent there or forbids the use; None if none could."""
        faults = tuple(self.law.faults_on_another_basis(regime, case))
        if not faults:
            return None
        name = f"{use.name.text}: {_leaf(case)} on {members.basis(use)} ({case.subject}, {regime})"
        return self._obligation(
            "basis",
            use,
            case,
            name=name,
            words=f"`{use.name.text}` may rest on {members.basis(use).replace('_', ' ')} under {regime}",
            fires=all_of(self.fires(use, case), self.law.applies(regime, case)),
            ways=(ir.Way((), faults),),
            regime=regime,
        )

    def within_terms(self, use: ast.Use, case: Case) -> ir.Obligation | None:
        """That the terms in force permit the use; None where no terms govern who uses."""
        if not self.clauses.govern(case.user):
            return None
        issue = self.clauses.issue(evolve(case, use=None), use.action.verb)
        faults = tuple(built_in(name, ir.Outcome(issue, (sign,)), None, use.span) for name, sign in BREACHES)
        return self._obligation(
            "terms",
            use,
            case,
            name=f"{use.name.text}: {_leaf(case)} within the terms ({case.subject})",
            words=f"`{use.name.text}` stays within the terms in force",
            fires=self.fires(use, case),
            ways=(ir.Way((), faults),),
        )

    def all_uses(self) -> None:
        """Make the obligations of every use: with no claim at all, these are what is verified."""
        for use in self.world.model.uses.values():
            for case in self.cases(use):
                for regime in self.law.regimes() or (None,):
                    self.on_consent(use, case, regime)
                    if regime is not None and isinstance(use.basis, ast.OtherBasis):
                        self.on_another_basis(use, case, regime)
                self.within_terms(use, case)

    # formulas about uses

    def valid(self, regime: str | None, scope: Scope) -> ir.Expr:
        """
        `valid [under gdpr]` of the case at hand: no fault of its obligation fails now.

        Where a yes is only being given: no rule judged at the yes voids it. Where an action is spoken of: all
        consent is valid that its uses rest on, those that take place, or would.
        """
        case = scope.case
        if case is None:
            return FALSE
        regimes = (regime,) if regime is not None else self.law.regimes() or (None,)
        if case.choice is not None:
            return all_of(*(self._as_given(case, name) for name in regimes if name is not None))
        if case.use is not None:
            return self._valid(self.world.model.uses[case.use], case, regimes)
        uses = [(self.fires(use, own), self._valid(use, own, regimes)) for use, own in self._uses_of(case)]
        if not uses:
            return FALSE
        sound = (any_of(negate(fires), valid) for fires, valid in uses)
        fires_any, all_valid = any_of(*(fires for fires, _ in uses)), all_of(*(valid for _, valid in uses))
        return all_of(*sound, any_of(fires_any, all_valid))

    def _as_given(self, case: Case, regime: str) -> ir.Expr:
        return negate(all_of(self.law.applies(regime, case), self.law.voids(regime, case)))

    def _valid(self, use: ast.Use, case: Case, regimes: tuple[str | None, ...]) -> ir.Expr:
        return all_of(*(self._unbroken(use, case, name) for name in regimes))

    def _uses_of(self, case: Case) -> Iterator[tuple[ast.Use, Case]]:
        """The uses of the leaf at hand, by whoever does it, each with its case."""
        leaf = (case.user, case.data, case.purpose, case.recipient, case.subject)
        for use in self.world.model.uses.values():
            for own in self.cases(use):
                if (own.user, own.data, own.purpose, own.recipient, own.subject) == leaf:
                    yield use, own

    def _unbroken(self, use: ast.Use, case: Case, regime: str | None) -> ir.Expr:
        plain = evolve(case, asked=None, choice=None)
        obligation = self.on_consent(use, plain, regime)
        if obligation is None:
            return FALSE
        blocked = (any_of(*(f.fails for f in way.faults if f.decides)) for way in obligation.ways)
        applies = self.law.applies(regime, plain) if regime else TRUE
        return negate(all_of(applies, *blocked))

    def doing(self, node: ast.Doing, scope: Scope) -> ir.Expr:
        """`P uses D for X` (some use of the leaf at hand fires), `P may use ...`, `P must not ...`."""
        case = scope.case
        if case is None:
            return FALSE
        if node.modality == "does":
            return any_of(*(self.fires(use, own) for use, own in self._uses_of(case)))
        issue = self.clauses.issue(evolve(case, use=None, asked=None, choice=None), node.action.verb)
        return ir.Outcome(issue, ("yes",) if node.modality == "may" else ("no",))

    def terms_permit(self, case: Case) -> ir.Expr:
        """`within_terms` of the case at hand."""
        verb = self.world.model.uses[case.use].action.verb if case.use else "use"
        if not self.clauses.govern(case.user):
            return TRUE
        issue = self.clauses.issue(evolve(case, use=None, asked=None, choice=None), verb)
        return ir.Outcome(issue, ("yes",))


def built_in(name: str, fails: ir.Expr, request: str | None, span: Span | None) -> ir.Fault:
    """A fault that follows from what consent and terms mean."""
    code, reason = BUILT_IN[name]
    return ir.Fault(
        name,
        code,
        "elsewhere" if name == "another_way" else "built-in",
        None,
        reason,
        fails,
        request=request,
        span=span,
        grounds=GROUNDS.get(name, ()),
        graver=GRAVER.get(name, ()),
    )


def _leaf(case: Case) -> str:
    to = f" with {case.recipient}" if case.recipient else ""
    return f"{case.data} for {case.purpose}{to}"
