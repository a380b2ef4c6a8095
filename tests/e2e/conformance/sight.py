"""I16: who may read what, written from the contract's table, and what partners were shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .exchange import Exchange
from .history import GROUPS, Event, State, group_of, name_of

_RESOURCE = re.compile(r"(bat|del|loc|req|rsv)_[0-9A-HJKMNP-TV-Z]{26}")


@dataclass(frozen=True, slots=True)
class Reader:
    """A partner, as far as it matters for what it sees."""

    id: str
    kinds: frozenset[str]


def may_read(reader: Reader, state: State, subject: str) -> bool:
    """Whether the contract lets a partner read a resource in this state of the world."""
    known = state.get(subject)
    if known is None:
        return False
    body = known.body
    match known.group:
        case "location":
            return known.creator == reader.id or body["approval_status"] == "approved"
        case "batch":
            return known.creator == reader.id or body["ready_at"] is not None
        case "delivery":
            return is_party(reader, state, subject) or (body["dispatch_mode"] == "open" and "dispatch" in reader.kinds)
        case "reservation":
            return reader.id in (known.creator, state[body["resource_request_id"]].creator)
        case _:
            return True


def is_party(reader: Reader, state: State, delivery: str) -> bool:
    """Provider, destination or carrier: who may know its codes and position."""
    body = state[delivery].body
    return reader.id in (body["provider_id"], body["destination_id"], body["carrier_id"])


def may_see(reader: Reader, before: State, after: State, event: Event) -> bool:
    """Whether an event of a transaction is a partner's to see."""
    if group_of(event) not in GROUPS:
        return str(event["actor"]) == reader.id
    return may_read(reader, before, event["subject"]) or may_read(reader, after, event["subject"])


def wrongly_told(reader: Reader, before: State, after: State, event: Event, told: bool) -> Iterator[str]:
    """What is wrong when a partner was, or was not, shown an event."""
    if told != may_see(reader, before, after, event):
        kinds = ", ".join(sorted(reader.kinds))
        yield f"I16 {reader.id} ({kinds}) was {'' if told else 'not '}shown {name_of(event)} {event['id']}"


def wrongly_shown(readers: Mapping[str, Reader], states: tuple[State, State], exchanges: Iterable[Exchange]) -> list[str]:
    """Resources in answers that their reader may see neither before nor after. `readers`: by API key."""
    found: list[str] = []
    for exchange in exchanges:
        reader = readers.get(exchange.key)
        if reader is None or exchange.body is None or exchange.status >= 300 or "/events" in exchange.path:
            continue
        for subject in sorted(_resources(exchange.json())):
            if not any(may_read(reader, state, subject) for state in states):
                found.append(f"I16 {exchange} shows {subject} to {reader.id}")
    return found


def _resources(value: Any) -> set[str]:
    """Ids of the resources that a body holds whole."""
    if isinstance(value, list):
        return {subject for each in value for subject in _resources(each)}
    if not isinstance(value, dict):
        return set()
    inner = {subject for each in value.values() for subject in _resources(each)}
    whole = "version" in value and _RESOURCE.fullmatch(str(value.get("id")))
    return inner | {value["id"]} if whole else inner
