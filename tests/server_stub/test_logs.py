"""Logs are JSON, and what looks like a secret is taken out of them, wherever it comes from."""

from __future__ import annotations

import json
import logging
import os
import sys
from typing import Any

import pytest
from vouajudar_stub.logs import JsonFormatter, configure, redacted

KEY = "va_test_0123456789abcdefABCDEF0123456789"
TOKEN = "eyJhbGciOiJIUzI1NiIsImtpZCI6IjEifQ.eyJpc3MiOiJodHRwczovL2FwaSJ9.c2lnbmF0dXJl-_"


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        (f"no key {KEY}.", "no key va_test_***."),
        ("secret whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw+/= here", "secret whsec_*** here"),
        (f"Authorization: Bearer {TOKEN}", "Authorization: Bearer ***"),
        (f"token {TOKEN} expired", "token *** expired"),
        ("Basic Y2xpZW50OnNlY3JldA==", "Basic ***"),
        ("postgresql://stub:ge%20heim@db.example.org/x", "postgresql://stub:***@db.example.org/x"),
        ("postgresql://stub:p@ss:w@rd@db.example.org/x?password=again", "postgresql://stub:***@db.example.org/x?password=***"),
        ("https://user:pw@hooks.example.org/in", "https://user:***@hooks.example.org/in"),
        ("client_secret=abc&grant_type=client_credentials", "client_secret=***&grant_type=client_credentials"),
        ("{'password': 'hunter2', 'a': 1}", "{'password': '***', 'a': 1}"),
        ("call +5551999990000 now", "call +*** now"),
        ("2026-05-14T14:30:00+03:00 rid_01J8ZQ4Y7N3V5W6X8Y9Z0A1B2C", "2026-05-14T14:30:00+03:00 rid_01J8ZQ4Y7N3V5W6X8Y9Z0A1B2C"),
        ("http://127.0.0.1:8000/v1", "http://127.0.0.1:8000/v1"),
    ],
)
def test_what_looks_like_a_secret_is_taken_out(text: str, instead: str) -> None:
    assert redacted(text) == instead


def _line(record: logging.LogRecord) -> Any:
    return json.loads(JsonFormatter().format(record))


def test_a_line_has_its_time_level_logger_message_and_what_was_added() -> None:
    record = logging.makeLogRecord(
        {"name": "vouajudar.edge", "levelno": 30, "levelname": "WARNING", "msg": "%s calls", "args": (3,), "request_id": "rid_1"}
    )
    record.created = 1778769000.5
    assert _line(record) == {
        "time": "2026-05-14T14:30:00.500Z",
        "level": "warning",
        "logger": "vouajudar.edge",
        "message": "3 calls",
        "pid": os.getpid(),
        "request_id": "rid_1",
    }


def test_messages_additions_and_tracebacks_are_clean() -> None:
    try:
        raise ValueError(f"the key {KEY} was not expected")
    except ValueError:
        record = logging.LogRecord("x", 40, "f", 1, "failed for %s", (KEY,), sys.exc_info())
    record.__dict__.update(seen=[KEY, {"at": KEY}], who=object())
    written = JsonFormatter().format(record)
    assert "ValueError" in json.loads(written)["exception"]
    assert KEY not in written


@pytest.mark.parametrize(("level", "ours", "theirs"), [("debug", True, False), ("info", False, False), ("error", False, False)])
def test_debug_is_for_our_own_loggers(level: str, ours: bool, theirs: bool) -> None:
    root = logging.getLogger()
    before, handlers = root.level, root.handlers[:]
    try:
        configure(level)
        assert logging.getLogger("vouajudar_stub.workers").isEnabledFor(logging.DEBUG) is ours
        assert logging.getLogger("aiohttp.client").isEnabledFor(logging.DEBUG) is theirs
        assert logging.getLogger("aiohttp.client").isEnabledFor(logging.WARNING) is (level != "error")
    finally:
        root.setLevel(before)
        root.handlers[:] = handlers
        for name in ("vouajudar", "vouajudar_stub"):
            logging.getLogger(name).setLevel(logging.NOTSET)
