"""A full journey at the level of debug: everything secret that was sent or answered is looked for in the log."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from rich.console import Console

from demo.fulfilment import fulfilled_request
from demo.journey import happy_path
from demo.receiver import receiving
from demo.sandbox import Sandbox
from demo.timeline import Timeline
from tests.server_stub.served import Served, ended, served
from tests.server_stub.services.calls import place_draft

SECRET_MEMBERS = frozenset(
    {
        "api_key",
        "access_token",
        "client_secret",
        "secret",
        "pickup_code",
        "dropoff_code",
        "confirmation_code",
        "code",
        "contact_phone",
        "pickup_contact_phone",
        "dropoff_contact_phone",
    }
)
PHONE = "+5551988887777"
SESAME = "sesame-of-the-receiver"
MISPLACED = "va_test_ThisKeyWasPutWhereItDoesNotBelng"


def secrets_in(value: Any) -> Iterator[str]:
    """Values of the members that only their owner may know, wherever they stand."""
    if isinstance(value, dict):
        for name, member in value.items():
            if name in SECRET_MEMBERS and isinstance(member, str):
                yield member
            yield from secrets_in(member)
    elif isinstance(value, list):
        for member in value:
            yield from secrets_in(member)


class Caller:
    """Calls, and every secret that went either way."""

    def __init__(self, server: Served) -> None:
        self.known = set(secrets_in(server.facts))
        self._numbers = iter(range(1_000_000))
        self.http = server.client(event_hooks={"response": [self._note]})

    def _note(self, answer: httpx.Response) -> None:
        answer.read()
        for body in (answer.request.content, answer.content):
            if body[:1] in (b"{", b"["):
                self.known |= set(secrets_in(orjson.loads(body)))

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        key = {"Idempotency-Key": f"secrets-in-logs-{next(self._numbers)}", **headers}
        answer = self.http.post(path, json=body, headers=key)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None


def _keys_and_tokens(server: Served, caller: Caller) -> None:
    partner = server.partner()
    grant = {"grant_type": "client_credentials", "client_id": partner["client_id"], "client_secret": partner["client_secret"]}
    token = caller.http.post("/oauth/token", data=grant).json()["access_token"]
    assert httpx.get(f"{server.base_url}/me", headers={"Authorization": f"Bearer {token}"}).status_code == 200
    assert caller.http.post("/oauth/token", data=grant | {"client_secret": f"{SESAME}-wrong"}).status_code == 401
    made = caller.post("/api-keys", {"name": "backend", "scopes": ["batches:read"]})
    assert httpx.get(f"{server.base_url}/batches", headers={"X-API-Key": made["secret"]}).status_code == 200
    assert caller.http.delete(f"/api-keys/{made['id']}").status_code == 204
    assert httpx.get(f"{server.base_url}/batches", headers={"X-API-Key": made["secret"]}).status_code == 401


def _codes_and_phones(caller: Caller) -> None:
    shelter = caller.post("/locations", place_draft(name="Abrigo", kind="shelter", contact_phone=PHONE))
    item = {"product_type": "meal", "name": "Lunch", "unit": "meal", "quantity": 20}
    request = caller.post("/resource-requests", {"location_id": shelter["id"], "items": [item]})
    body = {"volunteer_ref": "bike_01", "items": [{"item_id": request["items"][0]["id"], "quantity": 20}]}
    made = caller.post(f"/resource-requests/{request['id']}/reservations", body)
    wrong = caller.http.post(f"/reservations/{made['id']}/receipt", json={"code": "000000"})
    assert wrong.status_code == 409
    caller.post(f"/reservations/{made['id']}/receipt", {"code": made["confirmation_code"]})


def _webhooks(caller: Caller, url: str) -> None:
    """An address may hold a secret of its own."""
    endpoint = caller.post("/webhook-endpoints", {"url": f"{url}?token={SESAME}", "event_types": ["*"]})
    caller.post(f"/webhook-endpoints/{endpoint['id']}/rotate-secret")
    caller.post(f"/webhook-endpoints/{endpoint['id']}/test")
    caller.post("/webhook-endpoints", {"url": f"http://127.0.0.1:1/{SESAME}", "event_types": ["*"]})  # nobody listens there


def _have_all_notified(caller: Caller) -> None:
    """From here on every event leaves a line of its own at the level of debug."""
    groups = ("batch", "delivery", "resource_request", "reservation", "location")
    body = {"channels": {group: ["email", "push"] for group in groups}, "quiet_hours": None, "timezone": "America/Sao_Paulo"}
    assert caller.http.put("/notification-preferences", json=body, headers={"If-Match": "*"}).status_code == 200


def _misplaced(server: Served, caller: Caller) -> None:
    """Secrets where they do not belong."""
    caller.known.add(MISPLACED)
    for path in (f"/batches/{MISPLACED}", f"/{MISPLACED}", f"/batches?cursor={MISPLACED}", f"/events?after={MISPLACED}"):
        assert caller.http.get(path).status_code in (400, 404, 422)
    for headers in ({"X-API-Key": MISPLACED}, {"Authorization": f"Bearer {MISPLACED}"}, {"Authorization": f"Basic {MISPLACED}"}):
        assert httpx.get(f"{server.base_url}/me", headers=headers).status_code == 401
    refused = caller.http.post("/batches", json={MISPLACED: MISPLACED}, headers={"Idempotency-Key": MISPLACED})
    assert refused.status_code == 422


@pytest.mark.slow
def test_no_secret_of_a_full_journey_is_in_the_log(tmp_path: Path) -> None:
    with receiving() as receiver, served(tmp_path, environment={"VOUAJUDAR_LOG_LEVEL": "debug"}) as server:
        caller = Caller(server)
        with caller.http:
            sandbox, console = Sandbox(**server.facts), Console(quiet=True)
            _have_all_notified(caller)
            happy_path(sandbox, Timeline(console, ""))
            fulfilled_request(sandbox, receiver, Timeline(console, ""))
            caller.known.add(receiver.secret)
            deliveries = caller.http.get("/deliveries", params={"limit": 100}).json()["items"]
            assert len(deliveries) >= 1
            _keys_and_tokens(server, caller)
            _webhooks(caller, receiver.url)
            _codes_and_phones(caller)
            _misplaced(server, caller)
            caller.known |= {PHONE, SESAME}
        server.process.terminate()
        assert ended(server.process) == 0
    log = "".join(server.logged)
    assert log.count('"vouajudar.access"') > 50
    assert '"debug"' in log
    assert len(caller.known) > 25
    found = [secret for secret in caller.known if re.search(rf"(?<![0-9A-Za-z]){re.escape(secret)}(?![0-9A-Za-z])", log)]
    assert found == []
