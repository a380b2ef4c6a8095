"""Webhooks: what is believed, and what is refused in which words."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from standardwebhooks import Webhook
from vouajudar import models
from vouajudar.webhooks import (
    WebhookError,
    WebhookMalformedError,
    WebhookSignatureError,
    WebhookTimestampError,
    sign,
    verify,
)

Example = Callable[[str], Any]

SECRET = "whsec_" + base64.b64encode(b"0123456789abcdef01234567").decode()
OTHER = "whsec_" + base64.b64encode(b"another-secret-of-24-byte").decode()
NOW = 1_790_000_000


@pytest.fixture
def event(bundle: dict[str, Any]) -> dict[str, Any]:
    values = [e["value"] for e in bundle["components"]["examples"].values() if isinstance(e.get("value"), dict)]
    return next(value for value in values if value.get("type") == "org.vouajudar.batch.ready.v1")


@pytest.fixture
def body(event: dict[str, Any]) -> bytes:
    return json.dumps(event, separators=(",", ":"), ensure_ascii=False).encode()


def headers(event: dict[str, Any], body: bytes, *secrets: str, at: int = NOW) -> dict[str, str]:
    signatures = " ".join(sign(event["id"], at, body, secret) for secret in secrets or (SECRET,))
    return {"webhook-id": event["id"], "webhook-timestamp": str(at), "webhook-signature": signatures}


def test_a_signed_event_comes_out_typed(event: dict[str, Any], body: bytes) -> None:
    found = verify(body, headers(event, body), SECRET, now=NOW)
    assert isinstance(found, models.BatchReadyEvent)
    assert found.model_dump(mode="json", exclude_unset=True) == event


def test_the_signature_is_that_of_standard_webhooks(event: dict[str, Any], body: bytes) -> None:
    now = datetime.now(UTC)
    theirs = Webhook(SECRET).sign(event["id"], now, body.decode())
    assert sign(event["id"], int(now.timestamp()), body, SECRET) == theirs
    assert Webhook(SECRET).verify(body, headers(event, body, at=int(time.time()))) == event


@pytest.mark.parametrize("spell", [str.upper, str.title, lambda name: "HTTP_" + name.upper().replace("-", "_"), str.encode])
def test_header_names_may_be_spelled_as_frameworks_spell_them(
    event: dict[str, Any], body: bytes, spell: Callable[[str], Any]
) -> None:
    spelled = {spell(name): value for name, value in headers(event, body).items()}
    assert verify(body, spelled, SECRET, now=NOW).id == event["id"]


def test_while_a_secret_is_replaced_both_are_good(event: dict[str, Any], body: bytes) -> None:
    both = headers(event, body, OTHER, SECRET)
    for secret in (SECRET, OTHER, [SECRET], [OTHER, SECRET]):
        assert verify(body, both, secret, now=NOW).id == event["id"]
    with pytest.raises(WebhookSignatureError):
        verify(body, headers(event, body, SECRET), OTHER, now=NOW)


def test_signatures_of_tomorrow_are_passed_over(event: dict[str, Any], body: bytes) -> None:
    given = headers(event, body)
    given["webhook-signature"] = f"v2,abc v1a,def {given['webhook-signature']} garbage"
    assert verify(body, given, SECRET, now=NOW).id == event["id"]


@pytest.mark.parametrize("change", [lambda b: b[:-1] + b" ", lambda b: b + b"\n", lambda b: b.replace(b"ready", b"readY", 1)])
def test_a_body_that_was_changed_is_not_believed(event: dict[str, Any], body: bytes, change: Callable[[bytes], bytes]) -> None:
    with pytest.raises(WebhookSignatureError, match="passed on as it came"):
        verify(change(body), headers(event, body), SECRET, now=NOW)


@pytest.mark.parametrize(("age", "words"), [(301, "301 s old"), (86400, "old"), (-301, "301 s ahead of this machine's clock")])
def test_an_old_message_and_one_of_the_future_are_not_believed(event: dict[str, Any], body: bytes, age: int, words: str) -> None:
    with pytest.raises(WebhookTimestampError, match=words):
        verify(body, headers(event, body, at=NOW - age), SECRET, now=NOW)


@pytest.mark.parametrize("age", [0, 300, -300])
def test_what_lies_within_the_tolerance_is_believed(event: dict[str, Any], body: bytes, age: int) -> None:
    assert verify(body, headers(event, body, at=NOW - age), SECRET, now=NOW).id == event["id"]


def test_a_time_cannot_be_changed_without_the_secret(event: dict[str, Any], body: bytes) -> None:
    old = headers(event, body, at=NOW - 900)
    with pytest.raises(WebhookSignatureError):
        verify(body, old | {"webhook-timestamp": str(NOW)}, SECRET, now=NOW)


NONSENSE: list[Any] = [
    None,
    "",
    " ",
    "\n",
    "1.5",
    "-1",
    "1e9",
    "NaN",
    "9" * 400,
    "٣",
    b"\xff\xfe",
    [],
    ["1", "2"],
    5,
    {},
    "v1",
    "v1,",
    "v1,%%%",
    "\x00",
]


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
@pytest.mark.parametrize("value", NONSENSE, ids=repr)
def test_nonsense_in_a_header_is_never_anything_but_a_webhook_error(
    event: dict[str, Any], body: bytes, name: str, value: Any
) -> None:
    given: dict[str, Any] = headers(event, body)
    given[name] = value
    with pytest.raises(WebhookError):
        verify(body, given, SECRET, now=NOW)
    del given[name]
    with pytest.raises(WebhookMalformedError, match=f"header {name} is missing"):
        verify(body, given, SECRET, now=NOW)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b"null", b'{"type":"x"}'])
def test_what_is_signed_and_no_event_is_malformed(event: dict[str, Any], content: bytes) -> None:
    with pytest.raises(WebhookMalformedError, match="no event"):
        verify(content, headers(event, content), SECRET, now=NOW)


def test_an_event_under_another_id_is_malformed(event: dict[str, Any], body: bytes) -> None:
    given = headers({"id": "evt_other"}, body)
    with pytest.raises(WebhookMalformedError, match="not the event's id"):
        verify(body, given, SECRET, now=NOW)


def test_an_event_of_tomorrow_comes_through(event: dict[str, Any]) -> None:
    tomorrow = {**event, "type": "org.vouajudar.batch.frozen.v1", "data": {"object": {"id": "bat_1"}, "cold": True}}
    body = json.dumps(tomorrow).encode()
    found = verify(body, headers(tomorrow, body), SECRET, now=NOW)
    assert isinstance(found, models.UnknownEvent)
    assert found.data["cold"] is True


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_%%%", [], ["whsec_"], "no base64 at all!"])
def test_a_secret_that_is_none_is_the_callers_mistake(event: dict[str, Any], body: bytes, secret: Any) -> None:
    with pytest.raises(ValueError, match="secret"):
        verify(body, headers(event, body), secret, now=NOW)


def test_no_error_shows_the_secret(event: dict[str, Any], body: bytes) -> None:
    with pytest.raises(WebhookSignatureError) as refused:
        verify(body + b" ", headers(event, body), SECRET, now=NOW)
    assert SECRET[6:] not in f"{refused.value!r}"
