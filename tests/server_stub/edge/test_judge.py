"""Bad bodies are refused exactly as JSON Schema says, rule by rule; a judge of another make is the second witness."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from tests.server_stub.edge.answers import check_problem
from tests.server_stub.edge.contract import SpecOperation, operations, witness
from tests.server_stub.edge.test_order_of_problems import Draft
from tests.server_stub.edge.world import World


class Absent:
    """The member is taken away."""

    def __repr__(self) -> str:
        return "absent"


ABSENT = Absent()

LONG = "x" * 501

BAD: list[tuple[str, str, Any, str, str]] = [
    # operation, pointer of the member that is changed, its value, pointer of the violation, code
    ("createBatch", "/quantity", "80", "/quantity", "type"),
    ("createBatch", "/quantity", True, "/quantity", "type"),
    ("createBatch", "/quantity", None, "/quantity", "type"),
    ("createBatch", "/quantity", 80.5, "/quantity", "type"),
    ("createBatch", "/quantity", [80], "/quantity", "type"),
    ("createBatch", "/quantity", 0, "/quantity", "minimum"),
    ("createBatch", "/quantity", -1, "/quantity", "minimum"),
    ("createBatch", "/quantity", 5001, "/quantity", "maximum"),
    ("createBatch", "/quantity", 2**63, "/quantity", "maximum"),
    ("createBatch", "/quantity", ABSENT, "/quantity", "required"),
    ("createBatch", "/shelf_life_minutes", 29, "/shelf_life_minutes", "minimum"),
    ("createBatch", "/shelf_life_minutes", 4321, "/shelf_life_minutes", "maximum"),
    ("createBatch", "/product_type", "Meal", "/product_type", "enum"),
    ("createBatch", "/product_type", "", "/product_type", "enum"),
    ("createBatch", "/description", LONG, "/description", "max_length"),
    ("createBatch", "/description", "a\0b", "/description", "pattern"),
    ("createBatch", "/description", None, "/description", "type"),
    ("createBatch", "/dietary_tags", ["vegan", "vegan"], "/dietary_tags", "unique_items"),
    ("createBatch", "/dietary_tags", ["vegan", "paleo"], "/dietary_tags/1", "enum"),
    ("createBatch", "/dietary_tags", "vegan", "/dietary_tags", "type"),
    ("createBatch", "/dietary_tags", {"0": "vegan"}, "/dietary_tags", "type"),
    ("createBatch", "/allergens", ["x" * 41], "/allergens/0", "max_length"),
    ("createBatch", "/allergens", ["nuts"] * 21, "/allergens", "max_items"),
    ("createBatch", "/donated_ingredients", 1, "/donated_ingredients", "type"),
    ("createBatch", "/donated_ingredients", "true", "/donated_ingredients", "type"),
    ("createBatch", "/external_id", "", "/external_id", "min_length"),
    ("createBatch", "/external_id", "x" * 65, "/external_id", "max_length"),
    ("createBatch", "/external_id", 7, "/external_id", "any_of"),
    ("createBatch", "/provider_location_id", "bat_01J8ZQ4Y7N3V5W6X8Y9Z0A1B2C", "/provider_location_id", "pattern"),
    ("createBatch", "/provider_location_id", "loc_01J8ZQ4Y7N3V5W6X8Y9Z0A1B2", "/provider_location_id", "pattern"),
    ("createBatch", "/provider_location_id", "loc_01J8ZQ4Y7N3V5W6X8Y9Z0A1B2c", "/provider_location_id", "pattern"),
    ("createBatch", "/provider_location_id", "loc_01J8ZQ4Y7N3V5W6X8Y9Z0A1B2C\n", "/provider_location_id", "pattern"),
    ("createBatch", "/status", "ready", "/status", "additional_properties"),
    ("createBatch", "/a~1b~0c", 1, "/a~1b~0c", "additional_properties"),
    ("createBatch", "", [], "", "type"),
    ("createBatch", "", None, "", "type"),
    ("updateBatch", "", {}, "", "min_properties"),
    ("createLocation", "/position/lat", 90.0001, "/position/lat", "maximum"),
    ("createLocation", "/position/lng", -181, "/position/lng", "minimum"),
    ("createLocation", "/position/lat", "-30.0", "/position/lat", "type"),
    ("createLocation", "/position/alt", 3, "/position/alt", "additional_properties"),
    ("createLocation", "/position", None, "/position", "type"),
    ("createLocation", "/position/lng", ABSENT, "/position/lng", "required"),
    ("createLocation", "/name", "x", "/name", "min_length"),
    ("createLocation", "/city_id", "Porto Alegre", "/city_id", "pattern"),
    ("createLocation", "/city_id", "porto--alegre", "/city_id", "pattern"),
    ("createLocation", "/contact_phone", "51 3000 0000", "/contact_phone", "pattern"),
    ("createLocation", "/capacity", 20001, "/capacity", "maximum"),
    ("createDelivery", "/volunteer_ref", None, "/volunteer_ref", "type"),
    ("createDelivery", "/volunteer_ref", "v.1", "/volunteer_ref", "pattern"),
    ("verifyPickup", "/code", "48392", "/code", "pattern"),
    ("verifyPickup", "/code", 483920, "/code", "type"),
    ("verifyPickup", "/code", "٤٨٣٩٢٠", "/code", "pattern"),
    ("verifyPickup", "/code", "483920\n", "/code", "pattern"),
    ("verifyPickup", "/proof_photo_url", "http://partner.example/p.jpg", "/proof_photo_url", "pattern"),
    ("verifyPickup", "/proof_photo_url", "https://user@partner.example/", "/proof_photo_url", "pattern"),
    ("reportPosition", "/recorded_at", "2026-05-14T15:04:30", "/recorded_at", "pattern"),
    ("reportPosition", "/recorded_at", "2026-05-14 15:04:30Z", "/recorded_at", "pattern"),
    ("reportPosition", "/recorded_at", "2026-05-14T15:04:60Z", "/recorded_at", "pattern"),
    ("reportPosition", "/recorded_at", "2026-02-30T15:04:30Z", "/recorded_at", "format"),
    ("reportPosition", "/recorded_at", "2026-05-14T15:04:30.1234567Z", "/recorded_at", "pattern"),
    ("reportPosition", "/recorded_at", 1778770000, "/recorded_at", "type"),
    ("createResourceRequest", "/items", [], "/items", "min_items"),
    ("createResourceRequest", "/items/1/quantity", 0, "/items/1/quantity", "minimum"),
    ("createResourceRequest", "/items/0/unit", ABSENT, "/items/0/unit", "required"),
    ("createResourceRequest", "/items/0/id", "x", "/items/0/id", "additional_properties"),
    ("createResourceRequest", "/needed_by", "tomorrow", "/needed_by", "pattern"),
    ("createWebhookEndpoint", "/event_types", ["batch"], "/event_types/0", "pattern"),
    ("createWebhookEndpoint", "/url", "ftp://partner.example/", "/url", "pattern"),
    ("redeliverEvents", "/since", "2026-05-14T15:04:30Z", "", "one_of"),
    ("redeliverEvents", "", {}, "", "one_of"),
    ("putNotificationPreferences", "/channels/batch", ["sms"], "/channels/batch/0", "enum"),
    ("putNotificationPreferences", "/quiet_hours", "22:00-24:30", "/quiet_hours", "pattern"),
    ("putNotificationPreferences", "/timezone", ABSENT, "/timezone", "required"),
    ("advanceSandboxClock", "/advance_seconds", 604801, "/advance_seconds", "maximum"),
    ("createApiKey", "/scopes", ["batches:read", "everything"], "/scopes/1", "enum"),
    ("createApiKey", "/expires_in_days", 0, "/expires_in_days", "minimum"),
]

GOOD: list[tuple[str, str, Any]] = [
    # What stands just inside a bound, or looks wrong and is not.
    ("createBatch", "/quantity", 5000),
    ("createBatch", "/description", "😀" * 500),
    ("createBatch", "/description", ""),
    ("createBatch", "/description", "line\nline"),
    ("createBatch", "/external_id", None),
    ("createBatch", "/dietary_tags", []),
    ("createLocation", "/position/lat", 90),
    ("createLocation", "/position/lng", -180),
    ("createLocation", "/capacity", None),
    ("createLocation", "/contact_phone", None),
    ("reportPosition", "/recorded_at", "2024-02-29T23:59:59.123456+05:30"),
    ("createResourceRequest", "/needed_by", None),
    ("createWebhookEndpoint", "/event_types", ["*", "batch.*", "batch.ready"]),
    ("putNotificationPreferences", "/quiet_hours", None),
]


def changed(operation: SpecOperation, pointer: str, value: Any) -> Any:
    """The operation's example with one member set anew, added or taken away."""
    body = copy.deepcopy(operation.body())
    if not pointer:
        return value
    *way, last = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
    place = body
    for part in way:
        place = place[int(part)] if isinstance(place, list) else place[part]
    if value is ABSENT:
        del place[last]
    else:
        place[last] = value
    return body


