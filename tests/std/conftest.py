"""How these tests ask: a policy is verified by the command, and its answer is read as JSON."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen

from consentlang.cli import entry


@frozen
class Answer:
    """What the command said of one policy."""

    code: int
    told: dict[str, Any]

    @property
    def keys(self) -> set[str]:
        """What fails in some story, with the regime of the story: rules of law, and what needs no law."""
        return {
            f"{finding['regime']}.{name}"
            for finding in self.told["findings"]
            for name in (finding.get("rule"), *finding.get("also", ()))
            if name
        }

    @property
    def rules(self) -> set[str]:
        """The same, without their regime."""
        return {name.rpartition(".")[2] for name in self.keys}


Verify = Callable[..., Answer]


@pytest.fixture
def verify(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Verify:
    """Verify a policy, given as a path or as its text."""

    def ask(policy: Path | str, *options: str) -> Answer:
        path = policy
        if isinstance(policy, str):
            path = tmp_path / "policy.consent"
            path.write_text(policy, encoding="utf-8")
        capsys.readouterr()
        code = entry.run(["verify", str(path), "--format", "json", *options])
        return Answer(code, json.loads(capsys.readouterr().out))

    return ask
