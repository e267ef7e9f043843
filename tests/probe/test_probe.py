"""A search by scenario: it finds what verification tells, and where it finds nothing it claims no more."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from consentlang import driver
from consentlang.analysis.verdict import Result
from consentlang.analysis.verify import verify
from consentlang.cli.entry import run
from consentlang.cli.exits import Exit
from consentlang.core import ir
from consentlang.eval.interpret import judge
from consentlang.eval.interpret import run as replayed
from consentlang.probe.probe import probe
from consentlang.probe.strategies import NobodyAllowed
from tests.agreement.programs import programs
from tests.agreement.test_deadlines import lowered
from tests.std.meaning import CASES

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
ZOOM = str(EXAMPLES / "zoom/zoom.consent")
FAILS, HOLDS = str(EXAMPLES / "clinic/failing.consent"), str(EXAMPLES / "newsletter/passing.consent")


def rules(result: Result | None) -> set[str]:
    """The rules that some story tells of."""
    return {s.fault.name for one in (result.ruled if result else ()) for s in one.stories}


@pytest.mark.parametrize("name", CASES)
def test_a_search_finds_what_can_be_found(name: str, tmp_path: Path) -> None:
    """Of small policies: every rule that fails in some story, and nothing of what is proved."""
    program = lowered(CASES[name][0], tmp_path)
    try:
        found = rules(probe(program, examples=300).violations)
    except NobodyAllowed:
        found = set()

    assert found == CASES[name][2]


@settings(max_examples=20, suppress_health_check=[HealthCheck.nested_given, HealthCheck.too_slow])
@given(programs())
def test_nothing_is_found_that_verification_does_not_know(program: ir.Program) -> None:
    """Of random programs: each rule found is told there, too; none is where all is proved."""
    try:
        probed = probe(program, examples=30)
    except NobodyAllowed:
        return
    known = verify(program, mend=False)
    broken = {
        (one.name, fault.name)
        for one in known.ruled
        for story in one.stories
        for fault in (story.fault, *story.also)
    }
    for one in probed.violations.ruled if probed.violations else ():
        for story in one.stories:
            assert (one.name, story.fault.name) in broken
            last = replayed(program, story.scenario)[-1]
            said = judge(program, story.obligation, story.scenario.facts, last)
            assert said.broken
            assert story.fault.name in said.failing


def test_a_story_has_no_event_to_spare() -> None:
    """However long the scenario was in which it was found."""
    program = lowered_example("zoom/zoom")
    violations = probe(program, examples=100).violations

    assert violations is not None
    for one in violations.ruled:
        for story in one.stories:
            assert len(story.scenario.events) <= 4


def lowered_example(name: str) -> ir.Program:
    """The program of an example."""
    from consentlang.diagnostics.report import Report  # noqa: PLC0415 - here alone
    from consentlang.driver import build  # noqa: PLC0415 - here alone

    program = build(EXAMPLES / f"{name}.consent", Report())
    assert program is not None
    return program


def test_the_same_seed_finds_the_same() -> None:
    """In every run; what is found is data."""
    program = lowered_example("clinic/failing")
    one, other = (probe(program, examples=50, seed=3).violations for _ in range(2))

    assert one is not None
    assert other is not None
    assert one.ruled == other.ruled


# --- on the command line ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([FAILS], Exit.FAILED),
        ([HOLDS], Exit.FINE),
        ([FAILS, "--format", "json"], Exit.FAILED),
        ([HOLDS, "--timeout", "0"], Exit.FINE),
        (["missing.consent"], Exit.WRONG_INPUT),
        ([FAILS, "--examples", "0"], Exit.WRONG_INPUT),
        ([FAILS, "--examples", "many"], Exit.WRONG_INPUT),
        ([FAILS, "--timeout", "-1"], Exit.WRONG_INPUT),
        ([FAILS, HOLDS], Exit.WRONG_INPUT),
    ],
)
def test_the_exit_code_says_whether_a_violation_was_found(arguments: list[str], code: Exit) -> None:
    """One on a violation, two on wrong input."""
    more = [] if "--examples" in arguments else ["--examples", "50"]

    assert run(["probe", *arguments, *more]) == code


def test_what_is_not_found_is_not_called_proved(capsys: pytest.CaptureFixture[str]) -> None:
    """It is called a search, with the number of its scenarios."""
    run(["probe", HOLDS, "--examples", "40"])
    told = capsys.readouterr().out

    assert told.startswith("no violation in 40 scenarios (seed 0): ")
    assert "proves nothing" in told
    assert "proved" not in told.lower()


def test_what_is_found_is_told_in_the_words_of_verify(capsys: pytest.CaptureFixture[str]) -> None:
    """The headline of the first story is the same."""
    run(["probe", FAILS, "--examples", "50"])
    found = capsys.readouterr().out
    run(["verify", FAILS])
    known = capsys.readouterr().out
    headline = next(line for line in found.splitlines() if line.startswith("error["))

    assert headline in known.splitlines()


@pytest.mark.parametrize("arguments", [[FAILS], [HOLDS], [ZOOM], [FAILS, "--timeout", "0"]])
def test_what_a_program_gets_is_what_the_schema_says(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Found or not, stopped or not; findings as in the schema of verify."""
    run(["probe", *arguments, "--examples", "30", "--format", "json"])
    told = json.loads(capsys.readouterr().out)
    own, verified = (
        json.loads((ROOT / f"docs/schema/{name}-1.json").read_text(encoding="utf-8"))
        for name in ("probe", "verify")
    )
    registry = Registry().with_resource(verified["$id"], Resource.from_contents(verified))

    Draft202012Validator(own, registry=registry).validate(told)


def test_a_program_gets_the_findings_of_verify(capsys: pytest.CaptureFixture[str]) -> None:
    """With the same keys."""
    run(["probe", FAILS, "--examples", "50", "--format", "json"])
    probed = json.loads(capsys.readouterr().out)
    run(["verify", FAILS, "--format", "json"])
    verified = json.loads(capsys.readouterr().out)

    assert probed["violated"]
    assert probed["scenarios"] == 50
    assert [*probed["findings"][0]] == [*verified["findings"][0]]
    assert probed["findings"][0]["rule"] == verified["findings"][0]["rule"]


def test_reading_takes_of_the_time_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it is over before the policy was read, nothing was tried, and that is no verdict."""

    def read_forever(*_: object, **__: object) -> None:
        while True:
            pass

    monkeypatch.setattr(driver, "build", read_forever)

    assert run(["probe", HOLDS, "--timeout", "0.1"]) == Exit.UNDECIDED


def test_lines_that_contradict_each_other_leave_nothing_to_search(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Which is said, and is not called a search without violation."""
    path = tmp_path / "policy.consent"
    path.write_text(CASES["lines that contradict each other prove nothing"][0], encoding="utf-8")

    assert run(["probe", str(path)]) == Exit.WRONG_INPUT
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "no scenario obeys all the lines of the policy at once\n")


def test_a_search_ends_when_its_time_is_over(capsys: pytest.CaptureFixture[str]) -> None:
    """And says so."""
    run(["probe", HOLDS, "--examples", "1000000", "--timeout", "0.3", "--format", "json"])
    told = json.loads(capsys.readouterr().out)

    assert told["stopped"]
    assert told["seconds"] < 5
