"""The pages that are read off the program say what the program says."""

import runpy
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES: dict[Path, str] = runpy.run_path(str(DOCS / "generate.py"))["pages"]()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_generated_page_is_up_to_date(path: Path) -> None:
    """Else run `python docs/generate.py`."""
    assert path.read_text(encoding="utf-8") == PAGES[path]


def test_every_code_is_told() -> None:
    """In the table, and in words."""
    text = PAGES[DOCS / "reference" / "codes.md"]
    listed = [line.split("]")[0].removeprefix("| [") for line in text.splitlines() if line.startswith("| [")]
    told = [line.split()[1] for line in text.splitlines() if line.startswith("### ")]

    assert listed == told
