"""
What was found, in words.

The room can be called: `consentlang.explain(assessment)` gives the sentences of an assessment.
"""

import sys
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from consentlang.eval.assessment import Assessment


class _Room(ModuleType):
    """The room, which is also a function of the library."""

    def __call__(self, assessment: "Assessment") -> tuple[str, ...]:
        """Tell *assessment*, a sentence at a time, the worst first."""
        from consentlang.explain.assessed import sentences  # noqa: PLC0415 - opened when needed

        return sentences(assessment)


sys.modules[__name__].__class__ = _Room
