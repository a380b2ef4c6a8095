"""What only the server can give, and how it gets into generated calls: ids, ETags, cursors, credentials.

A fuzzer makes up ids that name nothing, and nearly all it asks is answered 404. Here everything an implementation answers is
remembered, and nine of ten calls are led to what is really there: a delivery goes to a shelter of the caller's own, a list is
paged by a cursor that it gave, a write carries the version that was seen last. What is malformed on purpose stays as it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

from vouajudar_contracts.document.values import is_array, is_object

ID = re.compile(r"(bat|del|loc|req|rsv|evt|whe|wha|key|org|ptn|itm)_[0-9A-HJKMNP-TV-Z]{26}")
KEY = re.compile(r'"?[A-Za-z0-9_-]{16,128}"?')
CURSOR = re.compile(r"[^\x00]{0,512}", re.DOTALL)
WAIT = re.compile(r"[0-9]|[12][0-9]|30")
CODE = re.compile(r"[0-9]{6}")
CODES = {"pickup": "pickup_code", "dropoff": "dropoff_code", "receipt": "confirmation_code"}
"""The member that holds the code, by the last part of the path that takes it."""
URL = re.compile(r"https?://[^\s/?#@]+([/?#]\S*)?")
PAGING = ("limit", "cursor", "after", "wait")
_HELD = frozenset({"pending_confirmation", "reserved"})
_ON_THE_WAY = frozenset({"picked_up", "in_transit"})
ACTS_ON = {
    "ready": frozenset({"producing"}),
    "commit": frozenset({"available"}),
    "confirm": frozenset({"pending_confirmation"}),
    "release": _HELD,
    "pickup": _HELD,
    "handover-codes": _HELD | _ON_THE_WAY,
    "positions": _ON_THE_WAY,
    "position": _ON_THE_WAY,
    "dropoff": _ON_THE_WAY,
    "fail": _ON_THE_WAY,
    "reservations": frozenset({"requesting", "partially_reserved"}),
    "receipt": frozenset({"reserved"}),
}
"""The states in which a command does something, by the last part of its path."""
ALONE = frozenset(
    {
        "/reservations/{reservation_id}",
        "/webhook-endpoints/{webhook_endpoint_id}",
        "/webhook-endpoints/{webhook_endpoint_id}/attempts",
    }
)
NOWHERE = "fuzz.invalid"
"""A name that never resolves (RFC 2606): no implementation sends events to an address that a fuzzer made up."""
LED = 0.9
"""How much of what was made up is led to what is there; the rest stays, so that what is not there is asked for too."""
REMEMBERED = 60
"""Objects of a kind that are kept: the latest ones, where something can still happen."""

TAG = re.compile(r'"[^"]*"')

Thing = dict[str, Any]
Fits = Callable[[Thing], bool]


@dataclass(slots=True)
class Caller:
    """Who the fuzzer calls as."""

    api_key: str
    organization_id: str | None = None
    own_key_ids: frozenset[str] = frozenset()
    """Keys that must stay good: a fuzzer that revokes its own is answered 401 ever after, and proves nothing."""
    places: tuple[Thing, ...] = ()
    """Locations of the caller's own, known from the start."""
    client: tuple[str, str] | None = None
    """client_id and client_secret, where access tokens are to be had too."""
    peer_key: str | None = None
    """API key of another partner, who must not see what is the caller's alone."""

    @property
    def secrets(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.api_key, self.peer_key, self.client and self.client[1])))


