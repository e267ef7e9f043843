"""
What one decision costs, as ratios within one run.

The policy is `decide.consent`: 22 attributes (6 enumerations, 12 yes/no, 4 times of which two may be absent),
15 rules, the verdict with all its grounds. Everybody gets records in the form that suits them best, made
before the clock starts; all must agree on 2,000 records before anybody is timed; then they take turns, and
what is printed is the median over rounds of what each took against what we took in the same round.

    pip install '.[benchmarks]'
    python benchmarks/decide.py [--rounds 15] [--records 2000]
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

import attrs
from contestants import QUOTED, RULES, Contestant, hands, peers

import consentlang
from consentlang.eval.codegen import function, generate
from consentlang.eval.compiled import EPOCH, row_of
from consentlang.eval.layout import identifiers, lay_out
from consentlang.eval.nesting import flat
from consentlang.eval.record import as_moment

HERE: Final = Path(__file__).resolve().parent
POLICY: Final = HERE / "decide.consent"
# --- records ----------------------------------------------------------------------------------------


def drawn(policy: consentlang.Policy, count: int) -> Iterator[dict[str, object]]:
    """Records at random: most people said yes, some withdrew, some yeses ran out, some came too late."""
    random = Random(1)  # noqa: S311 - a benchmark, not a secret
    facts = [column for column in policy.columns.values() if column.kind == "fact"]
    for _ in range(count):
        record: dict[str, object] = {column.name: random.choice(column.values) for column in facts}
        asked = datetime(2024, 1, 1) + timedelta(hours=random.randrange(10_000))  # noqa: DTZ001 - all alike
        record["SignUp"] = random.choices(("yes", "no", "later", "no answer"), (16, 2, 1, 1))[0]
        record |= {"SignUp.at": asked, "at": asked + timedelta(hours=random.randrange(-100, 9_000))}
        record |= {"SignUp.withdrawn": False, "SignUp.expired": False}
        if random.random() < 0.15:  # noqa: PLR2004 - a few
            later = asked + timedelta(hours=random.randrange(8_000))
            record |= {"SignUp.withdrawn": True, "SignUp.withdrawn_at": later}
        if random.random() < 0.15:  # noqa: PLR2004 - a few
            record |= {"SignUp.expired": True, "SignUp.expired_at": asked + timedelta(hours=8_760)}
        yield record


def attributes(record: Mapping[str, object], names: Mapping[str, str]) -> dict[str, Any]:
    """*record* as others are given it: the 22 attributes by identifiers, truths as such, times as numbers."""
    times = {"at", "SignUp.at", "SignUp.withdrawn_at", "SignUp.expired_at"}
    told = {n: v for n, v in record.items() if n not in times and not n.startswith("SignUp.")}
    moments = {name: as_moment(record.get(name)) for name in sorted(times)}
    return {names[n]: v == "yes" if v in ("no", "yes") and n != "SignUp" else v for n, v in told.items()} | {
        names[name]: None if moment is None else float(moment - EPOCH) for name, moment in moments.items()
    }


def grounds_of(assessment: consentlang.Assessment) -> frozenset[str]:
    """As we say it."""
    return frozenset(assessment.grounds)


# --- measuring --------------------------------------------------------------------------------------


def in_turn(contestants: Mapping[str, Contestant], rounds: int) -> dict[str, list[float]]:
    """Nanoseconds a decision, by round; slow ones are asked of fewer records."""
    spent: dict[str, list[float]] = {name: [] for name in contestants}
    few = {name: 1 if _once(contestant, 50) < 5_000 else 10 for name, contestant in contestants.items()}  # noqa: PLR2004 - 5 µs
    for _ in range(rounds):
        for name, contestant in contestants.items():
            spent[name].append(_once(contestant, len(contestant[1]) // few[name]))
    return spent


def _once(contestant: Contestant, count: int) -> float:
    decide, records, _ = contestant
    some = records[:count]
    start = time.perf_counter_ns()
    for record in some:
        decide(record)
    return (time.perf_counter_ns() - start) / count


def percentiles(contestant: Contestant, rounds: int) -> tuple[float, float]:
    """The median and the 99th percentile over records, each timed by itself, at its median of *rounds*."""
    decide, records, _ = contestant
    spent: list[float] = []
    for record in records:
        times = []
        for _ in range(rounds):
            start = time.perf_counter_ns()
            decide(record)
            times.append(time.perf_counter_ns() - start)
        spent.append(statistics.median(times))
    return statistics.median(spent), statistics.quantiles(spent, n=100)[98]


def agree(contestants: Mapping[str, Contestant]) -> None:
    """See that all say the same of every record."""
    (first, (ours, records, read)), *others = contestants.items()
    expected = [read(ours(record)) for record in records]
    for name, (decide, theirs, reads) in others:
        for number, record in enumerate(theirs):
            if reads(decide(record)) != expected[number]:
                raise SystemExit(f"{name} and {first} disagree on record {number}")


# --- many rules -------------------------------------------------------------------------------------


def large(rules: int, facts: int = 200) -> str:
    """A policy of so many rules over so many facts, one in five of them an enumeration."""
    random = Random(7)  # noqa: S311 - a benchmark, not a secret
    lines = [
        line
        for line in POLICY.read_text(encoding="utf-8").splitlines()
        if line.startswith(("policy", "party", "data", "purpose"))
    ]
    values = ("a", "b", "c", "d", "e")
    lines += [
        f"fact e{n} one of {{ {', '.join(f'{value}{n}' for value in values)} }}"
        if n % 5 == 0
        else f"fact f{n}"
        for n in range(facts)
    ]
    lines += ['regime house "House rules"', 'element fair "fair"']
    for number in range(rules):
        kind = random.randrange(0, facts, 5)
        flags = random.sample([n for n in range(facts) if n % 5], 2)
        parts = [
            f"e{kind} = {random.choice(values)}{kind}",
            *(f"{random.choice(('', 'not '))}f{n}" for n in flags),
        ]
        lines.append(f'rule r{number} of fair "rule {number}" {{ fails when {" and ".join(parts)} }}')
    lines.append("""request SignUp to Person by Vendor {
  asks Content by Vendor for training
  choice yes { consents by clicking }
  choice no { refuses by clicking }
  withdraw none
}
use learning { Vendor uses Content for training on consent via SignUp }""")
    return "\n".join(lines)


def many_rules(folder: Path, rules: int, rounds: int) -> None:
    """Nested code against the same rules one after the other."""
    path = folder / "large.consent"
    path.write_text(large(rules), encoding="utf-8")
    policy = consentlang.load(path)
    compiled = policy.compile().__self__
    names = identifiers(compiled.schema.columns)
    conditions = [condition for condition, _ in compiled.judging.conditions]
    one_by_one = lay_out(compiled.judging, names, flat(conditions))
    given = {"answers": {}, "first": lambda mask: mask}
    nested = function(compiled.source, given)
    plain = function(generate(one_by_one, "row"), given)
    random = Random(3)  # noqa: S311 - a benchmark, not a secret
    records = [
        compiled.read(
            {c.name: random.choice(c.values) for c in policy.columns.values() if c.kind == "fact"}
            | {"SignUp": "yes", "SignUp.withdrawn": "no"}
        )
        for _ in range(100)
    ]
    record_of = attrs.make_class("Record", ["row"], slots=True, frozen=True)
    others = [record_of(row_of(compiled.schema, one_by_one, record.known)) for record in records]
    contestants: dict[str, Contestant] = {
        "nested": (lambda record: nested(None, record), records, frozenset),
        "flat": (lambda record: plain(None, record), others, frozenset),
    }
    for record, other in zip(records, others, strict=True):
        if nested(None, record) != plain(None, other):
            raise SystemExit("nested and flat code disagree")
    spent = in_turn(contestants, rounds)
    print(f"\n{rules} rules over 200 facts, {len(conditions)} conditions")
    print(f"  nested against flat code: {_ratio(spent, 'nested', 'flat'):.2f} (goal: 0.6)")


def _ratio(spent: Mapping[str, Sequence[float]], one: str, other: str) -> float:
    """The median over rounds of how one compares with the other in the same round."""
    return statistics.median(a / b for a, b in zip(spent[one], spent[other], strict=True))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--records", type=int, default=2_000)
    options = parser.parse_args()
    policy = consentlang.load(POLICY)
    compiled = policy.compile().__self__
    said = [*drawn(policy, options.records)]
    names = identifiers(compiled.schema.columns)
    told = [attributes(record, names) for record in said]
    contestants: dict[str, Contestant] = {
        "consentlang": (compiled.assess, [compiled.read(record) for record in said], grounds_of),
        **dict(hands(told)),
        **dict(peers(told)),
    }
    agree(contestants)
    spent = in_turn(contestants, options.rounds)
    print(f"{len(told[0])} attributes, {len(RULES)} rules; all agree on {options.records} records")
    for name in contestants:
        print(f"  {name:24}{_ratio(spent, name, 'consentlang'):8.2f}")
    for name, ratio in QUOTED.items():
        print(f"  {name:24}{ratio:8} (quoted)")
    for name in ("by hand, rule by rule", "by hand, tuned"):
        print(f"consentlang against {name}: {_ratio(spent, 'consentlang', name):.2f} (goal: 0.75)")
    median, slowest = percentiles(contestants["consentlang"], 25)
    print(f"over records, the 99th percentile is {slowest / median:.2f} times the median (goal: 3)")
    reading = _once((compiled.read, said, frozenset), 500) / statistics.median(spent["consentlang"])
    print(f"reading a record from a mapping costs {reading:.0f} decisions")
    with tempfile.TemporaryDirectory() as folder:
        many_rules(Path(folder), 1_500, options.rounds)


if __name__ == "__main__":
    main()
