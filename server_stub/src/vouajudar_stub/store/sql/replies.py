"""The kept replies of commands, by their Idempotency-Key."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, select

from vouajudar_stub.store.sql.schema import REPLIES
from vouajudar_stub.store.sql.statements import Statement, upsert

_S = REPLIES.c

FULL = (_S.fingerprint, _S.status, _S.body, _S.headers, _S.expires_at)
FIND = Statement(
    select(*FULL).where(
        _S.partner_id == bindparam("partner_id"), _S.operation == bindparam("operation"), _S.key == bindparam("key")
    )
)
KEEP = upsert(REPLIES, differ=True)
DROP_EXPIRED = Statement(delete(REPLIES).where(_S.world == bindparam("of_world"), _S.expires_at <= bindparam("until")))
CLEAR = Statement(delete(REPLIES).where(_S.world == bindparam("of_world")))
