"""`consentlang new`: a first policy, from a common practice or from one's own situation."""

import sys
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from consentlang.cli.exits import Exit
from consentlang.cli.output import complain, write
from consentlang.templates.situation import Act, Kind, People, Refusal, Setting, Situation, Undo

STANDARD_OUTPUT: Final = "-"
FIRST_NAME: Final = "policy.consent"
USUAL_LAW: Final = "gdpr"


def new(  # noqa: PLR0913 - one parameter for each option
    file: Annotated[
        str | None,
        typer.Argument(help="Where to write it; `-` or nothing is standard output.", show_default=False),
    ] = None,
    *,
    template: Annotated[
        str | None, typer.Option("--template", metavar="NAME", help="A common practice, written already.")
    ] = None,
    list_them: Annotated[bool, typer.Option("--list", help="List the templates.")] = False,
    law: Annotated[
        str | None,
        typer.Option("--law", help="The library that judges it; by itself, gdpr.", show_default=False),
    ] = None,
    asker: Annotated[str | None, typer.Option("--asker", help="Who asks.")] = None,
    person: Annotated[str | None, typer.Option("--person", help="Who is asked.")] = None,
    people: Annotated[
        People | None, typer.Option("--people", help="Adults, or children, for whom a guardian answers.")
    ] = None,
    data: Annotated[str | None, typer.Option("--data", help="For which data.")] = None,
    kind: Annotated[Kind | None, typer.Option("--kind", help="What kind of data.")] = None,
    purpose: Annotated[list[str] | None, typer.Option("--purpose", help="What for; may be repeated.")] = None,
    one_yes: Annotated[
        bool | None, typer.Option("--one-yes/--each-yes", help="One yes for all purposes, or one for each.")
    ] = None,
    to: Annotated[str | None, typer.Option("--to", help="Who else receives the data.")] = None,
    setting: Annotated[
        Setting | None, typer.Option("--setting", help="Who has power over whom; `none`: nobody.")
    ] = None,
    yes_by: Annotated[Act | None, typer.Option("--yes-by", help="How people say yes.")] = None,
    on_no: Annotated[Refusal | None, typer.Option("--on-no", help="What a no costs.")] = None,
    loses: Annotated[str | None, typer.Option("--loses", help="What is lost, in words.")] = None,
    needed: Annotated[
        bool | None,
        typer.Option("--needed/--not-needed", help="Whether the service is impossible without the data."),
    ] = None,
    undo: Annotated[Undo | None, typer.Option("--undo", help="How a yes is taken back.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there already.")] = False,
) -> None:
    """
    Write a first policy, from a common practice or from your own situation.

    In a terminal, what no option says is asked. What comes out verifies, or fails for what you said of the
    practice: `consentlang verify` tells which.

    \b
    Leaves with
      0  written
      2  something is missing, or the file is there already
      4  the file could not be written

    \b
    Examples
      consentlang new
      consentlang new --list
      consentlang new --template newsletter newsletter.consent
      consentlang new --asker "corner bookshop" --person reader --data "e-mail address" --purpose newsletter
        --setting none --on-no nothing --undo easy letter.consent
    """  # noqa: D301 - `\b` keeps lines as they are
    if list_them:
        write(_listed())
        return
    if law is not None:
        _check_law(law)
    if file is not None and not force:
        _check_free(file)
    typed = {
        "asker": _said(asker, "--asker"),
        "person": _said(person, "--person"),
        "people": people,
        "data": _said(data, "--data"),
        "kind": kind,
        "purposes": tuple(_said(words, "--purpose") for words in purpose or ()),
        "together": one_yes,
        "recipient": _said(to, "--to"),
        "setting": setting,
        "act": yes_by,
        "refusal": on_no,
        "loss": _said(loses, "--loses"),
        "needed": needed,
        "undo": undo,
    }
    raise typer.Exit(_answer(file, template, typed, law=law, force=force))


