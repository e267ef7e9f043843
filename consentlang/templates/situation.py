"""A situation: what somebody has to tell before a first policy can be written, and nothing else."""

from enum import StrEnum
from typing import Final

from attrs import frozen


class Kind(StrEnum):
    """What the data is."""

    ORDINARY = "ordinary"
    SPECIAL = "special"
    DEVICE = "device"


class Setting(StrEnum):
    """Who has power over whom: the library of that name says so; `none`, that nobody has."""

    NONE = "none"
    WORK = "work"
    SCHOOL = "school"
    HEALTH = "health"
    PUBLIC_AUTHORITY = "public_authority"
    PLATFORM = "platform"
    HOUSING = "housing"
    FAMILY = "family"


RELATION: Final = {
    Setting.WORK: "employs",
    Setting.SCHOOL: "teaches",
    Setting.HEALTH: "treats",
    Setting.PUBLIC_AUTHORITY: "governs",
    Setting.PLATFORM: "locked_in",
    Setting.HOUSING: "lets",
    Setting.FAMILY: "parent",
}
"""What each setting calls the tie that gives power."""


class People(StrEnum):
    """Who is asked: adults, or children, for whom a guardian answers."""

    ADULTS = "adults"
    CHILDREN = "children"


class Act(StrEnum):
    """How people say yes."""

    CLICKING = "clicking"
    SIGNING = "signing"
    SAYING = "saying"
    WRITING = "writing"
    PHONE = "phone"
    PRESELECTED = "preselected"
    TERMS = "terms"
    CONTINUING = "continuing"
    CONDUCT = "conduct"
    SILENCE = "silence"
    OPTING_OUT = "opting_out"


class Refusal(StrEnum):
    """What happens to somebody who says no."""

    NOTHING = "nothing"
    SERVICE = "service"
    MORE = "more"
    FEE = "fee"
    IMPOSSIBLE = "impossible"
    UNKNOWN = "unknown"


class Undo(StrEnum):
    """How a yes is taken back."""

    EASY = "easy"
    HARDER = "harder"
    NEVER = "never"
    UNKNOWN = "unknown"


@frozen(kw_only=True)
class Situation:
    """Who asks whom for which data, what for, what a no means, how to undo a yes, and under which law."""

    asker: str
    person: str
    data: str
    purposes: tuple[str, ...]
    refusal: Refusal
    undo: Undo
    setting: Setting
    kind: Kind = Kind.ORDINARY
    people: People = People.ADULTS
    act: Act = Act.CLICKING
    together: bool = False
    """One yes for all purposes."""
    recipient: str | None = None
    loss: str | None = None
    """What a no loses, in words."""
    needed: bool | None = None
    """Whether the service cannot do without the data; None: not said."""
    law: str = "gdpr"
