"""The policy as SQL: the verdict of `eval` for a table."""
