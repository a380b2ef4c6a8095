"""Calls through a network that breaks in every way it can, and a look at what they left behind."""