def locations_of(errors: Any, *, deep: bool) -> Iterator[str]:
    """Pointers of what the witness finds; `deep`: inside the branches of anyOf and oneOf as well."""
    for error in errors:
        at = "".join(f"/{str(p).replace('~', '~0').replace('/', '~1')}" for p in error.absolute_path)
        if deep and error.context:
            yield from locations_of(error.context, deep=True)
        if error.validator == "required":
            yield f"{at}/{next(name for name in error.validator_value if name not in error.instance)}"
        elif error.validator == "additionalProperties":
            for name in error.instance.keys() - error.schema["properties"].keys():
                yield f"{at}/{name.replace('~', '~0').replace('/', '~1')}"
        else:
            yield at


def _id(case: tuple[Any, ...]) -> str:
    return f"{case[0]}{case[1]}={str(case[2])[:30]!r}".replace("\0", "NUL").replace("\n", "LF")


@pytest.mark.parametrize("case", BAD, ids=_id)
async def test_a_bad_body_is_refused_where_and_as_json_schema_says(case: Any, world: World) -> None:
    operation_id, pointer, value, at, code = case
    operation = operations()[operation_id]
    body = changed(operation, pointer, value)

    witnessed = list(witness(operation.body_schema).iter_errors(body))
    assert witnessed, "the second witness finds nothing wrong"
    assert at in set(locations_of(witnessed, deep=True)), "the second witness finds something else wrong"

    draft = Draft.of(operation)
    draft.content = orjson.dumps(body)
    errors = check_problem(await draft.send(world), "validation-error")["errors"]
    assert {(e["pointer"], e["parameter"]) for e in errors} == {(at, None)}
    assert code in [e["code"] for e in errors]
    assert all(e["detail"] for e in errors)
    assert world.asked == []


