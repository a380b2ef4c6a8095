"""No credential stands in a report."""

from __future__ import annotations

import pytest
from vouajudar_contracts.verify.redaction import redacted


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"curl -H 'X-API-Key: va_test_{'Ab0' * 10}xy' url", "curl -H 'X-API-Key: va_test_[hidden]' url"),
        (f'{{"secret": "whsec_{"aB+/" * 8}="}}', '{"secret": "whsec_[hidden]"}'),
        (f"Bearer eyJ{'a' * 20}.{'b' * 30}.{'c-_' * 10}", "Bearer eyJ[hidden]"),
        ("Authorization: Basic Y2xpZW50OnNlY3JldA==", "Authorization: Basic [hidden]"),
        ("prefix va_test_Ab0d is no secret", "prefix va_test_Ab0d is no secret"),
    ],
)
def test_what_has_the_shape_of_a_credential_is_hidden(text: str, shown: str) -> None:
    assert redacted(text) == shown


def test_a_key_of_another_shape_is_hidden_by_its_value() -> None:
    assert redacted("sent own-key-of-a-platform", ["own-key-of-a-platform", ""]) == "sent [hidden]"
