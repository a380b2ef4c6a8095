"""Servers that are killed: what was acknowledged must be there, once, whenever that happens."""
