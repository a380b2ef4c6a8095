"""What processes of this machine have used: seconds of CPU, by thread."""

from __future__ import annotations

import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid: int) -> dict[str, float]:
    """User and system time so far of the main thread (`main`) and of all the others together (`others`)."""
    used = {"main": 0.0, "others": 0.0}
    for task in Path(f"/proc/{pid}/task").iterdir():
        fields = (task / "stat").read_text().rpartition(")")[2].split()
        used["main" if task.name == str(pid) else "others"] += (int(fields[11]) + int(fields[12])) / _TICKS
    return used


def child_running(name: str) -> int:
    """The process that this one has started with `name` on its command line. Raises LookupError when there is none."""
    for task in Path("/proc/self/task").iterdir():
        for pid in (task / "children").read_text().split():
            if name in Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " "):
                return int(pid)
    raise LookupError(name)
