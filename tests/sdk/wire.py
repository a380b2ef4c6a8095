"""A server of raw sockets that does what it is told, byte by byte: what no mock of a transport can do."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Script = Callable[[socket.socket, bytes], None]
"""Gets the connection and the request that came over it."""


class WireServer:
    """Runs a script for each request of each connection."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.requests: list[bytes] = []
        self.connections = 0
        self.stopping = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.base_url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/v1"
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        waiting = b""
        try:
            while True:
                while b"\r\n\r\n" not in waiting:
                    received = connection.recv(65536)
                    if not received:
                        return
                    waiting += received
                head, _, waiting = waiting.partition(b"\r\n\r\n")
                length = next((int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
                while len(waiting) < length:
                    waiting += connection.recv(65536)
                body, waiting = waiting[:length], waiting[length:]
                self.requests.append(head + b"\r\n\r\n" + body)
                self.script(connection, self.requests[-1])
        except OSError:
            return

    def drip(self, connection: socket.socket, data: bytes, seconds: float) -> None:
        """Send a byte every so often, until all is sent or the server stops."""
        for at in range(len(data)):
            connection.sendall(data[at : at + 1])
            if self.stopping.wait(seconds):
                return

    def close(self) -> None:
        self.stopping.set()
        self._socket.close()
        for connection in self._open:
            connection.close()


@contextmanager
def serving(script: Script) -> Iterator[WireServer]:
    server = WireServer(script)
    try:
        yield server
    finally:
        server.close()


def response(body: bytes, status: str = "200 OK", **headers: str) -> bytes:
    head = {"Content-Type": "application/json", "Content-Length": str(len(body))}
    head |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body
