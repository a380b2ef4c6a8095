"""Logs: one JSON object a line on standard error. Nothing secret is passed to them: no header, no body, no query, no key.

What looks like a secret all the same, in the message of somebody else's exception for one, is taken out before it is written.
"""

from __future__ import annotations

import asyncio
import logging
import re
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TextIO, cast

import orjson

LEVELS = ("debug", "info", "warning", "error")

_OURS = ("vouajudar", "vouajudar_stub")

_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "color_message"}

_SECRETS = (
    (re.compile(r"(va_(?:live|test)_)[A-Za-z0-9]+"), r"\1***"),
    (re.compile(r"(whsec_)[A-Za-z0-9+/=_-]+"), r"\1***"),
    (re.compile(r"eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]*)?"), "***"),
    (re.compile(r"(?i)\b((?:bearer|basic)\s+)[A-Za-z0-9._~+/=-]{8,}"), r"\1***"),
    (re.compile(r"(://[^\s/:@\"]*:)[^\s/\"]+(?=@)"), r"\1***"),
    (re.compile(r"(?i)((?:client_secret|password|token|secret)[\"']?\s*[=:]\s*[\"']?)[^\s\"'&,)]+"), r"\1***"),
    (re.compile(r"\+[1-9][0-9]{7,14}\b"), "+***"),
)
"""Keys, webhook secrets, tokens, credentials in headers and addresses, and telephone numbers."""

FLUSH_SECONDS = 0.05

WHOLE = 4096
"""Bytes. What several processes write to one pipe stays in one piece up to this length."""


def redacted(text: str) -> str:
    """The text without what looks like a secret."""
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return text


class JsonFormatter(logging.Formatter):
    """Time, level, logger and message; whatever `extra` names (`request_id`, for one); an exception with its traceback."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": _time(record.created),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "pid": record.process,
        }
        line.update({name: value for name, value in vars(record).items() if name not in _OWN})
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return orjson.dumps(_clean(line), default=_as_text).decode()


class Lines:
    """Lines that are so many that each cannot go through the logging package: written together, a moment later."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream
        self._waiting: list[str] = []

    def write(self, facts: Mapping[str, Any]) -> None:
        """Within a running loop. A process that is killed loses what came in the last moment."""
        if not self._waiting:
            asyncio.get_running_loop().call_later(FLUSH_SECONDS, self.flush)
        line = orjson.dumps({"time": _time(time.time()), **facts}).decode()
        self._waiting.append(line)

    def flush(self) -> None:
        waiting, self._waiting = self._waiting, []
        stream = self._stream or sys.stderr
        for piece in _pieces(waiting):
            stream.write(piece)
            stream.flush()


def configure(level: str) -> None:
    """Send every log of the process through the formatter. `level`: one of LEVELS, of our own logs; those of libraries are
    not asked for what they say at `debug`, which may be anything."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    own = getattr(logging, level.upper())
    logging.basicConfig(level=max(own, logging.INFO), handlers=[handler], force=True)
    for name in _OURS:
        logging.getLogger(name).setLevel(own)


def _time(timestamp: float) -> str:
    second, part = divmod(int(timestamp * 1000), 1000)
    return f"{_second(second)}.{part:03}Z"


@lru_cache(maxsize=2)
def _second(timestamp: int) -> str:
    return datetime.fromtimestamp(timestamp, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _clean(value: object) -> object:
    """The value with every text in it redacted."""
    if isinstance(value, str):
        return redacted(value)
    if isinstance(value, Mapping):
        members = cast("Mapping[object, object]", value)
        return {str(key): _clean(member) for key, member in members.items()}
    return [_clean(member) for member in cast("Sequence[object]", value)] if isinstance(value, (list, tuple)) else value


def _as_text(value: object) -> str:
    return redacted(str(value))


def _pieces(lines: list[str]) -> Iterator[str]:
    """The lines put together, as many as stay in one piece."""
    piece, length = list[str](), 0
    for line in lines:
        if piece and length + len(line) + 1 > WHOLE:
            yield "".join(piece)
            piece, length = [], 0
        piece.append(f"{line}\n")
        length += len(line) + 1
    if piece:
        yield "".join(piece)
