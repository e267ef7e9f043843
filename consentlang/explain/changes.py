"""Changes: a difference laid out for a program, by the contract of `docs/schema/diff-1.json`."""

import json
from typing import Final, TypeAlias

from consentlang.analysis.difference import Because, Change, Difference, Forgotten, Judged, Standing
from consentlang.diagnostics.render import span_as_dict
from consentlang.explain.difference import forgotten_sentence, sentence, toward

SCHEMA: Final = 1

Json: TypeAlias = dict[str, object]


def dumps(difference: Difference) -> str:
    """All of *difference*."""
    clauses = difference.clauses
    document: Json = {
        "schema": SCHEMA,
        "old": difference.old,
        "new": difference.new,
        "toward": toward(difference),
        "changes": [_change(change) for change in difference.changes],
        "forgotten": [_forgotten(one) for one in difference.forgotten],
        "uses": [
            {"use": used.use, "old": _standing(used.old), "new": _standing(used.new)}
            for used in difference.uses
        ],
        "verdicts": [_judged(one) for one in difference.judged],
        "clauses": {
            "added": list(clauses.added),
            "removed": list(clauses.removed),
            "reworded": list(clauses.reworded),
        },
    }
    return json.dumps(document, indent=2) + "\n"


def _change(change: Change) -> Json:
    return {
        "message": sentence(change),
        "permitted": change.gained,
        "protection": change.direction,
        "user": change.user,
        "verb": change.verb,
        "data": list(change.data),
        "purposes": list(change.purposes),
        "recipient": change.recipient,
        "subjects": list(change.subjects),
        "always": change.always,
        "doubtful": change.doubtful,
        "by": [_because(because) for because in change.by],
        "versions": [list(pair) for pair in change.versions],
    }


def _because(because: Because) -> Json:
    return {
        "clause": because.clause,
        "how": because.how,
        "permits": because.permits,
        "provided": because.provided or None,
        "cite": because.cite,
        "overrides": list(because.overrides),
        "span": span_as_dict(because.span),
    }


def _forgotten(one: Forgotten) -> Json:
    return {
        "message": forgotten_sentence(one),
        "clause": one.clause,
        "older": one.older,
        "purpose": one.purpose,
        "data": list(one.data),
        "doubtful": list(one.doubtful),
    }


def _standing(standing: Standing) -> Json:
    return {
        "within": standing.within,
        "keeping": list(standing.keeping),
        "breaking": list(standing.breaking),
        "always": standing.always,
    }


def _judged(one: Judged) -> Json:
    return {"kind": one.kind, "name": one.name, "old": one.old, "new": one.new, "protection": one.direction}
