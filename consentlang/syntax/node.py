"""
Nodes: classes that are cheap to define and cheap to make.

The tree has a hundred kinds of node, and a policy thousands of nodes. A class
of attrs takes a third of a millisecond to define, so that defining the tree
took as long as reading a policy; and a class that is frozen at run time takes
three times as long to make. This is the part of attrs that `ast` needs: the
type checker sees attrs and holds every node to be frozen.
"""

from collections.abc import Callable
from inspect import get_annotations
from typing import Any, Final, NamedTuple

_FIELDS: Final = "_node_fields"
_REQUIRED: Final = object()


class Field(NamedTuple):
    """One part of a node."""

    name: str = ""
    default: object = _REQUIRED
    repr: bool = True
    kw_only: bool = False


def field(*, default: object = _REQUIRED, repr: bool = True, kw_only: bool = False) -> Any:  # noqa: A002, ANN401 - as attrs has it
    """Say more about a part than its type and default."""
    return Field("", default, repr, kw_only)


def fields(cls: type) -> tuple[Field, ...]:
    """The parts of a node of class *cls*, those of the classes above first."""
    parts: tuple[Field, ...] = getattr(cls, _FIELDS)
    return parts


def frozen(*, eq: bool) -> Callable[[type], type]:
    """Make a class of nodes out of one with annotations; nodes compare by identity."""
    if eq:
        raise NotImplementedError("nodes compare by identity")
    return _define


def _define(cls: type) -> type:
    parts = dict.fromkeys(part for base in cls.__bases__ for part in getattr(base, _FIELDS, ()))
    for name in get_annotations(cls):
        said = cls.__dict__.get(name, _REQUIRED)
        parts[said._replace(name=name) if isinstance(said, Field) else Field(name, said)] = None
    setattr(cls, _FIELDS, tuple(parts))
    setattr(cls, "__match_args__", tuple(part.name for part in parts if not part.kw_only))  # noqa: B010 - mypy
    cls.__repr__ = _repr  # type: ignore[assignment]
    cls.__init__ = _init_at_first_use(cls)  # type: ignore[misc]
    return cls


def _init_at_first_use(cls: type) -> Callable[..., None]:
    """An `__init__` that writes the real one when the first node is made: a policy uses a third of them."""

    def __init__(self: object, *args: object, **named: object) -> None:  # noqa: N807 - it becomes the method
        init = _init_of(cls)
        cls.__init__ = init  # type: ignore[misc]
        init(self, *args, **named)

    return __init__


def _init_of(cls: type) -> Callable[..., None]:
    parts = fields(cls)
    positional = [_parameter(part) for part in parts if not part.kw_only]
    named = [_parameter(part) for part in parts if part.kw_only]
    parameters = ", ".join(["self", *positional, "*", *named] if named else ["self", *positional])
    body = "\n".join(f"    self.{part.name} = {part.name}" for part in parts)
    defaults = {f"default_of_{part.name}": part.default for part in parts}
    exec(f"def __init__({parameters}):\n{body}", defaults)  # noqa: S102 - the names are those of `ast`
    made: Callable[..., None] = defaults["__init__"]  # type: ignore[assignment]
    return made


def _parameter(part: Field) -> str:
    return part.name if part.default is _REQUIRED else f"{part.name}=default_of_{part.name}"


def _repr(self: object) -> str:
    shown = ", ".join(f"{part.name}={getattr(self, part.name)!r}" for part in fields(type(self)) if part.repr)
    return f"{type(self).__name__}({shown})"
