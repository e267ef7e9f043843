"""Hypothesis in search of a violation: strategies from a policy, a search by scenario, a state machine."""