def _answer(
    file: str | None, template: str | None, typed: dict[str, Any], *, law: str | None, force: bool
) -> Exit:
    from consentlang.cli import interview  # noqa: PLC0415 - only this command needs it
    from consentlang.templates.practices import laws, practices  # noqa: PLC0415 - the same

    nothing_said = all(value in (None, ()) for value in typed.values())
    if template is not None and not nothing_said:
        raise typer.BadParameter(
            "a template says the practice already: leave out either", param_hint="--template"
        )
    ask = interview.ask_in_terminal if _somebody_there() else None
    from_the_start = nothing_said and template is None
    try:
        if ask is not None and from_the_start:
            chosen = ask("Is it one of these practices?", (*practices(), interview.OWN), interview.OWN)
            template = None if chosen == interview.OWN else chosen
            law = law or ask("Under which law?", laws(), USUAL_LAW)
        law = law or USUAL_LAW
        text = (
            _of_practice(template, law) if template else _of_situation(interview.situation(typed, law, ask))
        )
        if file is None and ask is not None and from_the_start and sys.stdout.isatty():
            file = ask("Where to write it?", (), FIRST_NAME)
    except interview.Missing as missing:
        raise typer.BadParameter(
            f"{missing} missing, and nobody here to ask; or name a practice by `--template`"
        ) from None
    except EOFError:
        raise typer.BadParameter("the answers ended before the questions") from None
    return _written(file, text, force=force)


def _somebody_there() -> bool:
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr is not None and sys.stderr.isatty()


def _listed() -> str:
    from consentlang.templates.practices import practices  # noqa: PLC0415 - only this command needs it

    known = practices().values()
    wide = max(len(practice.name) for practice in known)
    return "".join(
        f"{practice.name:{wide}}  {practice.title} (std.gdpr: {practice.verdict})\n" for practice in known
    )


def _of_practice(name: str, law: str) -> str:
    from consentlang.diagnostics.nearest import nearest  # noqa: PLC0415 - only this command needs it
    from consentlang.templates.practices import practices  # noqa: PLC0415 - the same

    known = practices()
    if name not in known:
        help = nearest(name, known) or "`consentlang new --list` shows them"
        raise typer.BadParameter(f"there is no template `{name}`; {help}", param_hint="--template")
    return known[name].under(law)


def _of_situation(situation: Situation) -> str:
    from consentlang.templates.write import write as first_policy  # noqa: PLC0415 - only this command needs it

    return first_policy(situation)


def _check_law(law: str) -> None:
    from consentlang.diagnostics.nearest import nearest  # noqa: PLC0415 - only this command needs it
    from consentlang.templates.practices import laws  # noqa: PLC0415 - the same

    known = laws()
    if law not in known:
        help = nearest(law, known) or f"there are {', '.join(known)}"
        raise typer.BadParameter(f"no library of law is named `{law}`; {help}", param_hint="--law")


def _said(words: str | None, option: str) -> str | None:
    if words is not None and not words.strip():
        raise typer.BadParameter("it is empty: say it in a word or two", param_hint=option)
    return words


def _check_free(file: str) -> None:
    if file != STANDARD_OUTPUT and Path(file).exists():
        raise _taken(file)


def _taken(file: str) -> typer.BadParameter:
    return typer.BadParameter(f"`{file}` is there already; `--force` writes over it")


def _written(file: str | None, text: str, *, force: bool) -> Exit:
    if file is None or file == STANDARD_OUTPUT:
        write(text)
        return Exit.FINE
    from consentlang import driver  # noqa: PLC0415 - only writing needs it

    try:
        if force and Path(file).exists():
            driver.replace(file, text)
        else:
            with open(file, "x", encoding="utf-8", newline="\n") as made:  # noqa: PTH123 - never over another
                made.write(text)
    except FileExistsError:
        raise _taken(file) from None
    except OSError as reason:
        complain(f"`{file}` could not be written: {reason.strerror}\n")
        return Exit.BUG
    complain(f"`{file}` is written; `consentlang verify {file}` tells what holds\n")
    return Exit.FINE
