"""What is judged after each restart, and once more at the end, with clients at rest."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import orjson
from vouajudar import VouAjudar, errors
from vouajudar._answer import ApiResponse

from .findings import Findings
from .fold import Fold
from .ledger import Acked, Ledger
from .reader import Reader, whole_feed

GROUP_OF_PREFIX = {"bat": "batch", "del": "delivery", "req": "resource_request", "rsv": "reservation", "loc": "location"}

SERVICE_SECONDS = 30.0

NOT_OF_THE_RESOURCE = {"confirmation_code"}
"""Members of an answer that GET does not show."""


@dataclass
class Verifier:
    """`client`: of the partner that sees everything."""

    client: VouAjudar
    fold: Fold
    ledger: Ledger
    reader: Reader
    findings: Findings
    chance: random.Random

    def after_restart(self, replays: int) -> None:
        """All that was acknowledged since the last time, and `replays` of it made again."""
        self._wait_for_service()
        self.reader.catch_up()
        self.fold.settle()
        fresh = self.ledger.take_fresh()
        self._acknowledged(fresh)
        self._effects()
        self._replays(self.chance.sample(fresh, min(replays, len(fresh))))

    def _wait_for_service(self) -> None:
        """The server may still be finding its database again."""
        end = time.monotonic() + SERVICE_SECONDS
        while True:
            try:
                self.client.locations.list(limit=1)
                return
            except (errors.ServiceUnavailableError, errors.APIConnectionError):
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)

    def at_the_end(self, replays: int) -> None:
        """Everything, whenever it was."""
        self.after_restart(0)
        self._replays(self.chance.sample(self.ledger.acked, min(replays, len(self.ledger.acked))))
        self._feed()
        self._lists()
        self._events(1000)

    # acknowledged writes

    def _acknowledged(self, acked: Iterable[Acked]) -> None:
        latest: dict[str, Acked] = {}
        for write in acked:
            if write.operation == "reportPosition":
                self._position(write)
            if not write.version:
                continue
            folded = self.fold.objects.get(write.subject)
            if folded is None or folded["version"] < write.version:
                seen = "nothing" if folded is None else f"version {folded['version']}"
                self._lost(write, f"the feed shows {seen}")
            if write.subject not in latest or latest[write.subject].version <= write.version:
                latest[write.subject] = write
        for write in latest.values():
            self._current(write)

    def _current(self, write: Acked) -> None:
        """GET, after the last acknowledged write of a subject."""
        subject = write.subject
        try:
            answer = self._get(subject)
        except errors.NotFoundError:
            self._lost(write, "GET says 404")
            return
        now = answer.json()
        if now["version"] < write.version:
            self._lost(write, f"GET shows version {now['version']}")
        elif now["version"] == write.version:
            told = orjson.loads(write.body)
            told = told.get("delivery", told)
            if {name: value for name, value in told.items() if name not in NOT_OF_THE_RESOURCE} != now:
                self.findings.add("acked-body-differs", f"{write.operation} of {subject}: {told} became {now}")
        if answer.etag != f'"{now["version"]}"':
            self.findings.add("etag", f"GET of {subject}: ETag {answer.etag}, version {now['version']}")
        if subject in self.fold.objects and self.fold.objects[subject] != now:
            self.findings.add("fold-differs", f"{subject}: the feed says {self.fold.objects[subject]}, GET {now}")

    def _position(self, write: Acked) -> None:
        """A delivery of these journeys reports once."""
        try:
            now = self.client.deliveries.with_response.get_position(write.subject).content
        except errors.NotFoundError:
            self._lost(write, "its position is 404")
            return
        if now != write.body:
            self.findings.add("acked-body-differs", f"the position of {write.subject}: {write.body!r} became {now!r}")

    def _lost(self, write: Acked, what: str) -> None:
        self.findings.add("acked-write-lost", f"{write.operation} of {write.subject}, version {write.version}: {what}")

    def _effects(self) -> None:
        """One effect a key: a tag names one resource, a subject has the events of its commands and no more."""
        for tag, subject in self.ledger.tags.items():
            found = self.fold.tagged.get(tag, [])
            if len(found) > 1 or (subject is not None and found != [subject]):
                self.findings.add("one-effect", f"created once, as {subject}; the feed shows {found}")
        for subject, expected in self.ledger.expected.items():
            if subject in self.fold.by_clock or subject in self.ledger.pending:
                continue
            for event_type, count in expected.items():
                found_count = self.fold.counts[subject][event_type]
                if found_count != count:
                    what = f"{subject} has {found_count} x {event_type}, {count} by what was acknowledged"
                    self.findings.add("one-effect" if found_count > count else "acked-write-lost", what)
        for refused in self.ledger.refused:
            if not self.fold.by_clock.intersection(refused.subjects):
                tried = "a retry" if refused.retried else "a first try"
                self.findings.add("refused", f"{refused.operation} of {refused.subjects}: {refused.slug}, {tried}")
        self.ledger.refused.clear()

    def _replays(self, chosen: Iterable[Acked]) -> None:
        known = set(self.fold.events)
        for write in chosen:
            if write.again is None:
                continue
            try:
                answer = write.again()
            except errors.APIError as problem:
                self.findings.add("replay-differs", f"{write.operation} of {write.subject}: {problem.slug} at the second try")
                continue
            if (answer.status, answer.content) != (write.status, write.body):
                what = f"{write.operation} of {write.subject}: {write.body!r} became {answer.content!r}"
                self.findings.add("replay-differs", what)
            elif answer.headers.get("Idempotency-Replayed") != "true":
                self.findings.add("replay-differs", f"{write.operation} of {write.subject}: not said to be a replay")
        self.reader.catch_up()
        new = [id_ for id_ in self.fold.events if id_ not in known]
        actors = {orjson.loads(self.fold.events[id_])["actor"] for id_ in new} - {"system.clock"}
        if actors:
            self.findings.add("one-effect", f"replays have made events: {[self.fold.types[id_] for id_ in new]}")

    # everything

    def _feed(self) -> None:
        whole = whole_feed(self.client)
        if list(whole) != list(self.fold.events):
            missed = [id_ for id_ in whole if id_ not in self.fold.events]
            gone = [id_ for id_ in self.fold.events if id_ not in whole]
            self.findings.add("feed-missed", f"{len(missed)} events were missed, {len(gone)} were seen and are gone")
        for id_, data in whole.items():
            if id_ in self.fold.events and self.fold.events[id_] != data:
                self.findings.add("event-differs", f"{id_}: {self.fold.events[id_]!r} became {data!r}")

    def _lists(self) -> None:
        shown: dict[str, Any] = {}
        for resource in ("locations", "batches", "deliveries", "resource_requests", "reservations"):
            for item in self._listed(resource):
                if item["id"] in shown:
                    self.findings.add("seen-twice", f"{item['id']} stands twice in a list")
                shown[item["id"]] = item
        for id_ in sorted(shown.keys() | self.fold.objects.keys()):
            if shown.get(id_) != self.fold.objects.get(id_):
                what = f"{id_}: lists show {shown.get(id_)}, the feed says {self.fold.objects.get(id_)}"
                self.findings.add("fold-differs", what)

    def _listed(self, resource: str) -> Iterator[dict[str, Any]]:
        cursor: dict[str, str] = {}
        while True:
            page = getattr(self.client, resource).with_response.list(limit=100, **cursor).json()
            yield from page["items"]
            if page["next_cursor"] is None:
                return
            cursor = {"cursor": page["next_cursor"]}

    def _events(self, count: int) -> None:
        for id_ in self.chance.sample(list(self.fold.events), min(count, len(self.fold.events))):
            try:
                data = self.client.events.with_response.get(id_).content
            except errors.NotFoundError:
                data = b"404"
            if data != self.fold.events[id_]:
                self.findings.add("event-differs", f"{id_}: the feed has {self.fold.events[id_]!r}, getEvent {data!r}")

    def _get(self, subject: str) -> ApiResponse[Any]:
        client = self.client
        get: Callable[[str], Any] = {
            "batch": client.batches.with_response.get,
            "delivery": client.deliveries.with_response.get,
            "resource_request": client.resource_requests.with_response.get,
            "reservation": client.reservations.with_response.get,
            "location": client.locations.with_response.get,
        }[GROUP_OF_PREFIX[subject[:3]]]
        answer: ApiResponse[Any] = get(subject)
        return answer
