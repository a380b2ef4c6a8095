from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError
from vouajudar_stub.workers.signing import signed_headers

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def test_the_signature_is_that_of_the_standard_s_own_example() -> None:
    """The vector of the Standard Webhooks test suite."""
    headers = signed_headers(
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        b'{"test": 2432232314}',
        [SECRET],
        datetime.fromtimestamp(1614265330, UTC),
    )
    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300), st.binary(min_size=24, max_size=64))
def test_every_message_is_signed_as_the_library_signs_it(text: str, key: bytes) -> None:
    secret = f"whsec_{b64encode(key).decode()}"
    headers = signed_headers("evt_1", text.encode(), [secret], datetime.now(UTC))
    Webhook(secret).verify(text, headers, json_parse=False)


def test_two_secrets_give_two_signatures_the_newer_first() -> None:
    old = f"whsec_{b64encode(b'0' * 32).decode()}"
    headers = signed_headers("evt_1", b"{}", [SECRET, old], datetime.now(UTC))
    one, other = headers["webhook-signature"].split(" ")
    for secret, signature in ((SECRET, one), (old, other)):
        Webhook(secret).verify(b"{}", {**headers, "webhook-signature": signature}, json_parse=False)
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(b"{}", {**headers, "webhook-signature": other}, json_parse=False)


@pytest.mark.parametrize("hours", [-3, 0, 9])
def test_the_time_may_be_given_in_any_zone_and_is_signed_in_utc(hours: int) -> None:
    at = datetime.now(timezone(timedelta(hours=hours)))
    headers = signed_headers("evt_1", b"{}", [SECRET], at)
    assert headers["webhook-timestamp"] == str(int(at.timestamp()))
    Webhook(SECRET).verify(b"{}", headers)
