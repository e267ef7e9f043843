"""Steps: from a scenario to what was so, what happened, and what could be chosen at each moment."""

from collections.abc import Iterator, Sequence

from consentlang.analysis.verdict import Answered, Story
from consentlang.core import ir
from consentlang.eval.interpret import holds
from consentlang.eval.scenario import Scenario, State
from consentlang.explain.headline import act
from consentlang.explain.reason import Known, Step
from consentlang.explain.wording import capitalised


def known(program: ir.Program, story: Story) -> tuple[Known, ...]:
    """What the story needs to be so, then what keeps coercion out of it."""
    return (
        *(_known(program, answer, apart=False) for answer in story.answers),
        *(_known(program, answer, apart=True) for answer in story.apart),
    )


def answer_words(program: ir.Program, answer: Answered) -> str:
    """An answer in a sentence."""
    return program.facts[answer.fact].words[answer.value]


def steps(program: ir.Program, scenario: Scenario, states: Sequence[State]) -> tuple[Step, ...]:
    """The events in order; *states* are those that they lead through."""
    pairs = zip(scenario.events, states[:-1], strict=True)
    return tuple(_step(program, scenario, n, name, before) for n, (name, before) in enumerate(pairs, start=1))


def last_words(story: Story) -> str:
    """What happens in the end."""
    obligation = story.obligation
    if obligation.kind == "claim" and not obligation.use:
        return f"then the claim `{obligation.claim}` does not hold"
    return act(obligation)


def _known(program: ir.Program, answer: Answered, *, apart: bool) -> Known:
    fact = program.facts[answer.fact]
    others = (fact.settle[v] for v in fact.values if v != answer.value and v in fact.settle)
    return Known(
        answer.fact,
        answer.value,
        fact.words[answer.value],
        answer.unsaid,
        next(others, None),
        apart,
        start=fact.kind == "start",
    )


def _step(program: ir.Program, scenario: Scenario, number: int, name: str, before: State) -> Step:
    event = program.events[name]
    choices = tuple(_open_choices(program, scenario, event, before))
    return Step(number, name, capitalised(event.words), event.actor, choices)


def _open_choices(program: ir.Program, scenario: Scenario, event: ir.Event, before: State) -> Iterator[str]:
    """What the one who acts could choose in the same request at that moment, the choice taken among it."""
    if event.kind != "choose" or event.request is None:
        return
    open_ = {
        other.choice
        for other in program.events.values()
        if (other.kind, other.request, other.actor) == ("choose", event.request, event.actor)
        and holds(program, other.guard, scenario.facts, before)
    }
    for choice in program.requests[event.request].choices:
        if choice.name in open_:
            yield choice.words
