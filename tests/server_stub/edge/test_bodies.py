"""How bodies are read: size, media type, text, and numbers that are integers however they are written."""

from __future__ import annotations

from collections.abc import AsyncIterator

import orjson
import pytest
from vouajudar_stub.edge.json import dumps, loads

from tests.server_stub.edge.answers import check_problem, places
from tests.server_stub.edge.contract import operations
from tests.server_stub.edge.test_order_of_problems import Draft
from tests.server_stub.edge.world import World

LIMIT = 64 * 1024


def draft_of(content: bytes, operation: str = "createBatch") -> Draft:
    draft = Draft.of(operations()[operation])
    draft.content = content
    return draft


BROKEN = {
    "cut off": b'{"quantity": 80',
    "NaN": b'{"quantity": NaN}',
    "Infinity": b'{"quantity": -Infinity}',
    "not UTF-8": b'{"description": "\xff"}',
    "UTF-16": '{"quantity": 80}'.encode("utf-16"),
    "byte order mark": b'\xef\xbb\xbf{"quantity": 80}',
    "two values": b"{} {}",
    "single quotes": b"{'quantity': 80}",
    "comma at the end": b'{"quantity": 80,}',
    "leading zero": b'{"quantity": 080}',
    "plus sign": b'{"quantity": +80}',
    "bare word": b"quantity",
    "control character": b'{"description": "a\nb"}',
    "lone surrogate": b'{"description": "\\ud800"}',
    "a form": b"quantity=80",
    "too deep": b"[" * 2000 + b"]" * 2000,
    "only blanks": b"   ",
}


@pytest.mark.parametrize("name", BROKEN)
async def test_what_is_no_json_is_malformed(name: str, world: World) -> None:
    check_problem(await draft_of(BROKEN[name]).send(world), "malformed-request")


async def test_no_body_where_one_is_due_is_malformed(world: World) -> None:
    draft = draft_of(b"")
    check_problem(await draft.send(world), "malformed-request")
    del draft.headers["Content-Type"]
    check_problem(await draft.send(world), "malformed-request")


@pytest.mark.parametrize("written", ["80", "80.0", "8e1", "8E+1", "800e-1", "80.000"])
async def test_a_number_without_a_fraction_is_an_integer_however_it_is_written(written: str, world: World) -> None:
    body = orjson.dumps(operations()["createBatch"].body()).replace(b'"quantity":80', b'"quantity":' + written.encode())
    assert written.encode() in body
    assert (await draft_of(body).send(world)).status_code == 200
    quantity = world.asked[0].positional[-1]["quantity"]
    assert (quantity, type(quantity)) == (80, int)


@pytest.mark.parametrize("written", ["80.5", "1e-1", "1e400", "99999999999999999999", "-0.5"])
async def test_a_number_that_is_no_integer_in_bounds_is_refused(written: str, world: World) -> None:
    body = orjson.dumps(operations()["createBatch"].body()).replace(b'"quantity":80', b'"quantity":' + written.encode())
    response = await draft_of(body).send(world)
    assert response.status_code in (400, 422)
    if response.status_code == 422:
        assert {place for place, _ in places(response.json())} == {"/quantity"}


def test_fractions_and_texts_stay_what_they_are() -> None:
    value = loads(b'{"a": [1.5, 2.0, "3.0", {"b": -0.0}], "c": 1e2, "d": 1e300}')
    assert value == {"a": [1.5, 2, "3.0", {"b": 0}], "c": 100, "d": int(1e300)}
    assert [type(each) for each in value["a"][:3]] == [float, int, str]
    assert type(value["d"]) is int


def test_of_a_member_named_twice_the_last_one_counts() -> None:
    assert loads(b'{"a": 1, "a": 2}') == {"a": 2}


def test_json_is_written_compact_and_in_the_order_of_the_members() -> None:
    assert dumps({"b": "é", "a": None}) == '{"b":"é","a":null}'.encode()


