"""Which kills a run makes: every named point, at random hits and pauses, and kills at random times between them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

RANDOM = "at random"
RANDOM_START = "at random, in the start"
SUPERVISOR = "at random, the supervisor of several"
CRASH = "at random, a session of the database"
"""PostgreSQL then ends all the others too, and recovers from its WAL; our server lives on."""

POINTS: dict[str, int] = {
    "group.begun": 40,
    "events.written": 40,
    "records.written": 40,
    "reply.written": 40,
    "commit.before": 50,
    "commit.after": 50,
    "answer.before": 40,
    "answer.after": 40,
    "wal.write": 300,
    "wal.torn": 300,
    "wal.sync.before": 80,
    "wal.sync.after": 80,
    "backfill.write": 80,
    "backfill.sync.before": 4,
    "backfill.sync.after": 4,
    "queue.written": 40,
    "checkpoint.moved": 50,
    "queue.before": 40,
    "queue.after": 40,
    "send.before": 80,
    "send.after": 80,
    "outcome.before": 40,
    "outcome.after": 40,
    "projection.before": 10,
    "projection.after": 10,
    "clock.before": 1,
    "clock.after": 1,
}
"""Named points under load, with the highest hit at which a server kills itself: what it comes by in about two seconds."""

POSTGRES_POINTS = {
    **{point: hits for point, hits in POINTS.items() if not point.startswith(("wal.", "backfill."))},
    "commit.sent": 50,
}
"""The same on PostgreSQL, where the server does not write the files."""

WORKER = ("queue.", "checkpoint.moved", "send.", "outcome.", "projection.")
"""How the points of the workers begin: those that send webhooks, and those that handle events."""

STARTS = {
    "start.group.begun": 3,
    "start.events.written": 1,
    "start.wal.write": 60,
    "start.wal.torn": 60,
    "start.wal.sync.after": 4,
}
"""The same for the start on an empty database, while the tables are made and the seeds are sown."""

POSTGRES_STARTS = {"start.group.begun": 3, "start.events.written": 1, "start.records.written": 1}


@dataclass(frozen=True)
class Kill:
    point: str
    hits: int = 1
    pause: float = 0.0
    seconds: float = 0.0
    """When, for one at random."""

    @property
    def named(self) -> bool:
        return self.point not in (RANDOM, RANDOM_START, CRASH)

    @property
    def autocheckpoint(self) -> int:
        """WAL checkpoints are made often where they are the point."""
        return 60 if self.point.startswith("backfill.") else 1000


def named(point: str, most: int, chance: random.Random) -> Kill:
    """A pause in one of two: without it nothing else moves, with it other threads and answers go on."""
    pause = chance.choice([0.0, chance.uniform(0.001, 0.03)])
    return Kill(point, chance.randint(1, most), pause)


def at_random(chance: random.Random) -> Kill:
    return Kill(RANDOM, seconds=chance.uniform(0.1, 2.0))


def in_first_start(points: Mapping[str, int], chance: random.Random) -> list[Kill]:
    """Kills in the first start of all, one a point."""
    return [Kill(point, chance.randint(1, most)) for point, most in chance.sample(list(points.items()), len(points))]


def at(points: Sequence[str], chance: random.Random, count: int) -> Iterator[Kill]:
    """At these points in turn, soon, and with a pause, so that what is wrong has time to show."""
    for number in range(count):
        yield Kill(points[number % len(points)], chance.randint(3, 15), chance.uniform(0.01, 0.03))


def under_load(points: Mapping[str, int], chance: random.Random, count: int) -> Iterator[Kill]:
    """Every point in turn, in a new order each round; of four kills one is at random, of twelve one in a start, and one
    of the database where that is another process."""
    deck: list[str] = []
    for number in range(count):
        if number % 12 == 5:
            yield Kill(RANDOM_START, seconds=chance.uniform(0.02, 0.5))
        elif number % 12 == 11 and points is POSTGRES_POINTS:
            yield Kill(CRASH, seconds=chance.uniform(0.3, 2.0))
        elif number % 4 == 3:
            yield at_random(chance)
        else:
            if not deck:
                deck = list(points)
                chance.shuffle(deck)
            point = deck.pop()
            yield named(point, points[point], chance)
