"""What the fuzzer made up is led to what is there; what is malformed on purpose stays."""

from __future__ import annotations

import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from vouajudar_contracts.verify.guidance import Caller, Given, Guide, is_the_callers_alone, points_into_the_request

OWN_KEY = "key_01J9ZQ3T4V5W6X7Y8Z9A0B1C2D"
ORGANIZATION = "org_01J9ZQ3T4V5W6X7Y8Z9A0B1C2D"


def numbered(kind: str, number: int) -> str:
    return f"{kind}_{number:026}"


MADE_UP = 7


def call(method: str, path: str, *, values: Any = None, query: Any = None, headers: Any = None, body: Any = None) -> Any:
    operation = SimpleNamespace(path=path)
    return SimpleNamespace(method=method, operation=operation, path_parameters=values, query=query, headers=headers, body=body)


def answer(status: int, body: Any = None, content_type: str = "application/json") -> Any:
    return SimpleNamespace(status_code=status, headers={"content-type": content_type}, content=json.dumps(body).encode())


@pytest.fixture
def guide(monkeypatch: pytest.MonkeyPatch) -> Iterator[Guide]:
    """Leads always."""
    monkeypatch.setattr("vouajudar_contracts.verify.guidance.LED", 1.0)
    return Guide(Caller("va_test_x", ORGANIZATION, frozenset({OWN_KEY})), 1, Given())


def test_an_id_that_nobody_gave_becomes_one_that_the_server_gave(guide: Guide) -> None:
    guide.after_call(call("POST", "/batches"), answer(201, {"id": numbered("bat", 1), "status": "producing", "version": 4}))
    made_up = call("GET", "/batches/{batch_id}", values={"batch_id": numbered("bat", MADE_UP)})
    guide.before_call(made_up)
    assert made_up.path_parameters == {"batch_id": numbered("bat", 1)}


def test_an_id_that_a_link_carried_stays(guide: Guide) -> None:
    for number in (1, 2):
        guide.after_call(call("POST", "/batches"), answer(201, {"id": numbered("bat", number), "status": "ready"}))
    linked = call("GET", "/batches/{batch_id}", values={"batch_id": numbered("bat", 1)})
    for _ in range(20):
        guide.before_call(linked)
    assert linked.path_parameters == {"batch_id": numbered("bat", 1)}


def test_what_is_no_id_stays_malformed(guide: Guide) -> None:
    guide.after_call(call("POST", "/batches"), answer(201, {"id": numbered("bat", 1), "status": "ready"}))
    malformed = call("GET", "/batches/{batch_id}", values={"batch_id": "bat_"}, body={"url": "not an address", "code": "12"})
    guide.before_call(malformed)
    assert malformed.path_parameters == {"batch_id": "bat_"}
    assert malformed.body == {"url": "not an address", "code": "12"}


def test_a_command_goes_to_a_thing_in_a_state_in_which_it_does_something(guide: Guide) -> None:
    for number, status in enumerate(["cancelled", "picked_up", "available", "delivered"]):
        guide.after_call(call("GET", "/deliveries"), answer(200, {"items": [{"id": numbered("del", number), "status": status}]}))
    for _ in range(20):
        dropoff = call("POST", "/deliveries/{delivery_id}/dropoff", values={"delivery_id": numbered("del", MADE_UP)})
        guide.before_call(dropoff)
        assert dropoff.path_parameters == {"delivery_id": numbered("del", 1)}


def test_the_code_that_was_shown_is_the_code_that_is_sent(guide: Guide) -> None:
    delivery = numbered("del", 1)
    shown = {"delivery_id": delivery, "pickup_code": "123456", "dropoff_code": "654321"}
    guide.after_call(
        call("GET", "/deliveries/{delivery_id}/handover-codes", values={"delivery_id": delivery}), answer(200, shown)
    )
    for command, code in (("pickup", "123456"), ("dropoff", "654321")):
        sent = call("POST", f"/deliveries/{{delivery_id}}/{command}", values={"delivery_id": delivery}, body={"code": "000000"})
        guide.before_call(sent)
        assert sent.body == {"code": code}


def test_a_write_carries_the_version_seen_last(guide: Guide) -> None:
    guide.after_call(call("POST", "/batches"), answer(201, {"id": numbered("bat", 1), "version": 4}))
    write = call(
        "PATCH", "/batches/{batch_id}", values={"batch_id": numbered("bat", 1)}, headers={"If-Match": '"x"'}, body={"notes": ""}
    )
    guide.before_call(write)
    assert write.headers == {"If-Match": '"4"'}


def test_each_call_has_an_idempotency_key_of_its_own_unless_it_is_malformed(guide: Guide) -> None:
    keys = set[str]()
    for _ in range(3):
        write = call("POST", "/batches", headers={"Idempotency-Key": "a" * 16})
        guide.before_call(write)
        keys.add(write.headers["Idempotency-Key"])
    short = call("POST", "/batches", headers={"Idempotency-Key": "a"})
    guide.before_call(short)
    assert len(keys) == 3
    assert short.headers == {"Idempotency-Key": "a"}


