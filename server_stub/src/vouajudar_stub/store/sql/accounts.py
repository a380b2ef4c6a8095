"""Partners, keys and clients."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal, cast

from sqlalchemy import bindparam, insert, select, update

from vouajudar_stub.store.accounts import ApiKey, OAuthClient, PartnerAccount
from vouajudar_stub.store.columns import optional_time, optional_time_text, read_time, time_text, words, words_text
from vouajudar_stub.store.sql.schema import API_KEYS, OAUTH_CLIENTS, PARTNERS
from vouajudar_stub.store.sql.session import Session
from vouajudar_stub.store.sql.statements import Row, Statement

P, K, C = PARTNERS.c, API_KEYS.c, OAUTH_CLIENTS.c

_PARTNER = Statement(select(PARTNERS).where(P.id == bindparam("id")))
_PARTNERS = Statement(select(PARTNERS).order_by(P.id))
_ADD_PARTNER = Statement(insert(PARTNERS))
_SUSPEND = Statement(update(PARTNERS).values(suspended=bindparam("now_suspended")).where(P.id == bindparam("partner")))
_KEY = Statement(select(API_KEYS).where(K.id == bindparam("id")))
_KEY_BY_HASH = Statement(select(API_KEYS).where(K.secret_hash == bindparam("secret_hash")))
_KEYS = Statement(
    select(API_KEYS)
    .where(K.partner_id == bindparam("partner_id"), K.id > bindparam("after"), K.revoked_at.is_(None))
    .order_by(K.id)
    .limit(bindparam("limit"))
)
_ADD_KEY = Statement(insert(API_KEYS))
_REVOKE = Statement(update(API_KEYS).values(revoked_at=bindparam("at")).where(K.id == bindparam("key")))
_USED = Statement(update(API_KEYS).values(last_used_at=bindparam("at")).where(K.id == bindparam("key")))
_NO_LIMIT = 2**62
_CLIENT = Statement(select(OAUTH_CLIENTS).where(C.id == bindparam("id")))
_ADD_CLIENT = Statement(insert(OAUTH_CLIENTS))


def _partner(row: Row) -> PartnerAccount:
    id_, name, mode, kinds, organization_id, organization_name, scopes, suspended = row
    return PartnerAccount(
        id_,
        name,
        cast("Literal['live', 'test']", mode),
        words(kinds),
        organization_id,
        organization_name,
        words(scopes),
        bool(suspended),
    )


def _key(row: Row) -> ApiKey:
    id_, partner_id, name, scopes, prefix, secret_hash, created, expires, used, revoked = row
    return ApiKey(
        id_,
        partner_id,
        name,
        words(scopes),
        prefix,
        secret_hash,
        read_time(created),
        optional_time(expires),
        optional_time(used),
        optional_time(revoked),
    )


class SqlAccounts:
    """Implements `AccountWriting`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def partner(self, partner_id: str) -> PartnerAccount | None:
        rows = await self._session.rows(_PARTNER, id=partner_id)
        return _partner(rows[0]) if rows else None

    async def partners(self) -> list[PartnerAccount]:
        return [_partner(row) for row in await self._session.rows(_PARTNERS)]

    async def api_key(self, key_id: str) -> ApiKey | None:
        rows = await self._session.rows(_KEY, id=key_id)
        return _key(rows[0]) if rows else None

    async def api_key_by_hash(self, secret_hash: bytes) -> ApiKey | None:
        rows = await self._session.rows(_KEY_BY_HASH, secret_hash=secret_hash)
        return _key(rows[0]) if rows else None

    async def api_keys(self, partner_id: str, *, after: str = "", limit: int | None = None) -> list[ApiKey]:
        rows = await self._session.rows(_KEYS, partner_id=partner_id, after=after, limit=_NO_LIMIT if limit is None else limit)
        return [_key(row) for row in rows]

    async def oauth_client(self, client_id: str) -> OAuthClient | None:
        rows = await self._session.rows(_CLIENT, id=client_id)
        if not rows:
            return None
        id_, partner_id, secret_hash, scopes = rows[0]
        return OAuthClient(id_, partner_id, secret_hash, words(scopes))

    async def add_partner(self, partner: PartnerAccount) -> None:
        await self._session.run(
            _ADD_PARTNER,
            id=partner.id,
            name=partner.name,
            mode=partner.mode,
            kinds=words_text(partner.kinds),
            organization_id=partner.organization_id,
            organization_name=partner.organization_name,
            scopes=words_text(partner.scopes),
            suspended=partner.suspended,
        )

    async def set_suspended(self, partner_ids: Iterable[str], suspended: bool) -> None:
        await self._session.run_many(_SUSPEND, [{"partner": partner, "now_suspended": suspended} for partner in partner_ids])

    async def add_api_key(self, key: ApiKey) -> None:
        await self._session.run(
            _ADD_KEY,
            id=key.id,
            partner_id=key.partner_id,
            name=key.name,
            scopes=words_text(key.scopes),
            prefix=key.prefix,
            secret_hash=key.secret_hash,
            created_at=time_text(key.created_at),
            expires_at=optional_time_text(key.expires_at),
            last_used_at=optional_time_text(key.last_used_at),
            revoked_at=optional_time_text(key.revoked_at),
        )

    async def revoke_api_key(self, key_id: str, at: datetime) -> None:
        await self._session.run(_REVOKE, key=key_id, at=time_text(at))

    async def mark_used(self, used: Mapping[str, datetime]) -> None:
        await self._session.run_many(_USED, [{"key": key, "at": time_text(at)} for key, at in used.items()])

    async def add_oauth_client(self, client: OAuthClient) -> None:
        await self._session.run(
            _ADD_CLIENT,
            id=client.id,
            partner_id=client.partner_id,
            secret_hash=client.secret_hash,
            scopes=words_text(client.scopes),
        )
