"""What the author's own files mention; the rest is *unsaid* (docs/reference/language.md, "What it means")."""

from collections.abc import Mapping
from functools import cached_property

from attrs import define

from consentlang.core.people import People
from consentlang.core.values import Person, Value, title
from consentlang.core.written import nodes
from consentlang.syntax import ast
from consentlang.types.model import Model


@define(eq=False, slots=False)
class Mentions:
    """Of which facts and attributes, and of whom, some line of the author's own files speaks."""

    model: Model
    people: People

    def fact(self, fact: str, people: tuple[str, ...]) -> bool:
        """Whether the author declares it, or says it of these roles or of a variable."""
        roles = tuple(self.people.role(person) for person in people)
        return (
            fact in self._declared
            or (not people and fact in self._applied)
            or any(
                all(word in ("", role) for word, role in zip(said, roles, strict=True))
                for said in self._applied.get(fact, ())
            )
        )

    def attribute(self, owner: Value, name: str) -> bool:
        """Whether the author speaks of it: of *owner*, or of all of its kind by a variable."""
        role = self.people.role(owner.name) if isinstance(owner, Person) else title(owner)
        return f"{role}.{name}" in self._attributes or name in self._of_each

    @cached_property
    def _nodes(self) -> tuple[ast.Node, ...]:
        return tuple(n for m in self.model.modules if not m.library for n in nodes(m.file))

    @cached_property
    def _declared(self) -> frozenset[str]:
        return frozenset(node.name.text for node in self._nodes if isinstance(node, ast.FactDecl))

    @cached_property
    def _applied(self) -> Mapping[str, frozenset[tuple[str, ...]]]:
        """For each fact, the roles that it is said of; "" where a variable stands."""
        found: dict[str, set[tuple[str, ...]]] = {}
        for node in self._nodes:
            match node:
                case ast.Call(function=ast.Ref(name=name), arguments=arguments) if self._is(name, "fact"):
                    found.setdefault(name.text, set()).add(tuple(map(self._role, arguments)))
                case ast.Ref(name=name) if (
                    self._is(name, "fact") and not self.model.facts[name.text].parameters
                ):
                    found.setdefault(name.text, set()).add(())
                case _:
                    pass
        return {name: frozenset(roles) for name, roles in found.items()}

    def _role(self, argument: ast.Term) -> str:
        match argument:
            case ast.Ref(name=name) if self._is(name, "party"):
                return name.text
            case _:
                return ""

    def _is(self, name: ast.Name, kind: str) -> bool:
        symbol = self.model.ties.get(name)
        return symbol is not None and symbol.kind == kind

    @cached_property
    def _attributes(self) -> frozenset[str]:
        """Each `thing.attribute`."""
        found: set[str] = set()
        for node in self._nodes:
            match node:
                case ast.Member(of=ast.Ref(name=owner), name=name):
                    found.add(f"{owner.text}.{name.text}")
                case ast.Member(of=ast.Member(of=ast.Ref(name=owner), name=part), name=name):
                    found.add(f"{owner.text}.{part.text}.{name.text}")
                case ast.IsA(term=ast.Ref(name=owner), kind=kind):
                    found.add(f"{owner.text}.{kind.text}")
                case _:
                    pass
        return frozenset(found)

    @cached_property
    def _of_each(self) -> frozenset[str]:
        """Attributes of what a quantifier ranges over."""
        return frozenset(
            node.name.text if isinstance(node, ast.Member) else node.kind.text
            for quantified in self._nodes
            if isinstance(quantified, ast.Quantified)
            for node in nodes(quantified.body)
            if isinstance(node, ast.Member | ast.IsA)
        )
