"""Load from a process of its own: `python -m tests.bench.load` reads a plan as JSON from standard input, prints what it measured.

Raw sockets and epoll, nothing else: one call costs it a fraction of what any server spends on it, and its own CPU time is part of
the result, so that a run in which the generator was the limit can be told.
"""

from __future__ import annotations

import json
import resource
import select
import socket
import subprocess
import sys
import time
from array import array
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import urlsplit

from tests.bench.quantiles import quantile

COUNTER = b"%020d"
NUMBER = "{number}"
"""Stands in a request for 20 digits that no other request has: an idempotency key."""
LOCATION = "{location}"
"""Stands in a follow-up for the `Location` of the answer before it."""
CONNECT_AT_ONCE = 200
GRACE_SECONDS = 120.0


@dataclass(frozen=True)
class Plan:
    """What to send."""

    url: str
    requests: Sequence[str]
    """Whole HTTP requests, sent in turn; NUMBER is replaced."""
    connections: int = 32
    seconds: float = 5.0
    calls: int | None = None
    """End after so many calls instead (follow-ups included)."""
    rate: float | None = None
    """Open loop: calls a second, at fixed times whatever the answers do; latency from the time due. None: closed loop."""
    follow_up: str | None = None
    """Sent after each 201, on the same connection."""
    held: Sequence[str] = ()
    """Requests sent once, each on a connection of its own that then stays open and is read: streams."""
    first_number: int = 0


@dataclass
class Measured:
    """What came of a plan. Times in milliseconds unless the name says otherwise."""

    calls: int
    seconds: float
    statuses: dict[str, int]
    p50: float
    p95: float
    p99: float
    worst: float
    cpu_seconds: float
    """CPU time of the generator."""
    broken: int
    """Connections that the server closed."""
    connections: int
    streamed_bytes: int

    @property
    def rate(self) -> float:
        """Calls a second."""
        return self.calls / self.seconds

    @property
    def busy(self) -> float:
        """Share of one core that the generator used; near 1 it was the limit itself."""
        return self.cpu_seconds / self.seconds

    def only(self, *statuses: int) -> None:
        """Raises RuntimeError when any other status was answered, or a connection broke."""
        others = set(self.statuses) - {str(status) for status in statuses}
        if others or self.broken:
            raise RuntimeError(f"answers were {self.statuses}, {self.broken} connections broke")


