"""
Formulas: whether each makes sense where it stands.

Walks a formula once, ties its names and types its terms; a definition is checked for each kind of
argument that it is given somewhere.
"""

from collections.abc import Iterator, Mapping
from typing import Final, assert_never

from attrs import define, field

from consentlang.diagnostics import codes
from consentlang.diagnostics.nearest import nearest
from consentlang.names.symbols import ARTICLED, Names, Symbol
from consentlang.names.tying import Tying
from consentlang.names.words import YES_NO, Type, thing
from consentlang.syntax import ast
from consentlang.types import fitting
from consentlang.types.comparisons import Comparisons
from consentlang.types.lookup import Lookup
from consentlang.types.places import DEFINITION, Place
from consentlang.types.scope import NO_VARIABLES, Expansion, Scope, Typed
from consentlang.types.terms import Terms
from consentlang.types.vocabulary import EVERYWHERE, IN_A_RULE, MEMBERS, PARTY_KINDS

OF_CONSENT: Final = ("consents", "consented", "within_terms")
"""Words that are about one use."""

ORDINARY: Final = "ordinary"
"""Data that is none of the special kinds."""


@define(eq=False)
class Formulas:
    """Checks formulas; *types* and the ties of *tying* grow with each."""

    names: Names
    tying: Tying
    lookup: Lookup = field(init=False)
    terms: Terms = field(init=False)
    comparisons: Comparisons = field(init=False)
    expanded: set[tuple[object, ...]] = field(factory=set)
    used: set[ast.Define] = field(factory=set)

    def __attrs_post_init__(self) -> None:
        self.lookup = Lookup(self.names, self.tying)
        self.terms = Terms(self.lookup)
        self.comparisons = Comparisons(self.terms)

    @property
    def types(self) -> dict[ast.Node, Type]:
        """Each term to its type."""
        return self.terms.types

    def check(
        self, formula: ast.Formula | None, place: Place, variables: Mapping[str, Typed | None] = NO_VARIABLES
    ) -> None:
        """Check *formula*, which stands in *place* among *variables*, and the definitions it uses."""
        if formula is None:
            return
        self.formula(formula, Scope(place, formula, variables))
        self.expand_all()

    def check_unused(self, node: ast.Define) -> None:
        """Check a definition that nothing uses, as far as can be told without arguments."""
        if node not in self.used:
            arguments = (None,) * len(node.parameters)
            self.expand(Expansion(node, arguments, Scope(DEFINITION, node.formula)))
            self.expand_all()

    def formula(self, node: ast.Formula, scope: Scope) -> None:  # noqa: C901 - one line a node
        """Check *node* and what is below it."""
        match node:
            case ast.Constant():
                pass
            case ast.Not():
                self.formula(node.operand, scope)
            case ast.And() | ast.Or():
                for operand in node.operands:
                    self.formula(operand, scope)
            case ast.Quantified():
                self.quantified(node, scope)
            case ast.Compare():
                self.comparisons.compare(node, scope)
            case ast.IsA():
                self.is_a(node, scope)
            case ast.Holds():
                self.holds(node, scope)
            case ast.Power():
                self.terms.needs(node.holder, scope, thing("party"))
                self.terms.needs(node.over, scope, thing("party"))
            case ast.Doing():
                self.doing(node, scope)
            case ast.Valid():
                self.valid(node, scope)
            case _:
                assert_never(node)

    def quantified(self, node: ast.Quantified, scope: Scope) -> None:
        """`some p of interested { ... }`."""
        collection = self.terms.term(node.collection, scope)
        if collection is not None and collection.type.sort != "things":
            self.lookup.error(
                codes.WRONG_KIND,
                node.collection,
                scope,
                f"`{node.collection.span.text}` is {fitting.describe(collection.type)}, "
                "several things are needed here",
            )
            collection = None
        self.refuse_taken(node.variable, scope)
        symbol = self.tying.tie(node.variable, Symbol("variable", node.variable.text, node, None))
        kind = collection.type.kind if collection is not None else None
        bound = None if kind is None else Typed(thing(kind), symbol)
        self.formula(node.body, scope.binding(node.variable.text, bound))

    def refuse_taken(self, variable: ast.Name, scope: Scope) -> None:
        """Report a variable that would hide a built-in word or another variable."""
        if variable.text in IN_A_RULE or variable.text in EVERYWHERE:
            message, code = f"`{variable.text}` is a built-in word", codes.RESERVED_NAME
        elif variable.text in scope.variables:
            message, code = f"`{variable.text}` is bound already", codes.DUPLICATE_NAME
        else:
            return
        self.lookup.error(code, variable, scope, message, help="choose another name")

    def holds(self, node: ast.Holds, scope: Scope) -> None:
        """A term that has to be true or not."""
        self.about_one_use(node.term, scope)
        typed = self.terms.term(node.term, scope)
        if typed is not None and typed.type != YES_NO:
            self.lookup.error(
                codes.NOT_YES_OR_NO,
                node,
                scope,
                f"`{node.span.text}` is {fitting.describe(typed.type)}, a condition is needed here",
                help=_how_to_ask(typed.type, node.span.text),
            )

    def is_a(self, node: ast.IsA, scope: Scope) -> None:
        """`p is organisation`, `data is device`, `purpose is improvement`."""
        typed = self.terms.term(node.term, scope)
        kind = typed.type.kind if typed is not None else None
        if typed is None or kind is None or typed.type.sort != "thing":
            self.tying.silence(node.kind)
            if typed is not None:
                message = (
                    f"`{node.term.span.text}` is {fitting.describe(typed.type)}, one thing is needed here"
                )
                self.lookup.error(codes.WRONG_KIND, node.term, scope, message)
            return
        word = node.kind.text
        if (kind == "party" and word in PARTY_KINDS) or (kind == "data" and word == ORDINARY):
            self.lookup.plain_word(node.kind)
        elif kind in {"data", "purpose"} and word in self.names.table(kind):
            self.tying.tie(node.kind, self.names.table(kind)[word])
        else:
            self.is_so(node, typed, scope)

    def is_so(self, node: ast.IsA, holder: Typed, scope: Scope) -> None:
        """A yes/no question, built in or declared, asked with `is`."""
        kind = holder.type.kind
        known = () if kind is None else self.terms.questions(kind)
        if kind is not None and node.kind.text in known:
            word = MEMBERS[kind].get(node.kind.text)
            typed = (
                self.terms.attribute(node.kind, holder, kind, scope)
                if word is None
                else self.lookup.word(node.kind, word)
            )
            if typed is not None and typed.type != YES_NO:
                message = f"`{node.kind.text}` is {fitting.describe(typed.type)}, a yes or no is needed here"
                self.lookup.error(codes.WRONG_KIND, node.kind, scope, message)
            return
        candidates = [*known, *(PARTY_KINDS if kind == "party" else self.names.table(kind or ""))]
        message = f"{ARTICLED[kind or 'value']} cannot be `{node.kind.text}`"
        help = nearest(node.kind.text, candidates)
        self.lookup.error(codes.UNKNOWN_ATTRIBUTE, node.kind, scope, message, help=help)
        self.tying.silence(node.kind)

    # --- what is done, and consent to it --------------------------------------------------------

    def doing(self, node: ast.Doing, scope: Scope) -> None:
        """`Vendor uses audio for training`."""
        self.terms.needs(node.party, scope, thing("party"))
        self.tying.action(node.action)
        if not scope.place.doing:
            self.lookup.error(
                codes.DOING_OUT_OF_PLACE,
                node,
                scope,
                f"{scope.place.called} cannot hang on what is done or permitted",
                help="say it in a `claim`, an `ask` or an `expect`",
            )

    def valid(self, node: ast.Valid, scope: Scope) -> None:
        """`valid`, `valid under gdpr`."""
        if node.regime is not None:
            self.tying.refer(node.regime, "regime")
        if not scope.place.valid and scope.place.words:
            self.lookup.error(
                codes.VALID_IN_A_RULE,
                node,
                scope,
                f"{scope.place.called} cannot ask if consent is valid: it is what makes it so",
                help="use `valid` in a `claim`, an `ask` or an `expect`",
            )
        elif not scope.place.valid:
            self.no_use(node, "valid", scope)
        elif scope.place.use != "at grant":
            self.needs_one_use(node, "valid", scope)

    def about_one_use(self, term: ast.Term, scope: Scope) -> None:
        """Check that there is a use, and one only, for `consents(X)` and its like."""
        function = term.function if isinstance(term, ast.Call) else term
        if not isinstance(function, ast.Ref) or function.name.text not in OF_CONSENT:
            return
        word = function.name.text
        if word == "within_terms" and word not in scope.place.words:
            return
        if scope.place.use != "at grant":
            self.needs_one_use(term, word, scope)
            return
        needs = "the moment of the use" if word == "within_terms" else "a yes that stands"
        self.lookup.error(
            codes.JUDGED_AT_GRANT,
            term,
            scope,
            f"`{word}` asks for {needs}, and {scope.place.called} looks at the moment the yes is given",
            help="judge the rule `at use`",
        )

    def needs_one_use(self, node: ast.Node, word: str, scope: Scope) -> None:
        """Report *word* where it is about no use, or about more than one."""
        if scope.place.use == "none":
            self.no_use(node, word, scope)
            return
        spoken_of = {_key(each) for each in self.doings(scope.formula)}
        uses = len(spoken_of) + (scope.place.use != "in the formula")
        if uses > 1:
            self.lookup.error(
                codes.SEVERAL_USES_AT_HAND,
                node,
                scope,
                f"`{word}` could be about each of {uses} uses",
                help="speak of one use in one formula",
            )
        elif uses == 0:
            self.no_use(node, word, scope)

    def no_use(self, node: ast.Node, word: str, scope: Scope) -> None:
        """Report *word* where no use is spoken of."""
        self.lookup.error(
            codes.NO_USE_AT_HAND,
            node,
            scope,
            f"`{word}` is about a use, and {scope.place.called} speaks of none",
            help="say which: `Vendor uses audio for training and ...`" if scope.place.doing else None,
        )

    def doings(self, formula: ast.Formula) -> Iterator[ast.Doing]:
        """What *formula* says is done or permitted, in the definitions it uses too."""
        waiting: list[ast.Node] = [formula]
        seen: set[str] = set()
        while waiting:
            node = waiting.pop()
            if isinstance(node, ast.Doing):
                yield node
            elif isinstance(node, ast.Ref) and node.name.text not in seen:
                seen.add(node.name.text)
                symbol = self.names.table("define").get(node.name.text)
                if symbol is not None and isinstance(symbol.node, ast.Define):
                    waiting.append(symbol.node.formula)
            else:
                waiting.extend(ast.children(node))

    # --- definitions ----------------------------------------------------------------------------

    def expand_all(self) -> None:
        """Check the definitions that were met, and those that they use."""
        while self.terms.expansions:
            self.expand(self.terms.expansions.popleft())

    def expand(self, expansion: Expansion) -> None:
        """Check a definition for the arguments it is given, once for each kind of them and place."""
        node, scope = expansion.define, expansion.scope
        types = tuple(each and each.type for each in expansion.arguments)
        key = (node, types, scope.place.called, scope.place.use)
        if key in self.expanded:
            return
        self.expanded.add(key)
        self.used.add(node)
        variables = {
            parameter.text: argument and Typed(argument.type, self.tying.ties.get(parameter))
            for parameter, argument in zip(node.parameters, expansion.arguments, strict=True)
        }
        self.formula(node.formula, Scope(scope.place, scope.formula, variables, scope.used_at))


def _key(node: ast.Doing) -> tuple[object, ...]:
    """Two things done are one if they are the same of the same."""
    action = node.action
    lists = (action.data, action.purposes, action.recipients)
    return (node.party.span.text, action.verb, *(frozenset(name.text for name in names) for names in lists))


def _how_to_ask(found: Type, words: str) -> str | None:
    """How to make a condition of a term."""
    match found.sort:
        case "number":
            return f"compare it: `{words} >= 18`"
        case "days":
            return f"compare it: `{words} > 12 months`"
        case "one of":
            return f"compare it: `{words} = {found.values[0]}`" if found.values else None
        case _:
            return None
