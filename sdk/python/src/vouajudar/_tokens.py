"""The request for an access token, and what its answer holds."""

from __future__ import annotations

import json
from typing import Any, cast

from vouajudar._answer import Answer
from vouajudar._credentials import ClientCredentials
from vouajudar._encoding import form_of
from vouajudar._errors import DecodingError
from vouajudar._facts import TOKEN_PATH, USER_AGENT
from vouajudar._operation import Operation
from vouajudar._request import Prepared
from vouajudar._settings import Settings

_FORM = "application/x-www-form-urlencoded"
_TOKEN: Operation[Any] = Operation("token request", "POST", TOKEN_PATH or "", body_type=_FORM, public=True)


def token_request(settings: Settings, credential: ClientCredentials, seconds: float | None) -> Prepared:
    """RFC 6749 section 4.4. A token has no effect beyond itself: to ask twice does no harm."""
    return Prepared(
        operation=_TOKEN,
        url=f"{settings.base_url}{TOKEN_PATH}",
        headers={"Accept": "application/json", "User-Agent": USER_AGENT, "Content-Type": _FORM},
        content=form_of(credential.form()),
        timeout=settings.timeout,
        total_timeout=seconds,
        max_retries=settings.max_retries,
        repeatable=True,
        anonymous=True,
        conditional=False,
    )


def token_in(answer: Answer) -> tuple[str, float]:
    """The token and the seconds it lives. Raises DecodingError."""
    try:
        body = json.loads(answer.content)
    except ValueError:
        body = None
    if isinstance(body, dict):
        members = cast("dict[str, object]", body)
        token, life = members.get("access_token"), members.get("expires_in", 3600)
        if isinstance(token, str) and isinstance(life, (int, float)):
            return token, float(life)
    raise DecodingError("the answer to the token request has no access_token", answer)
