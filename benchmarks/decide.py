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
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from importlib.util import find_spec
from math import inf
from pathlib import Path
from random import Random
from typing import Any, Final

import attrs

import consentlang
from consentlang.eval.codegen import function, generate, identifiers
from consentlang.eval.nesting import flat

HERE: Final = Path(__file__).resolve().parent
POLICY: Final = HERE / "decide.consent"
QUOTED: Final = {"regorus VM": 41, "OPA's Go engine": 399}
"""Against generated Python, measured elsewhere on such a workload: these do not install from PyPI."""
Expression = tuple[Any, ...]
Answer = tuple[str, frozenset[str]]
Contestant = tuple[Callable[[Any], Any], Sequence[Any], Callable[[Any], frozenset[str]]]
"""What decides, the records in its own form, and how its answer reads: the grounds."""

# --- the same rules once more, as data for other engines --------------------------------------------

AGREED: Final = ("and", ("is", "SignUp", "yes"), ("past", "SignUp_at"))
STANDING: Final = (
    "and",
    AGREED,
    ("not", ("past", "SignUp_withdrawn_at")),
    ("not", ("past", "SignUp_expired_at")),
)
EUROPE: Final = ("or", ("is", "region", "eu"), ("is", "region", "uk"))


def _yes(name: str) -> Expression:
    return ("yes", name)


def _no(name: str) -> Expression:
    return ("not", ("yes", name))


RULES: Final[Mapping[str, Expression]] = {
    "before_any_answer": (
        "or",
        ("is", "SignUp", "no answer"),
        ("is", "SignUp", "later"),
        ("not", ("past", "SignUp_at")),
    ),
    "refused": ("and", ("is", "SignUp", "no"), ("past", "SignUp_at")),
    "withdrawn": ("and", AGREED, ("past", "SignUp_withdrawn_at")),
    "expired": ("and", AGREED, ("past", "SignUp_expired_at"), ("not", ("past", "SignUp_withdrawn_at"))),
    "house.imbalance": ("and", STANDING, _yes("employed"), _yes("dependent"), _no("alternative")),
    "house.no_reject": ("and", STANDING, _no("no_offered"), _no("alternative")),
    "house.paler_reject": (
        "and",
        STANDING,
        _yes("no_offered"),
        _no("no_equal"),
        ("not", ("is", "channel", "paper")),
    ),
    "house.pressed": (
        "and",
        STANDING,
        ("is", "tone", "urgent"),
        ("or", _yes("dependent"), ("is", "role", "employee")),
    ),
    "house.set_in_advance": ("and", STANDING, ("or", ("is", "box", "ticked"), ("is", "box", "hidden"))),
    "house.child": ("and", STANDING, ("is", "role", "pupil"), _no("guardian_agreed")),
    "house.purpose_not_told": ("and", STANDING, _no("told_purpose")),
    "house.controller_not_told": ("and", STANDING, _no("told_controller"), EUROPE),
    "house.withdrawal_not_told": ("and", STANDING, _no("told_withdrawal"), EUROPE),
    "house.not_explicit": ("and", STANDING, _yes("sensitive"), ("is", "channel", "phone"), _no("recorded")),
    "house.hard_way_back": ("and", STANDING, _no("easy_way_back")),
}


# --- by hand ----------------------------------------------------------------------------------------


def by_hand(record: Any) -> tuple[str, list[str]]:  # noqa: ANN401, C901, PLR0912 - as one would write it
    """The policy as one would write it: rule by rule, in the order of the file."""
    at = record.at
    answered = record.SignUp_at <= at
    agreed = answered and record.SignUp == "yes"
    withdrawn = record.SignUp_withdrawn_at is not None and record.SignUp_withdrawn_at <= at
    expired = record.SignUp_expired_at is not None and record.SignUp_expired_at <= at
    stands = agreed and not withdrawn and not expired
    grounds = []
    if not answered or record.SignUp in ("no answer", "later"):
        grounds.append("before_any_answer")
    if answered and record.SignUp == "no":
        grounds.append("refused")
    if agreed and withdrawn:
        grounds.append("withdrawn")
    if agreed and expired and not withdrawn:
        grounds.append("expired")
    if stands and record.employed and record.dependent and not record.alternative:
        grounds.append("house.imbalance")
    if stands and not record.no_offered and not record.alternative:
        grounds.append("house.no_reject")
    if stands and record.no_offered and not record.no_equal and record.channel != "paper":
        grounds.append("house.paler_reject")
    if stands and record.tone == "urgent" and (record.dependent or record.role == "employee"):
        grounds.append("house.pressed")
    if stands and record.box in ("ticked", "hidden"):
        grounds.append("house.set_in_advance")
    if stands and record.role == "pupil" and not record.guardian_agreed:
        grounds.append("house.child")
    if stands and not record.told_purpose:
        grounds.append("house.purpose_not_told")
    if stands and not record.told_controller and record.region in ("eu", "uk"):
        grounds.append("house.controller_not_told")
    if stands and not record.told_withdrawal and record.region in ("eu", "uk"):
        grounds.append("house.withdrawal_not_told")
    if stands and record.sensitive and record.channel == "phone" and not record.recorded:
        grounds.append("house.not_explicit")
    if stands and not record.easy_way_back:
        grounds.append("house.hard_way_back")
    return ("invalid" if grounds else "valid"), grounds


