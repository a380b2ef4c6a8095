"""Sends asynchronous calls over aiohttp, whose pool serves many calls at once at a fraction of httpx's cost.

pip install 'vouajudar[aiohttp]'

async with AsyncVouAjudar(http_client=AiohttpSender()) as client: ...
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
from yarl import URL

from vouajudar._answer import Answer
from vouajudar._attempt import Attempt
from vouajudar._failures import explain
from vouajudar._pool import phases

CONNECTIONS = 100


class AiohttpSender:
    """Pass it as `http_client`. `session`: one of your own, with your proxy or certificates; it stays yours to close."""

    def __init__(self, session: aiohttp.ClientSession | None = None) -> None:
        self._session = session
        self._own = session is None

    async def send(self, attempt: Attempt) -> Answer:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=CONNECTIONS), cookie_jar=aiohttp.DummyCookieJar(), trust_env=True
            )
        limits = phases(attempt.timeout)
        timeout = aiohttp.ClientTimeout(
            total=None if attempt.stream else attempt.seconds, sock_connect=limits["connect"], sock_read=limits["read"]
        )
        try:
            response = await self._session.request(
                attempt.method,
                URL(attempt.url, encoded=True),
                headers=attempt.headers,
                data=attempt.content,
                allow_redirects=False,
                timeout=timeout,
            )
            if attempt.stream and response.status == 200:

                async def close() -> None:
                    response.close()

                return _answer(attempt, response, b"").reading(_lines(attempt, response), close)
            async with response:
                content = await response.read()
            return _answer(attempt, response, content)
        except Exception as reason:
            explain(reason, attempt)

    async def close(self) -> None:
        if self._own and self._session is not None:
            await self._session.close()


def _answer(attempt: Attempt, response: aiohttp.ClientResponse, content: bytes) -> Answer:
    return Answer(attempt.method, attempt.url, response.status, response.raw_headers, content)


async def _lines(attempt: Attempt, response: aiohttp.ClientResponse) -> AsyncIterator[str]:
    try:
        async for line in response.content:
            yield line.decode().rstrip("\r\n")
    except Exception as reason:
        explain(reason, attempt)
    finally:
        response.close()
