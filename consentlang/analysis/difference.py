"""
What a difference is made of: permissions, the clauses that did it, verdicts that changed. Data only.

Two versions of terms, or two policies, are *old* and *new*. A permission that is gained goes toward less
protection, one that is lost toward more.
"""

from collections.abc import Iterator
from typing import Literal

from attrs import field, frozen

from consentlang.source import Span

Direction = Literal["less", "more"]
"""Toward less or more protection of the people whose data it is."""


How = Literal["speaks", "gone", "silent"]
"""A clause has a say now, and had none; was taken out; is there, and has no longer the say it had."""


@frozen
class Because:
    """A clause that made a difference."""

    clause: str
    how: How
    permits: bool
    provided: str
    cite: str | None
    overrides: tuple[str, ...]
    """Of the clauses that spoke before, those it overrides now."""
    doubtful: bool
    """Whether it reaches the data is not said."""
    span: Span = field(eq=False, repr=False)


@frozen
class Change:
    """Something that *user* may do now and could not before (*gained*), or the other way round."""

    user: str
    verb: str
    data: tuple[str, ...]
    purposes: tuple[str, ...]
    recipient: str | None
    subjects: tuple[str, ...]
    gained: bool
    always: bool
    """In every case; else in some, and by what its clauses depend on."""
    by: tuple[Because, ...]
    """Empty where no clause did it, but a line that settles facts."""
    versions: tuple[tuple[str | None, str | None], ...]
    """Under which terms, old and new (None where there are none); empty where only two are compared."""

    @property
    def direction(self) -> Direction:
        """What that means for the people whose data it is."""
        return "less" if self.gained else "more"

    @property
    def doubtful(self) -> bool:
        """Whether it is a change at all depends on how a clause is read."""
        return bool(self.by) and all(because.doubtful for because in self.by)


@frozen
class Forgotten:
    """*clause* restricts what *older* permitted, and does not name *data*, which that permits still."""

    clause: str
    older: str
    user: str
    verb: str
    purpose: str
    recipient: str | None
    data: tuple[str, ...]
    doubtful: tuple[str, ...]
    """Those of *data* that *clause* may be read to reach."""


@frozen
class Clauses:
    """What became of the clauses themselves, by label."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    reworded: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        """Whether nothing became of them."""
        return not (self.added or self.removed or self.reworded)


Within = Literal["within", "partly", "breaks", "never"]
"""A use is always within the terms; is so for some of its data; may break them for all; never happens."""


@frozen
class Standing:
    """How a use stands with the terms: for which data it is *keeping* them, and may be *breaking* them."""

    within: Within
    keeping: tuple[str, ...] = ()
    breaking: tuple[str, ...] = ()
    always: bool = False
    """Whenever it happens to the data in *breaking*, it breaks them."""


@frozen
class Used:
    """A use, and how it stands with the terms, old and new."""

    use: str
    old: Standing
    new: Standing


@frozen
class Judged:
    """A verdict or answer that changed; None where nothing was to be judged."""

    kind: Literal["use", "claim", "ask", "scenario"]
    name: str
    old: str | None
    new: str | None
    direction: Direction | None
    """None where what changed is better or worse for nobody, as the answer to a question."""


@frozen
class Difference:
    """Everything that is different."""

    old: str
    new: str
    changes: tuple[Change, ...]
    forgotten: tuple[Forgotten, ...]
    clauses: Clauses
    uses: tuple[Used, ...] = ()
    """Of two versions of terms: every use that they govern, changed or not."""
    judged: tuple[Judged, ...] = ()
    """Of two policies: the verdicts that changed."""

    def toward(self, direction: Direction) -> Iterator[Change | Judged]:
        """Changes of permission, then of verdict."""
        yield from (change for change in self.changes if change.direction == direction)
        yield from (judged for judged in self.judged if judged.direction == direction)

    @property
    def empty(self) -> bool:
        """Whether nothing is different."""
        moved = any(used.old != used.new for used in self.uses)
        return self.clauses.same and not (self.changes or self.judged or moved)
