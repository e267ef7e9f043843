"""Uses and clauses: whether somebody is there whose consent they could rest on."""

from attrs import define

from consentlang.diagnostics import codes
from consentlang.diagnostics.report import Note, Report
from consentlang.names.parts import clauses_of
from consentlang.names.symbols import Names
from consentlang.syntax import ast
from consentlang.types import fitting
from consentlang.types.people import People


@define(eq=False)
class Uses:
    """Checks uses on consent, and clauses that ask for consent."""

    names: Names
    people: People
    report: Report

    def item(self, item: ast.Item) -> None:
        """Check whose consent *item* is about."""
        if isinstance(item, ast.Use) and isinstance(item.basis, ast.ConsentBasis):
            self.on_consent(item, item.basis)
        elif isinstance(item, ast.Terms):
            for clause in clauses_of(item):
                self.clause(clause)

    def on_consent(self, use: ast.Use, basis: ast.ConsentBasis) -> None:
        """Report data that is about nobody; warn when none of those it is about is asked."""
        nobodys = [name for name in use.action.data if self.is_data(name) and not self.subjects([name])]
        for name in nobodys:
            self.report.error(
                codes.DATA_ABOUT_NOBODY,
                name.span,
                f"`{name.text}` is about nobody, and so nobody can consent to its use",
                help=f"say whose data it is: `data {name.text} about ...`",
            )
        asked = [self.request(name) for name in basis.requests]
        subjects = self.subjects(use.action.data)
        if nobodys or not subjects or any(each is None or self.reaches(each, subjects) for each in asked):
            return
        requests = fitting.listed([name.text for name in basis.requests])
        self.report.warning(
            codes.REQUEST_TO_ANOTHER,
            basis.span,
            f"{requests} asks none of those whose data `{use.name.text}` uses: {fitting.listed(subjects)}",
            help=f"ask them: `request ... to {subjects[0]} by ...`",
            notes=[Note(each.to.span, "asked here") for each in asked if each is not None],
        )

    def reaches(self, request: ast.Request, subjects: tuple[str, ...]) -> bool:
        """Whether *request* asks one of *subjects*, or somebody who may answer for one."""
        return self.people.speaks_for_themselves(request.to.text, subjects)

    def clause(self, clause: ast.Clause) -> None:
        """Warn of a clause that asks the consent of somebody the data is not about."""
        subjects = self.subjects(clause.action.data)
        if clause.consent is None or not subjects:
            return
        party = clause.consent.party
        if self.people.party(party.text) is None or self.people.speaks_for_themselves(party.text, subjects):
            return
        self.report.warning(
            codes.CONSENT_OF_ANOTHER,
            clause.consent.span,
            f"`{clause.label.text}` asks the consent of `{party.text}`, but the data is about "
            f"{fitting.listed(subjects)}",
            help=f"ask the consent of `{subjects[0]}`",
        )

    def subjects(self, data: list[ast.Name] | tuple[ast.Name, ...]) -> tuple[str, ...]:
        """Whom some of *data* is about."""
        found = (subject for name in data for subject in self.people.all_subjects(name.text))
        return tuple(dict.fromkeys(found))

    def is_data(self, name: ast.Name) -> bool:
        """Whether *name* is known."""
        return name.text in self.names.table("data")

    def request(self, name: ast.Name) -> ast.Request | None:
        """The request of this name."""
        symbol = self.names.table("request").get(name.text)
        return symbol.node if symbol is not None and isinstance(symbol.node, ast.Request) else None
