"""
Mutation of the law: each rule, rebuttal and condition of a library dropped in turn. Does anything notice?

A mutant is a library with one thing less. It is noticed if a minimal pair no longer says what it is said to
say, or a decided case of `examples/cases` gets another answer or other grounds. What is not noticed is a gap
in the cases: it could be wrong, and nobody would know. Gaps are listed, with reasons, in `gaps.toml`.

    nice python -m tests.std.mutation [gdpr ccpa ...]    # prints the gaps, as they are to be listed
"""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Final

from attrs import evolve, frozen

from consentlang import driver
from consentlang.analysis.verdict import Compared
from consentlang.diagnostics.report import Diagnostic
from consentlang.names import modules
from consentlang.names.modules import STANDARD
from consentlang.syntax import ast
from tests.std.pairs import LIBRARIES, PAIRS, SILENT, Pair, Silent, Unreadable, answer, tree

CASES: Final = Path(__file__).resolve().parents[2] / "examples" / "cases"


@frozen(eq=False)
class Mutant:
    """A file of the library *folder* with one thing less, which *name* tells."""

    folder: str
    source: str
    owner: str
    """What was changed: a rule, with its regime, or a definition."""
    dropped: str
    """The text that is gone: of a condition; else `it`, or `its rebuttal`."""
    text: str
    """The words of the rule or definition as it was."""
    file: ast.File

    @property
    def name(self) -> str:
        """`gdpr.imbalance without its rebuttal`."""
        return f"{self.owner} without {self.dropped}"


# --- making them ------------------------------------------------------------------------------------


@cache
def files(folder: str) -> tuple[ast.File, ...]:
    """The files of a library, named as they are when it is imported."""
    found = []
    for path in sorted((STANDARD / folder).glob("*.consent")):
        name = f"std.{folder}" if path.stem == folder else path.relative_to(STANDARD.parent).as_posix()
        found.append(tree(path.read_text(encoding="utf-8"), name))
    return tuple(found)


def mutants(folder: str) -> Iterator[Mutant]:
    """Every mutant of a library, in the order of its text."""
    for file in files(folder):
        regime = ""
        for index, item in enumerate(file.items):
            if isinstance(item, ast.Regime):
                regime = item.name.text
            owner = f"{regime}.{item.name.text}" if isinstance(item, ast.Rule | ast.Define) else ""
            seen: dict[str, int] = {}
            for dropped, changed in _less(item):
                seen[dropped] = seen.get(dropped, 0) + 1
                again = f" ({seen[dropped]})" if seen[dropped] > 1 else ""
                items = (*file.items[:index], *changed, *file.items[index + 1 :])
                mutated = evolve(file, items=items)
                if dropped == "it":
                    mutated = _nobody_names(mutated, item)
                yield Mutant(
                    folder, file.span.source.name, owner, f"{dropped}{again}", item.span.text, mutated
                )


def _less(item: ast.Item) -> Iterator[tuple[str, tuple[ast.Item, ...]]]:
    """*item* with one thing less: what is gone, and what is left."""
    match item:
        case ast.Rule(body=ast.RuleBody(condition=condition, rebuttal=rebuttal) as body):
            yield "it", ()
            for dropped, formula in _weaker(condition):
                yield dropped, (evolve(item, body=evolve(body, condition=formula)),)
            if rebuttal is not None:
                yield "its rebuttal", (evolve(item, body=evolve(body, strength="fails", rebuttal=None)),)
                for dropped, formula in _weaker(rebuttal):
                    yield dropped, (evolve(item, body=evolve(body, rebuttal=formula)),)
        case ast.Define(formula=formula):
            for dropped, weaker in _weaker(formula):
                yield dropped, (evolve(item, formula=weaker),)
        case _:
            return


def _weaker(node: ast.Formula) -> Iterator[tuple[str, ast.Formula]]:
    """*node* without one part of an `and` or an `or` in it: the part, and what is left."""
    match node:
        case ast.And(operands=operands) | ast.Or(operands=operands):
            for index, operand in enumerate(operands):
                rest = (*operands[:index], *operands[index + 1 :])
                left = rest[0] if len(rest) == 1 else evolve(node, operands=rest)
                yield f"`{' '.join(operand.span.text.split())}`", left
                for dropped, weaker in _weaker(operand):
                    yield dropped, evolve(node, operands=(*operands[:index], weaker, *operands[index + 1 :]))
        case ast.Not(operand=operand):
            for dropped, weaker in _weaker(operand):
                yield dropped, evolve(node, operand=weaker)
        case ast.Quantified(body=body):
            for dropped, weaker in _weaker(body):
                yield dropped, evolve(node, body=weaker)
        case _:
            return


