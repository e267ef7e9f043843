"""The way to withdraw from a request: whether there is one, how hard it is, when use stops."""

from typing import Final

from consentlang.core import ir
from consentlang.core.answers import Answer
from consentlang.core.form import Form, said
from consentlang.core.ir import all_of, any_of, negate
from consentlang.core.values import Asked
from consentlang.syntax import ast

LABEL: Final = "withdrawing"


def mended(form: Form) -> ir.Expr:
    """That a mending adds an easy way to withdraw (or puts it in the place of a hard one)."""
    return form.edit(
        "withdraw",
        f"add to `{form.name}` a way to withdraw that is as easy as saying yes and costs nothing",
        "withdraw { by clicking, steps 1, shown equally, loses nothing, stops use at once }",
    )


def line(form: Form) -> ast.Withdraw | None:
    """The `withdraw` line, if one is written."""
    return next(iter(form.lines(ast.Withdraw)), None)


def exists(form: Form) -> ir.Expr:
    """That there is a way to withdraw: written, or open."""
    written = line(form)
    if written is not None:
        words = f"`{form.name}` has {'no' if written.phrases is None else 'a'} way to withdraw"
        return any_of(said(written, words, value=written.phrases is not None), mended(form))
    open_ = form.draft.yes_no(
        f"{form.name} can be withdrawn",
        yes=f"`{form.name}` has a way to withdraw",
        no=f"`{form.name}` has no way to withdraw",
        settle_yes="withdraw { by clicking, steps 1, loses nothing, stops use at once }",
        settle_no="withdraw none",
        named=False,
        kind="request",
        span=form.node.span,
        best="yes",
        request=form.name,
    )
    return any_of(open_, mended(form))


def answer(form: Form, asked: Asked, highest_steps: int) -> Answer:
    """What withdrawing is like."""
    written = line(form)
    return Answer(
        form,
        asked,
        LABEL,
        written.phrases or () if written is not None else (),
        written or form.node,
        mended(form),
        highest_steps,
    )


def stops(way: Answer, *when: str) -> ir.Expr:
    """That use stops *when*: some of `never`, `later`, `at once`; open where no line says."""
    written = any_of(
        *(
            all_of(
                cond, said(p, f"withdrawing from `{way.form.name}` {p.span.words}", value=_when(p) in when)
            )
            for p, cond in way.written(ast.StopsUse)
            if isinstance(p, ast.StopsUse)
        )
    )
    quiet = way.silent(ast.StopsUse)
    open_ = all_of(quiet, _open(way, when)) if quiet != ir.FALSE else ir.FALSE
    easy = way.mended if "at once" in when else ir.FALSE
    return any_of(all_of(any_of(written, open_), negate(way.mended)), easy)


def _when(phrase: ast.StopsUse) -> str:
    return "never" if not phrase.ever else "at once" if phrase.delay is None else "later"


def _open(way: Answer, when: tuple[str, ...]) -> ir.Expr:
    name = f"{way.form.name} stops use"
    start = f"use on a yes by `{way.form.name}`"
    words = {
        "at once": f"{start} stops at once when it is withdrawn",
        "later": f"{start} goes on for a while after it is withdrawn",
        "never": f"{start} goes on after it is withdrawn",
    }
    settle = {
        "never": "withdraw { stops use never }",
        "later": "withdraw { stops use within 30 days }",
        "at once": "withdraw { stops use at once }",
    }
    way.form.draft.fact(
        name,
        words,
        settle,
        named=False,
        kind="request",
        span=way.form.node.span,
        best="at once",
        request=way.form.name,
    )
    return ir.Is(name, tuple(sorted(when)))


def delay(form: Form) -> ast.Duration | None:
    """`stops use within 30 days`, where that is written without a guard."""
    written = line(form)
    phrases = written.phrases or () if written is not None else ()
    return next((p.delay for p in phrases if isinstance(p, ast.StopsUse)), None)
