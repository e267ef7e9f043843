"""Imports: what is opened, in what order, and what is not."""

from pathlib import Path

import pytest

from consentlang.diagnostics.report import Report
from consentlang.names import modules
from consentlang.names.modules import load
from consentlang.names.resolve import resolve
from consentlang.reading import read_source
from consentlang.source import Source
from consentlang.syntax.parse import parse
from consentlang.types.check import check


def policy(folder: Path, name: str, *lines: str, keyword: str = "policy") -> Path:
    """Write a file of *lines* and return its path."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([f'{keyword} "{path.stem}" language 1', *lines]) + "\n", encoding="utf-8")
    return path


def loaded(path: Path) -> tuple[list[str], list[str]]:
    """The names of the modules that *path* is made of, and the codes of what is wrong."""
    report = Report()
    found = load(parse(read_source(path), report), report)
    return [Path(module.name).name for module in found], [each.code.number for each in report]


@pytest.fixture
def standard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library folder of our own."""
    folder = tmp_path / "std"
    folder.mkdir()
    monkeypatch.setattr(modules, "STANDARD", folder)
    return folder


def test_imports_come_before_importers_and_once(tmp_path: Path) -> None:
    """A file that two others import is opened once, and before both."""
    policy(tmp_path, "people.consent")
    policy(tmp_path, "data/data.consent", 'import "../people.consent"')
    main = policy(tmp_path, "main.consent", 'import "people.consent"', 'import "data/data.consent"')

    assert loaded(main) == (["people.consent", "data.consent", "main.consent"], [])


def test_a_circle_is_printed_as_a_chain(tmp_path: Path) -> None:
    """The message names every file of the circle, in order."""
    policy(tmp_path, "one.consent", 'import "two.consent"')
    policy(tmp_path, "two.consent", 'import "main.consent"')
    main = policy(tmp_path, "main.consent", 'import "one.consent"')
    report = Report()

    load(parse(read_source(main), report), report)

    (complaint,) = report
    chain = [Path(each).name for each in complaint.message.replace("`", "").partition(": ")[2].split(" → ")]
    assert chain == ["main.consent", "one.consent", "two.consent", "main.consent"]


def test_a_link_that_leads_out_is_not_followed(tmp_path: Path) -> None:
    """A link inside the folder to a file outside is an import from outside."""
    secret = policy(tmp_path, "secret.consent", "party Spy is person")
    main = policy(tmp_path / "inside", "main.consent", 'import "harmless.consent"')
    (tmp_path / "inside" / "harmless.consent").symlink_to(secret)

    assert loaded(main) == (["main.consent"], ["E0232"])


def test_a_folder_reached_by_a_link_is_a_folder(tmp_path: Path) -> None:
    """The policy itself may be reached by a link; what lies beside the file itself is imported."""
    policy(tmp_path / "there", "people.consent")
    main = policy(tmp_path / "there", "main.consent", 'import "people.consent"')
    link = tmp_path / "here.consent"
    link.symlink_to(main)

    assert loaded(link) == (["people.consent", "here.consent"], [])


@pytest.mark.parametrize("written", ["../main.consent", "/etc/x.consent", "a/../../x.consent", "~/x.consent"])
def test_paths_do_not_leave_the_folder(tmp_path: Path, written: str) -> None:
    """Neither upwards nor from the root; `~` is a name like any other."""
    main = policy(tmp_path / "inside", "main.consent", f'import "{written}"')

    _names, codes = loaded(main)

    assert codes in (["E0232"], ["E0230"])


def test_a_pipe_is_not_opened(tmp_path: Path) -> None:
    """A pipe that looks like a policy could keep the reader waiting for ever."""
    os = pytest.importorskip("os")
    os.mkfifo(tmp_path / "pipe.consent")
    main = policy(tmp_path, "main.consent", 'import "pipe.consent"')

    assert loaded(main) == (["main.consent"], ["E0230"])


def test_a_file_that_cannot_be_read_is_told_at_its_import(tmp_path: Path) -> None:
    """What is wrong with the file is told; where, is the line that wants it."""
    (tmp_path / "empty.consent").write_text("")
    main = policy(tmp_path, "main.consent", 'import "empty.consent"')
    report = Report()

    load(parse(read_source(main), report), report)

    (complaint,) = report
    assert (complaint.code.number, complaint.span.line) == ("E0107", 2)


def test_files_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A policy that imports without end is stopped."""
    monkeypatch.setattr(modules, "MOST_FILES", 3)
    for index in range(5):
        policy(tmp_path, f"part{index}.consent")
    main = policy(tmp_path, "main.consent", *(f'import "part{index}.consent"' for index in range(5)))

    names, codes = loaded(main)

    assert (len(names), codes) == (3, ["E0234", "E0234", "E0234"])


def test_imports_have_a_depth(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A chain of imports ends somewhere."""
    monkeypatch.setattr(modules, "MOST_DEPTH", 3)
    for index in range(5):
        policy(tmp_path, f"part{index}.consent", f'import "part{index + 1}.consent"')

    names, codes = loaded(tmp_path / "part0.consent")

    assert (len(names), codes) == (3, ["E0234"])


