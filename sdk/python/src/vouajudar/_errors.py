"""Everything the SDK raises.

VouAjudarError
 ├ NotModified                   304: what you have is current
 ├ APIConnectionError            no answer came
 │  └ APITimeoutError            ... in time
 ├ DecodingError                 an answer came that the contract does not promise
 ├ WaitError                     what was waited for did not come: WaitTimeoutError (yet), WaitEndedError (it cannot any more)
 └ APIError                      the API said no
    ├ OAuthError                 ... to a token request
    └ one class a status (`ConflictStatusError`), and below it one a problem (`InvalidStateError`): see `vouajudar.errors`
"""

from __future__ import annotations

import builtins
from datetime import datetime
from typing import Any, ClassVar, TypeVar, cast

import httpx

from vouajudar._answer import Answer
from vouajudar._facts import PROBLEM_TYPE
from vouajudar._limits import RateLimit

T = TypeVar("T")


class VouAjudarError(Exception):
    """The root: whoever catches this catches all that the SDK raises on purpose."""


class APIConnectionError(VouAjudarError):
    """No answer came: the name did not resolve, the connection was refused or lost."""

    def __init__(self, message: str, *, sent: bool) -> None:
        super().__init__(message, sent)
        self.sent = sent
        """False when the request cannot have reached the API; True when it may have, and may have had its effect."""

    def __str__(self) -> str:
        return str(self.args[0])

    def __reduce__(self) -> Any:
        return _connection_error, (type(self), self.args[0], self.sent)


class APITimeoutError(APIConnectionError):
    """No answer came in time."""


def _connection_error(kind: type[APIConnectionError], message: str, sent: bool) -> APIConnectionError:
    return kind(message, sent=sent)


class _AnsweredError(VouAjudarError):
    """Something that carries the API's answer."""

    def __init__(self, message: str, answer: Answer) -> None:
        super().__init__(message, answer)
        self._answer = answer

    def __str__(self) -> str:
        return str(self.args[0])

    @property
    def status(self) -> int:
        return self._answer.status

    @property
    def headers(self) -> httpx.Headers:
        return self._answer.headers

    @property
    def request_id(self) -> str | None:
        """What to quote to support."""
        return self._answer.request_id

    @property
    def content(self) -> bytes:
        """The bytes of the answer's body as they came."""
        return self._answer.content


class NotModified(_AnsweredError):  # noqa: N818  # it is no error
    """The resource still has the tag that you sent as `if_none_match`: keep what you have.

    Raised only when `if_none_match` was given. It is no failure, and there is no body to return.
    """

    @property
    def etag(self) -> str | None:
        return self._answer.header("ETag")


class DecodingError(_AnsweredError):
    """The answer is not what the contract promises; `content` still holds it."""


class WaitError(VouAjudarError):
    """What was waited for has not come."""

    def __init__(self, message: str, last: Any, cursor: str) -> None:
        super().__init__(message, last, cursor)
        self.last = last
        """The resource as it was last seen."""
        self.cursor = cursor
        """Where the feed was last read: pass it as `after=` to go on waiting from there."""

    def __str__(self) -> str:
        return str(self.args[0])


class WaitTimeoutError(WaitError):
    """It has not come in time; it still can."""


class WaitEndedError(WaitError):
    """It cannot come any more: the resource has reached another terminal status."""


