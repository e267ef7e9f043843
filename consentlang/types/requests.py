"""
Requests: whether what a request and its choices say can all be so.

What is missing is open, and explored; what is said twice, or both said and denied, is a mistake.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from attrs import define

from consentlang.diagnostics import codes
from consentlang.diagnostics.report import Note, Report
from consentlang.names.parts import choices_of
from consentlang.names.symbols import Names
from consentlang.syntax import ast

_ANSWERS: Final = (ast.Consents, ast.Refuses, ast.Postpones)
_GUARDABLE: Final = (
    ast.Loses,
    ast.Pays,
    ast.Gains,
    ast.Instead,
    ast.Steps,
    ast.Shown,
    ast.Preselected,
)
_OF_WITHDRAW: Final = (ast.ByAct, ast.Steps, ast.Shown, ast.Loses, ast.Pays, ast.StopsUse)

_ONCE: Final[dict[type[ast.Node], str]] = {
    ast.ShownWhen: "when",
    ast.JoinedTo: "joined to",
    ast.Withdraw: "withdraw",
    ast.Expires: "expires",
    ast.ReAsks: "re-asks",
    ast.Records: "records",
}
"""Lines that a request has at most once, and how they begin."""

_PHRASES: Final[dict[type[ast.Node], str]] = {
    ast.ByAct: "by",
    ast.ByParty: "by",
    ast.Preselected: "preselected",
    ast.Steps: "steps",
    ast.Shown: "shown",
    ast.Loses: "loses",
    ast.Pays: "pays",
    ast.Gains: "gains",
    ast.Instead: "instead",
    ast.StopsUse: "stops use",
}
"""Phrases that a choice has at most once, and how they begin."""


def check_request(request: ast.Request, names: Names, report: Report) -> None:
    """Report what cannot be so in *request*."""
    _Checking(request, names, report).all()


@define(eq=False)
class _Checking:
    request: ast.Request
    names: Names
    report: Report

    def all(self) -> None:
        self.lines()
        self.tells()
        self.choices()
        for item in self.request.items:
            if isinstance(item, ast.Withdraw) and item.phrases is not None:
                self.withdraw(item.phrases)

    # --- lines ----------------------------------------------------------------------------------

    def lines(self) -> None:
        """Each line that settles one thing stands once; something is asked."""
        first: dict[type[ast.Node], ast.Node] = {}
        for item in self.request.items:
            if type(item) in _ONCE and first.setdefault(type(item), item) is not item:
                self.twice(item, first[type(item)], _ONCE[type(item)])
        if not any(isinstance(item, ast.Asks) for item in self.request.items) and self.all_read():
            self.report.error(
                codes.ASKS_NOTHING,
                self.request.name.span,
                f"`{self.request.name.text}` asks for nothing",
                help="say what for: `asks audio by Vendor for training`",
            )

    def all_read(self) -> bool:
        """Whether no line was given up because it could not be read: that line may have what is missing."""
        whole = self.request.span
        return not any(
            each.code.number < codes.UNKNOWN_NAME.number
            and each.span.source is whole.source
            and whole.start <= each.span.start <= whole.end
            for each in self.report
        )

    def tells(self) -> None:
        """`tells nothing` stands alone."""
        lines = [item for item in self.request.items if isinstance(item, ast.Tells)]
        nothing = [line for line in lines if not line.items]
        something = [line for line in lines if line.items]
        if nothing and something and nothing[0].when is None:
            self.contradiction(nothing[0], something[0], "nothing is told here, and something elsewhere")
        told = {each.item.text: each for line in lines if line.when is None for each in line.items}
        for left in self.request.items:
            if isinstance(left, ast.LeavesOut):
                for name in left.items:
                    if name.text in told:
                        message = f"`{name.text}` is left out here, and told elsewhere"
                        self.contradiction(name, told[name.text], message)

    # --- choices --------------------------------------------------------------------------------

    def choices(self) -> None:
        """Some choice says yes; all are for each purpose, or none."""
        apart = [item for item in self.request.items if isinstance(item, ast.ForEachPurpose)]
        together = [item for item in self.request.items if isinstance(item, ast.Choice)]
        if apart and together:
            self.report.error(
                codes.MIXED_CHOICES,
                together[0].name.span,
                f"`{together[0].name.text}` is a choice for all purposes beside choices for each",
                help="put all choices inside `for each purpose`, or none",
                notes=[Note(apart[0].span, "choices for each purpose")],
            )
        for block in apart[1:]:
            self.twice(block, apart[0], "for each purpose")
        for choice in together:
            self.choice(choice)
        for block in apart:
            for choice in block.choices:
                self.choice(choice)
                self.for_each(choice)
        if not any(_says_yes(choice) for choice in choices_of(self.request)) and self.all_read():
            self.report.error(
                codes.NO_YES,
                self.request.name.span,
                f"no choice of `{self.request.name.text}` says yes",
                help="add a choice that `consents`",
            )

    def choice(self, choice: ast.Choice) -> None:
        """One choice: one answer, each phrase once."""
        self.answers(choice)
        self.once(choice.phrases)
        self.guards(choice.phrases)
        for phrase in _plain(choice.phrases):
            if isinstance(phrase, ast.StopsUse):
                self.out_of_place(phrase, "a choice", "say in `withdraw` when use stops")
            elif isinstance(phrase, ast.Consents):
                for purpose in phrase.purposes:
                    self.asked(purpose)

    def answers(self, choice: ast.Choice) -> None:
        """Yes, no or later."""
        answers = [phrase for phrase in _plain(choice.phrases) if isinstance(phrase, _ANSWERS)]
        if not answers:
            self.report.error(
                codes.CHOICE_WITHOUT_ANSWER,
                choice.name.span,
                f"`{choice.name.text}` says neither yes nor no nor later",
                help="say `consents`, `refuses` or `postpones`",
            )
        for other in answers[1:]:
            if type(other) is type(answers[0]):
                self.twice(other, answers[0], other.span.text)
            else:
                words = f"`{answers[0].span.text}` and `{other.span.text}` are not one answer"
                self.contradiction(other, answers[0], words)

    def for_each(self, choice: ast.Choice) -> None:
        """Inside `for each purpose` a yes is to that purpose."""
        for phrase in _plain(choice.phrases):
            if isinstance(phrase, ast.Consents) and phrase.purposes:
                help = "say `consents`: it is to the purpose that is answered"
                self.out_of_place(phrase, "a choice for each purpose", help)

    def asked(self, purpose: ast.Name) -> None:
        """Report a yes to a purpose that is not asked for."""
        asked = [each for line in self.request.items if isinstance(line, ast.Asks) for each in line.purposes]
        if not asked or any(self.names.ties[each].kind != "purpose" for each in (purpose, *asked)):
            return
        if purpose.text in self.within({each.text for each in asked}):
            return
        listed = " and ".join(f"`{each.text}`" for each in asked)
        self.report.error(
            codes.PURPOSE_NOT_ASKED,
            purpose.span,
            f"`{self.request.name.text}` does not ask for `{purpose.text}`",
            help=f"it asks for {listed}",
            notes=[Note(asked[0].span, "asked here")],
        )

    def within(self, purposes: set[str]) -> set[str]:
        """*purposes* and all that lie within them."""
        found = set(purposes)
        for name in self.names.table("purpose"):
            path, above = [name], self.above(name)
            while above is not None and above not in path and above not in found:
                path.append(above)
                above = self.above(above)
            if above in found:
                found.update(path)
        return found

    def above(self, purpose: str) -> str | None:
        """The purpose that *purpose* lies within."""
        symbol = self.names.table("purpose").get(purpose)
        node = symbol.node if symbol is not None else None
        return node.within.text if isinstance(node, ast.PurposeDecl) and node.within is not None else None

    # --- phrases --------------------------------------------------------------------------------

    def withdraw(self, phrases: tuple[ast.Phrase | ast.Guarded, ...]) -> None:
        """The way out: no answer, nobody who makes it."""
        self.once(phrases)
        self.guards(phrases)
        for phrase in _plain(phrases):
            if not isinstance(phrase, _OF_WITHDRAW):
                self.out_of_place(phrase, "`withdraw`", _how_to_leave(phrase))

    def once(self, phrases: Iterable[ast.Phrase | ast.Guarded]) -> None:
        """Each phrase stands once: two losses are one list."""
        first: dict[type[ast.Node], ast.Phrase] = {}
        for each in phrases:
            phrase = each.phrase if isinstance(each, ast.Guarded) else each
            begun = _PHRASES.get(type(phrase))
            known = first.setdefault(type(phrase), phrase)
            if begun is None or known is phrase:
                continue
            if _is_nothing(phrase) != _is_nothing(known):
                words = f"`{known.span.text}` and `{phrase.span.text}` cannot both be so"
                self.contradiction(phrase, known, words)
            else:
                self.twice(phrase, known, begun)

    def guards(self, phrases: Iterable[ast.Phrase | ast.Guarded]) -> None:
        """Only what a choice costs, brings or looks like hangs on a condition."""
        for each in phrases:
            if not isinstance(each, ast.Guarded):
                continue
            if not isinstance(each.phrase, _GUARDABLE):
                self.report.error(
                    codes.CANNOT_BE_GUARDED,
                    each.span,
                    f"`{each.phrase.span.text}` cannot hang on a condition",
                    help="make it a choice, or a request, of its own",
                )
            elif each.otherwise is not None and type(each.otherwise) is not type(each.phrase):
                message = (
                    f"`{each.otherwise.span.text}` is no other answer than `{each.phrase.span.text}`: "
                    "what follows `otherwise` begins with the same word"
                )
                self.report.error(codes.PHRASE_OUT_OF_PLACE, each.otherwise.span, message)

    # --- messages -------------------------------------------------------------------------------

    def twice(self, again: ast.Node, first: ast.Node, words: str) -> None:
        """Report what was said before."""
        notes = [Note(first.span, "said here first")]
        self.report.error(codes.SAID_TWICE, again.span, f"`{words}` is said twice", notes=notes)

    def contradiction(self, one: ast.Node, other: ast.Node, message: str) -> None:
        """Report what cannot be so together."""
        self.report.error(codes.CONTRADICTION, one.span, message, notes=[Note(other.span, "against this")])

    def out_of_place(self, phrase: ast.Node, where: str, help: str | None) -> None:
        """Report a phrase where it says nothing."""
        message = f"`{phrase.span.text}` does not fit into {where}"
        self.report.error(codes.PHRASE_OUT_OF_PLACE, phrase.span, message, help=help)


def _plain(phrases: Iterable[ast.Phrase | ast.Guarded]) -> Iterator[ast.Phrase]:
    """*phrases* without their conditions."""
    for phrase in phrases:
        yield phrase.phrase if isinstance(phrase, ast.Guarded) else phrase


def _how_to_leave(phrase: ast.Phrase) -> str | None:
    """What to say in `withdraw` instead of *phrase*."""
    match phrase:
        case ast.ByParty(party=party):
            return (
                "whoever said yes can take it back, so only how is said: `by clicking`; "
                f"if they cannot, and only `{party.text}` can, that is `withdraw none`"
            )
        case ast.Gains() | ast.Instead():
            return "say what withdrawing costs: `loses nothing`"
        case ast.Preselected():
            return "nobody is withdrawn in advance: say `by clicking`, `steps 1`"
        case ast.Consents() | ast.Refuses() | ast.Postpones():
            return "an answer stands in a `choice`"
        case _:
            return None


def _says_yes(choice: ast.Choice) -> bool:
    return any(isinstance(phrase, ast.Consents) for phrase in _plain(choice.phrases))


def _is_nothing(phrase: ast.Phrase) -> bool:
    """Whether *phrase* is like `loses nothing`."""
    match phrase:
        case ast.Loses():
            return not phrase.losses
        case ast.Pays():
            return phrase.price is None
        case ast.Gains():
            return phrase.what is None
        case ast.Instead():
            return phrase.alternative is None
        case ast.Preselected():
            return not phrase.value
        case _:
            return False
