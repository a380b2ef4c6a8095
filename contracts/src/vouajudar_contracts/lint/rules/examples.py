"""Every example validates: partners copy them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from vouajudar_contracts.document.bundle import Bundle
from vouajudar_contracts.document.contract import Json, JsonObject
from vouajudar_contracts.document.load import Spec
from vouajudar_contracts.document.values import escape, follow, is_array, is_object, members
from vouajudar_contracts.lint.judge import Judge, say
from vouajudar_contracts.lint.rule import Remark, rule
from vouajudar_contracts.lint.view import schemas


class Shown(NamedTuple):
    """One example."""

    pointer: str
    value: Json
    schema: str
    """The pointer of the schema it must obey."""


@rule("openapi-example-valid", "An example that its own schema refuses teaches the wrong call.")
def openapi_example_valid(spec: Spec) -> Iterator[Remark]:
    bundle = spec.openapi
    judge = Judge(bundle.document, 2020)
    for shown in [*_beside_schemas(bundle.document, bundle.document), *_in_schemas(bundle)]:
        yield from _judged(bundle, judge, shown, "the example")


@rule("asyncapi-example-valid", "No linter looks into the examples of messages.")
def asyncapi_example_valid(spec: Spec) -> Iterator[Remark]:
    bundle = spec.asyncapi
    if bundle is None:
        return
    judge = Judge(bundle.document, 7)
    messages = members(members(bundle.document, "components"), "messages")
    for name, message in messages.items():
        at = f"/components/messages/{escape(name)}"
        if not message.get("examples"):
            yield bundle.source(at), f"the message {name} has no example"
        headers = _headers_schema(bundle.document, message, at)
        for i, example in enumerate(message.get("examples", [])):
            for part, schema in (("payload", f"{at}/payload"), ("headers", headers)):
                if part not in example or schema is None:
                    continue
                shown = Shown(f"{at}/examples/{i}/{part}", example[part], schema)
                yield from _judged(bundle, judge, shown, f"the {part} of an example of {name}")
    for shown in _in_schemas(bundle):
        yield from _judged(bundle, judge, shown, "the example")


def _judged(bundle: Bundle, judge: Judge, shown: Shown, what: str) -> Iterator[Remark]:
    for flaw in judge.flaws(shown.schema, shown.value):
        where = "".join(f"/{escape(str(key))}" for key in flaw.instance_path)
        yield bundle.source(shown.pointer + where), f"{what} breaks its schema: {say(flaw)}"


def _headers_schema(document: JsonObject, message: JsonObject, at: str) -> str | None:
    """The pointer of the schema of a message's headers: its own, or one of a trait."""
    if "headers" in message:
        return f"{at}/headers"
    for written in message.get("traits", []):
        if is_object(written) and "headers" in follow(document, written):
            return f"{written['$ref'].removeprefix('#')}/headers" if "$ref" in written else None
    return None


def _beside_schemas(document: JsonObject, value: Json, pointer: str = "") -> Iterator[Shown]:
    """The examples that stand beside a `schema`: of media types, parameters and headers."""
    if is_array(value):
        for i, item in enumerate(value):
            yield from _beside_schemas(document, item, f"{pointer}/{i}")
    elif is_object(value):
        if is_object(value.get("schema")):
            schema = f"{pointer}/schema"
            if "example" in value:
                yield Shown(f"{pointer}/example", value["example"], schema)
            for name, written in members(value, "examples").items():
                at = written["$ref"].removeprefix("#") if "$ref" in written else f"{pointer}/examples/{escape(name)}"
                example = follow(document, written)
                if "value" in example:
                    yield Shown(f"{at}/value", example["value"], schema)
        for key, member in value.items():
            if key not in ("example", "examples", "schema", "schemas"):
                yield from _beside_schemas(document, member, f"{pointer}/{escape(key)}")


def _in_schemas(bundle: Bundle) -> Iterator[Shown]:
    """The `examples` that a schema itself lists."""
    for view in schemas(bundle):
        listed: Json = view.schema.get("examples")
        for i, value in enumerate(listed if is_array(listed) else []):
            yield Shown(f"{view.pointer}/examples/{i}", value, view.pointer)


RULES = (openapi_example_valid, asyncapi_example_valid)
