"""How facts and types of the contract are written as Python source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeGuard

from vouajudar_contracts.document.contract import JsonObject
from vouajudar_contracts.document.values import component, is_array, is_object

WIDTH = 130

_SCALARS = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}


def annotation(schema: JsonObject) -> str:
    """The type of a parameter's value: the model of a named schema, a list of one, or a scalar."""
    name = component(schema, "schemas")
    if name is not None:
        return name
    if schema.get("type") == "array":
        return f"list[{annotation(schema.get('items', {}))}]"
    return _SCALARS.get(schema.get("type", ""), "str")


def model_names(schema: JsonObject) -> Iterator[str]:
    """Names of the models that `annotation` uses."""
    name = component(schema, "schemas")
    if name is not None:
        yield name
    elif schema.get("type") == "array":
        yield from model_names(schema.get("items", {}))


def call(name: str, facts: Mapping[str, Any], defaults: Mapping[str, Any], *, lines: bool = False) -> str:
    """A call with the facts as keywords, those with their default left out; one keyword a line when `lines`, or when too long.

    Strings that are calls already (made by this function) stand in lists and in `body` as they are.
    """
    given = {key: value for key, value in facts.items() if key not in defaults or value != defaults[key]}
    parts = [f"{key}={_literal(value)}" for key, value in given.items()]
    flat = f"{name}({', '.join(parts)})"
    if not lines and len(flat) <= WIDTH - 10:
        return flat
    return f"{name}(\n{''.join(f'    {_indent(part)},{chr(10)}' for part in parts)})"


def docstring(text: str, indent: int) -> str:
    """`text` as a docstring of lines no longer than WIDTH."""
    words, out, line = text.split(), list[str](), ""
    room = WIDTH - indent - 3
    for word in words:
        if line and len(line) + 1 + len(word) > room:
            out.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    out.append(line)
    pad = " " * indent
    if len(out) == 1 and len(out[0]) + 3 <= room:
        return f'"""{out[0]}"""'
    return '"""' + f"\n{pad}".join(out) + f'\n{pad}"""'


def imports(names: Sequence[str], module: str = "vouajudar_stub.generated.models") -> str:
    """`from module import ...`, one name a line when they do not fit; nothing for no names."""
    if not names:
        return ""
    flat = f"from {module} import {', '.join(names)}"
    if len(flat) <= WIDTH:
        return flat
    return f"from {module} import (\n{''.join(f'    {name},{chr(10)}' for name in names)})"


def _literal(value: Any) -> str:
    if is_array(value):
        return "(\n" + "".join(f"    {_indent(item)},\n" for item in value) + ")"
    if _is_tuple(value):
        return f"({', '.join(map(_literal, value))}{',' if len(value) == 1 else ''})"
    if is_object(value):
        return "{\n" + "".join(f"    {_literal(key)}: {_literal(member)},\n" for key, member in value.items()) + "}"
    if isinstance(value, str):
        return value if value.startswith(("Body(", "Parameter(")) else '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return repr(value)


def _is_tuple(value: Any) -> TypeGuard[tuple[Any, ...]]:
    return isinstance(value, tuple)


def _indent(text: str) -> str:
    return text.replace("\n", "\n    ")