class APIError(_AnsweredError):
    """The API answered with an error.

    `slug` names the problem, `retryable` says whether the same call can succeed later without any change.
    """

    fix: ClassVar[str] = ""
    """What to do about it."""
    _slug: ClassVar[str | None] = None
    """The problem that this class stands for; None for a class of a status."""
    _retryable: ClassVar[bool | None] = None

    def __init__(self, answer: Answer) -> None:
        self.body: Any = body_of(answer)
        """The answer's body: a dict of the problem's members, or the text of something that is no JSON."""
        super().__init__(self._message(answer), answer)

    def __reduce__(self) -> Any:
        return type(self), (self._answer,)

    @property
    def type(self) -> str | None:
        """The problem's URI, its documentation."""
        return self._text("type")

    @property
    def slug(self) -> str | None:
        """The problem's name: the last segment of its type. None when the answer names no problem of this API."""
        return slug_of(self.body)

    @property
    def title(self) -> str | None:
        return self._text("title")

    @property
    def detail(self) -> str | None:
        """What was wrong with this call."""
        return self._text("detail")

    @property
    def request_id(self) -> str | None:
        return self._text("request_id") or self._answer.request_id

    @property
    def rate_limit(self) -> RateLimit | None:
        """The policy that this call counted against, and what is left of it."""
        return self._answer.rate_limit

    @property
    def errors(self) -> list[dict[str, str]]:
        """One entry for each bad value: `pointer` (in the body) or `parameter`, `code`, `detail`."""
        found = self._member("errors")
        return cast("list[dict[str, str]]", found) if isinstance(found, list) else []

    @property
    def retryable(self) -> bool:
        """Whether the same call can succeed later as it is."""
        if self._retryable is not None:
            return self._retryable
        return self.status == 429 or self.status >= 500

    def _member(self, name: str) -> Any:
        body: Any = self.body
        return cast("dict[str, Any]", body).get(name) if isinstance(body, dict) else None

    def _text(self, name: str) -> str | None:
        value = self._member(name)
        return value if isinstance(value, str) else None

    def _extra(self, name: str, kind: builtins.type[T]) -> T:
        """A member that this problem has beside the common ones. Raises DecodingError when it is missing or of another kind."""
        value: object = self._member(name)
        if not isinstance(value, kind):
            raise self._incomplete(name)
        return value

    def _extra_or_none(self, name: str, kind: builtins.type[T]) -> T | None:
        return None if self._member(name) is None else self._extra(name, kind)

    def _extra_texts(self, name: str) -> list[str]:
        value = self._member(name)
        if not isinstance(value, list):
            raise self._incomplete(name)
        return [str(item) for item in cast("list[object]", value)]

    def _extra_time(self, name: str) -> datetime:
        try:
            return datetime.fromisoformat(self._extra(name, str))
        except ValueError:
            raise self._incomplete(name) from None

    def _extra_time_or_none(self, name: str) -> datetime | None:
        return None if self._member(name) is None else self._extra_time(name)

    def _incomplete(self, name: str) -> DecodingError:
        return DecodingError(f"the problem {self.slug} came without a proper member {name!r}", self._answer)

    def _message(self, answer: Answer) -> str:
        slug = slug_of(self.body) or "error"
        detail = self.detail or self.title or _excerpt(self.body) or "no explanation"
        parts = [f"{answer.status} {slug}: {detail}"]
        parts += (f"  {e.get('pointer') or e.get('parameter') or '?'}: {e.get('detail') or e.get('code')}" for e in self.errors)
        if self.fix:
            parts.append(f"What to do: {self.fix}")
        parts.append(f"({answer.method} {answer.url}, request {self._text('request_id') or answer.request_id or 'without id'})")
        return "\n".join(parts)


class OAuthError(APIError):
    """The token endpoint said no, in the words of RFC 6749 section 5.2."""

    @property
    def error(self) -> str | None:
        """`invalid_client`, `invalid_scope`, ..."""
        return self._text("error")

    @property
    def detail(self) -> str | None:
        return self._text("error_description") or self.error


def slug_of(body: Any) -> str | None:
    """The slug of a problem: the last segment of its type."""
    kind = cast("dict[str, Any]", body).get("type") if isinstance(body, dict) else None
    if isinstance(kind, str) and kind.startswith(PROBLEM_TYPE):
        return kind.removeprefix(PROBLEM_TYPE)
    return None


def body_of(answer: Answer) -> Any:
    """The answer as JSON, or as text when it is none."""
    try:
        return answer.json()
    except ValueError:
        return answer.content.decode(errors="replace")


def _excerpt(body: Any) -> str:
    text = body if isinstance(body, str) else ""
    return text if len(text) <= 200 else f"{text[:200]}..."
