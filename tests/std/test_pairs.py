"""Each rule of law decides something: of two policies that differ in one line, the rule fails in one."""

import pytest

from tests.std.pairs import FILINGS, FOLDERS, LIBRARIES, PAIRS, SILENT, Filing, Folder, Pair, Silent

of_each_folder = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.path.name)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.folder.path.name}-{pair.told['rule']}")
def test_one_line_decides(pair: Pair) -> None:
    """The rule fails with the line and not without it; one that lifts another ends it with the line."""
    assert pair.rule in pair.folder.rules
    assert pair.complaints() == []


@pytest.mark.parametrize(
    "silent", SILENT, ids=lambda silent: f"{silent.folder.path.name}-{silent.told['rule']}"
)
def test_a_rule_is_silent(silent: Silent) -> None:
    """It says nothing where another rule does, or where nothing is wrong."""
    assert silent.complaints() == []


@pytest.mark.parametrize(
    "filing", FILINGS, ids=lambda filing: f"{filing.folder.path.name}-{filing.told['with'][0]}"
)
def test_a_part_of_a_graver_defect_is_not_filed_apart(filing: Filing) -> None:
    """One line decides under which names authorities would file what fails; this is not about verdicts."""
    assert filing.complaints() == []


def test_every_library_with_rules_has_pairs() -> None:
    """A regime without any pair would be judged by nothing here."""
    assert {folder.path.name for folder in FOLDERS} == set(LIBRARIES)


@of_each_folder
def test_every_rule_has_a_pair(folder: Folder) -> None:
    """A rule that nothing makes fail, or that is gone, is noticed."""
    assert {folder.key(pair["rule"]) for pair in folder.pairs} == set(folder.rules)


@of_each_folder
def test_every_rule_says_why_whence_and_what_to_do(folder: Folder) -> None:
    """A story needs a reason, a source, an advice and a code of each rule; what only lifts is in no story."""
    lacking = [
        key
        for key, rule in folder.rules.items()
        if None in (rule.reason, rule.citation, rule.code)
        or (rule.advice is None and rule.body.strength != "lifts")
    ]

    assert lacking == []


@of_each_folder
def test_coercion_is_what_is_said_to_be(folder: Folder) -> None:
    """
    Power where refusing costs; a penalty beyond losing the service asked for; threat or pressure.

    Other unfreedom, and defects of information or form, are kept apart from it.
    """
    assert {folder.key(name) for name in folder.told.get("coercion", ())} == {
        key for key, rule in folder.rules.items() if rule.coercion
    }
