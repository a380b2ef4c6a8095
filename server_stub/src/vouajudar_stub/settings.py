"""How a server is run: read once from the environment, checked before anything starts."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any
from urllib.parse import urlsplit

from vouajudar_stub.logs import LEVELS, redacted
from vouajudar_stub.store.address import POSTGRESQL, SQLITE

BASE_PATH = "/v1"

PREFIX = "VOUAJUDAR_"

MAX_WORKERS = 64

_OF_THE_SDK = frozenset({"api_key", "base_url", "client_id", "client_secret"})
"""Settings of the SDK under the same prefix, which may well stand in the same environment."""

_OF_TESTS = "test_"


class SettingsError(Exception):
    """A setting that cannot be; the message names the variable and what it must be, and no value."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Each one is read from `VOUAJUDAR_<NAME>`."""

    host: str = "127.0.0.1"
    port: int = 8000
    """0: any free port."""
    workers: int = 1
    """Processes that serve together; more than one needs PostgreSQL."""
    database: str = field(default="", repr=False)
    """Path of an SQLite file, `sqlite:///<path>`, or `postgresql://...`, which may hold a password; empty: a new SQLite file in a
    temporary folder, gone when the server stops."""
    sandbox: bool = False
    """Seed the test world, allow loopback webhooks."""
    demo: bool = False
    """Seed the demo batches as well."""
    rate_limit_factor: int = 1
    """Multiplies every rate limit (load tests)."""
    stream_seconds: int = 3600
    """A stream of events ends after this time."""
    webhooks: bool = True
    """Send events to webhook endpoints. What happens while this is off is sent once it is on."""
    notifications: bool = True
    """Follow events for notifications; what is missed while this is off is made up for later."""
    analytics: bool = True
    """Follow events for analytics; while this is off a question about impact takes in what has happened since the last one."""
    token_key_days: int = 30
    """The key that signs access tokens is rotated at this age; 0: only by `vouajudar-stub keys rotate`."""
    log_level: str = "info"
    """A line a request is written at `info` and `debug`."""

    def __post_init__(self) -> None:
        _check("host", bool(self.host) and not any(map(str.isspace, self.host)), "a name or an address to listen on")
        _check("port", 0 <= self.port <= 65535, "a port number from 0 to 65535")
        _check("workers", 1 <= self.workers <= MAX_WORKERS, f"a whole number from 1 to {MAX_WORKERS}")
        _check(
            "database",
            _is_database(self.database),
            f"the path of an SQLite file, {SQLITE}<path>, or {POSTGRESQL[0]}<user>@<host>/<name>",
        )
        alone = self.workers == 1 or self.database.startswith(POSTGRESQL)
        _check("workers", alone, f"1 with SQLite, where one process writes; {POSTGRESQL[0]}... takes several")
        _check("rate_limit_factor", self.rate_limit_factor >= 1, "a whole number from 1")
        _check("stream_seconds", self.stream_seconds >= 1, "a whole number of seconds from 1")
        _check("token_key_days", self.token_key_days >= 0, "a whole number of days, or 0")
        _check("log_level", self.log_level in LEVELS, f"one of {', '.join(LEVELS)}")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None, **given: Any) -> Settings:
        """What is given as an argument counts before the environment; None means that it is not given.

        Raises SettingsError for a value that cannot be read, and for a name under our prefix that is no setting.
        """
        texts = {
            name.removeprefix(PREFIX).lower(): value
            for name, value in (os.environ if environment is None else environment).items()
            if name.startswith(PREFIX)
        }
        defaults: dict[str, object] = {each.name: each.default for each in fields(cls)}
        for name in sorted(texts.keys() - defaults.keys() - _OF_THE_SDK):
            if not name.startswith(_OF_TESTS):
                known = ", ".join(f"{PREFIX}{each.upper()}" for each in defaults)
                raise SettingsError(f"{PREFIX}{name.upper()} is no setting; there are {known}")
        values: dict[str, Any] = {name: _read(name, texts[name], defaults[name]) for name in defaults if name in texts}
        values.update({name: value for name, value in given.items() if value is not None})
        return cls(**values)

    def to_environment(self) -> dict[str, str]:
        """The variables that say the same: how a process tells its own what they are to do."""
        return {f"{PREFIX}{name.upper()}": _text(value) for name, value in self._members()}

    def shown(self) -> dict[str, str]:
        """The settings by variable, for people to read: nothing secret."""
        return {f"{PREFIX}{name.upper()}": redacted(_text(value)) for name, value in self._members()}

    def _members(self) -> list[tuple[str, object]]:
        return [(each.name, getattr(self, each.name)) for each in fields(self)]


_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


def _is_database(address: str) -> bool:
    if address.startswith(POSTGRESQL):
        try:
            return urlsplit(address).port != 0  # read to be judged: anything but a number is a ValueError
        except ValueError:
            return False
    return "://" not in address or address.startswith(SQLITE)


def _read(name: str, text: str, default: object) -> object:
    if isinstance(default, bool):
        _check(name, text in _BOOLEANS, "true or false")
        return _BOOLEANS[text]
    if isinstance(default, int):
        _check(name, text.isascii() and text.isdecimal(), "a whole number")
        return int(text)
    return text


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _check(name: str, holds: bool, must_be: str) -> None:
    if not holds:
        raise SettingsError(f"{PREFIX}{name.upper()} must be {must_be}")
