"""From the files of the spec, or from documents somebody else bundled, to one Contract."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from vouajudar_contracts.document.bundle import ASYNCAPI_SECTIONS, OPENAPI_SECTIONS, Bundle, bundle
from vouajudar_contracts.document.contract import Contract, Event, Json, JsonObject, Operation, ProblemKind, Schema, Source
from vouajudar_contracts.document.errors import Fault, SpecError
from vouajudar_contracts.document.files import SpecFiles
from vouajudar_contracts.document.loader import LoadedFile
from vouajudar_contracts.document.names import pascal
from vouajudar_contracts.document.operations import read_operations
from vouajudar_contracts.document.values import escape, is_array, is_object, members, resolve

OPENAPI_ROOT = Path("openapi/openapi.yaml")
ASYNCAPI_ROOT = Path("asyncapi/asyncapi.yaml")
PROBLEMS = Path("problems.yaml")

Find = Callable[[str], Source]
"""Pointer in a bundle -> where it was written."""


@dataclass(frozen=True, slots=True)
class Spec:
    """A Contract with the files and source maps it was read from: what lint judges."""

    root: Path
    """The folder `spec`."""
    files: SpecFiles
    openapi: Bundle
    asyncapi: Bundle | None
    problems: LoadedFile | None
    contract: Contract


def load_contract(spec_root: Path) -> Contract:
    """Reads the hand-written spec in `spec_root`. Raises SpecError with every fault that was found."""
    return load_spec(spec_root).contract


def load_spec(spec_root: Path) -> Spec:
    """As `load_contract`, with the source maps. Without an AsyncAPI document or a catalogue its part of the Contract is empty."""
    root = spec_root.resolve()
    files = SpecFiles(root.parent)
    faults: list[Fault] = []

    openapi = asyncapi = problems = None
    try:
        openapi = bundle(files, root / OPENAPI_ROOT, OPENAPI_SECTIONS)
    except SpecError as error:
        faults += error.faults
    try:
        if (root / ASYNCAPI_ROOT).exists():
            asyncapi = bundle(files, root / ASYNCAPI_ROOT, ASYNCAPI_SECTIONS)
    except SpecError as error:
        faults += error.faults
    try:
        if (root / PROBLEMS).exists():
            problems = files.load(root / PROBLEMS)
    except SpecError as error:
        faults += error.faults
    if openapi is None or faults:
        raise SpecError(faults)
    contract = _contract(
        openapi.document,
        asyncapi.document if asyncapi else None,
        problems.value if problems else None,
        find=openapi.source,
        find_event=asyncapi.source if asyncapi else _nowhere("asyncapi"),
        find_problem=problems.source if problems else _nowhere("problems"),
    )
    return Spec(root, files, openapi, asyncapi, problems, contract)


def contract_of(openapi: JsonObject, asyncapi: JsonObject | None = None, problems: Sequence[Json] | None = None) -> Contract:
    """The Contract of documents that are in one piece already, ours or anybody's.

    Where our extensions are missing: `x-sdk` is the first tag and the operationId in snake_case (no operationId: method and
    path), `x-side` follows the method, the other lists are empty. An answer under `default` has status 0, one under `4XX` 400.
    """
    return _contract(
        openapi,
        asyncapi,
        problems,
        find=_nowhere("openapi"),
        find_event=_nowhere("asyncapi"),
        find_problem=_nowhere("problems"),
    )


def _nowhere(name: str) -> Find:
    return lambda pointer: Source(f"{name}#{pointer}", 1)


def _contract(
    openapi: JsonObject,
    asyncapi: JsonObject | None,
    problems: Sequence[Json] | None,
    *,
    find: Find,
    find_event: Find,
    find_problem: Find,
) -> Contract:
    operations = tuple(read_operations(openapi, find))
    _refuse_twins(operations)
    components: Mapping[str, Json] = openapi.get("components", {}).get("schemas", {})
    declared = [tag["name"] for tag in openapi.get("tags", [])]
    return Contract(
        openapi=openapi,
        asyncapi=asyncapi or {},
        operations=operations,
        schemas=tuple(Schema(name, components[name], find(f"/components/schemas/{escape(name)}")) for name in sorted(components)),
        events=_events(openapi, asyncapi or {}, find_event),
        problems=tuple(_problems(problems or [], find_problem)),
        tags=tuple(dict.fromkeys([*declared, *(o.tag for o in operations)])),
    )


def _refuse_twins(operations: Sequence[Operation]) -> None:
    seen: dict[str, Source] = {}
    faults: list[Fault] = []
    for operation in operations:
        first = seen.setdefault(operation.id, operation.source)
        if first is not operation.source:
            faults.append(Fault(operation.source, f"operationId {operation.id!r} is taken already, at {first}"))
    if faults:
        raise SpecError(faults)


def _events(openapi: JsonObject, asyncapi: JsonObject, find: Find) -> tuple[Event, ...]:
    """The messages of the AsyncAPI document, in the order of OpenAPI's union `Event`."""
    union = openapi.get("components", {}).get("schemas", {}).get("Event", {}).get("oneOf", [])
    order = {branch["$ref"].rpartition("/")[2]: i for i, branch in enumerate(union) if "$ref" in branch}
    events = list(_messages(asyncapi, find))
    return tuple(sorted(events, key=lambda e: order.get(e.schema_name, len(order))))


