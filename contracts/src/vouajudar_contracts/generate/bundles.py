"""The bundles: what everybody downstream reads instead of the files of the spec."""

from __future__ import annotations

import json

from vouajudar_contracts.document.contract import Contract, JsonObject

OWNED = ("contracts/bundles",)


def render(contract: Contract) -> dict[str, str | bytes]:
    files: dict[str, str | bytes] = {"contracts/bundles/openapi.json": as_json(contract.openapi)}
    if contract.asyncapi:
        files["contracts/bundles/asyncapi.json"] = as_json(contract.asyncapi)
    return files


def as_json(document: JsonObject) -> str:
    """Members in the order of the source, two spaces, one newline at the end."""
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
