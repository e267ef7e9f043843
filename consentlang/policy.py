"""
Policies, for programs: load one, verify it, compile it, judge records with it.

>>> import consentlang
>>> policy = consentlang.load("examples/newsletter/passing.consent")
>>> policy.verify().verdict
'proved_under'
>>> assess = policy.compile()
>>> said = assess({"SignUp": "yes", "SignUp.at": "2024-03-01", "SignUp.withdrawn": False, "at": "2024-04-01"})
>>> said.verdict, said.regimes
('valid', {'gdpr': 'valid'})

What a record does not say is missing, never false:

>>> said = assess({"SignUp": "yes", "SignUp.at": "2024-03-01", "at": "2024-04-01"})
>>> said.verdict, said.missing
('unproven', ('SignUp.withdrawn',))
>>> for sentence in consentlang.explain(said):
...     print(sentence)
It is not shown that `mailing` (Reader) rests on valid consent under gdpr: `SignUp.withdrawn` is not known.

And what it cannot say is a mistake:

>>> assess({"SignUp": "perhaps"})
Traceback (most recent call last):
    ...
consentlang.eval.record.RecordError: `SignUp`: 'perhaps' is none of no answer, yes, no
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from consentlang import driver
from consentlang.diagnostics.report import PolicyError, Report

if TYPE_CHECKING:
    from consentlang.analysis.verdict import Result
    from consentlang.core.ir import Program
    from consentlang.diagnostics.report import Diagnostic
    from consentlang.eval.compiled import Assess, Unknown
    from consentlang.eval.schema import Column


def load(path: str | Path, *, as_of: date | None = None) -> "Policy":
    """
    Read the policy at *path*, and all it imports, by the law of the day *as_of* (without one: of all days).

    Raises:
        PolicyError: it cannot be read, or has a mistake.

    """
    report = Report()
    program = driver.build(path, report, as_of=None if as_of is None else as_of.toordinal())
    if program is None:
        raise PolicyError(tuple(report))
    return Policy(program, tuple(report))


@frozen(eq=False, repr=False)
class Policy:
    """A policy that was read. It does not change, can be shared between threads, and can be pickled."""

    program: "Program"
    warnings: tuple["Diagnostic", ...] = ()

    def __repr__(self) -> str:
        """Show what it calls itself: a program is thousands of lines long."""
        return f"Policy({self.title!r})"

    @property
    def title(self) -> str:
        """What it calls itself."""
        return self.program.title

    @property
    def columns(self) -> Mapping[str, "Column"]:
        """What a record can say, by name."""
        from consentlang.eval.schema import schema  # noqa: PLC0415 - opened when needed

        return schema(self.program).columns

    def verify(self, *, timeout: float | None = None, lenient: bool = False) -> "Result":
        """
        Prove what must hold, or find the stories in which it does not.

        *timeout* in seconds, no limit without one: what is not decided by then is undecided. *lenient*: what
        turns on contested rules alone does not make the verdict worse.

        Raises:
            Disagreement: a story was found that the interpreter does not tell, which is a bug.

        """
        from consentlang.analysis.verify import verify  # noqa: PLC0415 - loads the solver

        return verify(self.program, timeout=timeout, lenient=lenient)

    def compile(self, *, unknown: "Unknown" = "error") -> "Assess":
        """
        Compile it to a function from a record to an `Assessment`.

        *unknown*: whether a column that the policy does not have, or a value outside its type, is an
        "error" (RecordError), or is told in the assessment ("collect") and counts as missing.

        Raises:
            ColumnsClash: a fact is called as something is that happened, or when.

        """
        from consentlang.eval.compiled import Compiled  # noqa: PLC0415 - opened when needed

        return Compiled(self.program, unknown).assess