def _messages(asyncapi: JsonObject, find: Find) -> Iterator[Event]:
    for name, message in asyncapi.get("components", {}).get("messages", {}).items():
        payload = message.get("payload", {})
        payload = payload.get("schema", payload)
        ref = payload.get("$ref", "")
        full_type = _constant(asyncapi, payload, "type")
        source = find(f"/components/messages/{escape(name)}")
        if full_type is None:
            raise SpecError.at(source.file, source.line, "the message's payload has no member `type` with a `const`")
        parts = full_type.split(".")
        group, short = (parts[-3], parts[-2]) if len(parts) >= 3 else ("", full_type)
        yield Event(
            type=f"{group}.{short}" if group else short,
            full_type=full_type,
            group=group,
            name=short,
            message=name,
            schema_name=ref.rpartition("/")[2],
            summary=message.get("summary", ""),
            retained=message.get("x-retained", True),
            source=source,
        )


def _constant(document: JsonObject, schema: JsonObject, member: str) -> str | None:
    """The `const` of `member` in an object schema, looked for through `$ref` and `allOf`."""
    if isinstance(schema.get("$ref"), str):
        return _constant(document, resolve(document, schema["$ref"]), member)
    value = schema.get("properties", {}).get(member, {}).get("const")
    if isinstance(value, str):
        return value
    return next((found for part in schema.get("allOf", []) if (found := _constant(document, part, member))), None)


def _problems(entries: Sequence[Json], find: Find) -> Iterator[ProblemKind]:
    for i, entry in enumerate(entries):
        source = find(f"/{i}")
        missing = [key for key in ("slug", "status", "title", "meaning", "cause", "fix", "retryable") if key not in entry]
        if missing:
            raise SpecError.at(source.file, source.line, f"this problem lacks {', '.join(missing)}")
        yield ProblemKind(
            slug=entry["slug"],
            status=entry["status"],
            title=entry["title"],
            meaning=entry["meaning"],
            cause=entry["cause"],
            fix=entry["fix"],
            retryable=entry["retryable"],
            extra={name: _component_refs(schema) for name, schema in members(entry, "extra").items()},
            schema_name=f"{pascal(entry['slug'])}Problem",
            source=source,
        )


def _component_refs(schema: Json) -> Json:
    """`schema` with `$ref: schemas/X.yaml` as the bundle says it."""
    if is_array(schema):
        return [_component_refs(item) for item in schema]
    if not is_object(schema):
        return schema
    ref: Json = schema.get("$ref")
    if isinstance(ref, str) and ref.startswith("schemas/"):
        return {**schema, "$ref": f"#/components/schemas/{Path(ref).stem}"}
    return {key: _component_refs(member) for key, member in schema.items()}
