"""What a command will ask its store for can be read off the call: the reply of its key, and every resource that it names."""

from __future__ import annotations

import re
from collections.abc import Mapping

import orjson

from vouajudar_stub.edge.call import Call
from vouajudar_stub.store.protocol import Foreseen, Kind

_KINDS: Mapping[str, Kind] = {
    "loc": "location",
    "bat": "batch",
    "del": "delivery",
    "req": "resource_request",
    "rsv": "reservation",
    "whe": "webhook_endpoint",
}
_ID = re.compile(rf"\b(?:{'|'.join(_KINDS)})_[0-9A-HJKMNP-TV-Z]{{26}}\b")


def foreseen(call: Call, body: object) -> Foreseen:
    """`body` is the JSON value of the request body. A hint: what is not there, or is missing here, does no harm."""
    named = f"{call.path} {orjson.dumps(body).decode()}"
    ids = dict.fromkeys(found[0] for found in _ID.finditer(named))
    key = call.idempotency_key
    reply = None if key is None else (call.partner.id, call.operation, key)
    return Foreseen(tuple((_KINDS[id_[:3]], id_) for id_ in ids), reply)
