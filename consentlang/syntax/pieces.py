"""Every item of a policy as a piece: its words, and what stands in its braces."""

from typing import assert_never

from consentlang.syntax import ast
from consentlang.syntax.fold import WORD
from consentlang.syntax.lawpieces import held, rule
from consentlang.syntax.piece import Piece, block, line
from consentlang.syntax.wording import (
    action,
    anded,
    basis,
    consent,
    deed,
    duration,
    formula,
    label,
    names,
    phrase,
    quoted,
    what_or_nothing,
    when,
)


def piece(node: ast.Header | ast.Item) -> Piece:  # noqa: PLR0911, PLR0912, C901 - one line a node
    """An item of a file."""
    match node:
        case ast.Header(keyword=keyword, title=title, version=version):
            return line(node, f"{keyword} {quoted(title.value)} language {version}")
        case ast.Import(target=target):
            return line(
                node, f"import {quoted(target.value) if isinstance(target, ast.Text) else target.text}"
            )
        case ast.Party():
            return line(node, _party(node))
        case ast.FactDecl():
            return line(node, _fact(node))
        case ast.PowerDecl():
            return line(node, _power(node))
        case ast.Guardian(guardian=guardian, ward=ward, at_least=at_least):
            least = " at least" * at_least
            return line(node, f"guardian {guardian.text} of {ward.text}{least}{when(node.when)}")
        case ast.Given(keyword=keyword, formula=what, reason=reason):
            return line(node, f"{keyword} {formula(what)}{label(reason)}")
        case ast.DataDecl():
            return _data(node, top=True)
        case ast.PurposeDecl():
            return line(node, _purpose(node))
        case ast.LossDecl(keyword=keyword, name=name, by=by):
            of = f" by {by.text}" if by is not None else ""
            return line(node, f"{keyword} {name.text}{of}{label(node.label)}")
        case ast.Necessary(data=data, purposes=purposes, service=service, reason=reason):
            needed = f"{anded(data)} for {anded(purposes)} in {service.text}"
            return line(node, f"necessary {needed}{label(reason)}")
        case ast.Terms():
            return _terms(node)
        case ast.Feature():
            return line(node, _feature(node))
        case ast.Request(name=name, to=to, by=by, items=items):
            return block(node, f"request {name.text} to {to.text} by {by.text}", map(_request_item, items))
        case ast.Use():
            return _use(node)
        case ast.Claim():
            return _claim(node)
        case ast.Ask():
            return _ask(node)
        case ast.Scenario(title=title, items=items):
            return block(node, f"scenario {quoted(title.value)}", map(_scenario_item, items))
        case ast.Holding():
            return block(node, f"case {quoted(node.name.value)}{label(node.title)}", held(node))
        case ast.Regime(name=name, base=base, without=without):
            but = f" except {names(without)}" if without else ""
            based = f" as {base.text}{but}" if base is not None else ""
            return line(node, f"regime {name.text}{label(node.label)}{based}")
        case ast.Apply(regime=regime):
            return line(node, f"apply {regime.text}{when(node.when)}")
        case ast.AttributeDecl():
            return line(node, f"attribute {node.name.text} of {node.of.text}{_traits(node)}")
        case ast.Element(name=name, citation=citation):
            cites = f" cites {quoted(citation.value)}" if citation is not None else ""
            return line(node, f"element {name.text}{label(node.label)}{cites}")
        case ast.Define(name=name, parameters=parameters, formula=what):
            head = f"define {name.text}{_parameters(parameters)}"
            return block(node, head, [line(what, formula(what))], block=False)
        case ast.Rule():
            return rule(node)
        case _:
            assert_never(node)


# --- who, what --------------------------------------------------------------------------------------


def _party(node: ast.Party) -> str:
    traits = [
        *([anded(node.kinds[:1])] if node.kinds else []),
        *(kind.text for kind in node.kinds[1:]),
        *(["many"] if node.many else []),
        *([f"acts for {anded(node.acts_for)}"] if node.acts_for else []),
        *([f"may be {anded(node.may_be)}"] if node.may_be else []),
    ]
    return f"party {node.name.text}{' is ' * bool(traits)}{', '.join(traits)}{label(node.label)}"


def _parameters(parameters: tuple[ast.Name, ...]) -> str:
    return f"({names(parameters)})" if parameters else ""


def _traits(node: ast.FactDecl | ast.AttributeDecl) -> str:
    values = f" one of {{ {names(node.values)} }}" if node.values else ""
    words = [
        w
        for w, said in (("number", node.number), ("changing", node.changing), ("judged", node.judged))
        if said
    ]
    if isinstance(node, ast.AttributeDecl) and node.stated:
        words.append("stated")
    return f"{label(node.label)}{values}{''.join(f' {word}' for word in words)}"


