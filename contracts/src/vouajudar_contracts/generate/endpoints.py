"""The operations as methods: their Python names, and what goes where on the wire.

Types, scopes, explode, bodies and problems come from the Contract by operationId. The Python names come from
openapi-python-client, whose parser also serves as a second witness: it reads the same bundle on its own, and whatever it
cannot parse, or finds that the Contract has not (or the other way round), fails the build. It is no more than a witness
because it drops inline and allOf schemas, and sends `explode: false` and deepObject wrong.
"""

from __future__ import annotations

import contextlib
import copy
import io
import keyword
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError
from openapi_python_client.schema.untrusted_string import UntrustedString
from openapi_python_client.strings import PythonIdentifier

from vouajudar_contracts.document.contract import Answer, Contract, JsonObject, Operation, Parameter
from vouajudar_contracts.document.values import follow
from vouajudar_contracts.generate.annotations import members_of
from vouajudar_contracts.generate.build import BuildError
from vouajudar_contracts.generate.modules import is_scalar
from vouajudar_contracts.generate.profiles import is_object
from vouajudar_contracts.generate.shapes import is_repeated, sent_as

_TAKEN = frozenset({"self", "options", "path", "query", "header", "body"})
_HANDLED = {"idempotency-key": "idempotency_key", "if-match": "if_match", "if-none-match": "if_none_match"}
"""Headers with a parameter of the SDK's own."""

Kind = Literal["call", "page", "stream"]


@dataclass(frozen=True, slots=True)
class Argument:
    """One parameter of a method."""

    python: str
    wire: str
    place: Literal["path", "query", "header", "cookie", "body"]
    required: bool
    schema: Any
    description: str
    expression: str = ""
    """What is sent, where that is not the argument as it is; several pairs when it begins with `**`."""

    @property
    def sent(self) -> str:
        return self.expression or self.python


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One operation as a method."""

    operation: Operation
    arguments: tuple[Argument, ...]
    """Path parameters first; the rest in the contract's order."""
    kind: Kind
    answer: Answer | None
    """The success with a body; None when there is none."""
    result: str | None
    """Name of the model of the answer; `str` or `bytes` when it is no JSON."""
    item: str | None
    """Of a page: the Python type of its items."""
    whole_body: bool
    """The body is one argument, because it is no object whose members could be arguments."""
    constant: str
    """Name of its row in the table of wire facts."""
    repeated: tuple[str, ...] = ()
    """Query parameters whose lists are sent as repeated pairs."""
    parts: Mapping[str, str] | None = None
    """Of a body of parts: the media types that its members say. None for any other body."""

    @property
    def shaped(self) -> bool:
        """Something of it is written by `_shapes`."""
        return self.parts is not None or any(a.place == "cookie" or "shapes." in a.expression for a in self.arguments)

    def of(self, place: str) -> list[Argument]:
        return [argument for argument in self.arguments if argument.place == place]


class ParseError(BuildError):
    """The second witness does not see the operations that the Contract has; the message lists the differences."""


def python_name(name: str) -> str:
    """A name of the wire as a Python name: snake_case, no keyword. That it may be a builtin's does no harm in an argument."""
    spoken = re.sub(r"\W+", "_", name).strip("_") or name
    identifier = str(PythonIdentifier(spoken, prefix="field_"))
    bare = identifier.rstrip("_")
    return identifier if keyword.iskeyword(bare) else bare


def read_endpoints(contract: Contract) -> list[Endpoint]:
    """Every operation of the contract, in its order."""
    schemas = {schema.name: schema.body for schema in contract.schemas}
    event = "Event" if contract.events and "Event" in schemas else None
    constants: set[str] = set()
    return [_endpoint(operation, contract, schemas, event, constants) for operation in contract.operations]


def _endpoint(
    operation: Operation, contract: Contract, schemas: Mapping[str, Any], event: str | None, constants: set[str]
) -> Endpoint:
    answer = _success(operation)
    result = answer.schema_name if answer else None
    if answer is not None and result is None:
        result = "str" if (answer.media_type or "").startswith("text/") else "bytes"
    kind: Kind = "call"
    item: str | None = None
    if answer is not None and answer.media_type == "text/event-stream" and event is not None:
        kind, item, result = "stream", event, None
    elif operation.paginated and result is not None:
        kind = "page"
        item = _item(schemas.get(result))
    arguments = list(_parameters(operation, schemas))
    whole = False
    if operation.body is not None:
        members = members_of(operation.body.schema, schemas)
        if members is None:
            whole = True
            description = "The request body."
            arguments.append(Argument("body", "", "body", operation.body.required, operation.body.schema, description))
        else:
            taken = {a.python for a in arguments}
            arguments += _members(*members, taken)
    return Endpoint(
        operation,
        tuple(arguments),
        kind,
        answer,
        result,
        item,
        whole,
        constant=_constant(operation.id, constants),
        repeated=tuple(sorted(p.name for p in operation.parameters if is_repeated(p, schemas))),
        parts=None if whole else _parts(operation, contract),
    )


def _constant(identifier: str, taken: set[str]) -> str:
    """Two identifiers may be one in capitals."""
    name = python_name(identifier).upper()
    while name in taken:
        name += "_"
    taken.add(name)
    return name


def _parts(operation: Operation, contract: Contract) -> dict[str, str] | None:
    if operation.body is None or not operation.body.media_type.startswith("multipart/form-data"):
        return None
    body = follow(contract.openapi, operation.raw.get("requestBody", {}))
    encoding: dict[str, Any] = body["content"][operation.body.media_type].get("encoding", {})
    return {name: one["contentType"] for name, one in encoding.items() if "contentType" in one}


