"""
Write the tables that the checker reads instead of the grammar; after every change of the grammar.

    python grammar/generate.py
"""

from consentlang.syntax.shipped import PATH, written
from consentlang.syntax.tables import grammar_text, make_tables

if __name__ == "__main__":
    PATH.write_text(written(make_tables(grammar_text()), grammar_text()), encoding="utf-8")
