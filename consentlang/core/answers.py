"""
What a choice or a way out is like: its act, its steps, how it is shown, what it costs.

`Phrases` reads one list of phrases, guarded or not, into alternatives: what is written when its guard
holds, and the open fact where nothing is.
"""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Final

from attrs import define

from consentlang.core import ir
from consentlang.core.form import Form, said
from consentlang.core.ir import FALSE, TRUE, all_of, any_of, negate
from consentlang.core.values import Alternatives, Asked, Band, Value, Word
from consentlang.syntax import ast
from consentlang.types.vocabulary import ACTS, SHOWN

Necessary = Callable[[str], ir.Expr]
"""Whether the data and purpose at hand are necessary for the service of this name."""

SHOWN_AS: Final = {"equally": "equally", "less prominent": "less_prominent", "hidden": "hidden"}


@define(eq=False)
class Answer:
    """The phrases of one choice (or of `withdraw`), as put to *asked*."""

    form: Form
    asked: Asked
    label: str
    """`leave` or `withdrawing`: how the words name it."""
    phrases: tuple[ast.Phrase | ast.Guarded, ...]
    node: ast.Node
    mended: ir.Expr = FALSE
    """That a mending replaces it by an easy one: by clicking, one step, shown equally, for nothing."""
    highest_steps: int = 1
    """The largest number of steps that is written or compared with in the policy."""

    @property
    def title(self) -> str:
        """How sentences name it: `` `leave` in `JoinNotice` ``, or withdrawing from it."""
        if self.label in self.form.choices:
            return f"`{self.label}` in `{self.form.name}`"
        return f"{self.label} from `{self.form.name}`"

    # reading phrases

    def written(self, *kinds: type) -> tuple[tuple[ast.Phrase, ir.Expr], ...]:
        """The phrases of these kinds that are written, each with the condition its guards put on it."""
        found: list[tuple[ast.Phrase, ir.Expr]] = []
        for phrase in self.phrases:
            if not isinstance(phrase, ast.Guarded):
                if isinstance(phrase, kinds):
                    found.append((phrase, TRUE))
                continue
            guard = self.form.ground(phrase.when, self.asked)
            if isinstance(phrase.phrase, kinds):
                found.append((phrase.phrase, guard))
            if phrase.otherwise is not None and isinstance(phrase.otherwise, kinds):
                found.append((phrase.otherwise, negate(guard)))
        return tuple(found)

    def silent(self, *kinds: type) -> ir.Expr:
        """That no written phrase of these kinds applies; of an answer that a mending adds, none needs to."""
        if self.mended == TRUE:
            return FALSE
        return negate(any_of(*(cond for _, cond in self.written(*kinds))))

    def _alternatives(
        self, kind: type, value: Callable[[ast.Phrase], Value], easy: Value, unsaid: Alternatives
    ) -> Alternatives:
        """What is written under its guard, what is open where nothing is, *easy* where it is mended."""
        kept = negate(self.mended)
        quiet = all_of(self.silent(kind), kept)
        written = tuple(
            (value(p), all_of(cond, kept, said(p, f"{self.title}: {p.span.words}")))
            for p, cond in self.written(kind)
        )
        open_ = tuple((v, both) for v, cond in unsaid if (both := all_of(cond, quiet)) != FALSE)
        mended = ((easy, self.mended),) if self.mended != FALSE else ()
        return (*written, *open_, *mended)

    def _open(self, what: str, words: Mapping[str, str], settle: Mapping[str, str], best: str) -> str:
        """The fact of this name, which nobody settled; its full name is given back."""
        name = f"{self.form.name}.{self.label} {what}"
        self.form.draft.fact(
            name,
            words,
            settle,
            named=False,
            kind="request",
            span=self.node.span,
            best=best,
            request=self.form.name,
        )
        return name

    # the words of vocabulary.MEMBERS

    def act(self) -> Alternatives:
        """How it is expressed."""
        values = {a: f"{self.title} is expressed by {spoken_act(a)}" for a in ACTS}
        unsaid: Alternatives = ()
        if self.silent(ast.ByAct) != FALSE:
            settle = {a: f"by {a}" for a in ACTS if a not in {"saying", "terms"}}
            name = self._open("act", values, settle, "clicking")
            unsaid = tuple((Word(a), ir.Is(name, (a,))) for a in ACTS)
        told = self._alternatives(ast.ByAct, lambda p: Word(p.act), Word("clicking"), unsaid)  # type: ignore[union-attr]
        if self.active == FALSE:
            return told
        kept = tuple((value, all_of(cond, negate(self.active))) for value, cond in told)
        return (*kept, (Word("clicking"), self.active))

    def shown(self) -> Alternatives:
        """How prominent it is beside the others."""
        unsaid: Alternatives = ()
        if self.silent(ast.Shown) != FALSE:
            words = {v: f"{self.title} is shown {v.replace('_', ' ')}" for v in SHOWN.values}
            settle = {v: f"shown {v.replace('_', ' ')}" for v in SHOWN.values}
            name = self._open("shown", words, settle, "equally")
            unsaid = tuple((Word(v), ir.Is(name, (v,))) for v in SHOWN.values)
        return self._alternatives(
            ast.Shown,
            lambda p: Word(SHOWN_AS[p.prominence]),  # type: ignore[union-attr]
            Word("equally"),
            unsaid,
        )

    def steps(self) -> Alternatives:
        """
        How many actions it takes; unsaid, one of 1 to n.

        n is the largest constant around plus the number of answers in the request, so that every order
        between the unsaid ones and the constants is among the alternatives.
        """
        unsaid: Alternatives = ()
        if self.silent(ast.Steps) != FALSE:
            most = self.highest_steps + len(self.form.choices) + 1
            counts = [str(n) for n in range(1, most + 1)]
            words = {n: f"{self.title} takes {n} step{'s' * (n != '1')}" for n in counts}
            name = self._open("steps", words, {n: f"steps {n}" for n in counts}, "1")
            unsaid = tuple((Band(int(n), int(n)), ir.Is(name, (n,))) for n in counts)
        return self._alternatives(ast.Steps, lambda p: Band(p.count, p.count), Band(1, 1), unsaid)  # type: ignore[union-attr]

    @cached_property
    def preselected(self) -> ir.Expr:
        """That it is set in advance: written; unsaid, open only where no act is written either."""
        written = [
            (said(p, f"{self.title}: {p.span.words}", value=p.value), cond)
            for p, cond in self.written(ast.Preselected)
            if isinstance(p, ast.Preselected)
        ]
        if written or self.written(ast.ByAct) or self.mended == TRUE:
            set_so = any_of(*(all_of(leaf, cond) for leaf, cond in written))
            return all_of(set_so, negate(self.mended), negate(self.active))
        name = self._open(
            "preselected",
            {"no": f"{self.title} is not set in advance", "yes": f"{self.title} is set in advance"},
            {"no": "not preselected", "yes": "preselected"},
            "no",
        )
        return all_of(ir.Is(name, ("yes",)), negate(self.mended), negate(self.active))

    @cached_property
    def active(self) -> ir.Expr:
        """That a mending has the yes said by an act of one's own."""
        if not self.form.says_yes(self.label) or self.label not in self.form.choices:
            return FALSE
        return self.form.edit(
            "active",
            f"in `{self.form.name}`, let `{self.label}` be an act of one's own, with nothing set in advance",
            f"choice {self.label} {{ consents by clicking, not preselected, ... }}",
            self.label,
        )

    @cached_property
    def gains(self) -> ir.Expr:
        """That it brings an advantage."""
        return any_of(
            *(
                all_of(cond, said(p, f"{self.title}: {p.span.words}"))
                for p, cond in self.written(ast.Gains)
                if isinstance(p, ast.Gains) and p.what is not None
            )
        )

    @cached_property
    def instead(self) -> ir.Expr:
        """That an equivalent alternative is offered: the author's judgement, named in the verdict."""
        return any_of(
            *(
                all_of(
                    cond,
                    self._judged(
                        f"{p.span.words} (equivalent)",
                        p,
                        f"{self.title} offers an equivalent: {p.span.words}",
                    ),
                )
                for p, cond in self.written(ast.Instead)
                if isinstance(p, ast.Instead) and p.alternative is not None
            )
        )

    # what it costs

    def pays(self) -> ir.Expr:
        """That it costs money: written; where no cost at all is written, open."""
        parts = [all_of(cond, self._paid(p)) for p, cond in self.written(ast.Pays)]
        quiet = all_of(self.silent(ast.Pays), self.silent(ast.Loses))
        if quiet != FALSE:
            parts.append(all_of(quiet, self._open_cost(None), self._open_cost("money")))
        return all_of(any_of(*parts), negate(self.mended))

    def price(self) -> Alternatives:
        """How much money, in whole units; unsaid, none, or one and more."""
        written = tuple(
            (Band(p.price.amount, p.price.amount) if p.price else Band(0, 0), cond)
            for p, cond in self.written(ast.Pays)
            if isinstance(p, ast.Pays)
        )
        quiet, some = self.silent(ast.Pays), self.pays()
        return (
            *written,
            (Band(0, 0), all_of(quiet, negate(some))),
            (Band(1, None), all_of(quiet, some)),
        )

    def loses(self, loss: str) -> ir.Expr:
        """That it loses this service or stake: written; where no loss is written, open."""
        parts = [
            all_of(cond, said(p, self._repeated(p)))
            for p, cond in self.written(ast.Loses)
            if isinstance(p, ast.Loses) and loss in {name.text for name in p.losses}
        ]
        quiet = self.silent(ast.Loses)
        if quiet != FALSE:
            parts.append(all_of(quiet, self._open_cost(None), self._open_cost(loss)))
        return all_of(any_of(*parts), negate(self.mended))

    def costs(self, necessary: Necessary | None = None) -> ir.Expr:
        """
        That it loses or pays anything, save a service for which data and purpose are *necessary*.

        `loses` written closes the matter; `pays` alone leaves open what is lost.
        """
        parts = [all_of(cond, self._paid(p)) for p, cond in self.written(ast.Pays)]
        parts += [all_of(cond, self._lost(p, necessary)) for p, cond in self.written(ast.Loses)]
        quiet = self.silent(ast.Loses)
        if quiet != FALSE:
            parts.append(all_of(quiet, self._open_cost(None)))
        return all_of(any_of(*parts), negate(self.mended))

    def _repeated(self, phrase: ast.Phrase) -> str:
        return f"{self.title} {phrase.span.words}"

    def _paid(self, phrase: ast.Phrase) -> ir.Expr:
        paid = isinstance(phrase, ast.Pays) and phrase.price is not None and phrase.price.amount > 0
        return said(phrase, self._repeated(phrase), value=paid)

    def _lost(self, phrase: ast.Phrase, necessary: Necessary | None) -> ir.Expr:
        names = [name.text for name in phrase.losses] if isinstance(phrase, ast.Loses) else []
        if not names:
            return negate(self._judged("costs nothing", phrase, self._repeated(phrase)))
        spared = (negate(necessary(name)) if necessary is not None else TRUE for name in names)
        return all_of(said(phrase, self._repeated(phrase)), any_of(*spared))

    def _judged(self, what: str, node: ast.Node, words: str) -> ir.Expr:
        """Something the author says of a cost or an alternative that is somebody's judgement."""
        name = f"{self.form.name}.{self.label} {what}"
        return self.form.draft.judged(name, words, node.span, kind="request")

    def _open_cost(self, what: str | None) -> ir.Expr:
        """That it costs something at all (None), this service or stake, or `money`."""
        verb = "pays" if what == "money" else "loses"
        none = "nothing" if what is None else f"no {what}"
        name = self._open(
            "costs" if what is None else f"{verb} {what}",
            {
                "no": f"{self.title} {verb} {none}",
                "yes": f"{self.title} {verb} {what or 'something'}",
            },
            {"no": "loses nothing" if what is None else f"{verb} nothing"},
            "no",
        )
        return ir.Is(name, ("yes",))


def spoken_act(act: str) -> str:
    """How an act reads in a sentence."""
    return {"terms": "accepting the terms", "phone": "telephone", "opting_out": "not opting out"}.get(
        act, act
    )
