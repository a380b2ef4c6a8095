"""What the runtime must know of this API."""

# Generated from the contract by `vouajudar-contracts build`; changes here are lost.

from __future__ import annotations

PRODUCT = "vouajudar"
VERSION = "1.0.0"
USER_AGENT = "vouajudar-python/1.0.0"
BASE_URL = "https://api.vouajudar.org/v1"
API_KEY_ENV = "VOUAJUDAR_API_KEY"
CLIENT_ID_ENV = "VOUAJUDAR_CLIENT_ID"
CLIENT_SECRET_ENV = "VOUAJUDAR_CLIENT_SECRET"
BASE_URL_ENV = "VOUAJUDAR_BASE_URL"
API_KEY_HEADER = "X-API-Key"
API_KEY_PREFIX = ""
PROBLEM_TYPE = "https://vouajudar.org/problems/"
TOKEN_PATH: str | None = "/oauth/token"
UNLOGGED: frozenset[str] = frozenset(
    (
        "access_token",
        "client_secret",
        "code",
        "confirmation_code",
        "contact_phone",
        "dropoff_code",
        "dropoff_contact_phone",
        "pickup_code",
        "pickup_contact_phone",
        "position",
        "secret",
        "volunteer_ref",
    )
)
"""Members that hold a secret or personal data: no log shows them."""