@dataclass(slots=True)
class Given:
    """What the server has given so far."""

    things: dict[str, dict[str, Thing]] = field(default_factory=dict[str, dict[str, Thing]])
    """Latest known state by kind of id and id, the latest last."""
    ids: set[str] = field(default_factory=set[str])
    cursors: dict[str, Thing] = field(default_factory=dict[str, Thing])
    """The query (without limit and cursor) that each cursor goes on with."""
    reached: dict[tuple[str, str], set[str]] = field(default_factory=dict[tuple[str, str], set[str]])
    """Which things were seen in which status."""

    def learn(self, body: Any, query: Thing) -> None:
        for thing in _objects(body):
            name = thing.get("id", thing.get("delivery_id") if "pickup_code" in thing else None)
            if isinstance(name, str) and (found := ID.fullmatch(name)):
                known = self.things.setdefault(found[1], {})
                known[name] = {**known.pop(name, {}), **thing, "id": name}
                self.ids.add(name)
                if len(known) > REMEMBERED:
                    del known[next(iter(known))]
                if isinstance(thing.get("status"), str):
                    self.reached.setdefault((found[1], thing["status"]), set()).add(name)
        cursor = body.get("next_cursor") if is_object(body) else None
        if isinstance(cursor, str):
            self.cursors[cursor] = {
                name: value for name, value in query.items() if name not in ("limit", "cursor", "after", "wait")
            }

    def forget(self, name: str) -> None:
        for known in self.things.values():
            known.pop(name, None)

    def one(self, kind: str, random: Random, fits: Fits | None = None) -> Thing | None:
        known = list(self.things.get(kind, {}).values())
        fitting = known if fits is None else [thing for thing in known if fits(thing)]
        return random.choice(fitting) if fitting else None


def _objects(value: Any) -> Iterator[Thing]:
    if is_object(value):
        yield value
        for member in value.values():
            yield from _objects(member)
    elif is_array(value):
        for item in value:
            yield from _objects(item)


class Guide:
    """What happens before and after each call of one run."""

    def __init__(self, caller: Caller, seed: int, given: Given) -> None:
        self.caller = caller
        self.given = given
        self.random = Random(seed)  # noqa: S311 - which of the known ids to take is no secret

    def before_call(self, case: Any) -> None:
        """Make a generated call one that the contract lets succeed."""
        path: Thing = case.path_parameters if is_object(case.path_parameters) else {}
        command = str(case.operation.path).rpartition("/")[2]
        self._lead_path(path, str(case.method).upper(), ACTS_ON.get(command))
        subject = self._subject(path)
        if is_object(case.query):
            self._lead_query(case.query)
        if case.headers:
            self._lead_headers(case.headers, subject)
        if is_object(case.body):
            self._lead_body(case.body, subject)
            self._lead_code(case.body, subject, command)

    def after_call(self, case: Any, response: Any) -> None:
        path: Thing = case.path_parameters if is_object(case.path_parameters) else {}
        if str(case.method).upper() == "DELETE" and response.status_code in (204, 404):
            for value in path.values():
                self.given.forget(str(value))
        elif 200 <= response.status_code < 300 and "json" in str(response.headers.get("content-type", "")):
            try:
                body: Any = json.loads(response.content)
            except ValueError:
                return  # the checks of the contract say so
            self.given.learn(body, dict(case.query or {}))

    def _often(self) -> bool:
        return self.random.random() < LED

    def _subject(self, path: Thing) -> Thing:
        """What is known of the thing that the call is about."""
        for value in path.values():
            kind = _id(value)
            if kind is not None:
                return self.given.things.get(kind, {}).get(value, {})
        return {}

    def _lead_path(self, path: Thing, method: str, acts_on: frozenset[str] | None) -> None:
        def known_and_spare(thing: Thing) -> bool:
            return thing["id"] not in self.caller.own_key_ids

        def in_the_right_state(thing: Thing) -> bool:
            return acts_on is not None and thing.get("status") in acts_on

        for name, value in path.items():
            kind = _id(value)
            if kind is None:
                continue
            if value in self.caller.own_key_ids and method == "DELETE":
                path[name] = "key_" + "0" * 26
            elif value not in self.given.ids and self._often():
                thing = (self._often() and self.given.one(kind, self.random, in_the_right_state)) or self.given.one(
                    kind, self.random, known_and_spare
                )
                path[name] = thing["id"] if thing else value

    def _lead_query(self, query: Thing) -> None:
        # Only the server makes cursors, and one is good for the list and the filters that it came from.
        for name in [n for n in ("cursor", "after") if _matches(CURSOR, query.get(n))]:
            if query[name] in ("earliest", "latest"):
                continue
            came_from = self.given.cursors.get(query[name])
            if came_from is None:
                del query[name]
            elif name == "cursor":
                kept = {n: query[n] for n in ("limit", "cursor") if n in query}
                query.clear()
                query.update(came_from, **kept)
        # A long poll proves nothing here and costs half a minute.
        if _matches(WAIT, query.get("wait")):
            query["wait"] = 0
        for name, value in query.items():
            if (kind := _id(value)) and value not in self.given.ids and self._often():
                query[name] = (self.given.one(kind, self.random) or {"id": value})["id"]

    def _lead_headers(self, headers: Any, subject: Thing) -> None:
        # A key is good for one body: every call brings a fresh one.
        if _matches(KEY, headers.get("Idempotency-Key")):
            headers["Idempotency-Key"] = f"fuzz-{uuid4().hex}"
        # The fuzzer's filler for a header it has no value for.
        for name in [n for n in ("If-Match", "If-None-Match") if headers.get(n) == "0"]:
            del headers[name]
        last = headers.get("Last-Event-ID")
        if _matches(CURSOR, last) and last not in self.given.cursors:
            del headers["Last-Event-ID"]
        version = subject.get("version")
        if version is not None and _matches(TAG, headers.get("If-Match")) and self._often():
            headers["If-Match"] = f'"{version}"'

    def _lead_body(self, body: Thing, subject: Thing) -> None:
        for name, value in body.items():
            if (kind := _id(value)) and value not in self.given.ids and self._often():
                fits = self._fits(name, subject)
                thing = self.given.one(kind, self.random, fits)
                body[name] = thing["id"] if thing else value
            elif is_array(value):
                for item in filter(is_object, value):
                    self._lead_body(item, subject)
        if _matches(URL, body.get("url")):
            body["url"] = _nowhere(body["url"])
        if self.caller.client and "client_secret" in body and self._often():
            body["client_id"], body["client_secret"] = self.caller.client

    def _lead_code(self, body: Thing, subject: Thing, command: str) -> None:
        """The code that was shown for what the call is about."""
        code: Any = subject.get(CODES.get(command, ""))
        if _matches(CODE, body.get("code")) and _matches(CODE, code) and self._often():
            body["code"] = code

    def _fits(self, member: str, subject: Thing) -> Fits | None:
        """What makes a thing one that the member can name; None where any will do."""

        def usable(place: Thing) -> bool:
            own = place.get("organization", {}).get("id") == self.caller.organization_id
            return own and place.get("approval_status") == "approved" and place.get("active") is True

        def provides(place: Thing) -> bool:
            return usable(place) and place.get("kind") != "shelter"

        def receives(place: Thing) -> bool:
            return usable(place) and place.get("kind") != "provider"

        def ready(batch: Thing) -> bool:
            return batch.get("status") == "ready"

        def of_the_subject(item: Thing) -> bool:
            return any(item["id"] in (each.get("id"), each.get("item_id")) for each in subject.get("items", []))

        known: dict[str, Fits] = {
            "provider_location_id": provides,
            "dropoff_location_id": receives,
            "location_id": receives,
            "batch_id": ready,
            "item_id": of_the_subject,
        }
        return known.get(member)


