"""Proofs, counterexamples, causes and mendings."""
