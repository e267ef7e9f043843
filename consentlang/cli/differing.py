"""Comparing on the command line: from two policies, or two versions of terms, to what changes."""

from attrs import field, frozen

from consentlang import driver
from consentlang.cli.exits import Exit
from consentlang.cli.output import complain, write
from consentlang.diagnostics.look import Format, Look
from consentlang.diagnostics.render import render
from consentlang.explain.changes import dumps
from consentlang.explain.difference import page


@frozen
class Comparing:
    """How to compare, and how to say what came of it; *tell* of less protection by the exit code, too."""

    look: Look
    timeout: float | None
    as_of: int | None
    tell: bool = field(kw_only=True)

    def files(self, old: str, new: str) -> Exit:
        """Write what changes from one policy to the other."""
        return self._answer(driver.diff(old, new, timeout=self.timeout, as_of=self.as_of), old, new)

    def terms(self, path: str, old: str, new: str) -> Exit:
        """Write what changes from one version of the terms to the other."""
        try:
            found = driver.diff_terms(path, old, new, timeout=self.timeout, as_of=self.as_of)
        except driver.UnknownTerms as unknown:
            complain(f"{unknown}\n" + (f"{unknown.help}\n" if unknown.help else ""))
            return Exit.WRONG_INPUT
        return self._answer(found, old, new)

    def _answer(self, found: driver.Comparison, old: str, new: str) -> Exit:
        if found.report.has_errors:
            complain(render(found.report, self.look))
            return Exit.WRONG_INPUT
        difference = found.difference
        if difference is None:
            complain("the time ran out before all was compared\n")
            return Exit.UNDECIDED
        for_program = self.look.format is Format.JSON
        write(dumps(difference) if for_program else page(difference, old, new, self.look))
        less = next(difference.toward("less"), None) is not None
        return Exit.FAILED if self.tell and less else Exit.FINE
