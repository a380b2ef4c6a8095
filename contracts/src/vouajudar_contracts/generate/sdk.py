"""Writes the Python SDK: models, resources, errors, wire facts, clients, and the list of every method."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

import jinja2

from vouajudar_contracts.document.contract import Contract, ProblemKind
from vouajudar_contracts.document.names import pascal
from vouajudar_contracts.generate.annotations import Annotations, members_of, quoted
from vouajudar_contracts.generate.arrange import docstring
from vouajudar_contracts.generate.endpoints import Endpoint, ParseError, python_name, read_endpoints, witness
from vouajudar_contracts.generate.methods import Method, Writer, member, wire_constant
from vouajudar_contracts.generate.models import HEADER, import_line, isort_key, render_models
from vouajudar_contracts.generate.profiles import is_array
from vouajudar_contracts.generate.prose import error_class

ROOT = "sdk/python/src/vouajudar"
GENERATED = ("models", "resources", "__init__.py", "_api.py", "_facts.py", "_operations.py", "errors.py", "params.py")
OWNED = (*(f"{ROOT}/{name}" for name in GENERATED), "sdk/python/api.md")

_ENVIRONMENT = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates/sdk"),
    undefined=jinja2.StrictUndefined,
    autoescape=False,  # noqa: S701  # Python, not HTML; every value is quoted where it is made
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


@dataclass(frozen=True, slots=True)
class Names:
    """What the package is called and says of itself."""

    package: str
    client: str
    root_error: str
    environment: str
    """Prefix of the environment variables."""
    problem_type: str
    """What every problem's type begins with."""
    version: str


OURS = Names("vouajudar", "VouAjudar", "VouAjudarError", "VOUAJUDAR", "https://vouajudar.org/problems/", "1.0.0")


def render(contract: Contract) -> dict[str, str | bytes]:
    """Every generated file of the SDK, by its path in the repository.

    Raises GenerationError and ParseError when a generator warns, or when two readers of the contract disagree.
    """
    notes = witness(contract)
    if notes:
        raise ParseError("openapi-python-client reads the bundle differently:\n" + "\n".join(f"  {note}" for note in notes))
    files = render_package(contract, OURS)
    api = files.pop("api.md")
    return {**{f"{ROOT}/{path}": text for path, text in files.items()}, "sdk/python/api.md": api}


def render_package(contract: Contract, names: Names, warned: list[str] | None = None) -> dict[str, str]:
    """The generated files of a package, by their path in it. `warned` takes the warnings that would else fail the build."""
    endpoints = read_endpoints(contract)
    files = {f"models/{name}": text for name, text in render_models(contract, "client", names.package, warned).items()}
    files["_operations.py"] = _operations(endpoints, names)
    files["_facts.py"] = _facts(contract, names)
    files["errors.py"] = _errors(contract, names)
    needed: set[str] = set()
    resources = list(_resources(contract, endpoints))
    for resource in resources:
        for is_async in (False, True):
            text, params = _resource(contract, resource, names, is_async=is_async)
            files[f"resources/{resource.module}{'_async' if is_async else ''}.py"] = text
            needed |= params
    files["resources/__init__.py"] = f'"""The methods of the API, one module a resource."""\n\n{HEADER}\n'
    files["params.py"] = _params(contract, needed, names)
    files["_api.py"] = _api(contract, resources, names)
    files["__init__.py"] = _init(contract, names)
    files["api.md"] = _api_md(contract, resources, names)
    return files


@dataclass(frozen=True, slots=True)
class ResourceFile:
    """One attribute of the client."""

    name: str
    module: str
    cls: str
    text: str
    endpoints: tuple[Endpoint, ...]


def _resources(contract: Contract, endpoints: list[Endpoint]) -> Iterator[ResourceFile]:
    texts = {t["name"]: t.get("description", "") for t in contract.openapi.get("tags", [])}
    by_name: dict[str, list[Endpoint]] = {}
    for endpoint in endpoints:
        by_name.setdefault(endpoint.operation.sdk_resource, []).append(endpoint)
    for name, own in by_name.items():
        text = texts.get(own[0].operation.tag) or f"{name.replace('_', ' ').capitalize()}."
        yield ResourceFile(python_name(name), python_name(name), f"{pascal(name)}Resource", text, tuple(own))


