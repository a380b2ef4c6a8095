"""Writes the generated half of the reference stub: models, ports, routes and the tables of what goes over the wire."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from vouajudar_contracts.document.contract import Contract, JsonObject, Operation, Parameter, ProblemKind
from vouajudar_contracts.document.names import pascal, snake
from vouajudar_contracts.document.values import component, escape, follow
from vouajudar_contracts.generate.bundles import as_json
from vouajudar_contracts.generate.models import GenerationError, render_models
from vouajudar_contracts.generate.stub_python import annotation, call, docstring, imports, model_names

FOLDER = "server_stub/src/vouajudar_stub/generated"

OWNED = (FOLDER,)

DATASCHEMA = "https://vouajudar.org/schemas/v1/{}.json"
"""CloudEvents `dataschema` of an event whose `data` is the named schema."""

PROBLEM_TYPE = "https://vouajudar.org/problems/{}"

CALL_HEADERS = frozenset({"if-match", "if-none-match", "idempotency-key"})
"""Header parameters that every port finds in its Call."""


def render(contract: Contract) -> dict[str, str | bytes]:
    """Path below the repository -> content. Raises GenerationError for what the stub's edge cannot express."""
    env = Environment(
        loader=PackageLoader("vouajudar_contracts.generate", "templates/stub"),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - Python source, not HTML
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    filters: dict[str, Any] = {"snake": snake, "pascal": pascal, "docstring": docstring, "constant": constant}
    env.filters.update(filters)
    tags = [Tag(contract, name) for name in contract.tags if any(o.tag == name for o in contract.operations)]
    files: dict[str, str | bytes] = {
        "__init__.py": env.get_template("init.py.j2").render(),
        "operations.py": env.get_template("operations.py.j2").render(
            operations=[(o, operation_source(contract, o)) for o in contract.operations]
        ),
        "ports.py": env.get_template("ports.py.j2").render(
            tags=tags, models=imports(sorted({name for tag in tags for name in tag.models}))
        ),
        "problems.py": env.get_template("problems.py.j2").render(problems=[problem_source(p) for p in contract.problems]),
        "events.py": env.get_template("events.py.j2").render(events=list(events_source(contract))),
        "routes/__init__.py": env.get_template("routes_init.py.j2").render(tags=tags),
        "openapi.json": as_json(contract.openapi),
        "asyncapi.json": as_json(contract.asyncapi),
    }
    for tag in tags:
        files[f"routes/{snake(tag.name)}.py"] = env.get_template("routes.py.j2").render(tag=tag)
    files |= render_models(contract, "server")
    return {f"{FOLDER}/{path}": content for path, content in files.items()}


class Tag:
    """The operations of one tag, as the templates need them."""

    def __init__(self, contract: Contract, name: str) -> None:
        self.name = name
        self.description = next((t.get("description", "") for t in contract.openapi.get("tags", []) if t["name"] == name), "")
        self.methods = [Method(contract, o) for o in contract.operations if o.tag == name]
        self.models = sorted({model for method in self.methods for model in method.models})
        self.answers = sorted({method.answer for method in self.methods})
        self.calls = sorted({method.call for method in self.methods})
        self.public = any(method.public for method in self.methods)
        self.body_models = sorted({m.body for m in self.methods if m.body is not None and not m.form})
        self.body_imports = imports(self.body_models)


class Method:
    """One operation as a method of its port, and the route that calls it."""

    def __init__(self, contract: Contract, operation: Operation) -> None:
        self.operation = operation
        self.name = snake(operation.id)
        self.public = operation.public
        self.call = "PublicCall" if operation.public else "Call"
        self.answer = "StreamReply" if streams(operation) else "Reply"
        self.form = operation.body is not None and operation.body.media_type == "application/x-www-form-urlencoded"
        self.body = self._body_model(operation)
        self.path = [(p.name, annotation(p.schema)) for p in operation.parameters if p.place == "path"]
        self.query = [_argument(contract, p) for p in operation.parameters if p.place == "query"]
        self.headers = [
            _argument(contract, p) for p in operation.parameters if p.place == "header" and p.name.lower() not in CALL_HEADERS
        ]
        self.models = {name for p in operation.parameters for name in model_names(p.schema) if p.place != "header"}
        if self.body is not None and not self.form:
            self.models.add(self.body)

    @property
    def parameters(self) -> str:
        """The parameters of the port's method after `self`."""
        parts = [f"call: {self.call}", *(f"{name}: {type_}" for name, type_ in self.path)]
        if self.form:
            parts.append("form: list[tuple[str, str]]")
        elif self.body is not None:
            parts.append(f"body: {self.body}")
        named = [*self.query, *self.headers]
        if named:
            parts += ["*", *(f"{name}: {type_}" for name, type_, _ in named)]
        return ", ".join(parts)

    @property
    def arguments(self) -> list[str]:
        """What the route passes after the call."""
        parts = [f'given.path["{name}"]' for name, _ in self.path]
        if self.form:
            parts.append("form")
        elif self.body is not None:
            parts.append(f"cast({self.body}, body)")
        parts += [f'{name}=given.query["{wire}"]' for name, _, wire in self.query]
        parts += [f'{name}=given.headers.get("{wire.lower()}")' for name, _, wire in self.headers]
        return parts

    @property
    def about(self) -> str:
        """One line on what the port is asked for."""
        causes = f" Events: {', '.join(self.operation.emits)}." if self.operation.emits else ""
        return f"{self.operation.summary}.{causes}"

    @staticmethod
    def _body_model(operation: Operation) -> str | None:
        if operation.body is None:
            return None
        if operation.body.schema_name is None:
            raise GenerationError(f"{operation.source}: the body of {operation.id} is no named schema")
        return operation.body.schema_name


def constant(operation_id: str) -> str:
    return snake(operation_id).upper()


def streams(operation: Operation) -> str | None:
    """The media type of an endless answer, None for the others."""
    return next((a.media_type for a in operation.ok if a.media_type == "text/event-stream"), None)


def operation_source(contract: Contract, operation: Operation) -> str:
    """The wire facts of an operation as a Python expression."""
    body = operation.body
    form = body is not None and body.media_type == "application/x-www-form-urlencoded"
    facts: dict[str, Any] = {
        "id": operation.id,
        "method": operation.method,
        "path": operation.path,
        "tag": operation.tag,
        "side": operation.side,
        "policy": _policy(operation, form),
        "public": operation.public,
        "scopes": operation.scopes,
        "kinds": operation.partner_kinds,
        "test_mode_only": "live-mode" in operation.problems,
        "parameters": [_parameter(contract, operation, p) for p in operation.parameters],
        "strict_parameters": "validation-error" in operation.problems,
        "body": None,
        "idempotency_key": operation.idempotency_key,
        "if_match": operation.if_match,
        "if_none_match": operation.if_none_match,
        "streams": streams(operation),
        "answers": {a.status: tuple(sorted(a.headers)) for a in operation.answers},
        "problems": operation.problems,
        "notices": notices(operation),
    }
    if body is not None:
        pointer = f"/components/schemas/{escape(body.schema_name or '')}"
        facts["body"] = call(
            "Body", {"media_type": body.media_type, "schema": pointer, "required": body.required}, {"required": True}
        )
    defaults: dict[str, Any] = {
        "public": False,
        "scopes": (),
        "kinds": (),
        "test_mode_only": False,
        "parameters": [],
        "strict_parameters": True,
        "body": None,
        "idempotency_key": None,
        "if_match": None,
        "if_none_match": False,
        "streams": None,
        "problems": (),
        "notices": (),
    }
    return call("Operation", facts, defaults, lines=True)


def notices(operation: Operation) -> tuple[tuple[str, str], ...]:
    """Headers of every answer of a deprecated operation: since when it is (RFC 9745), until when it works (RFC 8594)."""
    if not operation.deprecated:
        return ()
    since, sunset = _moment(operation, "x-deprecated-at"), _moment(operation, "x-sunset-at")
    found: list[tuple[str, str]] = []
    if since is not None:
        found.append(("Deprecation", f"@{int(since.timestamp())}"))
    if sunset is not None:
        found.append(("Sunset", format_datetime(sunset, usegmt=True)))
    return tuple(found)


def _moment(operation: Operation, member: str) -> datetime | None:
    written = operation.raw.get(member)
    try:
        return None if written is None else datetime.fromisoformat(str(written)).astimezone(UTC)
    except ValueError:
        raise GenerationError(f"{operation.source}: {member} of {operation.id} is no time: {written}") from None


def _policy(operation: Operation, form: bool) -> str:
    if operation.public:
        return "token" if form else "anonymous"
    return "reads" if operation.side == "query" else "writes"


def problem_source(kind: ProblemKind) -> str:
    facts = {
        "slug": kind.slug,
        "status": kind.status,
        "title": kind.title,
        "type": PROBLEM_TYPE.format(kind.slug),
        "extra": tuple(kind.extra),
    }
    return call("ProblemKind", facts, {"extra": ()})


def events_source(contract: Contract) -> Iterator[str]:
    for event in contract.events:
        schema = _property(contract.openapi, {"$ref": f"#/components/schemas/{event.schema_name}"}, "data")
        data = component(schema or {}, "schemas")
        if data is None:
            raise GenerationError(f"{event.source}: `data` of {event.schema_name} is no named schema")
        yield call(
            "EventKind",
            {
                "type": event.type,
                "full_type": event.full_type,
                "group": event.group,
                "dataschema": DATASCHEMA.format(data),
                "retained": event.retained,
                "schema": event.schema_name,
            },
            {},
        )


def _argument(contract: Contract, parameter: Parameter) -> tuple[str, str, str]:
    """(Python name, annotation, wire name) of a query or header parameter."""
    type_ = "str" if parameter.place == "header" else annotation(parameter.schema)
    always = parameter.required or follow(contract.openapi, parameter.schema).get("default") is not None
    return snake(parameter.name), type_ if always else f"{type_} | None", parameter.name


def _parameter(contract: Contract, operation: Operation, parameter: Parameter) -> str:
    schema = follow(contract.openapi, parameter.schema)
    many = schema.get("type") == "array"
    item = follow(contract.openapi, schema.get("items", {})) if many else schema
    if parameter.place == "query" and many and (parameter.style != "form" or parameter.explode):
        raise GenerationError(f"{operation.source}: {parameter.name} must be `style: form, explode: false`")
    if parameter.place == "cookie":
        raise GenerationError(f"{operation.source}: {parameter.name} is a cookie, which the stub does not read")
    type_ = item.get("type", "string")
    if type_ not in ("string", "integer", "number", "boolean"):
        raise GenerationError(f"{operation.source}: {parameter.name} is of type {type_!r}, which has no one text form")
    facts = {
        "name": parameter.name,
        "place": parameter.place,
        "schema": _parameter_pointer(operation, contract, parameter),
        "required": parameter.required,
        "type": type_,
        "many": many,
        "default": schema.get("default"),
    }
    return call("Parameter", facts, {"required": False, "type": "string", "many": False, "default": None})


def _parameter_pointer(operation: Operation, contract: Contract, parameter: Parameter) -> str:
    if parameter.component is not None:
        return f"/components/parameters/{escape(parameter.component)}/schema"
    path = f"/paths/{escape(operation.path)}"
    for place, written in (
        (f"{path}/{operation.method.lower()}", operation.raw.get("parameters", [])),
        (path, contract.openapi["paths"][operation.path].get("parameters", [])),
    ):
        for index, candidate in enumerate(written):
            if candidate.get("name") == parameter.name and candidate.get("in") == parameter.place:
                return f"{place}/parameters/{index}/schema"
    raise GenerationError(f"{operation.source}: the parameter {parameter.name} is written nowhere")


def _property(openapi: JsonObject, schema: JsonObject, name: str) -> JsonObject | None:
    """The schema of a member, wherever in the `allOf` tree it is declared."""
    body = follow(openapi, schema)
    if name in body.get("properties", {}):
        member: JsonObject = body["properties"][name]
        return member
    return next((found for part in body.get("allOf", []) if (found := _property(openapi, part, name)) is not None), None)
