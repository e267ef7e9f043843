"""Scenarios: whether what is tried is something that the policy lets happen."""

from collections.abc import Mapping
from typing import TypeVar

from attrs import define, field

from consentlang.diagnostics import codes
from consentlang.diagnostics.report import Note, Report
from consentlang.names.parts import phrases_of
from consentlang.names.symbols import Names
from consentlang.syntax import ast
from consentlang.types import fitting

_Line = TypeVar("_Line", bound=ast.Node)


@define(eq=False)
class Scenarios:
    """Checks the events of scenarios, each in the light of those before it."""

    names: Names
    chains: Mapping[str, tuple[str, ...]]
    """Versions of the terms in the order in which they come into force, by the first of them."""
    report: Report
    titles: dict[tuple[str, ...], ast.Text] = field(factory=dict)
    """Scenarios and questions so far: they are told apart by these."""

    def item(self, item: ast.Item) -> None:
        """Check the events of a scenario; and that no other scenario or question is called so."""
        if isinstance(item, ast.Ask):
            under = (item.under.text,) if item.under is not None else ()
            self.once("question", item.question, under)
        elif isinstance(item, ast.Scenario):
            self.once("scenario", item.title, ())
            story = _Story(self.names, self.chains, self.report)
            for event in item.items:
                story.event(event)

    def once(self, kind: str, title: ast.Text, under: tuple[str, ...]) -> None:
        """Report a title that another scenario has, or a question that is asked before."""
        known = self.titles.setdefault((kind, title.value, *under), title)
        if known is not title:
            self.report.error(
                codes.DUPLICATE_NAME,
                title.span,
                f"two {kind}s are called “{title.value}”",
                help="give each words of its own: its answer is listed under them",
                notes=[Note(known.span, "the first one")],
            )


