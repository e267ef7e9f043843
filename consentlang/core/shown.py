"""
How nodes show themselves to whoever debugs.

A method that attrs writes for a class is compiled whenever the class is made, and the classes of a program,
of a verdict and of an account are made at every start. No author of a policy ever sees this one: so it is
written once, for all.
"""

from attrs import fields


class Shown:
    """Shows itself by its class and its fields, as attrs would; those with `repr=False` are left out."""

    __slots__ = ()

    def __repr__(self) -> str:
        """
        Show the fields.

        >>> from consentlang.core.ir import Is, Not
        >>> Not(Is("Summary.on", ("yes",)))
        Not(of=Is(fact='Summary.on', values=('yes',)))
        """
        # every class that shows itself this way is one of attrs
        each = fields(type(self))  # type: ignore[arg-type]
        shown = ", ".join(f"{one.name}={getattr(self, one.name)!r}" for one in each if one.repr)
        return f"{type(self).__qualname__}({shown})"
