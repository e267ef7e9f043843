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
    from consentlang.reading import read_source
    from consentlang.source import Source, Span

__all__ = ["Diagnostic", "PolicyError", "Report", "Source", "Span", "__version__", "read_source"]

__version__ = "0.1.0"

_ROOMS = {
    "Diagnostic": "consentlang.diagnostics.report",
    "PolicyError": "consentlang.diagnostics.report",
    "Report": "consentlang.diagnostics.report",
    "Source": "consentlang.source",
    "Span": "consentlang.source",
    "read_source": "consentlang.reading",
}

if not TYPE_CHECKING:  # a type checker reads the imports above, and finds a misspelt name

    def __getattr__(name: str) -> object:
        """Open the room of *name*."""
        if name not in _ROOMS:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(_ROOMS[name]), name)
