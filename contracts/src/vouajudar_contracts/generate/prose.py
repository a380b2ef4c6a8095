"""What a method's docstring says: what it does, its arguments, the problems it raises, and a call that runs."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from vouajudar_contracts.document.contract import Contract, Operation
from vouajudar_contracts.document.names import pascal
from vouajudar_contracts.generate.annotations import quoted
from vouajudar_contracts.generate.endpoints import Argument, Endpoint
from vouajudar_contracts.generate.modules import schema_name
from vouajudar_contracts.generate.profiles import is_array, is_object

WIDTH = 118


def error_class(slug: str) -> str:
    """`invalid-state` -> InvalidStateError; `internal-error` -> InternalError."""
    return f"{pascal(slug).removesuffix('Error')}Error"


def method_doc(endpoint: Endpoint, contract: Contract, schemas: Mapping[str, Any], call: str) -> str:
    """The docstring of one method; `call` is its example."""
    operation = endpoint.operation
    blocks = [_wrap(_sentence(operation.summary) or operation.id)]
    if operation.description:
        blocks.append("\n\n".join(_wrap(p) for p in operation.description.split("\n\n")))
    if not operation.public and operation.scopes:
        blocks.append(f"Scopes: {', '.join(operation.scopes)}.")
    if arguments := [line for a in endpoint.arguments for line in _argument(a, schemas)]:
        blocks.append("\n".join(["Args:", *arguments]))
    if raises := list(_raises(endpoint, contract)):
        blocks.append("\n".join(["Raises:", *raises]))
    if call:
        blocks.append("\n".join(["Example:", textwrap.indent(call, "    ")]))
    return "\n\n".join(blocks)


def _sentence(text: str) -> str:
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."


def _wrap(text: str) -> str:
    """Paragraphs filled to the width; lists and code are left as they stand."""
    lines = text.strip().splitlines()
    if any(line.lstrip().startswith(("-", "*", "|", "`", ">", "#")) or line.startswith("    ") for line in lines):
        return "\n".join(line.rstrip() for line in lines)
    return textwrap.fill(" ".join(line.strip() for line in lines), WIDTH, break_long_words=False, break_on_hyphens=False)


def _argument(argument: Argument, schemas: Mapping[str, Any]) -> Iterator[str]:
    text = argument.description or _description(argument.schema, schemas)
    note = facts(argument.schema, schemas)
    text = " ".join(part for part in (_sentence(" ".join(text.split())), note) if part)
    if not text:
        return
    yield textwrap.fill(
        f"{argument.python}: {text}",
        WIDTH,
        initial_indent="    ",
        subsequent_indent="        ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _description(schema: Any, schemas: Mapping[str, Any]) -> str:
    if not is_object(schema):
        return ""
    if schema.get("description"):
        return str(schema["description"])
    named = schema_name(schema)
    return _description(schemas.get(named), schemas) if named else ""


def facts(schema: Any, schemas: Mapping[str, Any]) -> str:
    """Range, length and default of a value, as a sentence or two."""
    if not is_object(schema):
        return ""
    named = schema_name(schema)
    inner = schemas.get(named) if named else None
    merged: dict[str, Any] = {**(inner if is_object(inner) else {}), **schema}
    for branch in schema.get("anyOf", []):
        if is_object(branch) and branch.get("type") != "null":
            ref = schema_name(branch)
            target = schemas.get(ref) if ref else branch
            merged = {**(target if is_object(target) else {}), **merged}
    notes: list[str] = []
    low, high = merged.get("minimum"), merged.get("maximum")
    if low is not None and high is not None:
        notes.append(f"{low} to {high}.")
    elif low is not None:
        notes.append(f"At least {low}.")
    if merged.get("type") != "array" and "maxLength" in merged and not {"pattern", "enum", "format"} & merged.keys():
        notes.append(f"At most {merged['maxLength']} characters.")
    if "maxItems" in merged:
        notes.append(f"At most {merged['maxItems']} items.")
    if "default" in merged and merged["default"] not in ([], "", None):
        notes.append(f"Default: {json.dumps(merged['default'], ensure_ascii=False)}.")
    return " ".join(notes)


def _raises(endpoint: Endpoint, contract: Contract) -> Iterator[str]:
    known = {problem.slug: problem for problem in contract.problems}
    for slug in sorted((s for s in endpoint.operation.problems if s in known), key=lambda s: (known[s].status, s)):
        problem = known[slug]
        yield textwrap.fill(
            f"{error_class(slug)}: {problem.status}. {_sentence(problem.meaning)}",
            WIDTH,
            initial_indent="    ",
            subsequent_indent="        ",
            break_long_words=False,
            break_on_hyphens=False,
        )
    if endpoint.operation.if_none_match:
        yield "    NotModified: 304, when `if_none_match` was given and still holds."


def example(endpoint: Endpoint, contract: Contract, schemas: Mapping[str, Any], target: str) -> str:
    """A call with the contract's own example values; empty when the contract has none for something required."""
    values = dict(_example_values(endpoint, contract, schemas))
    if any(a.required and a.python not in values and a.place != "header" for a in endpoint.arguments):
        return ""
    arguments: list[str] = []
    for argument in endpoint.arguments:
        if argument.python in values:
            text = literal(values[argument.python])
            arguments.append(text if argument.place == "path" else f"{argument.python}={text}")
    line = f"{target}({', '.join(arguments)})"
    if len(line) <= WIDTH - 4:
        return line
    return f"{target}(\n" + "".join(f"    {argument},\n" for argument in arguments) + ")"


def _example_values(endpoint: Endpoint, contract: Contract, schemas: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    body = _body_example(endpoint.operation, contract)
    for argument in endpoint.arguments:
        if argument.place == "path" or (argument.place == "query" and argument.required):
            found = schema_example(argument.schema, schemas)
            if found is not None:
                yield argument.python, found
        elif argument.python == "if_match" and argument.required:
            yield "if_match", '"3"'
        elif argument.place == "body" and endpoint.whole_body and body is not None:
            yield argument.python, body
        elif argument.place == "body" and is_object(body) and argument.wire in body:
            yield argument.python, body[argument.wire]


def schema_example(schema: Any, schemas: Mapping[str, Any]) -> Any:
    if not is_object(schema):
        return None
    if schema.get("examples"):
        return schema["examples"][0]
    if "const" in schema:
        return schema["const"]
    named = schema_name(schema)
    return schema_example(schemas.get(named), schemas) if named else None


def _body_example(operation: Operation, contract: Contract) -> Any:
    if operation.body is None:
        return None
    media = operation.raw.get("requestBody", {}).get("content", {}).get(operation.body.media_type, {})
    components = contract.openapi.get("components", {}).get("examples", {})
    for written in media.get("examples", {}).values():
        found = components.get(written["$ref"].rpartition("/")[2], {}) if "$ref" in written else written
        if "value" in found:
            return found["value"]
    return media.get("example")


def literal(value: Any) -> str:
    """A JSON value as Python, in double quotes."""
    if is_object(value):
        return "{" + ", ".join(f"{quoted(k)}: {literal(v)}" for k, v in value.items()) + "}"
    if is_array(value):
        return "[" + ", ".join(literal(item) for item in value) + "]"
    return quoted(value)
