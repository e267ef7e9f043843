"""Rendering: frames for people, lines for programs, and nothing that a policy could smuggle through."""

import json
import subprocess
import sys
from textwrap import dedent

import pytest

from consentlang.diagnostics import codes
from consentlang.diagnostics import render as render_module
from consentlang.diagnostics.look import Format, Look
from consentlang.diagnostics.render import render, text
from consentlang.diagnostics.report import Diagnostic, Note, Report
from consentlang.source import Source, Span

MEETING = Source(
    "meeting.consent",
    dedent("""\
        policy "Meeting" language 1
        party Vendor is controller
        purpose training within improvement
        purpose summary
        request Join to Attendee by Host {
          asks audio by Vendor for trainig
        }
        """),
)


def span_of(words: str, source: Source = MEETING) -> Span:
    """Point at the last *words* in *source*."""
    start = source.text.rindex(words)
    return Span(source, start, start + len(words))


def misspelt(**more: object) -> Diagnostic:
    """The complaint about a misspelt purpose."""
    message = "no purpose is named `trainig`"
    return Diagnostic(codes.UNKNOWN_PURPOSE, span_of("trainig"), message, **more)  # type: ignore[arg-type]


def report_of(*diagnostics: Diagnostic) -> Report:
    """Collect *diagnostics* in a report."""
    report = Report()
    for each in diagnostics:
        report.add(each)
    return report


def frame(source: str, words: str, look: Look | None = None) -> list[str]:
    """The lines that show *words* of the policy *source*, after the headline and the place."""
    span = span_of(words, Source("meeting.consent", source))
    return text(Diagnostic(codes.UNKNOWN_NAME, span, "look"), look or Look()).splitlines()[3:]


def test_a_mistake_is_shown_where_it_is() -> None:
    """Headline, place, line, caret, next step: as rustc does it."""
    shown = text(misspelt(help="did you mean `training`?"), Look())

    assert shown == dedent("""\
        error[E0203]: no purpose is named `trainig`
         --> meeting.consent:6:28
          |
        6 |   asks audio by Vendor for trainig
          |                            ^^^^^^^
          |
          = help: did you mean `training`?
        """)


def test_notes_point_at_other_lines_and_files() -> None:
    """Second places are underlined in their lines, in the order of the text, other files last."""
    other = Source("law.consent", "purpose trainings\n")
    notes = (
        Note(span_of("training"), "this one is declared"),
        Note(span_of("trainings", other), "and this one"),
    )

    assert text(misspelt(notes=notes), Look()) == dedent("""\
        error[E0203]: no purpose is named `trainig`
         --> meeting.consent:6:28
          |
        3 | purpose training within improvement
          |         -------- this one is declared
        ...
        6 |   asks audio by Vendor for trainig
          |                            ^^^^^^^
         ::: law.consent:1:9
          |
        1 | purpose trainings
          |         --------- and this one
        """)


def test_a_single_line_between_two_is_shown_rather_than_dots() -> None:
    """Dots would take as much room as the line itself."""
    diagnostic = Diagnostic(
        codes.DUPLICATE_NAME, span_of("summary"), "taken", notes=(Note(span_of("Vendor is"), "here"),)
    )

    assert "3 | purpose training within improvement\n" in text(diagnostic, Look())


def test_words_over_several_lines_are_marked_at_both_ends() -> None:
    """The first line and the last carry the carets."""
    assert frame(
        "party A\nrequest R {\n  asks\n  more\n  tells\n}\n", "request R {\n  asks\n  more\n  tells\n}\n"
    ) == [
        "2 | request R {",
        "  | ^^^^^^^^^^^",
        "...",
        "6 | }",
        "  | ^",
    ]


def test_the_end_of_the_file_is_a_place() -> None:
    """A policy that ends too early is marked after its last word."""
    assert frame("party A", "") == ["1 | party A", "  |        ^"]


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("同意 trainig", ["1 | 同意 trainig", "  |      ^^^^^^^"]),
        ("\ttrainig", ["1 |     trainig", "  |     ^^^^^^^"]),
        ("Socie\u0301te\u0301 trainig", ["1 | Socie\u0301te\u0301 trainig", "  |         ^^^^^^^"]),
        ("\x1b[2J trainig", ["1 | \\u{1b}[2J trainig", "  |           ^^^^^^^"]),
        ("\u202e trainig", ["1 | \\u{202e} trainig", "  |          ^^^^^^^"]),
    ],
    ids=["wide", "tab", "combining", "escape", "direction"],
)
def test_the_caret_stands_below_its_word(policy: str, expected: list[str]) -> None:
    """Wide, combining, invisible characters and tabs do not push the caret aside."""
    assert frame(policy, "trainig") == expected


def test_a_long_line_is_shown_around_the_caret() -> None:
    """A line is never wider than the page, and the marked word is on it."""
    line, marks = frame(f"{'x ' * 900}trainig{' y' * 900}", "trainig", Look(width=60))

    assert len(line) <= 60
    assert line[4] == line[-1] == "…"
    assert line[marks.index("^") : marks.rindex("^") + 1] == "trainig"


