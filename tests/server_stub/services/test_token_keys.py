"""The keys of access tokens: rotated while the tokens signed before stay good, kept by the store, known to every process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from joserfc import jws, jwt
from joserfc.jwk import OctKey
from vouajudar_stub.assembly import Assembly, assembled
from vouajudar_stub.services import token_keys
from vouajudar_stub.services.token_keys import FAMILY, RETIRED_FOR, TokenKeys, rotate
from vouajudar_stub.services.tokens import ISSUER, Tokens
from vouajudar_stub.settings import Settings
from vouajudar_stub.store.protocol import Store
from vouajudar_stub.store.sqlite.store import SqliteStore
from vouajudar_stub.ulid import ulid

from tests.server_stub.edge.answers import check_problem

NOW = datetime.now(UTC)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = SqliteStore(tmp_path / "keys.db")
    yield store
    await store.close()


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process looks for the keys of others whenever it may."""
    monkeypatch.setattr(token_keys, "REREAD_SECONDS", 0.0)
    monkeypatch.setattr(token_keys, "_PATIENCE_SECONDS", 0.0)


def kid(token: str) -> str:
    name: str = jws.extract_compact(token.encode()).headers()["kid"]
    return name


async def _key_from(store: Store, days_ago: float) -> str:
    """A signing key made in the past."""
    made = ulid(int((NOW - timedelta(days=days_ago)).timestamp() * 1000))
    await store.secret(f"{FAMILY}/{made}")
    return made


async def test_after_a_rotation_new_tokens_name_the_new_key_and_older_ones_stay_good(store: Store, at_once: None) -> None:
    keys = await TokenKeys.of(store)
    tokens = Tokens(keys)
    before = tokens.issue("client_k", ["batches:read"], NOW)
    made = await rotate(store)
    await keys.refresh()
    after = tokens.issue("client_k", ["batches:read"], NOW)
    assert kid(before) != kid(after) == made
    for token in (before, after):
        claims = await tokens.verify(token)
        assert claims is not None
        assert claims.client_id == "client_k"


async def test_keys_are_the_same_after_a_restart(store: Store) -> None:
    token = Tokens(await TokenKeys.of(store)).issue("client_k", [], NOW)
    again = await TokenKeys.of(store)
    assert again.current.kid == kid(token)
    assert Tokens(again).read(token) is not None


async def test_a_token_signed_with_a_key_that_another_process_has_just_made_is_known_at_once(store: Store, at_once: None) -> None:
    here, there = Tokens(await TokenKeys.of(store)), None
    await rotate(store)
    there = Tokens(await TokenKeys.of(store))
    token = there.issue("client_k", [], NOW)
    assert here.read(token) is None
    assert await here.verify(token) is not None


async def test_unknown_keys_make_nobody_look_again_and_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = Tokens(await TokenKeys.of(store))
    looked: list[str] = []

    async def secrets(family: str) -> dict[str, bytes]:
        looked.append(family)
        return {}

    monkeypatch.setattr(store, "secrets", secrets)
    for _ in range(50):
        assert await tokens.verify(_forged(ulid())) is None
    assert len(looked) <= 1


def _forged(name: str | None, secret: bytes = b"f" * 32) -> str:
    header = {"alg": "HS256", "typ": "at+jwt"} | ({} if name is None else {"kid": name})
    claims = {"iss": ISSUER, "sub": "client_poa_centro", "scope": "batches:read", "exp": int(NOW.timestamp()) + 3600}
    return jwt.encode(header, claims, OctKey.import_key(secret))


async def test_a_key_older_than_it_may_be_is_rotated(store: Store) -> None:
    old = await _key_from(store, 30.5)
    patient = await TokenKeys.of(store, days=31)
    await patient.tend()
    assert patient.current.kid == old
    never = await TokenKeys.of(store)
    await never.tend()
    assert never.current.kid == old
    keys = await TokenKeys.of(store, days=30)
    await keys.tend()
    assert keys.current.kid != old
    assert keys.get(old) is not None


async def test_a_key_is_forgotten_when_its_last_token_has_expired_and_not_before(store: Store) -> None:
    hours = RETIRED_FOR / timedelta(days=1)
    oldest, older = await _key_from(store, 9), await _key_from(store, hours + 0.01)
    newest = await _key_from(store, hours - 0.01)
    keys = await TokenKeys.of(store)
    await keys.tend()
    assert list(await store.secrets(FAMILY)) == [older, newest]
    assert keys.get(oldest) is None
    assert keys.current.kid == newest


async def test_when_older_keys_are_revoked_their_tokens_are_refused_also_where_they_were_read_before(
    store: Store, at_once: None
) -> None:
    keys = await TokenKeys.of(store)
    tokens = Tokens(keys)
    token = tokens.issue("client_k", [], NOW)
    assert tokens.read(token) is not None
    await rotate(store, revoke_older=True)
    await keys.refresh()
    assert await tokens.verify(token) is None


@pytest.fixture
async def server() -> AsyncIterator[Assembly]:
    async with assembled(Settings(sandbox=True, log_level="error")) as assembly:
        yield assembly


@pytest.mark.parametrize("name", ["01J8ZQ4Y7N3V5W6X8Y9Z0A1B2C", "", None, "the current one"])
async def test_a_token_with_an_unknown_key_or_a_forged_signature_is_401(server: Assembly, name: str | None) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(server.app), base_url="http://stub.test/v1") as client:
        partner, secrets = server.partners[0]
        grant = {"grant_type": "client_credentials", "client_id": partner.client_id, "client_secret": secrets.client_secret}
        good = (await client.post("/oauth/token", data=grant)).json()["access_token"]
        assert (await client.get("/me", headers={"Authorization": f"Bearer {good}"})).status_code == 200
        forged = _forged(kid(good) if name == "the current one" else name)
        answer = await client.get("/me", headers={"Authorization": f"Bearer {forged}"})
        check_problem(answer, "unauthenticated")
        assert answer.headers["WWW-Authenticate"].startswith("Bearer ")
