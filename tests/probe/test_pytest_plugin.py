"""Policies as tests of pytest: what is collected, what passes, and what the report of a failure says."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

HOUSE = """policy "A house rule" language 1

party Shop   is organisation, controller
party Reader is person
data Address about Reader is ordinary
purpose newsletter

regime house "What the shop holds itself to"
element free "freely given"
rule dear of free "a no costs something" { fails when every r of request.refusals { r.costs } }

request SignUp to Reader by Shop {
  asks  Address by Shop for newsletter
  choice yes { consents by clicking, steps 1 }
  choice no  { refuses by clicking, steps 1, loses nothing }
  withdraw { by clicking, steps 1, loses nothing, stops use at once }
}
use mailing { Shop uses Address for newsletter on consent via SignUp }

claim real { every use on consent: valid }
ask "Can there be mail without a yes?" expect no {
  possible Shop uses Address for newsletter and not consents(Reader)
}
scenario "a yes" {
  Reader chooses yes in SignUp
  expect SignUp valid
}
"""

BROKEN = HOUSE.replace("loses nothing }\n  withdraw", "pays 5 EUR }\n  withdraw")
ALL = 5
"""A use, a claim, a question, a scenario, and the lines themselves."""


pytest_plugins = ["pytester"]


@pytest.fixture
def folder(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A folder with one policy, and a library that it does not use."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    (pytester.path / "house.consent").write_text(HOUSE, encoding="utf-8")
    (pytester.path / "law.consent").write_text('library "law" language 1\n', encoding="utf-8")
    return pytester


def run(folder: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    """Pytest with this plugin alone; in a process of its own, for in this one it would load modules twice."""
    return folder.runpytest_subprocess(
        "-p", "consentlang.pytest_plugin", "-p", "no:cacheprovider", "-v", *arguments
    )


def test_nothing_is_collected_unless_it_is_asked_for(folder: pytest.Pytester) -> None:
    """Whoever has policies lying about is not surprised."""
    run(folder).assert_outcomes()


@pytest.mark.parametrize("arguments", [["--consent"], ["house.consent"], ["-o", "consent_files=house*"]])
def test_what_a_policy_has_to_prove_are_tests(folder: pytest.Pytester, arguments: list[str]) -> None:
    """Asked for by the flag, by name, or by a pattern."""
    result = run(folder, *arguments)

    result.assert_outcomes(passed=ALL)
    result.stdout.fnmatch_lines(
        [
            "*house.consent::use mailing of Reader under house PASSED*",
            "*house.consent::claim real PASSED*",
            "*house.consent::ask Can there be mail without a yes? PASSED*",
            "*house.consent::scenario a yes PASSED*",
        ]
    )


def test_the_report_of_a_failure_is_the_story(folder: pytest.Pytester) -> None:
    """Of the use and the claim that stands for it; the scenario says which line is not met."""
    (folder.path / "house.consent").write_text(BROKEN, encoding="utf-8")
    result = run(folder, "--consent")

    result.assert_outcomes(passed=2, failed=3)
    result.stdout.fnmatch_lines(
        [
            "*use mailing of Reader under house*",
            "error?house.dear?: Shop uses Reader's Address for newsletter, but Reader's yes to*not",
            "  freely given: a no costs something",
            "*What happens*",
            "*1. Reader chooses `yes` in `SignUp`*",
            "*scenario*a yes*does not always go as expected: `expect SignUp*",
        ]
    )
    result.stdout.no_fnmatch_line("*Traceback*")


def test_a_wrong_policy_is_an_error_with_its_complaint(folder: pytest.Pytester) -> None:
    """With its code and its place."""
    (folder.path / "house.consent").write_text(HOUSE.replace("by Shop for", "by Shp for"), encoding="utf-8")
    result = run(folder, "--consent")

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*error?E0202?*`Shp`*"])


def test_a_part_that_others_import_proves_nothing_and_is_left_out(folder: pytest.Pytester) -> None:
    """A library is no policy."""
    result = run(folder, "--consent")

    assert (folder.path / "law.consent").exists()
    result.assert_outcomes(passed=ALL)
    result.stdout.no_fnmatch_line("*law.consent*")


def test_pytest_finds_the_plugin_where_the_package_is_installed() -> None:
    """By the entry point that it looks for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert project["entry-points"]["pytest11"] == {"consentlang": "consentlang.pytest_plugin"}


def test_the_plugin_loads_nothing_heavy() -> None:
    """Every run of pytest loads it."""
    heavy = ("lark", "hypothesis", "pysat", "pysolvers", "typer", "consentlang.core", "consentlang.driver")
    script = (
        f"import sys, consentlang.pytest_plugin; print([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"
