"""
Documents: an account laid out for a program, by the contract of `docs/schema/verify-1.json`.

Every finding has every key, so that a reader need not ask which are there; what does not apply is null or
empty. Within schema 1 keys may be added, never renamed or taken away.
"""

import json
from collections.abc import Sequence
from typing import Final, TypeAlias

from consentlang.analysis.holdings import grounds
from consentlang.analysis.verdict import Answer, Compared, Result, Ruled
from consentlang.core import ir
from consentlang.diagnostics.render import span_as_dict
from consentlang.eval.interpret import run
from consentlang.explain.places import Insertion, joined
from consentlang.explain.reason import Account, Checked, Finding, Reason, Remedy, Step
from consentlang.explain.recount import claims
from consentlang.explain.steps import steps
from consentlang.explain.wording import plain_name

SCHEMA: Final = 1

Json: TypeAlias = dict[str, object]


def document(account: Account) -> Json:
    """All of *account*."""
    result = account.result
    return {
        "schema": SCHEMA,
        "policy": account.policy,
        "verdict": account.verdict,
        "findings": [_finding(finding, result) for finding in account.findings],
        "claims": [{"name": claim.name, "verdict": verdict} for claim, verdict in claims(result)]
        if result
        else [],
        "asks": [_ask(result.program, answer) for answer in result.answers] if result else [],
        "scenarios": [{"name": t.trial.title, "passed": t.passed} for t in result.tried] if result else [],
        "cases": [_case(one) for one in result.compared] if result else [],
        "unchecked": list(result.program.unchecked) if result else [],
        "assumptions": _assumptions(result) if result else [],
        "checklist": [_line(one) for one in joined(result.program, result.checklist)] if result else [],
        "stats": _stats(account),
    }


def dumps(accounts: Sequence[Account]) -> str:
    """The document of one policy; of several, a list of documents."""
    documents = [document(account) for account in accounts]
    return json.dumps(documents[0] if len(documents) == 1 else documents, indent=2) + "\n"


# --- findings ---------------------------------------------------------------------------------------


def _finding(finding: Finding, result: Result | None) -> Json:
    told = _told(finding.reason, finding.ruled)
    return {
        "code": finding.code.number,
        "name": plain_name(finding.code.name),
        "severity": str(finding.code.severity),
        "verdict": finding.verdict,
        "claim": _claim(finding.ruled, result),
        **told,
        "span": span_as_dict(finding.span) if finding.span is not None else None,
        "message": finding.message,
        "help": finding.help,
    }


def _claim(ruled: Ruled | None, result: Result | None) -> str | None:
    """The claim of the author that this breaks, if there is one."""
    parts = {part.name for part in ruled.obligations} if ruled is not None else set()
    for claim in result.program.claims if result is not None else ():
        if parts.intersection(claim.obligations):
            return claim.name
    return None


def _told(reason: Reason | None, ruled: Ruled | None) -> Json:
    """The story; empty where there is none."""
    part = (
        reason.story.obligation
        if reason is not None
        else next(iter(ruled.obligations), None)
        if ruled
        else None
    )
    story = reason.story if reason is not None else None
    return {
        "use": part.use if part else None,
        "request": story.fault.request if story else None,
        "subject": part.subject if part else None,
        "purpose": part.purpose if part else None,
        "regime": part.regime if part else None,
        "rule": plain_name(story.fault.name) if story else None,
        "also": [plain_name(fault.name) for fault in story.also] if story else [],
        "grounds": list(grounds(story)) if story else [],
        "coerced": story.coerced if story else False,
        "elements": [_element(check) for check in reason.checked] if reason else [],
        "events": [_event(step) for step in reason.steps] if reason else [],
        "facts": {known.fact: known.value for known in reason.known} if reason else {},
        "unsaid": [known.fact for known in reason.known if known.unsaid] if reason else [],
        "would_pass_if": [_change(remedy) for remedy in (reason.remedies or ())] if reason else [],
    }


def _element(check: Checked) -> Json:
    return {
        "element": plain_name(check.element.name),
        "met": check.met,
        "rules": [plain_name(fault.name) for fault in check.failing],
        "cites": list(dict.fromkeys((*check.element.cites, *(c for f in check.failing for c in f.cites)))),
    }


def _event(step: Step) -> Json:
    return {
        "n": step.number,
        "name": step.event,
        "words": step.words,
        "actor": step.actor,
        "choices": list(step.choices),
    }


def _change(remedy: Remedy) -> Json:
    return {"words": remedy.words, "line": remedy.line, "place": remedy.place}


# --- the rest ---------------------------------------------------------------------------------------


def _ask(program: ir.Program, answer: Answer) -> Json:
    query = answer.query
    return {
        "question": query.question,
        "under": query.under[1] if query.under else None,
        "answer": answer.answer,
        "witness": _witness(program, answer),
    }


def _witness(program: ir.Program, answer: Answer) -> Json | None:
    """The story of a yes."""
    if answer.scenario is None:
        return None
    told = steps(program, answer.scenario, run(program, answer.scenario))
    return {
        "events": [_event(step) for step in told],
        "facts": {one.fact: one.value for one in answer.answers},
        "clauses": [clause.name for clause in answer.clauses],
    }


def _case(compared: Compared) -> Json:
    """What an authority held, and whether this agrees; no answer where its law is not written down here."""
    holding = compared.holding
    return {
        "id": holding.name,
        "under": [*holding.under, *holding.elsewhere],
        "expected": holding.expect,
        "grounds": list(holding.grounds),
        "answer": compared.answer,
        "found": list(compared.grounds),
        "agrees": compared.agrees,
    }


def _assumptions(result: Result) -> list[Json]:
    """Assumptions and judged lines that proofs or stories leaned on, each once."""
    leaned = {line.name: line for ruled in result.ruled for line in ruled.leans_on}
    leaned |= {line.name: line for one in result.ruled for story in one.stories for line in story.leans_on}
    return [
        {
            "words": line.words,
            "source": line.source,
            "judged": line.judged,
            "span": span_as_dict(line.span) if line.span is not None else None,
        }
        for line in leaned.values()
    ]


def _line(written: Insertion) -> str:
    """What to write, with a comment that says where, and what it settles."""
    where = f"{written.place}: " if written.place else ""
    return f"{written.text}  # {where}{'; '.join(written.words)}"


def _stats(account: Account) -> Json:
    stats = account.result.stats if account.result is not None else None
    return {
        "obligations": stats.obligations if stats else 0,
        "states": stats.states if stats else 0,
        "queries": stats.queries if stats else 0,
        "events": stats.events if stats else 0,
        "facts": stats.facts if stats else 0,
        "seconds": round(account.seconds, 3),
    }