def test_a_policy_on_one_line_costs_little() -> None:
    """Four megabytes without a line break are shown through a window."""
    line, marks = frame(f"{'x' * 4_000_000} trainig", "trainig")

    assert len(line) <= 100
    assert marks.endswith("^^^^^^^")


def test_ascii_means_ascii() -> None:
    """Every character is ASCII, the author's too, and the caret still fits."""
    shown = frame(f"Büro trainig{' y' * 200}", "trainig", Look(ascii=True, width=40))

    assert shown[0].isascii()
    assert shown[0].endswith("...")
    assert shown[1].index("^") == shown[0].index("trainig")


def test_colour_adds_nothing_but_colour() -> None:
    """Without its colours a coloured frame is the plain one."""
    coloured = text(misspelt(), Look(colour=True))

    assert "\x1b[1;31merror[E0203]" in coloured
    assert "".join(part.partition("m")[2] for part in f"m{coloured}".split("\x1b[")) == text(
        misspelt(), Look()
    )


def test_a_policy_cannot_drive_the_terminal() -> None:
    """The author's words, a file's name and the help are all written out, never obeyed."""
    source = Source("a\x1b[31m.consent", "party \x1b]0;title\x07\n")
    bad = "`\x1b[2J`\n"
    diagnostic = Diagnostic(
        codes.UNKNOWN_NAME, span_of("title", source), bad, bad, (Note(span_of("party", source), bad),)
    )
    report = report_of(diagnostic)

    for format in Format:
        shown = render(report, Look(format=format))
        assert "\x1b" not in shown
        assert "\x07" not in shown


def test_concise_is_one_line_each() -> None:
    """Editors and `grep` find file, line and column in front."""
    shown = render(report_of(misspelt(help="did you mean `training`?")), Look(format=Format.CONCISE))

    assert shown == "meeting.consent:6:28: error[E0203]: no purpose is named `trainig`\n"


def test_github_shows_the_mistake_beside_the_line() -> None:
    """A workflow command, with what would end a field escaped."""
    source = Source("a,b:c.consent", "trainig\n")
    diagnostic = Diagnostic(codes.UNKNOWN_PURPOSE, span_of("trainig", source), "100% wrong", "try\nagain")

    assert render(report_of(diagnostic), Look(format=Format.GITHUB)) == (
        "::error file=a%2Cb%3Ac.consent,line=1,col=1,endLine=1,endColumn=8,"
        "title=E0203 unknown-purpose::100%25 wrong%0Atry%0Aagain\n"
    )


def test_json_holds_everything() -> None:
    """A program gets code, name, severity, message, span, help and notes."""
    diagnostic = misspelt(help="did you mean `training`?", notes=(Note(span_of("summary"), "or this"),))

    assert json.loads(render(report_of(diagnostic), Look(format=Format.JSON))) == [
        {
            "code": "E0203",
            "name": "unknown-purpose",
            "severity": "error",
            "message": "no purpose is named `trainig`",
            "span": {"file": "meeting.consent", "line": 6, "column": 28, "end_line": 6, "end_column": 35},
            "help": "did you mean `training`?",
            "notes": [
                {
                    "span": {
                        "file": "meeting.consent",
                        "line": 4,
                        "column": 9,
                        "end_line": 4,
                        "end_column": 16,
                    },
                    "message": "or this",
                }
            ],
        }
    ]


def test_the_rest_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody reads a thousand complaints; they learn how many there are."""
    monkeypatch.setattr(render_module, "MOST_SHOWN", 1)
    report = report_of(
        misspelt(), Diagnostic(codes.UNKNOWN_PARTY, span_of("Host"), "no party is named `Host`")
    )

    assert render(report, Look()).endswith("\nand 1 more (1 E0203)\n")


def test_a_wall_of_warnings_is_cut_short() -> None:
    """The first ten are shown in frames, and the error among them; the others are counted by their codes."""
    names = Source("names.consent", "".join(f"fact name{number}\n" for number in range(30)))
    wrong = [Diagnostic(codes.UNUSED, span_of(f"name{n}\n", names), "never used") for n in range(30)]
    shown = render(report_of(*wrong, misspelt()), Look())

    assert (shown.count("warning["), shown.count("error[")) == (10, 1)
    assert shown.endswith("\nand 20 more (20 W0601)\n")


def test_a_message_and_a_help_are_wrapped() -> None:
    """A line is never wider than the page, unless it is to be copied."""
    diagnostic = Diagnostic(
        codes.UNKNOWN_PURPOSE,
        span_of("trainig"),
        "no purpose " * 12,
        "write one " * 12,
        (Note(span_of("asks audio by Vendor"), "a note " * 12),),
    )

    assert max(map(len, text(diagnostic, Look(width=60)).splitlines())) <= 60


def test_an_empty_report_says_nothing() -> None:
    """Where nothing is wrong nothing is written; a program gets an empty list."""
    assert render(Report(), Look()) == ""
    assert render(Report(), Look(format=Format.JSON)) == "[]\n"


def test_rich_is_not_loaded_without_colour() -> None:
    """Start-up is felt on every run, so Rich waits until there is colour to give."""
    program = "import sys, consentlang.diagnostics.render; sys.exit('rich' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
