"""The cache: the same answer, sooner; nothing that has changed is answered from it, and nothing breaks it."""

from pathlib import Path

import pytest
from attrs import evolve

from consentlang import cache, driver
from consentlang.core import store
from consentlang.diagnostics.report import Report
from consentlang.reading import read_source

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"

UNUSED = 'policy "x" language 1\nimport std.usual\nparty Shop is controller\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the cache of this test apart."""
    kept = tmp_path / "cache"
    monkeypatch.setenv("CONSENTLANG_CACHE", str(kept))
    return kept


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    """A policy with a library and a warning."""
    path = tmp_path / "policy.consent"
    path.write_text(UNUSED, encoding="utf-8")
    return path


def built(path: Path) -> tuple[object, ...]:
    """What *path* is lowered to, and the warnings on the way, in a form to compare."""
    report = Report()
    program = driver.build(path, report)
    return store.dump(program)[0] if program else None, tuple(report)


def recalled(path: Path) -> bool:
    """Whether the cache has an answer about *path*."""
    return cache.recall(read_source(path), None) is not None


@pytest.mark.parametrize("name", ["zoom/zoom", "zoom/individual_opt_in", "newsletter/failing"])
@pytest.mark.usefixtures("folder")
def test_the_answer_is_the_same(name: str) -> None:
    """Program and warnings, whether they come from the policy or from the cache."""
    path = EXAMPLES / f"{name}.consent"

    first, again = built(path), built(path)

    assert recalled(path)
    assert first == again


@pytest.mark.usefixtures("folder")
def test_warnings_are_told_again(policy: Path) -> None:
    """An unused party is unused the second time, too."""
    first, again = built(policy), built(policy)

    assert len(first) == 2
    assert "W0601" in str(first[1])
    assert first == again


@pytest.mark.usefixtures("folder")
def test_another_text_is_another_policy(policy: Path) -> None:
    """What was read is the key."""
    built(policy)
    policy.write_text(UNUSED + "party Host2 is person\n", encoding="utf-8")

    assert not recalled(policy)


@pytest.mark.usefixtures("folder")
def test_a_policy_with_files_of_the_authors_own_is_not_kept(policy: Path) -> None:
    """Where their names lead can change, by a link or a folder, and the key would not know."""
    (policy.parent / "other.consent").write_text('policy "y" language 1\n', encoding="utf-8")
    policy.write_text(UNUSED + 'import "other.consent"\n', encoding="utf-8")
    built(policy)

    assert not recalled(policy)


def test_an_entry_is_not_taken_for_anothers(folder: Path, policy: Path) -> None:
    """An entry under the name of another policy's says nothing about that one."""
    built(policy)
    (entry,) = folder.glob("policy-*.json")
    text = entry.read_text(encoding="utf-8")
    policy.write_text(UNUSED + "party Other is person\n", encoding="utf-8")
    built(policy)
    for other in folder.glob("policy-*.json"):
        other.write_text(text, encoding="utf-8")

    assert not recalled(policy)


@pytest.mark.usefixtures("folder")
def test_another_day_may_have_another_law(policy: Path) -> None:
    """The day is part of the key."""
    built(policy)

    assert cache.recall(read_source(policy), 738000) is None


def test_a_damaged_entry_is_as_good_as_none(folder: Path, policy: Path) -> None:
    """Whatever stands in it, the policy is read instead."""
    before = built(policy)
    (entry,) = folder.glob("policy-*.json")
    whole = entry.read_text(encoding="utf-8")
    for damaged in ("", "{}", "null", whole[:-40], whole.replace("sources", "saucers"), "[" * 100_000):
        entry.write_text(damaged, encoding="utf-8")
        assert not recalled(policy)
        assert built(policy) == before


def test_a_wrong_policy_is_not_kept(folder: Path, tmp_path: Path) -> None:
    """Its mistakes are told from its text."""
    path = tmp_path / "wrong.consent"
    path.write_text('policy "x" language 1\npurpose a within b\n', encoding="utf-8")
    built(path)

    assert not folder.exists()


def test_it_does_not_grow_without_end(folder: Path, policy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest entries go."""
    monkeypatch.setattr(cache, "MOST_KEPT", 3)
    for number in range(6):
        policy.write_text(f"{UNUSED}party Host{number} is person\n", encoding="utf-8")
        built(policy)

    assert len(list(folder.glob("policy-*.json"))) == 3


@pytest.mark.parametrize("named", ["off", "", "/dev/null/cache"])
def test_without_a_folder_it_takes_longer(policy: Path, named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing else."""
    monkeypatch.setenv("CONSENTLANG_CACHE", named)

    assert built(policy) == built(policy)
    assert not recalled(policy)


def test_only_its_owner_can_look_into_it(folder: Path, policy: Path) -> None:
    """A policy may be confidential."""
    built(policy)

    assert folder.stat().st_mode & 0o077 == 0


def test_the_checker_is_part_of_the_key(policy: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new version reads everything anew."""
    built(policy)
    assert folder.exists()
    monkeypatch.setattr(cache, "__version__", "99")

    assert not recalled(policy)


def test_a_program_with_other_words_is_another(policy: Path) -> None:
    """What the tests above compare does tell programs apart."""
    program = driver.build(policy, Report())
    assert program is not None

    assert store.dump(program)[0] != store.dump(evolve(program, title="z"))[0]
