"""What a run of the fuzzer did and found, for people and for tests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from vouajudar_contracts.document.values import is_array
from vouajudar_contracts.verify.redaction import redacted

STATEFUL = {
    "bat": "batches",
    "del": "deliveries",
    "req": "resource requests",
    "rsv": "reservations",
    "whe": "webhook endpoints",
}
SHOWN = 800
"""So much of an answer stands in a failure."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A rule of the contract that an answer broke: what was sent, what came, which rule, how to see it again."""

    operation: str
    rule: str
    title: str
    message: str
    calls: str
    answer: str

    @property
    def key(self) -> tuple[str, str, str]:
        return self.operation, self.rule, self.title

    def __str__(self) -> str:
        parts = [f"{self.operation}: {self.title} ({self.rule})"]
        for name, text in (("rule", self.message), ("sent", self.calls), ("came", self.answer)):
            if text:
                parts.append(f"  {name}: " + text.strip().replace("\n", "\n        "))
        return "\n".join(parts)


@dataclass(slots=True)
class FuzzReport:
    """Counted over all passes of a run."""

    operations: tuple[str, ...]
    """operationIds that were to be called."""
    seed: int
    """Of the first round."""
    answers: dict[str, Counter[int]] = field(default_factory=dict[str, Counter[int]])
    """Answers by operationId and status."""
    other_methods: Counter[int] = field(default_factory=Counter[int])
    """Answers to methods that a path does not have, by status."""
    links: Counter[tuple[str, int]] = field(default_factory=Counter[tuple[str, int]])
    """Calls made with what a link carried, by link and status."""
    declared_links: int = 0
    reached: dict[tuple[str, str], int] = field(default_factory=dict[tuple[str, str], int])
    """Things seen in a status, by kind of id and status."""
    passes: dict[str, int] = field(default_factory=dict[str, int])
    """Calls by pass."""
    found: dict[tuple[str, str, str], Failure] = field(default_factory=dict[tuple[str, str, str], Failure])
    times: Counter[tuple[str, str, str]] = field(default_factory=Counter[tuple[str, str, str]])
    seconds: float = 0.0

    @property
    def cases(self) -> int:
        return sum(sum(counted.values()) for counted in self.answers.values()) + sum(self.other_methods.values())

    @property
    def failures(self) -> list[str]:
        return [f"{failure}\n  seen: {self.times[key]} times" for key, failure in self.found.items()]

    @property
    def never_called(self) -> list[str]:
        return [name for name in self.operations if not self.answers.get(name)]

    @property
    def never_succeeded(self) -> list[str]:
        return [name for name in self.operations if not any(status < 400 for status in self.answers.get(name, ()))]

    def answered(self, operation: str, status: int) -> int:
        return self.answers.get(operation, Counter())[status]

    def add(self, failure: Failure) -> None:
        self.found.setdefault(failure.key, failure)
        self.times[failure.key] += 1

    def take(self, recorder: Any, names: Mapping[str, str], secrets: Iterable[str]) -> int:
        """Count what a finished scenario of schemathesis recorded; `names`: operationId by label. Returns the calls made."""
        calls = 0
        for case_id, node in recorder.cases.items():
            name = names.get(node.value.operation.label, node.value.operation.label)
            exchange = recorder.interactions.get(case_id)
            response = exchange.response if exchange is not None else None
            if response is not None:
                calls += 1
                declared = str(node.value.method).upper() == node.value.operation.method.upper()
                counted = self.answers.setdefault(name, Counter()) if declared else self.other_methods
                counted[response.status_code] += 1
                if node.transition is not None and node.is_transition_applied:
                    self.links[node.transition.id, response.status_code] += 1
            for check in recorder.checks.get(case_id, []):
                if check.failure_info is not None:
                    broken = check.failure_info.failure
                    sent = check.failure_info.code_sample
                    self.add(
                        Failure(
                            name,
                            check.name,
                            broken.title,
                            redacted(broken.message, secrets),
                            redacted(_repeatable(sent), secrets),
                            redacted(_shown(response), secrets),
                        )
                    )
                elif check.status.name == "ERROR":
                    self.add(Failure(name, check.name, "The check itself broke", "", "", redacted(_shown(response), secrets)))
        return calls

    @property
    def links_followed(self) -> set[str]:
        """Links whose target was called with what they carried, and did it."""
        return {link for link, status in self.links if status < 300}

    def rows(self) -> list[tuple[str, int, str]]:
        """Operation, calls, and how often each status was answered."""
        return [
            (name, counted.total(), spread(counted)) for name in self.operations if (counted := self.answers.get(name, Counter()))
        ]

    def states(self) -> list[tuple[str, str]]:
        """What was seen in which states, and of how many things each."""
        kinds = sorted({kind for kind, _ in self.reached})
        return [
            (STATEFUL.get(kind, kind), ", ".join(f"{status} {n}" for (k, status), n in sorted(self.reached.items()) if k == kind))
            for kind in kinds
        ]

    def __str__(self) -> str:
        called = len(self.operations) - len(self.never_called)
        return f"{self.cases} calls, {called} of {len(self.operations)} operations, {len(self.found)} failures"


def spread(counted: Counter[int]) -> str:
    """`200: 12, 404: 3`"""
    return ", ".join(f"{status}: {times}" for status, times in sorted(counted.items()))


def _repeatable(calls: str) -> str:
    """Calls as they can be made again: with the key from the environment, and a fresh idempotency key."""
    again = calls.replace("'X-API-Key: [Filtered]'", '"X-API-Key: $API_KEY"')
    return again.replace("'Idempotency-Key: [Filtered]'", '"Idempotency-Key: $(uuidgen)"')


def _shown(response: Any) -> str:
    if response is None:
        return "no answer"
    kept = ("content-type", "etag", "location", "allow", "retry-after", "www-authenticate", "x-request-id")
    headers = [f"{name}: {value}" for name in kept if (value := _header(response, name))]
    body = bytes(response.content or b"").decode("utf-8", "replace")
    return "\n".join([str(response.status_code), *headers, body[:SHOWN]])


def _header(response: Any, name: str) -> str:
    value: Any = response.headers.get(name)
    return ", ".join(map(str, value)) if is_array(value) else str(value or "")
