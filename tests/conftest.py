"""What tests of every folder may use."""

from __future__ import annotations

from tests.postgres import empty_database, postgres, postgres_url

__all__ = ["empty_database", "postgres", "postgres_url"]
