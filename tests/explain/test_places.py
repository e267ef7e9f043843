"""Places: what is offered can be pasted where it says, and the policy is still one."""

import re
from pathlib import Path

import pytest

from consentlang import driver
from consentlang.explain.places import Insertion, joined, of_edit
from tests.explain.telling import POLICIES

ROOT = Path(__file__).parents[2]
BARE = Path(__file__).parent / "places" / "bare.consent"
ZOOM = ROOT / "examples" / "zoom" / "zoom.consent"
ALL = {"bare": BARE, "zoom": ZOOM} | {
    name: POLICIES / f"{name}.consent" for name in ("meeting", "silent", "unsaid")
}


def braces(policy: str, within: tuple[str, ...]) -> int:
    """Where the innermost of these braces opens: the place after it."""
    place = 0
    for words in within:
        place = re.compile(rf"\b{words}\b[^{{]*{{").search(policy, place).end()  # type: ignore[union-attr]
    return place


def pasted(policy: str, said: Insertion) -> str:
    """*policy* with the words of *said* where they go."""
    if not said.within:
        return f"{policy}\n{said.text}\n"
    if said.within[0].startswith("feature"):
        return re.sub(rf"\b{said.within[0]}\b[^\n]*", rf"\g<0>, {said.text}", policy)
    start = braces(policy, said.within)
    end = closing(policy, start)
    before = policy[start:end].rstrip()
    between = ", " if len(said.within) > 1 else "\n"
    return f"{policy[:start]}{before}{between}{said.text} {policy[end:]}"


def closing(policy: str, start: int) -> int:
    """Where the braces close that open before *start*."""
    depth = 1
    for place in range(start, len(policy)):
        depth += {"{": 1, "}": -1}.get(policy[place], 0)
        if depth == 0:
            return place
    raise ValueError("braces that are not closed")


def complaints(policy: str, folder: Path, name: str) -> list[str]:
    """What is wrong with *policy*, beside the files that *name* imports."""
    for law in POLICIES.glob("law*.consent"):
        (folder / law.name).write_text(law.read_text(encoding="utf-8"), encoding="utf-8")
    path = folder / f"pasted-{name}.consent"
    path.write_text(policy, encoding="utf-8")
    return [each.message for each in driver.check(path).report if each.severity == "error"]


@pytest.mark.parametrize("name", ["bare", "silent", "unsaid", "zoom"])
def test_the_whole_check_list_can_be_pasted(name: str, tmp_path: Path) -> None:
    """All of it into one policy: it parses, every name is known, every formula fits."""
    path = ALL[name]
    result = driver.verify(path).result
    assert result is not None
    policy = path.read_text(encoding="utf-8")
    offered = joined(result.program, result.checklist)

    for said in offered:
        policy = pasted(policy, said)

    assert offered
    assert complaints(policy, tmp_path, name) == []


@pytest.mark.parametrize("name", ["bare", "meeting", "zoom"])
def test_each_mending_can_be_pasted(name: str, tmp_path: Path) -> None:
    """Each by itself; in place of something, where it says so."""
    path = ALL[name]
    result = driver.verify(path).result
    assert result is not None
    policy = path.read_text(encoding="utf-8").partition("\nscenario")[0]  # they tell of it as it was

    for edit in result.program.edits.values():
        said = of_edit(result.program, edit)
        mended = replaced(policy, edit.request, said) if said.instead else pasted(policy, said)
        assert complaints(mended, tmp_path, name) == [], said


def replaced(policy: str, request: str, said: Insertion) -> str:
    """*policy* with the words of *said* in place of what they stand for."""
    start = re.search(rf"\brequest {request}\b", policy).start()  # type: ignore[union-attr]
    end = start + re.search(r"^}", policy[start:], re.MULTILINE).end()  # type: ignore[union-attr]
    block = policy[start:end]
    if said.instead.startswith("its choices"):
        first, last = block.index("choice"), block.rindex("choice")
        last = last + re.search(r"\n  }|}(?=[^\n]*\n(  \w|}))", block[last:]).end()  # type: ignore[union-attr]
        block = f"{block[:first]}{said.text}\n{block[last:]}"
    elif said.instead.startswith("the head"):
        first = block.index("choice")
        choices = re.sub(r",?\s*by \w+ for \w+", "", block[first:])
        block = f"{said.text} {block[block.index('{') : first]}{choices}"
    elif said.instead.startswith("its `withdraw`"):
        block = re.sub(r"withdraw[^}]*}", said.text, block)
    else:
        place = braces(block, said.within[1:])
        close = block.index("}", place)
        phrases = re.sub(
            r",?\s*(?<!\w)(by \w+(?! for)\b(?! \w+ for)|preselected[^,}]*)", "", block[place:close]
        )
        block = f"{block[:place]}{phrases.rstrip()}, {said.text}{block[close:]}"
    return policy[:start] + block + policy[end:]
