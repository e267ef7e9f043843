"""
Who takes part in `decide.py` beside us: the policy of `decide.consent` by hand, and for other engines.

Records come as mappings of attributes: words, truths, times as numbers, None for a time that never came.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from typing import Any, Final

import attrs

QUOTED: Final = {"regorus VM": 41, "OPA's Go engine": 399}
"""Against generated Python, measured elsewhere on such a workload: these do not install from PyPI."""
Expression = tuple[Any, ...]
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


def hands(records: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Contestant]]:
    """Those written by hand, over records with slots."""
    slots = attrs.make_class("BySlots", [*records[0]], slots=True, frozen=True)
    slotted = [slots(**record) for record in records]
    yield "by hand, rule by rule", (by_hand, slotted, lambda answer: frozenset(answer[1]))
    yield "by hand, tuned", (by_hand_tuned, slotted, lambda answer: frozenset(answer[1]))


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


TIMES: Final = frozenset({"at", "SignUp_at", "SignUp_withdrawn_at", "SignUp_expired_at"})
NEVER: Final = 1 << 52
"""In place of a time that never came: engines that know no infinity get a moment after all others."""


def plain(record: Mapping[str, Any]) -> dict[str, Any]:
    """A record as JSON would have it."""
    return {name: _whole(value) if name in TIMES else value for name, value in record.items()}


def _whole(time: float | None) -> int:
    return NEVER if time is None else int(time)


def of_bits(mask: float) -> frozenset[str]:
    """The rules of a mask."""
    return frozenset(name for n, name in enumerate(RULES) if int(mask) >> n & 1)


def peers(told: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Contestant]]:
    """Those that are installed."""
    records = [plain(record) for record in told]
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
