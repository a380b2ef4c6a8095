"""Writes one operation as a method: signature, docstring, one expression."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass

from vouajudar_contracts.document.contract import Contract
from vouajudar_contracts.generate.annotations import Annotations, quoted
from vouajudar_contracts.generate.arrange import docstring
from vouajudar_contracts.generate.endpoints import Argument, Endpoint
from vouajudar_contracts.generate.layout import LINE_LENGTH
from vouajudar_contracts.generate.profiles import is_object
from vouajudar_contracts.generate.prose import example, literal, method_doc
from vouajudar_contracts.generate.shapes import BOUNDARY

FEED = "listEvents"
"""operationId of the event feed."""

_PAGES = {"page": "Page", "stream": "EventStream"}


@dataclass(frozen=True, slots=True)
class Method:
    """The text of one method."""

    name: str
    signature: str
    doc: str
    expression: str


@dataclass(frozen=True, slots=True)
class Whole:
    """What a method must know of the whole API."""

    holders: Mapping[str, list[str]]
    """Name of an id's schema to the models that may be passed in place of the id."""
    feed: str | None
    """Constant of the operation that lists events: what a stream that breaks off goes on by. None in an API without it."""


@dataclass(slots=True)
class Writer:
    """Writes the methods of one file, and gathers what they need imported."""

    contract: Contract
    annotations: Annotations
    is_async: bool
    client: str
    """Name of the variable in examples."""
    whole: Whole

    def method(self, endpoint: Endpoint) -> Method:
        operation = endpoint.operation
        target = f"{self.client}.{operation.sdk_resource}.{operation.sdk_verb}"
        call = example(endpoint, self.contract, self.annotations.schemas, target)
        if call and self.is_async:
            call = f"await {call}"
        doc = docstring(method_doc(endpoint, self.contract, self.annotations.schemas, call), " " * 8)
        return Method(operation.sdk_verb, self._signature(endpoint), doc, self._expression(endpoint))

    def result(self, endpoint: Endpoint) -> str:
        """The type that the method gives."""
        inner = result_type(endpoint)
        if endpoint.kind == "call":
            return inner
        return f"{'Async' if self.is_async else ''}{_PAGES[endpoint.kind]}[{inner}]"

    def _signature(self, endpoint: Endpoint) -> str:
        before = [f"{a.python}: {self.identity(a)}" for a in endpoint.of("path")]
        held = any(self._held(a) for a in endpoint.of("path"))
        after = [self._keyword(a, held) for a in endpoint.arguments if a.place != "path"]
        # What must be given comes first among the keywords: it is what a reader looks for.
        after.sort(key=lambda text: " = " in text)
        parts = ["self", *before, *(["*", *after] if after else []), "**options: Unpack[CallOptions]"]
        head = f"    {'async ' if self.is_async else ''}def {endpoint.operation.sdk_verb}("
        tail = f") -> {self.result(endpoint)}:"
        line = head + ", ".join(parts) + tail
        if len(line) <= LINE_LENGTH:
            return line
        return head + "\n" + "".join(f"        {part},\n" for part in parts) + "    " + tail

    def _held(self, argument: Argument) -> list[str]:
        reference = argument.schema.get("$ref", "") if is_object(argument.schema) else ""
        return self.whole.holders.get(reference.rpartition("/")[2], [])

    def identity(self, argument: Argument) -> str:
        """An id in the path, or the resource itself as it was read."""
        models = self._held(argument)
        self.annotations.models.update(models)
        return " | ".join([self._type(argument), *models])

    def _keyword(self, argument: Argument, held: bool) -> str:
        kind = self._type(argument)
        if argument.required and not (held and argument.python == "if_match"):
            return f"{argument.python}: {kind}"
        if argument.place == "body":
            self.annotations.names.add("NotGiven")
            return f"{argument.python}: {kind} | NotGiven = NOT_GIVEN"
        return f"{argument.python}: {kind}{'' if kind.endswith('None') else ' | None'} = None"

    def _type(self, argument: Argument) -> str:
        if argument.python in ("if_match", "if_none_match") and argument.place == "header":
            self.annotations.names.add("ETag")
            return "ETag"
        return self.annotations.of(argument.schema)

    def _expression(self, endpoint: Endpoint) -> str:
        parts = [f"wire.{endpoint.constant}"]
        if path := endpoint.of("path"):
            parts.append(f"({', '.join(a.sent for a in path)}{',' if len(path) == 1 else ''})")
        if endpoint.kind == "stream" and self.whole.feed is not None:
            parts.append(f"head=wire.{self.whole.feed}")
        query = _table(endpoint.of("query"))
        if query or endpoint.kind != "call":
            parts.append(f"query={query or '{}'}")
        if header := _header(endpoint):
            parts.append(f"header={header}")
        if endpoint.parts is not None:
            parts.append(f"body=shapes.multipart({_table(endpoint.of('body')) or '{}'}, {literal(endpoint.parts)})")
        elif endpoint.whole_body:
            parts.append(f"body={endpoint.of('body')[0].python}")
        elif endpoint.operation.body is not None:
            parts.append(f"body={_table(endpoint.of('body')) or '{}'}")
        parts.append("options=options")
        head = f"        return {'await ' if self.is_async else ''}self._caller.{endpoint.kind}("
        line = head + ", ".join(parts) + ")"
        if len(line) <= LINE_LENGTH and "\n" not in line:
            return line
        return head + "\n" + "".join(f"            {_break(part)},\n" for part in parts) + "        )"


