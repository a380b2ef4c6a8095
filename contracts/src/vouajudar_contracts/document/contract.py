"""The one in-memory picture of the contract that every generator, rule and check reads.

Nothing here reads a file: `load.py` builds these values from the bundled documents.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

Json: TypeAlias = Any
"""A JSON value as Python holds it: dict, list, str, int, float, bool or None."""

JsonObject: TypeAlias = Mapping[str, Any]

Need: TypeAlias = Literal["required", "optional"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a part of the contract was written."""

    file: str
    """Path relative to the repository root."""
    line: int
    """First line, counted from 1."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of an operation, as it goes over the wire."""

    name: str
    place: Literal["path", "query", "header", "cookie"]
    required: bool
    schema: JsonObject
    """The bundled JSON Schema (refs point into `#/components/schemas/`)."""
    description: str
    style: str
    explode: bool
    component: str | None
    """Name under `#/components/parameters/`, None when written in the operation."""
    media_type: str | None = None
    """Of a parameter that is sent as a document of its own (`content` instead of `schema`)."""


@dataclass(frozen=True, slots=True)
class Body:
    """The request body of an operation."""

    media_type: str
    schema: JsonObject
    schema_name: str | None
    """Name under `#/components/schemas/` when the body is one named schema."""
    required: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """One documented answer: a status with one media type."""

    status: int
    media_type: str | None
    """None for an answer without a body."""
    schema: JsonObject | None
    schema_name: str | None
    headers: tuple[str, ...]
    problems: tuple[str, ...]
    """Slugs this answer may carry; empty for a success."""

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 400


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: what it takes, gives, causes and refuses."""

    id: str
    method: str
    """Upper case."""
    path: str
    tag: str
    sdk_resource: str
    """First half of `x-sdk`: the attribute of the client, snake_case."""
    sdk_verb: str
    """Second half of `x-sdk`: the method."""
    side: Literal["command", "query"]
    summary: str
    description: str
    deprecated: bool
    public: bool
    """True when no credential is asked (`security: []` or client credentials in the body)."""
    scopes: tuple[str, ...]
    """Scopes that are all needed; empty with `public` False means any scope will do."""
    partner_kinds: tuple[str, ...]
    """`x-partner-kinds`: one of these kinds is needed; empty means any kind, or that the body decides."""
    parameters: tuple[Parameter, ...]
    body: Body | None
    answers: tuple[Answer, ...]
    emits: tuple[str, ...]
    """`x-emits`: short event types, for example `batch.created`."""
    problems: tuple[str, ...]
    """Every slug of every answer, sorted."""
    idempotency_key: Need | None
    if_match: Need | None
    if_none_match: bool
    paginated: bool
    raw: JsonObject
    """The bundled Operation Object."""
    source: Source

    @property
    def ok(self) -> tuple[Answer, ...]:
        return tuple(a for a in self.answers if a.ok)


@dataclass(frozen=True, slots=True)
class Schema:
    """One named schema."""

    name: str
    body: JsonObject
    source: Source


@dataclass(frozen=True, slots=True)
class Event:
    """One event type of the catalogue."""

    type: str
    """Short form: `<group>.<name>`."""
    full_type: str
    """CloudEvents `type`: `org.vouajudar.<group>.<name>.v1`."""
    group: str
    name: str
    message: str
    """Name under AsyncAPI `components/messages`."""
    schema_name: str
    """The envelope with this event's data, for example `BatchCreatedEvent`."""
    summary: str
    retained: bool
    """False for events that the feed does not keep (`x-retained: false`)."""
    source: Source


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """One entry of the error catalogue, `spec/problems.yaml`."""

    slug: str
    status: int
    title: str
    meaning: str
    cause: str
    fix: str
    retryable: bool
    extra: Mapping[str, JsonObject]
    """Extra members of the problem body: name -> JSON Schema (refs into `#/components/schemas/`)."""
    schema_name: str
    """The problem's own schema, for example `InvalidStateProblem`."""
    source: Source


@dataclass(frozen=True, slots=True)
class Contract:
    """The whole contract, bundled and indexed."""

    openapi: JsonObject
    """The bundle, as `contracts/bundles/openapi.json` holds it."""
    asyncapi: JsonObject
    operations: tuple[Operation, ...]
    """In the order of the root document."""
    schemas: tuple[Schema, ...]
    """Of the OpenAPI bundle, by name."""
    events: tuple[Event, ...]
    """In the order of the catalogue."""
    problems: tuple[ProblemKind, ...]
    """In the order of the catalogue."""
    tags: tuple[str, ...]
    """In the order of the root document."""
