"""Who watches a walk: reads every partner's feed after each step and judges all that was said and done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from vouajudar import ApiResponse, errors
from vouajudar_contracts.document.contract import Operation

from .clients import Client, Clients
from .conformance import changes
from .conformance.answers import judged
from .conformance.balance import unbalanced
from .conformance.history import Event, State, folded, transactions
from .conformance.schemas import spec
from .conformance.sight import Reader, may_read, may_see, wrongly_shown, wrongly_told

PAGE = 100

OUTCOMES = {403, 404, 409, 412, 429}
"""Refusals that are right answers to a walker that does not look before it leaps."""


@dataclass
class Player:
    """A partner with its client and its place in the feed."""

    name: str
    client: Client
    reader: Reader
    key: str
    cursor: str = ""
    seen: list[str] = field(default_factory=list[str])
    """Ids of the events that its feed has shown since the watch began, in order."""

    @property
    def id(self) -> str:
        return self.reader.id


@dataclass
class Watch:
    """What all partners together have seen, and everything that was found wrong with it."""

    clients: Clients
    players: dict[str, Player]
    state: State = field(default_factory=dict[str, Any])
    events: list[Event] = field(default_factory=list[Event])
    findings: list[str] = field(default_factory=list[str])
    _judged: int = 0
    _sequence: str = ""

    @classmethod
    async def begin(cls, clients: Clients) -> Watch:
        """From the oldest event on, so that seeds are known too. The observer is there, and every kind of partner."""
        players: dict[str, Player] = {}
        for partner in clients.sandbox.partners:
            if partner["mode"] == "test" and not partner["suspended"]:
                name = partner["name"]
                client = await clients.with_key(partner["api_key"], max_retries=0)
                reader = Reader(partner["id"], frozenset(partner["kinds"]))
                players[name] = Player(name, client, reader, partner["api_key"], "earliest")
        watch = cls(clients, players)
        await watch.look()
        return watch

    async def look(self) -> list[Event]:
        """Read on in every feed; judge what has come, and return it."""
        told: dict[str, set[str]] = {}
        fresh: dict[str, Event] = {}
        await self._read_on(told, fresh)
        # what the clock did while the feeds were read one after the other has not come to the first of them
        while self._untold(told, fresh) and await self._read_on(told, fresh):
            pass
        before = self.state
        events = [fresh[sequence] for sequence in sorted(fresh)]
        for transaction in transactions(events):
            self._judge(transaction, told)
        if events:
            self.findings += unbalanced(self.state)
            self._sequence = events[-1]["sequence"]
        self.events += events
        self._judge_exchanges(before)
        return events

    def _untold(self, told: Mapping[str, set[str]], fresh: Mapping[str, Event]) -> bool:
        """Whether a partner has not been shown an event that it may see."""
        state = self.state
        for transaction in transactions(fresh[sequence] for sequence in sorted(fresh)):
            before, state = state, folded(state, transaction)
            for event in transaction:
                readers = {p.id for p in self.players.values() if may_see(p.reader, before, state, event)}
                if readers - told[event["id"]]:
                    return True
        return False

    async def _read_on(self, told: dict[str, set[str]], fresh: dict[str, Event]) -> bool:
        news = False
        for player in self.players.values():
            items = await self._page(player)
            news = news or bool(items)
            for event in items:
                known = fresh.setdefault(event["sequence"], event)
                if known != event:
                    self.findings.append(f"I13 {event['id']} reads otherwise for {player.name}")
                if event["sequence"] <= self._sequence:
                    self.findings.append(f"I20 {event['id']} came after its time to {player.name}")
                told.setdefault(event["id"], set()).add(player.id)
                player.seen.append(event["id"])
        return news

    async def _page(self, player: Player) -> list[Event]:
        page = (await player.client.events.with_response.list(after=player.cursor, limit=PAGE)).json()
        player.cursor = page["next_cursor"]
        items: list[Event] = page["items"]
        return items

    def _judge(self, transaction: list[Event], told: Mapping[str, set[str]]) -> None:
        before, after = self.state, folded(self.state, transaction)
        self.findings += changes.broken(before, after, transaction)
        for event in transaction:
            for player in self.players.values():
                was_told = player.id in told[event["id"]]
                self.findings += wrongly_told(player.reader, before, after, event, was_told)
        self.state = after

    def _judge_exchanges(self, before: State) -> None:
        fresh = self.clients.recorder.exchanges[self._judged :]
        self._judged += len(fresh)
        self.findings += judged(fresh)
        readers = {player.key: player.reader for player in self.players.values()}
        self.findings += wrongly_shown(readers, (before, self.state), fresh)

    async def command(self, who: Player, method: str, *args: Any, **members: Any) -> ApiResponse[Any] | errors.APIError:
        """Make a call and judge what came of it: its answer, its events, and what a reader sees then."""
        resource, _, verb = method.partition(".")
        operation = next(o for o in spec().contract.operations if (o.sdk_resource, o.sdk_verb) == (resource, verb))
        answer: ApiResponse[Any] | errors.APIError
        try:
            answer = await getattr(getattr(who.client, resource).with_response, verb)(*args, **members)
        except errors.APIError as refused:
            answer = refused
        events = [event for event in await self.look() if event["causationid"] == answer.request_id]
        if isinstance(answer, errors.APIError):
            self._judge_refusal(operation, answer, events)
        else:
            await self._judge_success(who, operation, answer, events)
        return answer

    def _judge_refusal(self, operation: Operation, refused: errors.APIError, events: list[Event]) -> None:
        if refused.status not in OUTCOMES:
            self.findings.append(f"I17 {operation.id} answered {refused.status}: {refused.content[:500]!r}")
        if events:
            self.findings.append(f"I20 {operation.id} was refused and emitted {[e['type'] for e in events]}")

    async def _judge_success(self, who: Player, operation: Operation, answer: ApiResponse[Any], events: list[Event]) -> None:
        if any(event["actor"] not in (who.id, "platform") for event in events):
            self.findings.append(f"I20 {operation.id} of {who.id} was done by {events[0]['actor']}")
        undeclared = changes.misfits(events, operation.emits)
        if undeclared:
            self.findings.append(f"I20 {operation.id} emitted {undeclared}")
        if answer.headers.get("Idempotency-Replayed") == "true":
            self.findings += [f"I11 a replay of {operation.id} emitted {event['type']}" for event in events]
            return
        body = answer.json()
        for part in [body, *body.values()] if isinstance(body, dict) else []:
            if isinstance(part, dict) and part.get("id") in self.state:
                self._compare(f"the answer of {operation.id}", part)
        touched = sorted({event["subject"] for event in events} & self.state.keys())
        for subject in touched[:1]:
            await self.read(who, subject)

    def readable(self, who: Player, resource: str) -> dict[str, int]:
        """Id -> version of all that a list of the partner must hold by now."""
        return {
            subject: known.body["version"]
            for subject, known in self.state.items()
            if RESOURCES[subject[:4]] == resource and may_read(who.reader, self.state, subject)
        }

    async def read(self, who: Player, subject: str) -> None:
        """GET a resource as a partner, and hold it against the fold of the feed."""
        get = getattr(who.client, RESOURCES[subject[:4]]).with_response.get
        try:
            answer = await get(subject)
        except errors.NotFoundError:
            if may_read(who.reader, self.state, subject):
                self.findings.append(f"I12 {who.name} does not find {subject}")
            return
        if self._otherwise(answer.json()):  # unless the clock was faster than the feeds
            await self.look()
        if not may_read(who.reader, self.state, subject):
            self.findings.append(f"I16 {who.name} finds {subject}")
        self._compare(f"GET of {who.name}", answer.json())
        if answer.etag != f'"{self.state[subject].body["version"]}"':
            self.findings.append(f"I10 {subject} has the tag {answer.etag}")

    def _compare(self, what: str, body: Any) -> None:
        different = self._otherwise(body)
        if different:
            self.findings.append(f"I12 {what} shows {body['id']} otherwise than the feed: {different}")

    def _otherwise(self, body: Any) -> dict[str, tuple[Any, Any]]:
        """Members that differ from what the feed says: theirs, and the feed's."""
        known = self.state[body["id"]].body
        return {name: (body.get(name), value) for name, value in known.items() if body.get(name) != value}


RESOURCES = {
    "bat_": "batches",
    "del_": "deliveries",
    "loc_": "locations",
    "req_": "resource_requests",
    "rsv_": "reservations",
}