def by_hand_tuned(record: Any) -> tuple[str, list[str]]:  # noqa: ANN401, C901, PLR0912 - as one would write it
    """The same by somebody in a hurry: what ends the matter first, and nothing asked after that."""
    if record.SignUp in ("no answer", "later") or record.SignUp_at > record.at:
        return "invalid", ["before_any_answer"]
    if record.SignUp == "no":
        return "invalid", ["refused"]
    if record.SignUp_withdrawn_at is not None and record.SignUp_withdrawn_at <= record.at:
        return "invalid", ["withdrawn"]
    if record.SignUp_expired_at is not None and record.SignUp_expired_at <= record.at:
        return "invalid", ["expired"]
    grounds = []
    if record.employed and record.dependent and not record.alternative:
        grounds.append("house.imbalance")
    if not record.no_offered and not record.alternative:
        grounds.append("house.no_reject")
    if record.no_offered and not record.no_equal and record.channel != "paper":
        grounds.append("house.paler_reject")
    if record.tone == "urgent" and (record.dependent or record.role == "employee"):
        grounds.append("house.pressed")
    if record.box in ("ticked", "hidden"):
        grounds.append("house.set_in_advance")
    if record.role == "pupil" and not record.guardian_agreed:
        grounds.append("house.child")
    if not record.told_purpose:
        grounds.append("house.purpose_not_told")
    if not record.told_controller and record.region in ("eu", "uk"):
        grounds.append("house.controller_not_told")
    if not record.told_withdrawal and record.region in ("eu", "uk"):
        grounds.append("house.withdrawal_not_told")
    if record.sensitive and record.channel == "phone" and not record.recorded:
        grounds.append("house.not_explicit")
    if not record.easy_way_back:
        grounds.append("house.hard_way_back")
    return ("invalid" if grounds else "valid"), grounds


# --- other engines ----------------------------------------------------------------------------------


def json_logic(rule: Expression) -> Any:  # noqa: ANN401 - JSON
    """*rule* as JSONLogic."""
    match rule:
        case ("and" | "or" as joint, *parts):
            return {joint: [json_logic(part) for part in parts]}
        case ("not", part):
            return {"!": [json_logic(part)]}
        case ("is", name, value):
            return {"===": [{"var": name}, value]}
        case ("yes", name):
            return {"var": name}
        case ("past", name):
            return {"<=": [{"var": name}, {"var": "at"}]}
    raise ValueError(rule)


def text(rule: Expression, joints: Mapping[str, str], dots: str = "") -> str:
    """*rule* as Cedar or ZEN writes it; *dots* before a name."""
    match rule:
        case ("and" | "or" as joint, *parts):
            return f"({f' {joints[joint]} '.join(text(part, joints, dots) for part in parts)})"
        case ("not", part):
            return f"{joints['not']}({text(part, joints, dots)})"
        case ("is", name, value):
            return f"{dots}{name} == {json.dumps(value)}"
        case ("yes", name):
            return f"{dots}{name}"
        case ("past", name):
            return f"{dots}{name} <= {dots}at"
    raise ValueError(rule)


NEVER: Final = 1 << 52
"""In place of a time that never came: engines that know no infinity get a moment after all others."""


def plain(record: Any) -> dict[str, Any]:  # noqa: ANN401 - its class is generated
    """A record as JSON would have it."""
    values = {field.name: getattr(record, field.name) for field in attrs.fields(type(record))[:-2]}
    times = {"at", "SignUp_at", "SignUp_withdrawn_at", "SignUp_expired_at"}
    return {
        name: int(NEVER if value in (None, inf) else value) if name in times else value
        for name, value in values.items()
    }


def of_bits(mask: float) -> frozenset[str]:
    """The rules of a mask."""
    return frozenset(name for n, name in enumerate(RULES) if int(mask) >> n & 1)


def peers(records: Sequence[dict[str, Any]]) -> Iterator[tuple[str, Contestant]]:
    """Those that are installed."""
    if find_spec("datalogic_py"):
        yield "datalogic-py", _datalogic(records)
    if find_spec("zen"):
        yield "zen-engine", _zen(records)
    if find_spec("cedarpy"):
        yield "cedarpy", _cedar(records)


