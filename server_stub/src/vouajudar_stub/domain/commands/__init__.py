"""Decisions: each function takes the aggregates as they are and returns the Step a command takes, or raises a Refusal."""
