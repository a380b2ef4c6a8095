"""What a measurement came to, and how it is written down."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One line of a results table."""

    name: str
    value: float | None
    """None: not measured, `detail` says why."""
    unit: str
    at_least: float | None = None
    below: float | None = None
    detail: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the target holds; None when there is none, or no value."""
        if self.value is None or (self.at_least is None and self.below is None):
            return None
        return (self.at_least is None or self.value >= self.at_least) and (self.below is None or self.value < self.below)


def write(path: Path, figures: Sequence[Figure], **facts: Any) -> None:
    """Writes figures with the date and the machine; those of an earlier run stay where this one has none by their name."""
    earlier = json.loads(path.read_text())["figures"] if path.exists() else []
    measured = {figure.name for figure in figures}
    rows = [row for row in earlier if row["name"] not in measured]
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    rows += [{**asdict(figure), "met": figure.met, "date": now, **facts} for figure in figures]
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"machine": machine(), "figures": rows}, indent=2) + "\n")


def machine() -> str:
    """Cores, memory, Python."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}, {platform.system()}"


def markdown(path: Path, order: Iterable[str] = ()) -> str:
    """A results file as a table. `order`: names that come first, in this order."""
    content = json.loads(path.read_text())
    rank = {name: at for at, name in enumerate(order)}
    rows = sorted(content["figures"], key=lambda row: rank.get(row["name"], len(rank)))
    lines = ["| what | measured | target | met | how |", "|-|-:|-:|-|-|"]
    lines += [
        f"| {row['name']} | {_number(row['value'])} {row['unit']} | {_target(row)} | {_word(row['met'])} | {row['detail']} |"
        for row in rows
    ]
    dates = sorted({row["date"] for row in rows})
    span = dates[0] if len(dates) == 1 else f"{dates[0]} to {dates[-1]}"
    return "\n".join([f"{content['machine']}; {span}.", "", *lines, ""])


def _number(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _target(row: dict[str, Any]) -> str:
    if row["at_least"] is not None:
        return f"≥ {_number(row['at_least'])}"
    return f"< {_number(row['below'])}" if row["below"] is not None else ""


def _word(met: bool | None) -> str:
    return "" if met is None else "yes" if met else "no"
