"""
Requests as they are put to people: who is asked what, which choices there are, what each answers.

A line that is written is complete: it becomes a `Said`, the words to blame. What the language leaves open
when it is not written (`loses`, `steps`, `shown`, an act, `tells`, `withdraw`, `records`) becomes a fact
that nobody settled; the rest (`preselected`, `gains`, `instead`, `joined to`, `by`) is not so unless it
is written. What an edit could change reads the edit's fact. The phrases of a choice are in `answers`.
"""

from collections.abc import Callable
from typing import Final, TypeVar

from attrs import define, field

from consentlang.core import ir, numbers
from consentlang.core.draft import Draft
from consentlang.core.ir import FALSE, TRUE, all_of, any_of, negate
from consentlang.core.values import Alternatives, Asked, Chosen, Person, Purpose, just
from consentlang.syntax import ast
from consentlang.types.model import Model

ADDED: Final = "no"
"""The choice that refuses and loses nothing, in a request where a mending adds it."""

Ground = Callable[[ast.Formula, Asked], ir.Expr]
"""Gives a formula that stands in a request its meaning for the party that is asked."""

L = TypeVar("L", bound=ast.Node)


def said(node: ast.Node, words: str, *, value: bool = True) -> ir.Expr:
    """A leaf that is so because *node* says so."""
    return ir.Said(value, words, node.span)


