"""
The program while it is being written: facts, constraints, definitions and cells, each made once on demand.

Everything is keyed by a name that a reader could have written (`employs(Org, Attendee)`,
`JoinNotice.leave costs`), in order of first mention, so that the same policy gives the same program.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from attrs import define, field

from consentlang.core import ir
from consentlang.core.ir import TRUE, any_of, negate
from consentlang.source import Span

MOVING: Final = (ir.On, ir.SwitchedBy, ir.InForce, ir.Outcome, ir.Stands, ir.Ever, ir.Booked, ir.AtGrant)
"""What reads the state of a story, besides facts that change."""


@define
class Draft:
    """Tables that grow while a model is lowered."""

    facts: dict[str, ir.Fact] = field(factory=dict)
    changing: dict[str, ir.Changing] = field(factory=dict)
    constraints: list[ir.Constraint] = field(factory=list)
    definitions: dict[str, ir.Expr] = field(factory=dict)
    issues: dict[str, ir.Issue] = field(factory=dict)
    cells: dict[str, ir.Cell] = field(factory=dict)
    edits: dict[str, ir.Edit] = field(factory=dict)
    timers: dict[str, ir.Timer] = field(factory=dict)
    author_words: list[str] = field(factory=list)
    applied: dict[str, tuple[str, tuple[str, ...]]] = field(factory=dict)
    """For a fact about people: its base name and who it is about, for those who may be one another."""
    relied_on: set[tuple[str, str]] = field(factory=set)
    """Ledgers, each with a request that some use relies on for it: its yes is booked there."""
    _names: dict[str, int] = field(factory=dict, init=False)
    _settled: set[str] = field(factory=set, init=False)
    """Judgements that a line already settles by a constraint."""

    # facts and constraints

    def yes_no(  # noqa: PLR0913 - each says one thing of the fact
        self,
        name: str,
        *,
        yes: str,
        no: str,
        settle_yes: str | None = None,
        settle_no: str | None = None,
        named: bool,
        judged: bool = False,
        kind: str = "fact",
        span: Span | None = None,
        best: str | None = None,
        request: str | None = None,
    ) -> ir.Expr:
        """That the yes/no fact *name* holds; the fact is made at first mention."""
        settle = {v: line for v, line in (("yes", settle_yes), ("no", settle_no)) if line is not None}
        self.fact(
            name,
            {"no": no, "yes": yes},
            settle,
            named=named,
            judged=judged,
            kind=kind,
            span=span,
            best=best,
            request=request,
        )
        return ir.Is(name, ("yes",))

    def fact(  # noqa: PLR0913 - each says one thing of the fact
        self,
        name: str,
        words: Mapping[str, str],
        settle: Mapping[str, str],
        *,
        named: bool,
        judged: bool = False,
        kind: str = "fact",
        span: Span | None = None,
        best: str | None = None,
        request: str | None = None,
    ) -> ir.Fact:
        """The fact *name*, whose values are the keys of *words*; made at first mention."""
        if name not in self.facts:
            self.facts[name] = ir.Fact(
                name,
                tuple(words),
                dict(words),
                dict(settle),
                named=named,
                judged=judged,
                kind=kind,  # type: ignore[arg-type]
                span=span,
                order=len(self.facts),
                best=best,
                request=request,
            )
        return self.facts[name]

    def constrain(  # noqa: PLR0913 - each says one thing of the line
        self,
        name: str,
        expr: ir.Expr,
        kind: str,
        words: str,
        *,
        judged: bool = False,
        source: str = "policy",
        span: Span | None = None,
    ) -> None:
        """One more thing that every scenario obeys."""
        seen = self._names.get(name, 0)
        self._names[name] = seen + 1
        unique = name if not seen else f"{name} ({seen + 1})"
        self.constraints.append(
            ir.Constraint(unique, expr, kind, judged, words, source, span)  # type: ignore[arg-type]
        )

    # what is judged

    def judged(self, name: str, words: str, span: Span, kind: str = "fact") -> ir.Expr:
        """What a line says that is somebody's judgement: so, and named in every proof that leans on it."""
        so = self.yes_no(
            name, yes=words, no=f"not so: {words}", named=True, judged=True, kind=kind, span=span
        )
        self.settle(name, so, words, span)
        return so

    def settle(self, name: str, so: ir.Expr, words: str, span: Span) -> None:
        """That a line settles the judgement *name*, however often it is spoken of: *so*."""
        if name not in self._settled:
            self._settled.add(name)
            self.constrain(name, so, "given", words, judged=True, span=span)

    def is_judged(self, fact: str) -> bool:
        """Whether the fact of this name is somebody's judgement."""
        return fact in self.facts and self.facts[fact].judged

    def named(self, condition: ir.Expr, words: str, span: Span) -> ir.Expr:
        """
        *condition*, where it turns on something judged: as far as it is really so, which a proof then names.

        "The notice is shown only when nobody has power" would otherwise delete the stories it is about.
        """
        if not any(isinstance(part, ir.Is) and self.is_judged(part.fact) for part in self._spread(condition)):
            return condition
        return any_of(condition, negate(self.judged(words, words, span)))

    def moves(self, expr: ir.Expr) -> bool:
        """Whether *expr* can be so at one moment of a story and not at another."""
        return any(
            part.fact in self.changing if isinstance(part, ir.Is) else isinstance(part, MOVING)
            for part in self._spread(expr)
        )

    def _spread(self, expr: ir.Expr) -> Iterator[ir.Expr]:
        """*expr*, all it is made of, and all that the definitions in it are made of."""
        seen, todo = set[str](), [expr]
        while todo:
            for part in ir.walk(todo.pop()):
                yield part
                if isinstance(part, ir.Defined) and part.name not in seen:
                    seen.add(part.name)
                    todo.append(self.definitions.get(part.name, TRUE))

    # edits and ledgers

    def edit(self, edit: ir.Edit) -> ir.Expr:
        """That *edit* is made; its fact is made with it."""
        self.edits.setdefault(edit.name, edit)
        return self.yes_no(edit.fact, yes=edit.words, no=f"not: {edit.words}", named=False, kind="edit")

    def cell(self, cell: ir.Cell) -> ir.Cell:
        """The ledger for one possible yes; the first one of the name is kept."""
        return self.cells.setdefault(cell.name, cell)
