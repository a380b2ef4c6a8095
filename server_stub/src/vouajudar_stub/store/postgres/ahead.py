"""Reading for many commands at once: one journey for all their records, one for all their kept replies."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ARRAY, Text, and_, bindparam, func, select

from vouajudar_stub.store.protocol import Foreseen, World
from vouajudar_stub.store.sql import records, replies
from vouajudar_stub.store.sql.ahead import Ahead
from vouajudar_stub.store.sql.schema import REPLIES
from vouajudar_stub.store.sql.session import Session
from vouajudar_stub.store.sql.statements import Statement


def _given(*names: str) -> tuple[object, ...]:
    return tuple(bindparam(name, type_=ARRAY(Text)) for name in names)


_IDS = func.unnest(*_given("kinds", "ids")).table_valued("kind", "id", name="foreseen").render_derived()
_RECORDS = Statement(
    select(records.R.world, *records.FULL)
    .select_from(_IDS)
    .join(records.JOINED, and_(records.R.kind == _IDS.c.kind, records.R.id == _IDS.c.id))
)
_KEYS = (
    func.unnest(*_given("partners", "operations", "keys"))
    .table_valued("partner_id", "operation", "key", name="foreseen")
    .render_derived()
)
_S = REPLIES.c
_REPLIES = Statement(
    select(_S.partner_id, _S.operation, _S.key, *replies.FULL)
    .select_from(_KEYS)
    .join(REPLIES, and_(_S.partner_id == _KEYS.c.partner_id, _S.operation == _KEYS.c.operation, _S.key == _KEYS.c.key))
)


async def read_ahead(session: Session, foreseen: Sequence[tuple[World, Foreseen]]) -> Ahead:
    ahead = Ahead()
    for world, each in foreseen:
        ahead.records.update({(world, kind, id_): None for kind, id_ in each.records})
        if each.reply is not None:
            ahead.replies[each.reply] = None
    if ahead.records:
        wanted = {(kind, id_) for _, kind, id_ in ahead.records}
        kinds, ids = zip(*wanted, strict=True)
        for world, kind, id_, *rest in await session.rows(_RECORDS, kinds=kinds, ids=ids):
            if (world, kind, id_) in ahead.records:
                ahead.records[world, kind, id_] = (kind, id_, *rest)
    if ahead.replies:
        partners, operations, keys = zip(*ahead.replies, strict=True)
        for partner, operation, key, *rest in await session.rows(_REPLIES, partners=partners, operations=operations, keys=keys):
            ahead.replies[partner, operation, key] = rest
    return ahead
