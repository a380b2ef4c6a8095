"""The CloudEvent of an event: the bytes that are stored once and that every reader gets."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import orjson

from vouajudar_stub.store.columns import time_text
from vouajudar_stub.store.protocol import NewEvent

SOURCE = "/vouajudar/v1"
TYPE_PREFIX = "org.vouajudar."
SCHEMA_BASE = "https://vouajudar.org/schemas/v1/"


def full_type(short: str) -> str:
    """`batch.ready` -> `org.vouajudar.batch.ready.v1`."""
    return f"{TYPE_PREFIX}{short}.v1"


@lru_cache(maxsize=256)
def schema_of(short: str) -> str:
    """Where the schema of an event's `data` stands: `batch.quantities_changed` -> `.../BatchQuantitiesChangedData.json`."""
    pascal = "".join(part.capitalize() for part in short.replace(".", "_").split("_"))
    return f"{SCHEMA_BASE}{pascal}Data.json"


def sequence_text(position: int) -> str:
    """20 digits, so that text order is the order of positions."""
    return f"{position:020d}"


def cloud_event(event: NewEvent, data: Mapping[str, Any], *, event_id: str, position: int) -> bytes:
    """CloudEvents 1.0 in compact UTF-8 JSON: attributes, extensions, data (the event's own, or what stands for it)."""
    return orjson.dumps(
        {
            "id": event_id,
            "source": SOURCE,
            "specversion": "1.0",
            "type": full_type(event.type),
            "subject": event.subject,
            "time": time_text(event.time),
            "datacontenttype": "application/json",
            "dataschema": schema_of(event.type),
            "partitionkey": event.partition_key,
            "sequence": sequence_text(position),
            "traceparent": event.traceparent,
            "causationid": event.causation,
            "actor": event.actor,
            "data": data,
        },
        default=dict,
    )
