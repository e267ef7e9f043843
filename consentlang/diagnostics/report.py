"""
The report: where every pass writes what it found wrong.

A mistake in a policy is data, not an exception: a pass says what it found and
goes on. The report keeps each complaint once, in the order of the text, and
keeps no more than a reader could ever want.
"""

from collections.abc import Iterable, Iterator, Sequence

from attrs import define, field, frozen

from consentlang.diagnostics.codes import Code, Severity
from consentlang.source import Span

MOST_KEPT = 1000


@frozen
class Note:
    """A second place that a complaint points at, and what is to be seen there."""

    span: Span
    text: str


@frozen
class Diagnostic:
    """One complaint: *message* says what is wrong at *span*, *help* offers the next step."""

    code: Code
    span: Span
    message: str
    help: str | None = None
    notes: tuple[Note, ...] = ()

    @property
    def severity(self) -> Severity:
        """Whether it makes the policy wrong."""
        return self.code.severity


class PolicyError(Exception):
    """What a user of the library meets when a policy cannot be used: the complaints about it."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        super().__init__("; ".join(f"{each.code.number}: {each.message}" for each in diagnostics))
        self.diagnostics = tuple(diagnostics)


@define
class Report:
    """Collects complaints. Iterating gives them once each, in the order of the text."""

    has_errors: bool = field(default=False, init=False)
    left_out: int = field(default=0, init=False)
    _kept: dict[tuple[str, Span, str], Diagnostic] = field(factory=dict, init=False)

    def error(
        self, code: Code, span: Span, message: str, *, help: str | None = None, notes: Iterable[Note] = ()
    ) -> None:
        """Say that the policy is wrong at *span*."""
        if code.severity is not Severity.ERROR:
            raise ValueError(f"{code.number} is no error")
        self.add(Diagnostic(code, span, message, help, tuple(notes)))

    def warning(
        self, code: Code, span: Span, message: str, *, help: str | None = None, notes: Iterable[Note] = ()
    ) -> None:
        """Say that something at *span* deserves a second look."""
        if code.severity is not Severity.WARNING:
            raise ValueError(f"{code.number} is no warning")
        self.add(Diagnostic(code, span, message, help, tuple(notes)))

    def add(self, diagnostic: Diagnostic) -> None:
        """Keep *diagnostic*, unless the same was said before."""
        self.has_errors |= diagnostic.severity is Severity.ERROR
        key = diagnostic.code.number, diagnostic.span, diagnostic.message
        if key in self._kept:
            return
        if self.full:
            self.left_out += 1
            return
        self._kept[key] = diagnostic

    @property
    def full(self) -> bool:
        """Whether any more would only be counted; a pass may stop looking for help then."""
        return len(self._kept) >= MOST_KEPT

    def __len__(self) -> int:
        return len(self._kept) + self.left_out

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(sorted(self._kept.values(), key=_place))


def _place(diagnostic: Diagnostic) -> tuple[str, int, int, str, str]:
    span = diagnostic.span
    return span.source.name, span.start, span.end, diagnostic.code.number, diagnostic.message
