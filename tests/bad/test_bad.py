"""
Wrong policies: each says on its lines what is wrong there, `#! E0203`.

Missing, surplus and misplaced diagnostics all fail.
"""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from consentlang.diagnostics.codes import every_code
from consentlang.diagnostics.report import Report
from consentlang.names.modules import load
from consentlang.names.resolve import resolve
from consentlang.reading import read_source
from consentlang.source import Source
from consentlang.syntax.parse import parse
from consentlang.types.check import check

HERE = Path(__file__).parent
POLICIES = sorted(HERE.glob("*.consent"))
EXPECTATION = re.compile(r"#! ((?:[EW]\d{4} ?)+)")

SHOWN_ELSEWHERE = {"E0234", "E0309", "E0452"}
"""Too many files, too many clauses, and libraries: tests of names."""

Place = tuple[str, int, str]


def expected(source: Source) -> Iterator[Place]:
    """What the lines of *source* say is wrong with them."""
    for number, line in enumerate(source.text.split("\n"), start=1):
        for found in EXPECTATION.finditer(line):
            for code in found[1].split():
                yield Path(source.name).name, number, code


def told(path: Path) -> tuple[Counter[Place], Counter[Place]]:
    """What the lines of a policy and of all it imports expect, and what is told."""
    report = Report()
    file = parse(read_source(path), report)
    check(resolve(file, report), report)
    sources = [module.file.span.source for module in load(file, Report())]
    wanted = Counter(place for source in sources for place in expected(source))
    found = Counter((Path(each.span.source.name).name, each.span.line, each.code.number) for each in report)
    return wanted, found


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.stem)
def test_a_wrong_policy_is_told_what_its_lines_say(path: Path) -> None:
    """Every mistake is told in one run, on its line, and nothing else is."""
    wanted, found = told(path)

    assert found - wanted == Counter()
    assert wanted - found == Counter()


def test_every_code_of_names_and_types_is_met() -> None:
    """No code is declared that no wrong policy shows."""
    rooms = ("E02", "E03", "E04", "W060")
    declared = {code.number for code in every_code() if code.number.startswith(rooms)}
    met = {
        code
        for path in HERE.rglob("*.consent")
        for _file, _line, code in expected(Source(path.name, path.read_text(encoding="utf-8")))
    }

    assert declared - met - SHOWN_ELSEWHERE == set()