@define(eq=False)
class Form:
    """One request: its lines sorted by what they speak of, and what each word means for who is asked."""

    model: Model
    draft: Draft
    node: ast.Request
    ground: Ground
    choices: dict[str, ast.Choice] = field(factory=dict, init=False)
    apart: set[str] = field(factory=set, init=False)
    """The choices that answer each purpose apart."""
    editable: bool = True

    def __attrs_post_init__(self) -> None:
        """Sort the choices."""
        for item in self.node.items:
            if isinstance(item, ast.Choice):
                self.choices[item.name.text] = item
            elif isinstance(item, ast.ForEachPurpose):
                self.choices |= {choice.name.text: choice for choice in item.choices}
                self.apart |= {choice.name.text for choice in item.choices}

    @property
    def name(self) -> str:
        """The name of the request."""
        return self.node.name.text

    def lines(self, kind: type[L]) -> tuple[L, ...]:
        """The lines of one kind."""
        return tuple(item for item in self.node.items if isinstance(item, kind))

    def edit(self, kind: str, words: str, line: str, what: str = "") -> ir.Expr:
        """That the mending *kind* has been made to this request."""
        if not self.editable:
            return FALSE
        name = f"{kind} {self.name}{what and ' ' + what}"
        return self.draft.edit(
            ir.Edit(name, f"edit: {name}", kind, self.name, words, line, len(self.draft.edits))  # type: ignore[arg-type]
        )

    # what is asked

    def purposes(self) -> tuple[str, ...]:
        """The purposes it asks for, as written, in order."""
        return tuple(dict.fromkeys(p.text for asks in self.lines(ast.Asks) for p in asks.purposes))

    def asks(self, user: str, data: str, purpose: str, recipient: str | None, asked: Asked) -> ir.Expr:
        """That it asks for this leaf: data, purpose, user and recipient all within one line."""
        return any_of(
            *(
                self.ground(line.when, asked) if line.when is not None else TRUE
                for line in self.lines(ast.Asks)
                if line.by.text == user
                and any(data in self.model.data_leaves(d.text) for d in line.data)
                and any(purpose in self.model.purpose_leaves(p.text) for p in line.purposes)
                and (recipient is None or any(recipient == r.text for r in line.recipients))
            )
        )

    def asks_data(self, data: str, asked: Asked) -> ir.Expr:
        """That this data is among what it asks for, whoever uses it for whatever."""
        leaves = set(self.model.data_leaves(data))
        return any_of(
            *(
                self.ground(line.when, asked) if line.when is not None else TRUE
                for line in self.lines(ast.Asks)
                if leaves <= {leaf for d in line.data for leaf in self.model.data_leaves(d.text)}
            )
        )

    def per_purpose(self) -> ir.Expr:
        """That each purpose is answered apart: `for each purpose`, or only one is asked."""
        if len(self.purposes()) < 2:  # noqa: PLR2004 - one purpose cannot be lumped
            return TRUE
        consenting = [name for name in self.choices if self.says_yes(name)]
        if all(name in self.apart for name in consenting):
            return said(self.node, f"`{self.name}` answers each purpose apart")
        return any_of(
            said(self.node, f"`{self.name}` does not answer each purpose apart", value=False),
            self.apart_edit(),
        )

    def apart_edit(self) -> ir.Expr:
        """That a mending asks each purpose apart."""
        return self.edit(
            "per_purpose", f"in `{self.name}`, ask for each purpose apart", "for each purpose { ... }"
        )

    # what each choice answers

    def phrases(self, choice: str, kind: type[L]) -> tuple[L, ...]:
        """The phrases of one kind in *choice*, without guards; none in one that a mending adds."""
        written = self.choices[choice].phrases if choice in self.choices else ()
        return tuple(p for p in written if isinstance(p, kind))

    def says_yes(self, choice: str) -> bool:
        """Whether *choice* is labelled `consents`."""
        return bool(self.phrases(choice, ast.Consents))

    def yes_to(self, choice: str) -> tuple[str, ...]:
        """The purposes, as written, that *choice* says yes to (each of them apart, if it answers apart)."""
        named = tuple(p.text for c in self.phrases(choice, ast.Consents) for p in c.purposes)
        return named or (self.purposes() if self.says_yes(choice) else ())

    def consents(self, choice: str, purpose: str) -> bool:
        """Whether *choice* can say yes to the leaf *purpose*."""
        return any(purpose in self.model.purpose_leaves(p) for p in self.yes_to(choice))

    def refuses(self, choice: str) -> bool:
        """
        Whether *choice* is a way to say no: it `refuses`. `postpones` is no answer.

        A yes to other purposes only leaves this one without a yes, and the ledger takes it for a no; but
        somebody who has to say yes to one thing in order to refuse another has no way to refuse.
        """
        return choice not in self.choices or bool(self.phrases(choice, ast.Refuses))

    def postpones(self, choice: str) -> bool:
        """Whether *choice* puts the answer off."""
        return bool(self.phrases(choice, ast.Postpones))

    def offered(self, asked: Asked) -> Alternatives:
        """All choices; the one that a mending adds, if it does."""
        own = tuple((Chosen(asked, name), TRUE) for name in self.choices)
        added = self.added()
        return own if added == FALSE else (*own, (Chosen(asked, self.added_name()), added))

    def added(self) -> ir.Expr:
        """That a mending adds a choice that refuses and loses nothing."""
        return self.edit(
            "refusal",
            f"add to `{self.name}` a choice that refuses and loses nothing",
            f"choice {self.added_name()} {{ refuses by clicking, steps 1, shown equally, loses nothing }}",
        )

    def added_name(self) -> str:
        """The name of that choice: `no`, or `no_thanks` where that is taken."""
        return next(name for name in (ADDED, "no_thanks", "refuse_freely") if name not in self.choices)

    def answering(self, asked: Asked, answers: Callable[[str], bool]) -> Alternatives:
        """The choices whose name *answers* picks, with the lines that say so."""
        return tuple(
            (value, cond)
            for value, cond in self.offered(asked)
            if isinstance(value, Chosen) and answers(value.choice)
        )

    def chosen_purposes(self, choice: str, at_hand: str) -> Alternatives:
        """The purposes that saying yes by *choice* covers, when the purpose at hand is answered."""
        if choice not in self.choices:
            return ()  # the choice that a mending would add: it refuses
        covered = [p for p in self.yes_to(choice) if at_hand in self.model.purpose_leaves(p)]
        others = [p for p in self.yes_to(choice) if p not in covered]
        own = tuple((Purpose(p), TRUE) for p in covered)
        if choice in self.apart:
            return own
        together = all_of(
            said(self.choices[choice], f"`{choice}` is one yes to {' and '.join(self.yes_to(choice))}"),
            negate(self.apart_edit()),
        )
        return (*own, *((Purpose(p), together) for p in others))

    def decider(self, choice: str, asked: Asked, subject: str) -> Alternatives:
        """Who makes *choice*: `by P`, else the party that is asked; the subject, if a mending says so."""
        named = self.phrases(choice, ast.ByParty)
        who = named[0].party.text if named else asked.to
        if who == subject or choice not in self.choices:
            return just(Person(who))
        mended = self.edit(
            "subject_decides",
            f"in `{self.name}`, let the {subject} decide",
            f"request {self.name} to {subject} by {self.node.by.text} {{ ... }}",
        )
        blame = said(named[0] if named else self.node, f"{who} decides `{choice}` in `{self.name}`")
        return ((Person(who), all_of(blame, negate(mended))), (Person(subject), mended))

    # what is told and kept

    def tells(self, item: str, manner: str, asked: Asked) -> ir.Expr:
        """That *item* is told in *manner*: `plainly`, `vaguely`, `misleadingly`."""
        mended = self.edit("told", f"in `{self.name}`, tell {spoken(item)}", f"tells {item}", item)
        lines = self.lines(ast.Tells)
        complete = [line for line in lines if not line.at_least]
        if complete:
            written = any_of(*(self._line_tells(line, item, manner, asked) for line in complete))
        else:
            written = self._told_or_not(item, manner)
        for line in (line for line in lines if line.at_least):
            for told in (told for told in line.items if told.item.text == item):
                written = self._where(line, self._leaf(told, manner), written, asked)
        for left_out in self.lines(ast.LeavesOut):
            for name in (name for name in left_out.items if name.text == item):
                leaf = said(name, f"`{self.name}` does not tell {spoken(item)}", value=False)
                written = self._where(left_out, leaf, written, asked)
        return any_of(written, mended) if manner == "plainly" else all_of(written, negate(mended))

    def _line_tells(self, line: ast.Tells, item: str, manner: str, asked: Asked) -> ir.Expr:
        told = next((t for t in line.items if t.item.text == item), None)
        if told is None:
            return said(line, f"`{self.name}` does not tell {spoken(item)}", value=False)
        leaf = self._leaf(told, manner)
        return leaf if line.when is None else all_of(leaf, self.ground(line.when, asked))

    def _leaf(self, told: ast.ToldItem, manner: str) -> ir.Expr:
        how = "" if told.manner == "plainly" else f" {told.manner}"
        words = f"`{self.name}` tells {spoken(told.item.text)}{how}"
        return said(told, words, value=told.manner == manner)

    def _where(
        self, line: ast.Tells | ast.LeavesOut, leaf: ir.Expr, otherwise: ir.Expr, asked: Asked
    ) -> ir.Expr:
        """*leaf* where the line applies, *otherwise* elsewhere: of that the line says nothing."""
        if line.when is None:
            return leaf
        when = self.ground(line.when, asked)
        return any_of(all_of(when, leaf), all_of(negate(when), otherwise))

    def _told_or_not(self, item: str, manner: str) -> ir.Expr:
        name = f"{self.name} tells {item}"
        what = spoken(item)
        words = {
            "no": f"`{self.name}` does not tell {what}",
            "vaguely": f"`{self.name}` tells {what} only vaguely",
            "misleadingly": f"`{self.name}` tells {what} misleadingly",
            "plainly": f"`{self.name}` tells {what}",
        }
        settle = {"plainly": f"tells {item}", "no": "tells nothing"}
        self.draft.fact(
            name,
            words,
            settle,
            named=False,
            kind="request",
            span=self.node.span,
            best="plainly",
            request=self.name,
        )
        return ir.Is(name, (manner,))

    def records(self, item: str) -> ir.Expr:
        """That *item* is put on record."""
        mended = self.edit(
            "record",
            f"in `{self.name}`, put on record who said yes, when, to what and how",
            "records who, when, what, how",
        )
        lines = self.lines(ast.Records)
        if lines:
            kept = next((n for line in lines for n in line.items if n.text == item), None)
            words = f"`{self.name}` {'puts' if kept else 'does not put'} on record {item}"
            return any_of(said(kept or lines[0], words, value=kept is not None), mended)
        open_ = self.draft.yes_no(
            f"{self.name} records {item}",
            yes=f"`{self.name}` puts on record {item}",
            no=f"`{self.name}` does not put on record {item}",
            settle_yes="records who, when, what, how",
            settle_no="records nothing",
            named=False,
            kind="request",
            span=self.node.span,
            best="yes",
            request=self.name,
        )
        return any_of(open_, mended)

    def joined(self) -> ir.Expr:
        """That it is not kept apart from other matters."""
        for line in self.lines(ast.JoinedTo):
            if line.other is not None:
                other = line.other.value if isinstance(line.other, ast.Text) else line.other.text
                return said(line, f"`{self.name}` is joined to {other}")
        return FALSE

    # deadlines

    def expires(self) -> ast.Expires | None:
        """The line by which the answer runs out, if there is one."""
        return next((line for line in self.lines(ast.Expires) if line.after is not None), None)

    def re_asks(self) -> ir.Expr:
        """That a refusal is followed by a new request: said, or open."""
        for line in self.lines(ast.ReAsks):
            never = line.after is None
            return said(line, f"`{self.name}` {'never ' if never else ''}asks again", value=not never)
        return self.draft.yes_no(
            f"{self.name} asks again",
            yes=f"`{self.name}` asks again after a no",
            no=f"`{self.name}` does not ask again after a no",
            settle_yes="re-asks after 12 months",
            settle_no="re-asks never",
            named=False,
            kind="request",
            span=self.node.span,
            best="no",
            request=self.name,
        )

    def span_of(self, kind: type[ast.Expires | ast.ReAsks]) -> Alternatives:
        """The days after which the answer runs out or it asks again; none where no line says."""
        return tuple(
            (numbers.nominal_days(line.after), said(line, f"`{self.name}`: {line.span.words}"))
            for line in self.lines(kind)
            if line.after is not None
        )


def spoken(item: str) -> str:
    """How an item that can be told reads in a sentence."""
    return SPOKEN.get(item, item.replace("_", " "))


SPOKEN: Final = {
    "controller": "who the controller is",
    "recipients": "who receives the data",
    "purpose": "the purpose",
    "data": "which data",
    "duration": "for how long",
    "withdrawal": "how to withdraw",
    "refusal": "that one may refuse",
    "risks": "the risks",
    "automated_decisions": "that decisions are automated",
    "transfers": "where the data goes",
    "rights": "one's rights",
}
