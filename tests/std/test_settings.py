"""Settings: each relation they declare gives power, and none of them says that there is no other."""

from typing import Any

import pytest

POLICY = """policy "A question" language 1
import std.gdpr
import std.usual
import std.{library}

party Asker  is organisation, {kind}controller
party Person is person
data Address about Person is ordinary
purpose study
service Lunch
given not necessary(Address, study) "lunch was served before"

request Form to Person by Asker {{
  asks  Address by Asker for study
  tells controller, purpose, data, withdrawal
  choice yes {{ consents by clicking, steps 1, shown equally }}
  choice no  {{ refuses by clicking, steps 1, shown equally, loses Lunch }}
  withdraw {{ by clicking, steps 1, loses nothing, stops use at once }}
  records who, when, what, how
}}

use study_use {{ Asker uses Address for study on consent via Form }}
"""

RELATIONS = [
    ("work", "employs"),
    ("work", "recruits"),
    ("school", "teaches"),
    ("health", "treats"),
    ("health", "insures"),
    ("public_authority", "governs"),
    ("platform", "gives_work"),
    ("platform", "locked_in"),
    ("housing", "lets"),
    ("family", "parent"),
]


@pytest.mark.parametrize(("library", "relation"), RELATIONS, ids=[relation for _, relation in RELATIONS])
def test_the_relation_gives_power_and_leaves_other_power_open(
    library: str, relation: str, verify: Any
) -> None:
    """With it the imbalance is what the file says; without it nothing rules one out."""
    kind = "public_authority, " if library == "public_authority" else ""
    text = POLICY.format(library=library, kind=kind)

    related = verify(text + f"given {relation}(Asker, Person)\n")
    unrelated = verify(text + f"given not {relation}(Asker, Person)\n")

    assert [] in [
        f["unsaid"] for f in related.told["findings"] if f.get("rule", "") and "imbalance" in f["rule"]
    ]
    assert [] not in [
        f["unsaid"] for f in unrelated.told["findings"] if f.get("rule", "") and "imbalance" in f["rule"]
    ]
    assert "imbalance" in unrelated.rules
