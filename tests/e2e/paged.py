"""I14: a list read page by page, under writes, holds what did not change exactly once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable

from vouajudar import errors

from .watch import Player, Watch


async def read_whole(
    watch: Watch, who: Player, resource: str, limit: Callable[[], int], between: Callable[[], Awaitable[None]]
) -> None:
    """Read all pages of a partner's list, `between` two of them whatever may happen, and judge what came."""
    before = watch.readable(who, resource)
    seen: Counter[str] = Counter()
    cursor: str | None = None
    while True:
        answer = await watch.command(who, f"{resource}.list", limit=limit(), cursor=cursor)
        if isinstance(answer, errors.APIError):
            watch.findings.append(f"I14 a page of {resource} was answered {answer.status}")
            return
        page = answer.json()
        seen.update(item["id"] for item in page["items"])
        cursor = page["next_cursor"]
        if cursor is None:
            break
        await between()
    after = watch.readable(who, resource)
    for subject, version in before.items():
        if after.get(subject) == version and seen[subject] != 1:
            watch.findings.append(f"I14 {subject} did not change and came {seen[subject]} times to {who.name}")
    told = set(who.seen)
    spoken_of = {event["subject"] for event in watch.events if event["id"] in told}
    unknown = seen.keys() - before.keys() - after.keys() - spoken_of
    watch.findings += [f"I14 {subject} came to {who.name}" for subject in sorted(unknown)]