def result_type(endpoint: Endpoint) -> str:
    return endpoint.item or endpoint.result or "None"


def _table(arguments: list[Argument]) -> str:
    pairs = [a.sent if a.sent.startswith("**") else f"{quoted(a.wire)}: {a.sent}" for a in arguments]
    return "{" + ", ".join(pairs) + "}" if pairs else ""


def _header(endpoint: Endpoint) -> str:
    """The headers of a call; its cookies are one of them."""
    table = _table(endpoint.of("header"))
    cookies = _table(endpoint.of("cookie"))
    if not cookies:
        return table
    cookie = f'"Cookie": shapes.cookies({cookies})'
    return f"{table.removesuffix('}')}, {cookie}}}" if table else f"{{{cookie}}}"


def _break(part: str) -> str:
    """A keyword argument over several lines when it is too long for one."""
    if len(part) + 13 <= LINE_LENGTH or "={" not in part:
        return part
    head, _, body = part.partition("={")
    members = _members(body.removesuffix("}"))
    return f"{head}={{\n" + "".join(f"                {member},\n" for member in members) + "            }"


def _members(text: str) -> list[str]:
    """The members of a mapping that is written in one line; a comma inside one of them is no end of it."""
    found, depth = [""], 0
    for piece in text.split(", "):
        if depth:
            found[-1] += f", {piece}"
        else:
            found.append(piece)
        depth += sum(piece.count(bracket) for bracket in "([{") - sum(piece.count(bracket) for bracket in ")]}")
    return found[1:]


def wire_constant(endpoint: Endpoint) -> str:
    """The row of an operation in the table of wire facts."""
    operation = endpoint.operation
    template = operation.path
    for argument in endpoint.of("path"):
        template = template.replace("{" + argument.wire + "}", "{}")
    parts = [quoted(operation.id), quoted(operation.method), quoted(template)]
    model = endpoint.item if endpoint.kind == "stream" else endpoint.result
    if model:
        parts.append(quoted(model))
    media = endpoint.answer.media_type if endpoint.answer else None
    if media and media != "application/json":
        parts.append(f"accept={quoted(media)}")
    if operation.body is not None:
        boundary = f"; boundary={BOUNDARY}" if endpoint.parts is not None else ""
        parts.append(f"body_type={quoted(operation.body.media_type + boundary)}")
        if not operation.body.required:
            parts.append("optional_body=True")
    if endpoint.repeated:
        parts.append(f"explode=frozenset({{{', '.join(quoted(name) for name in endpoint.repeated)}}})")
    if operation.idempotency_key and operation.method == "POST":
        parts.append("keyed=True")
    if any(parameter.place == "header" and parameter.name == "If-Match" for parameter in operation.parameters):
        parts.append("conditional=True")
    if operation.public:
        parts.append("public=True")
    head = f"{endpoint.constant}: Operation[{result_type(endpoint)}] = Operation("
    line = head + ", ".join(parts) + ")"
    if len(line) <= LINE_LENGTH:
        return line
    inner = "    " + ", ".join(parts)
    if len(inner) <= LINE_LENGTH:
        return f"{head}\n{inner}\n)"
    return head + "\n" + "".join(f"    {part},\n" for part in parts) + ")"


def member(name: str, kind: str, description: str, *, required: bool) -> str:
    """One member of a TypedDict, with its docstring."""
    text = f"    {name}: {kind if required else f'NotRequired[{kind}]'}"
    note = docstring(textwrap.dedent(description), "    ")
    return f"{text}\n{note}" if note else text