def points_into_the_request(response: Any) -> bool:
    """Whether a refusal is about a member of the body: the thing in the path is there, and what the body names is not."""
    try:
        problem: Any = json.loads(response.content)
    except ValueError:
        return False
    errors: Any = problem.get("errors") if is_object(problem) else None
    return is_array(errors) and any(is_object(error) and error.get("pointer") for error in errors)


def is_the_callers_alone(path: str, thing: Any) -> bool:
    """Whether another partner must not read this thing, found under this path.

    A claimed delivery, a batch before it is ready, an endpoint are the caller's alone; places, requests, batches that were ready
    and deliveries on offer are for others to see.
    """
    if not is_object(thing):
        return False
    if path == "/batches/{batch_id}":
        return thing.get("ready_at") is None
    if path == "/deliveries/{delivery_id}":
        return thing.get("dispatch_mode") == "claimed"
    return path in ALONE


def _id(value: object) -> str | None:
    """The kind of a well-formed id, None for anything else."""
    found = ID.fullmatch(value) if isinstance(value, str) else None
    return found[1] if found else None


def _nowhere(url: str) -> str:
    """The same address on a host that is not there; what is no https address stays one that is to be refused."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return f"https://{NOWHERE}/"
    return urlunsplit((parts.scheme, NOWHERE, parts.path, parts.query, parts.fragment))


def _matches(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, (str, int)) and pattern.fullmatch(str(value)) is not None