def _datalogic(records: Sequence[dict[str, Any]]) -> Contestant:
    """Compiled rule, parsed data, a session: the fastest way it has."""
    from datalogic_py import DataHandle, Engine  # noqa: PLC0415 - where it is installed

    engine = Engine()
    rule = engine.compile({"+": [{"if": [json_logic(r), 1 << n, 0]} for n, r in enumerate(RULES.values())]})
    session = engine.session()
    data = [DataHandle(json.dumps(record)) for record in records]

    def decide(one: DataHandle) -> int:
        return session.evaluate_int(rule, one)

    return decide, data, of_bits


def _zen(records: Sequence[dict[str, Any]]) -> Contestant:
    """A compiled expression over JSON text: as a graph or a table, or over a mapping, it is slower."""
    from zen import compile_expression  # noqa: PLC0415 - where it is installed

    joints = {"and": "and", "or": "or", "not": "not"}
    sums = " + ".join(f"({text(rule, joints)} ? {1 << n} : 0)" for n, rule in enumerate(RULES.values()))
    return compile_expression(sums).evaluate, [json.dumps(record) for record in records], of_bits


def _cedar(records: Sequence[dict[str, Any]]) -> Contestant:
    """One `forbid` a rule, parsed before."""
    from cedarpy import Entities, PolicySet, is_authorized  # noqa: PLC0415 - where it is installed

    joints = {"and": "&&", "or": "||", "not": "!"}
    rules = (
        f'@id("{name}") forbid(principal, action, resource) when {{ {text(rule, joints, "context.")} }};'
        for name, rule in RULES.items()
    )
    policies = PolicySet.from_str("\n".join(("permit(principal, action, resource);", *rules)))
    nobody = Entities.from_json_str("[]")
    asked = {"principal": ("User", "p"), "action": ("Action", "use"), "resource": ("Data", "d")}
    named = {key: {"type": kind, "id": name} for key, (kind, name) in asked.items()}
    requests = [named | {"context": json.dumps(record)} for record in records]  # text is faster than mappings

    def decide(request: dict[str, Any]) -> Any:  # noqa: ANN401 - its class
        return is_authorized(request, policies, nobody)

    def grounds(answer: Any) -> frozenset[str]:  # noqa: ANN401 - its class
        return frozenset(answer.diagnostics.id_annotations_by_reason.values())

    return decide, requests, grounds


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
    judging = compiled.judging
    conditions = [condition for condition, _ in judging.conditions]
    names = identifiers(compiled.schema.columns)
    source = generate(judging, names, row=compiled.row, block=flat(conditions))
    one_by_one = function(source, {"answers": {}, "first": lambda mask: mask})
    nested = function(compiled.source, {"answers": {}, "first": lambda mask: mask})
    random = Random(3)  # noqa: S311 - a benchmark, not a secret
    records = [
        compiled.read(
            {c.name: random.choice(c.values) for c in policy.columns.values() if c.kind == "fact"}
            | {"SignUp": "yes", "SignUp.withdrawn": "no"}
        )
        for _ in range(100)
    ]
    contestants: dict[str, Contestant] = {
        "nested": (lambda record: nested(None, record), records, frozenset),
        "flat": (lambda record: one_by_one(None, record), records, frozenset),
    }
    for record in records:
        if nested(None, record) != one_by_one(None, record):
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
    records = [compiled.read(record) for record in drawn(policy, options.records)]
    names = attrs.fields(type(records[0]))[:-2]  # the rest is not for others
    by_slots = attrs.make_class("BySlots", [field.name for field in names], slots=True, frozen=True)
    slotted = [by_slots(*(getattr(record, field.name) for field in names)) for record in records]
    contestants: dict[str, Contestant] = {
        "consentlang": (compiled.assess, records, grounds_of),
        "by hand, rule by rule": (by_hand, slotted, lambda answer: frozenset(answer[1])),
        "by hand, tuned": (by_hand_tuned, slotted, lambda answer: frozenset(answer[1])),
        **dict(peers([plain(record) for record in records])),
    }
    agree(contestants)
    spent = in_turn(contestants, options.rounds)
    print(f"{len(names)} attributes, {len(RULES)} rules; all agree on {options.records} records")
    for name in contestants:
        print(f"  {name:24}{_ratio(spent, name, 'consentlang'):8.2f}")
    for name, ratio in QUOTED.items():
        print(f"  {name:24}{ratio:8} (quoted)")
    for name in ("by hand, rule by rule", "by hand, tuned"):
        print(f"consentlang against {name}: {_ratio(spent, 'consentlang', name):.2f} (goal: 0.75)")
    median, slowest = percentiles(contestants["consentlang"], 25)
    print(f"over records, the 99th percentile is {slowest / median:.2f} times the median (goal: 3)")
    said = [*drawn(policy, 500)]
    reading = _once((compiled.read, said, frozenset), len(said)) / statistics.median(spent["consentlang"])
    print(f"reading a record from a mapping costs {reading:.0f} decisions")
    with tempfile.TemporaryDirectory() as folder:
        many_rules(Path(folder), 1_500, options.rounds)


if __name__ == "__main__":
    main()
