"""How these tests ask: an example is run as its reader would run it, once, and its answer is read as JSON."""

import json
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen

ROOT = Path(__file__).resolve().parents[2]

Json = dict[str, Any]


@frozen
class Answer:
    """What the command said."""

    code: int
    told: Json

    def findings(self, **wanted: object) -> list[Json]:
        """The findings with these values; `rule` is met by one that fails in the same story, too."""
        rule = wanted.pop("rule", None)
        return [
            found
            for found in self.told["findings"]
            if all(found[key] == value for key, value in wanted.items())
            and (rule is None or rule == found["rule"] or rule in found["also"])
        ]

    def asked(self, question: str) -> Json:
        """The answer to the question that begins with these words."""
        (answer,) = [ask for ask in self.told["asks"] if ask["question"].startswith(question)]
        return dict(answer)


Command = Callable[..., Answer]


@pytest.fixture(scope="session")
def consentlang() -> Command:
    """`consentlang verify examples/...` in the folder of the project."""

    @cache
    def command(*arguments: str) -> Answer:
        ran = subprocess.run(
            [sys.executable, "-m", "consentlang", *arguments, "--format", "json"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.stdout, ran.stderr
        return Answer(ran.returncode, json.loads(ran.stdout))

    return command


@pytest.fixture(scope="session")
def zoom(consentlang: Command) -> Answer:
    """What is said of the founding case."""
    return consentlang("verify", "examples/zoom/zoom.consent")
