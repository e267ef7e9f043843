"""What changes between two versions of terms, or two policies: found, and nothing else."""

from pathlib import Path

import pytest
from hypothesis import given

from consentlang.analysis.diff import diff_programs, diff_terms
from consentlang.analysis.difference import Change, Difference
from consentlang.analysis.solve import OutOfTime
from consentlang.core import ir
from consentlang.core.lower import lower
from consentlang.diagnostics.report import Report
from consentlang.names.resolve import resolve
from consentlang.source import Source
from consentlang.syntax.parse import parse
from consentlang.types.check import check
from tests.agreement.programs import programs

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*/*.consent"))
ZOOM = next(path for path in EXAMPLES if path.name == "zoom.consent")

PEOPLE = """\
policy "Newsletter" language 1
party Shop is organisation, controller
party Owner is organisation
party Reader is person
data Profile about Reader { address, taste, photo, portrait derived from photo }
purpose news
purpose adverts
fact adult(Reader)
use mailing { Shop uses Profile for news on legitimate_interest }
"""
WIDE = "clause wide Shop may use Profile for news"
BAN = "clause ban notwithstanding wide Shop must not use address for news"


def program(text: str) -> ir.Program:
    """The program that *text* means."""
    report = Report()
    model = check(resolve(parse(Source("policy.consent", text), report), report), report)
    assert not report.has_errors, [each.message for each in report]
    return lower(model)


def terms(clauses: str, besides: str = "") -> ir.Program:
    """A policy whose only terms have these *clauses*."""
    return program(f"{PEOPLE}{besides}\nterms Now {{ {clauses} }}")


def between(old: str, new: str, **besides: str) -> Difference:
    """What changes from terms with the clauses *old* to terms with the clauses *new*."""
    return diff_programs(terms(old), terms(new, **besides))


def in_short(changes: tuple[Change, ...]) -> list[tuple[str, bool, str]]:
    """Direction, whether always, data."""
    return [(change.direction, change.always, " ".join(change.data)) for change in changes]


@pytest.fixture(scope="module")
def zoom() -> ir.Program:
    """The founding case."""
    return program(ZOOM.read_text(encoding="utf-8"))


# --- the founding case ------------------------------------------------------------------------------


def test_the_caveat_takes_back_calls_without_consent_of_the_account(zoom: ir.Program) -> None:
    """Only toward more protection, by the caveat, over the clause it overrides."""
    difference = diff_terms(zoom, "March", "August")

    calls, derived = difference.changes
    assert (calls.direction, calls.always, calls.data) == ("more", False, ("audio", "video", "chat"))
    (because,) = calls.by
    assert (because.clause, because.how, because.provided) == ("caveat", "speaks", "without consent of Org")
    assert (because.cite, because.overrides) == ("10.4, last sentence", ("content",))
    assert (derived.data, derived.doubtful, calls.doubtful) == (("transcripts",), True, False)
    assert not list(difference.toward("less"))


def test_the_caveat_forgot_what_is_sent(zoom: ir.Program) -> None:
    """Covered by the same older clause, and permitted still."""
    (forgotten,) = diff_terms(zoom, "March", "August").forgotten

    assert (forgotten.clause, forgotten.older, forgotten.purpose) == ("caveat", "content", "training")
    assert forgotten.data == ("files", "screen_shares", "transcripts")
    assert forgotten.doubtful == ("transcripts",)


def test_the_revision_goes_only_toward_more_protection(zoom: ir.Program) -> None:
    """Training is gone; the summaries remain."""
    difference = diff_terms(zoom, "August", "Final")

    assert {change.direction for change in difference.changes} == {"more"}
    assert all(change.always for change in difference.changes)
    remaining = {used.use for used in difference.uses if used.new.within == "within"}
    assert remaining == {"account_summary", "notice_summary"}
    assert set(difference.clauses.removed) == {"usage", "content", "caveat"}


def test_the_other_way_round_everything_turns(zoom: ir.Program) -> None:
    """What was lost is gained, the same things."""
    there, back = diff_terms(zoom, "March", "August"), diff_terms(zoom, "August", "March")

    assert {change.direction for change in back.changes} == {"less"}
    assert [change.data for change in there.changes] == [change.data for change in back.changes]


# --- small ones -------------------------------------------------------------------------------------


def test_a_clause_that_is_added_permits() -> None:
    """Where nothing was said before."""
    difference = between(WIDE, f"{WIDE} clause more Shop may use address for adverts")

    assert in_short(difference.changes) == [("less", True, "address")]
    assert difference.clauses.added == ("more",)
    assert difference.forgotten == ()


def test_a_condition_that_is_added_takes_back_in_some_cases() -> None:
    """The clause is there still, and has no longer a say in every case."""
    difference = between(WIDE, f"{WIDE} when adult(Reader)")

    (change,) = difference.changes
    assert (change.direction, change.always) == ("more", False)
    assert [because.how for because in change.by] == ["silent"]
    assert difference.clauses.reworded == ("wide",)


def test_a_clause_that_covers_less_is_not_gone() -> None:
    """It is there still, and no longer speaks of the taste."""
    (change,) = between(
        "clause wide Shop may use address and taste for news", "clause wide Shop may use address for news"
    ).changes

    assert (change.direction, change.always, change.data) == ("more", True, ("taste",))
    assert [because.how for because in change.by] == ["silent"]


def test_an_override_that_goes_gives_back() -> None:
    """By the clause that is gone."""
    (change,) = between(f"{WIDE} {BAN}", WIDE).changes

    assert (change.direction, change.always, change.data) == ("less", True, ("address",))
    assert [(because.clause, because.how) for because in change.by] == [("ban", "gone")]


def test_what_a_line_settles_changes_what_is_permitted() -> None:
    """No clause did it."""
    before = terms(f"{WIDE} when adult(Reader)", "given not adult(Reader)")
    after = terms(f"{WIDE} when adult(Reader)", "given adult(Reader)")

    difference = diff_programs(before, after)

    assert [change.direction for change in difference.changes] == ["less"]


def test_another_condition_of_consent_is_both() -> None:
    """Less where the one says yes, more where only the other does."""
    difference = between(f"{WIDE} with consent of Reader", f"{WIDE} with consent of Owner")

    assert {change.direction for change in difference.changes} == {"less", "more"}


def test_terms_that_permit_more_are_no_protection() -> None:
    """A use that broke the terms no longer does, because they gave way: toward less, not more."""
    difference = between("clause other Shop may use Profile for adverts", WIDE)

    (judged,) = [one for one in difference.judged if one.kind == "use"]
    assert (judged.old, judged.new, judged.direction) == ("failed", "proved", None)
    assert [change.direction for change in difference.changes if change.purposes == ("news",)] == ["less"]


def test_a_use_that_goes_beyond_the_same_terms_is_less_protection() -> None:
    """Nothing changed in what is permitted; what is done breaks it now."""
    said = "clause few Shop may use address for adverts"
    use = "use flyers { Shop uses %s for adverts on legitimate_interest }"

    difference = diff_programs(terms(said, use % "address"), terms(said, use % "Profile"))

    assert difference.changes == ()
    (judged,) = difference.judged
    assert (judged.old, judged.new, judged.direction) == ("proved", "failed", "less")


def test_a_new_use_that_fails_is_less_protection() -> None:
    """One that is fine goes toward neither; and to drop what fails is more."""
    said = "clause few Shop may use address for adverts"
    use = "use flyers { Shop uses %s for adverts on legitimate_interest }"
    without, fine, failing = terms(said, ""), terms(said, use % "address"), terms(said, use % "Profile")

    assert [one.direction for one in diff_programs(without, failing).judged] == ["less"]
    assert [one.direction for one in diff_programs(failing, without).judged] == ["more"]
    assert [one.direction for one in diff_programs(without, fine).judged] == [None]


def test_a_new_version_is_compared_with_the_last() -> None:
    """And the old ones with themselves."""
    base = f"{PEOPLE}terms Now {{ {WIDE} }}\n"
    (change,) = diff_programs(program(base), program(f"{base}terms Later amends Now {{ {BAN} }}")).changes

    assert (change.direction, change.data, change.versions) == ("more", ("address",), (("Now", "Later"),))


# --- what must always hold --------------------------------------------------------------------------


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_an_example_does_not_differ_from_itself(path: Path) -> None:
    """Neither as a file nor under the same version."""
    same = program(path.read_text(encoding="utf-8"))

    assert diff_programs(same, same).empty
    assert all(
        diff_terms(same, version.name, version.name).empty
        for chain in same.chains.values()
        for version in chain.versions
    )


@given(programs())
def test_no_program_differs_from_itself(program: ir.Program) -> None:
    """Whatever its shape."""
    assert diff_programs(program, program).empty


def test_it_is_the_same_every_time(zoom: ir.Program) -> None:
    """Same words, same order."""
    assert diff_terms(zoom, "March", "August") == diff_terms(zoom, "March", "August")


def test_no_time_is_no_answer(zoom: ir.Program) -> None:
    """It is said, never taken for no difference."""
    with pytest.raises(OutOfTime):
        diff_programs(zoom, zoom, timeout=0.0)


def test_versions_of_no_terms_are_refused(zoom: ir.Program) -> None:
    """Both must be versions of the same."""
    with pytest.raises(ValueError, match="no versions of the same terms"):
        diff_terms(zoom, "March", "July")