def _nobody_names(file: ast.File, gone: ast.Item) -> ast.File:
    """*file* without the words that rank a rule above *gone*; a rule that only lifts it goes too."""
    if not isinstance(gone, ast.Rule):
        return file
    items: list[ast.Item] = []
    for item in file.items:
        if not isinstance(item, ast.Rule):
            items.append(item)
            continue
        lower, graver = (_others(names, gone) for names in (item.notwithstanding, item.graver))
        if lower or not item.notwithstanding or item.body.strength != "lifts":
            items.append(evolve(item, notwithstanding=lower, graver=graver))
    return evolve(file, items=tuple(items))


def _others(names: tuple[ast.Name, ...], gone: ast.Rule) -> tuple[ast.Name, ...]:
    return tuple(name for name in names if name.text != gone.name.text)


# --- asking who notices -----------------------------------------------------------------------------


@contextmanager
def instead(mutant: Mutant) -> Iterator[None]:
    """While this lasts, the mutant is the law."""
    library = modules._library

    def read(name: str, text: str) -> tuple[ast.File, tuple[Diagnostic, ...]]:
        return (mutant.file, ()) if name == mutant.source else library(name, text)

    modules._library = read  # type: ignore[assignment]
    answer.cache_clear()
    try:
        yield
    finally:
        modules._library = library
        answer.cache_clear()


def is_noticed(mutant: Mutant) -> bool:
    """Whether some pair or case is no longer as it was; those about what was changed are asked first."""
    about = concerned(mutant)
    every: tuple[Pair | Silent, ...] = (*PAIRS, *SILENT)
    mine = [pair for pair in every if pair.folder.path.name == mutant.folder]
    near = [pair for pair in mine if {pair.rule, pair.failing} & about]
    far = [pair for pair in mine if pair not in near]
    with instead(mutant):
        return (
            any(map(_fails, near))
            or any(judged(path) != before for path, before in _cases(mutant.folder).items())
            or any(map(_fails, far))
        )


def _fails(pair: Pair | Silent) -> bool:
    try:
        return pair.complaints() != []
    except Unreadable:
        return True


def concerned(mutant: Mutant) -> set[str]:
    """The rules that what was changed has a part in, by way of definitions too."""
    if any(mutant.owner == key for key in LIBRARIES[mutant.folder]):
        return {mutant.owner}
    found, left = set(), [mutant.owner.partition(".")[2]]
    while left:
        name = left.pop()
        for item in chain.from_iterable(file.items for file in files(mutant.folder)):
            if (
                isinstance(item, ast.Rule | ast.Define)
                and _mentions(item, name)
                and item.name.text not in found
            ):
                found.add(item.name.text)
                left += [item.name.text] if isinstance(item, ast.Define) else []
    return {key for key in LIBRARIES[mutant.folder] if key.partition(".")[2] in found}


def _mentions(node: ast.Node, name: str) -> bool:
    if isinstance(node, ast.Ref) and node.name.text == name:
        return True
    return any(_mentions(child, name) for child in ast.children(node))


@cache
def _cases(folder: str) -> dict[Path, tuple[Compared, ...]]:
    """The cases under this law, as they are judged by the law as it is."""
    own = {f"std.{folder}"}
    return {
        path: judged(path)
        for path in sorted(CASES.glob("*.consent"))
        if any(f"import {name}\n" in path.read_text(encoding="utf-8") for name in own)
    }


def judged(path: Path) -> tuple[Compared, ...]:
    """The cases of a policy, with what is found, without the names of rules."""
    result = driver.judge(path).result
    return tuple(evolve(one, rules=()) for one in result.compared) if result is not None else ()


def sample(folder: str, most: int) -> list[Mutant]:
    """As many mutants, of as many rules; which, changes with the rules."""

    def lot(mutant: Mutant) -> str:
        return sha256(f"{mutant.dropped} {mutant.text}".encode()).hexdigest()

    first: dict[str, Mutant] = {}
    for mutant in sorted(mutants(folder), key=lot):
        if mutant.dropped != "it":
            first.setdefault(mutant.owner, mutant)
    return list(first.values())[:most]


def main(folders: Iterable[str]) -> None:
    """Print the gaps."""
    for folder in folders:
        every, gaps = list(mutants(folder)), 0
        for mutant in every:
            if not is_noticed(mutant):
                gaps += 1
                sys.stdout.write(f"{mutant.name!r} = ''\n")
                sys.stdout.flush()
        sys.stdout.write(f"# {folder}: {gaps} of {len(every)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:] or LIBRARIES)