def _fact(node: ast.FactDecl) -> str:
    return f"{node.keyword} {node.name.text}{_parameters(node.parameters)}{_traits(node)}{when(node.when)}"


def _power(node: ast.PowerDecl) -> str:
    left = f"every {node.holder_kind.text} " if node.holder_kind is not None else ""
    right = f"every {node.over_kind.text} " if node.over_kind is not None else ""
    least = " at least" * node.at_least
    return f"power {left}{node.holder.text} over {right}{node.over.text}{least}{when(node.when)}"


def _data(node: ast.DataDecl, *, top: bool) -> Piece:
    parts = (
        f"{'data ' * top}{node.name.text}",
        f" about {anded(node.about)}" if node.about else "",
        f" is {anded(node.attributes)}" if node.attributes is not None else "",
        f" derived from {anded(node.derived_from)}" if node.derived_from else "",
        label(node.label),
    )
    head = "".join(parts)
    if not node.children:
        return line(node, head)
    inner = [_data(child, top=False) for child in node.children]
    return block(node, head, inner, commas=True, block=False)


def _purpose(node: ast.PurposeDecl) -> str:
    within = f" within {node.within.text}" if node.within is not None else ""
    words = f" is {anded(node.attributes)}" if node.attributes is not None else ""
    return f"purpose {node.name.text}{within}{words}{label(node.label)}"


# --- terms ------------------------------------------------------------------------------------------


def _terms(node: ast.Terms) -> Piece:
    start = f" from {node.start.iso}" if node.start is not None else ""
    amends = f" amends {node.amends.text}" if node.amends is not None else ""
    inner = (
        _clause(item) if isinstance(item, ast.Clause) else line(item, f"repeals {anded(item.labels)}")
        for item in node.items
    )
    return block(node, f"terms {node.name.text}{start}{amends}", inner)


def _clause(node: ast.Clause) -> Piece:
    parts = (
        f"clause {node.label.text}{label(node.citation)}",
        f"notwithstanding {anded(node.notwithstanding)}" if node.notwithstanding else "",
        f"subject to {anded(node.subject_to)}" if node.subject_to else "",
        f"{node.party.text} {'may' if node.permits else 'must not'} {action(node.action)}",
        consent(node.consent) if node.consent is not None else "",
        when(node.when).strip(),
    )
    head = " ".join(part for part in parts if part)
    if node.exceptions:
        return block(node, f"{head} except", map(_clause, node.exceptions))
    folded = (" ".join(part for part in parts[:3] if part), " ".join(part for part in parts[3:] if part))
    return Piece(head, node.span.start, node.span.end, folded=folded)


# --- requests ---------------------------------------------------------------------------------------


def _feature(node: ast.Feature) -> str:
    by = f" switched on by {names(node.switched_by, ' or ')}" if node.switched_by else ""
    start = f"{', ' if by else ' '}{node.start} at start" if node.start is not None else ""
    return f"feature {node.name.text}{by}{start}{when(node.when)}"


def _request_item(node: ast.RequestItem) -> Piece:  # noqa: PLR0911, PLR0912, C901 - one line a node
    match node:
        case ast.ShownWhen(formula=what):
            return line(node, f"when {formula(what)}")
        case ast.Asks(data=data, by=by, purposes=purposes, recipients=recipients):
            to = f" to {anded(recipients)}" if recipients else ""
            text = f"asks {anded(data)} by {by.text} for {names(purposes)}{to}{when(node.when)}"
            return line(node, text)
        case ast.Tells(items=items):
            told = ", ".join(_told(item) for item in items) or "nothing"
            at_least = "at least " if node.at_least else ""
            return line(node, f"tells {at_least}{told}{when(node.when)}")
        case ast.LeavesOut(items=left):
            return line(node, f"leaves out {anded(left)}{when(node.when)}")
        case ast.Choice():
            return _choice(node)
        case ast.ForEachPurpose(choices=choices):
            return block(node, "for each purpose", map(_choice, choices))
        case ast.JoinedTo(other=other):
            return line(node, f"joined to {what_or_nothing(other)}")
        case ast.Withdraw(phrases=None):
            return line(node, "withdraw none")
        case ast.Withdraw(phrases=written):
            return _phrases(node, "withdraw", written or ())
        case ast.Expires(after=after):
            return line(node, f"expires {_after(after)}")
        case ast.ReAsks(after=after):
            return line(node, f"re-asks {_after(after)}")
        case ast.Records(items=items):
            return line(node, f"records {names(items) or 'nothing'}")
        case ast.Given():
            return piece(node)
        case _:
            assert_never(node)


def _told(item: ast.ToldItem) -> str:
    return item.item.text if item.manner == "plainly" else f"{item.item.text} {item.manner}"


def _after(span: ast.Duration | None) -> str:
    return f"after {duration(span)}" if span is not None else "never"


