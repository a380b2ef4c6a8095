"""The command line: `vouajudar-stub`."""

from __future__ import annotations

from vouajudar_stub.cli.program import app, main

__all__ = ["app", "main"]
