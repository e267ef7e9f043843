"""
The tables as they are shipped, so that nobody waits for Lark.

`tables.json` lies beside this file; `python grammar/generate.py` writes it, and a test sees that it is what
Lark makes of the grammar. It names the grammar that it was made of, and nothing in it can be run: it holds
words, numbers, and patterns. Where the grammar is another one, since somebody is working on it, the tables
are made in every run.
"""

import json
from hashlib import sha256
from pathlib import Path
from typing import Final

from consentlang.syntax.tables import Rule, Tables, grammar_text, make_tables

PATH: Final = Path(__file__).with_name("tables.json")


def load_tables() -> Tables:
    """The tables of the grammar."""
    grammar = grammar_text()
    return read(grammar) or make_tables(grammar)


def read(grammar: str) -> Tables | None:
    """The tables that are shipped, if they are those of *grammar*."""
    try:
        shipped = json.loads(PATH.read_bytes())
    except FileNotFoundError:
        return None
    if shipped.pop("grammar") != _digest(grammar):
        return None
    tables = Tables(**shipped)
    return tables._replace(rules=[Rule(*rule) for rule in tables.rules])


def written(tables: Tables, grammar: str) -> str:
    """*tables* as they are shipped: a line for each state and each rule."""
    fields = {"grammar": _digest(grammar), **tables._asdict()}
    return "{\n" + ",\n".join(f'"{name}": {_laid_out(value)}' for name, value in fields.items()) + "\n}\n"


def _laid_out(value: object) -> str:
    if isinstance(value, list):
        return "[\n" + ",\n".join(map(_compact, value)) + "\n]"
    return _compact(value)


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _digest(grammar: str) -> str:
    return sha256(grammar.encode()).hexdigest()
