"""The report: each complaint once, in the order of the text, and never too many."""

import pytest

from consentlang.diagnostics import codes
from consentlang.diagnostics import report as report_module
from consentlang.diagnostics.codes import Code, Severity
from consentlang.diagnostics.report import Diagnostic, PolicyError, Report
from consentlang.source import Source, Span

SOURCE = Source("meeting.consent", "party Vendor\npurpose training\n")
A_WARNING = Code("W0699", "for-the-test", Severity.WARNING, "only a test says so")


def at(start: int) -> Span:
    """Point at one character."""
    return Span(SOURCE, start, start + 1)


def test_complaints_come_in_the_order_of_the_text() -> None:
    """The reader goes through a policy once, whatever order the passes went in."""
    report = Report()
    report.error(codes.UNKNOWN_PURPOSE, at(20), "later")
    report.error(codes.UNKNOWN_PARTY, at(3), "earlier")

    assert [each.message for each in report] == ["earlier", "later"]


def test_the_same_complaint_is_kept_once() -> None:
    """Two passes that stumble over the same word say so once."""
    report = Report()
    report.error(codes.UNKNOWN_PURPOSE, at(3), "no purpose is named `p`")
    report.error(codes.UNKNOWN_PURPOSE, at(3), "no purpose is named `p`")

    assert len(report) == 1


def test_a_warning_does_not_make_a_policy_wrong() -> None:
    """Only an error sets the exit code."""
    report = Report()
    report.warning(A_WARNING, at(3), "look again")
    assert not report.has_errors

    report.error(codes.UNKNOWN_PURPOSE, at(3), "no purpose is named `p`")
    assert report.has_errors


def test_a_code_is_used_as_it_was_declared() -> None:
    """A pass that calls a warning an error has a bug."""
    with pytest.raises(ValueError, match="W0699 is no error"):
        Report().error(A_WARNING, at(3), "look again")
    with pytest.raises(ValueError, match="E0203 is no warning"):
        Report().warning(codes.UNKNOWN_PURPOSE, at(3), "no purpose")


def test_complaints_beyond_the_bound_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of a million mistakes costs bounded memory, and still counts as wrong."""
    monkeypatch.setattr(report_module, "MOST_KEPT", 2)
    report = Report()
    for start in range(5):
        report.error(codes.UNKNOWN_PURPOSE, at(start), "no purpose")

    assert (len(list(report)), len(report), report.left_out, report.full) == (2, 5, 3, True)


def test_an_error_beyond_the_bound_still_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Warnings cannot crowd out the error that makes a policy wrong."""
    monkeypatch.setattr(report_module, "MOST_KEPT", 1)
    report = Report()
    report.warning(A_WARNING, at(0), "look again")
    report.error(codes.UNKNOWN_PURPOSE, at(1), "no purpose")

    assert report.has_errors


def test_a_library_user_gets_the_complaints_with_the_exception() -> None:
    """The exception can be read, and holds the diagnostics for whoever wants more."""
    diagnostic = Diagnostic(codes.UNKNOWN_PURPOSE, at(3), "no purpose is named `p`")
    error = PolicyError([diagnostic])

    assert str(error) == "E0203: no purpose is named `p`"
    assert error.diagnostics == (diagnostic,)
