"""Which error an answer is: the only place that knows both the runtime's errors and the catalogue's."""

from __future__ import annotations

from typing import Any, cast

from vouajudar._answer import Answer
from vouajudar._errors import APIError, OAuthError, body_of, slug_of


def error_of(answer: Answer) -> APIError:
    """The most exact error of an answer: by its problem, else by its status."""
    from vouajudar import errors  # not needed before the first error, and import time counts

    body = body_of(answer)
    slug = slug_of(body)
    if slug is None and isinstance(body, dict) and isinstance(cast("dict[str, Any]", body).get("error"), str):
        return OAuthError(answer)
    of_status = errors.BY_STATUS.get(answer.status, APIError)
    of_slug = errors.BY_SLUG.get(slug or "", of_status)
    return of_slug(answer) if issubclass(of_slug, of_status) else of_status(answer)
