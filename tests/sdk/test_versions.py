"""ETags: ask only for what has changed, change only what was read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from vouajudar import AsyncVouAjudar, ETagCache, VouAjudar, errors, reapply, reapply_async

from .conftest import BASE, KEY, Api, problem

Example = Callable[[str], Any]


class Shelf:
    """One batch, with a version, that answers like the API: 304 for what is current, 412 for what is stale."""

    def __init__(self, batch: dict[str, Any]) -> None:
        self.batch = batch
        self.asked: list[httpx.Request] = []
        self.meddle = 0
        """So many times somebody else is faster."""

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        if request.method == "PATCH":
            if self.meddle:
                self.meddle -= 1
                self.batch["version"] += 1
            if request.headers["If-Match"] != self.etag:
                return problem(412, "precondition-failed", current_etag=self.etag)
            self.batch["version"] += 1
        elif request.headers.get("If-None-Match") == self.etag:
            return httpx.Response(304, headers={"ETag": self.etag})
        return httpx.Response(200, json=self.batch, headers={"ETag": self.etag})

    @property
    def etag(self) -> str:
        return f'"{self.batch["version"]}"'


@pytest.fixture
def shelf(example: Example) -> Shelf:
    return Shelf(example("ProducingBatch"))


def test_a_cached_answer_is_asked_for_again_and_given_when_it_has_not_changed(shelf: Shelf) -> None:
    client = VouAjudar(api_key=KEY, base_url=BASE, http_client=httpx.MockTransport(shelf), cache=True)
    first, second = client.batches.get("bat_1"), client.batches.get("bat_1")
    assert (first, len(shelf.asked)) == (second, 2)
    assert shelf.asked[1].headers["If-None-Match"] == shelf.etag
    shelf.batch["version"] = 9
    assert client.batches.get("bat_1").version == 9


def test_an_answer_of_one_credential_is_not_given_to_another(shelf: Shelf) -> None:
    cache = ETagCache()
    for key in (KEY, f"{KEY[:-1]}A"):
        VouAjudar(api_key=key, base_url=BASE, http_client=httpx.MockTransport(shelf), cache=cache).batches.get("bat_1")
    assert all("If-None-Match" not in request.headers for request in shelf.asked)


def test_a_cache_keeps_no_more_than_it_was_told(shelf: Shelf) -> None:
    cache = ETagCache(max_entries=2)
    client = VouAjudar(api_key=KEY, base_url=BASE, http_client=httpx.MockTransport(shelf), cache=cache)
    for identifier in ("bat_1", "bat_2", "bat_1", "bat_3", "bat_1", "bat_2"):
        client.batches.get(identifier)
    assert len(cache) == 2
    asked = [(r.url.path[-5:], "If-None-Match" in r.headers) for r in shelf.asked]
    assert asked[-2:] == [("bat_1", True), ("bat_2", False)]


def test_a_resource_in_place_of_its_id_changes_only_what_was_read(client: VouAjudar, api: Api, example: Example) -> None:
    api.will(httpx.Response(200, json=example("ProducingBatch")))
    batch = client.batches.get("bat_1")
    for change in (lambda: client.batches.update(batch, description="Soup"), lambda: client.batches.mark_ready(batch)):
        change()
        assert batch.id in str(api.last.url)
        assert api.last.headers["If-Match"] == f'"{batch.version}"'
    client.batches.update(batch, if_match="*", description="Soup")
    assert api.last.headers["If-Match"] == "*"
    client.batches.get(batch)
    assert "If-Match" not in api.last.headers


def test_a_resource_is_good_as_a_tag_too(client: VouAjudar, api: Api, example: Example) -> None:
    api.will(httpx.Response(200, json=example("ProducingBatch")))
    batch = client.batches.get("bat_1")
    client.batches.update("bat_1", if_match=batch, description="Soup")
    assert api.last.headers["If-Match"] == f'"{batch.version}"'


def test_a_change_is_worked_out_again_when_somebody_was_faster(shelf: Shelf) -> None:
    shelf.meddle = 2
    client = VouAjudar(api_key=KEY, base_url=BASE, http_client=httpx.MockTransport(shelf))
    seen: list[int] = []

    def change(batch: Any) -> Any:
        seen.append(batch.version)
        return client.batches.update(batch, description="Soup")

    reapply(lambda: client.batches.get("bat_1"), change)
    assert len(seen) == 3
    assert seen == sorted(set(seen))
    shelf.meddle = 2
    with pytest.raises(errors.PreconditionFailedError) as late:
        reapply(lambda: client.batches.get("bat_1"), change, attempts=2)
    assert late.value.current_etag == shelf.etag


async def test_the_same_awaited(shelf: Shelf) -> None:
    shelf.meddle = 1
    client = AsyncVouAjudar(api_key=KEY, base_url=BASE, http_client=httpx.MockTransport(shelf), cache=True)
    await reapply_async(lambda: client.batches.get("bat_1"), lambda batch: client.batches.update(batch, description="Soup"))
    assert [r.method for r in shelf.asked] == ["GET", "PATCH", "GET", "PATCH"]
