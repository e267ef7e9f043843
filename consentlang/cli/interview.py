"""
The interview: from what was typed, and what is asked in a terminal, to a situation.

What was typed is not asked again. Where nobody can answer, what is missing is named by its option.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from attrs import field, frozen

from consentlang.templates.situation import (
    Act,
    Kind,
    People,
    Refusal,
    Setting,
    Situation,
    Undo,
)

Ask = Callable[[str, tuple[str, ...], str | None], str]
"""Asks one question: its words, the answers to choose from (none: any), the answer by default."""

OWN: Final = "none"
"""None of the common practices."""


@frozen
class Question:
    """One thing to know; *option* is how it is typed, *key* what it is called in a `Situation`."""

    key: str
    option: str
    words: str
    read: Callable[[str], Any]
    choices: tuple[str, ...] = ()
    default: str | None = None
    when: Callable[[Mapping[str, Any]], bool] = field(default=lambda _: True)
    """Whether it matters, after the answers before it."""

    @property
    def required(self) -> bool:
        """Whether there is nothing to fall back on."""
        return self.default is None


class Missing(Exception):
    """What nobody said, and nobody can be asked."""

    def __init__(self, options: tuple[str, ...]) -> None:
        super().__init__(", ".join(f"`{option}`" for option in options))
        self.options = options


def _words(text: str) -> str:
    return text.strip()


def _several(text: str) -> tuple[str, ...]:
    """
    Purposes, parted by commas.

    >>> _several("newsletter, adverts,")
    ('newsletter', 'adverts')
    """
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _yes(text: str) -> bool:
    return text == "yes"


def _perhaps(text: str) -> bool | None:
    return None if text == "unknown" else text == "yes"


def _optional(text: str) -> str | None:
    return text.strip() or None


QUESTIONS: Final = (
    Question("asker", "--asker", "Who asks (a shop, an employer, a clinic)?", _words),
    Question("person", "--person", "Whom do they ask (a reader, an employee, a patient)?", _words),
    Question("people", "--people", "Are these adults or children?", People, tuple(People), "adults"),
    Question("data", "--data", "For which data (e-mail address, photo, health record)?", _words),
    Question(
        "kind",
        "--kind",
        "What kind of data: ordinary, special (health, belief, biometrics), on a device (cookies)?",
        Kind,
        tuple(Kind),
        "ordinary",
    ),
    Question("purposes", "--purpose", "What for? Several purposes are parted by commas.", _several),
    Question(
        "together",
        "--one-yes",
        "Does one yes stand for all purposes?",
        _yes,
        ("yes", "no"),
        "no",
        lambda told: len(told["purposes"]) > 1,
    ),
    Question("recipient", "--to", "Who else receives the data (empty: nobody)?", _optional, default=""),
    Question(
        "setting",
        "--setting",
        "In which setting? It says who has power over whom; none: people can go elsewhere.",
        Setting,
        tuple(Setting),
    ),
    Question("act", "--yes-by", "How do people say yes?", Act, tuple(Act), "clicking"),
    Question(
        "refusal",
        "--on-no",
        "What does a no cost: nothing, the service, more (a job, a mark), a fee; or is no no possible?",
        Refusal,
        tuple(Refusal),
    ),
    Question(
        "loss",
        "--loses",
        "What is lost, in words?",
        _optional,
        default="",
        when=lambda told: told["refusal"] in (Refusal.SERVICE, Refusal.MORE),
    ),
    Question(
        "needed",
        "--needed",
        "Is the service impossible without the data?",
        _perhaps,
        ("yes", "no", "unknown"),
        "unknown",
        lambda told: told["refusal"] is Refusal.SERVICE,
    ),
    Question("undo", "--undo", "How is a yes taken back: as easily, harder, never?", Undo, tuple(Undo)),
)


def situation(typed: Mapping[str, Any], law: str, ask: Ask | None) -> Situation:
    """
    What was *typed*, by key, completed by what *ask* hears; judged under *law*.

    Missing where something is required and there is nobody to ask.
    """
    told: dict[str, Any] = {}
    lacking: list[str] = []
    for question in QUESTIONS:
        if typed.get(question.key) not in (None, ()):
            told[question.key] = typed[question.key]
        elif question.required and ask is None:
            lacking.append(question.option)
        elif not lacking and question.when(told):
            told[question.key] = _heard(question, ask)
    if lacking:
        raise Missing(tuple(lacking))
    return Situation(**told, law=law)


def _heard(question: Question, ask: Ask | None) -> Any:  # noqa: ANN401 - each question has its own kind of answer
    if ask is None:
        return question.read(question.default or "")
    answer = ask(question.words, question.choices, question.default)
    while question.required and question.read(answer) in ("", ()):
        answer = ask(question.words, question.choices, question.default)
    return question.read(answer)


def ask_in_terminal(words: str, choices: tuple[str, ...], default: str | None) -> str:
    """Ask in the terminal, beside the answer, which may be on its way into a file."""
    from rich.console import Console  # noqa: PLC0415 - only an interview needs it
    from rich.prompt import Prompt  # noqa: PLC0415 - the same

    console = Console(stderr=True)
    answer = Prompt.ask(
        words,
        console=console,
        choices=list(choices) or None,
        default=default if default is not None else ...,
        show_default=bool(default),
    )
    return str(answer)
