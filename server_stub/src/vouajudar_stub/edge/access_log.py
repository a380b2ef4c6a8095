"""One line about every request that was answered, or given up."""

from __future__ import annotations

import os
import time
from typing import Protocol

from vouajudar_stub.contract import Operation
from vouajudar_stub.edge.request import Request
from vouajudar_stub.logs import Lines


class NotesAnswers(Protocol):
    def note(self, request: Request, operation: Operation | None, status: int | None) -> None:
        """`status` None: the connection ended without an answer."""
        ...


class NoAccessLog:
    """Implements `NotesAnswers` by keeping silent."""

    def note(self, request: Request, operation: Operation | None, status: int | None) -> None: ...


class AccessLog:
    """Implements `NotesAnswers`. A line names the operation, and neither path nor query, which may hold a secret."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._pid = os.getpid()
        """Of several processes each writes its own lines."""

    def note(self, request: Request, operation: Operation | None, status: int | None) -> None:
        self._lines.write(
            {
                "level": "info",
                "logger": "vouajudar.access",
                "message": "answered" if status is not None else "not answered",
                "method": request.method,
                "operation": None if operation is None else operation.id,
                "status": status,
                "problem": request.problem,
                "ms": round((time.perf_counter() - request.began) * 1000, 2),
                "request_id": request.id,
                "partner_id": request.partner_id,
                "pid": self._pid,
            }
        )
