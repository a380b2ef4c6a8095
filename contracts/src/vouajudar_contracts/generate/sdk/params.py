"""Writes the mappings that methods take in place of models."""

from __future__ import annotations

import textwrap
from typing import Any

from vouajudar_contracts.document.contract import Contract
from vouajudar_contracts.generate.annotations import Annotations, members_of
from vouajudar_contracts.generate.arrange import docstring
from vouajudar_contracts.generate.layout import import_line
from vouajudar_contracts.generate.methods import member
from vouajudar_contracts.generate.sdk.identity import Identity
from vouajudar_contracts.generate.sdk.templates import fill, render_template


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
        found[name] = {
            "cls": f"{name}Param",
            "doc": docstring(fill(schemas[name].get("description") or f"{name} as a mapping."), "    "),
            "members": [
                member(wire, annotations.of(schema), fill(schema.get("description") or "", 110), required=wire in required)
                for wire, schema in properties.items()
                if wire.isidentifier()
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
