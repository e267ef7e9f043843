"""
The commands: each turns what was typed into one call of the library and one answer.

What a command needs is loaded when it runs, so that no command waits for
another's tools.
"""

from pathlib import Path
from typing import Annotated

import typer

from consentlang import __version__
from consentlang.cli.appearance import look
from consentlang.cli.new import new
from consentlang.cli.options import (
    AsciiOption,
    AsOfOption,
    CasesFormatOption,
    ColourOption,
    DiffFormatOption,
    Files,
    FormatOption,
    LenientOption,
    ProbeFormatOption,
    RecordsFormatOption,
    TimeoutOption,
    WidthOption,
    day,
)
from consentlang.cli.output import complain, write
from consentlang.cli.patience import PATIENCE
from consentlang.cli.usage import Commands
from consentlang.diagnostics.look import Format

EXAMPLES = """\b
  consentlang verify policy.consent
  consentlang verify --format json policy.consent > verdict.json
  consentlang check *.consent
  consentlang diff yesterday.consent today.consent
  consentlang explain E0203
  consentlang new --list
"""

app = typer.Typer(
    name="consentlang",
    help="A language and checker for consent.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    cls=Commands,
    epilog=f"Examples:\n\n{EXAMPLES}",
)


def _show_version(wanted: bool) -> None:  # noqa: FBT001 - Typer hands the value over by place
    if wanted:
        write(f"consentlang {__version__}\n")
        raise typer.Exit