def _success(operation: Operation) -> Answer | None:
    """The success with a body that a method gives: JSON before anything else."""
    found = [a for a in operation.ok if a.media_type is not None and a.status < 300]
    return next((a for a in found if "json" in (a.media_type or "") and a.schema_name), next(iter(found), None))


def _parameters(operation: Operation, schemas: Mapping[str, Any]) -> Iterator[Argument]:
    taken: set[str] = set()
    by_path = [p for p in operation.parameters if p.place == "path"]
    by_path.sort(key=lambda p: operation.path.find("{" + p.name + "}"))
    rest = [p for p in operation.parameters if p.place != "path"]
    rest = [p for p in rest if not (operation.paginated and p.place == "query" and p.name == "cursor")] + [
        p for p in rest if operation.paginated and p.place == "query" and p.name == "cursor"
    ]
    for parameter in [*by_path, *rest]:
        yield _argument(parameter, schemas, taken)


def _argument(parameter: Parameter, schemas: Mapping[str, Any], taken: set[str]) -> Argument:
    handled = _HANDLED.get(parameter.name.lower()) if parameter.place == "header" else None
    name = handled or _free(python_name(parameter.name), taken, parameter.place)
    taken.add(name)
    # The SDK makes a key by itself, so no caller has to.
    required = parameter.required and name != "idempotency_key"
    sent = sent_as(parameter, name, schemas)
    expression = "" if sent == name else sent
    return Argument(name, parameter.name, parameter.place, required, parameter.schema, parameter.description, expression)


def _members(properties: Mapping[str, Any], required: set[str], taken: set[str]) -> Iterator[Argument]:
    for wire, schema in properties.items():
        name = _free(python_name(wire), taken, "body")
        taken.add(name)
        yield Argument(name, wire, "body", wire in required, schema, schema.get("description") or "")


def _free(name: str, taken: set[str], place: str) -> str:
    if name in taken:
        name = f"{place}_{name}"
    while name in taken or name in _TAKEN or keyword.iskeyword(name):
        name += "_"
    return name


def _item(page: Any) -> str | None:
    ref = page.get("properties", {}).get("items", {}).get("items", {}).get("$ref", "") if page else ""
    return ref.rpartition("/")[2] or None


def witness(contract: Contract) -> list[str]:
    """How openapi-python-client's reading of the bundle differs from the Contract; empty when it does not."""
    found = _parse(contract.openapi)
    if isinstance(found, GeneratorError):
        return [f"{found.header}: {found.detail}"]
    notes = [f"{e.header}: {e.detail}" for e in found.errors]
    theirs: dict[str, dict[tuple[str, str], str]] = {}
    for collection in found.endpoint_collections_by_tag.values():
        notes += [f"{collection.tag}: {e.header} {e.detail}" for e in collection.parse_errors]
        for endpoint in collection.endpoints:
            parameters = [*endpoint.path_parameters, *endpoint.query_parameters, *endpoint.header_parameters]
            places = ["path"] * len(endpoint.path_parameters) + ["query"] * len(endpoint.query_parameters)
            places += ["header"] * len(endpoint.header_parameters)
            named = {(place, _plain(p.name)): str(p.python_name) for place, p in zip(places, parameters, strict=True)}
            theirs[python_name(_plain(endpoint.name))] = named
    ours = {python_name(e.operation.id): e for e in read_endpoints(contract)}
    notes += [f"{ours[name].operation.id}: the parser does not see it" for name in ours.keys() - theirs.keys()]
    notes += [f"{name}: only the parser sees it" for name in theirs.keys() - ours.keys()]
    for name in theirs.keys() & ours.keys():
        notes += _differences(ours[name], theirs[name])
    return sorted(notes)


def _plain(name: Any) -> str:
    """The parser wraps what the document says, so that nobody pastes it into code unseen."""
    return str(name.get_untrusted_value() if isinstance(name, UntrustedString) else name)


def _differences(endpoint: Endpoint, parameters: Mapping[tuple[str, str], str]) -> Iterator[str]:
    own = {(a.place, a.wire): a.python for a in endpoint.arguments if a.place != "body"}
    for key in sorted(own.keys() ^ parameters.keys()):
        yield f"{endpoint.operation.id}: {key[0]} parameter {key[1]!r} is known to one reader only"
    for key in sorted(own.keys() & parameters.keys()):
        if own[key].rstrip("_") != parameters[key].rstrip("_"):
            yield f"{endpoint.operation.id}: {key[1]!r} is {own[key]} here and {parameters[key]} to the parser"


def _parse(bundle: JsonObject) -> GeneratorData | GeneratorError:
    """The bundle as openapi-python-client reads it: with empty schemas, because it drops what it does not understand of them."""
    document: dict[str, Any] = copy.deepcopy(dict(bundle))
    schemas = document.get("components", {}).get("schemas", {})
    for name, schema in schemas.items():
        schemas[name] = {"type": schema.get("type", "string")} if is_scalar(schema) else {"type": "object"}
    for item in document.get("paths", {}).values():
        for operation in item.values():
            if is_object(operation):
                _soften(operation)
    config = Config.from_sources(ConfigFile(), MetaType.NONE, Path("unused"), "utf-8", overwrite=False, output_path=None)
    with contextlib.redirect_stdout(io.StringIO()):
        return GeneratorData.from_dict(document, config=config)


def _soften(operation: dict[str, Any]) -> None:
    """Takes out what the witness is not asked about: answers and bodies. The Contract reads those."""
    operation["responses"] = {"204": {"description": "not read"}}
    operation.pop("requestBody", None)
    operation.pop("callbacks", None)
