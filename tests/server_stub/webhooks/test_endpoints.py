from __future__ import annotations

import re
from base64 import b64decode
from typing import Any

import pytest
from vouajudar_stub.domain.webhook_targets import TargetRules
from vouajudar_stub.services.cursors import Cursors
from vouajudar_stub.services.paging import Lists
from vouajudar_stub.services.webhook_endpoints import WebhookEndpoints

from tests.server_stub.services.town import APP, KITCHEN
from tests.server_stub.webhooks.post_office import PostOffice, refused

URL = "https://hooks.rota-solidaria.example/vouajudar"
DRAFT = {"url": URL, "event_types": ["batch.*", "delivery.*"]}


async def test_a_new_endpoint_shows_its_secret_once(office: PostOffice) -> None:
    created = await office.ask(APP, office.endpoints.create_webhook_endpoint, DRAFT)
    secret = created.body["secret"]
    assert created.status == 201
    assert created.headers["Location"] == f"/v1/webhook-endpoints/{created.body['id']}"
    assert created.headers["ETag"] == '"1"'
    assert created.headers["Cache-Control"] == "no-store"
    assert re.fullmatch(r"whsec_[A-Za-z0-9+/]{32,96}={0,2}", secret)
    assert len(b64decode(secret.removeprefix("whsec_"))) == 32
    shown = await office.endpoint(APP, created.body["id"])
    assert shown == {name: value for name, value in created.body.items() if name != "secret"}
    assert shown["status"] == "enabled"
    assert shown["disabled_reason"] is None
    assert shown["description"] == ""


async def test_a_repeated_creation_answers_the_same_secret(office: PostOffice) -> None:
    first = await office.ask(APP, office.endpoints.create_webhook_endpoint, DRAFT, key="the-same-key-0001")
    again = await office.ask(APP, office.endpoints.create_webhook_endpoint, DRAFT, key="the-same-key-0001")
    assert again.body == first.body
    assert again.headers["Idempotency-Replayed"] == "true"


async def test_a_partner_has_ten_endpoints_at_most(office: PostOffice) -> None:
    ids = [(await office.open(APP, "*"))["id"] for _ in range(10)]
    full = await refused(office.ask(APP, office.endpoints.create_webhook_endpoint, DRAFT))
    assert (full.slug, full.extra) == ("limit-reached", {"limit": 10})
    await office.open(KITCHEN, "*")  # another partner's number is its own
    await office.ask(APP, office.endpoints.delete_webhook_endpoint, ids[0])
    await office.open(APP, "*")


async def test_addresses_inside_the_platform_are_refused_at_creation_and_change(office: PostOffice) -> None:
    town = office.town
    cursors = Cursors(b"x" * 32)
    strict = WebhookEndpoints(town.commands, town.queries, Lists(town.queries, cursors), cursors, TargetRules())
    for url in ("http://partner.example.org/", "https://192.168.0.1/", "https://[::1]/", "https://2130706433/"):
        at_creation = await refused(office.ask(APP, strict.create_webhook_endpoint, {**DRAFT, "url": url}))
        assert at_creation.slug == "webhook-url-rejected"
    endpoint = (await office.ask(APP, strict.create_webhook_endpoint, DRAFT)).body
    change = {"url": "https://10.0.0.1/"}
    at_change = await refused(office.ask(APP, strict.update_webhook_endpoint, endpoint["id"], change, if_match="1"))
    assert at_change.slug == "webhook-url-rejected"


async def test_the_kind_of_address_is_judged_before_the_number_of_endpoints(office: PostOffice) -> None:
    for _ in range(10):
        await office.open(APP, "*")
    wrong: dict[str, Any] = {**DRAFT, "url": "https://192.168.0.1/"}
    assert (await refused(office.ask(APP, office.endpoints.create_webhook_endpoint, wrong))).slug == "webhook-url-rejected"


async def test_an_effective_change_raises_the_version_and_no_change_does_not(office: PostOffice) -> None:
    endpoint = (await office.open(APP, "batch.*"))["id"]
    update = office.endpoints.update_webhook_endpoint
    changed = await office.ask(APP, update, endpoint, {"event_types": ["*"], "description": "backend"}, if_match="1")
    assert (changed.body["version"], changed.headers["ETag"]) == (2, '"2"')
    assert changed.body["event_types"] == ["*"]
    same = await office.ask(APP, update, endpoint, {"event_types": ["*"], "status": "enabled"}, if_match="2")
    assert same.body == changed.body
    assert (await refused(office.ask(APP, update, endpoint, {"description": "x"}))).slug == "precondition-required"
    stale = await refused(office.ask(APP, update, endpoint, {"description": "x"}, if_match="1"))
    assert (stale.slug, stale.extra) == ("precondition-failed", {"current_etag": '"2"'})


