"""The pages that are read off the program say what the program says."""

import runpy
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"
REFERENCE = DOCS / "reference"


@pytest.fixture(scope="module")
def pages() -> dict[Path, str]:
    """What the script would write, by where."""
    written: dict[Path, str] = runpy.run_path(str(DOCS / "generate.py"))["pages"]()
    return written


@pytest.mark.parametrize("name", ["vocabulary.md", "codes.md"])
def test_a_generated_page_is_up_to_date(name: str, pages: dict[Path, str]) -> None:
    """Else run `python docs/generate.py`."""
    path = REFERENCE / name

    assert path.read_text(encoding="utf-8") == pages[path]


def test_every_code_is_told(pages: dict[Path, str]) -> None:
    """In a table, and in words."""
    lines = pages[REFERENCE / "codes.md"].splitlines()
    listed = [line.split("]")[0].removeprefix("| [") for line in lines if line.startswith("| [")]
    told = [line.split()[1] for line in lines if line.startswith("### ")]

    assert listed == told
