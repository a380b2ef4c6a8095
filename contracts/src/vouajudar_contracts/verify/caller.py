"""Who a judge calls as: made sure of before anything is judged, so that a wrong key is a word and not ten thousand failures."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from vouajudar_contracts.verify.guidance import Caller, Thing
from vouajudar_contracts.verify.redaction import redacted

PLACES = {
    "provider": {"kind": "provider", "name": "Cozinha Solidaria Guaiba Vivo", "position": {"lat": -30.0346, "lng": -51.2177}},
    "shelter": {"kind": "shelter", "name": "Abrigo Ginasio Menino Deus", "position": {"lat": -30.0556, "lng": -51.224}},
}
ADDRESS = {"address": "Rua dos Ipes, 210", "city_id": "porto-alegre"}


class CallerError(Exception):
    """The implementation does not know the key, or is not there; the message says what it answered."""


def meet(session: Any, base_url: str, api_key: str, client: tuple[str, str] | None = None, peer_key: str | None = None) -> Caller:
    """Ask who the key belongs to, which keys must stay good, and see to a kitchen and a shelter of the caller's own.

    `session` has `get` and `post` as a client of httpx or requests has. Raises CallerError.
    """
    headers = {"X-API-Key": api_key}
    me = _ask(session, f"{base_url}/me", headers)
    if peer_key is not None and _ask(session, f"{base_url}/me", {"X-API-Key": peer_key})["id"] == me["id"]:
        raise CallerError("both keys are of one partner: the second must be another's")
    organization: str = me["organization"]["id"]
    keys = session.get(f"{base_url}/api-keys", headers=headers, params={"limit": 100})
    known: list[Thing] = keys.json()["items"] if keys.status_code == 200 else []
    own = frozenset(str(key["id"]) for key in known if api_key.startswith(key["prefix"]))
    query = {"organization_id": organization, "limit": 100}
    places: list[Thing] = _ask(session, f"{base_url}/locations", headers, query)["items"]
    for kind, place in PLACES.items():
        if kind in me["kinds"] and not any(each["kind"] == kind for each in places):
            fresh = {**headers, "Idempotency-Key": f"fuzz-{uuid4().hex}"}
            created = session.post(f"{base_url}/locations", headers=fresh, json={**place, **ADDRESS})
            places += [created.json()] if created.status_code == 201 else []
    return Caller(api_key, organization, own, tuple(places), client, peer_key)


def still_good(session: Any, base_url: str, caller: Caller) -> bool:
    """Whether the key still counts: a run that was answered 401 throughout would prove nothing."""
    status: int = session.get(f"{base_url}/me", headers={"X-API-Key": caller.api_key}).status_code
    return status == 200


def _ask(session: Any, url: str, headers: dict[str, str], query: dict[str, Any] | None = None) -> Any:
    try:
        answer = session.get(url, headers=headers, params=query)
    except Exception as error:
        raise CallerError(f"GET {url}: {redacted(str(error), headers.values())}") from None
    if answer.status_code != 200:
        raise CallerError(f"GET {url} is answered {answer.status_code}: {redacted(answer.text[:500], headers.values())}")
    return answer.json()
