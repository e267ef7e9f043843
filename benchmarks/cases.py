"""
How long the decided cases take in one process (processor time): all, and each once the libraries are read.

    python benchmarks/cases.py [examples/cases]

Goals: all under 10 s; at the median at most 40 ms a case.
"""

import statistics
import sys
import time
from pathlib import Path

from consentlang import driver

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 3
"""The first reads the libraries; of the others each case counts with its best."""


def measure(paths: list[Path]) -> list[float]:
    """Seconds of processor time for each policy: other processes do not count."""
    spent = []
    for path in paths:
        started = time.process_time()
        outcome = driver.judge(path)
        spent.append(time.process_time() - started)
        if outcome.result is None:
            raise SystemExit(f"{path} cannot be read")
    return spent


def main(folder: Path) -> None:
    """Measure, and print a line each."""
    paths = sorted(folder.glob("*.consent"))
    if not paths:
        raise SystemExit(f"no policy in {folder}")
    rounds = [measure(paths) for _ in range(ROUNDS)]
    best = [min(times) for times in zip(*rounds[1:], strict=True)]
    slowest, seconds = max(zip(best, paths, strict=True))
    print(f"cases           {len(paths)}")
    print(f"all, first time {sum(rounds[0]):.2f} s (goal 10 s for 176)")
    print(f"all, warm       {sum(best):.2f} s")
    print(f"median, warm    {statistics.median(best) * 1000:.1f} ms (goal 40 ms)")
    print(f"slowest, warm   {slowest * 1000:.1f} ms ({seconds.name})")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "examples" / "cases")
