"""What a caller gets when the API says no, or nothing."""

from __future__ import annotations

import logging
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from vouajudar import NotModified, VouAjudar, VouAjudarError, errors

from .conftest import KEY, Api, problem

CATALOGUE = yaml.safe_load((Path(__file__).parents[2] / "spec/problems.yaml").read_text())
Example = Callable[[str], Any]


def refusal(client: VouAjudar) -> errors.APIError:
    with pytest.raises(errors.APIError) as raised:
        client.batches.get("bat_1")
    return raised.value


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry["slug"])
def test_each_problem_of_the_catalogue_has_its_class_below_the_class_of_its_status(
    client: VouAjudar, api: Api, entry: dict[str, Any]
) -> None:
    api.will(problem(entry["status"], entry["slug"]))
    error = refusal(client)
    assert type(error) is errors.BY_SLUG[entry["slug"]]
    assert isinstance(error, errors.BY_STATUS[entry["status"]])
    assert (error.slug, error.status, error.retryable) == (entry["slug"], entry["status"], entry["retryable"])
    assert " ".join(entry["fix"].split()) in str(error)


def test_every_example_of_a_problem_gives_its_extra_members_typed(client: VouAjudar, api: Api, bundle: dict[str, Any]) -> None:
    seen: set[str] = set()
    for example in bundle["components"]["examples"].values():
        value = example.get("value")
        if not isinstance(value, dict) or not str(value.get("type", "")).startswith("https://vouajudar.org/problems/"):
            continue
        api.will(httpx.Response(value["status"], json=value))
        error = refusal(client)
        assert error.slug is not None
        entry = next((e for e in CATALOGUE if e["slug"] == error.slug), None)
        if entry is None:
            assert type(error) in errors.BY_STATUS.values(), "a problem that this release does not know"
            continue
        for member in entry["extra"]:
            got = getattr(error, member)
            assert (got is None) == (value[member] is None), (error.slug, member)
        seen.add(error.slug)
    assert len(seen) > 30


def test_the_extra_members_of_a_problem_are_typed(client: VouAjudar, api: Api) -> None:
    api.will(problem(409, "insufficient-quantity", requested=8, available=0, item_id=None))
    error = refusal(client)
    assert isinstance(error, errors.InsufficientQuantityError)
    assert (error.requested, error.available, error.item_id) == (8, 0, None)


def test_an_extra_member_that_did_not_come_is_a_decoding_error_that_keeps_the_answer(client: VouAjudar, api: Api) -> None:
    api.will(problem(409, "insufficient-quantity", requested=8))
    error = refusal(client)
    assert isinstance(error, errors.InsufficientQuantityError)
    with pytest.raises(errors.DecodingError, match="available") as raised:
        _ = error.available
    assert b"insufficient-quantity" in raised.value.content


def test_an_unknown_problem_is_an_error_of_its_status_and_keeps_its_slug_and_members(client: VouAjudar, api: Api) -> None:
    api.will(problem(409, "moon-not-full", phase="new"))
    error = refusal(client)
    assert type(error) is errors.ConflictStatusError
    assert error.slug == "moon-not-full"
    assert error.body["phase"] == "new"


def test_a_known_slug_under_another_status_is_an_error_of_the_status_that_came(client: VouAjudar, api: Api) -> None:
    api.will(problem(410, "invalid-state"))
    assert type(refusal(client)) is errors.GoneStatusError


def test_an_unknown_status_is_a_plain_api_error(client: VouAjudar, api: Api) -> None:
    api.will(httpx.Response(418, text="teapot"))
    error = refusal(client)
    assert type(error) is errors.APIError
    assert (error.status, error.body, error.slug) == (418, "teapot", None)


def test_an_error_that_is_no_json_still_says_what_came(client: VouAjudar, api: Api) -> None:
    api.will(httpx.Response(502, html="<h1>Bad gateway</h1>", headers={"X-Request-Id": "rid_9"}))
    error = refusal(client)
    assert error.content == b"<h1>Bad gateway</h1>"
    assert error.request_id == "rid_9"
    assert error.retryable
    assert "Bad gateway" in str(error)


