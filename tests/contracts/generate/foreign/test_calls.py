"""What a generated client sends, and what it makes of answers, for each odd thing that a document may ask for."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from typing import Any

import httpx
import pytest

from .conftest import Server


@pytest.mark.parametrize(
    ("arguments", "query"),
    [
        ({"tags": ["a b", "c,d"]}, "tags=a%20b&tags=c,d"),
        ({"ids": [1, 2]}, "ids=1,2"),
        ({"shelf": ["a", "b"]}, "shelf=a%7Cb"),
        ({"words": ["a", "b"]}, "words=a%20b"),
        ({"filter": {"min": 3, "from": date(2026, 1, 2)}}, "filter[min]=3&filter[from]=2026-01-02"),
        ({"range": {"low": 1, "high": 2}}, "low=1&high=2"),
        ({"pair": {"x": 1, "y": 2}}, "pair=x,1,y,2"),
        ({"where": {"min": 3}}, "where=%7B%22min%22:3%7D"),
        ({"from_": date(2026, 1, 2)}, "from=2026-01-02"),
        ({"page_size": 5}, "page[size]=5"),
        ({"list": True}, "list=true"),
        ({}, ""),
    ],
)
def test_every_style_of_a_query_is_sent_as_openapi_writes_it(
    arguments: dict[str, Any], query: str, books: Any, server: Server
) -> None:
    server.answers(json=[])
    books.books.list(**arguments)
    assert server.target == "/v2/books" + (f"?{query}" if query else "")


def test_the_first_server_is_called_with_the_defaults_of_its_variables_and_the_key_in_its_header(
    books: Any, server: Server
) -> None:
    server.answers(json=[])
    books.books.list()
    assert server.asked.url.host == "eu.library.test"
    assert server.asked.headers["X-Library-Key"] == "secret"


def test_headers_and_cookies_are_sent_under_their_own_names(books: Any, server: Server) -> None:
    server.answers(json=[])
    books.books.list(accept_language="pt", x_trace_ids=["a", "b"], session="s;1", theme="dark")
    assert server.asked.headers["Accept-Language"] == "pt"
    assert server.asked.headers["X-Trace-Ids"] == "a,b"
    assert server.asked.headers["Cookie"] == "session=s%3B1; theme=dark"
    books.books.list()
    assert "Cookie" not in server.asked.headers


def test_path_parameters_stand_in_the_order_of_the_path_whatever_their_names(books: Any, server: Server) -> None:
    server.answers(json={"type": "text-page", "text": "x"})
    page = books.books.get_page("a/b", 7)
    assert server.target == "/v2/books/a%2Fb/pages/7"
    assert type(page).__name__ == "TextPage"


def test_a_list_in_a_path_is_one_segment(books: Any, server: Server) -> None:
    server.answers(content=b"\x89PNG")
    assert books.books.covers(["a", "b"]) == b"\x89PNG"
    assert server.target == "/v2/books/a%2Cb/covers"
    assert server.asked.headers["Accept"] == "image/png"


def test_bytes_are_sent_as_they_are(books: Any, server: Server) -> None:
    books.books.put_page("a", 1, body=b"\x00\xff")
    assert server.asked.content == b"\x00\xff"
    assert server.asked.headers["Content-Type"] == "image/png"


def test_text_comes_back_as_text(books: Any, server: Server) -> None:
    server.answers(text="once upon a time")
    assert books.books.get_page2() == "once upon a time"


def test_members_with_odd_names_are_sent_and_read_under_their_own_names(books: Any, server: Server) -> None:
    sent = {
        "id": 1, "title": None, "@kind": "tomorrow's", "class": "c", "a-b": 1, "a_b": 2, "1st": "first", "größe": 1.5,
        "model_config": "m", "$ref": "r", "author": {"kind": "writer", "name": "Ana", "pen": "quill"}, "mood": None,
        "extras": {"x": {"kind": "k", "name": "n"}}, "schema": {"deep": {"deeper": "d"}}, "unknown": [1, {"two": 2}],
    }  # fmt: skip
    server.answers(json=sent)
    book = books.books.create(
        id=1, title=None, kind="paper", class_="c", a_b=1, body_a_b=2, field_1st="first", größe=1.5, model_config="m", ref="r",
        author={"kind": "writer", "name": "Ana"}, mood=None, extras={}, schema={"deep": {}},
    )  # fmt: skip
    assert json.loads(server.asked.content) == {
        "id": 1, "title": None, "@kind": "paper", "class": "c", "a-b": 1, "a_b": 2, "1st": "first", "größe": 1.5,
        "model_config": "m", "$ref": "r", "author": {"kind": "writer", "name": "Ana"}, "mood": None, "extras": {},
        "schema": {"deep": {}},
    }  # fmt: skip
    assert type(book).__name__ == "Book2"
    assert book.author.pen == "quill"
    assert book.model_dump(mode="json", exclude_unset=True) == sent


def test_of_two_kinds_of_success_the_one_that_came_is_given(books: Any, server: Server) -> None:
    server.answers(201, json={"made": "2026-01-02T03:04:05Z"})
    made = books.books.create(id=1, title="t", kind="paper")
    assert made.made == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_a_body_of_parts_holds_files_lists_text_and_json(books: Any, server: Server) -> None:
    books.class_.import_(file=b"a,b\r\n", more=[b"1", b"2"], note="ünï", about={"min": 1})
    boundary = re.fullmatch(r"multipart/form-data; boundary=(.+)", server.asked.headers["Content-Type"])
    assert boundary is not None
    parts = server.asked.content.split(b"--" + boundary[1].encode())
    assert parts[0] == b""
    assert parts[-1] == b"--\r\n"
    told = [part.strip(b"\r\n").split(b"\r\n\r\n") for part in parts[1:-1]]
    assert [(head.decode(), body.decode()) for head, body in told] == [
        ('Content-Disposition: form-data; name="file"; filename="file"\r\nContent-Type: text/csv', "a,b"),
        ('Content-Disposition: form-data; name="more"; filename="more"\r\nContent-Type: application/octet-stream', "1"),
        ('Content-Disposition: form-data; name="more"; filename="more"\r\nContent-Type: application/octet-stream', "2"),
        ('Content-Disposition: form-data; name="note"\r\nContent-Type: text/plain; charset=utf-8', "ünï"),
        ('Content-Disposition: form-data; name="about"\r\nContent-Type: application/json', '{"min":1}'),
    ]


def test_a_part_that_contains_what_stands_between_parts_is_refused(books: Any, server: Server) -> None:
    books.class_.import_(file=b"x")
    boundary = server.asked.headers["Content-Type"].partition("boundary=")[2]
    with pytest.raises(ValueError, match="file contains what stands between the parts"):
        books.class_.import_(file=f"--{boundary}--".encode())


def test_a_form_repeats_the_pairs_of_a_list_and_needs_no_key_where_the_document_says_so(books: Any, server: Server) -> None:
    server.answers(json={"access": "t", "one": 1})
    token = books.class_.post_token(grant="g&g", scope=["a", "b"], self_="me")
    assert server.asked.content == b"grant=g%26g&scope=a&scope=b&self=me"
    assert "X-Library-Key" not in server.asked.headers
    assert token.model_extra == {"one": 1}


def test_further_members_have_the_type_that_the_document_gives_them(books: Any, server: Server, imported: Any) -> None:
    server.answers(json={"access": "t", "one": "no number"})
    with pytest.raises(imported("library_client._errors").DecodingError, match="one"):
        books.class_.post_token(grant="g")


def test_members_called_like_types_do_not_hide_them(books: Any, server: Server) -> None:
    sent = {
        "str": "s", "int": 1, "date": "2026-01-02", "day": "2026-01-03", "datetime": "2026-01-02T03:04:05.000Z",
        "at": "2026-01-02T03:04:06.000Z", "list": ["l"], "dict": {"d": "d"}, "Any": "a", "None": "n",
        "Person": {"kind": "k", "name": "n"}, "self": "s", "options": "o", "body": "b", "json": "j", "copy": True,
    }  # fmt: skip
    server.answers(json=sent)
    back = books.default.date2(str="s", day=date(2026, 1, 3), self_="s", body_="b", options_="o")
    assert (back.day, back.date) == (date(2026, 1, 3), date(2026, 1, 2))
    assert back.at == datetime(2026, 1, 2, 3, 4, 6, tzinfo=UTC)
    assert back.model_dump(mode="json", exclude_unset=True) == sent


def test_a_type_that_nobody_has_said_comes_as_json_says_it(books: Any, server: Server) -> None:
    server.answers(json={"free": [1, None]})
    assert books.default.str2() == b'{"free":[1,null]}'


def test_variants_are_read_by_their_tag_and_one_of_tomorrow_as_itself(fishes: Any, server: Server) -> None:
    server.answers(json={"species": "shark", "teeth": 300, "tank": {"name": "big", "parts": [{"name": "small", "fishes": []}]}})
    shark = fishes.default.get_fish2("1")
    assert type(shark).__name__ == "Shark"
    assert shark.tank.parts[0].name == "small"
    server.answers(json={"species": "eel", "volts": 600})
    eel = fishes.default.get_fish2("1")
    assert type(eel).__name__ == "UnknownFish"
    assert eel.volts == 600


def test_a_part_in_a_composition_has_the_members_of_all(fishes: Any, server: Server, imported: Any) -> None:
    models = imported("aquarium_client.models")
    feeding = models.Feeding.model_validate(
        {"nested": {"right": {"dose": {"low": 1.5}}, "common": "c"}, "both": 3, "pair": ["a", 1], "examples": [{"left": "l"}]}
    )
    assert feeding.nested.right.dose.low == 1.5
    assert feeding.nested.common == "c"
    assert feeding.examples[0].left == "l"
    assert (feeding.both, feeding.pair) == (3, ["a", 1])


def test_what_is_referred_to_in_the_middle_of_something_is_one_type(fishes: Any, server: Server) -> None:
    server.answers(json={"low": 2})
    assert fishes.default.feed().low == 2
    server.answers(json=2.5)
    assert fishes.default.feed(dose=None) == 2.5
    assert json.loads(server.asked.content) == {"dose": None}


def test_schemas_that_hold_themselves_are_read(imported: Any) -> None:
    from pydantic import TypeAdapter

    models = imported("aquarium_client.models")
    assert TypeAdapter(models.Loop).validate_python(["a", ["b", []]]) == ["a", ["b", []]]
    assert TypeAdapter(models.Json).validate_python({"a": {"b": None}}) == {"a": {"b": None}}
    assert models.B.model_validate({"a": {"a": {}}}).a.a.a is None


def test_a_stream_is_read_to_its_end_and_not_asked_for_again(fishes: Any, server: Server) -> None:
    server.answers(content=b"data: one\n\ndata: two\n\n", headers={"Content-Type": "text/event-stream"})
    assert fishes.default.events() == "data: one\n\ndata: two\n\n"
    assert len(server.requests) == 1


def test_an_error_is_raised_by_its_status_with_the_body_as_it_came(books: Any, server: Server, imported: Any) -> None:
    server.answers(422, json={"why": "because"})
    with pytest.raises(imported("library_client.errors").UnprocessableContentStatusError) as caught:
        books.books.create(id=1, title="t", kind="paper")
    assert json.loads(caught.value.content) == {"why": "because"}


async def test_the_asynchronous_client_does_the_same(imported: Any, server: Server) -> None:
    async with httpx.AsyncClient(transport=httpx.MockTransport(server)) as transport:
        client = imported("library_client").AsyncLibraryClient(api_key="secret", http_client=transport)
        server.answers(json=[])
        assert await client.books.list(shelf=["a", "b"], session="s") == []
    assert server.target == "/v2/books?shelf=a%7Cb"
    assert server.asked.headers["Cookie"] == "session=s"
