"""
Parsing: each construct gives the tree it stands for.

`items.txt` and `formulas.txt` have one construct on a line and its tree indented below, as `trees` writes it.
"""

from pathlib import Path

import pytest

from consentlang.diagnostics.report import Report
from consentlang.source import Source
from consentlang.syntax import ast
from consentlang.syntax.parse import parse
from tests.syntax.trees import HEADER, items

HERE = Path(__file__).parent

EXAMPLE = """
policy "Meeting assistant" language 1
import std.gdpr
import std.usual                                     # adult, capable, alone at the keys: shown in the verdict

# who ---------------------------------------------------------------
party Vendor   is organisation, controller
party Org      is organisation                       # the account
party Host     is person, acts for Org, may be Attendee
party Attendee is person, many

relation employs(Org, Attendee)                      # not settled: both answers are explored
power Org over Attendee at least when employs(Org, Attendee)
given no power Vendor over Attendee "one tool among several"     # judged: named in the verdict

# what --------------------------------------------------------------
data ServiceGenerated about Attendee { telemetry, region }
data CustomerContent  about Attendee { audio, video, chat, files }
purpose training within improvement
purpose summary
service Meeting

# what the terms say ------------------------------------------------
terms March from 2023-03-31 {
  clause usage   "10.2" Vendor may use ServiceGenerated for training
  clause content "10.4" Vendor may use CustomerContent for training and summary
}
terms August from 2023-08-07 amends March {
  clause caveat "10.4, last sentence" notwithstanding content
    Vendor must not use audio and video and chat for training without consent of Org
}                                                    # whose consent? the language makes you say it

# how people are asked ----------------------------------------------
feature Summary switched on by Host, off at start
request JoinNotice to Attendee by Host {
  when   Summary.on
  asks   CustomerContent by Vendor for summary, training
  tells  controller, data
  choice proceed { consents by continuing }          # one yes for both purposes
  choice leave   { refuses, loses Meeting }
  withdraw       { by leaving, loses Meeting }
}

# what is done ------------------------------------------------------
use telemetry_training { Vendor uses ServiceGenerated for training on legitimate_interest }
use content_training   { Vendor uses CustomerContent for training on consent via JoinNotice }

# what must hold, what is asked, what is tried ----------------------
claim consent_is_real  { every use on consent: valid }
ask "Can calls train AI without the attendee's consent?" {
  possible Vendor uses audio for training and not consents(Attendee)
}
scenario "my boss turned it on" {
  given employs(Org, Attendee)
  Host enables Summary
  Attendee chooses proceed in JoinNotice
  expect JoinNotice not valid under gdpr because free
}
"""
"""The language by example, as it was designed."""

LAW = """
library "Law" language 1
element free "freely given" cites "GDPR Art. 4(11), 7(4); Recitals 42, 43"

rule imbalance of free is coercion "someone with power over the subject wants the yes" {
  presume some p of interested { power(p, subject) }
  unless rebutted when some r of request.refusals { not r.costs }
  cites "GDPR Recital 43; EDPB Guidelines 05/2020, part 3.1.1"
  advice "add a choice that refuses and loses nothing"
}
rule imposed of free "someone else switched it on, and no way out is free" {
  fails when some s of switchers { s != subject } and every r of request.refusals { r.costs }
}
rule take_it_or_leave_it of free "no way to refuse that costs nothing" {
  fails when no r of request.refusals { not r.costs }   cites "GDPR Art. 7(4)"
}
rule by_another of own "given by the person whose data it is" {
  fails when decider != subject and not guardian(decider, subject)
}
rule cookie of device { requires consent when data is device and not necessary(data, purpose) }
"""

MENDED = """
policy "Mended" language 1
request R to A by B {
  tells controller, recipients, purpose, data, withdrawal, refusal, risks
  for each purpose {
    choice yes { consents by clicking, steps 1, shown equally }
    choice no  { refuses  by clicking, steps 1, shown equally, loses nothing }
  }
  withdraw { by clicking, steps 1, loses nothing, stops use at once }
  records who, when, what, how
}
"""


