"""
Terms: for each thing that clauses may speak of, which clauses speak, when, and who outranks whom.

An issue is one party, act, leaf of data, leaf of purpose, recipient and subject. A clause is a ruling on
every issue that its words reach, while a version that contains it is in force (language.md, section 4).
"""

from functools import cached_property

from attrs import define, evolve, field

from consentlang.core import ground, ir
from consentlang.core.ir import TRUE, all_of, any_of, negate
from consentlang.core.leaves import recipients
from consentlang.core.values import Case, Scope
from consentlang.core.world import World
from consentlang.syntax import ast
from consentlang.types.precedence import Version, versions


@define(eq=False)
class Standing:
    """A clause of one chain: the versions in which it stands, and those that outrank it in any of them."""

    clause: ast.Clause
    chain: str
    versions: list[str] = field(factory=list)
    outranked_by: dict[str, None] = field(factory=dict)


@define(eq=False)
class Clauses:
    """The terms of a policy, in order of rank."""

    world: World

    @cached_property
    def versions(self) -> dict[str, Version]:
        """Every version of every terms, by name."""
        return dict(versions(self.world.model))

    def chain_of(self, terms: str) -> str:
        """The name of the chain that a version belongs to: that of its first version."""
        return self.versions[terms].chain[0]

    def chains(self) -> dict[str, ir.Chain]:
        """Every chain, with the fact that says under which version a story opens."""
        return {v.chain[0]: self._chain(v.chain) for v in self.versions.values()}

    def _chain(self, names: tuple[str, ...]) -> ir.Chain:
        start = start_of(names[0])
        words = {name: f"the terms of {name} are in force at the start" for name in names}
        first = self.world.model.terms[names[0]]
        self.world.draft.fact(start, words, {}, named=True, kind="start", span=first.span)
        return ir.Chain(names[0], tuple(self._version(name) for name in names), start)

    def _version(self, name: str) -> ir.Version:
        node = self.world.model.terms[name]
        return ir.Version(name, node.start.ordinal if node.start else None, node.span)

    def govern(self, party: str) -> bool:
        """Whether some clause speaks of what *party* may do."""
        return any(r.clause.party.text == party for v in self.versions.values() for r in v.clauses)

    @cached_property
    def _standing(self) -> dict[str, "Standing"]:
        """Every clause, by its label; by label and chain, where two chains have the same label."""
        chains: dict[str, set[str]] = {}
        for version in self.versions.values():
            for clause in version.clauses:
                chains.setdefault(clause.label, set()).add(version.chain[0])

        def name(label: str, chain: str) -> str:
            return label if len(chains[label]) == 1 else f"{label} ({chain})"

        found: dict[str, Standing] = {}
        for version in self.versions.values():
            chain = version.chain[0]
            for clause in version.clauses:
                one = found.setdefault(name(clause.label, chain), Standing(clause.clause, chain))
                one.versions.append(version.name)
                one.outranked_by.update(dict.fromkeys(name(above, chain) for above in clause.outranked_by))
        return found

    # issues

    def issue(self, case: Case, verb: ast.Verb) -> str:
        """The issue that *case* is, made at first mention; its name."""
        to = f" with {case.recipient}" if case.recipient else ""
        name = f"{case.user} {verb}s {case.data}{to} for {case.purpose} ({case.subject})"
        if name not in self.world.draft.issues:
            words = f"{case.user} {verb}s {case.data}{to} for {case.purpose}"
            issue = ir.Issue(
                name,
                words,
                (),
                case.user,
                verb,
                self.world.leaves.alike[case.data],
                self.world.model.data_parent.get(case.data),
                case.purpose,
                case.recipient,
                case.subject,
            )
            self.world.draft.issues[name] = issue  # a clause may speak of itself
            self.world.draft.issues[name] = evolve(issue, rulings=tuple(self._rulings(case, verb)))
        return name

    def _rulings(self, case: Case, verb: ast.Verb) -> list[ir.Ruling]:
        """From the top of the order down. A clause of several versions is one ruling."""
        rulings: dict[str, ir.Ruling] = {}
        for name, standing in self._standing.items():
            clause = standing.clause
            reach = self._reaches(clause, case, verb)
            if reach != ir.FALSE:
                force = ir.InForce(standing.chain, tuple(standing.versions))
                condition = all_of(force, reach, self._condition(clause, case))
                ruling = self._ruling(clause, case, condition)
                rulings[name] = evolve(ruling, name=name, overruled_by=tuple(standing.outranked_by))
        return [rulings[label] for label in _top_down(rulings)]

    def _ruling(self, clause: ast.Clause, case: Case, condition: ir.Expr) -> ir.Ruling:
        """The clause on the issue, with the words in which it says so; its rank is not known here."""
        model, action = self.world.model, clause.action
        naming = (d.text for d in action.data if case.data in model.data_leaves(d.text))
        return ir.Ruling(
            clause.label.text,
            clause.permits,
            condition,
            (),
            clause.span,
            data=(named := next(naming, "")),
            purpose=next(p.text for p in action.purposes if case.purpose in model.purpose_leaves(p.text)),
            doubtful=not named and action.derived is None,
            provided=_provided(clause),
            cite=clause.citation.value if clause.citation is not None else None,
        )

    def _reaches(self, clause: ast.Clause, case: Case, verb: ast.Verb) -> ir.Expr:
        """That the words of the clause cover the issue; for derived data, said or open."""
        action, model = clause.action, self.world.model
        if clause.party.text != case.user or action.verb != verb:
            return ir.FALSE
        if not any(case.purpose in model.purpose_leaves(p.text) for p in action.purposes):
            return ir.FALSE
        if (
            verb == "share"
            and action.recipients
            and case.recipient not in {r.text for r in action.recipients}
        ):
            return ir.FALSE
        leaves = {leaf for d in action.data for leaf in model.data_leaves(d.text)}
        if case.data in leaves:
            return TRUE
        return self._derived(clause, case.data, leaves)

    def _derived(self, clause: ast.Clause, data: str, leaves: set[str]) -> ir.Expr:
        if not self._sources(data) & leaves or clause.action.derived == "excluding":
            return ir.FALSE
        if clause.action.derived == "including":
            return ir.Said(
                value=True, words=f"`{clause.label.text}` includes derived data", span=clause.action.span
            )
        label = clause.label.text
        return self.world.draft.yes_no(
            f"clause {label} reaches {data}",
            yes=f"clause `{label}` reaches {data}, which is derived from what it names",
            no=f"clause `{label}` does not reach {data}, which is only derived from what it names",
            settle_yes="... including derived",
            settle_no="... excluding derived",
            named=True,
            span=clause.span,
        )

    def _sources(self, data: str) -> set[str]:
        """The leaves that *data* is derived from, through any number of steps."""
        model, found, todo = self.world.model, set[str](), [data]
        while todo:
            name: str | None = todo.pop()
            while name is not None:
                for source in model.data[name].derived_from:
                    for leaf in model.data_leaves(source.text):
                        if leaf not in found:
                            found.add(leaf)
                            todo.append(leaf)
                name = model.data_parent.get(name)
        return found

    def _condition(self, clause: ast.Clause, case: Case) -> ir.Expr:
        """What its `when` and `with(out) consent of` ask, for the subject of the issue."""
        scope = Scope(roles={self.world.people.role(case.subject): case.subject}, case=case)
        when = ground.formula(self.world, clause.when, scope) if clause.when is not None else TRUE
        return all_of(when, self._consent(clause.consent, case)) if clause.consent else when

    def _consent(self, condition: ast.ConsentCondition, case: Case) -> ir.Expr:
        """Nominal consent that stands: of the party, or of everybody in its role."""
        role = condition.party.text
        if condition.every:
            stands = all_of(*(self._stands(person, case) for person in self.world.people.of_role(role)))
        elif role == self.world.people.role(case.subject):
            stands = self._stands(case.subject, case)
        else:
            stands = any_of(*(self._stands(p, case) for p in self.world.people.of_role(role)))
        return negate(stands) if condition.negated else stands

    def _stands(self, person: str, case: Case) -> ir.Expr:
        people = self.world.people
        subject = person if people.role(person) == people.role(case.subject) else case.subject
        moved = Case(subject, case.user, case.data, case.purpose, case.recipient)
        return ir.Stands(self.world.cell(person, moved).name, ("given",))

    def all_cases(self) -> list[tuple[Case, ast.Verb]]:
        """Every issue that some clause speaks of by name."""
        found: dict[tuple[Case, ast.Verb], None] = {}
        for clause in (c.clause for v in self.versions.values() for c in v.clauses):
            for data in self.world.leaves.stand_ins(clause.action.data):
                for purpose in self.world.leaves.purposes(clause.action.purposes):
                    for recipient in recipients(clause.action):
                        for subject in self.world.leaves.subjects(data) or ("nobody",):
                            case = Case(subject, clause.party.text, data, purpose, recipient)
                            found[case, clause.action.verb] = None
        return list(found)


def _provided(clause: ast.Clause) -> str:
    """What the clause depends on, as written."""
    parts = [clause.consent.span.words] if clause.consent is not None else []
    if clause.when is not None:
        parts.append(f"when {clause.when.span.words}")
    return " ".join(parts)


def _top_down(rulings: dict[str, ir.Ruling]) -> list[str]:
    """Labels with everything that outranks one before it; source order otherwise."""
    placed: dict[str, None] = {}

    def place(label: str) -> None:
        if label in rulings and label not in placed:
            for above in rulings[label].overruled_by:
                place(above)
            placed[label] = None

    for label in rulings:
        place(label)
    return list(placed)


def start_of(chain: str) -> str:
    """The fact that says under which version of *chain* a story opens."""
    return f"terms of {chain} at the start"