async def test_a_partner_disables_and_enables_its_endpoint(office: PostOffice) -> None:
    endpoint = (await office.open(APP, "*"))["id"]
    off = await office.change(APP, endpoint, status="disabled")
    assert (off["status"], off["disabled_reason"], off["version"]) == ("disabled", "by_partner", 2)
    on = await office.change(APP, endpoint, status="enabled")
    assert (on["status"], on["disabled_reason"], on["version"]) == ("enabled", None, 3)


async def test_nothing_is_sent_on_request_to_a_disabled_endpoint(office: PostOffice) -> None:
    endpoint = (await office.open(APP, "*"))["id"]
    await office.change(APP, endpoint, status="disabled")
    since = {"since": "2020-01-01T00:00:00Z"}
    assert (await refused(office.ask(APP, office.endpoints.send_test_event, endpoint))).slug == "webhook-disabled"
    assert (await refused(office.ask(APP, office.endpoints.redeliver_events, endpoint, since))).slug == "webhook-disabled"
    unknown = {"event_ids": [f"evt_{0:026}"]}
    assert (await refused(office.ask(APP, office.endpoints.redeliver_events, endpoint, unknown))).slug == "not-found"


async def test_rotating_the_secret_is_no_new_version(office: PostOffice) -> None:
    endpoint = await office.open(APP, "*")
    rotated = await office.ask(APP, office.endpoints.rotate_webhook_secret, endpoint["id"])
    assert rotated.headers["Cache-Control"] == "no-store"
    assert rotated.body["version"] == 1
    assert rotated.body["secret"] != endpoint["secret"]


async def test_a_deleted_endpoint_is_gone(office: PostOffice) -> None:
    endpoint = (await office.open(APP, "*"))["id"]
    assert (await office.ask(APP, office.endpoints.delete_webhook_endpoint, endpoint)).status == 204
    assert (await refused(office.ask(APP, office.endpoints.delete_webhook_endpoint, endpoint))).slug == "not-found"
    assert (await refused(office.ask(APP, office.endpoints.get_webhook_endpoint, endpoint))).slug == "not-found"


@pytest.mark.parametrize("operation", ["get", "delete", "rotate", "test", "attempts", "redeliver", "update"])
async def test_another_partners_endpoint_is_not_there(office: PostOffice, operation: str) -> None:
    endpoint = (await office.open(APP, "*"))["id"]
    endpoints = office.endpoints
    attempts: dict[str, Any] = {"outcome": None, "event_id": None, "limit": 20, "cursor": None}
    ask = {
        "get": lambda: office.ask(KITCHEN, endpoints.get_webhook_endpoint, endpoint),
        "delete": lambda: office.ask(KITCHEN, endpoints.delete_webhook_endpoint, endpoint),
        "rotate": lambda: office.ask(KITCHEN, endpoints.rotate_webhook_secret, endpoint),
        "test": lambda: office.ask(KITCHEN, endpoints.send_test_event, endpoint),
        "attempts": lambda: office.ask(KITCHEN, endpoints.list_webhook_attempts, endpoint, **attempts),
        "redeliver": lambda: office.ask(KITCHEN, endpoints.redeliver_events, endpoint, {"since": "2020-01-01T00:00:00Z"}),
        "update": lambda: office.ask(KITCHEN, endpoints.update_webhook_endpoint, endpoint, {"description": "x"}, if_match="*"),
    }
    assert (await refused(ask[operation]())).slug == "not-found"


async def test_the_list_shows_own_endpoints_by_creation_page_by_page(office: PostOffice) -> None:
    await office.open(KITCHEN, "*")
    mine = [(await office.open(APP, "*"))["id"] for _ in range(3)]
    await office.change(APP, mine[0], description="changed last")
    first = (await office.ask(APP, office.endpoints.list_webhook_endpoints, limit=2, cursor=None)).body
    rest = await office.ask(APP, office.endpoints.list_webhook_endpoints, limit=2, cursor=first["next_cursor"])
    assert [each["id"] for each in (*first["items"], *rest.body["items"])] == mine
    assert rest.body["next_cursor"] is None
    assert all("secret" not in each for each in first["items"])
