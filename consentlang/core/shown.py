"""
How nodes show themselves to whoever debugs.

A method that attrs writes for a class is compiled whenever the class is made, and the classes of a program, a
verdict and an account are made at every start. Nothing that a policy's author sees turns on what this shows: it
is written once, for all.
"""

from attrs import fields


class Shown:
    """What shows itself by its class and its fields, as attrs would have it; those with `repr=False` left out."""

    __slots__ = ()

    def __repr__(self) -> str:
        """
        Show the fields.

        >>> from consentlang.core.ir import Is, Not
        >>> Not(Is("Summary.on", ("yes",)))
        Not(of=Is(fact='Summary.on', values=('yes',)))
        """
        shown = (f"{a.name}={getattr(self, a.name)!r}" for a in fields(type(self)) if a.repr)
        return f"{type(self).__qualname__}({', '.join(shown)})"
