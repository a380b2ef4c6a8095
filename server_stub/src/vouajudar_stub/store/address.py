"""How the address of a database begins, by what keeps it."""

from __future__ import annotations

SQLITE = "sqlite:///"
POSTGRESQL = ("postgresql://", "postgres://")
