"""Writes the resources: one module of methods each, for both kinds of client."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from vouajudar_contracts.document.contract import Contract
from vouajudar_contracts.document.names import pascal
from vouajudar_contracts.generate.annotations import Annotations
from vouajudar_contracts.generate.arrange import docstring
from vouajudar_contracts.generate.endpoints import Endpoint, python_name
from vouajudar_contracts.generate.layout import import_line
from vouajudar_contracts.generate.methods import Method, Whole, Writer
from vouajudar_contracts.generate.sdk.additions import Addition, Context
from vouajudar_contracts.generate.sdk.feed import iterating
from vouajudar_contracts.generate.sdk.identity import Identity
from vouajudar_contracts.generate.sdk.templates import fill, render_template
from vouajudar_contracts.generate.sdk.waiting import waiting


@dataclass(frozen=True, slots=True)
class ResourceFile:
    """One attribute of the client."""

    name: str
    module: str
    cls: str
    text: str
    endpoints: tuple[Endpoint, ...]


def resources(contract: Contract, endpoints: list[Endpoint]) -> Iterator[ResourceFile]:
    texts = {t["name"]: t.get("description", "") for t in contract.openapi.get("tags", [])}
    by_name: dict[str, list[Endpoint]] = {}
    for endpoint in endpoints:
        by_name.setdefault(endpoint.operation.sdk_resource, []).append(endpoint)
    for name, own in by_name.items():
        text = texts.get(own[0].operation.tag) or f"{name.replace('_', ' ').capitalize()}."
        yield ResourceFile(python_name(name), python_name(name), f"{pascal(name)}Resource", text, tuple(own))


def resource_module(
    contract: Contract, resource: ResourceFile, identity: Identity, whole: Whole, *, is_async: bool
) -> tuple[str, set[str]]:
    schemas = {schema.name: schema.body for schema in contract.schemas}
    annotations = Annotations(schemas)
    writer = Writer(contract, annotations, is_async, "client", whole)
    methods: list[Method] = [writer.method(endpoint) for endpoint in resource.endpoints]
    context = Context(contract, writer, identity)
    additions = [*waiting(context, resource.endpoints), *iterating(context, resource.endpoints)]
    for addition in additions:
        annotations.names |= set(addition.abstract)
        annotations.models |= addition.models
    prefix = "Async" if is_async else ""
    results = result_models(resource.endpoints)
    text = render_template(
        "resource.py",
        title=resource.text.splitlines()[0].rstrip(".").replace('"', "'") if resource.text else resource.name,
        imports=_imports(annotations, results, resource.endpoints, identity, is_async=is_async, additions=additions),
        own={
            "cls": prefix + resource.cls,
            "raw": f"{prefix}{resource.cls.removesuffix('Resource')}WithResponse",
            "doc": docstring(fill(resource.text), "    "),
            "answered": "answered_async" if is_async else "answered",
        },
        methods=methods,
        additions=[addition.text for addition in additions],
    )
    return text.replace("(Resource):", f"({prefix}Resource):", 1), set(annotations.params)


def _imports(
    annotations: Annotations,
    results: set[str],
    endpoints: Iterable[Endpoint],
    identity: Identity,
    *,
    is_async: bool,
    additions: Iterable[Addition],
) -> str:
    prefix = "Async" if is_async else ""
    used = annotations.names
    typing = sorted({"TYPE_CHECKING", "Unpack"} | (used & {"Any", "Literal"}))
    base = f"{prefix}Resource"
    lines = [
        f"from typing import {', '.join(typing)}",
        "",
        f"from {identity.package} import _operations as wire",
        *([f"from {identity.package} import _shapes as shapes"] if any(e.shaped for e in endpoints) else []),
        f"from {identity.package}._resource import {base}, {'answered_async' if is_async else 'answered'}",
    ]
    if "NotGiven" in used:
        lines.append(f"from {identity.package}._types import NOT_GIVEN")
    lines[2:] = sorted([*lines[2:], *(addition.runtime for addition in additions)])
    lines += ["", "if TYPE_CHECKING:"]
    standard: list[str] = []
    if found := sorted(used & {"AsyncIterator", "Callable", "Iterator", "Mapping", "Sequence"}):
        standard.append(f"from collections.abc import {', '.join(found)}")
    if found := sorted(used & {"date", "datetime"}):
        standard.append(f"from datetime import {', '.join(found)}")
    own = [line for addition in additions for line in addition.types]
    kinds = {e.kind for e in endpoints}
    if "page" in kinds:
        own.append(f"from {identity.package}._pages import {prefix}Page")
    if "stream" in kinds:
        own.append(f"from {identity.package}._stream import {prefix}EventStream")
    own.append(f"from {identity.package}._types import {', '.join(sorted({'CallOptions', *(used & {'ETag', 'NotGiven'})}))}")
    if models := sorted(annotations.models | results):
        own.append(import_line(f"{identity.package}.models", models))
    if params := sorted(annotations.params):
        own.append(import_line(f"{identity.package}.params", [f"{p}Param" for p in params]))
    block = [*standard, *([""] if standard else []), *sorted(own, key=lambda line: line.split(" ", 2)[1])]
    return "\n".join([*lines, textwrap.indent("\n".join(block), "    "), ""])


def result_models(endpoints: Iterable[Endpoint]) -> set[str]:
    return {n for e in endpoints for n in (e.item or e.result,) if n} - {"str", "bytes"}
