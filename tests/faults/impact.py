"""Analytics after many kills: each delivery counted once, none left out."""

from __future__ import annotations

import time
from collections import Counter
from datetime import datetime
from typing import Any

import orjson
from vouajudar import VouAjudar

from .findings import Findings
from .fold import Fold
from .reader import Reader

HANDLED_SECONDS = 10.0
"""So long the analytics handler may need for the last events."""


def judge(client: VouAjudar, reader: Reader, fold: Fold, findings: Findings) -> None:
    """Moves the clock by an hour: analytics end at the last full one. The partner is a party to every delivery."""
    client.sandbox.advance_clock(advance_seconds=3600)
    end = time.monotonic() + HANDLED_SECONDS
    while True:
        summary = client.analytics.with_response.get_impact().json()
        shown = {name: summary[name] for name in ("deliveries_completed", "deliveries_failed", "meals_delivered")}
        reader.catch_up()
        due = _due(fold, datetime.fromisoformat(summary["from"]), datetime.fromisoformat(summary["to"]))
        if shown == due:
            return
        if time.monotonic() > end:
            findings.add("impact", f"analytics show {shown}, the feed says {due}")
            return
        time.sleep(0.2)


def _due(fold: Fold, start: datetime, end: datetime) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for id_, kind in fold.types.items():
        if kind not in ("delivery.delivered", "delivery.failed"):
            continue
        event: dict[str, Any] = orjson.loads(fold.events[id_])
        if start <= datetime.fromisoformat(event["time"]) < end:
            counts[kind] += 1
            if kind == "delivery.delivered":
                counts["meals"] += event["data"]["quantity_received"]
    return {
        "deliveries_completed": counts["delivery.delivered"],
        "deliveries_failed": counts["delivery.failed"],
        "meals_delivered": counts["meals"],
    }
