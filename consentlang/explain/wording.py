"""Wording: small turns of phrase that every sentence of a story is made with."""

from collections.abc import Sequence

MOST_LISTED = 5


def listed(words: Sequence[str], last: str = "and") -> str:
    """
    Write *words* as a sentence lists them.

    >>> listed(["audio", "video", "chat"])
    'audio, video and chat'
    >>> listed(["yes"]), listed([])
    ('yes', '')
    """
    if len(words) < 2:  # noqa: PLR2004 - one word is no list
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def shortly(words: Sequence[str], most: int = MOST_LISTED) -> str:
    """
    List *words*, the last of many by their number only.

    >>> shortly(["audio", "video", "chat", "files"], most=3)
    'audio, video and 2 more'
    """
    if len(words) <= most:
        return listed(words)
    kept = words[: most - 1]
    return listed([*kept, f"{len(words) - len(kept)} more"])


def counted(number: int, one: str, many: str | None = None) -> str:
    """
    Write a *number* of things.

    >>> counted(1, "story", "stories"), counted(3, "use")
    ('1 story', '3 uses')
    """
    return f"{number} {one if number == 1 else many or one + 's'}"


def capitalised(sentence: str) -> str:
    """
    Begin *sentence* with a capital, unless the author's words begin it.

    >>> capitalised("the terms of August come into force"), capitalised("`leave` costs something")
    ('The terms of August come into force', '`leave` costs something')
    """
    return sentence[:1].upper() + sentence[1:]


def plain_name(key: str) -> str:
    """
    Name a rule or an element without its regime.

    >>> plain_name("gdpr.take_it_or_leave_it")
    'take_it_or_leave_it'
    """
    return key.rpartition(".")[2]
