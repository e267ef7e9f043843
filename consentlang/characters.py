"""
Characters: whether what a reader sees of a policy is what the checker reads.

Two tricks are refused. An invisible character can turn the order of a line
around or hide in it ("Trojan Source", CVE-2021-42574); and a name can take a
letter from another script that looks like the one expected (UTS 39, where
this is the level called highly restrictive).
"""

import re
import unicodedata
from typing import Final

from consentlang.diagnostics import codes
from consentlang.diagnostics.report import Report
from consentlang.source import Source, Span

_REORDERING: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

# Controls other than tab and line break, zero width, tags, a mark of byte order inside the text. The
# joiners U+200C and U+200D stay: Persian and the Indic scripts spell with them.
_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b\u2028\u2029\u2060-\u2064\ufeff\U000e0000-\U000e007f]"
)

# Scripts that one language writes together, besides Latin: Japanese, Korean, Chinese with Bopomofo.
_TOGETHER: Final = (
    {"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "IDEOGRAPHIC", "LATIN"},
    {"CJK", "HANGUL", "LATIN"},
    {"CJK", "BOPOMOFO", "LATIN"},
)


def check_characters(source: Source, report: Report) -> None:
    """Report each character of *source* that the reader cannot see."""
    text = source.text
    if text.isascii() and not _INVISIBLE.search(text):
        return
    for found in _REORDERING.finditer(text):
        report.error(
            codes.HIDDEN_DIRECTION,
            Span(source, found.start(), found.end()),
            f"the invisible character {_number(found[0])} turns the text around",
            help="delete it; with it, the text reads otherwise than it looks",
        )
    for found in _INVISIBLE.finditer(text):
        report.error(
            codes.INVISIBLE_CHARACTER,
            Span(source, found.start(), found.end()),
            f"the character {_number(found[0])} cannot be seen",
            help="delete it",
        )


def check_name(name: Span, report: Report) -> None:
    """Report *name* if it mixes scripts whose letters look alike."""
    scripts = mixed_scripts(name.text)
    if not scripts:
        return
    report.error(
        codes.MIXED_SCRIPTS,
        name,
        f"the name `{name.text}` mixes {' and '.join(script.capitalize() for script in scripts)} letters",
        help=f"write it in one script; `{_odd_letter(name.text)}` is {_letter_name(_odd_letter(name.text))}",
    )


def mixed_scripts(name: str) -> tuple[str, ...]:
    """
    The scripts that *name* mixes, if they are not written together in any language.

    >>> mixed_scripts("pаrty")  # the second letter is Cyrillic
    ('LATIN', 'CYRILLIC')
    >>> mixed_scripts("同意する"), mixed_scripts("Société")
    ((), ())
    """
    if name.isascii():
        return ()
    found = dict.fromkeys(map(_script, filter(str.isalpha, name)))
    if len(found) < 2 or any(found.keys() <= together for together in _TOGETHER):  # noqa: PLR2004 - one is no mix
        return ()
    return tuple(found)


def _script(letter: str) -> str:
    """The script of *letter*: the first word of the name that Unicode gives it."""
    return unicodedata.name(letter, "UNKNOWN").removeprefix("MODIFIER ").split()[0]


def _odd_letter(name: str) -> str:
    """The first letter of the script that *name* uses least."""
    scripts = [_script(letter) for letter in name if letter.isalpha()]
    least = min(scripts, key=scripts.count)
    return next(letter for letter in name if letter.isalpha() and _script(letter) == least)


def _letter_name(letter: str) -> str:
    return unicodedata.name(letter, "a letter without a name").capitalize()


def _number(character: str) -> str:
    return f"U+{ord(character):04X}"
