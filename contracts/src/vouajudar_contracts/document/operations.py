"""Reads the operations of a bundled OpenAPI document."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Literal

from vouajudar_contracts.document.contract import Answer, Body, JsonObject, Need, Operation, Parameter, Source
from vouajudar_contracts.document.errors import SpecError
from vouajudar_contracts.document.names import snake
from vouajudar_contracts.document.values import component, escape, follow, is_object, members

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_QUERIES = ("get", "head", "options", "trace")
_STYLES = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}

Find = Callable[[str], Source]


def read_operations(openapi: JsonObject, find: Find) -> Iterator[Operation]:
    """Every operation of `paths`, in order. Raises SpecError where one cannot be understood."""
    for path, item in openapi.get("paths", {}).items():
        for method in item:
            if method in METHODS:
                yield _Reader(openapi, path, item, method, find).read()


class _Reader:
    def __init__(self, openapi: JsonObject, path: str, item: JsonObject, method: str, find: Find) -> None:
        self._openapi = openapi
        self._path = path
        self._item = item
        self._method = method
        self._raw = item[method]
        self._source = find(f"/paths/{escape(path)}/{method}")

    def read(self) -> Operation:
        raw = self._raw
        if not is_object(raw):
            raise SpecError.at(self._source.file, self._source.line, "an operation must be a mapping")
        identifier = raw.get("operationId") or snake(f"{self._method} {self._path}")
        tag = (raw.get("tags") or ["default"])[0]
        resource, verb = self._sdk_name(tag, identifier)
        parameters = tuple(self._parameters())
        answers = tuple(self._answers())
        public, scopes = self._security()
        needs: dict[tuple[str, str], Need] = {
            (p.place, p.name.lower()): "required" if p.required else "optional" for p in parameters
        }
        return Operation(
            id=identifier,
            method=self._method.upper(),
            path=self._path,
            tag=tag,
            sdk_resource=resource,
            sdk_verb=verb,
            side=self._side(),
            summary=raw.get("summary") or "",
            description=raw.get("description") or "",
            deprecated=bool(raw.get("deprecated", False)),
            public=public,
            scopes=scopes,
            partner_kinds=tuple(raw.get("x-partner-kinds") or ()),
            parameters=parameters,
            body=self._body(),
            answers=answers,
            emits=tuple(raw.get("x-emits") or ()),
            problems=tuple(sorted({slug for answer in answers for slug in answer.problems})),
            idempotency_key=needs.get(("header", "idempotency-key")),
            if_match=needs.get(("header", "if-match")),
            if_none_match=("header", "if-none-match") in needs,
            paginated=("query", "cursor") in needs and ("query", "limit") in needs,
            raw=raw,
            source=self._source,
        )

    def _sdk_name(self, tag: str, identifier: str) -> tuple[str, str]:
        name = self._raw.get("x-sdk")
        if name is None:
            return snake(tag), snake(identifier)
        resource, dot, verb = str(name).partition(".")
        if not (dot and resource and verb):
            raise SpecError.at(self._source.file, self._source.line, f"x-sdk must be <resource>.<verb>, not {name!r}")
        return resource, verb

    def _side(self) -> Literal["command", "query"]:
        side = self._raw.get("x-side")
        if side is None:
            return "query" if self._method in _QUERIES else "command"
        if side not in ("command", "query"):
            raise SpecError.at(self._source.file, self._source.line, f"x-side must be command or query, not {side!r}")
        return "command" if side == "command" else "query"

    def _parameters(self) -> Iterator[Parameter]:
        # An operation's parameter replaces the one of its path with the same name and place.
        found: dict[tuple[str, str], tuple[JsonObject, str | None]] = {}
        for written in [*self._item.get("parameters", []), *self._raw.get("parameters", [])]:
            parameter = follow(self._openapi, written)
            found[parameter["name"], parameter["in"]] = parameter, component(written, "parameters")
        for parameter, name in found.values():
            place = parameter["in"]
            schema: JsonObject | None = parameter.get("schema")
            media_type: str | None = None
            if schema is None:
                none: tuple[str | None, JsonObject] = (None, {})
                media_type, media = next(iter(members(parameter, "content").items()), none)
                schema = members(media, "schema")
            style = parameter.get("style", _STYLES[place])
            yield Parameter(
                name=parameter["name"],
                place=place,
                required=bool(parameter.get("required", place == "path")),
                schema=schema,
                description=parameter.get("description") or "",
                style=style,
                explode=bool(parameter.get("explode", style == "form")),
                component=name,
                media_type=media_type,
            )

    def _body(self) -> Body | None:
        written = self._raw.get("requestBody")
        if written is None:
            return None
        body = follow(self._openapi, written)
        for media_type, media in body.get("content", {}).items():
            schema = media.get("schema", {})
            return Body(media_type, schema, component(schema, "schemas"), bool(body.get("required", False)))
        return None

    def _answers(self) -> Iterator[Answer]:
        for status, written in self._raw.get("responses", {}).items():
            response = follow(self._openapi, written)
            number = _status(status)
            headers = tuple(response.get("headers", {}))
            problems = tuple(response.get("x-problems") or ())
            if not response.get("content"):
                yield Answer(number, None, None, None, headers, problems)
            for media_type, media in response.get("content", {}).items():
                schema = media.get("schema")
                yield Answer(number, media_type, schema, component(schema, "schemas"), headers, problems)

    def _security(self) -> tuple[bool, tuple[str, ...]]:
        wanted: Sequence[JsonObject] = self._raw.get("security", self._openapi.get("security", []))
        schemes = self._openapi.get("components", {}).get("securitySchemes", {})
        for alternative in wanted:
            for name, scopes in alternative.items():
                if follow(self._openapi, schemes.get(name, {})).get("type") == "oauth2":
                    return False, tuple(scopes)
        return not wanted or {} in wanted, ()


def _status(text: str) -> int:
    if text.isdigit():
        return int(text)
    return int(text[0]) * 100 if text[:1].isdigit() else 0
