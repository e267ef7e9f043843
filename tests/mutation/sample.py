"""
Which mutants are tried: a sample that is the same each time, so much of each part.

    python -m tests.mutation.sample [NUMBER] [SEED]     # their names, after `mutmut` has made all of them

mutmut makes thousands, each of which takes seconds. Each part gets its share, whatever its length, so that
the meaning and the readings of it are looked at as closely as the far longer lowering.
"""

import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

MADE: Final = Path("mutants") / "consentlang"
SHARES: Final = {
    "eval/interpret.py": 10,
    "eval/flatten.py": 10,
    "eval/codegen.py": 8,
    "analysis/encode.py": 10,
    "core/": 15,
    "sql/": 10,
    "eval/layout.py": 3,
    "eval/tabulate.py": 5,
}
NUMBER, SEED = 284, 4


def sample(number: int, seed: int) -> Iterator[str]:
    """About *number* names, of each part its share."""
    drawing = random.Random(seed)  # noqa: S311 - a sample, no secret
    whole = sum(SHARES.values())
    for part, share in SHARES.items():
        names = sorted(made(part))
        yield from sorted(drawing.sample(names, min(len(names), number * share // whole)))


def made(part: str) -> Iterator[str]:
    """The names of all mutants of the files under *part*."""
    for path in MADE.rglob("*.py.meta"):
        if path.relative_to(MADE).as_posix().startswith(part):
            yield from json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]


if __name__ == "__main__":
    wanted = [int(word) for word in sys.argv[1:]]
    sys.stdout.writelines(f"{name}\n" for name in sample(*wanted, *(NUMBER, SEED)[len(wanted) :]))
