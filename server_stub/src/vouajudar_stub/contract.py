"""What the generated tables are made of: the wire facts of the contract that the stub acts on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

Need: TypeAlias = Literal["required", "optional"]

Policy: TypeAlias = Literal["reads", "writes", "token", "anonymous"]
"""Rate-limit policy: `reads` and `writes` count by credential, `token` and `anonymous` by address."""

Type: TypeAlias = Literal["string", "integer", "number", "boolean"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One path, query or header parameter."""

    name: str
    place: Literal["path", "query", "header"]
    schema: str
    """JSON pointer of its schema in the bundle."""
    required: bool = False
    type: Type = "string"
    """How one value is read from its text."""
    many: bool = False
    """True: a list, its values separated by commas (`style: form, explode: false`)."""
    default: Any = None
    """The value when none is sent; None: nothing."""


@dataclass(frozen=True, slots=True)
class Body:
    """The request body."""

    media_type: str
    schema: str
    """JSON pointer of its schema in the bundle."""
    required: bool = True


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation, as the edge needs it."""

    id: str
    method: str
    path: str
    """Below the base path, for example `/batches/{batch_id}`."""
    tag: str
    side: Literal["command", "query"]
    policy: Policy
    public: bool = False
    scopes: tuple[str, ...] = ()
    """All of them are needed; none: any will do."""
    kinds: tuple[str, ...] = ()
    """One of them is needed; none: any kind, or the body decides."""
    test_mode_only: bool = False
    parameters: tuple[Parameter, ...] = ()
    strict_parameters: bool = True
    """False: the operation knows no 422, so what is not declared is ignored."""
    body: Body | None = None
    idempotency_key: Need | None = None
    if_match: Need | None = None
    if_none_match: bool = False
    streams: str | None = None
    """Media type that the caller must accept (406 otherwise); None: the answer is not negotiated."""
    answers: Mapping[int, tuple[str, ...]] = field(default_factory=dict[int, tuple[str, ...]])
    """Documented statuses, each with the names of its headers."""
    problems: tuple[str, ...] = ()
    """Slugs that it may answer."""
    notices: tuple[tuple[str, str], ...] = ()
    """Headers that each of its answers carries with the same value: `Deprecation` and `Sunset` of an operation that is to go."""


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """One entry of the error catalogue."""

    slug: str
    status: int
    title: str
    type: str
    """The type URI."""
    extra: tuple[str, ...] = ()
    """Names of its extra members, all of them always there."""


@dataclass(frozen=True, slots=True)
class EventKind:
    """One event type of the catalogue."""

    type: str
    """Short form, for example `batch.ready`."""
    full_type: str
    """CloudEvents `type`."""
    group: str
    dataschema: str
    """CloudEvents `dataschema`."""
    retained: bool
    """False: neither the feed nor getEvent knows it."""
    schema: str
    """Name of its schema in the bundles."""