def _choice(node: ast.Choice) -> Piece:
    return _phrases(node, f"choice {node.name.text}", node.phrases)


def _phrases(node: ast.Node, head: str, written: tuple[ast.Phrase | ast.Guarded, ...]) -> Piece:
    """Phrases in braces; an answer and the act that says it stay together."""
    inner: list[Piece] = []
    for before, one in zip((None, *written), written, strict=False):
        if _says(before, one):
            last = inner.pop()
            inner.append(Piece(f"{last.head} {phrase(one)}", last.start, one.span.end))
        else:
            inner.append(line(one, phrase(one)))
    return block(node, head, inner, commas=True, block=False)


def _says(answer: ast.Node | None, act: ast.Node) -> bool:
    """Whether *act* is how the answer before it is said."""
    answers = ast.Consents | ast.Refuses | ast.Postpones
    return isinstance(answer, answers) and isinstance(act, ast.ByAct | ast.ByParty)


# --- uses, claims, questions, scenarios -------------------------------------------------------------


def _use(node: ast.Use) -> Piece:
    start = " from the start" if node.from_the_start else ""
    text = f"{node.party.text} {deed(node.action)} {basis(node.basis)}{when(node.when)}{start}"
    sentence = Piece(text, node.party.span.start, _last_word(node))
    return block(node, f"use {node.name.text}", [sentence], block=False)


def _last_word(node: ast.Node) -> int:
    """Where the last word before the closing brace of *node* ends."""
    words = WORD.finditer(node.span.source.text, node.span.start, max(node.span.start, node.span.end - 1))
    return max((word.end() for word in words if word[0][0] != "#"), default=node.span.end)


def _claim(node: ast.Claim) -> Piece:
    under = f" under {node.under.text}" if node.under is not None else ""
    head = f"claim {node.name.text}{label(node.label)}{under}"
    return block(node, head, map(_claim_line, node.lines), block=len(node.lines) > 1)


def _claim_line(node: ast.ClaimLine) -> Piece:
    match node:
        case ast.EveryUse(on=on, by=by, of=of, purpose=purpose):
            words = [basis(on)] if on is not None else []
            pairs = (("by", by), ("of", of), ("for", purpose))
            words += [f"{word} {name.text}" for word, name in pairs if name is not None]
            text = f"{' '.join(['every use', *words])}: {formula(node.formula)}"
        case ast.OneUse(use=use):
            text = f"use {use.text}: {formula(node.formula)}"
        case ast.EveryRequest(request=request):
            which = f"request {request.text}" if request is not None else "every request"
            text = f"{which}: {formula(node.formula)}"
        case ast.Always(negated=negated):
            text = f"{'never' if negated else 'always'} {formula(node.formula)}"
        case _:
            assert_never(node)
    return line(node, text)


def _ask(node: ast.Ask) -> Piece:
    under = f" under {node.under.text}" if node.under is not None else ""
    expect = f" expect {node.expect}" if node.expect is not None else ""
    inner = [line(node.formula, f"possible {formula(node.formula)}")]
    return block(node, f"ask {quoted(node.question.value)}{under}{expect}", inner, block=False)


def _scenario_item(node: ast.ScenarioItem) -> Piece:  # noqa: PLR0911, C901 - one line a node
    match node:
        case ast.Given():
            return piece(node)
        case ast.Switches(party=party, on=on, feature=feature):
            return line(node, f"{party.text} {'enables' if on else 'disables'} {feature.text}")
        case ast.Chooses(party=party, choice=choice, request=request):
            text = f"{party.text} chooses {choice.text} in {request.text}{_for(node.purpose)}"
            return line(node, text)
        case ast.Withdraws(party=party, request=request):
            return line(node, f"{party.text} withdraws from {request.text}{_for(node.purpose)}")
        case ast.Elapses(request=request):
            return line(node, f"{request.text} expires")
        case ast.CarriedOut(request=request):
            return line(node, f"withdrawal from {request.text} carried out")
        case ast.InForce(terms=terms):
            return line(node, f"terms {terms.text}")
        case ast.Becomes(formula=what):
            return line(node, f"now {formula(what)}")
        case ast.ExpectValid(name=name, negated=negated, regime=regime, because=because):
            under = f" under {regime.text}" if regime is not None else ""
            why = f" because {anded(because)}" if because else ""
            return line(node, f"expect {name.text} {'not ' * negated}valid{under}{why}")
        case ast.ExpectCoerced(name=name, negated=negated):
            return line(node, f"expect {name.text} {'not ' * negated}coerced")
        case ast.Expect(formula=what):
            return line(node, f"expect {formula(what)}")
        case _:
            assert_never(node)


def _for(purpose: ast.Name | None) -> str:
    return f" for {purpose.text}" if purpose is not None else ""
