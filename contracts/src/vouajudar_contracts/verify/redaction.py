"""Keeps credentials out of what is printed: by the shapes that the contract gives them, and by value."""

from __future__ import annotations

import re
from collections.abc import Iterable

HIDDEN = "[hidden]"
SHAPES = re.compile(
    r"(va_(?:live|test)_)[A-Za-z0-9]{32}"  # API keys
    r"|(whsec_)[A-Za-z0-9+/=_-]{16,}"  # secrets of webhook endpoints
    r"|(eyJ)[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}"  # access tokens
    r"|(Basic )[A-Za-z0-9+/=]{8,}"
)


def redacted(text: str, secrets: Iterable[str] = ()) -> str:
    """`text` without these secrets and without anything that has the shape of one; a shape keeps its first letters."""
    for secret in sorted((each for each in secrets if each), key=len, reverse=True):
        text = text.replace(secret, HIDDEN)
    return SHAPES.sub(lambda found: next(start for start in found.groups() if start) + HIDDEN, text)
