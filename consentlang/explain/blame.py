"""
Blame: from the leaves that make a rule fail to the lines of the policy that say so.

What a line says is underlined with its words; what no line says is underlined where a line could say it.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from attrs import evolve

from consentlang.analysis.verdict import Story
from consentlang.core import ir
from consentlang.diagnostics.excerpt import Label
from consentlang.eval.interpret import alive
from consentlang.eval.scenario import State
from consentlang.source import Span

MOST_BLAMED: Final = 8
MOST_CHOICES: Final = 6


def labels(program: ir.Program, story: Story, state: State) -> tuple[Label, ...]:
    """The lines to look at, at the end of the story: what to blame, then the choices, then the use."""
    found: dict[Span, Label] = {}
    for span, words in _blamed(program, story, state) or _to_blame_else(program, story):
        place = first_line(span)
        found.setdefault(place, Label(place, words.replace(f" in `{story.fault.request}`", "")))
    blamed = dict(list(found.items())[:MOST_BLAMED])
    for span, words in (*_choices(program, story, blamed), *_what_is_done(story)):
        blamed.setdefault(span, Label(span, words, "-", "second"))
    return tuple(blamed.values())


def answered(program: ir.Program, story: Story, states: Sequence[State]) -> ir.Fault:
    """
    The fault of *story*; where a yes is no more, with the request in which it was refused or taken back.

    Of several requests that a use relies on, each finds the same ledger without a yes.
    """
    fails = story.fault.fails
    if story.fault.kind != "built-in" or not isinstance(fails, ir.Stands) or fails.cell not in program.cells:
        return story.fault
    standing = [state.cells[fails.cell].standing for state in states]
    events = zip(story.scenario.events, standing[:-1], standing[1:], strict=True)
    ended = [program.events[name].request for name, before, after in events if before != after]
    if not ended or ended[-1] is None:
        return story.fault
    return evolve(story.fault, request=ended[-1], span=program.requests[ended[-1]].span)


def first_line(span: Span) -> Span:
    """*span* up to the end of the line on which it begins: a whole block is more than can be underlined."""
    end = span.source.text.find("\n", span.start, span.end)
    if end < 0:
        return span
    words = span.source.text[span.start : end].rstrip(" \t{")
    return Span(span.source, span.start, span.start + max(1, len(words)))


def name_of(span: Span) -> Span:
    """
    The first two words of *span*, its kind and its name: enough to point at a line beside the blamed ones.

    >>> from consentlang.source import Source
    >>> text = "choice  leave { refuses }"
    >>> name_of(Span(Source("a", text), 0, len(text))).text
    'choice  leave'
    """
    line = first_line(span)
    words = line.text.split(maxsplit=2)
    rest = words[2] if len(words) > 2 else ""  # noqa: PLR2004 - the third word on is left out
    kept = line.text.removesuffix(rest).rstrip() if rest else line.text
    return Span(span.source, span.start, span.start + max(1, len(kept)))


def refusing_choices(program: ir.Program, request: str | None) -> tuple[ir.ChoiceInfo, ...]:
    """The choices by which *request*, as it is written, can be refused."""
    if request is None:
        return ()
    refusing = {
        event.choice
        for event in program.events.values()
        if event.kind == "choose" and event.request == request and _only_refuses(event)
    }
    choices = program.requests[request].choices
    return tuple(choice for choice in choices if choice.edit is None and choice.name in refusing)


def costly(program: ir.Program, story: Story, choice: ir.ChoiceInfo) -> bool:
    """Whether what *choice* costs is among the causes."""
    if choice.span is None:
        return False
    return any(
        span is not None and _within(span, choice.span) and ("loses" in words or "pays" in words)
        for span, words in _leaves(program, story)
    )


def power_holders(program: ir.Program, story: Story) -> tuple[str, ...]:
    """Who has power over the subject, where that is among the causes."""
    ending = f" has power over {story.obligation.subject}"
    words = (_plain(said) for _, said in _leaves(program, story))
    return tuple(dict.fromkeys(said.removesuffix(ending) for said in words if said.endswith(ending)))


def _plain(words: str) -> str:
    return words.removesuffix(" for some other reason")


def _only_refuses(event: ir.Event) -> bool:
    kinds = {type(effect) for effect in event.effects}
    return ir.Refuse in kinds and not kinds & {ir.Grant, ir.Book}


def _within(inner: Span, outer: Span) -> bool:
    return inner.source is outer.source and outer.start <= inner.start and inner.end <= outer.end


# --- what to blame ----------------------------------------------------------------------------------


def _blamed(program: ir.Program, story: Story, state: State) -> list[tuple[Span, str]]:
    """What lines say before what they leave open: an open question only lets it fail."""
    said = [*_said(story), *_moved(program, story, state)]
    open_ = [
        (fact.span, fact.words[value] if fact.named else f"nothing says otherwise: {fact.words[value]}")
        for fact, value in _answered(program, story)
        if fact.span is not None
    ]
    return [*said, *open_]


def _to_blame_else(program: ir.Program, story: Story) -> tuple[tuple[Span, str], ...]:
    """Where no line in particular is why: the request for a rule about consent, else what is done."""
    request = program.requests.get(story.fault.request or "")
    if request is None or story.fault.kind == "built-in":
        return _what_is_done(story)
    return ((request.span, f"{request.by} asks {request.to}"),)


def _leaves(program: ir.Program, story: Story) -> Iterator[tuple[Span | None, str]]:
    """What lines and answers say, of the causes: the place, where there is one, and the words."""
    yield from _said(story)
    for fact, value in _answered(program, story):
        yield fact.span, fact.words[value]


def _said(story: Story) -> Iterator[tuple[Span, str]]:
    """What lines say, of the causes."""
    for cause in story.causes:
        if isinstance(cause, ir.Said):
            yield cause.span, cause.words


def _answered(program: ir.Program, story: Story) -> Iterator[tuple[ir.Fact, str]]:
    """The open questions among the causes that the story needs an answer to, with the answer."""
    needed = {answer.fact for answer in story.answers}
    for cause in story.causes:
        if isinstance(cause, ir.Is) and cause.fact in needed:
            yield program.facts[cause.fact], story.scenario.facts[cause.fact]


def _moved(program: ir.Program, story: Story, state: State) -> Iterator[tuple[Span, str]]:
    """What has been switched or come into force by the end, of the causes."""
    for cause in story.causes:
        match cause:
            case ir.On(feature=name) | ir.SwitchedBy(feature=name) if state.now.features[name] is not None:
                yield program.features[name].span, _switched(name, state.now.features[name])
            case ir.InForce(chain=name):
                yield from _version(program.chains[name], state.now.terms[name])
            case ir.Outcome(issue=name):
                yield from _clauses(program, program.issues[name], story, state)
            case _:
                pass


def _switched(feature: str, by: str | None) -> str:
    return f"{by} switched {feature} on" if by else f"{feature} is on from the start"


def _version(chain: ir.Chain, current: str) -> Iterator[tuple[Span, str]]:
    for version in chain.versions:
        if version.name == current:
            yield name_of(version.span), f"the terms of {current} are in force"


def _clauses(program: ir.Program, issue: ir.Issue, story: Story, state: State) -> Iterator[tuple[Span, str]]:
    for ruling in alive(program, issue, story.scenario.facts, state):
        yield name_of(ruling.span), f"`{ruling.name}` {'permits' if ruling.permits else 'forbids'} it"


# --- what stands beside it --------------------------------------------------------------------------


def _choices(program: ir.Program, story: Story, blamed: Iterable[Span]) -> Iterator[tuple[Span, str]]:
    """The choices there were, where none of their words is blamed already."""
    request = program.requests.get(story.fault.request or "")
    taken = list(blamed)
    for choice in request.choices[:MOST_CHOICES] if request is not None else ():
        if choice.span is not None and not any(_within(span, choice.span) for span in taken):
            yield name_of(choice.span), _answer(choice)


def _what_is_done(story: Story) -> tuple[tuple[Span, str], ...]:
    """The use, or the claim."""
    span = story.obligation.span
    words = "the claim" if story.obligation.kind == "claim" else "the use"
    return ((name_of(span), words),) if span is not None else ()


def _answer(choice: ir.ChoiceInfo) -> str:
    """`says yes to summary and training`, of `proceed (says yes to summary and training)`."""
    return choice.words.removeprefix(choice.name).strip().removeprefix("(").removesuffix(")")