def test_a_missing_file_is_offered_its_neighbour(tmp_path: Path) -> None:
    """The nearest name among the files beside it."""
    policy(tmp_path, "people.consent")
    main = policy(tmp_path, "main.consent", 'import "peple.consent"')
    report = Report()

    load(parse(read_source(main), report), report)

    assert [each.help for each in report] == ["did you mean `people.consent`?"]


def test_a_library_is_opened_by_its_name(standard: Path, tmp_path: Path) -> None:
    """`import std.house` reads `std/house/house.consent`, and files beside it that this imports."""
    policy(standard, "house/house.consent", 'import "more.consent"', "import std.base", keyword="library")
    policy(standard, "house/more.consent", keyword="library")
    policy(standard, "base/base.consent", keyword="library")
    main = policy(tmp_path / "mine", "main.consent", "import std.house")
    report = Report()

    found = load(parse(read_source(main), report), report)

    named = [(module.name, module.library) for module in found]
    assert named[:3] == [("std/house/more.consent", True), ("std.base", True), ("std.house", True)]
    assert not found[3].library
    assert not report.has_errors


def test_a_library_does_not_read_the_author(standard: Path, tmp_path: Path) -> None:
    """A library that imports by a path stays among libraries."""
    policy(tmp_path, "mine.consent")
    policy(standard, "house/house.consent", 'import "../../mine.consent"', keyword="library")
    main = policy(tmp_path, "main.consent", "import std.house")

    assert loaded(main) == (["std.house", "main.consent"], ["E0232"])


def test_the_first_word_of_a_file_makes_no_library(tmp_path: Path) -> None:
    """An author who writes `library` on top of a file still speaks for himself."""
    policy(tmp_path, "mine.consent", keyword="library")
    main = policy(tmp_path, "main.consent", 'import "mine.consent"')
    report = Report()

    found = load(parse(read_source(main), report), report)

    assert [module.library for module in found] == [False, False]


def test_an_unknown_library_is_offered_the_nearest(standard: Path) -> None:
    """By its name with `std.` in front, or without."""
    policy(standard, "gdpr/gdpr.consent", keyword="library")
    report = Report()

    load(parse(Source("x.consent", 'policy "X" language 1\nimport std.gdrp\n'), report), report)
    load(parse(Source("y.consent", 'policy "Y" language 1\nimport gdpr\n'), report), report)

    assert [each.help for each in report] == [
        "did you mean `std.gdpr`?",
        'a file of your own is imported as `import "gdpr.consent"`',
    ]


def test_a_library_names_its_regime(standard: Path, tmp_path: Path) -> None:
    """E0452: whose law a rule of a library is has to be said."""
    policy(standard, "house/house.consent", 'element free "freely given"', keyword="library")
    main = policy(tmp_path, "main.consent", "import std.house")
    report = Report()

    resolve(parse(read_source(main), report), report)

    assert [each.code.number for each in report] == ["E0452"]


def test_a_regime_goes_on_in_another_file(standard: Path, tmp_path: Path) -> None:
    """The files of one law share its elements; an author cannot add to it."""
    rule = "rule {} of free {{ fails when request.joined }}"
    policy(
        standard,
        "house/house.consent",
        'import "more.consent"',
        'regime house "House"',
        'element free "freely given"',
        keyword="library",
    )
    policy(standard, "house/more.consent", "regime house", rule.format("one"), keyword="library")
    right = policy(tmp_path, "right.consent", "import std.house", "apply house")
    wrong = policy(tmp_path, "wrong.consent", "import std.house", "regime house", rule.format("two"))
    reports = []
    for path in (right, wrong):
        report = Report()
        resolve(parse(read_source(path), report), report)
        reports.append([each.code.number for each in report])

    assert reports == [[], ["E0220"]]


def test_nothing_outranks_a_fixed_rule(standard: Path, tmp_path: Path) -> None:
    """E0304: an author's rule is of another regime, and even so it does not stand above the law."""
    policy(
        standard,
        "house/house.consent",
        "regime house",
        'element free "freely given"',
        "rule one of free fixed { fails when request.joined }",
        "rule two of free { fails when request.joined }",
        keyword="library",
    )
    main = policy(
        tmp_path,
        "main.consent",
        "import std.house",
        "rule mine notwithstanding one, two { lifts when use.shares }",
    )
    report = Report()
    check(resolve(parse(read_source(main), report), report), report)

    assert [(each.code.number, each.span.text) for each in report] == [("E0304", "one"), ("E0216", "two")]


def test_a_name_of_a_library_is_taken(standard: Path, tmp_path: Path) -> None:
    """The message says which library has it."""
    policy(standard, "house/house.consent", "relation employs(organisation, person)", keyword="library")
    main = policy(tmp_path, "main.consent", "import std.house", "relation employs(person, person)")
    report = Report()

    resolve(parse(read_source(main), report), report)

    assert [each.message for each in report] == ["`employs` is already declared by `std.house`"]