def _render(template: str, **values: Any) -> str:
    return _ENVIRONMENT.get_template(f"{template}.jinja").render(header=HEADER, **values)


def _resource(contract: Contract, resource: ResourceFile, names: Names, *, is_async: bool) -> tuple[str, set[str]]:
    schemas = {schema.name: schema.body for schema in contract.schemas}
    annotations = Annotations(schemas)
    writer = Writer(contract, annotations, is_async, "client")
    methods: list[Method] = [writer.method(endpoint) for endpoint in resource.endpoints]
    prefix = "Async" if is_async else ""
    results = _models(resource.endpoints)
    text = _render(
        "resource.py",
        title=resource.text.splitlines()[0].rstrip(".").replace('"', "'") if resource.text else resource.name,
        imports=_imports(annotations, results, resource.endpoints, names, is_async=is_async),
        own={
            "cls": prefix + resource.cls,
            "raw": f"{prefix}{resource.cls.removesuffix('Resource')}WithResponse",
            "doc": docstring(_fill(resource.text), "    "),
            "answered": "answered_async" if is_async else "answered",
        },
        methods=methods,
    )
    return text.replace("(Resource):", f"({prefix}Resource):", 1), set(annotations.params)


def _imports(annotations: Annotations, results: set[str], endpoints: Iterable[Endpoint], names: Names, *, is_async: bool) -> str:
    prefix = "Async" if is_async else ""
    used = annotations.names
    typing = sorted({"TYPE_CHECKING", "Unpack"} | (used & {"Any", "Literal"}))
    base = f"{prefix}Resource"
    lines = [
        f"from typing import {', '.join(typing)}",
        "",
        f"from {names.package} import _operations as wire",
        f"from {names.package}._resource import {base}, {'answered_async' if is_async else 'answered'}",
    ]
    if "NotGiven" in used:
        lines.append(f"from {names.package}._types import NOT_GIVEN")
    lines += ["", "if TYPE_CHECKING:"]
    block: list[str] = []
    if found := sorted(used & {"Mapping", "Sequence"}):
        block.append(f"from collections.abc import {', '.join(found)}")
    if found := sorted(used & {"date", "datetime"}):
        block.append(f"from datetime import {', '.join(found)}")
    if block:
        block.append("")
    kinds = {e.kind for e in endpoints}
    if "page" in kinds:
        block.append(f"from {names.package}._pages import {prefix}Page")
    if "stream" in kinds:
        block.append(f"from {names.package}._stream import {prefix}EventStream")
    block.append(f"from {names.package}._types import {', '.join(sorted({'CallOptions', *(used & {'ETag', 'NotGiven'})}))}")
    if models := sorted(annotations.models | results):
        block.append(import_line(f"{names.package}.models", models))
    if params := sorted(annotations.params):
        block.append(import_line(f"{names.package}.params", [f"{p}Param" for p in params]))
    return "\n".join([*lines, textwrap.indent("\n".join(block), "    "), ""])


def _models(endpoints: Iterable[Endpoint]) -> set[str]:
    return {n for e in endpoints for n in (e.item or e.result,) if n} - {"str", "bytes"}


def _operations(endpoints: list[Endpoint], names: Names) -> str:
    models = sorted(_models(endpoints))
    return _render(
        "operations.py",
        package=names.package,
        any=False,
        models=models,
        operations=[wire_constant(endpoint) for endpoint in endpoints],
    )


def _facts(contract: Contract, names: Names) -> str:
    servers = contract.openapi.get("servers") or [{"url": ""}]
    header, prefix = _credential(contract)
    facts = {
        "PRODUCT": names.package,
        "VERSION": names.version,
        "USER_AGENT": f"{names.package}-python/{names.version}",
        "BASE_URL": servers[0]["url"].rstrip("/"),
        "API_KEY_ENV": f"{names.environment}_API_KEY",
        "BASE_URL_ENV": f"{names.environment}_BASE_URL",
        "API_KEY_HEADER": header,
        "API_KEY_PREFIX": prefix,
        "PROBLEM_TYPE": names.problem_type,
    }
    return _render("facts.py", facts=[(name, quoted(value)) for name, value in facts.items()])


def _credential(contract: Contract) -> tuple[str, str]:
    """Header and prefix of a key: the document's own API key in a header, else a bearer token."""
    for scheme in contract.openapi.get("components", {}).get("securitySchemes", {}).values():
        if scheme.get("type") == "apiKey" and scheme.get("in") == "header":
            return scheme["name"], ""
    return "Authorization", "Bearer "


