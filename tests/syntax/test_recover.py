"""Recovery: each mistake is told where it is, and what follows is read."""

from textwrap import dedent

import pytest

from tests.syntax.marked import marked

OPENING = 'policy "P" language 1\n'


def told(policy: str) -> str:
    """*policy*, marked, without its first line."""
    return marked(f"{OPENING}{dedent(policy)}").removeprefix(OPENING)


def test_a_use_is_no_permission() -> None:
    """`may` belongs into the terms; what follows is read."""
    assert told("""\
        use a { Shop may not use Address for letters }
        use b { Shop must use Address for letters }
        use c { Shop uses Address fro letters on nothing }""") == dedent("""\
        use a { Shop may not use Address for letters }
                     ^^^ E0120 a use says what is done, not what may or must be done | write `uses` or \
`shares`; what is allowed and forbidden is said by a clause in `terms`
        use b { Shop must use Address for letters }
                     ^^^^ E0120 a use says what is done, not what may or must be done | write `uses` or \
`shares`; what is allowed and forbidden is said by a clause in `terms`
        use c { Shop uses Address fro letters on nothing }
                                  ^^^ E0120 `fro` does not fit here | did you mean `for`?""")


def test_a_block_of_one_line_that_is_not_closed() -> None:
    """The brace is told, not the word after it; the next choice is read."""
    assert told("""\
        request R to Reader by Shop {
          asks Address by Shop for letters
          choice yes { consents by clicking
          choice no { refusse }
        }""") == dedent("""\
        request R to Reader by Shop {
          asks Address by Shop for letters
          choice yes { consents by clicking
                     ^ E0132 this `{` is never closed | write `}` where it ends \
| 5:3 at the latest before this
          choice no { refusse }
                      ^^^^^^^ E0120 `refusse` does not fit here | did you mean `refuses`?
        }""")


@pytest.mark.parametrize("item", ["use a { Shop uses D", "claim c {", "terms T { clause a Shop may use"])
def test_what_the_file_ends_in_is_never_closed(item: str) -> None:
    """However little of it was written."""
    assert "E0132" in told(item) or "E0121" in told(item)


@pytest.mark.parametrize(
    ("line", "help"),
    [
        ("party Boss organisation", "write `is` before `organisation`"),
        ("use x Shop uses Address for letters on nothing }", "write `{` before `Shop`"),
        ("claim c { every use on consent valid }", "write `:` before `valid`"),
    ],
)
def test_a_word_that_is_missing_is_offered(line: str, help: str) -> None:
    """What was expected is a list; the one word that makes it fit is the next step."""
    assert f"| {help}" in told(line)


def test_never_stands_before_who_does_it() -> None:
    """As people say it; the rest of the line is read all the same."""
    assert told("claim c { Shop never uses Address for news and nonsense }") == dedent("""\
        claim c { Shop never uses Address for news and nonsense }
                  ^^^^^^^^^^ E0120 `never` comes first | write `never Shop ...`""")
