"""
Keywords: nearly all of them are names wherever a name is meant.

`POSITIONS` has every place of the language where a name can stand; `READ_AS_KEYWORD` the few words that are
keywords there all the same, because both can be meant. Only the reserved words are never names.
"""

from collections.abc import Iterator

import pytest
from attrs import fields

from consentlang.diagnostics.report import Report
from consentlang.source import Source
from consentlang.syntax import ast
from consentlang.syntax.parse import parse
from tests.syntax.asts import keywords

HEADER = 'policy "Words" language 1\n'
RESERVED = {"and", "or", "not", "some", "every", "when"}
FREE = sorted(keywords() - RESERVED - {"re-asks"})
"""All but the reserved words; `re-asks` has a hyphen, which no name has."""

POSITIONS = """
import std.@
import @.gdpr
party @ is person
party A is @
party A is person, @
party A is person, acts for @
party A is person, may be @, many
relation @(A, B)
fact @
relation r(@, B)
fact r(A) one of { @, b }
power @ over B
power A over @
power every @ p over B
guardian @ of B at least
guardian A of @ at least
given @
given @ = b
given @.on
given @(A)
given a = @
given a.@ = 5
given f(@, b)
given @ is person
given a is @
given a is not @
given power @ over B
given power A over @
given valid under @
given some @ of b { c }
given some a of @ { c }
given @ uses d for x
given A uses @ for x
given A uses d for @
given A shares d with @ for x
given @ may use d for x
data @ about A
data d about @
data d is @
data d derived from @
data d { @, e }
data d { e, @ about A }
purpose @
purpose p within @
purpose p is @
service @
service s by @
stake @
necessary @ for p in s
necessary d for @ in s
necessary d for p in @
terms @ { }
terms t amends @ { }
terms t { repeals @ }
terms t { clause @ A may use d for p }
terms t { clause c @ may use d for p }
terms t { clause c A may use @ for p }
terms t { clause c A may use d for @ }
terms t { clause c A must not share d with @ for p }
terms t { clause c A may use d for p with consent of @ }
terms t { clause c notwithstanding @ A may use d for p }
terms t { clause c subject to @ A may use d for p }
feature @
feature f switched on by @
request @ to A by B { }
request r to @ by B { }
request r to A by @ { }
request r to A by B { asks @ by C for p }
request r to A by B { asks d by @ for p }
request r to A by B { asks d by C for @ }
request r to A by B { asks d by C for p to @ }
request r to A by B { tells @ }
request r to A by B { tells a, @ vaguely }
request r to A by B { leaves out @, b }
request r to A by B { tells at least @ }
request r to A by B { joined to @ }
request r to A by B { records @ }
request r to A by B { choice @ { } }
request r to A by B { choice c { consents to @ } }
request r to A by B { choice c { consents by @ } }
request r to A by B { choice c { by @ for A } }
request r to A by B { choice c { by A for @ } }
request r to A by B { choice c { preselected by @ } }
request r to A by B { choice c { loses @ } }
request r to A by B { choice c { loses a and @ } }
request r to A by B { choice c { gains @ } }
request r to A by B { choice c { instead @ } }
use @ { A uses d for p on nothing }
use u { @ uses d for p on nothing }
use u { A uses @ for p on nothing }
use u { A uses d for @ on nothing }
use u { A uses d for p on @ }
use u { A uses d for p on consent via @ }
claim @ { }
claim c under @ { }
claim c { every use on @: valid }
claim c { every use by @: valid }
claim c { every use of @: valid }
claim c { every use for @: valid }
claim c { use @: valid }
claim c { request @: valid }
claim c { always @ }
ask "q" under @ { possible a }
ask "q" { possible @ }
scenario "s" { @ enables F }
scenario "s" { A enables @ }
scenario "s" { A chooses @ in R }
scenario "s" { A chooses c in @ }
scenario "s" { A chooses c in R for @ }
scenario "s" { @ chooses c in R }
scenario "s" { given a @ chooses c in R }
scenario "s" { A enables F @ chooses c in R }
scenario "s" { A withdraws from @ }
scenario "s" { @ withdraws from R }
scenario "s" { @ expires }
scenario "s" { withdrawal from @ carried out }
scenario "s" { terms @ }
scenario "s" { now @ }
scenario "s" { expect @ valid }
scenario "s" { expect @ not coerced }
scenario "s" { expect R valid under @ }
scenario "s" { expect R valid because @ }
scenario "s" { expect @ }
case "c" { under @ }
case "c" { under a, @ }
regime @
apply @
attribute @ of party
attribute a of @
attribute a of party one of { @ }
element @ "x"
define @ { a }
define d(@) { a }
rule @ { fails when a }
rule r of @ { fails when a }
rule r notwithstanding @ { fails when a }
rule r { fails when @ }
""".strip().splitlines()

