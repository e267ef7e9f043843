"""Rules of law, and what authorities held, as pieces."""

from consentlang.syntax import ast
from consentlang.syntax.fold import WORD
from consentlang.syntax.piece import Piece, block, line
from consentlang.syntax.wording import anded, formula, label, quoted


def rule(node: ast.Rule) -> Piece:
    """A rule: its head, its condition, its notes in the order they were written in."""
    parts = (
        f"rule {node.name.text}",
        f"of {node.element.text}" if node.element is not None else "",
        "is coercion" if node.coercion else "",
        "at use" if node.at_use else "",
        "fixed" if node.fixed else "",
        f"notwithstanding {anded(node.notwithstanding)}" if node.notwithstanding else "",
        f"from {node.start.iso}" if node.start is not None else "",
        f"until {node.until.iso}" if node.until is not None else "",
        label(node.reason).strip(),
    )
    return block(node, " ".join(part for part in parts if part), _rule_lines(node))


def _place_of(word: str, node: ast.Node, start: int) -> tuple[int, int]:
    """Where *word* stands in *node*, from *start*; a word in a string is another."""
    words = WORD.finditer(node.span.source.text, start, node.span.end)
    return next((found.span() for found in words if found[0] == word), (start, start))


def _rule_lines(node: ast.Rule) -> list[Piece]:
    body = node.body
    first = f"{body.strength} {'' if body.strength == 'presume' else 'when '}{formula(body.condition)}"
    lines = [Piece(first, body.span.start, body.condition.span.end)]
    if body.rebuttal is not None:
        text = f"unless rebutted when {formula(body.rebuttal)}"
        lines.append(Piece(text, body.rebuttal.span.start, body.span.end))
    else:
        lines = [Piece(first, body.span.start, body.span.end)]
    notes = (
        ("contested", node.contested),
        ("cites", node.citation),
        ("advice", node.advice),
        ("code", node.code),
    )
    lines += [line(text, f"{word} {quoted(text.value)}") for word, text in notes if text is not None]
    if node.unverified:
        lines.append(Piece("unverified", *_place_of("unverified", node, body.span.end)))
    if node.grounds:
        lines.append(_ground(node))
    return sorted(lines, key=lambda line: line.start)


def held(node: ast.Holding) -> list[Piece]:
    """The lines of a case, in the order that everybody writes them in."""
    lines = []
    if node.citation is not None:
        lines.append(line(node.citation, f"cites {quoted(node.citation.value)}"))
    if node.on is not None:
        lines.append(line(node.on, f"on {node.on.iso}"))
    if node.under:
        laws = ", ".join(law.text if isinstance(law, ast.Name) else quoted(law.value) for law in node.under)
        lines.append(Piece(f"under {laws}", node.under[0].span.start, node.under[-1].span.end))
    if node.expect is not None:
        lines.append(_verdict(node, node.expect))
    if node.contested is not None:
        lines.append(line(node.contested, f"contested {quoted(node.contested.value)}"))
    return sorted(lines, key=lambda line: line.start)


def _verdict(node: ast.Holding, expect: ast.Held) -> Piece:
    words = f"expect {expect}"
    if not node.grounds:
        return Piece(words, *_place_of(expect, node, node.span.start))
    grounds = " and ".join(quoted(ground.value) for ground in node.grounds)
    return Piece(f"{words} because {grounds}", node.grounds[0].span.start, node.grounds[-1].span.end)


def _ground(node: ast.Rule) -> Piece:
    grounds = " and ".join(quoted(ground.value) for ground in node.grounds)
    graver = f" unless {', '.join(name.text for name in node.graver)}" if node.graver else ""
    last = node.graver[-1] if node.graver else node.grounds[-1]
    return Piece(f"ground {grounds}{graver}", node.grounds[0].span.start, last.span.end)