def _errors(contract: Contract, names: Names) -> str:
    codes = sorted({p.status for p in contract.problems} | {400, 401, 403, 404, 409, 422, 429, 500, 503})
    statuses: list[dict[str, Any]] = [{"code": code, "cls": status_class(code), "phrase": _phrase(code)} for code in codes]
    problems = [_problem(problem, contract) for problem in sorted(contract.problems, key=lambda p: p.status)]
    root = ["APIConnectionError", "APIError", "APITimeoutError", "DecodingError", "NotModified", "OAuthError", names.root_error]
    exported = sorted(
        [*root, "BY_SLUG", "BY_STATUS", *(str(s["cls"]) for s in statuses), *(str(p["cls"]) for p in problems)], key=isort_key
    )
    expressions = "".join(e["type"] for p in problems for e in p["extras"])
    standard = ["from collections.abc import Mapping"]
    if "datetime" in expressions:
        standard.append("from datetime import datetime")
    if "Any" in expressions:
        standard.append("from typing import Any")
    imports = [*standard, "", import_line(f"{names.package}._errors", sorted(root, key=isort_key))]
    return _render(
        "errors.py",
        tree=_tree(statuses, problems),
        imports="\n".join(imports),
        exported=exported,
        statuses=statuses,
        problems=problems,
    )


def status_class(code: int) -> str:
    """409 -> ConflictStatusError."""
    return f"{pascal(_phrase(code)).removesuffix('Error')}StatusError"


def _phrase(code: int) -> str:
    return {413: "Payload too large", 422: "Unprocessable content"}.get(code, HTTPStatus(code).phrase)


def _tree(statuses: list[dict[str, Any]], problems: list[dict[str, Any]]) -> str:
    lines = ["APIError"]
    for status in statuses:
        lines.append(f" {status['cls']} ({status['code']})")
        lines += [f"   {p['cls']}" for p in problems if p["base"] == status["cls"]]
    return "\n".join(lines)


def _problem(problem: ProblemKind, contract: Contract) -> dict[str, Any]:
    doc = f"{problem.title}: {problem.meaning}\n\n{problem.cause}"
    return {
        "cls": error_class(problem.slug),
        "base": status_class(problem.status),
        "slug": problem.slug,
        "retryable": problem.retryable,
        "fix": quoted(" ".join(problem.fix.split())),
        "doc": docstring(_fill(doc), "    "),
        "extras": [_extra(name, schema, contract) for name, schema in problem.extra.items()],
    }


_KINDS = {"string": "str", "integer": "int", "boolean": "bool", "number": "float"}


def _extra(name: str, schema: Any, contract: Contract) -> dict[str, str]:
    """A property for one extra member of a problem."""
    schemas = {s.name: s.body for s in contract.schemas}
    kind, nullable = _plain_kind(schema, schemas)
    if kind == "datetime":
        expression = f'self._extra_time{"_or_none" if nullable else ""}("{name}")'
    elif kind == "texts":
        expression = f'self._extra_texts("{name}")'
        kind = "list[str]"
    elif kind == "Any":
        expression = f'self._member("{name}")'
    else:
        expression = f'self._extra{"_or_none" if nullable else ""}("{name}", {kind})'
    doc = schema.get("description") or ""
    return {
        "name": python_name(name),
        "type": f"{kind} | None" if nullable and kind != "Any" else kind,
        "expression": expression,
        "doc": docstring(_fill(doc, 110), "        "),
    }


