"""People: whose data it can be, who can be many, whom a request for it should reach."""

from collections.abc import Iterator

from attrs import define

from consentlang.diagnostics import codes
from consentlang.diagnostics.report import Note, Report
from consentlang.names.symbols import Names
from consentlang.syntax import ast
from consentlang.types import fitting


@define(eq=False)
class People:
    """Checks what is said of parties."""

    names: Names
    report: Report

    def item(self, item: ast.Item) -> None:
        """Check what *item* says of parties."""
        if isinstance(item, ast.Party):
            self.many(item)
            self.may_be(item)
        elif isinstance(item, ast.DataDecl):
            self.data(item)

    def many(self, party: ast.Party) -> None:
        """Report an organisation that is `many`, for of many one is looked at, and another."""
        if party.many and fitting.is_kind(party, "organisation") and not fitting.is_kind(party, "person"):
            self.report.error(
                codes.MANY_ORGANISATIONS,
                party.name.span,
                f"`{party.name.text}` is an organisation, and `many` is said of persons",
                help="declare each organisation that matters as a party of its own",
            )

    def may_be(self, party: ast.Party) -> None:
        """Report a person that could turn out to be an organisation."""
        for name in party.may_be:
            other = self.party(name.text)
            if (
                other is not None
                and _nature(party)
                and _nature(other)
                and not _nature(party) & _nature(other)
            ):
                self.report.error(
                    codes.CONTRADICTION,
                    name.span,
                    f"no one is `{party.name.text}` and `{name.text}`: a person is not an organisation",
                    help=f"to say that one acts for the other: `acts for {name.text}`",
                    notes=[Note(other.name.span, "declared here")],
                )

    def data(self, data: ast.DataDecl) -> None:
        """Report data about what is no person."""
        for name in data.about:
            subject = self.party(name.text)
            if subject is not None and not fitting.is_kind(subject, "person"):
                self.report.error(
                    codes.SUBJECT_NOT_PERSON,
                    name.span,
                    f"data is about persons, and `{name.text}` is not said to be one",
                    help=f"say whose data it is, or `party {name.text} is person`",
                    notes=[Note(subject.name.span, "declared here")],
                )
        for child in data.children:
            self.data(child)

    def party(self, name: str) -> ast.Party | None:
        """The role of this name."""
        return fitting.role(self.names.table("party").get(name))

    def subjects(self, data: str) -> tuple[str, ...]:
        """Whom *data* is about: its own `about`, or what it inherits."""
        below: str | None = data
        while below is not None:
            symbol = self.names.table("data").get(below)
            if symbol is not None and isinstance(symbol.node, ast.DataDecl) and symbol.node.about:
                return tuple(name.text for name in symbol.node.about)
            below = self.names.data_parent.get(below)
        return ()

    def all_subjects(self, data: str) -> tuple[str, ...]:
        """Whom *data* is about, or any part of it."""
        symbol = self.names.table("data").get(data)
        if symbol is None or not isinstance(symbol.node, ast.DataDecl):
            return ()
        found = _of_parts(symbol.node, self.subjects(data))
        return tuple(dict.fromkeys(found))

    def speaks_for_themselves(self, party: str, subjects: tuple[str, ...]) -> bool:
        """Whether somebody in the role *party* can be one of *subjects*, or may consent for one."""
        role = self.party(party)
        if role is None or party in subjects:
            return True
        able = {each.name.text for each in fitting.same_people(role, self.names)}
        able |= {ward for guardian, ward in self.guardians() if guardian == party}
        return not able.isdisjoint(subjects)

    def guardians(self) -> Iterator[tuple[str, str]]:
        """Who may consent for whom."""
        for _module, item in self.names.each_item():
            if isinstance(item, ast.Guardian):
                yield item.guardian.text, item.ward.text


def _nature(party: ast.Party) -> set[str]:
    """Person, organisation, or what nobody has said."""
    return {name.text for name in party.kinds} & {"person", "organisation"}


def _of_parts(data: ast.DataDecl, inherited: tuple[str, ...]) -> Iterator[str]:
    """Whom the leaves of *data* are about."""
    about = tuple(name.text for name in data.about) or inherited
    if not data.children:
        yield from about
    for child in data.children:
        yield from _of_parts(child, about)
