"""What goes over the wire."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from vouajudar import VouAjudar, VouAjudarError
from vouajudar.models import GeoPoint

from .conftest import BASE, KEY, Api

Example = Callable[[str], Any]


@pytest.fixture(autouse=True)
def answered(api: Api, example: Example) -> None:
    api.will(httpx.Response(200, json=example("ProducingBatch")))


@pytest.fixture
def empty_page(api: Api) -> None:
    api.will(httpx.Response(200, json={"items": [], "next_cursor": None}))


@pytest.mark.usefixtures("empty_page")
def test_the_items_of_a_list_are_joined_by_commas_that_stay_commas(client: VouAjudar, api: Api) -> None:
    client.batches.list(status=["ready", "in_delivery"], near="-30.0346,-51.2177", limit=5)
    assert api.last.url.raw_path == b"/v1/batches?status=ready,in_delivery&near=-30.0346,-51.2177&limit=5"


@pytest.mark.usefixtures("empty_page")
def test_a_comma_within_an_item_of_a_list_is_escaped(client: VouAjudar, api: Api) -> None:
    client.batches.list(status=["a,b"])
    assert api.last.url.raw_path == b"/v1/batches?status=a%2Cb"


@pytest.mark.usefixtures("empty_page")
def test_reserved_characters_of_a_value_cannot_start_another_parameter(client: VouAjudar, api: Api) -> None:
    client.batches.list(cursor="a&limit=1#x +%")
    assert api.last.url.raw_path == b"/v1/batches?cursor=a%26limit%3D1%23x%20%2B%25"


@pytest.mark.usefixtures("empty_page")
def test_times_are_sent_in_utc_whatever_their_zone(client: VouAjudar, api: Api) -> None:
    local = datetime(2026, 5, 14, 11, 30, tzinfo=timezone(timedelta(hours=-3)))
    client.batches.list(updated_since=local)
    assert api.last.url.raw_path == b"/v1/batches?updated_since=2026-05-14T14:30:00Z"


def test_a_time_without_a_zone_is_refused_before_anything_is_sent(client: VouAjudar, api: Api) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        client.batches.list(updated_since=datetime(2026, 5, 14))
    assert api.asked == []


@pytest.mark.parametrize("identifier", ["", ".", ".."])
def test_an_id_that_would_lead_to_another_path_is_refused(client: VouAjudar, api: Api, identifier: str) -> None:
    with pytest.raises(ValueError, match="cannot be an id"):
        client.batches.get(identifier)
    assert api.asked == []


def test_an_id_is_one_segment_of_the_path_whatever_it_holds(client: VouAjudar, api: Api) -> None:
    client.batches.get("../me?x#y")
    assert api.last.url.raw_path == b"/v1/batches/..%2Fme%3Fx%23y"


def test_members_that_are_not_given_stay_out_and_none_is_null(client: VouAjudar, api: Api) -> None:
    client.batches.create(provider_location_id="loc_1", product_type="meal", quantity=80, external_id=None)
    body = json.loads(api.last.content)
    assert body == {"provider_location_id": "loc_1", "product_type": "meal", "quantity": 80, "external_id": None}
    assert api.last.headers["Content-Type"] == "application/json"


def test_a_body_member_may_be_a_model_or_a_mapping(client: VouAjudar, api: Api, example: Example) -> None:
    api.will(httpx.Response(202, json=example("DeliveryPosition")))
    now = datetime(2026, 5, 14, 14, 30, 0, 123456, tzinfo=UTC)
    sent = []
    for position in (GeoPoint(lat=-30.0, lng=-51.2), {"lat": -30.0, "lng": -51.2}):
        client.deliveries.report_position("del_1", position=position, recorded_at=now)
        sent.append(json.loads(api.last.content))
    assert sent[0] == sent[1] == {"position": {"lat": -30.0, "lng": -51.2}, "recorded_at": "2026-05-14T14:30:00.123456Z"}


def test_a_token_request_is_a_form_and_carries_no_key(client: VouAjudar, api: Api, example: Example) -> None:
    api.will(httpx.Response(200, json={"access_token": "t", "token_type": "Bearer", "expires_in": 3600, "scope": ""}))
    client.oauth.create_token(grant_type="client_credentials", client_id="me", client_secret="s&1")
    assert api.last.headers["Content-Type"] == "application/x-www-form-urlencoded"
    form = {"grant_type": ["client_credentials"], "client_id": ["me"], "client_secret": ["s&1"]}
    assert parse_qs(api.last.content.decode()) == form
    assert KEY not in str(api.last.headers.raw)


def test_a_create_gets_a_key_of_its_own_and_keeps_the_one_it_is_given(client: VouAjudar, api: Api) -> None:
    for _ in range(2):
        client.batches.create(provider_location_id="loc_1", product_type="meal", quantity=80)
    drawn = [r.headers["Idempotency-Key"] for r in api.asked]
    assert drawn[0] != drawn[1]
    assert all(16 <= len(key) <= 128 for key in drawn)
    client.batches.create(provider_location_id="loc_1", product_type="meal", quantity=80, idempotency_key="mine-0123456789abc")
    assert api.last.headers["Idempotency-Key"] == "mine-0123456789abc"


def test_a_command_whose_key_is_optional_gets_one_too_and_a_patch_gets_none(client: VouAjudar, api: Api) -> None:
    client.batches.mark_ready("bat_1")
    assert "Idempotency-Key" in api.last.headers
    assert api.last.content == b""
    client.batches.update("bat_1", if_match='"1"', description="Soup")
    assert "Idempotency-Key" not in api.last.headers


@pytest.mark.parametrize(("given", "sent"), [('"7"', '"7"'), (7, '"7"'), ("*", "*")])
def test_if_match_takes_a_tag_a_star_or_a_version(client: VouAjudar, api: Api, given: str | int, sent: str) -> None:
    client.batches.update("bat_1", if_match=given, description="Soup")
    assert api.last.headers["If-Match"] == sent


def test_extra_headers_and_timeout_reach_the_request_of_one_call(client: VouAjudar, api: Api) -> None:
    client.batches.get("bat_1", extra_headers={"X-Sandbox-Fault": "delay=5"}, timeout=3.5)
    assert api.last.headers["X-Sandbox-Fault"] == "delay=5"
    assert set(api.last.extensions["timeout"].values()) == {3.5}
    client.batches.get("bat_1")
    assert "X-Sandbox-Fault" not in api.last.headers


def test_the_key_goes_in_its_header_and_an_own_authorization_replaces_it(client: VouAjudar, api: Api) -> None:
    client.batches.get("bat_1")
    assert api.last.headers["X-API-Key"] == KEY
    client.batches.get("bat_1", extra_headers={"authorization": "Bearer abc"})
    assert "X-API-Key" not in api.last.headers
    assert api.last.headers["Authorization"] == "Bearer abc"


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch, api: Api) -> None:
    monkeypatch.setenv("VOUAJUDAR_API_KEY", "from-environment")
    monkeypatch.setenv("VOUAJUDAR_BASE_URL", "http://127.0.0.1:9/v1/")
    with httpx.Client(transport=httpx.MockTransport(api)) as transport:
        client = VouAjudar(http_client=transport)
        client.batches.get("bat_1")
    assert str(api.last.url) == "http://127.0.0.1:9/v1/batches/bat_1"
    assert api.last.headers["X-API-Key"] == "from-environment"


def test_without_a_key_what_needs_one_says_so_and_health_works(
    monkeypatch: pytest.MonkeyPatch, api: Api, example: Example
) -> None:
    monkeypatch.delenv("VOUAJUDAR_API_KEY", raising=False)
    with httpx.Client(transport=httpx.MockTransport(api)) as transport:
        client = VouAjudar(base_url=BASE, http_client=transport)
        with pytest.raises(VouAjudarError, match="VOUAJUDAR_API_KEY"):
            client.batches.get("bat_1")
        api.will(httpx.Response(200, json={"status": "ok", "version": "1.0.0"}))
        assert client.health.get().status == "ok"


def test_the_default_is_the_production_server_of_the_contract(monkeypatch: pytest.MonkeyPatch, bundle: dict[str, Any]) -> None:
    monkeypatch.delenv("VOUAJUDAR_BASE_URL", raising=False)
    assert VouAjudar(api_key=KEY).base_url == bundle["servers"][0]["url"]


@pytest.mark.parametrize("url", ["ftp://x/v1", "x/v1", "https://user:pw@host/v1", "https://host/v1?x=1", "https:///v1"])
def test_a_base_url_that_a_key_must_not_go_to_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="base_url"):
        VouAjudar(api_key=KEY, base_url=url)


def test_a_redirect_is_not_followed_so_the_key_stays_at_its_origin(client: VouAjudar, api: Api) -> None:
    api.will(httpx.Response(307, headers={"Location": "https://elsewhere.test/v1/batches/bat_1"}))
    with pytest.raises(VouAjudarError):
        client.batches.get("bat_1")
    assert [r.url.host for r in api.asked] == ["api.example.test"]
