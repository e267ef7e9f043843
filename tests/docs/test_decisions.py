"""The list of decisions: all of them, each with its number."""

from pathlib import Path

DECISIONS = Path(__file__).resolve().parents[2] / "docs" / "adr"


def test_each_decision_is_listed() -> None:
    """A page that the list does not have is not found by anybody."""
    pages = sorted(DECISIONS.glob("0*.md"))
    listed = (DECISIONS / "README.md").read_text(encoding="utf-8")
    rows = [line.partition(" | ")[0] for line in listed.splitlines() if line.startswith("| [")]

    assert rows == [f"| [{int(page.name[:4])}]({page.name})" for page in pages]
