"""Writes code from the contract."""
