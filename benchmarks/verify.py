"""
What `consentlang verify` costs, as ratios within one run.

Whole processes, in turn, several times over; of each the median of the processor time it took (user and
system, as the operating system counts it), so that a busy machine matters little. Peers: a hello-world
Typer program, which is the floor for a Typer command, and `python -c pass`, the floor for anything. All run
from bytecode, as whatever is installed does; it is kept apart, and the first round of each is not counted.

    python benchmarks/verify.py [--runs 7] [--quick]
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from generate import policy

HERE = Path(__file__).resolve().parent
ZOOM = HERE.parent / "examples" / "zoom" / "zoom.consent"
OPT_IN = HERE.parent / "examples" / "zoom" / "individual_opt_in.consent"
HELLO = """import typer
app = typer.Typer()
@app.command()
def main(name: str = "world") -> None:
    print("hello", name)
app()
"""
SIZES = {"rules": (375, 750, 1500, 3000), "facts": (50, 100, 200, 400), "uses": (12, 25, 50, 100)}
GROWTH_RUNS = 3
BASE = {"rules": 1500, "facts": 200, "uses": 50}


def cost(command: Sequence[str], environment: Mapping[str, str]) -> tuple[float, float]:
    """Processor seconds and peak mebibytes of one run of *command*."""
    nowhere = subprocess.DEVNULL
    child = subprocess.Popen(command, stdout=nowhere, stderr=nowhere, env=dict(environment))
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command)} left with {child.returncode}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def in_turn(
    commands: Mapping[str, Sequence[str]], environment: Mapping[str, str], runs: int
) -> dict[str, float]:
    """The median cost of each command, the commands taking turns."""
    for command in commands.values():
        cost(command, environment)
    costs: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            costs[name].append(cost(command, environment)[0])
    return {name: statistics.median(found) for name, found in costs.items()}


def start_up(folder: Path, environment: Mapping[str, str], runs: int) -> None:
    """The examples against the floors, with the cache of lowered policies and without."""
    hello = folder / "hello.py"
    hello.write_text(HELLO)
    nothing = dict(environment) | {"XDG_CACHE_HOME": "/dev/null"}
    python = sys.executable
    verify = [python, "-m", "consentlang", "verify"]
    floors = {"python -c pass": [python, "-c", "pass"], "hello Typer": [python, str(hello)]}
    examples = {"verify zoom": [*verify, str(ZOOM)], "verify individual_opt_in": [*verify, str(OPT_IN)]}
    warm = in_turn(floors | examples, environment, runs)
    cold = in_turn(floors | examples, nothing, runs)
    print(f"{'':34}{'/ hello Typer':>16}{'/ python -c pass':>18}")
    for label, found in (("", warm), (", nothing cached", cold)):
        for name in examples:
            ratios = found[name] / found["hello Typer"], found[name] / found["python -c pass"]
            print(f"{name + label:34}{ratios[0]:16.2f}{ratios[1]:18.1f}")
    print(f"{'hello Typer':34}{1:16.2f}{warm['hello Typer'] / warm['python -c pass']:18.1f}")


def growth(folder: Path, environment: Mapping[str, str]) -> None:
    """A generated policy, and how its cost grows in each of its three sizes."""
    python = sys.executable
    nothing = environment | {"XDG_CACHE_HOME": "/dev/null"}

    def measured(**sizes: int) -> tuple[float, float]:
        path = folder / "large.consent"
        path.write_text(policy(**sizes))
        command = [python, "-m", "consentlang", "verify", str(path)]
        spent = sorted(cost(command, nothing) for _ in range(GROWTH_RUNS))
        return spent[len(spent) // 2]

    base, memory = measured(**BASE)
    path = folder / "large.consent"
    again = min(cost([python, "-m", "consentlang", "verify", str(path)], environment)[0] for _ in range(3))
    floor = statistics.median(cost([python, "-c", "pass"], environment)[0] for _ in range(5))
    print("\n" + ", ".join(f"{count} {name}" for name, count in BASE.items()))
    print(f"  all proved: {base:.2f} s of processor time here, {memory:.0f} MiB")
    print(f"  that is {base / floor:.0f} times python -c pass")
    print(f"  lowered before: {again / base:.2f} of that")
    failed, memory = measured(**BASE, failing=7)
    print(f"  7 rules fail in each use: {failed / base:.2f} of that, {memory:.0f} MiB")
    print("all proved, other sizes beside it:")
    for name, counts in SIZES.items():
        found = {count: measured(**(BASE | {name: count}))[0] for count in counts}
        print(f"  {name:6}", "  ".join(f"{count}: {spent / base:.2f}" for count, spent in found.items()))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--quick", action="store_true", help="start-up only")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp())
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache")}
    environment |= {"PYTHONPYCACHEPREFIX": str(folder / "bytecode")}
    for name in ("PYTHONDONTWRITEBYTECODE", "CONSENTLANG_CACHE"):
        environment.pop(name, None)
    try:
        start_up(folder, environment, options.runs)
        if not options.quick:
            growth(folder, environment)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
