"""One client: makes calls through the SDK, the same one again until there is an answer."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from typing import Any

from vouajudar import errors
from vouajudar._answer import ApiResponse

from .findings import Findings
from .gate import Gate
from .ledger import Acked, Ledger, Refused

Emits = Callable[[Any], Sequence[tuple[str, str]]]

_RETRIED = (errors.ServiceUnavailableError, errors.IdempotencyInProgressError, errors.RateLimitedError)


class RefusedError(Exception):
    """The journey ends here."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.slug = slug


class Client:
    """`name`: unique, it begins every key."""

    def __init__(self, name: str, seed: int, gate: Gate, ledger: Ledger, findings: Findings) -> None:
        self.chance = random.Random(seed)
        self._name = name
        self._gate = gate
        self._ledger = ledger
        self._findings = findings
        self._number = 0

    def key(self) -> str:
        self._number += 1
        return f"{self._name}-{self._number:06d}-{self.chance.getrandbits(64):016x}"

    def command(
        self,
        operation: str,
        call: Callable[[str], ApiResponse[Any]],
        *,
        journey: Sequence[str] = (),
        tag: str | None = None,
        emits: Emits = lambda _body: (),
        subject: Callable[[Any], dict[str, Any]] = lambda body: body,
        key: str | None = None,
        keyed: bool = True,
        may_refuse: Callable[[str, bool], bool] = lambda _slug, _retried: False,
    ) -> Any:
        """The body of the answer, as JSON. `journey`: ids of what the call is about; `subject`: the versioned resource in it.
        `may_refuse`: whether a problem with this slug is right, on a retry or not.

        Raises RefusedError with a problem that no retry mends; FinishedError before the first attempt, at the end of the run.
        """
        key = key or self.key()
        names = [*journey, *([tag] if tag else ())]
        begun = retried = False
        while True:
            self._gate.enter(new=not begun)
            if not begun:
                self._ledger.begin(names, tag)
                begun = True
            try:
                response = call(key)
            except errors.APIConnectionError as lost:
                if lost.sent:
                    self._ledger.retry()
                    retried = True
                time.sleep(0.02)
                continue
            except _RETRIED:
                time.sleep(0.02)
                continue
            except errors.APIError as problem:
                slug = problem.slug or str(problem.status)
                wrong = not may_refuse(slug, retried)
                self._ledger.refuse(Refused(operation, tuple(journey), slug, retried) if wrong else None, names, tag)
                raise RefusedError(slug) from problem
            body = response.json() if response.content else {}
            self._judge(operation, response, body, retried=retried)
            resource = subject(body)
            self._ledger.acknowledge(
                Acked(
                    operation,
                    str(resource.get("id", "")),
                    int(resource.get("version", 0)),
                    response.status,
                    response.content,
                    (lambda: call(key)) if keyed else None,
                ),
                names,
                tag,
                emits(body),
                replayed="Idempotency-Replayed" in response.headers,
            )
            return body

    def found_done(self, subject: str, event_type: str) -> None:
        """A call whose answer was lost has had its effect, as a GET shows."""
        self._ledger.expect(subject, event_type)

    def query(self, operation: str, call: Callable[[], ApiResponse[Any]], journey: Sequence[str] = ()) -> Any:
        """Reads, until there is an answer. Raises RefusedError, FinishedError."""
        while True:
            self._gate.enter(new=True)
            try:
                return call().json()
            except (errors.APIConnectionError, *_RETRIED):
                time.sleep(0.02)
            except errors.APIError as problem:
                slug = problem.slug or str(problem.status)
                self._ledger.refuse(Refused(operation, tuple(journey), slug, retried=False), (), None)
                raise RefusedError(slug) from problem

    def _judge(self, operation: str, response: ApiResponse[Any], body: Any, *, retried: bool) -> None:
        if response.etag is not None and "version" in body and response.etag != f'"{body["version"]}"':
            self._findings.add("etag", f"{operation}: ETag {response.etag}, version {body['version']}")
        if "Idempotency-Replayed" in response.headers and not retried:
            self._findings.add("replay-differs", f"{operation}: a first call with a new key was answered as a replay")