@define(eq=False)
class _Story:
    names: Names
    chains: Mapping[str, tuple[str, ...]]
    report: Report
    withdrawn: set[str] = field(factory=set)
    versions: set[str] = field(factory=set)

    def event(self, event: ast.ScenarioItem) -> None:
        match event:
            case ast.Switches():
                self.switches(event)
            case ast.Chooses():
                self.chooses(event)
            case ast.Withdraws():
                self.withdraws(event)
            case ast.Elapses():
                self.elapses(event)
            case ast.CarriedOut():
                self.carried_out(event)
            case ast.InForce():
                self.in_force(event)
            case ast.Given() | ast.Becomes():
                pass
            case ast.ExpectValid() | ast.ExpectCoerced() | ast.Expect():
                pass

    def switches(self, event: ast.Switches) -> None:
        """By somebody who can."""
        symbol = self.names.table("feature").get(event.feature.text)
        feature = symbol.node if symbol is not None else None
        if isinstance(feature, ast.Feature) and not self.can_be(event.party, feature.switched_by):
            self.not_theirs(event.party, feature.switched_by, f"switches `{event.feature.text}`", feature)

    def chooses(self, event: ast.Chooses) -> None:
        """By the party that is asked, or the one that makes this choice for it."""
        request = self.request(event.request)
        choice = self.names.choices.get(event.request.text, {}).get(event.choice.text)
        if request is None or choice is None or not isinstance(choice.node, ast.Choice):
            return
        makers = [phrase.party for phrase in phrases_of(choice.node) if isinstance(phrase, ast.ByParty)]
        able = (request.to, *makers)
        if not self.can_be(event.party, able):
            self.not_theirs(event.party, able, f"chooses `{event.choice.text}`", choice.node)
        self.purpose(event.purpose, request)

    def withdraws(self, event: ast.Withdraws) -> None:
        """By the party that was asked, if there is a way."""
        request = self.request(event.request)
        if request is None:
            return
        self.withdrawn.add(event.request.text)
        no_way = next((line for line in _of(request, ast.Withdraw) if line.phrases is None), None)
        if no_way is not None:
            self.cannot(event, f"`{event.request.text}` leaves no way to withdraw", no_way)
        makers = [
            phrase.on_behalf_of or phrase.party
            for choice in self.names.choices.get(event.request.text, {}).values()
            if isinstance(choice.node, ast.Choice)
            for phrase in phrases_of(choice.node)
            if isinstance(phrase, ast.ByParty)
        ]
        able = (request.to, *makers)
        if not self.can_be(event.party, able):
            self.not_theirs(event.party, able, f"withdraws from `{event.request.text}`", request)
        self.purpose(event.purpose, request)

    def elapses(self, event: ast.Elapses) -> None:
        """Only an answer that runs out."""
        request = self.request(event.request)
        lines = _of(request, ast.Expires) if request is not None else []
        if request is not None and not any(line.after is not None for line in lines):
            where = lines[0] if lines else request
            self.cannot(event, f"the answer to `{event.request.text}` does not run out", where)

    def carried_out(self, event: ast.CarriedOut) -> None:
        """Only a withdrawal that there was."""
        if self.request(event.request) is not None and event.request.text not in self.withdrawn:
            self.cannot(event, f"nobody has withdrawn from `{event.request.text}` before this", None)

    def in_force(self, event: ast.InForce) -> None:
        """Only a version that follows those before."""
        for chain in self.chains.values():
            if event.terms.text in chain:
                later = chain[chain.index(event.terms.text) :]
                passed = [version for version in later if version in self.versions]
                if passed:
                    self.cannot(
                        event, f"`{passed[0]}` is in force already, and follows `{event.terms.text}`", None
                    )
        self.versions.add(event.terms.text)

    def purpose(self, purpose: ast.Name | None, request: ast.Request) -> None:
        """Report an answer about a purpose that is not answered apart."""
        asked = [each for line in _of(request, ast.Asks) for each in line.purposes]
        if purpose is None or any(self.names.ties[each].kind != "purpose" for each in (purpose, *asked)):
            return
        if asked and purpose.text not in {each.text for each in asked}:
            self.report.error(
                codes.PURPOSE_NOT_ASKED,
                purpose.span,
                f"`{request.name.text}` does not ask for `{purpose.text}`",
                help=f"it asks for {fitting.listed([each.text for each in asked])}",
                notes=[Note(asked[0].span, "asked here")],
            )

    def can_be(self, party: ast.Name, able: tuple[ast.Name, ...]) -> bool:
        """Whether *party* is, or can be, one of those who are *able*."""
        role = fitting.role(self.names.table("party").get(party.text))
        if role is None or any(name.text not in self.names.table("party") for name in able):
            return True
        return any(fitting.may_be(role, name.text, self.names) for name in able)

    def request(self, name: ast.Name) -> ast.Request | None:
        """The request of this name."""
        symbol = self.names.table("request").get(name.text)
        return symbol.node if symbol is not None and isinstance(symbol.node, ast.Request) else None

    def not_theirs(self, party: ast.Name, able: tuple[ast.Name, ...], deed: str, where: ast.Node) -> None:
        """Report somebody who does what others do."""
        others = fitting.listed(list(dict.fromkeys(name.text for name in able)))
        self.report.error(
            codes.NOT_THEIR_MOVE,
            party.span,
            f"it is not `{party.text}` who {deed}",
            help=f"it is {others}" if able else "say on its line who does",
            notes=[Note(where.span, "as said here")],
        )

    def cannot(self, event: ast.Node, message: str, where: ast.Node | None) -> None:
        """Report what no story contains."""
        notes = [] if where is None else [Note(where.span, "as said here")]
        self.report.error(codes.CANNOT_HAPPEN, event.span, message, notes=notes)


def _of(request: ast.Request, kind: type[_Line]) -> list[_Line]:
    """The lines of one kind in *request*."""
    return [item for item in request.items if isinstance(item, kind)]
