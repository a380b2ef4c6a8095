"""Writes the tables that the runtime reads: the wire facts of every operation, and what it must know of the API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from vouajudar_contracts.document.contract import Contract
from vouajudar_contracts.generate.annotations import quoted
from vouajudar_contracts.generate.endpoints import Endpoint
from vouajudar_contracts.generate.methods import wire_constant
from vouajudar_contracts.generate.profiles import is_array, is_object
from vouajudar_contracts.generate.sdk.identity import Identity
from vouajudar_contracts.generate.sdk.resources import result_models
from vouajudar_contracts.generate.sdk.templates import render_template


def operations_module(endpoints: list[Endpoint], identity: Identity) -> str:
    models = sorted(result_models(endpoints))
    return render_template(
        "operations.py",
        package=identity.package,
        any=False,
        models=models,
        operations=[wire_constant(endpoint) for endpoint in endpoints],
    )


def facts_module(contract: Contract, identity: Identity) -> str:
    servers = contract.openapi.get("servers") or [{"url": ""}]
    header, prefix = _credential(contract)
    facts = {
        "PRODUCT": identity.package,
        "VERSION": identity.version,
        "USER_AGENT": f"{identity.package}-python/{identity.version}",
        "BASE_URL": servers[0]["url"].rstrip("/"),
        "API_KEY_ENV": f"{identity.environment}_API_KEY",
        "CLIENT_ID_ENV": f"{identity.environment}_CLIENT_ID",
        "CLIENT_SECRET_ENV": f"{identity.environment}_CLIENT_SECRET",
        "BASE_URL_ENV": f"{identity.environment}_BASE_URL",
        "API_KEY_HEADER": header,
        "API_KEY_PREFIX": prefix,
        "PROBLEM_TYPE": identity.problem_type,
    }
    return render_template(
        "facts.py",
        facts=[(name, quoted(value)) for name, value in facts.items()],
        token_path=_token_path(contract),
        unlogged=sorted(_unlogged(contract)),
    )


def _credential(contract: Contract) -> tuple[str, str]:
    """Header and prefix of a key: the document's own API key in a header, else a bearer token."""
    for scheme in contract.openapi.get("components", {}).get("securitySchemes", {}).values():
        if scheme.get("type") == "apiKey" and scheme.get("in") == "header":
            return scheme["name"], ""
    return "Authorization", "Bearer "


def _token_path(contract: Contract) -> str | None:
    """Where the client credentials grant gives tokens, when that is below the API's own address."""
    server = (contract.openapi.get("servers") or [{"url": ""}])[0]["url"].rstrip("/")
    for scheme in contract.openapi.get("components", {}).get("securitySchemes", {}).values():
        url: str = scheme.get("flows", {}).get("clientCredentials", {}).get("tokenUrl", "")
        if server and url.startswith(f"{server}/"):
            return url.removeprefix(server)
    return None


def _unlogged(contract: Contract) -> set[str]:
    """Members that the document marks as secret or as personal data: at their schema, or by name in the object that has them."""
    schemas = {schema.name: schema.body for schema in contract.schemas}

    def marked(schema: Any) -> bool:
        if not is_object(schema):
            return False
        if schema.get("x-secret") is True or schema.get("x-personal-data") is True:
            return True
        if "$ref" in schema and marked(schemas.get(schema["$ref"].rpartition("/")[2])):
            return True
        return any(marked(part) for part in (*schema.get("anyOf", ()), *schema.get("allOf", ())))

    def members(schema: Any) -> Iterator[str]:
        if is_object(schema):
            if is_array(named := schema.get("x-personal-data")):
                yield from named
            for name, member in schema.get("properties", {}).items():
                if marked(member):
                    yield name
                yield from members(member)
            for part in (*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ()), schema.get("items")):
                yield from members(part)

    return {name for schema in schemas.values() for name in members(schema)}
