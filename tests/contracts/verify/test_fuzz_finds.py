"""The fuzzer finds out each server that breaks the contract in a known way, and says where and which rule.

That it finds nothing in the server as it is, tests/e2e/test_fuzz.py shows.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from schemathesis.python import asgi
from vouajudar_contracts.verify.caller import meet
from vouajudar_contracts.verify.fuzz import Pass, fuzz
from vouajudar_contracts.verify.guidance import Caller

from tests.e2e.hosted import Hosted

from .doctored import Answer, Doctored, Fault

BUNDLE = Path(__file__).parents[3] / "contracts" / "bundles" / "openapi.json"
ID = "[a-z]{3}_[0-9A-HJKMNP-TV-Z]{26}"

# Warnings of the judge's own libraries about generated values are no findings.
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore"), pytest.mark.xdist_group("doctored")]


def status(wrong: int) -> Any:
    def change(answer: Answer) -> None:
        answer.status = wrong

    return change


def without_header(name: str) -> Any:
    def change(answer: Answer) -> None:
        answer.headers.pop(name, None)

    return change


def header(name: str, value: str) -> Any:
    def change(answer: Answer) -> None:
        answer.headers[name] = value

    return change


def member(name: str, value: Any) -> Any:
    return lambda answer: answer.change(lambda body: body.__setitem__(name, value))


def without_member(name: str) -> Any:
    return lambda answer: answer.change(lambda body: body.pop(name, None))


def first_item_without(name: str) -> Any:
    return lambda answer: answer.change(lambda body: [item.pop(name) for item in body["items"][:1]] and None)


def broken_frame(answer: Answer) -> None:
    answer.body += b'id: c\nevent: org.vouajudar.batch.ready.v1\ndata: {"id":"evt_1"}\n\n'


def empty_page(answer: Answer) -> None:
    """An answer of 200, whatever was wrong with the request."""
    answer.status = 200
    answer.headers["content-type"] = "application/json"
    answer.body = b'{"items":[],"next_cursor":null}'


def gone(answer: Answer) -> None:
    answer.status = 404
    answer.headers["content-type"] = "application/problem+json"
    answer.body = json.dumps(
        {
            "type": "https://vouajudar.org/problems/not-found",
            "title": "Not found",
            "status": 404,
            "detail": "No such batch.",
            "instance": "/v1/batches",
            "request_id": answer.headers["x-request-id"],
            "errors": [],
        }
    ).encode()


@dataclass(frozen=True)
class Wrong:
    """A fault, and how it is found out."""

    fault: Fault
    rule: str
    operations: tuple[str, ...]
    stateful: bool = False
    """It takes a sequence of calls."""
    boundaries: bool = False
    """It takes what only the boundary values have: a header left out, a method that is not there."""

    def passes(self) -> list[Pass]:
        if self.stateful:
            return [Pass("sequences", frozenset(self.operations), 15, stateful=True, max_steps=12, declared_links_only=True)]
        return [Pass("calls", frozenset(self.operations), 10, boundaries=self.boundaries)]


STATUS, HEADERS, SCHEMA = "status_code_conformance", "response_headers_conformance", "response_schema_conformance"

WRONG = [
    Wrong(Fault("created with 200", "POST", "/v1/batches", status(200), 201), STATUS, ("createBatch",)),
    Wrong(Fault("a status nobody knows", "POST", "/v1/api-keys", status(418), 201), STATUS, ("createApiKey",)),
    Wrong(Fault("no ETag", "GET", f"/v1/locations/{ID}", without_header("etag"), 200), HEADERS, ("getLocation",)),
    Wrong(Fault("a weak ETag", "GET", "/v1/me", header("etag", 'W/"1"'), 200), HEADERS, ("getCurrentPartner",)),
    Wrong(Fault("no Location", "POST", "/v1/locations", without_header("location"), 201), HEADERS, ("createLocation",)),
    Wrong(Fault("no RateLimit", "GET", "/v1/me", without_header("ratelimit"), 200), HEADERS, ("getCurrentPartner",)),
    Wrong(Fault("a number as text", "POST", "/v1/batches", member("quantity", "80"), 201), SCHEMA, ("createBatch",)),
    Wrong(Fault("a status of its own", "POST", "/v1/batches", member("status", "cooking"), 201), SCHEMA, ("createBatch",)),
    Wrong(Fault("a member left out", "GET", "/v1/locations", first_item_without("address"), 200), SCHEMA, ("listLocations",)),
    Wrong(Fault("problems without errors", "GET", "/v1/batches", without_member("errors"), 422), SCHEMA, ("listBatches",)),
    Wrong(
        Fault("problems as plain JSON", "GET", "/v1/batches", header("content-type", "application/json"), 422),
        "content_type_conformance",
        ("listBatches",),
    ),
    Wrong(
        Fault("what is invalid is accepted", "GET", "/v1/batches", empty_page, 422),
        "negative_data_rejection",
        ("listBatches",),
    ),
    Wrong(
        Fault("what is valid is refused", "GET", "/v1/product-types", status(422), 200),
        "positive_data_acceptance",
        ("listProductTypes",),
    ),
    Wrong(
        Fault("If-Match is not asked for", "PUT", "/v1/notification-preferences", status(200), 428),
        "missing_required_header",
        ("putNotificationPreferences",),
        boundaries=True,
    ),
    Wrong(
        Fault("a server error", "PUT", "/v1/notification-preferences", status(500), 412),
        "not_a_server_error",
        ("putNotificationPreferences",),
    ),
    Wrong(
        Fault("anybody is let in", "GET", "/v1/me", lambda _answer: None, lets_in="anybody"),
        "ignored_auth",
        ("getCurrentPartner",),
    ),
    Wrong(
        Fault("no Allow", "DELETE", "/v1/health", without_header("allow"), 405),
        "unsupported_method",
        ("getHealth",),
        boundaries=True,
    ),
    Wrong(
        Fault("a method that is not there is answered", "PATCH", "/v1/health", status(200), 405),
        "unsupported_method",
        ("getHealth",),
        boundaries=True,
    ),
    Wrong(
        Fault("what was created is not there", "PATCH", f"/v1/batches/{ID}", gone, 200),
        "ensure_resource_availability",
        ("createBatch", "updateBatch"),
        stateful=True,
    ),
    Wrong(
        Fault("what was deleted is there", "GET", f"/v1/webhook-endpoints/{ID}", status(200), 404),
        "use_after_free",
        ("createWebhookEndpoint", "getWebhookEndpoint", "deleteWebhookEndpoint"),
        stateful=True,
    ),
    Wrong(
        Fault("a partner sees another's", "GET", f"/v1/webhook-endpoints/{ID}", lambda _answer: None, lets_in="partners"),
        "object_level_authorization",
        ("createWebhookEndpoint", "getWebhookEndpoint"),
        stateful=True,
    ),
    Wrong(
        Fault("a frame without its event", "GET", "/v1/events/stream", broken_frame, 200),
        SCHEMA,
        ("streamEvents", "listEvents"),
    ),
]


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(BUNDLE.read_text())
    return loaded


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of all servers here, one after the other."""
    return tmp_path_factory.mktemp("doctored") / "world.db"


def served(world: Path) -> Hosted:
    return Hosted(database=str(world), stream_seconds=1, webhooks=False, rate_limit_factor=1000)


@pytest.fixture(scope="module")
def caller(world: Path) -> Caller:
    app = served(world)
    try:
        with asgi.get_client(app) as session:
            return meet(session, "/v1", app.partner()[0], peer_key=app.partner(1)[0])
    finally:
        asgi.shutdown_lifespans()


@pytest.mark.parametrize("wrong", WRONG, ids=[each.fault.name for each in WRONG])
def test_a_server_that_is_wrong_in_one_way_is_found_out(
    document: dict[str, Any], world: Path, caller: Caller, wrong: Wrong
) -> None:
    assert caller.peer_key is not None
    doctored = Doctored(served(world), wrong.fault, caller.api_key, caller.peer_key)
    report = fuzz(document, wrong.passes(), caller=caller, seed=1, app=doctored)
    told = "\n\n".join(report.failures)
    assert wrong.rule in {found.rule for found in report.found.values()}, told
    assert {found.operation for found in report.found.values()} <= set(wrong.operations), told
    assert "curl -X" in told
    assert caller.api_key not in told
