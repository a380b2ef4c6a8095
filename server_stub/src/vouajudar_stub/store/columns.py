"""What of a record is a column: for filters, lists, references and the clock. One mapping for every store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, cast

from vouajudar_stub.store.protocol import Kind, Record

SAME_NAME = (
    "updated_at",
    "expires_at",
    "status",
    "city_id",
    "product_type",
    "priority",
    "external_id",
    "batch_id",
    "carrier_id",
    "volunteer_ref",
    "resource_item_id",
    "resource_request_id",
    "location_id",
    "provider_location_id",
)
"""Columns that hold the member of the body by that name."""

FILTERS: Mapping[str, str] = {
    "kind": "location_kind",
    **{name: name for name in ("owner", "organization_id", *SAME_NAME) if name not in ("updated_at", "expires_at")},
}
"""Names that `Reading.find` and `Selection.where` know, and their columns."""


WORDS_OF_REQUEST = ("product_type",)
"""Columns that for a resource request hold one word for each of its items."""


@lru_cache(maxsize=1024)
def time_text(at: datetime) -> str:
    """RFC 3339 in UTC with milliseconds, as bodies and columns hold it."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def optional_time_text(at: datetime | None) -> str | None:
    return None if at is None else time_text(at)


def read_time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def optional_time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def words_text(words: Iterable[str]) -> str:
    """Words between spaces, each once, so that one is found as ` word `."""
    return f" {' '.join(dict.fromkeys(words))} "


def words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _place(kind: Kind, body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Where `city_id` and `position` are: a delivery's are those of its pickup."""
    if kind == "delivery":
        return cast("Mapping[str, Any]", body["pickup"]["location"])
    return body


def index_columns(record: Record) -> dict[str, Any]:
    """Every column of a record's row but `world` and `body`."""
    body = record.body
    row: dict[str, Any] = {name: body.get(name) for name in SAME_NAME}
    place = _place(record.kind, body)
    position = cast("Mapping[str, float]", place.get("position") or {})
    organization = cast("Mapping[str, str]", body.get("organization") or {})
    if record.kind == "resource_request":
        row["product_type"] = words_text(item["product_type"] for item in body["items"])
    row.update(
        kind=record.kind,
        id=record.id,
        version=record.version,
        sequence=record.sequence,
        owner=record.owner,
        readers=words_text((record.owner, *record.parties)),
        due_at=optional_time_text(record.due_at),
        due_rule=record.due_rule,
        city_id=place.get("city_id"),
        organization_id=organization.get("id"),
        location_kind=body.get("kind") if record.kind == "location" else None,
        available=body.get("quantity_available"),
        lat=position.get("lat"),
        lng=position.get("lng"),
    )
    return row


def item_ids(record: Record) -> tuple[str, ...]:
    """Of a resource request; it has the same ones for ever."""
    return tuple(item["id"] for item in record.body["items"]) if record.kind == "resource_request" else ()


def meets(row: Mapping[str, Any], items: Sequence[str], where: Mapping[str, object]) -> bool:
    """Would the row be found by `where`? The same rule as the query's, for records that are not written yet."""
    for name, wanted in where.items():
        value = row[FILTERS[name]]
        options = cast("Sequence[object]", wanted) if isinstance(wanted, tuple | list | frozenset | set) else (wanted,)
        if row["kind"] == "resource_request" and name == "resource_item_id":
            if not any(option in items for option in options):
                return False
        elif row["kind"] == "resource_request" and name in WORDS_OF_REQUEST:
            if not any(option in words(value) for option in options):
                return False
        elif value not in options:
            return False
    return True