def test_a_cursor_goes_with_the_filters_that_it_came_from_and_any_other_is_left_out(guide: Guide) -> None:
    first = call("GET", "/batches", query={"status": ["ready"], "limit": 1})
    guide.after_call(first, answer(200, {"items": [], "next_cursor": "c1"}))
    following = call("GET", "/batches", query={"city_id": "canoas", "limit": 9, "cursor": "c1"})
    guide.before_call(following)
    assert following.query == {"status": ["ready"], "limit": 9, "cursor": "c1"}
    unknown = call("GET", "/batches", query={"cursor": "made up"})
    guide.before_call(unknown)
    assert unknown.query == {}


def test_a_delivery_goes_to_an_approved_shelter_of_the_callers_own(guide: Guide) -> None:
    own, other = {"id": ORGANIZATION}, {"id": numbered("org", 1)}
    places = [
        {"id": numbered("loc", 1), "kind": "provider", "organization": own, "approval_status": "approved", "active": True},
        {"id": numbered("loc", 2), "kind": "shelter", "organization": other, "approval_status": "approved", "active": True},
        {"id": numbered("loc", 3), "kind": "shelter", "organization": own, "approval_status": "pending", "active": True},
        {"id": numbered("loc", 4), "kind": "shelter", "organization": own, "approval_status": "approved", "active": True},
    ]
    guide.after_call(call("GET", "/locations"), answer(200, {"items": places, "next_cursor": None}))
    for _ in range(20):
        delivery = call("POST", "/deliveries", body={"dropoff_location_id": numbered("loc", MADE_UP)})
        guide.before_call(delivery)
        assert delivery.body == {"dropoff_location_id": numbered("loc", 4)}


def test_the_key_that_the_fuzzer_calls_with_is_never_revoked(guide: Guide) -> None:
    guide.after_call(call("GET", "/api-keys"), answer(200, {"items": [{"id": OWN_KEY}], "next_cursor": None}))
    for value in (OWN_KEY, numbered("key", MADE_UP)):
        revoke = call("DELETE", "/api-keys/{api_key_id}", values={"api_key_id": value})
        guide.before_call(revoke)
        assert revoke.path_parameters["api_key_id"] != OWN_KEY


def test_no_event_goes_to_an_address_that_was_made_up(guide: Guide) -> None:
    for url, led in (
        ("https://somebody.example:8443/hook?a=1", "https://fuzz.invalid/hook?a=1"),
        ("http://10.0.0.1/", "http://fuzz.invalid/"),
        ("https://[/", "https://fuzz.invalid/"),
    ):
        endpoint = call("POST", "/webhook-endpoints", body={"url": url})
        guide.before_call(endpoint)
        assert endpoint.body == {"url": led}


def test_what_was_deleted_is_not_asked_for_again_unless_a_link_does(guide: Guide) -> None:
    first, second = numbered("whe", 1), numbered("whe", 2)
    for name in (first, second):
        guide.after_call(call("POST", "/webhook-endpoints"), answer(201, {"id": name}))
    guide.after_call(call("DELETE", "/webhook-endpoints/{id}", values={"id": second}), answer(204))
    for _ in range(20):
        read = call("GET", "/webhook-endpoints/{id}", values={"id": numbered("whe", MADE_UP)})
        guide.before_call(read)
        assert read.path_parameters == {"id": first}


@pytest.mark.parametrize(
    ("body", "about_the_body"),
    [
        ({"errors": [{"pointer": "/items/0/item_id"}]}, True),
        ({"errors": [{"pointer": None, "parameter": "near"}]}, False),
        ({"errors": []}, False),
        (["no problem"], False),
    ],
)
def test_a_404_that_names_a_member_of_the_body_is_told_from_one_about_the_path(body: Any, about_the_body: bool) -> None:
    assert points_into_the_request(answer(404, body)) is about_the_body


@pytest.mark.parametrize(
    ("path", "thing", "alone"),
    [
        ("/batches/{batch_id}", {"ready_at": None}, True),
        ("/batches/{batch_id}", {"ready_at": "2026-05-14T14:59:06.000Z"}, False),
        ("/deliveries/{delivery_id}", {"dispatch_mode": "claimed"}, True),
        ("/deliveries/{delivery_id}", {"dispatch_mode": "open"}, False),
        ("/webhook-endpoints/{webhook_endpoint_id}", {}, True),
        ("/reservations/{reservation_id}", {}, True),
        ("/locations/{location_id}", {}, False),
        ("/resource-requests/{resource_request_id}", {}, False),
    ],
)
def test_only_what_the_contract_keeps_from_other_partners_is_the_callers_alone(path: str, thing: Any, alone: bool) -> None:
    assert is_the_callers_alone(path, thing) is alone
