"""What the API says about the end of an operation's life, told once."""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from datetime import UTC, datetime

_SUCCESSOR = re.compile(r'<([^>]*)>[^,]*;\s*rel="?(?:successor-version|alternate)"?')
_told: set[str] = set()


def deprecation(operation: str, headers: Mapping[str, str]) -> None:
    """A DeprecationWarning for the first answer of an operation that carries `Deprecation` or `Sunset`."""
    since, until = headers.get("Deprecation"), headers.get("Sunset")
    if (since is None and until is None) or operation in _told:
        return
    _told.add(operation)
    text = f"{operation} is deprecated{_since(since)}"
    if until is not None:
        text += f"; it ends on {until}"
    successor = _SUCCESSOR.search(headers.get("Link", ""))
    text += f"; use {successor[1]} instead" if successor else "; the API's changelog names what replaces it"
    warnings.warn(text, DeprecationWarning, stacklevel=2)


def _since(value: str | None) -> str:
    """RFC 9745: `@` and seconds of Unix time. Earlier drafts had a date or `true`."""
    if value is None or not value.startswith("@") or not value[1:].isdigit():
        return ""
    return f" since {datetime.fromtimestamp(int(value[1:]), UTC):%Y-%m-%d}"
