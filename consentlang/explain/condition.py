"""
Conditions in words: from a formula of a rule to a plain sentence.

An atom is a subject and what is said of it, so that "no way to refuse" can stand where a variable stood, and
one subject can carry several verbs. Where a formula is too tangled for that, its variables keep their names,
in italics. What a library defines keeps its name too; the page lists what it stands for.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final, assert_never

from attrs import define, frozen

from consentlang.names.symbols import Symbol
from consentlang.syntax import ast

_THINGS: Final = {
    "subject": "the person",
    "user": "whoever uses the data",
    "asker": "whoever asks",
    "decider": "whoever says yes",
    "request": "the request",
    "choice": "the yes",
    "use": "the use",
    "data": "the data",
    "purpose": "the purpose",
}
_ONES: Final = {
    "controllers": "controller",
    "recipients": "recipient",
    "switchers": "party that switched it on",
    "interested": "party that wants the yes",
    "persons": "person",
    "parties": "party",
    "requests": "request",
    "uses": "use",
    "services": "service",
    "stakes": "thing at stake",
    "choices": "answer",
    "consents": "way to agree",
    "refusals": "way to refuse",
    "postponements": "way to put it off",
    "purposes": "purpose",
}
"""One of several, by the word for them."""
_SAID: Final = {
    "consents": ("says yes", "does not say yes"),
    "refuses": ("says no", "does not say no"),
    "postpones": ("puts the answer off", "does not put the answer off"),
    "preselected": ("is set in advance", "is not set in advance"),
    "costs": ("costs something", "costs nothing"),
    "loses": ("loses {}", "does not lose {}"),
    "pays": ("costs money", "costs no money"),
    "gains": ("is rewarded", "is not rewarded"),
    "instead": ("comes with an equivalent", "comes with no equivalent"),
    "per_purpose": ("asks for each purpose apart", "does not ask for each purpose apart"),
    "asks": ("asks for {}", "does not ask for {}"),
    "tells": ("plainly tells {}", "does not plainly tell {}"),
    "vague": ("vaguely tells {}", "does not vaguely tell {}"),
    "misleads": ("misleads on {}", "does not mislead on {}"),
    "joined": ("is joined to other matters", "is kept apart from other matters"),
    "withdrawable": ("can be withdrawn from", "cannot be withdrawn from"),
    "records": ("keeps a record of {}", "keeps no record of {}"),
    "expires": ("runs out by itself", "does not run out"),
    "re_asks": ("is put again after a no", "is not put again after a no"),
    "at_once": ("ends the use at once", "does not end the use at once"),
    "honoured": ("ends the use", "does not end the use"),
    "from_start": ("begins before any answer", "waits for the answer"),
    "shares": ("hands the data on", "does not hand the data on"),
    "on": ("is on", "is off"),
    "power": ("has power over {}", "has no power over {}"),
    "guardian": ("is a guardian of {}", "is no guardian of {}"),
    "acts_for": ("acts for {}", "does not act for {}"),
    "necessary": ("is necessary for {}", "is not necessary for {}"),
}
_OF: Final = {
    "to": "whoever {} is put to",
    "asker": "whoever puts {}",
    "withdraw": "the way to withdraw",
    "by": "whoever makes {}",
    "act": "how {} is expressed",
    "steps": "the number of steps of {}",
    "shown": "how {} is shown",
    "price": "the price of {}",
    "age": "the age of {}",
    "lifetime": "the time after which {} runs out",
    "pause": "the time before {} is put again",
    "basis": "the basis of {}",
}
_COMPARED: Final = {
    "act": ("is expressed by {}", "is not expressed by {}"),
    "shown": ("is shown {}", "is not shown {}"),
    "basis": ("rests on {}", "does not rest on {}"),
}
"""What `=` and `!=` say of a member that is one of some words."""
_ORDER: Final = {
    "=": ("is", "is not"),
    "!=": ("is not", "is"),
    "<": ("is less than", "is at least"),
    "<=": ("is at most", "is more than"),
    ">": ("is more than", "is at most"),
    ">=": ("is at least", "is less than"),
}
_ITEMS: Final = {
    "controller": "who is responsible",
    "recipients": "who receives the data",
    "purpose": "what for",
    "data": "which data",
    "duration": "for how long",
    "withdrawal": "how to withdraw",
    "refusal": "whether one may refuse",
    "risks": "the risks",
    "automated_decisions": "that a machine decides",
    "transfers": "where the data goes",
    "rights": "the rights of the person",
    "who": "who said it",
    "when": "when",
    "what": "what was said",
    "how": "how",
}
"""What can be told or kept, behind `tells` and its like."""
_TAKE_ITEMS: Final = frozenset({"tells", "vague", "misleads", "records"})

Bound = Mapping[str, str]
"""What stands for each variable."""
_UNCALLED: Final = "wrong"
"""What a member is called in a definition that nothing here calls: nobody knows of what kind it is asked."""
NOTHING_BOUND: Final[Bound] = MappingProxyType({})


@frozen
class _Said:
    """An atom: *verb* is said of *subject*."""

    subject: str
    verb: str

    @property
    def words(self) -> str:
        return f"{self.subject} {self.verb}"


@define(eq=False)
class Conditions:
    """Tells the formulas of files whose names are tied by *ties*."""

    ties: Mapping[ast.Name, Symbol]

    def sentence(self, node: ast.Formula, bound: Bound = NOTHING_BOUND) -> str:
        """*node* in words, without a full stop."""
        return self._formula(node, bound, positive=True)

    # --- formulas ------------------------------------------------------------------------------------

    def _formula(self, node: ast.Formula, bound: Bound, *, positive: bool) -> str:
        match node:
            case ast.Constant(value=value):
                return "always" if value is positive else "never"
            case ast.Not(operand=operand):
                return self._formula(operand, bound, positive=not positive)
            case ast.And(operands=operands):
                return self._joined(operands, bound, "and" if positive else "or", positive=positive)
            case ast.Or(operands=operands):
                return self._joined(operands, bound, "or" if positive else "and", positive=positive)
            case ast.Quantified():
                return self._quantified(node, bound, positive=positive)
            case _:
                return self._atom(node, bound, positive=positive).words

    def _joined(self, parts: Sequence[ast.Formula], bound: Bound, word: str, *, positive: bool) -> str:
        said = [self._one(part, bound, positive=positive) for part in parts]
        if None not in said and len({one.subject for one in said if one}) == 1:
            verbs = [one.verb for one in said if one]
            return f"{said[0].subject if said[0] else ''} {f' {word} '.join(verbs)}"
        other = "or" if word == "and" else "and"
        words = [self._formula(part, bound, positive=positive) for part in parts]
        inner = [
            f"({text})" if _compound(part) and (_has(text, other) or text.startswith("for ")) else text
            for part, text in zip(parts, words, strict=True)
        ]
        return f", {word} ".join(inner)

    def _one(self, node: ast.Formula, bound: Bound, *, positive: bool) -> _Said | None:
        """*node* as one subject and verb; None where it is more than that."""
        match node:
            case ast.Not(operand=operand):
                return self._one(operand, bound, positive=not positive)
            case ast.Constant() | ast.And() | ast.Or() | ast.Quantified():
                return None
            case _:
                return self._atom(node, bound, positive=positive)

    def _quantified(self, node: ast.Quantified, bound: Bound, *, positive: bool) -> str:
        quantifier = node.quantifier if positive else _opposite(node.quantifier)
        within = True
        if quantifier is None:  # not every: some ... not
            quantifier, within = "some", False
        one = self._of_several(node.collection, bound)
        variable = node.variable.text
        there = {**bound, variable: f"{quantifier} {one}".replace(" thing", "thing")}
        said = self._one(node.body, there, positive=within)
        if said is not None and _mentions(node.body, variable) == 1:
            return said.words
        if _all_said_of(node.body, variable):
            return self._formula(node.body, there, positive=within)
        named = {**bound, variable: f"*{variable}*"}
        body = self._formula(node.body, named, positive=within)
        return f"for {quantifier} {one} *{variable}*: {body}"

    def _of_several(self, node: ast.Term, bound: Bound) -> str:
        """`way to refuse`, for `request.refusals`."""
        match node:
            case ast.Ref(name=name):
                return _ONES.get(name.text, name.text)
            case ast.Member(of=of, name=name):
                one = _ONES.get(name.text, name.text)
                if name.text == "purposes":
                    return f"{one} of {self._term(of, bound)}"
                return one
            case _:
                return node.span.text

    # --- atoms ---------------------------------------------------------------------------------------

    def _atom(self, node: ast.Formula, bound: Bound, *, positive: bool) -> _Said:
        match node:
            case ast.Holds(term=term):
                return self._holds(term, bound, positive=positive)
            case ast.Compare(
                left=ast.Member(of=of, name=name), operator="=" | "!=" as operator, right=right
            ) if name.text in _COMPARED:
                verb = _COMPARED[name.text][(operator == "=") is not positive]
                return _Said(self._term(of, bound), verb.format(self._value(right, bound)))
            case ast.Compare(left=left, operator=operator, right=right):
                verb = _ORDER[operator][not positive]
                return _Said(self._term(left, bound), f"{verb} {self._value(right, bound)}")
            case ast.IsA(term=term, kind=kind, negated=negated):
                verb = "is" if positive is not negated else "is not"
                return _Said(self._term(term, bound), f"{verb} {self._label(kind)}")
            case ast.Power(holder=holder, over=over):
                verb = _SAID["power"][not positive].format(self._term(over, bound))
                return _Said(self._term(holder, bound), verb)
            case ast.Doing() | ast.Valid():
                return _Said(f"`{node.span.text}`", "holds" if positive else "does not hold")
            case ast.Constant() | ast.Not() | ast.And() | ast.Or() | ast.Quantified():
                raise ValueError("no atom")
            case _:
                assert_never(node)

    def _holds(self, term: ast.Term, bound: Bound, *, positive: bool) -> _Said:
        match term:
            case ast.Call(function=ast.Member(of=of, name=name), arguments=arguments):
                return self._verb(self._term(of, bound), name, arguments, bound, positive=positive)
            case ast.Call(function=ast.Ref(name=name), arguments=(first, *rest)):
                return self._verb(self._term(first, bound), name, rest, bound, positive=positive)
            case ast.Member(of=of, name=name):
                return self._verb(self._term(of, bound), name, (), bound, positive=positive)
            case _:
                return _Said(self._term(term, bound), "is so" if positive else "is not so")

    def _verb(
        self, subject: str, name: ast.Name, arguments: Sequence[ast.Term], bound: Bound, *, positive: bool
    ) -> _Said:
        symbol = self.ties.get(name)
        if name.text in _SAID and (symbol is None or symbol.kind in {"word", _UNCALLED}):
            items = name.text in _TAKE_ITEMS
            words = [self._item(each) if items else self._term(each, bound) for each in arguments]
            return _Said(subject, _SAID[name.text][not positive].format(*words))
        defined = symbol is not None and isinstance(symbol.node, ast.Define)
        others = "".join(f"{'' if defined else ' to'} {self._term(each, bound)}" for each in arguments)
        return _Said(subject, f"is {'' if positive else 'not '}{self._label(name)}{others}")

    def _item(self, node: ast.Term) -> str:
        return _ITEMS.get(node.span.text, node.span.text)

    def _label(self, name: ast.Name) -> str:
        """How the library tells an attribute or a fact; the name of what it defines, and of a kind."""
        symbol = self.ties.get(name)
        node = symbol.node if symbol is not None else None
        if isinstance(node, ast.AttributeDecl | ast.FactDecl) and node.label is not None:
            return node.label.value
        if isinstance(node, ast.Define):
            return f"*{name.text.replace('_', ' ')}*"
        return {"organisation": "an organisation", "public_authority": "a public authority"}.get(
            name.text, name.text.replace("_", " ")
        )

    # --- terms ---------------------------------------------------------------------------------------

    def _term(self, node: ast.Term, bound: Bound) -> str:
        match node:
            case ast.Ref(name=name):
                if name.text in bound:
                    return bound[name.text]
                return _THINGS.get(name.text, self._label(name))
            case ast.Member(of=of, name=name):
                form = _OF.get(name.text)
                owner = self._term(of, bound)
                return form.format(owner) if form is not None else f"what is {self._label(name)} of {owner}"
            case ast.Call() | ast.Money() | ast.Duration() | ast.Number():
                return node.span.text
            case _:
                assert_never(node)

    def _value(self, node: ast.Term, bound: Bound) -> str:
        """The right side of a comparison: a word of an enumeration is no thing."""
        symbol = self.ties.get(node.name) if isinstance(node, ast.Ref) else None
        if symbol is not None and symbol.kind == "value":
            return symbol.name.replace("_", " ")
        return self._term(node, bound)


# --- shapes -----------------------------------------------------------------------------------------


def _opposite(quantifier: ast.Quantifier) -> ast.Quantifier | None:
    """What denies it; None for what no word denies."""
    return {"some": "no", "no": "some", "every": None}[quantifier]


def _compound(node: ast.Formula) -> bool:
    while isinstance(node, ast.Not):
        node = node.operand
    return isinstance(node, ast.And | ast.Or | ast.Quantified)


def _has(text: str, word: str) -> bool:
    return f" {word} " in text


def _mentions(node: ast.Node, variable: str) -> int:
    """How often *variable* stands in *node*."""
    if isinstance(node, ast.Ref):
        return node.name.text == variable
    return sum(_mentions(child, variable) for child in ast.children(node))


def _all_said_of(node: ast.Formula, variable: str) -> bool:
    """Whether *node* is a plain list of atoms, each of which is about *variable* and nothing else of it."""
    match node:
        case ast.Not(operand=operand):
            return isinstance(operand, ast.Holds | ast.IsA) and _all_said_of(operand, variable)
        case ast.And(operands=operands) | ast.Or(operands=operands):
            return all(not isinstance(o, ast.And | ast.Or) and _all_said_of(o, variable) for o in operands)
        case ast.Holds(term=ast.Member(of=ast.Ref(name=name))) | ast.IsA(term=ast.Ref(name=name)):
            return name.text == variable
        case (
            ast.Holds(term=ast.Call(function=ast.Member(of=ast.Ref(name=name)), arguments=arguments))
            | ast.Holds(term=ast.Call(function=ast.Ref(), arguments=(ast.Ref(name=name), *arguments)))
        ):
            return name.text == variable and not any(_mentions(a, variable) for a in arguments)
        case _:
            return False
