"""Finds what a client does not say, or says otherwise than the document. Read on the document as it was given.

Every member that OpenAPI and JSON Schema define is either expressed, or told here; what neither defines is told as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from vouajudar_contracts.document.values import escape, follow, is_array, is_object
from vouajudar_contracts.generate.foreign.grammar import GRAMMAR, Node, misfit_prose, strangers, walk
from vouajudar_contracts.generate.foreign.notes import Kind, Note
from vouajudar_contracts.generate.foreign.read import methods_of

_JUDGED = (
    *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "pattern"),
    *("minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties", "contains", "minContains", "maxContains"),
    "propertyNames",
)
_SHAPING = (
    *("not", "if", "then", "else", "patternProperties", "dependentRequired", "dependentSchemas"),
    *("$dynamicRef", "$id", "contentSchema"),
)
_PROSE = ("externalDocs", "xml", "title", "example", "examples", "readOnly", "writeOnly", "deprecated", "default")
_SCHEMA: tuple[tuple[tuple[str, ...], Kind, str], ...] = (
    (_JUDGED, "open", "left to the server: a client judges no values"),
    (_SHAPING, "limit", "not in the types"),
    (_PROSE, "open", "not in the models"),
    (("enum",), "open", "values of tomorrow come through as they are"),
)
_KNOWN_FORMATS = frozenset({"date-time", "date", "binary", "int32", "int64", "float", "double"})
_ONLY_JUDGING = frozenset({"required", "description", "title", "minProperties", "maxProperties", "not"})


def limits_of(document: dict[str, Any]) -> Iterator[Note]:
    """All that does not come through, in the document's order."""
    reader = _Reader(document)
    for node in walk(document):
        yield from reader.read(node)


def _limit(what: str, done: str, pointer: str) -> Note:
    return Note("limit", what, done, pointer)


def _open(what: str, done: str, pointer: str) -> Note:
    return Note("open", what, done, pointer)


