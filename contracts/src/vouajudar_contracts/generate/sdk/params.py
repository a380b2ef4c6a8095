"""Writes the mappings that methods take in place of models."""

from __future__ import annotations

import keyword
import re
import textwrap
from collections.abc import Mapping
from typing import Any

from vouajudar_contracts.document.contract import Contract
from vouajudar_contracts.generate.annotations import Annotations, members_of, quoted
from vouajudar_contracts.generate.arrange import docstring
from vouajudar_contracts.generate.layout import import_line
from vouajudar_contracts.generate.methods import member
from vouajudar_contracts.generate.sdk.identity import Identity
from vouajudar_contracts.generate.sdk.templates import fill, render_template


def _can_be_members(kinds: Mapping[str, str]) -> bool:
    """Whether names can stand in a class: names of Python, and none that hides a type which the class needs."""
    used = {word for kind in kinds.values() for word in re.findall(r"\w+", kind)}
    return all(name.isidentifier() and not keyword.iskeyword(name) and name not in used for name in kinds)


def _entry(name: str, kind: str, *, required: bool) -> str:
    text = kind if required else f"NotRequired[{kind}]"
    return f"        {quoted(name)}: {quoted(text)},"


def params_module(contract: Contract, needed: set[str], identity: Identity) -> str:
    schemas = {schema.name: schema.body for schema in contract.schemas}
    annotations = Annotations(schemas)
    pending = sorted(needed)
    found: dict[str, Any] = {}
    while pending:
        name = pending.pop(0)
        if name in found:
            continue
        properties, required = members_of(schemas[name], schemas) or ({}, set())
        before = set(annotations.params)
        kinds = {wire: annotations.of(schema) for wire, schema in properties.items()}
        text = fill(schemas[name].get("description") or f"{name} as a mapping.")
        plain = _can_be_members(kinds)
        found[name] = {
            "cls": f"{name}Param",
            "doc": docstring(text, "    " if plain else ""),
            "plain": plain,
            "members": [
                member(wire, kind, fill(properties[wire].get("description") or "", 110), required=wire in required)
                if plain
                else _entry(wire, kind, required=wire in required)
                for wire, kind in kinds.items()
            ]
            or ["    pass"],
        }
        pending += sorted(annotations.params - before)
    params = [found[name] for name in sorted(found)]
    used = annotations.names
    lines: list[str] = []
    if found_names := sorted(used & {"Mapping", "Sequence"}):
        lines.append(f"from collections.abc import {', '.join(found_names)}")
    if found_names := sorted(used & {"date", "datetime"}):
        lines.append(f"from datetime import {', '.join(found_names)}")
    text = "".join(m for p in params for m in p["members"])
    typing = sorted(
        {"TYPE_CHECKING", "TypedDict"} | (used & {"Any", "Literal"}) | ({"NotRequired"} if "NotRequired[" in text else set())
    )
    if not annotations.models:
        typing.remove("TYPE_CHECKING")
    if not params:
        typing = ["TypedDict"]
    lines.append(f"from typing import {', '.join(typing)}")
    if annotations.models:
        lines += [
            "",
            "if TYPE_CHECKING:",
            textwrap.indent(import_line(f"{identity.package}.models", sorted(annotations.models)), "    "),
        ]
    return render_template("params.py", imports="\n".join(lines), params=params)
