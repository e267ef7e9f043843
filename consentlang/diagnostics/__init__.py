"""Diagnostics: what every pass writes to, and how it is shown to the author."""
