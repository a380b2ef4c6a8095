"""The facts that analytics add up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import bindparam, delete, select

from vouajudar_stub.store.columns import read_time, time_text, words, words_text
from vouajudar_stub.store.impact import FactKind, ImpactFact
from vouajudar_stub.store.protocol import World
from vouajudar_stub.store.sql.schema import IMPACT_FACTS
from vouajudar_stub.store.sql.session import Session
from vouajudar_stub.store.sql.statements import Row, Statement, insert_missing

_F = IMPACT_FACTS.c
_ADD = insert_missing(IMPACT_FACTS)
CLEAR = Statement(delete(IMPACT_FACTS).where(_F.world == bindparam("of_world")))


@lru_cache(maxsize=2)
def _facts(of_one: bool) -> Statement:
    clauses = [_F.world == bindparam("world"), _F.at >= bindparam("start"), _F.at < bindparam("end")]
    if of_one:
        clauses.append(_F.parties.like(bindparam("party"), escape="\\"))
    columns = (_F.position, _F.kind, _F.at, _F.parties, _F.product_type, _F.units, _F.minutes, _F.places)
    return Statement(select(*columns).where(*clauses).order_by(_F.at, _F.position))


class SqlImpact:
    """Implements `ImpactWriting`."""

    def __init__(self, session: Session, world: World) -> None:
        self._session = session
        self._world = world

    async def facts(self, partner: str | None, start: datetime, end: datetime) -> list[ImpactFact]:
        statement = _facts(partner is not None)
        party = "% {} %".format((partner or "").replace("_", "\\_"))
        rows = await self._session.rows(statement, world=self._world, start=time_text(start), end=time_text(end), party=party)
        return [_fact(row) for row in rows]

    async def add(self, facts: Iterable[ImpactFact]) -> None:
        await self._session.run_many(_ADD, [self._row(fact) for fact in facts])

    def _row(self, fact: ImpactFact) -> dict[str, Any]:
        return {
            "position": fact.position,
            "world": self._world,
            "kind": fact.kind,
            "at": time_text(fact.at),
            "parties": words_text(fact.parties),
            "product_type": fact.product_type,
            "units": fact.units,
            "minutes": fact.minutes,
            "places": words_text(fact.places),
        }


def _fact(row: Row) -> ImpactFact:
    position, kind, at, parties, product_type, units, minutes, places = row
    return ImpactFact(
        position, cast("FactKind", kind), read_time(at), words(parties), product_type, units, minutes, words(places)
    )
