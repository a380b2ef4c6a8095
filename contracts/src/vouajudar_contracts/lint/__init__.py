"""Judges the spec: the general rulesets and the rules of our own."""
