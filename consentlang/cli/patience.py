"""How long a command works on a policy where nobody says how long."""

from typing import Final

PATIENCE: Final = 300.0
"""Seconds: a hundred times what 1,500 rules take, so that only what would hardly ever end is given up."""
