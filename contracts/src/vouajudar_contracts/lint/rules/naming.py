"""Names: one convention each, so that nobody has to look one up."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vouajudar_contracts.document.contract import Source
from vouajudar_contracts.document.load import Spec
from vouajudar_contracts.document.names import snake
from vouajudar_contracts.document.values import escape, members
from vouajudar_contracts.lint.rule import Remark, rule
from vouajudar_contracts.lint.view import operations, schemas

_KEBAB_PATH = re.compile(r"(/([a-z][a-z0-9]*(-[a-z0-9]+)*|\{[a-z][a-z0-9_]*\}))+")
_SNAKE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_PASCAL = re.compile(r"([A-Z][a-z0-9]*)+")
_SDK = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*\.[a-z][a-z0-9]*(_[a-z0-9]+)*")
_READS = ("get", "list", "stream")
_WRITES = ("create", "update", "put", "delete", "revoke", "reset")
_ACTS = ("mark", "cancel", "commit", "confirm", "release", "verify", "report", "fail", "rotate", "send", "redeliver", "advance")
_VERBS = frozenset([*_READS, *_WRITES, *_ACTS])
_HEADER_NAMES = re.compile(r"[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*")


@rule("path-kebab-case", "Paths read alike: plural nouns in kebab-case, parameters in snake_case.")
def path_kebab_case(spec: Spec) -> Iterator[Remark]:
    for path in members(spec.openapi.document, "paths"):
        if not _KEBAB_PATH.fullmatch(path):
            yield spec.openapi.source(f"/paths/{escape(path)}"), f"{path} is not kebab-case with snake_case parameters"


@rule("field-snake-case", "One spelling of members on the wire; languages translate it by one rule.")
def field_snake_case(spec: Spec) -> Iterator[Remark]:
    for schema in schemas(spec.openapi):
        for name in members(schema.schema, "properties"):
            if not _SNAKE.fullmatch(name):
                pointer = f"{schema.pointer}/properties/{escape(name)}"
                yield spec.openapi.source(pointer), f"the member {name} is not snake_case"
    for view in operations(spec):
        for parameter in view.operation.parameters:
            good = _HEADER_NAMES if parameter.place == "header" else _SNAKE
            if not good.fullmatch(parameter.name):
                yield view.at("parameters"), f"{view.id}: the {parameter.place} parameter {parameter.name} is not snake_case"


@rule("schema-pascal-case", "A schema is a class in every language.")
def schema_pascal_case(spec: Spec) -> Iterator[Remark]:
    for schema in spec.contract.schemas:
        if not _PASCAL.fullmatch(schema.name):
            yield schema.source, f"the schema {schema.name} is not PascalCase"


@rule("operation-id-verb-noun", "An operationId is a function in every language: a verb, then what it is done to.")
def operation_id_verb_noun(spec: Spec) -> Iterator[Remark]:
    for view in operations(spec):
        verb = snake(view.id).split("_")[0]
        if not re.fullmatch(r"[a-z]+([A-Z][a-z0-9]*)+", view.id) or verb not in _VERBS:
            yield view.at("operationId"), f"{view.id} is not verbNoun with a verb of the list in naming.py"


@rule("sdk-name", "x-sdk is the method that partners type: well formed, one operation each, its resource the tag's.")
def sdk_name(spec: Spec) -> Iterator[Remark]:
    taken: dict[str, Source] = {}
    for view in operations(spec):
        name = view.operation.raw.get("x-sdk")
        source = view.at("x-sdk")
        if not isinstance(name, str) or not _SDK.fullmatch(name):
            yield source, f"{view.id} needs x-sdk: <resource>.<verb> in snake_case"
            continue
        if name in taken:
            yield source, f"{view.id} has the x-sdk {name} of the operation at {taken[name]}"
        taken.setdefault(name, source)
        if view.operation.sdk_resource != snake(view.operation.tag):
            yield source, f"{view.id} has the tag {view.operation.tag}, so its x-sdk must begin with {snake(view.operation.tag)}"


@rule("operation-in-its-file", "Whoever knows an operation's name and tag knows its file.")
def operation_in_its_file(spec: Spec) -> Iterator[Remark]:
    declared = {tag["name"] for tag in spec.openapi.document.get("tags", [])}
    for view in operations(spec):
        operation = view.operation
        if len(operation.raw.get("tags", [])) != 1 or operation.tag not in declared:
            yield view.at("tags"), f"{view.id} needs one tag, declared in the root document"
        if not operation.source.file.endswith(f"/paths/{operation.tag}/{operation.id}.yaml"):
            yield operation.source, f"{view.id} belongs in paths/{operation.tag}/{view.id}.yaml"


RULES = (path_kebab_case, field_snake_case, schema_pascal_case, operation_id_verb_noun, sdk_name, operation_in_its_file)
