"""Random bytes that belong to the database: keys that every process of it must share."""

from __future__ import annotations

import secrets as random
from collections.abc import Mapping

from sqlalchemy import bindparam, delete, select

from vouajudar_stub.store.sql.schema import SECRETS
from vouajudar_stub.store.sql.session import Session
from vouajudar_stub.store.sql.statements import Statement, insert_missing

_FIND = Statement(select(SECRETS.c.value).where(SECRETS.c.name == bindparam("name")))
_ALL = Statement(select(SECRETS.c.name, SECRETS.c.value).order_by(SECRETS.c.name))
_FORGET = Statement(delete(SECRETS).where(SECRETS.c.name == bindparam("of_name")))
_ADD = insert_missing(SECRETS)


async def secret(session: Session, name: str) -> bytes:
    """32 bytes, drawn at the first request for the name; of several who ask at once the first draws for all."""
    await session.run(_ADD, name=name, value=random.token_bytes(32))
    value: bytes = (await session.rows(_FIND, name=name))[0][0]
    return value


async def secrets(session: Session, family: str) -> Mapping[str, bytes]:
    """Those named `<family>/<rest>`, by the rest, in its order."""
    start = f"{family}/"
    return {name.removeprefix(start): value for name, value in await session.rows(_ALL) if name.startswith(start)}


async def forget_secret(session: Session, name: str) -> None:
    await session.run(_FORGET, of_name=name)