async def test_a_body_of_the_largest_size_is_read(world: World) -> None:
    draft = draft_of(orjson.dumps(operations()["createBatch"].body()).ljust(LIMIT, b" "))
    assert (await draft.send(world)).status_code == 200


async def test_one_byte_more_is_too_large_and_the_limit_is_named(world: World) -> None:
    draft = draft_of(orjson.dumps(operations()["createBatch"].body()).ljust(LIMIT + 1, b" "))
    assert check_problem(await draft.send(world), "payload-too-large")["limit_bytes"] == LIMIT


async def _chunks(size: int, read: list[int]) -> AsyncIterator[bytes]:
    for _ in range(size // 1024):
        read.append(1024)
        yield b" " * 1024


async def test_a_body_without_a_length_is_cut_off_at_the_limit(world: World) -> None:
    draft = Draft.of(operations()["createBatch"])
    key = world.know("me", world.credentials.keys["all"])
    read: list[int] = []
    response = await world.client.post(draft.url, headers=draft.headers | {"X-API-Key": key}, content=_chunks(100 * LIMIT, read))
    check_problem(response, "payload-too-large")
    assert sum(read) <= LIMIT + 2048


async def test_a_body_that_says_it_is_too_large_is_not_read_at_all(world: World) -> None:
    read: list[int] = []
    draft = Draft.of(operations()["createBatch"])
    headers = draft.headers | {"X-API-Key": "all", "Content-Length": str(LIMIT + 1)}
    check_problem(await world.client.post(draft.url, headers=headers, content=_chunks(LIMIT, read)), "payload-too-large")
    assert read == []


async def test_a_body_in_pieces_is_put_together(world: World) -> None:
    draft = Draft.of(operations()["createBatch"])

    async def pieces() -> AsyncIterator[bytes]:
        for byte in draft.content:
            yield bytes([byte])

    response = await world.client.post(draft.url, headers=draft.headers | {"X-API-Key": "all"}, content=pieces())
    assert response.status_code == 200
    assert world.asked[0].positional[-1] == operations()["createBatch"].body()


@pytest.mark.parametrize(
    "media_type", ["application/json", "application/json; charset=utf-8", 'Application/JSON;charset="UTF-8"', "application/json;"]
)
async def test_json_in_utf_8_is_taken(media_type: str, world: World) -> None:
    draft = Draft.of(operations()["createBatch"])
    draft.headers["Content-Type"] = media_type
    assert (await draft.send(world)).status_code == 200


@pytest.mark.parametrize(
    "media_type",
    [
        "application/json; charset=latin-1",
        "application/merge-patch+json",
        "text/json",
        "application/x-www-form-urlencoded",
        "json",
        "",
    ],
)
async def test_any_other_media_type_is_unsupported(media_type: str, world: World) -> None:
    draft = Draft.of(operations()["createBatch"])
    draft.headers["Content-Type"] = media_type
    check_problem(await draft.send(world), "unsupported-media-type")


async def test_a_body_without_a_media_type_is_unsupported(world: World) -> None:
    draft = Draft.of(operations()["createBatch"])
    del draft.headers["Content-Type"]
    check_problem(await draft.send(world), "unsupported-media-type")


async def test_another_media_type_is_unsupported_even_with_nothing_in_it(world: World) -> None:
    draft = draft_of(b"")
    draft.headers["Content-Type"] = "text/plain"
    check_problem(await draft.send(world), "unsupported-media-type")


@pytest.mark.parametrize("operation_id", [i for i, o in operations().items() if o.media_type is None and o.method != "GET"])
async def test_an_operation_without_a_body_ignores_one(operation_id: str, world: World) -> None:
    draft = Draft.of(operations()[operation_id])
    draft.headers["Content-Type"] = "text/plain"
    draft.content = b"x" * (2 * LIMIT)
    assert (await draft.send(world)).status_code == 200
