r"""
Cells: from the author's text to characters that are safe to show, and their width.

A policy is untrusted and may hold an escape sequence that moves the cursor,
or a character that turns the line around: such characters are written out, as
`\u{1b}`. A tab is shown as four spaces, so that a caret stands below its word.
"""

import unicodedata

TAB = "    "

_JOINERS = "\u200c\u200d"  # Persian and the Indic scripts spell with these
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def shown(text: str, *, ascii: bool = False) -> str:
    r"""
    Write *text* so that it can only be read, never obeyed.

    >>> shown("chat\tand \x1b[2Jfiles")
    'chat    and \\u{1b}[2Jfiles'
    >>> shown("Société", ascii=True)
    'Soci\\u{e9}t\\u{e9}'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown_character(character, ascii=ascii) for character in text)


def width(text: str) -> int:
    """
    How many columns *text*, as shown, takes on a terminal.

    >>> width("audio"), width("同意"), width("e\u0301")
    (5, 4, 1)
    """
    return len(text) if text.isascii() else sum(map(_character_width, text))


def _shown_character(character: str, *, ascii: bool) -> str:
    if character == "\t":
        return TAB
    if character.isascii() and character.isprintable():
        return character
    if ascii or (unicodedata.category(character) in _UNSEEN and character not in _JOINERS):
        return f"\\u{{{ord(character):x}}}"
    return character


def _character_width(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
