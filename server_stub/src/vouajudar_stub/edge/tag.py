"""What the generated routes of one tag share."""

from __future__ import annotations

from typing import Generic, TypeVar

from vouajudar_stub.edge.gate import Gate
from vouajudar_stub.edge.problems import NotImplementedYet

PortT = TypeVar("PortT")


class TagRoutes(Generic[PortT]):
    """Routes of one tag: a gate before them, a port behind them."""

    def __init__(self, gate: Gate, port: PortT | None) -> None:
        self.gate = gate
        self._port = port

    @property
    def port(self) -> PortT:
        """The service. Raises NotImplementedYet when there is none."""
        if self._port is None:
            raise NotImplementedYet
        return self._port
