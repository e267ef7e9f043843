"""Readings of the program: the interpreter, which is the meaning."""
