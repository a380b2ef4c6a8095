"""Sends over what the caller passed in: a client of httpx or one like it, or a bare transport."""

from __future__ import annotations

from time import monotonic
from typing import Any

from vouajudar._answer import Answer
from vouajudar._attempt import Attempt
from vouajudar._failures import explain
from vouajudar._lines import lines_of, lines_of_async
from vouajudar._pool import phases


class ClientSender:
    """Sends over the caller's client, which need not be httpx's own as long as it behaves like it."""

    def __init__(self, client: Any, *, own: bool = False) -> None:
        self._client = client
        self._own = own

    def send(self, attempt: Attempt) -> Answer:
        ends_at = None if attempt.seconds is None else monotonic() + attempt.seconds
        try:
            response = self._client.send(_outgoing(self._client, attempt), stream=True, follow_redirects=False)
            if attempt.stream and response.status_code == 200:
                return _answer(attempt, response, b"").reading(lines_of(attempt, response), response.close)
            try:
                return _answer(attempt, response, _body(response, ends_at))
            finally:
                response.close()
        except Exception as reason:
            explain(reason, attempt)

    def close(self) -> None:
        if self._own:
            self._client.close()


class AsyncClientSender:
    """Sends over the caller's asynchronous client."""

    def __init__(self, client: Any, *, own: bool = False) -> None:
        self._client = client
        self._own = own

    async def send(self, attempt: Attempt) -> Answer:
        from anyio import move_on_after

        try:
            with move_on_after(attempt.seconds) as scope:
                response = await self._client.send(_outgoing(self._client, attempt), stream=True, follow_redirects=False)
                if attempt.stream and response.status_code == 200:
                    return _answer(attempt, response, b"").reading(lines_of_async(attempt, response), response.aclose)
                try:
                    return _answer(attempt, response, await response.aread())
                finally:
                    await response.aclose()
            assert scope.cancelled_caught  # noqa: S101  # there is no other way out of the block
            raise TimeoutError("the attempt's time is over")
        except Exception as reason:
            explain(reason, attempt)

    async def close(self) -> None:
        if self._own:
            await self._client.aclose()


def _outgoing(client: Any, attempt: Attempt) -> Any:
    """The phases get no more than the attempt has; with a plain number each read does, which is checked between them."""
    limits = {
        name: attempt.seconds if limit is None else limit if attempt.seconds is None else min(limit, attempt.seconds)
        for name, limit in phases(attempt.timeout).items()
    }
    request = client.build_request(attempt.method, attempt.url, headers=attempt.headers, content=attempt.content)
    request.extensions["timeout"] = limits
    return request


def _body(response: Any, ends_at: float | None) -> bytes:
    if ends_at is None:
        return bytes(response.read())
    chunks: list[bytes] = []
    for chunk in response.iter_bytes():
        if monotonic() > ends_at:
            raise TimeoutError("the attempt's time is over")
        chunks.append(chunk)
    return b"".join(chunks)


def _answer(attempt: Attempt, response: Any, content: bytes) -> Answer:
    return Answer(attempt.method, attempt.url, response.status_code, list(response.headers.raw), content)
