"""The page: the same words on every run, on any width, in any characters, in colour or not."""

import os
import re
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from consentlang.diagnostics.cells import width
from consentlang.diagnostics.look import Look
from consentlang.explain import story as story_module
from consentlang.explain.document import document
from consentlang.explain.story import story
from tests.explain.telling import HERE, NAMES, account, outcome, page

SNAPSHOTS = HERE / "snapshots"
WIDTHS = (60, 80, 120, 200)

JARGON = re.compile(
    r"\b(sat|unsat|solver|core|counterexample|model checker|node|clause learning|literal|cnf|encod\w+|"
    r"satisfiable|reachable|state space|invariant|symbolic)\b",
    re.IGNORECASE,
)


def prose(text: str) -> list[str]:
    """The lines of a page that are not of an excerpt and not to be copied."""
    return [
        line
        for line in text.splitlines()
        if not re.match(r"\s*\d* *(\||-->|:::|\.\.\.)", line) and not re.search(r"[{}]|: \w+ \w+$", line)
    ]


def compare(path: Path, told: str) -> None:
    """*told* is what the snapshot says; with UPDATE_SNAPSHOTS=1 it is made so."""
    if os.environ.get("UPDATE_SNAPSHOTS") == "1":
        path.write_text(told, encoding="utf-8")
    assert told == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_the_page_reads_as_it_did(name: str) -> None:
    """The words of each verdict, 80 columns wide."""
    compare(SNAPSHOTS / f"{name}.txt", page(name, Look(width=80)))


def test_the_page_reads_as_it_did_in_ascii_and_wide() -> None:
    """The same story for a reader with few characters, 120 columns wide."""
    told = page("meeting", Look(width=120, ascii=True))

    assert told.isascii()
    compare(SNAPSHOTS / "meeting-ascii-120.txt", told)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("columns", WIDTHS)
def test_prose_keeps_to_the_page(name: str, columns: int) -> None:
    """Prose is wrapped, and on a very wide terminal kept short enough to read."""
    too_wide = [line for line in prose(page(name, Look(width=columns))) if width(line) > min(columns, 100)]

    assert not too_wide


@pytest.mark.parametrize("name", NAMES)
def test_a_lawyer_meets_no_word_of_ours(name: str) -> None:
    """How it was found out is nobody's business."""
    assert not JARGON.findall(page(name, Look()))


def test_the_same_words_on_every_run() -> None:
    """Verified twice, told once."""
    before = page("meeting", Look())
    outcome.cache_clear()

    assert page("meeting", Look()) == before


def test_colour_changes_no_word() -> None:
    """Colour is added, and nothing else."""
    told = page("meeting", Look(colour=True))

    assert "\x1b[" in told
    assert re.sub(r"\x1b\[[0-9;]*m", "", told) == page("meeting", Look())


def test_what_an_author_wrote_cannot_move_the_cursor() -> None:
    """Control characters are written out, wherever they come from."""
    plain = account("asked_well")
    assert plain.result is not None
    hostile = evolve(plain.result.program, title="a\x1b[2Jb", unchecked=("\u202ec\x07",))
    told = story(evolve(plain, policy="a\x1b[2Jb", result=evolve(plain.result, program=hostile)), Look())

    assert "a\\u{1b}[2Jb" in told
    assert "\\u{202e}" in told
    assert not re.search("[\x00-\x09\x0b-\x1f\u202e]", told)


def test_a_story_that_repeats_another_is_told_in_a_line() -> None:
    """The second use fails by the same rules at the same request."""
    told = page("meeting", Look())

    assert told.count("error[law.imbalance]") == 1
    assert "The same holds for `notes` (audio for summary)." in told


def test_what_only_silence_breaks_is_a_check_list_and_no_story() -> None:
    """Each missing line once."""
    told = page("silent", Look())

    assert "error[" not in told
    assert told.count("tells purpose") == 1


def test_an_input_error_is_told_as_the_other_commands_tell_it() -> None:
    """No verdict is given on what could not be read."""
    assert page("missing", Look()) == (
        "error[E0101]: there is no file `missing.consent`\n"
        " --> missing.consent\n"
        "  = help: check the path, or where you are\n"
    )


def test_nobody_reads_a_thousand_stories(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rest is counted, and where it can be found is said."""
    monkeypatch.setattr(story_module, "MOST_STORIES", 1)
    told = page("meeting", Look())

    assert told.count("error[") == 1
    assert "And 1 more story, which `--format json` tells." in told


ROW = re.compile(r"^  (FAILED|NOT SHOWN|VACUOUS|DEPENDS|UNDECIDED|PROVED UNDER|PROVED) ", re.MULTILINE)


@pytest.mark.parametrize("name", ["asked_well", "contested", "early", "impossible", "meeting", "silent"])
def test_what_is_counted_is_what_is_listed(name: str) -> None:
    """In the first lines, in the list and in the last line; and the document counts the same obligations."""
    told = page(name, Look(width=200))
    rows = ROW.findall(told.partition("What must hold")[2])
    counts = re.findall(r"(\d+) things? (?:that )?must hold", told)

    assert {int(count) for count in counts} == {len(rows)}
    assert len(counts) == 2
    stats: Any = document(account(name))["stats"]
    assert f"({stats['obligations']} obligation" in " ".join(told.split())


def test_a_later_story_tells_what_differs() -> None:
    """The same screen, the same run and the same mending are told once."""
    told = page("meeting", Look(width=80))

    assert told.count("Attendee could choose") == 1
    assert told.count("use model {") == 1
    assert "What happens: the same as under law.imbalance." in told
    assert told.count("This rule would pass if you") == 1
    assert "This rule would pass by the same change" in told


def test_the_first_line_is_the_verdict() -> None:
    """And the last lines have it again."""
    lines = page("meeting", Look(width=200)).splitlines()

    assert lines[0].startswith("FAILED “Meeting assistant”")
    assert "in 1 of them somebody is coerced:" in " ".join(" ".join(lines[1:3]).split())
    assert lines[-3].startswith("FAILED: of 3 things that must hold, all fail.")


def test_a_rule_that_fails_for_one_use_alone_is_told() -> None:
    """Though the story it fails in is that of another use, told before."""
    told = page("beside", Look(width=200))

    assert "recipients_not_told: nobody said who else receives the data" in told


def test_where_nothing_has_to_hold_the_verdict_is_about_what_was_asked() -> None:
    """Not that nothing was asked."""
    told = " ".join(page("asked", Look(width=200)).split())

    assert told.count("what is asked is answered, nothing else has to hold") == 2
    assert "nothing was proved" not in told
