"""Reads the hand-written spec: load, bundle, index."""
