"""
consentlang: a language and checker for consent.

A policy states a practice. The checker proves, for every scenario the policy
allows, that each use resting on consent rests on valid consent, or tells the
shortest story in which it does not.

What a user of the library needs is named here and loaded when first used, so
that no command waits for another's tools.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from consentlang.diagnostics.report import Diagnostic, PolicyError, Report
    from consentlang.eval.assessment import Assessment
    from consentlang.eval.record import RecordError
    from consentlang.explain.assessed import sentences as explain
    from consentlang.policy import Policy, load
    from consentlang.reading import read_source
    from consentlang.source import Source, Span

__all__ = [
    "Assessment",
    "Diagnostic",
    "Policy",
    "PolicyError",
    "RecordError",
    "Report",
    "Source",
    "Span",
    "__version__",
    "explain",
    "load",
    "read_source",
]

__version__ = "0.1.0"

_ROOMS = {
    "Assessment": "consentlang.eval.assessment",
    "Diagnostic": "consentlang.diagnostics.report",
    "Policy": "consentlang.policy",
    "PolicyError": "consentlang.diagnostics.report",
    "RecordError": "consentlang.eval.record",
    "Report": "consentlang.diagnostics.report",
    "Source": "consentlang.source",
    "Span": "consentlang.source",
    "load": "consentlang.policy",
    "read_source": "consentlang.reading",
}

if not TYPE_CHECKING:  # a type checker reads the imports above, and finds a misspelt name

    def __getattr__(name: str) -> object:
        """Open the room of *name*."""
        if name == "explain":  # the room itself can be called
            return import_module("consentlang.explain")
        if name not in _ROOMS:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(_ROOMS[name]), name)