def request(method: str, path: str, *, headers: dict[str, str] | None = None, body: bytes | None = None) -> str:
    """One HTTP/1.1 request, kept alive."""
    lines = [f"{method} {path} HTTP/1.1", "Host: bench"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if body is not None:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join(lines) + "\r\n\r\n" + (body or b"").decode()


class Load:
    """A generator process at work."""

    def __init__(self, plan: Plan) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.load"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(asdict(plan)).encode())
        self._process.stdin.close()
        self._process.stdin = None

    @property
    def pid(self) -> int:
        return self._process.pid

    def result(self) -> Measured:
        """Raises RuntimeError when the generator failed."""
        out, err = self._process.communicate()
        if self._process.returncode != 0:
            raise RuntimeError(err.decode())
        return Measured(**json.loads(out))

    def kill(self) -> None:
        self._process.kill()
        self._process.communicate()


@contextmanager
def begun(plan: Plan) -> Iterator[Load]:
    """Runs a plan beside what the block does; `result()` waits for its end."""
    load = Load(plan)
    try:
        yield load
    finally:
        load.kill()


def run(plan: Plan) -> Measured:
    """Runs a plan to its end."""
    with begun(plan) as load:
        return load.result()


@dataclass(slots=True)
class _Line:
    """One connection."""

    socket: socket.socket
    due: float = 0.0
    """When its call should have been sent; 0: it is idle."""
    buffer: bytes = b""
    length: int = -1
    """Bytes of the answer that is under way, head included; -1: not known yet."""


@dataclass(slots=True)
class _Generator:
    plan: Plan
    epoll: select.epoll = field(default_factory=select.epoll)
    lines: dict[int, _Line] = field(default_factory=dict[int, _Line])
    idle: deque[_Line] = field(default_factory=deque[_Line])
    late: deque[float] = field(default_factory=deque[float])
    """Due times of calls for which no connection was idle."""
    held: dict[int, socket.socket] = field(default_factory=dict[int, socket.socket])
    latencies: array[float] = field(default_factory=lambda: array("d"))
    statuses: Counter[bytes] = field(default_factory=Counter[bytes])
    templates: list[list[bytes]] = field(default_factory=list[list[bytes]])
    sent: int = 0
    broken: int = 0
    streamed: int = 0
    open: bool = True
    """Calls may still be sent."""

    def measure(self) -> Measured:
        plan = self.plan
        self.templates = [text.encode().split(NUMBER.encode()) for text in plan.requests]
        self._connect()
        used = resource.getrusage(resource.RUSAGE_SELF)
        start = time.perf_counter()
        if plan.rate is None:
            self._closed(start)
        else:
            self._at_rate(start, plan.rate)
        seconds = time.perf_counter() - start
        self.open = False
        after = resource.getrusage(resource.RUSAGE_SELF)
        self._finish()
        ordered = sorted(self.latencies)
        return Measured(
            calls=len(ordered),
            seconds=seconds,
            statuses={status.decode(): count for status, count in self.statuses.items()},
            p50=quantile(ordered, 0.5) * 1000,
            p95=quantile(ordered, 0.95) * 1000,
            p99=quantile(ordered, 0.99) * 1000,
            worst=quantile(ordered, 1.0) * 1000,
            cpu_seconds=after.ru_utime + after.ru_stime - used.ru_utime - used.ru_stime,
            broken=self.broken,
            connections=len(self.lines) + len(self.held),
            streamed_bytes=self.streamed,
        )

    def _connect(self) -> None:
        for text in self.plan.held:
            held = self._open()
            held.sendall(text.encode())
            self.held[held.fileno()] = held
            if len(self.held) % CONNECT_AT_ONCE == 0:
                self._poll(0.05)
        for _ in range(self.plan.connections):
            line = _Line(self._open())
            self.lines[line.socket.fileno()] = line
            self.idle.append(line)
            if len(self.lines) % CONNECT_AT_ONCE == 0:
                self._poll(0.01)

    def _open(self) -> socket.socket:
        address = urlsplit(self.plan.url)
        connection = socket.create_connection((address.hostname or "127.0.0.1", address.port or 80))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.setblocking(False)
        self.epoll.register(connection, select.EPOLLIN)
        return connection

    def _closed(self, start: float) -> None:
        end = start + self.plan.seconds if self.plan.calls is None else float("inf")
        while self.idle:
            self._send(self.idle.popleft(), time.perf_counter())
        while time.perf_counter() < end and self.open and self.lines:
            self._poll(0.1)

    def _at_rate(self, start: float, rate: float) -> None:
        total = self.plan.calls or int(self.plan.seconds * rate)
        given = 0
        while len(self.latencies) < total and self.lines:
            now = time.perf_counter()
            if now > start + total / rate + GRACE_SECONDS:
                raise TimeoutError(f"{total - len(self.latencies)} of {total} calls were not answered")
            for number in range(given, min(total, int((now - start) * rate) + 1)):
                self.late.append(start + number / rate)
                given = number + 1
            while self.late and self.idle:
                self._send(self.idle.popleft(), self.late.popleft())
            self._poll(max(0.0, min(0.05, start + given / rate - time.perf_counter())) if given < total else 0.05)

    def _finish(self) -> None:
        """Waits for the answers that are due, so that what was acknowledged is known exactly."""
        end = time.perf_counter() + GRACE_SECONDS
        while any(line.due for line in self.lines.values()) and time.perf_counter() < end:
            self._poll(0.1)

    def _poll(self, seconds: float) -> None:
        for fd, _ in self.epoll.poll(seconds):
            line = self.lines.get(fd)
            if line is None:
                self._stream(fd)
            else:
                self._receive(line)

    def _stream(self, fd: int) -> None:
        data = self.held[fd].recv(262_144)
        self.streamed += len(data)
        if not data:
            self.broken += 1
            self.epoll.unregister(fd)
            self.held.pop(fd).close()

    def _receive(self, line: _Line) -> None:
        try:
            data = line.socket.recv(262_144)
        except ConnectionError:
            data = b""
        if not data:
            self._lost(line)
            return
        buffer = line.buffer = line.buffer + data if line.buffer else data
        if line.length < 0:
            head = buffer.find(b"\r\n\r\n")
            if head < 0:
                return
            at = buffer.find(b"content-length: ", 0, head)
            line.length = head + 4 + (int(buffer[at + 16 : buffer.find(b"\r", at)]) if at >= 0 else 0)
        if len(buffer) >= line.length:
            line.buffer, line.length = b"", -1
            self._answered(line, buffer)

    def _answered(self, line: _Line, answer: bytes) -> None:
        now = time.perf_counter()
        status = answer[9:12]
        self.latencies.append(now - line.due)
        self.statuses[status] += 1
        line.due = 0.0
        if status == b"201" and self.plan.follow_up is not None:
            at = answer.find(b"location: ")
            location = answer[at + 10 : answer.find(b"\r", at)].decode()
            line.due = now
            line.socket.send(self.plan.follow_up.replace(LOCATION, location).encode())
        elif self.plan.rate is not None:
            self.idle.append(line)
        elif self.open:
            self._send(line, now)

    def _send(self, line: _Line, due: float) -> None:
        each = 1 if self.plan.follow_up is None else 2
        if self.plan.calls is not None and self.sent >= self.plan.calls // each:
            self.open = any(other.due for other in self.lines.values())
            return
        template = self.templates[self.sent % len(self.templates)]
        self.sent += 1
        line.due = due
        line.socket.send((COUNTER % (self.plan.first_number + self.sent)).join(template))

    def _lost(self, line: _Line) -> None:
        self.broken += 1
        self.epoll.unregister(line.socket)
        self.lines.pop(line.socket.fileno())
        line.socket.close()


def main() -> int:
    given: dict[str, Any] = json.load(sys.stdin)
    measured = _Generator(Plan(**given)).measure()
    json.dump(asdict(measured), sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
