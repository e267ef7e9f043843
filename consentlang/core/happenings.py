"""
What may happen: switches, answers, withdrawals, deadlines, new terms, facts that change.

Made last, when every ledger that anything looks at is known; an event writes only to those.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from attrs import define, field

from consentlang.core import ground, ir, numbers, way_out
from consentlang.core.form import Form
from consentlang.core.ir import FALSE, TRUE, all_of, any_of, negate
from consentlang.core.law import Law
from consentlang.core.values import Asked, Scope
from consentlang.core.world import World
from consentlang.syntax import ast

ALL: Final = None
"""In place of a purpose: the answer is to the whole request."""

Theirs = tuple[ir.Cell, ir.Expr]
"""A ledger, and when it is that of the person who answers."""


@define(eq=False)
class Happenings:
    """The events of a policy."""

    world: World
    law: Law
    chains: dict[str, ir.Chain]
    events: dict[str, ir.Event] = field(factory=dict)

    def all(self) -> dict[str, ir.Event]:
        """Every event, in source order of what it is about."""
        for feature in self.world.model.features.values():
            self._switching(feature)
        for form in self.world.forms.values():
            for person in self.world.people.of_role(form.node.to.text):
                self._answering(form, Asked(form.name, person))
        for chain in self.chains.values():
            self._new_terms(chain)
        for fact in list(self.world.draft.changing.values()):
            self._changing(fact)
        return self.events

    def _add(self, event: ir.Event) -> None:
        if event.guard != FALSE:
            self.events[event.name] = event

    # features

    def _switching(self, feature: ast.Feature) -> None:
        name = feature.name.text
        when: ir.Expr = TRUE
        if feature.when is not None:
            words = f"{name} can be switched only when {feature.when.span.words}"
            when = self.world.draft.named(
                ground.formula(self.world, feature.when, Scope()), words, feature.span
            )
        for role in feature.switched_by:
            for person in self.world.people.of_role(role.text):
                for on in (True, False):
                    self._add(self._switch(feature, name, person, when, on=on))

    def _switch(self, node: ast.Feature, name: str, person: str, when: ir.Expr, *, on: bool) -> ir.Event:
        return ir.Event(
            switch_name(person, name, on=on),
            "switch_on" if on else "switch_off",
            f"{person} switches {name} {'on' if on else 'off'}",
            person,
            None,
            None,
            all_of(negate(ir.On(name)), when) if on else ir.On(name),
            (ir.SetFeature(name, person if on else None),),
            order=len(self.events),
            span=node.span,
        )

    # answers

    def _answering(self, form: Form, asked: Asked) -> None:
        """Choices, withdrawal and deadline of one request, as put to one party."""
        apart_edit = form.apart_edit() if self._could_be_apart(form) else FALSE
        for choice in form.choices:
            if choice in form.apart:
                for purpose in form.purposes():
                    self._choose(form, asked, choice, purpose, TRUE)
                continue
            self._choose(form, asked, choice, ALL, negate(apart_edit))
            if apart_edit != FALSE:
                for purpose in form.purposes():
                    self._choose(form, asked, choice, purpose, apart_edit)
        if (added := form.added()) != FALSE:
            for part in self._parts(form):
                self._choose(form, asked, form.added_name(), part, added)
        self._leaving(form, asked)

    def _parts(self, form: Form) -> tuple[str | None, ...]:
        """What is answered and withdrawn apart: each purpose, or the request as a whole."""
        return form.purposes() if form.apart else (ALL,)

    def _could_be_apart(self, form: Form) -> bool:
        lumped = [name for name in form.choices if form.says_yes(name) and name not in form.apart]
        return bool(lumped) and len(form.purposes()) > 1

    def _scope(self, asked: Asked) -> Scope:
        return Scope({self.world.people.role(asked.to): asked.to})

    def _shown(self, form: Form, asked: Asked) -> ir.Expr:
        """That the request is shown: all its `when` lines hold, and it may ask (again)."""
        lines = form.lines(ast.ShownWhen)
        shown = [
            self.world.draft.named(
                ground.formula(self.world, line.formula, self._scope(asked)),
                f"`{form.name}` is shown only {line.span.words}",
                line.span,
            )
            for line in lines
        ]
        never = any(line.after is None for line in form.lines(ast.ReAsks))
        cells = self._cells(form, asked, ALL)
        refused = (
            [all_of(theirs, ir.Stands(cell.name, ("refused",))) for cell, theirs in cells] if never else []
        )
        return all_of(*shown, negate(any_of(*refused)))

    def _cells(self, form: Form, asked: Asked, purpose: str | None) -> list[Theirs]:
        """
        The ledgers that answers to this request write to: what it asks for, or is relied on for.

        Each with when it is theirs: who answers in one role may be the person who has answered in another.
        """
        consenters, same = self._consenters(form, asked), self.world.people.same
        return [
            (cell, theirs)
            for cell in self.world.draft.cells.values()
            if (theirs := any_of(*(same(one, cell.consenter) for one in consenters))) != FALSE
            and (purpose is ALL or self._touches(form, cell, purpose))
            and (
                (cell.name, form.name) in self.world.draft.relied_on or self._asks(form, asked, cell) != FALSE
            )
        ]

    def _asks(self, form: Form, asked: Asked, cell: ir.Cell) -> ir.Expr:
        """That the request asks for what the ledger is about."""
        return form.asks(cell.user, cell.data[0], cell.purpose, cell.recipient, asked)

    def _touches(self, form: Form, cell: ir.Cell, purpose: str) -> bool:
        """A leaf of *purpose*, or one that the request does not ask for at all (its yes may be misused)."""
        if cell.purpose in self.world.model.purpose_leaves(purpose):
            return True
        return not any(cell.purpose in self.world.model.purpose_leaves(p) for p in form.purposes())

    def _consenters(self, form: Form, asked: Asked) -> tuple[str, ...]:
        """In whose name *asked* answers."""
        parties = [p for name in form.choices for p in form.phrases(name, ast.ByParty)]
        behalf = next((p.on_behalf_of.text for p in parties if p.on_behalf_of is not None), None)
        if behalf is None:
            return (asked.to,)
        if behalf == self.world.people.role(asked.to):
            return (asked.to,)
        return self.world.people.of_role(behalf)

    def _choose(self, form: Form, asked: Asked, choice: str, purpose: str | None, guard: ir.Expr) -> None:
        part = purpose if form.apart else ALL  # a mending that asks apart leaves deadlines as they are
        deadline, pause = self._timer(form, asked, part), self._pause(form, asked, part)
        yes = form.says_yes(choice)
        no = not yes and form.refuses(choice)
        ending = (*([deadline] if deadline else []), *self._carrying_out(form, asked, part))
        self._add(
            ir.Event(
                choose_name(asked.to, choice, form.name, purpose),
                "choose",
                self._words(form, asked, choice, purpose),
                asked.to,
                form.name,
                choice,
                all_of(self._shown(form, asked), guard),
                tuple(self._effects(form, asked, choice, purpose)),
                starts=(deadline,) if deadline and yes else (pause,) if pause and no else (),
                stops=ending if yes or no else (),
                after=pause,
                order=len(self.events),
                span=form.choices[choice].span if choice in form.choices else form.node.span,
            )
        )

    def _words(self, form: Form, asked: Asked, choice: str, purpose: str | None) -> str:
        about = f" for {purpose}" if purpose else ""
        named = form.phrases(choice, ast.ByParty)
        who = named[0].party.text if named else asked.to
        behalf = f" for {asked.to}" if who != asked.to else ""
        return f"{who} chooses `{choice}`{about} in `{form.name}`{behalf}"

    def _effects(self, form: Form, asked: Asked, choice: str, purpose: str | None) -> Iterator[ir.Effect]:
        """What *choice* does to each ledger: yes, no, or a yes to something else."""
        for cell, theirs in self._cells(form, asked, purpose):
            asked_for = self._asks(form, asked, cell)
            asks, else_ = all_of(theirs, asked_for), all_of(theirs, negate(asked_for))
            if form.consents(choice, cell.purpose):
                yield from _unless_false(ir.Grant(cell.name, form.name, choice, asks))
                yield from _unless_false(ir.Book(cell.name, form.name, else_))
            elif form.says_yes(choice):
                yield from _unless_false(ir.Refuse(cell.name, form.name, asks))
                yield from _unless_false(ir.Book(cell.name, form.name, else_))
            elif form.refuses(choice):
                yield from _unless_false(ir.Refuse(cell.name, form.name, asks))
                yield from _unless_false(ir.Unbook(cell.name, form.name, else_))

    # deadlines and withdrawal

    def _timer(self, form: Form, asked: Asked, purpose: str | None) -> str | None:
        """The deadline of an answer that runs out by itself."""
        line = form.expires()
        if line is None or line.after is None:
            return None
        return self._timed(f"{_case(form, asked, purpose)} runs out", line.after, urgent=True)

    def _pause(self, form: Form, asked: Asked, purpose: str | None) -> str | None:
        """How long after a no the request is not shown again."""
        line = next((line for line in form.lines(ast.ReAsks) if line.after is not None), None)
        if line is None or line.after is None:
            return None
        return self._timed(f"{_case(form, asked, purpose)} may be asked again", line.after, urgent=False)

    def _carrying_out(self, form: Form, asked: Asked, purpose: str | None) -> tuple[str, ...]:
        """The deadline by which a withdrawal has to be carried out."""
        delay = way_out.delay(form)
        if delay is None:
            return ()
        name = f"withdrawal from {_case(form, asked, purpose)} carried out"
        return (self._timed(name, delay, urgent=True),)

    def _timed(self, name: str, duration: ast.Duration, *, urgent: bool) -> str:
        least, most = numbers.days(duration)
        self.world.draft.timers.setdefault(name, ir.Timer(name, least, most, urgent))
        return name

    def _leaving(self, form: Form, asked: Asked) -> None:
        """Withdrawal, its being carried out, and running out: for each purpose where they are apart."""
        for purpose in self._parts(form):
            cells = self._cells(form, asked, purpose)
            self._withdraw(form, asked, purpose, cells)
            self._carry_out(form, asked, purpose, cells)
            self._expire(form, asked, purpose, cells)

    def _withdraw(self, form: Form, asked: Asked, purpose: str | None, cells: Iterable[Theirs]) -> None:
        way = way_out.answer(form, asked, self.world.written.highest_steps)
        about = f" for {purpose}" if purpose else ""
        deadline = self._timer(form, asked, purpose)
        self._add(
            ir.Event(
                withdraw_name(asked.to, form.name, purpose),
                "withdraw",
                f"{asked.to} withdraws from `{form.name}`{about}",
                asked.to,
                form.name,
                None,
                way_out.exists(form),
                tuple(self._withdrawing(form, asked, c, way_out.stops(way, "at once")) for c in cells),
                starts=self._carrying_out(form, asked, purpose),
                stops=(deadline,) if deadline else (),
                order=len(self.events),
                span=form.node.span,
            )
        )

    def _withdrawing(self, form: Form, asked: Asked, own: Theirs, at_once: ir.Expr) -> ir.Effect:
        """What a withdrawal does to a ledger; where nothing was asked for, there is only a booking to end."""
        cell, theirs = own
        if self._asks(form, asked, cell) == FALSE:
            return ir.Unbook(cell.name, form.name, all_of(theirs, at_once))
        return ir.Withdraw(cell.name, form.name, at_once, theirs)

    def _carry_out(self, form: Form, asked: Asked, purpose: str | None, cells: Iterable[Theirs]) -> None:
        way = way_out.answer(form, asked, self.world.written.highest_steps)
        self._add(
            ir.Event(
                carry_out_name(asked.to, form.name, purpose),
                "carry_out",
                f"the withdrawal of {asked.to} from `{form.name}` is carried out",
                None,
                form.name,
                None,
                way_out.stops(way, "later"),
                tuple(ir.Unbook(c.name, form.name, negate(ir.Stands(c.name, ("given",)))) for c, _ in cells),
                stops=self._carrying_out(form, asked, purpose),
                order=len(self.events),
                span=form.node.span,
            )
        )

    def _expire(self, form: Form, asked: Asked, purpose: str | None, cells: Iterable[Theirs]) -> None:
        deadline = self._timer(form, asked, purpose)
        if deadline is None:
            return
        about = f" for {purpose}" if purpose else ""
        self._add(
            ir.Event(
                expire_name(asked.to, form.name, purpose),
                "expire",
                f"the answer of {asked.to} to `{form.name}`{about} runs out",
                None,
                form.name,
                None,
                TRUE,
                tuple(ir.Expire(c.name, form.name) for c, _ in cells),
                due=deadline,
                order=len(self.events),
                span=form.node.span,
            )
        )

    # terms and changing facts

    def _new_terms(self, chain: ir.Chain) -> None:
        for earlier, later in zip(chain.versions, chain.versions[1:], strict=False):
            self._add(
                ir.Event(
                    terms_name(later.name),
                    "in_force",
                    f"the terms of {later.name} come into force",
                    None,
                    None,
                    None,
                    ir.InForce(chain.name, (earlier.name,)),
                    (ir.SetTerms(chain.name, later.name),),
                    order=len(self.events),
                    span=later.span,
                )
            )

    def _changing(self, fact: ir.Changing) -> None:
        for value in fact.values:
            self._add(
                ir.Event(
                    becomes_name(fact.name, value),
                    "becomes",
                    f"from now on {fact.words[value]}",
                    None,
                    None,
                    None,
                    negate(ir.Is(fact.name, (value,))),
                    (ir.SetFact(fact.name, value),),
                    order=len(self.events),
                )
            )


def _unless_false(effect: ir.Grant | ir.Book | ir.Refuse | ir.Unbook) -> tuple[ir.Effect, ...]:
    return () if effect.when == FALSE else (effect,)


def _case(form: Form, asked: Asked, purpose: str | None) -> str:
    return f"{form.name} ({asked.to}{', ' + purpose if purpose else ''})"


# --- names of events, which scenarios look up -------------------------------------------------------


def switch_name(person: str, feature: str, *, on: bool) -> str:
    """`Host enables Summary`."""
    return f"{person} {'enables' if on else 'disables'} {feature}"


def choose_name(person: str, choice: str, request: str, purpose: str | None) -> str:
    """`Attendee chooses yes in JoinNotice for training`."""
    return f"{person} chooses {choice} in {request}{' for ' + purpose if purpose else ''}"


def withdraw_name(person: str, request: str, purpose: str | None) -> str:
    """`Attendee withdraws from JoinNotice`."""
    return f"{person} withdraws from {request}{' for ' + purpose if purpose else ''}"


def carry_out_name(person: str, request: str, purpose: str | None) -> str:
    """`withdrawal of Attendee from JoinNotice carried out`."""
    return f"withdrawal of {person} from {request}{' for ' + purpose if purpose else ''} carried out"


def expire_name(person: str, request: str, purpose: str | None) -> str:
    """`Attendee's answer to JoinNotice expires`."""
    return f"{person}'s answer to {request}{' for ' + purpose if purpose else ''} expires"


def terms_name(version: str) -> str:
    """`terms August`."""
    return f"terms {version}"


def becomes_name(fact: str, value: str) -> str:
    """`employs(Org, Attendee) becomes yes`."""
    return f"{fact} becomes {value}"
