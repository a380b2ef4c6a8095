"""The command line, run in this process: fast, and its exit codes and lines can be looked at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from typer.testing import CliRunner
from vouajudar_stub.cli import app

Run: TypeAlias = Callable[..., Any]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "stub.db"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command; the result has `exit_code`, `stdout`, `stderr`."""
    monkeypatch.setenv("COLUMNS", "200")

    def command(*arguments: Any, **environment: str) -> Any:
        result = CliRunner().invoke(app, [str(argument) for argument in arguments], env=environment)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return command
