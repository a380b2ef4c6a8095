"""An answer of tomorrow's server comes through this release's models unharmed."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import TypeAdapter
from vouajudar import models

Example = Callable[[str], Any]
Change = Callable[[dict[str, Any]], None]


def put(*path: str | int, value: Any) -> Change:
    def change(body: dict[str, Any]) -> None:
        place: Any = body
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value

    return change


FUTURES: dict[str, tuple[str, str, Change]] = {
    "an unknown member": ("Batch", "ProducingBatch", put("halal_certificate", value={"by": "x", "until": None})),
    "an unknown member of a value object": ("Batch", "ProducingBatch", put("position", "altitude_m", value=3)),
    "an unknown enum value": ("Batch", "ProducingBatch", put("status", value="quarantined")),
    "an unknown enum value in a list": ("Batch", "ProducingBatch", put("dietary_tags", value=["vegan", "kosher"])),
    "a number over its bound": ("Batch", "ProducingBatch", put("quantity", value=9_000_000)),
    "a list over its bound": ("Batch", "ProducingBatch", put("allergens", value=[f"a{n}" for n in range(60)])),
    "a text over its bound": ("Batch", "ProducingBatch", put("description", value="x" * 5000)),
    "an id of another form": ("Batch", "ProducingBatch", put("id", value="batch-0000")),
    "microseconds": ("Batch", "ProducingBatch", put("updated_at", value="2031-01-01T00:00:00.123456Z")),
    "an unknown member of a page": ("BatchPage", "BatchesFirstPage", put("total", value=1)),
    "an unknown member of a problem": ("NotFoundProblem", "NotFoundProblem", put("hint", value="try again")),
    "another type of a known problem": ("NotFoundProblem", "NotFoundProblem", put("type", value="https://vouajudar.org/x")),
}


@pytest.mark.parametrize("name", FUTURES)
def test_it_is_read_and_dumped_as_it_came(name: str, example: Example) -> None:
    model, source, change = FUTURES[name]
    body = example(source)
    change(body)
    read = getattr(models, model).model_validate_json(json.dumps(body))
    assert read.model_dump(mode="json", exclude_unset=True) == body


@pytest.fixture
def event(bundle: dict[str, Any]) -> dict[str, Any]:
    found = [e["value"] for e in bundle["components"]["examples"].values() if isinstance(e.get("value"), dict)]
    ready = [v for v in found if v.get("type") == "org.vouajudar.batch.ready.v1"]
    return json.loads(json.dumps(ready[0]))  # type: ignore[no-any-return]


EVENT: TypeAdapter[Any] = TypeAdapter(models.Event)


def test_an_event_is_its_own_class(event: dict[str, Any]) -> None:
    read = EVENT.validate_python(event)
    assert type(read) is models.BatchReadyEvent
    assert read.model_dump(mode="json", exclude_unset=True) == event


def test_an_event_of_an_unknown_type_is_an_unknown_event_with_all_its_members(event: dict[str, Any]) -> None:
    event |= {"type": "org.vouajudar.batch.frozen.v1", "data": {"object": {"id": "bat_1"}, "grams": 5}}
    read = EVENT.validate_json(json.dumps(event))
    assert type(read) is models.UnknownEvent
    assert read.data == {"object": {"id": "bat_1"}, "grams": 5}
    assert read.model_dump(mode="json", exclude_unset=True) == event


def test_an_event_of_a_known_type_that_lost_a_member_is_read_as_an_unknown_one(event: dict[str, Any]) -> None:
    del event["data"]["object"]
    assert type(EVENT.validate_python(event)) is models.UnknownEvent


def test_an_unknown_member_is_an_attribute(example: Example) -> None:
    read = models.Batch.model_validate(example("ProducingBatch") | {"moon": "full"})
    assert read.moon == "full"  # type: ignore[attr-defined]


def test_every_example_of_the_contract_is_read_and_dumped_as_it_came(bundle: dict[str, Any]) -> None:
    """The schema of an example is the one beside which it stands."""
    seen = 0
    for path in bundle["paths"].values():
        for operation in path.values():
            for answer in operation.get("responses", {}).values():
                resolved = follow(bundle, answer)
                for media_type, media in resolved.get("content", {}).items():
                    if media_type == "text/event-stream" or "$ref" not in media["schema"]:
                        continue
                    shape = TypeAdapter(getattr(models, media["schema"]["$ref"].rpartition("/")[2]))
                    for written in media.get("examples", {}).values():
                        value = follow(bundle, written)["value"]
                        read = shape.validate_json(json.dumps(value))
                        assert shape.dump_python(read, mode="json", exclude_unset=True) == value
                        seen += 1
    assert seen > 100


def follow(bundle: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in node:
        found: Any = bundle
        for step in node["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        node = found
    return node
