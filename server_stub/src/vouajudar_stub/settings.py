"""How a server is run: read once from the environment, checked before anything starts."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields

from vouajudar_stub.logs import LEVELS

BASE_PATH = "/v1"

PREFIX = "VOUAJUDAR_"


class SettingsError(Exception):
    """A setting that cannot be; the message names the variable and what it must be."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Each one is read from `VOUAJUDAR_<NAME>`."""

    host: str = "127.0.0.1"
    port: int = 8000
    """0: any free port."""
    database: str = ""
    """Path of the SQLite file; empty: a new one in a temporary folder, gone when the server stops."""
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

    def __post_init__(self) -> None:
        _check("port", 0 <= self.port <= 65535, "a port number from 0 to 65535")
        _check("rate_limit_factor", self.rate_limit_factor >= 1, "a whole number from 1")
        _check("stream_seconds", self.stream_seconds >= 1, "a whole number of seconds from 1")
        _check("log_level", self.log_level in LEVELS, f"one of {', '.join(LEVELS)}")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Raises SettingsError for a value that cannot be read, and for a name under our prefix that is no setting."""
        given = {
            name.removeprefix(PREFIX).lower(): value
            for name, value in (os.environ if environment is None else environment).items()
            if name.startswith(PREFIX)
        }
        defaults: dict[str, object] = {field.name: field.default for field in fields(cls)}
        unknown = sorted(given.keys() - defaults.keys())
        if unknown:
            known = ", ".join(f"{PREFIX}{name.upper()}" for name in defaults)
            raise SettingsError(f"{PREFIX}{unknown[0].upper()} is no setting; there are {known}")
        values: dict[str, object] = {}
        for name, text in given.items():
            if isinstance(defaults[name], bool):
                _check(name, text in _BOOLEANS, "true or false")
                values[name] = _BOOLEANS[text]
            elif isinstance(defaults[name], int):
                _check(name, text.isascii() and text.isdecimal(), "a whole number")
                values[name] = int(text)
            else:
                values[name] = text
        return cls(**values)  # type: ignore[arg-type]  # checked one by one above


_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


def _check(name: str, holds: bool, must_be: str) -> None:
    if not holds:
        raise SettingsError(f"{PREFIX}{name.upper()} must be {must_be}")
