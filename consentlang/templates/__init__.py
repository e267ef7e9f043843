"""
Templates: from a situation, or the name of a common practice, to a first policy.

    situation ─► write ──► the text of a policy
    practices ──────────►

The texts are `.consent` files with plain holes (`$law`), which lie beside the code and are canonical once
the holes are filled.
"""