@pytest.mark.parametrize("case", GOOD, ids=_id)
async def test_a_body_just_inside_the_bounds_is_taken(case: Any, world: World) -> None:
    operation_id, pointer, value = case
    operation = operations()[operation_id]
    body = changed(operation, pointer, value)
    assert witness(operation.body_schema).is_valid(body)
    draft = Draft.of(operation)
    draft.content = orjson.dumps(body)
    assert (await draft.send(world)).status_code == 200
    assert world.asked[0].positional[-1] == body


@pytest.mark.parametrize("operation_id", [i for i, o in operations().items() if o.media_type == "application/json"])
def test_the_example_that_bad_bodies_are_made_from_is_good(operation_id: str) -> None:
    operation = operations()[operation_id]
    assert list(witness(operation.body_schema).iter_errors(operation.body())) == []


async def test_all_violations_of_a_body_come_at_once(world: World) -> None:
    draft = Draft.of(operations()["createResourceRequest"])
    draft.content = orjson.dumps({"priority": "asap", "items": [{"name": "", "quantity": 0, "unit": "pile"}], "x": 1, "y": 2})
    errors = check_problem(await draft.send(world), "validation-error")["errors"]
    assert {(e["pointer"], e["code"]) for e in errors} == {
        ("/location_id", "required"),
        ("/priority", "enum"),
        ("/items/0/product_type", "required"),
        ("/items/0/name", "min_length"),
        ("/items/0/quantity", "minimum"),
        ("/items/0/unit", "enum"),
        ("/x", "additional_properties"),
        ("/y", "additional_properties"),
    }


async def test_a_detail_never_repeats_the_value_that_was_sent(world: World) -> None:
    draft = Draft.of(operations()["verifyPickup"])
    draft.content = orjson.dumps({"code": "secret-483920"})
    assert "secret" not in (await draft.send(world)).text


async def test_a_thousand_violations_stay_within_the_problem_s_own_bounds(world: World) -> None:
    draft = Draft.of(operations()["createBatch"])
    draft.content = orjson.dumps({f"{'n' * 30}{number}": 0 for number in range(1500)} | {"nul\0": 1, "long" * 300: 1})
    assert len(check_problem(await draft.send(world), "validation-error")["errors"]) == 1000
