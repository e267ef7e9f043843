"""
Data and purposes: what is part of what, whose data it is, and which leaves the policy treats alike.

Uses and clauses speak of data and purposes at any height; obligations and issues are about leaves. Where
nothing that is written tells two leaves of data apart, one stands for both.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property

from attrs import define

from consentlang.core.values import Data, Purpose
from consentlang.core.written import Written
from consentlang.syntax import ast
from consentlang.types.model import Model


@define(eq=False)
class Leaves:
    """The data and the purposes of a policy."""

    model: Model
    written: Written

    # what is part of what

    def within(self, part: Data | Purpose, whole: Data | Purpose) -> bool:
        """Whether *part* is *whole* or lies in it; both are data, or both are purposes."""
        return self._of(part) <= self._of(whole)

    def comparable(self, left: Data | Purpose, right: Data | Purpose) -> bool:
        """Whether one is the other or within it: `training` and `improvement` are one purpose as asked."""
        return self.within(left, right) or self.within(right, left)

    def _of(self, thing: Data | Purpose) -> frozenset[str]:
        leaves = self.model.data_leaves if isinstance(thing, Data) else self.model.purpose_leaves
        return frozenset(leaves(thing.name))

    def purposes(self, names: tuple[ast.Name, ...]) -> tuple[str, ...]:
        """The leaves of the purposes *names*, each once."""
        return tuple(dict.fromkeys(leaf for p in names for leaf in self.model.purpose_leaves(p.text)))

    # what is said of them

    def words(self, owner: Data | Purpose) -> tuple[tuple[ast.Name, ...], ast.Node] | None:
        """The `is` words of data or of a purpose, its own or inherited, and their line; None without."""
        name: str | None = owner.name
        while name is not None:
            lines = self._lines.get(name, ()) if isinstance(owner, Data) else (self.model.purposes[name],)
            for node in lines:
                if node.attributes is not None:
                    return node.attributes, node
            name = self._parent(owner, name)
        return None

    def _parent(self, owner: Data | Purpose, name: str) -> str | None:
        if isinstance(owner, Data):
            return self.model.data_parent.get(name)
        within = self.model.purposes[name].within
        return within.text if within is not None else None

    @cached_property
    def _lines(self) -> Mapping[str, tuple[ast.DataDecl, ...]]:
        lines: dict[str, tuple[ast.DataDecl, ...]] = {}
        for node in self.written.nodes:
            if isinstance(node, ast.DataDecl):
                lines[node.name.text] = (*lines.get(node.name.text, ()), node)
        return lines

    def subjects(self, data: str) -> tuple[str, ...]:
        """The roles whose data it is: its own `about`, what it inherits, or that of its sources."""
        name: str | None = data
        while name is not None:
            about = self.model.data[name].about
            if about:
                return tuple(role.text for role in about)
            name = self.model.data_parent.get(name)
        return tuple(dict.fromkeys(role for source in self._sources(data) for role in self.subjects(source)))

    def _sources(self, data: str) -> tuple[str, ...]:
        """What *data*, or what it is part of, is derived from."""
        name: str | None = data
        found: tuple[str, ...] = ()
        while name is not None:
            found += tuple(source.text for source in self.model.data[name].derived_from)
            name = self.model.data_parent.get(name)
        return found

    # leaves that the policy treats alike

    @cached_property
    def alike(self) -> Mapping[str, tuple[str, ...]]:
        """
        For each leaf of data, the leaves that every line of the policy treats as it treats this one.

        Two leaves are alike if they have the same subjects, `is` words and sources and every list of data
        that is written anywhere has both or neither; so one stands for all of them.
        """
        lists = [names for node in self.written.nodes for names in self._lists(node)]
        classes: dict[object, list[str]] = {}
        for leaf in (name for name, node in self.model.data.items() if not node.children):
            said = self.words(Data(leaf))
            within = tuple(i for i, names in enumerate(lists) if leaf in names)
            words = None if said is None else tuple(n.text for n in said[0])
            key = (self.subjects(leaf), words, self._sources(leaf), within)
            classes.setdefault(key, []).append(leaf)
        return {leaf: tuple(leaves) for leaves in classes.values() for leaf in leaves}

    def _lists(self, node: ast.Node) -> Iterator[frozenset[str]]:
        """The sets of leaves that a node names: a list of data counts as one, a name in a formula alone."""
        match node:
            case ast.Action(data=names) | ast.Asks(data=names) | ast.Necessary(data=names):
                yield frozenset(leaf for name in names for leaf in self.model.data_leaves(name.text))
            case ast.Ref(name=name) | ast.EveryUse(of=ast.Name() as name) | ast.IsA(kind=name):
                if self.model.ties[name].kind == "data":
                    yield frozenset(self.model.data_leaves(name.text))
            case _:
                pass

    def alike_in(self, data: str) -> tuple[str, ...]:
        """One leaf for each class of leaves alike in *data*."""
        return tuple(dict.fromkeys(self.alike[leaf][0] for leaf in self.model.data_leaves(data)))

    def stand_ins(self, names: tuple[ast.Name, ...]) -> tuple[str, ...]:
        """One leaf for each class of leaves alike among the data *names*."""
        return tuple(dict.fromkeys(leaf for name in names for leaf in self.alike_in(name.text)))


def recipients(action: ast.Action) -> tuple[str | None, ...]:
    """Those with whom the data is shared; None alone where it is used."""
    return tuple(name.text for name in action.recipients) or (None,)
