"""Requests that the measurements send to a stub."""

from __future__ import annotations

import json
from typing import Any
from urllib.request import Request, urlopen

from tests.bench.load import LOCATION, NUMBER, request
from tests.bench.servers import Served


def _key(stub: Served) -> dict[str, str]:
    return {"X-API-Key": stub.partner["api_key"]}


def create_batch(stub: Served) -> str:
    """POST /batches with an idempotency key of its own each time."""
    body = {
        "provider_location_id": stub.place("provider"),
        "product_type": "meal",
        "quantity": 80,
        "description": "Rice, beans and salad",
        "dietary_tags": ["vegan"],
    }
    return request(
        "POST",
        "/v1/batches",
        headers={**_key(stub), "Idempotency-Key": f"bench-{NUMBER}"},
        body=json.dumps(body).encode(),
    )


def mark_ready(stub: Served) -> str:
    """POST {location}/ready, after the answer that named it."""
    return request("POST", f"{LOCATION}/ready", headers={**_key(stub), "Content-Length": "0"})


def get(stub: Served, path: str, **headers: str) -> str:
    return request("GET", f"/v1{path}", headers={**_key(stub), **{name.replace("_", "-"): headers[name] for name in headers}})


def plain_get(path: str) -> str:
    """Without any credential."""
    return request("GET", f"/v1{path}")


def read(stub: Served, path: str) -> Any:
    """The JSON of an answer."""
    with urlopen(Request(f"{stub.url}/v1{path}", headers=_key(stub))) as answer:  # noqa: S310 - our own server
        return json.load(answer)