def _plain_kind(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> tuple[str, bool]:
    ref = schema.get("$ref", "").rpartition("/")[2]
    if ref:
        return _plain_kind(schemas.get(ref, {}), schemas)
    branches: list[Any] = schema.get("anyOf") or schema.get("oneOf") or []
    if branches:
        kinds = [_plain_kind(b, schemas)[0] for b in branches if b.get("type") != "null"]
        return kinds[0] if len(set(kinds)) == 1 else "Any", len(kinds) < len(branches)
    written: Any = schema.get("type", "string" if "enum" in schema or "const" in schema else None)
    listed: list[Any] = written if is_array(written) else [written]
    nullable = "null" in listed
    kind = next((k for k in listed if k != "null"), None)
    if kind == "array":
        inner, _ = _plain_kind(schema.get("items", {}), schemas)
        return ("texts" if inner == "str" else "Any"), nullable
    if kind == "string" and schema.get("format") == "date-time":
        return "datetime", nullable
    return _KINDS.get(str(kind), "Any"), nullable


def _params(contract: Contract, needed: set[str], names: Names) -> str:
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
            "doc": docstring(_fill(schemas[name].get("description") or f"{name} as a mapping."), "    "),
            "members": [
                member(wire, annotations.of(schema), _fill(schema.get("description") or "", 110), required=wire in required)
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
            textwrap.indent(import_line(f"{names.package}.models", sorted(annotations.models)), "    "),
        ]
    return _render("params.py", imports="\n".join(lines), params=params)


def _api(contract: Contract, resources: list[ResourceFile], names: Names) -> str:
    title = contract.openapi.get("info", {}).get("title", names.client)
    entries: list[dict[str, str]] = [
        {"name": r.name, "module": r.module, "cls": r.cls, "doc": docstring(_fill(r.text, 110), "        ")} for r in resources
    ]
    imports = [f"from {names.package}.resources.{r.module} import {r.cls}" for r in resources]
    imports += [f"from {names.package}.resources.{r.module}_async import Async{r.cls}" for r in resources]
    summary = _fill(f"A client of the {title}. Close it when you are done, or use it in `with`; it can be shared by threads.")
    asynchronous = _fill(f"An asynchronous client of the {title}. Close it when you are done, or use it in `async with`.")
    kinds = [
        {
            "cls": names.client,
            "base": "SyncClient",
            "prefix": "",
            "suffix": "",
            "doc": docstring(_client_doc(summary, names), "    "),
        },
        {
            "cls": f"Async{names.client}",
            "base": "AsyncClient",
            "prefix": "Async",
            "suffix": "_async",
            "doc": docstring(_client_doc(asynchronous, names, kind="httpx.AsyncClient"), "    "),
        },
    ]
    return _render("api.py", package=names.package, title=title, resources=entries, kinds=kinds, imports=sorted(imports))


def _client_doc(summary: str, names: Names, kind: str = "httpx.Client") -> str:
    return f"""{summary}

Args:
    api_key: Your key; else the environment variable {names.environment}_API_KEY.
    base_url: Where the API is; else {names.environment}_BASE_URL, else production.
    timeout: Seconds for each phase of an attempt, an `httpx.Timeout`, or None for no limit.
    max_retries: How often a call is repeated that failed in a way that can pass, and that is safe to repeat.
    http_client: An `{kind}` to send through instead of the SDK's own connections; it stays yours to close."""


def _init(contract: Contract, names: Names) -> str:
    title = contract.openapi.get("info", {}).get("title", names.client)
    exported = [
        "NOT_GIVEN", "ApiResponse", f"Async{names.client}", "AsyncEventStream", "AsyncPage", "EventStream", "NotGiven",
        "NotModified", "Page", "StreamedEvent", names.client, names.root_error, "__version__", "errors",
    ]  # fmt: skip
    doc = f"Python SDK of the {title}." if names is OURS else f"Typed client of the {title}."
    return _render(
        "init.py",
        doc=doc,
        package=names.package,
        client=names.client,
        root_error=names.root_error,
        exported=sorted(exported, key=isort_key),
    )


def _api_md(contract: Contract, resources: list[ResourceFile], names: Names) -> str:
    schemas = {schema.name: schema.body for schema in contract.schemas}
    entries: list[dict[str, Any]] = []
    for resource in resources:
        writer = Writer(contract, Annotations(schemas), False, "client")
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
    return _render("api.md", client=names.client, resources=entries)


def _brief(endpoint: Endpoint) -> Iterator[str]:
    yield from (a.python for a in endpoint.of("path"))
    rest = [a for a in endpoint.arguments if a.place != "path"]
    if rest:
        yield "*"
    yield from (a.python for a in rest if a.required)
    yield from (f"{a.python}=" for a in rest if not a.required)


def _fill(text: str, width: int = 116) -> str:
    return "\n\n".join(
        textwrap.fill(" ".join(part.split()), width, break_long_words=False, break_on_hyphens=False)
        if "\n-" not in part
        else part
        for part in text.strip().split("\n\n")
    )
