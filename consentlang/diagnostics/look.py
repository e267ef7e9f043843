"""The look of an answer: for a person or a program, in colour or not, how wide, in which characters."""

from enum import StrEnum

from attrs import frozen


class Format(StrEnum):
    """Who reads: a person, a program, an editor that wants one line each, a GitHub workflow."""

    TEXT = "text"
    JSON = "json"
    CONCISE = "concise"
    GITHUB = "github"


@frozen
class Look:
    """How an answer is written; the author's words are escaped in every one of them."""

    format: Format = Format.TEXT
    colour: bool = False
    ascii: bool = False
    width: int = 100

    @property
    def ellipsis(self) -> str:
        """What stands for text that is left out."""
        return "..." if self.ascii else "…"
