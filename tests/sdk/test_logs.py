"""What logs and traces show, and what they never do."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from opentelemetry import trace as telemetry
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from vouajudar import AsyncVouAjudar, VouAjudar, errors
from vouajudar.opentelemetry import trace, trace_async

from .conftest import BASE, KEY, Api, Tape, problem

Example = Callable[[str], Any]


def test_a_debug_log_tells_each_attempt_by_operation_status_and_request_id(
    api: Api, tape: Tape, example: Example, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "vouajudar")
    api.will(httpx.ReadTimeout("lost"), problem(503, "service-unavailable"), httpx.Response(200, json=example("ProducingBatch")))
    VouAjudar(api_key=KEY, base_url=BASE, http_client=httpx.MockTransport(api), clock=tape).batches.get("bat_1")
    lines = [record.getMessage() for record in caplog.records]
    assert lines[0].startswith("getBatch attempt 1: GET https://api.example.test/v1/batches/bat_1: no answer in time")
    assert lines[1] == "getBatch attempt 2: 503, request rid_01J8ZQ4Y7N3V5W6X8Y9Z0A1B2C"
    assert lines[2].startswith("getBatch attempt 3: 200")
    assert len(lines) == 3


def test_bodies_are_logged_when_asked_for_without_secrets_and_personal_data(
    client: VouAjudar, api: Api, example: Example, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "vouajudar.bodies")
    api.will(httpx.Response(200, json=example("HandoverCodesAllRoles")))
    codes = client.deliveries.get_handover_codes("del_1")
    api.will(httpx.Response(201, json=example("DeliveryClaimed")))
    client.deliveries.create(
        batch_id="bat_1", dropoff_location_id="loc_1", quantity=80, volunteer_ref="vol-7f3a91", notes="Ring twice."
    )
    text = caplog.text
    assert "Ring twice." in text
    assert '"volunteer_ref": "[not logged]"' in text
    for secret in (codes.pickup_code, codes.dropoff_code, codes.pickup_contact_phone, "vol-7f3a91", KEY):
        assert secret is None or secret not in text
    assert codes.dropoff_code is not None or codes.pickup_code is not None


def test_no_log_and_no_error_shows_a_key(client: VouAjudar, api: Api, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, "vouajudar.bodies")
    for answer in (problem(403, "insufficient-scope", required=["batches:read"]), httpx.ConnectError("refused")):
        api.will(answer)
        with pytest.raises(errors.VouAjudarError) as raised:
            client.batches.get("bat_1")
        assert KEY not in f"{raised.value!r} {raised.value} {client!r} {client._caller.settings!r}"
    assert KEY not in caplog.text


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> InMemorySpanExporter:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr("vouajudar.opentelemetry.get_tracer", provider.get_tracer)
    return exporter


def test_each_attempt_is_a_span_named_by_its_operation(
    api: Api, tape: Tape, example: Example, spans: InMemorySpanExporter
) -> None:
    api.will(problem(503, "service-unavailable"), httpx.Response(200, json=example("ProducingBatch")))
    client = VouAjudar(api_key=KEY, base_url=BASE, http_client=httpx.MockTransport(api), clock=tape, middleware=[trace])
    client.batches.get("bat_1")
    first, second = spans.get_finished_spans()
    assert (first.name, second.name, second.kind) == ("getBatch", "getBatch", telemetry.SpanKind.CLIENT)
    assert first.attributes is not None
    assert second.attributes is not None
    assert (first.attributes["http.response.status_code"], first.status.is_ok) == (503, False)
    assert (second.attributes["http.response.status_code"], second.attributes["http.request.resend_count"]) == (200, 1)
    for request, span in zip(api.asked, (first, second), strict=True):
        assert request.headers["traceparent"].split("-")[1:3] == [f"{span.context.trace_id:032x}", f"{span.context.span_id:016x}"]
    assert KEY not in "".join(span.to_json() for span in spans.get_finished_spans())


async def test_awaited_attempts_are_spans_too(api: Api, example: Example, spans: InMemorySpanExporter) -> None:
    api.will(httpx.Response(200, json=example("ProducingBatch")))
    client = AsyncVouAjudar(api_key=KEY, base_url=BASE, http_client=httpx.MockTransport(api), middleware=[trace_async])
    await client.batches.get("bat_1")
    assert [span.name for span in spans.get_finished_spans()] == ["getBatch"]