def pairs(name: str) -> list[tuple[str, list[str]]]:
    """The constructs of a file and their trees."""
    blocks = (HERE / name).read_text(encoding="utf-8").replace("\n  ", "\0").splitlines()
    return [(text, trees) for text, *trees in (block.split("\0") for block in blocks)]


@pytest.mark.parametrize(("text", "trees"), pairs("items.txt"))
def test_an_item_is_read_as_its_tree(text: str, trees: list[str]) -> None:
    """Every item of the language, with all that can be said in it."""
    assert items(text) == trees


@pytest.mark.parametrize(("text", "trees"), pairs("formulas.txt"))
def test_a_formula_is_read_as_its_tree(text: str, trees: list[str]) -> None:
    """Every formula, and what binds more tightly."""
    assert items(f"given {text}") == [f"Given(keyword=given formula={tree})" for tree in trees]


@pytest.mark.parametrize("text", [EXAMPLE, LAW, MENDED])
def test_the_language_by_example(text: str) -> None:
    """What the design shows is read as it stands."""
    report = Report()
    parse(Source("example.consent", text), report)

    assert list(report) == []


def test_newlines_only_separate() -> None:
    """All on one line, or each word on its own, it is the same policy."""
    text = "party A is person, many data D about A { x, y is special } purpose p within q service S by A"

    assert items(text) == items(text.replace(" ", "\n"))


def test_a_file_has_its_header_and_its_items_in_order() -> None:
    """And its span is the whole text."""
    report = Report()
    file = parse(Source("test.consent", 'library "L" language 1\nparty A\nparty B\n'), report)

    assert file.header is not None
    assert (file.header.keyword, file.header.title.value, file.header.version) == ("library", "L", 1)
    assert [item.name.text for item in file.items if isinstance(item, ast.Party)] == ["A", "B"]
    assert file.span.text == file.span.source.text


def test_a_node_points_at_its_words() -> None:
    """From its first word to its last."""
    text = "party A is person # one\nparty B\npurpose training within improvement"
    file = parse(Source("test.consent", HEADER + text), Report())

    assert [item.span.text for item in file.items] == [
        "party A is person",
        "party B",
        "purpose training within improvement",
    ]
    assert [name.span.text for name in ast.children(file.items[2]) if isinstance(name, ast.Name)] == [
        "training",
        "improvement",
    ]


def test_comments_are_set_aside() -> None:
    """With the sign, and whether they have a line of their own."""
    text = f"{HEADER}# above\nparty A # beside  \n\t# indented\n#\n"
    file = parse(Source("test.consent", text), Report())

    assert [(each.text, each.own_line) for each in file.comments] == [
        ("# above", True),
        ("# beside", False),
        ("# indented", True),
        ("#", True),
    ]


def test_a_sign_in_a_string_begins_no_comment() -> None:
    """A citation may have one."""
    file = parse(Source("test.consent", f'{HEADER}party A "# 1" # two'), Report())

    assert [each.text for each in file.comments] == ["# two"]


def test_a_string_is_unescaped() -> None:
    r"""`\"` and `\\` are one character each."""
    assert items(r'party A "say \"yes\" or C:\\no"') == [r'Party(name=A label="say "yes" or C:\no")']


def test_names_in_any_script() -> None:
    """In composed form, however they were typed."""
    assert items("party Société") == ["Party(name=Société)"]
    assert items("party Socie\u0301te\u0301") == ["Party(name=Société)"]
    assert items("party 会議 is 人") == ["Party(name=会議 kinds=[人])"]
    assert items("party सूचना") == ["Party(name=सूचना)"]


def test_a_composed_name_points_at_what_was_typed() -> None:
    """Spans are places in the text as it stands."""
    file = parse(Source("test.consent", f"{HEADER}party Socie\u0301te\u0301 is x"), Report())

    assert file.items[0].span.text == "party Socie\u0301te\u0301 is x"
