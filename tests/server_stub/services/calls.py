"""Calls as the edge makes them, for services that are tested one by one."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import Any

import orjson
from vouajudar_stub.edge.call import Call, Fault, Partner, Reply

_numbers = count(1)


def call(
    who: Partner,
    operation: str = "createLocation",
    path: str = "/locations",
    *,
    key: str | None = None,
    if_match: str | None = None,
    if_none_match: str | None = None,
    delay_ms: int = 0,
    scopes: tuple[str, ...] | None = None,
) -> Call:
    return Call(
        operation=operation,
        partner=who if scopes is None else replace(who, scopes=frozenset(scopes)),
        request_id=f"rid_{next(_numbers):026}",
        traceparent=f"00-{1:032}-{2:016}-01",
        path=path,
        if_match=if_match,
        if_none_match=if_none_match,
        idempotency_key=key,
        fault=Fault(delay_ms=delay_ms) if delay_ms else None,
    )


def body_of(reply: Reply) -> Any:
    assert reply.body is not None
    return orjson.loads(reply.body)


def place_draft(**members: Any) -> Any:
    return {
        "kind": "provider",
        "name": "Cozinha Solidaria Guaiba Vivo",
        "address": "Rua dos Andradas 1001",
        "city_id": "porto-alegre",
        "position": {"lat": -30.0346, "lng": -51.2177},
        **members,
    }
