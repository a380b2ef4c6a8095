"""Writes what a user of the package meets first: the clients, the exports, the list of every method."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from vouajudar_contracts.document.contract import Contract
from vouajudar_contracts.generate.annotations import Annotations
from vouajudar_contracts.generate.arrange import docstring
from vouajudar_contracts.generate.endpoints import Endpoint
from vouajudar_contracts.generate.layout import isort_key
from vouajudar_contracts.generate.methods import Whole, Writer
from vouajudar_contracts.generate.sdk.identity import OURS, Identity
from vouajudar_contracts.generate.sdk.resources import ResourceFile
from vouajudar_contracts.generate.sdk.templates import fill, render_template


def api_module(contract: Contract, resources: list[ResourceFile], identity: Identity) -> str:
    title = contract.openapi.get("info", {}).get("title", identity.client)
    entries: list[dict[str, str]] = [
        {"name": r.name, "module": r.module, "cls": r.cls, "doc": docstring(fill(r.text, 110), "        ")} for r in resources
    ]
    imports = [f"from {identity.package}.resources.{r.module} import {r.cls}" for r in resources]
    imports += [f"from {identity.package}.resources.{r.module}_async import Async{r.cls}" for r in resources]
    summary = fill(f"A client of the {title}. Close it when you are done, or use it in `with`; it can be shared by threads.")
    asynchronous = fill(f"An asynchronous client of the {title}. Close it when you are done, or use it in `async with`.")
    kinds = [
        {
            "cls": identity.client,
            "base": "SyncClient",
            "prefix": "",
            "suffix": "",
            "doc": docstring(_client_doc(summary, identity, is_async=False), "    "),
        },
        {
            "cls": f"Async{identity.client}",
            "base": "AsyncClient",
            "prefix": "Async",
            "suffix": "_async",
            "doc": docstring(_client_doc(asynchronous, identity, is_async=True), "    "),
        },
    ]
    return render_template(
        "api.py", package=identity.package, title=title, resources=entries, kinds=kinds, imports=sorted(imports)
    )


def _client_doc(summary: str, identity: Identity, *, is_async: bool) -> str:
    kind = "An `httpx.AsyncClient`" if is_async else "An `httpx.Client`"
    call = (
        "async def layer(attempt, send): return await send(attempt)"
        if is_async
        else "def layer(attempt, send): return send(attempt)"
    )
    return f"""{summary}

Args:
    api_key: Your key; else the environment variable {identity.environment}_API_KEY.
    base_url: Where the API is; else {identity.environment}_BASE_URL, else production.
    timeout: Seconds that one attempt may take, an `httpx.Timeout` for its phases, or None for no limit.
    total_timeout: Seconds that a call may take with its retries and waits, or None for no limit.
    max_retries: How often a call is repeated that failed in a way that can pass, and that is safe to repeat.
    client_id: With client_secret, instead of a key: tokens are fetched and renewed as needed.
    client_secret: Else {identity.environment}_CLIENT_ID and {identity.environment}_CLIENT_SECRET.
    scopes: Of the tokens; all that the client may have when none are named.
    pace: Wait before a call that would exceed the rate limit, by what earlier answers told.
    cache: Keep answers that have an ETag and ask for them anew only if they have changed. True: the last 1,000.
    middleware: Stands around each attempt, the first outermost: `{call}`.
    http_client: {kind}, a transport or a sender to use instead of the SDK's own connections; yours to close.
    clock: Another time and sleep, for tests."""


def init_module(contract: Contract, identity: Identity) -> str:
    title = contract.openapi.get("info", {}).get("title", identity.client)
    exported = [
        "NOT_GIVEN", "Answer", "ApiResponse", f"Async{identity.client}", "AsyncEventStream", "AsyncPage", "Attempt", "Clock",
        "ETagCache", "EventStream", "NotGiven", "NotModified", "Page", "RateLimit", "StreamedEvent", identity.client,
        identity.root_error, "__version__", "errors", "reapply", "reapply_async",
    ]  # fmt: skip
    doc = f"Python SDK of the {title}." if identity is OURS else f"Typed client of the {title}."
    return render_template(
        "init.py",
        doc=doc,
        package=identity.package,
        client=identity.client,
        root_error=identity.root_error,
        exported=sorted(exported, key=isort_key),
    )


def method_list(contract: Contract, resources: list[ResourceFile], identity: Identity) -> str:
    schemas = {schema.name: schema.body for schema in contract.schemas}
    entries: list[dict[str, Any]] = []
    for resource in resources:
        writer = Writer(contract, Annotations(schemas), False, "client", Whole({}, None))
        methods = [
            {
                "call": f"{e.operation.sdk_verb}({', '.join(_brief(e))})",
                "result": writer.result(e),
                "summary": e.operation.summary.rstrip(".") + ".",
                "http": f"{e.operation.method} {e.operation.path}",
                "id": e.operation.id,
            }
            for e in resource.endpoints
        ]
        entries.append({"name": resource.name, "text": resource.text, "methods": methods})
    return render_template("api.md", client=identity.client, resources=entries)


def _brief(endpoint: Endpoint) -> Iterator[str]:
    yield from (a.python for a in endpoint.of("path"))
    rest = [a for a in endpoint.arguments if a.place != "path"]
    if rest:
        yield "*"
    yield from (a.python for a in rest if a.required)
    yield from (f"{a.python}=" for a in rest if not a.required)
