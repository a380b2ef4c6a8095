"""Puts a package together: every generated file of one client."""

from __future__ import annotations

from vouajudar_contracts.document.contract import Contract
from vouajudar_contracts.generate.endpoints import read_endpoints
from vouajudar_contracts.generate.holders import holders_of
from vouajudar_contracts.generate.layout import HEADER
from vouajudar_contracts.generate.methods import FEED, Whole
from vouajudar_contracts.generate.models import render_models
from vouajudar_contracts.generate.sdk.clients import api_module, init_module, method_list
from vouajudar_contracts.generate.sdk.errors import errors_module
from vouajudar_contracts.generate.sdk.identity import Identity
from vouajudar_contracts.generate.sdk.params import params_module
from vouajudar_contracts.generate.sdk.resources import resource_module, resources
from vouajudar_contracts.generate.sdk.wire import facts_module, operations_module

GENERATED = ("models", "resources", "__init__.py", "_api.py", "_facts.py", "_operations.py", "errors.py", "params.py")
"""What of a package is generated; the rest is the hand-written runtime."""


def render_package(contract: Contract, identity: Identity, warned: list[str] | None = None) -> dict[str, str]:
    """The generated files of a package, by their path in it. `warned` takes the warnings that would else fail the build."""
    endpoints = read_endpoints(contract)
    files = {f"models/{name}": text for name, text in render_models(contract, "client", identity.package, warned).items()}
    files["_operations.py"] = operations_module(endpoints, identity)
    files["_facts.py"] = facts_module(contract, identity)
    files["errors.py"] = errors_module(contract, identity)
    needed: set[str] = set()
    found = list(resources(contract, endpoints))
    holders = holders_of(endpoints, {schema.name: schema.body for schema in contract.schemas})
    whole = Whole(holders, next((endpoint.constant for endpoint in endpoints if endpoint.operation.id == FEED), None))
    for resource in found:
        for is_async in (False, True):
            text, params = resource_module(contract, resource, identity, whole, is_async=is_async)
            files[f"resources/{resource.module}{'_async' if is_async else ''}.py"] = text
            needed |= params
    files["resources/__init__.py"] = f'"""The methods of the API, one module a resource."""\n\n{HEADER}\n'
    files["params.py"] = params_module(contract, needed, identity)
    files["_api.py"] = api_module(contract, found, identity)
    files["__init__.py"] = init_module(contract, identity)
    files["api.md"] = method_list(contract, found, identity)
    return files
