"""Is the service there?"""

from __future__ import annotations

from vouajudar_stub.domain.refusal import Refusal
from vouajudar_stub.edge import answers
from vouajudar_stub.edge.call import PublicCall, Reply
from vouajudar_stub.edge.json import dumps
from vouajudar_stub.services.commands import unavailable
from vouajudar_stub.store.protocol import Reading, Store, StoreUnavailableError


class Health:
    """Implements `HealthPort`. `version`: of the contract that is served."""

    def __init__(self, store: Store, version: str) -> None:
        self._store = store
        self._body = dumps({"status": "ok", "version": version})
        self.stopping = False
        """Set before the server stops, so that load balancers turn away."""

    async def get_health(self, call: PublicCall) -> Reply:
        del call
        if self.stopping:
            raise Refusal("service-unavailable", "The server is stopping.", retry_after=5)
        try:
            await self._store.read("live", _head)
        except StoreUnavailableError as error:
            raise unavailable(error) from error
        return answers.ok(self._body)


async def _head(reading: Reading) -> int:
    return await reading.events.head()
