"""The kept replies of commands, by their Idempotency-Key."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, select

from vouajudar_stub.store.sql.schema import REPLIES
from vouajudar_stub.store.sql.statements import Statement, upsert

_S = REPLIES.c

FIND = Statement(
    select(_S.fingerprint, _S.status, _S.body, _S.headers).where(
        _S.partner_id == bindparam("partner_id"),
        _S.operation == bindparam("operation"),
        _S.key == bindparam("key"),
        _S.expires_at > bindparam("now"),
    )
)
KEEP = upsert(REPLIES)
DROP_EXPIRED = Statement(delete(REPLIES).where(_S.world == bindparam("of_world"), _S.expires_at <= bindparam("until")))
CLEAR = Statement(delete(REPLIES).where(_S.world == bindparam("of_world")))
