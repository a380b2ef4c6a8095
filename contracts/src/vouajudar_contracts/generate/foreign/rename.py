"""Gives every schema of a document a name that a Python class can have, and none that the package needs for itself."""

from __future__ import annotations

import keyword
import re
from typing import Any

from vouajudar_contracts.document.names import pascal, snake
from vouajudar_contracts.document.values import escape, is_object, tokens
from vouajudar_contracts.generate.foreign.grammar import walk
from vouajudar_contracts.generate.profiles import REF_PREFIX

_CLASS = re.compile(r"[A-Z][A-Za-z0-9]*")
RESERVED = frozenset(
    {
        *("Annotated", "Any", "Dict", "Field", "List", "Literal", "Mapping", "NotRequired", "Optional", "Sequence", "Union"),
        *("TYPE_CHECKING", "TypeAlias", "TypeAliasType", "TypedDict", "Unpack", "None", "True", "False"),
        *("BaseModel", "ConfigDict", "RootModel", "Base64Bytes", "Instant", "AwareDatetime", "OpenModel", "Decimal"),
        *("AsyncEventStream", "AsyncPage", "AsyncResource", "CallOptions", "ETag", "EventStream", "NOT_GIVEN", "NotGiven"),
        *("Operation", "Page", "Resource", "ApiResponse", "Versioned"),
    }
)
"""What the generated modules import under this name."""


def rename(document: dict[str, Any]) -> dict[str, str]:
    """Changes `document` in place; returns the name of each schema as it was -> as it is."""
    schemas: dict[str, Any] = document.get("components", {}).get("schemas", {})
    taken = set(RESERVED) | _resource_classes(document)
    names = _names(schemas, taken)
    for node in walk(document):
        if node.kind == "schema" and is_object(node.value):
            _retarget(node.value, names)
    if schemas:
        document["components"]["schemas"] = {names[name]: body for name, body in schemas.items()}
    return names


def _names(schemas: dict[str, Any], taken: set[str]) -> dict[str, str]:
    # Who has a fitting name keeps it, whoever comes before.
    found = {name: free(name, taken) for name in schemas if _fits(name) and name not in taken}
    for name in schemas:
        if name not in found:
            found[name] = free(class_name(name, "Schema"), taken)
    spoken = set(found.values())
    for name, fitting in list(found.items()):
        # Models, and the mappings that may be passed in their place, stand side by side: Cat and CatParam.
        if fitting.removesuffix("Param") in spoken - {fitting} or fitting.removeprefix("Known").removeprefix("Unknown") in (
            spoken - {fitting}
        ):
            found[name] = free(f"{fitting}Schema", taken)
    return {name: found[name] for name in schemas}


def _fits(name: str) -> bool:
    return _CLASS.fullmatch(name) is not None and not keyword.iskeyword(name)


def class_name(text: str, otherwise: str) -> str:
    """A name for a class from any text; `otherwise` begins it where the text begins with no letter."""
    name = pascal(text)
    return name if _fits(name) else f"{otherwise}{name}"


def _resource_classes(document: dict[str, Any]) -> set[str]:
    """The classes of methods, which import the models that they give."""
    tags = {tag for node in walk(document) if node.kind == "operation" and not node.misfit for tag in node.value.get("tags", [])}
    bases = {pascal(snake(tag)) for tag in tags} | {"Default"}
    return {f"{prefix}{base}{suffix}" for base in bases for prefix in ("", "Async") for suffix in ("Resource", "WithResponse")}


def free(name: str, taken: set[str]) -> str:
    """The name, with a number when it is taken; takes it."""
    unique, n = name, 2
    while unique in taken:
        unique, n = f"{name}{n}", n + 1
    taken.add(unique)
    return unique


def _retarget(schema: dict[str, Any], names: dict[str, str]) -> None:
    ref = schema.get("$ref")
    if isinstance(ref, str):
        schema["$ref"] = _target(ref, names)
    discriminator = schema.get("discriminator")
    if is_object(discriminator):
        schema["discriminator"] = {**discriminator, "mapping": _mapping(schema, discriminator, names)}


def _mapping(schema: dict[str, Any], discriminator: dict[str, Any], names: dict[str, str]) -> dict[str, str]:
    """Value -> reference, the names that stand for themselves included: they are about to change.

    A walk comes by here before it comes to the branches, so their references are still as they were.
    """
    written: dict[str, str] = discriminator.get("mapping", {})
    mapping: dict[str, str] = {}
    for value, target in written.items():
        bare = target if target in names else target.rpartition("/")[2]
        mapping[value] = REF_PREFIX + names[bare] if bare in names else target
    for branch in [*schema.get("oneOf", []), *schema.get("anyOf", [])]:
        ref = branch.get("$ref") if is_object(branch) else None
        if isinstance(ref, str):
            target = _target(ref, names)
            if target not in mapping.values():
                mapping[tokens(ref)[-1]] = target
    return mapping


def _target(ref: str, names: dict[str, str]) -> str:
    keys = tokens(ref)
    return REF_PREFIX + names[keys[2]] if len(keys) == 3 and keys[2] in names else REF_PREFIX + escape(keys[-1])