@app.callback()
def consentlang(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Prove that consent is real, or tell the story in which it is not."""


@app.command()
def verify(  # noqa: PLR0913 - one parameter for each option
    files: Files,
    *,
    format: FormatOption = Format.TEXT,
    timeout: TimeoutOption = PATIENCE,
    lenient: LenientOption = False,
    as_of: AsOfOption = None,
    ascii: AsciiOption = False,
    color: ColourOption = None,
    width: WidthOption = None,
) -> None:
    """
    Prove each policy, or tell the stories in which consent is not real.

    \b
    Leaves with
      0  PROVED, or PROVED UNDER assumptions that are named
      1  FAILED, VACUOUS, NOT SHOWN or DEPENDS
      2  the policy could not be read
      3  UNDECIDED: the time ran out
      4  a bug of ours, or the answer could not be written
    Of several files the worst counts: 4, 2, 1, 3, 0.

    \b
    Examples
      consentlang verify policy.consent
      consentlang verify --timeout 10 --format github *.consent
      cat policy.consent | consentlang verify --format json -
    """  # noqa: D301 - `\b` keeps lines as they are
    from consentlang.cli import verifying  # noqa: PLC0415 - only this command needs it

    appearance = look(format, ascii=ascii, colour=color, width=width)
    law_of = day(as_of)
    raise typer.Exit(verifying.verify(files, appearance, timeout=timeout, lenient=lenient, as_of=law_of))


@app.command()
def check(
    files: Files,
    *,
    format: FormatOption = Format.TEXT,
    ascii: AsciiOption = False,
    color: ColourOption = None,
    width: WidthOption = None,
) -> None:
    """
    Look for mistakes in policies, and prove nothing.

    Leaves with 0 where there is no mistake (warnings are told and do not count), else with 2.

    \b
    Examples
      consentlang check policy.consent
      consentlang check --format concise *.consent
    """  # noqa: D301 - `\b` keeps lines as they are
    from consentlang.cli import checking  # noqa: PLC0415 - only this command needs it

    appearance = look(format, ascii=ascii, colour=color, width=width)
    raise typer.Exit(checking.check(files, appearance))


@app.command()
def fmt(
    files: Files,
    *,
    check: Annotated[
        bool,
        typer.Option("--check", help="Change nothing; name the files that would change, and leave with 1."),
    ] = False,
    stdout: Annotated[
        bool, typer.Option("--stdout", help="Write to standard output and leave the files as they are.")
    ] = False,
    ascii: AsciiOption = False,
    color: ColourOption = None,
    width: WidthOption = None,
) -> None:
    """
    Lay out policies in the one canonical way, comments kept.

    Files are rewritten in place, each at once or not at all; one with a mistake is left as it is.

    \b
    Leaves with
      0  done, or nothing to do
      1  with --check: some file would change
      2  a policy could not be read
      4  a file could not be written

    \b
    Examples
      consentlang fmt policy.consent
      consentlang fmt --check *.consent
      consentlang fmt --stdout policy.consent | diff policy.consent -
    """  # noqa: D301 - `\b` keeps lines as they are
    from consentlang.cli.formatting import format_files  # noqa: PLC0415 - only this command needs it

    appearance = look(ascii=ascii, colour=color, width=width)
    raise typer.Exit(format_files(files, appearance, only_check=check, show=stdout))


@app.command()
def diff(  # noqa: PLR0913 - one parameter for each option
    files: Annotated[
        list[str] | None,
        typer.Argument(metavar="OLD NEW", help="Two policies; with --terms, one.", show_default=False),
    ] = None,
    *,
    terms: Annotated[
        tuple[str, str] | None,
        typer.Option("--terms", metavar="OLD NEW", help="Compare two versions of the terms in one policy."),
    ] = None,
    exit_code: Annotated[
        bool,
        typer.Option("--exit-code", help="Leave with 1 where anything changes toward less protection."),
    ] = False,
    format: DiffFormatOption = Format.TEXT,
    timeout: TimeoutOption = PATIENCE,
    as_of: AsOfOption = None,
    ascii: AsciiOption = False,
    color: ColourOption = None,
    width: WidthOption = None,
) -> None:
    """
    Tell what changes: uses newly permitted and newly forbidden, verdicts that turn, and by which clause.

    \b
    Leaves with
      0  compared, whatever came of it
      1  with --exit-code: something changes toward less protection
      2  a policy could not be read
      3  UNDECIDED: the time ran out

    \b
    Examples
      consentlang diff yesterday.consent today.consent
      consentlang diff --terms March August policy.consent
      consentlang diff --exit-code main.consent branch.consent
    """  # noqa: D301 - `\b` keeps lines as they are
    from consentlang.cli import differing  # noqa: PLC0415 - only this command needs it

    files = files or []
    if terms is not None and len(files) != 1:
        raise typer.BadParameter(f"name the policy whose terms `{terms[0]}` and `{terms[1]}` are compared")
    if terms is None and len(files) != len(("old", "new")):
        raise typer.BadParameter("name two policies to compare, or one with `--terms OLD NEW`")
    comparing = differing.Comparing(
        look(format, ascii=ascii, colour=color, width=width), timeout, day(as_of), tell=exit_code
    )
    raise typer.Exit(comparing.files(*files) if terms is None else comparing.terms(files[0], *terms))


@app.command()
def probe(  # noqa: PLR0913 - one parameter for each option
    file: Annotated[str, typer.Argument(metavar="FILE", help="A policy; `-` is standard input.")],
    *,
    examples: Annotated[int, typer.Option(metavar="N", min=1, help="Scenarios to try.")] = 1_000,
    seed: Annotated[int, typer.Option(metavar="S", help="Another seed, other scenarios.")] = 0,
    timeout: TimeoutOption = PATIENCE,
    format: ProbeFormatOption = Format.TEXT,
    as_of: AsOfOption = None,
    ascii: AsciiOption = False,
    color: ColourOption = None,
    width: WidthOption = None,
) -> None:
    """
    Search a policy, scenario by scenario, for a story in which consent is not real. Proves nothing.

    What is found is told as `verify` tells it; not to find anything is no proof, which `verify` gives.

    \b
    Leaves with
      0  no violation was found
      1  a violation was found
      2  the policy could not be read, or its lines allow no scenario
      3  the time ran out before it was read

    \b
    Examples
      consentlang probe policy.consent
      consentlang probe --examples 20000 --seed 7 policy.consent
      consentlang probe --timeout 10 --format json policy.consent
    """  # noqa: D301 - `\b` keeps lines as they are
    from consentlang.cli import probing  # noqa: PLC0415 - only this command needs it

    appearance = look(format, ascii=ascii, colour=color, width=width)
    search = probing.Search(examples, seed, timeout, day(as_of))
    raise typer.Exit(probing.probe(file, appearance, search))


@app.command()
def cases(  # noqa: PLR0913 - Typer reads options from parameters
    folder: Annotated[
        str, typer.Argument(metavar="FOLDER", help="Where the policies are, each with its `case`.")
    ] = "examples/cases",
    *,
    format: CasesFormatOption = Format.TEXT,
    page: Annotated[
        str | None,
        typer.Option("--write", metavar="PAGE", help="Also write all of it as a page, in Markdown."),
    ] = None,
    beside: Annotated[
        str | None,
        typer.Option(
            "--beside",
            metavar="FOLDER",
            help="Policies of somebody else who tells some of the cases: compared on the page.",
        ),
    ] = None,
    ascii: AsciiOption = False,
    color: ColourOption = None,
    width: WidthOption = None,
) -> None:
    """
    Compare what was held in decided cases with what is found: how many are agreed on, and on which grounds.

    Why a case is not agreed on can be told in misses.toml beside the policies: case-name = "reason".

    \b
    Leaves with
      0  all are agreed on, but for those whose reason is told
      1  one is not agreed on without a reason, or agreed on in spite of one
      2  a policy could not be read, or has no case

    \b
    Examples
      consentlang cases
      consentlang cases --format json examples/cases
      consentlang cases --write docs/law/cases.md --beside tests/cases/reader
    """  # noqa: D301 - `\b` keeps lines as they are
    from consentlang.cli import judging  # noqa: PLC0415 - only this command needs it

    raise typer.Exit(
        judging.judge(folder, look(format, ascii=ascii, colour=color, width=width), page=page, beside=beside)
    )


@app.command("check-records")
def check_records(  # noqa: PLR0913 - one parameter for each option
    policy: Annotated[str, typer.Argument(metavar="POLICY", help="The policy.", show_default=False)],
    table: Annotated[
        Path,
        typer.Argument(
            metavar="TABLE", help="Parquet, CSV or JSON Lines, a row for each person.", show_default=False
        ),
    ],
    *,
    map: Annotated[
        Path,
        typer.Option(
            "--map", metavar="MAP", help="What the columns of the table mean, in TOML.", show_default=False
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="FILE", help="Also write every row with its answers: .parquet or .csv."
        ),
    ] = None,
    format: RecordsFormatOption = Format.TEXT,
    ascii: AsciiOption = False,
    color: ColourOption = None,
    width: WidthOption = None,
) -> None:
    """
    Judge every row of a table: is the consent of this person valid?

    \b
    Leaves with
      0  every row is valid
      1  some row is invalid
      2  the policy, the table or the map could not be read, or some row has a problem
      3  some row is unproven: something is missing
      4  a bug of ours, or the answer could not be written
    Of several the worst counts: 4, 2, 1, 3, 0.

    \b
    Examples
      consentlang check-records policy.consent people.parquet --map map.toml
      consentlang check-records policy.consent people.csv --map map.toml --out judged.parquet
    """  # noqa: D301 - `\b` keeps lines as they are
    from consentlang.cli import records  # noqa: PLC0415 - only this command needs it

    appearance = look(format, ascii=ascii, colour=color, width=width)
    raise typer.Exit(records.check_records(policy, table, map, out, appearance))


@app.command()
def explain(
    code: Annotated[
        str | None,
        typer.Argument(
            help="A code, such as E0203, or its name; a rule; a word of the law. Without one, all codes."
        ),
    ] = None,
    *,
    ascii: AsciiOption = False,
    color: ColourOption = None,
    width: WidthOption = None,
) -> None:
    """
    Show the page of a code (what it means, why, a wrong policy and a right one), of a rule or a word of law.

    \b
    Examples
      consentlang explain E0203
      consentlang explain imbalance
      consentlang explain afterwards
      consentlang explain attributes     all words of the law, in a list
    """  # noqa: D301 - `\b` keeps lines as they are
    from consentlang.cli.exits import Exit  # noqa: PLC0415 - only this command needs it
    from consentlang.cli.pages import list_codes, show_page  # noqa: PLC0415 - only this command needs it
    from consentlang.diagnostics.explain import PageMissing  # noqa: PLC0415 - only this command needs it

    appearance = look(ascii=ascii, colour=color, width=width)
    try:
        write(list_codes(appearance) if code is None else show_page(code, appearance))
    except PageMissing as missing:
        from consentlang.cli.rules import page_of_rules  # noqa: PLC0415 - it reads the library
        from consentlang.cli.words import nearest_word, page_of_word  # noqa: PLC0415 - the same

        pages = [page for page in (page_of_word(code or ""), page_of_rules(code or "")) if page is not None]
        if pages:
            write("\n".join(pages))
            return
        lists = "`consentlang explain` lists all codes, `consentlang explain attributes` all words of the law"
        complain(f"{missing}\n{missing.help or nearest_word(code or '') or lists}\n")
        raise typer.Exit(Exit.WRONG_INPUT) from None


app.command()(new)