def test_a_problem_tells_a_person_what_was_wrong_where_and_what_to_do(client: VouAjudar, api: Api) -> None:
    listed = [{"pointer": "/quantity", "code": "minimum", "detail": "0 is less than 1"}]
    api.will(problem(422, "validation-error", errors=listed))
    text = str(refusal(client))
    assert text.startswith("422 validation-error: Seen in a test.")
    assert "/quantity: 0 is less than 1" in text
    assert "What to do:" in text
    assert "GET https://api.example.test/v1/batches/bat_1, request rid_01J8ZQ4Y7N3V5W6X8Y9Z0A1B2C" in text


def test_a_refused_token_request_speaks_the_words_of_oauth(client: VouAjudar, api: Api) -> None:
    api.will(httpx.Response(401, json={"error": "invalid_client", "error_description": "Unknown client."}))
    with pytest.raises(errors.OAuthError) as raised:
        client.oauth.create_token(grant_type="client_credentials", client_id="me", client_secret="no")
    assert (raised.value.error, raised.value.detail) == ("invalid_client", "Unknown client.")
    assert isinstance(raised.value, errors.APIError)


@pytest.mark.parametrize(
    ("lost", "kind", "sent"),
    [
        (httpx.ConnectError("refused"), errors.APIConnectionError, False),
        (httpx.ConnectTimeout("slow"), errors.APITimeoutError, False),
        (httpx.PoolTimeout("busy"), errors.APITimeoutError, False),
        (httpx.ReadTimeout("slow"), errors.APITimeoutError, True),
        (httpx.ReadError("reset"), errors.APIConnectionError, True),
        (httpx.RemoteProtocolError("closed"), errors.APIConnectionError, True),
    ],
)
def test_a_lost_connection_says_whether_the_request_may_have_arrived(
    client: VouAjudar, api: Api, lost: Exception, kind: type[errors.APIConnectionError], sent: bool
) -> None:
    api.will(lost)
    with pytest.raises(errors.APIConnectionError) as raised:
        client.batches.get("bat_1")
    assert type(raised.value) is kind
    assert raised.value.sent is sent
    assert raised.value.__cause__ is lost


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"id": 1}', b'{"id": "bat'])
def test_a_success_that_is_not_what_was_promised_is_a_decoding_error_with_the_answer(
    client: VouAjudar, api: Api, body: bytes
) -> None:
    api.will(httpx.Response(200, content=body, headers={"X-Request-Id": "rid_7"}))
    with pytest.raises(errors.DecodingError, match="Batch") as raised:
        client.batches.get("bat_1")
    assert (raised.value.status, raised.value.content, raised.value.request_id) == (200, body, "rid_7")


def test_not_modified_is_raised_only_for_a_conditional_call_and_is_no_api_error(client: VouAjudar, api: Api) -> None:
    api.will(httpx.Response(304, headers={"ETag": '"4"'}))
    for get in (client.batches.get, client.batches.with_response.get):
        with pytest.raises(NotModified) as raised:
            get("bat_1", if_none_match=4)
        assert raised.value.etag == '"4"'
        assert api.last.headers["If-None-Match"] == '"4"'
        assert not isinstance(raised.value, errors.APIError)
    assert refusal(client).status == 304


def test_the_key_stands_in_no_repr_no_message_and_no_log(client: VouAjudar, api: Api, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    api.will(problem(401, "unauthenticated"))
    error = refusal(client)
    api.will(httpx.ReadTimeout("slow"))
    with pytest.raises(errors.APITimeoutError) as lost:
        client.batches.get("bat_1")
    places = [repr(client), repr(client.batches), repr(error), str(error), repr(lost.value), caplog.text, repr(vars(error))]
    assert caplog.records, "something was logged"
    assert not [place for place in places if KEY in place]
    assert KEY not in repr(client.batches._caller.settings)


def test_errors_survive_pickling_so_that_a_worker_process_can_report_them(client: VouAjudar, api: Api) -> None:
    api.will(problem(409, "insufficient-quantity", requested=8, available=2, item_id=None))
    error = refusal(client)
    again = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert (type(again), str(again), again.available) == (type(error), str(error), 2)
    lost = pickle.loads(pickle.dumps(errors.APITimeoutError("slow", sent=True)))  # noqa: S301
    assert (str(lost), lost.sent) == ("slow", True)


def test_everything_that_the_sdk_raises_has_one_root() -> None:
    kinds = [getattr(errors, name) for name in errors.__all__ if isinstance(getattr(errors, name), type)]
    assert all(issubclass(kind, VouAjudarError) for kind in kinds)
