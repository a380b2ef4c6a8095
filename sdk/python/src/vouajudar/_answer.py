"""What came back: the plain answer, and the answer with its parsed body."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, Generic, Self, TypeVar

import httpx

from vouajudar._limits import RateLimit, rate_limit_of

T_co = TypeVar("T_co", covariant=True)

RawHeaders = Sequence[tuple[bytes, bytes]]


class Answer:
    """One HTTP answer, read to the end, without anything of the request that could hold a secret."""

    __slots__ = ("_headers", "_raw", "close", "content", "lines", "method", "status", "url")

    def __init__(self, method: str, url: str, status: int, headers: RawHeaders, content: bytes) -> None:
        self.method = method
        self.url = url
        self.status = status
        self._raw = headers
        self._headers: httpx.Headers | None = None
        self.content = content
        self.lines: Any = None
        """Iterator over the lines of a stream that is still open; None for an answer that was read."""
        self.close: Callable[[], Any] | None = None

    def reading(self, lines: Any, close: Callable[[], Any]) -> Self:
        """Itself, its body still to be read: line by line, until it is closed."""
        self.lines = lines
        self.close = close
        return self

    def __reduce__(self) -> tuple[type[Answer], tuple[str, str, int, list[tuple[bytes, bytes]], bytes]]:
        return Answer, (self.method, self.url, self.status, list(self._raw), self.content)

    @property
    def headers(self) -> httpx.Headers:
        """Case does not matter in the names."""
        if self._headers is None:
            self._headers = httpx.Headers(list(self._raw))
        return self._headers

    def header(self, name: str) -> str | None:
        value: str | None = self.headers.get(name)
        return value

    def has(self, name: bytes) -> bool:
        """Whether a header of this lower-case name is there, at the price of a glance."""
        return any(key.lower() == name for key, _ in self._raw)

    @property
    def request_id(self) -> str | None:
        return self.header("X-Request-Id")

    @property
    def rate_limit(self) -> RateLimit | None:
        return rate_limit_of(self.header("RateLimit"), self.header("RateLimit-Policy"))

    def json(self) -> Any:
        """The body as JSON. Raises ValueError when it is none."""
        return json.loads(self.content)

    def __repr__(self) -> str:
        return f"<Answer {self.status} {self.method} {self.url}>"


class ApiResponse(Generic[T_co]):
    """An answer of the API with its parsed body."""

    __slots__ = ("_answer", "_body")

    def __init__(self, answer: Answer, body: T_co) -> None:
        self._answer = answer
        self._body = body

    @property
    def status(self) -> int:
        return self._answer.status

    @property
    def headers(self) -> httpx.Headers:
        """Case does not matter in the names."""
        return self._answer.headers

    @property
    def request_id(self) -> str | None:
        """What to quote to support."""
        return self._answer.request_id

    @property
    def etag(self) -> str | None:
        """For `if_match` and `if_none_match`."""
        return self._answer.header("ETag")

    @property
    def rate_limit(self) -> RateLimit | None:
        """The policy that this call counted against, and what is left of it."""
        return self._answer.rate_limit

    @property
    def replayed(self) -> bool:
        """The answer was given before, to a request with the same Idempotency-Key; this call had no further effect."""
        return self._answer.header("Idempotency-Replayed") == "true"

    @property
    def body(self) -> T_co:
        """What the plain method returns."""
        return self._body

    @property
    def content(self) -> bytes:
        """The bytes of the body as they came."""
        return self._answer.content

    def json(self) -> Any:
        """The body as plain JSON values."""
        return self._answer.json()

    def __repr__(self) -> str:
        return f"<ApiResponse {self.status} {self._answer.method} {self._answer.url}>"
