"""API keys and clients: made, known, listed, expired, revoked."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from vouajudar_stub.domain.refusal import Refusal
from vouajudar_stub.edge.call import Partner
from vouajudar_stub.edge.credentials import Expired
from vouajudar_stub.services.api_keys import ApiKeys
from vouajudar_stub.services.credentials import CredentialsService, secret_hash
from vouajudar_stub.services.cursors import Cursors
from vouajudar_stub.services.tokens import Tokens
from vouajudar_stub.store.accounts import OAuthClient, PartnerAccount
from vouajudar_stub.store.protocol import Transaction

from tests.server_stub.fixed_keys import FixedKeys
from tests.server_stub.services.calls import body_of, call
from tests.server_stub.services.town import KITCHEN, SHELTER, Town, short

SCOPES = ("batches:read", "events:read", "keys:manage")
DAY = 86_400


class Desk:
    def __init__(self, town: Town) -> None:
        self.town = town
        self.tokens = Tokens(FixedKeys({"1": b"t" * 32}))
        self.credentials = CredentialsService(town.store, self.tokens)
        self.keys = ApiKeys(town.commands, town.queries, Cursors(b"c" * 32), self.credentials)

    async def create(self, *, who: Partner = KITCHEN, key: str | None = None, **members: Any) -> Any:
        body: Any = {"name": "dispatch backend", "scopes": ["batches:read"], **members}
        return body_of(await self.keys.create_api_key(call(who, "createApiKey", "/api-keys", key=key, scopes=SCOPES), body))

    async def list(self, who: Partner = KITCHEN, *, limit: int = 100, cursor: str | None = None) -> Any:
        return body_of(await self.keys.list_api_keys(call(who, "listApiKeys", "/api-keys"), limit=limit, cursor=cursor))

    async def revoke(self, key: str, who: Partner = KITCHEN) -> int:
        return (await self.keys.revoke_api_key(call(who, "revokeApiKey", f"/api-keys/{key}"), key)).status


@pytest.fixture
async def desk(town: Town) -> Desk:
    async def known(transaction: Transaction) -> None:
        for who in (KITCHEN, SHELTER):
            await transaction.accounts.add_partner(
                PartnerAccount(who.id, who.name, who.mode, tuple(who.kinds), who.organization_id, who.organization_name, SCOPES)
            )
        await transaction.accounts.add_oauth_client(OAuthClient("client_k", KITCHEN.id, secret_hash("pssst"), SCOPES))

    await town.store.write("test", known)
    return Desk(town)


async def _refused(work: Any) -> Refusal:
    with pytest.raises(Refusal) as refused:
        await work
    return refused.value


async def test_a_new_key_lets_its_partner_in_with_its_scopes(desk: Desk) -> None:
    created = await desk.create()
    assert re.fullmatch(r"va_test_[A-Za-z0-9]{32}", created["secret"])
    assert created["secret"].startswith(created["prefix"])
    partner = await desk.credentials.partner_for_key(created["secret"])
    assert isinstance(partner, Partner)
    assert (partner.id, partner.scopes, partner.credential_id) == (KITCHEN.id, {"batches:read"}, created["id"])


async def test_a_secret_is_answered_to_who_makes_the_key_and_nowhere_else(desk: Desk) -> None:
    created = await desk.create(key="the-key-of-the-key")
    again = await desk.create(key="the-key-of-the-key")
    assert again == created, "a replay shows it again"
    listed = (await desk.list())["items"]
    assert listed == [{**{name: value for name, value in created.items() if name != "secret"}}]
    events = await desk.town.events(KITCHEN, types=("api_key.*",))
    assert [short(event) for event in events] == ["api_key.created"]
    assert created["secret"] not in str(events)


async def test_a_secret_is_gone_from_the_file_when_its_replay_is(tmp_path: Path) -> None:
    desk = Desk(await Town.at(tmp_path))
    created = await desk.create(key="the-key-of-the-key")
    await desk.town.wait(DAY)
    await desk.town.store.write("test", lambda transaction: transaction.tidy())
    await desk.town.store.close()
    pages = _pages(tmp_path)
    assert created["prefix"].encode() in pages
    assert created["secret"].encode() not in pages


def _pages(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


async def test_only_its_partner_hears_of_a_key(desk: Desk) -> None:
    await desk.create()
    assert await desk.town.events(SHELTER, types=("api_key.*",)) == []
    assert (await desk.list(SHELTER))["items"] == []


async def test_a_key_gets_no_scope_that_its_maker_lacks(desk: Desk) -> None:
    refused = await _refused(desk.create(scopes=["batches:read", "sandbox", "batches:write"]))
    assert (refused.slug, dict(refused.extra)) == ("insufficient-scope", {"required": ["batches:write", "sandbox"]})


async def test_there_are_twenty_live_keys_at_most(desk: Desk) -> None:
    short_lived = await desk.create(expires_in_days=1)
    keys = [await desk.create() for _ in range(19)]
    refused = await _refused(desk.create())
    assert (refused.slug, dict(refused.extra)) == ("limit-reached", {"limit": 20})
    await desk.create(who=SHELTER)
    await desk.revoke(keys[0]["id"])
    await desk.create()
    assert (await _refused(desk.create())).slug == "limit-reached"
    await desk.town.wait(DAY)
    await desk.create()
    assert short_lived["id"] in [key["id"] for key in (await desk.list())["items"]], "an expired key is still listed"


async def test_a_revoked_key_opens_nothing_at_once_and_leaves_the_list(desk: Desk) -> None:
    created = await desk.create()
    assert await desk.credentials.partner_for_key(created["secret"]) is not None
    assert await desk.credentials.is_good(created["id"])
    assert await desk.revoke(created["id"]) == 204
    assert await desk.credentials.partner_for_key(created["secret"]) is None
    assert not await desk.credentials.is_good(created["id"])
    assert (await desk.list())["items"] == []
    assert (await _refused(desk.revoke(created["id"]))).slug == "not-found"
    assert [short(event) for event in await desk.town.events(KITCHEN, types=("api_key.*",))] == [
        "api_key.created",
        "api_key.revoked",
    ]


async def test_a_key_of_another_partner_cannot_be_revoked(desk: Desk) -> None:
    created = await desk.create()
    assert (await _refused(desk.revoke(created["id"], SHELTER))).slug == "not-found"
    assert await desk.credentials.partner_for_key(created["secret"]) is not None


async def test_a_key_expires_on_the_worlds_clock(desk: Desk) -> None:
    created = await desk.create(expires_in_days=7)
    await desk.town.wait(7 * DAY - 60)
    assert isinstance(await desk.credentials.partner_for_key(created["secret"]), Partner)
    await desk.town.wait(60)
    assert isinstance(await desk.credentials.partner_for_key(created["secret"]), Expired)
    assert not await desk.credentials.is_good(created["id"])


async def test_a_list_of_keys_tells_when_each_was_last_used(desk: Desk) -> None:
    created = await desk.create()
    assert (await desk.list())["items"][0]["last_used_at"] is None
    await desk.credentials.partner_for_key(created["secret"])
    used = (await desk.list())["items"][0]["last_used_at"]
    assert used is not None
    await desk.credentials.write_uses()
    assert (await desk.list())["items"][0]["last_used_at"] == used
    fresh = CredentialsService(desk.town.store, desk.tokens)
    key = await desk.town.store.read("test", lambda reading: reading.accounts.api_key(created["id"]))
    assert key is not None
    assert fresh.last_used(key) is not None


async def test_keys_are_paged_by_creation(desk: Desk) -> None:
    made = [(await desk.create())["id"] for _ in range(5)]
    first = await desk.list(limit=2)
    second = await desk.list(limit=2, cursor=first["next_cursor"])
    third = await desk.list(limit=2, cursor=second["next_cursor"])
    assert [key["id"] for page in (first, second, third) for key in page["items"]] == made
    assert third["next_cursor"] is None
    assert (await _refused(desk.list(SHELTER, cursor=first["next_cursor"]))).slug == "invalid-cursor"


@pytest.mark.parametrize("key", ["", "va_test_", "va_test_" + "A" * 32, "va_live_" + "A" * 32, "x" * 40, "va_test_" + "é" * 32])
async def test_an_unknown_key_opens_nothing(desk: Desk, key: str) -> None:
    assert await desk.credentials.partner_for_key(key) is None


async def test_a_client_is_known_by_id_and_secret(desk: Desk) -> None:
    partner = await desk.credentials.partner_for_client("client_k", "pssst")
    assert partner is not None
    assert (partner.id, partner.scopes) == (KITCHEN.id, set(SCOPES))
    assert await desk.credentials.partner_for_client("client_k", "wrong") is None
    assert await desk.credentials.partner_for_client("nobody", "pssst") is None


async def test_a_token_lets_its_client_in_for_an_hour_of_the_worlds_clock(desk: Desk) -> None:
    token = desk.tokens.issue("client_k", ["batches:read"], desk.town.store.now("test"))
    partner = await desk.credentials.partner_for_token(token)
    assert isinstance(partner, Partner)
    assert (partner.id, partner.scopes, partner.credential_id) == (KITCHEN.id, {"batches:read"}, "client_k")
    await desk.town.wait(3601)
    assert isinstance(await desk.credentials.partner_for_token(token), Expired)


async def test_a_token_of_another_signer_or_an_unknown_client_opens_nothing(desk: Desk) -> None:
    now = desk.town.store.now("test")
    ours = desk.tokens.issue("client_k", ["batches:read"], now)
    head, body, _ = ours.split(".")
    for token in (
        Tokens(FixedKeys({"1": b"u" * 32})).issue("client_k", ["batches:read"], now),
        desk.tokens.issue("nobody", ["batches:read"], now),
        f"{head}.{body}.",
        f"{head}.{body}.AAAA",
        "eyJhbGciOiJub25lIn0." + body + ".",
        "",
        "a.b.c",
    ):
        assert await desk.credentials.partner_for_token(token) is None