BEGINS_AN_EVENT = {"given", "assume", "terms", "expect", "now"}
CONSTANT = {"true", "false", "valid"}
BEGINS_A_CONDITION = {"no", "power", *CONSTANT}
NOTHING = {"nothing"}

READ_AS_KEYWORD = {
    "party A is person, @": {"many"},
    "given @": BEGINS_A_CONDITION,
    "given @(A)": {"power"},
    "given @ is person": {"no", "power"},
    "given @ uses d for x": {"no", "power"},
    "given @ may use d for x": {"no", "power"},
    "terms t { clause c @ may use d for p }": {"notwithstanding"},
    "request r to A by B { tells @ }": NOTHING,
    "request r to A by B { joined to @ }": NOTHING,
    "request r to A by B { records @ }": NOTHING,
    "request r to A by B { choice c { consents by @ } }": {
        *("clicking", "signing", "saying", "continuing", "silence", "opting_out"),
        *("conduct", "terms", "phone", "leaving", "writing", "setting"),
    },
    "request r to A by B { choice c { loses @ } }": NOTHING,
    "request r to A by B { choice c { gains @ } }": NOTHING,
    "request r to A by B { choice c { instead @ } }": NOTHING,
    "use u { A uses d for p on @ }": {"consent", "nothing"},
    "claim c { every use on @: valid }": {"consent", "nothing"},
    "claim c { always @ }": CONSTANT,
    'ask "q" { possible @ }': CONSTANT,
    'scenario "s" { @ enables F }': BEGINS_AN_EVENT,
    'scenario "s" { @ chooses c in R }': BEGINS_AN_EVENT,
    'scenario "s" { given a @ chooses c in R }': BEGINS_AN_EVENT | {"is", "uses", "shares"},
    'scenario "s" { A enables F @ chooses c in R }': BEGINS_AN_EVENT,
    'scenario "s" { @ withdraws from R }': BEGINS_AN_EVENT,
    'scenario "s" { @ expires }': BEGINS_AN_EVENT,
    'scenario "s" { now @ }': CONSTANT,
    'scenario "s" { expect @ valid }': BEGINS_A_CONDITION,
    'scenario "s" { expect @ }': CONSTANT,
    "rule r { fails when @ }": CONSTANT,
}


def names(node: object) -> Iterator[ast.Name]:
    """All names in a tree."""
    if isinstance(node, ast.Name):
        yield node
    elif isinstance(node, tuple):
        for each in node:
            yield from names(each)
    elif isinstance(node, ast.Node):
        for field in fields(type(node)):
            yield from names(getattr(node, field.name))


def read_as_names(word: str, lines: list[str]) -> list[str]:
    """Those of *lines* in which *word*, put for the sign, is read as a name, all being read together."""
    text, places = HEADER, {}
    for line in lines:
        places[len(text) + line.index("@")] = line
        text += line.replace("@", word) + "\n"
    report = Report()
    file = parse(Source("words.consent", text), report)
    if list(report):
        return []
    return [
        places[name.span.start] for name in names(file) if name.text == word and name.span.start in places
    ]


def test_exceptions_are_of_positions_that_there_are() -> None:
    """An exception for a line that was changed would be an exception for nothing."""
    assert READ_AS_KEYWORD.keys() <= set(POSITIONS)


@pytest.mark.parametrize("word", FREE)
def test_a_keyword_is_a_name_where_a_name_is_meant(word: str) -> None:
    """In all positions but the few that are listed."""
    meant = [line for line in POSITIONS if word not in READ_AS_KEYWORD.get(line, ())]

    assert read_as_names(word, meant) == meant


@pytest.mark.parametrize("line", READ_AS_KEYWORD)
def test_an_exception_is_one(line: str) -> None:
    """A word that has become a name there is struck from the list."""
    for word in READ_AS_KEYWORD[line]:
        assert line not in read_as_names(word, [line, "party @"])


@pytest.mark.parametrize("word", sorted(RESERVED))
def test_a_reserved_word_is_no_name(word: str) -> None:
    """Not even where nothing else could be meant."""
    assert read_as_names(word, ["party @ is person"]) == []