class _Reader:
    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        self._by_kind: Mapping[str, Callable[[Node], Iterator[Note]]] = {
            "document": self._whole,
            "server": self._server,
            "operation": self._operation,
            "parameter": self._parameter,
            "request body": self._body,
            "response": self._response,
            "encoding": self._encoding,
            "callback": self._callback,
            "link": self._link,
            "security scheme": self._scheme,
            "schema": self._schema,
        }

    def read(self, node: Node) -> Iterator[Note]:
        if not is_object(node.value):
            if node.value is False and node.kind == "schema" and not _closes(node.pointer):
                yield _limit("schema `false`", "typed as anything", node.pointer)
            return
        for key in misfit_prose(node):
            yield _limit(f"{key} that is no text", "left out", f"{node.pointer}/{key}")
        for name in strangers(node):
            yield _limit(f"{node.kind} member {name!r}", "not read: OpenAPI does not define it", f"{node.pointer}/{name}")
        for key in node.value:
            if key.startswith("x-") and node.kind != "callback" and key not in GRAMMAR[node.kind]:
                yield _open(f"extension {key}", "not read", f"{node.pointer}/{key}")
        if node.kind in self._by_kind and not (node.is_reference and node.kind != "schema"):
            yield from self._by_kind[node.kind](node)

    def _whole(self, node: Node) -> Iterator[Note]:
        servers: list[Any] = node.value.get("servers") or []
        for n, _ in list(enumerate(servers))[1:]:
            yield _open("another server", "pass it as base_url", f"/servers/{n}")
        first: str = servers[0].get("url", "") if servers and is_object(servers[0]) else ""
        if not first.startswith(("http://", "https://")) and "{" not in first:
            yield _limit("no absolute server", "base_url must be passed", "/servers/0" if servers else "")
        for section in ("webhooks", "x-webhooks"):
            for name, item in node.value.get(section, {}).items():
                for method, _ in methods_of(item):
                    yield _limit("webhook", "its payload is a model, nothing receives it", f"/{section}/{escape(name)}/{method}")

    def _server(self, node: Node) -> Iterator[Note]:
        if node.value.get("variables") and node.pointer == "/servers/0":
            yield _open("server variables", "their defaults; pass another base_url", node.pointer)

    def _operation(self, node: Node) -> Iterator[Note]:
        if node.value.get("servers"):
            yield _limit("servers of one operation", "sent to the client's base_url", f"{node.pointer}/servers")
        if len(node.value.get("tags") or []) > 1:
            yield _open("further tags", "found under the first", f"{node.pointer}/tags")
        if "externalDocs" in node.value:
            yield _open("externalDocs", "not carried over", f"{node.pointer}/externalDocs")
        yield from self._successes(node)
        wanted = node.value.get("security", self._document.get("security"))
        if is_array(wanted) and any(is_object(one) and len(one) > 1 for one in wanted):
            yield _limit(
                "several credentials in one call", "one is sent; the others go in extra_headers", f"{node.pointer}/security"
            )

    def _successes(self, node: Node) -> Iterator[Note]:
        """Of successes with bodies of several kinds a method gives JSON, or the first."""
        found: dict[str, str] = {}
        for status, written in node.value.get("responses", {}).items():
            if status.startswith("2"):
                answer = follow(self._document, written)
                for media_type in answer.get("content", {}) if is_object(answer) else ():
                    found.setdefault(media_type, status)
        jsons = [media for media in found if "json" in media]
        if not jsons and next(iter(found), "").startswith("text/event-stream"):
            yield _limit("event stream", "read to its end, as one text", f"{node.pointer}/responses")
        rest = [media for media in found if media not in (jsons or list(found)[:1])]
        for media_type in rest:
            pointer = f"{node.pointer}/responses/{found[media_type]}/content/{escape(media_type)}"
            yield _limit(
                "another media type of a success",
                "not asked for; Accept in extra_headers and the bytes of with_response",
                pointer,
            )

    def _parameter(self, node: Node) -> Iterator[Note]:
        style, place = node.value.get("style"), node.value["in"]
        if "content" in node.value and not any("json" in media_type for media_type in node.value["content"]):
            yield _limit(
                "parameter that is a document, but no JSON", "sent as the text that is passed", f"{node.pointer}/content"
            )
        if place == "path" and style in ("label", "matrix"):
            yield _limit(f"path parameter style {style}", "sent in style simple", node.pointer)
        if place == "path" and self._kind(node.value) in ("array", "object"):
            yield _limit("path parameter with several values", "separated by commas, which are sent as %2C", node.pointer)
        if node.value.get("allowReserved"):
            yield _open(
                "allowReserved", "reserved characters are sent percent-encoded where they would be ambiguous", node.pointer
            )
        if node.value.get("allowEmptyValue"):
            yield _open("allowEmptyValue", 'pass ""', node.pointer)

    def _kind(self, parameter: dict[str, Any]) -> str:
        schema = follow(self._document, parameter.get("schema", {}))
        kinds: Any = schema.get("type", "") if is_object(schema) else ""
        return next((kind for kind in kinds if kind != "null"), "") if is_array(kinds) else str(kinds)

    def _body(self, node: Node) -> Iterator[Note]:
        ranked = sorted(node.value.get("content", {}), key=rank)
        if ranked and ranked[0].startswith("multipart/") and not ranked[0].startswith("multipart/form-data"):
            yield _limit(
                f"body of {ranked[0]}", "bytes: its parts are no arguments", f"{node.pointer}/content/{escape(ranked[0])}"
            )
        if ranked and "*" in ranked[0]:
            yield _limit(f"body of any type {ranked[0]}", "bytes; Content-Type in extra_headers", node.pointer)
        for media_type in ranked[1:]:
            pointer = f"{node.pointer}/content/{escape(media_type)}"
            yield _limit("another media type of a body", f"sent as {ranked[0]}", pointer)

    def _response(self, node: Node) -> Iterator[Note]:
        if node.value.get("headers"):
            yield _open("response headers", "text in with_response, without types", f"{node.pointer}/headers")
        parts = node.pointer.split("/")
        if parts[-1].startswith(("4", "5")) and node.value.get("content"):
            yield _open("body of an error answer", "a model; the exception carries the body as it came", node.pointer)

    def _encoding(self, node: Node) -> Iterator[Note]:
        beyond = sorted(node.value.keys() & {"headers", "style", "explode", "allowReserved"})
        if beyond:
            yield _limit(f"encoding of a part: {', '.join(beyond)}", "sent plainly", node.pointer)

    def _callback(self, node: Node) -> Iterator[Note]:
        yield _limit("callback", "its payload is a model, nothing receives it", node.pointer)

    def _link(self, node: Node) -> Iterator[Note]:
        yield _open("link", "not followed", node.pointer)

    def _scheme(self, node: Node) -> Iterator[Note]:
        kind = node.value.get("type")
        if kind == "apiKey" and node.value.get("in") != "header":
            yield _limit(f"API key in {node.value.get('in')}", "not sent; give it yourself", node.pointer)
        elif kind == "http" and str(node.value.get("scheme", "")).lower() != "bearer":
            what = f"HTTP authentication {node.value.get('scheme')}"
            yield _limit(what, "not computed; give Authorization in extra_headers", node.pointer)
        elif kind in ("mutualTLS", "openIdConnect"):
            yield _limit(f"security {kind}", "not set up; pass an http_client or a token as api_key", node.pointer)
        elif kind == "oauth2":
            yield from (
                _open(f"OAuth2 flow {flow}", "get a token yourself and pass it as api_key", node.pointer)
                for flow in node.value.get("flows", {})
                if flow != "clientCredentials"
            )

    def _schema(self, node: Node) -> Iterator[Note]:
        schema: dict[str, Any] = node.value
        for keys, kind, done in _SCHEMA:
            for key in keys:
                if key in schema:
                    yield Note(kind, f"schema {key}", done, f"{node.pointer}/{key}")
        if "prefixItems" in schema:
            yield _limit("schema prefixItems", "a list of any of them, in any order", f"{node.pointer}/prefixItems")
        for key in ("additionalProperties", "unevaluatedProperties", "unevaluatedItems"):
            if isinstance(schema.get(key), bool):
                done = "further members are always kept"
                yield _open(f"schema {key} {str(schema[key]).lower()}", done, f"{node.pointer}/{key}")
            elif key in schema and key != "additionalProperties":
                yield _limit(f"schema {key}", "not in the types", f"{node.pointer}/{key}")
        if schema.get("format") not in (None, *_KNOWN_FORMATS):
            yield _open(f"format {schema['format']}", "text as it comes", f"{node.pointer}/format")
        for key in ("anyOf", "oneOf"):
            for n, part in enumerate(schema.get(key, [])):
                if is_object(part) and "required" in part and part.keys() <= _ONLY_JUDGING:
                    what = f"{key} over required members"
                    yield _limit(what, "none of them is required by the types", f"{node.pointer}/{key}/{n}")


def rank(media_type: str) -> int:
    """Which media type a client speaks: JSON before a form, a form before parts, those before anything else."""
    bare = media_type.partition(";")[0].strip().lower()
    if bare == "application/json":
        return 0
    if "json" in bare:
        return 1
    order = ("application/x-www-form-urlencoded", "multipart/form-data")
    return 2 + order.index(bare) if bare in order else 5 if "*" not in bare else 6


def _closes(pointer: str) -> bool:
    return pointer.rpartition("/")[2] in ("additionalProperties", "unevaluatedProperties", "unevaluatedItems")
