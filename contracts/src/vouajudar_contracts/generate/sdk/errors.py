"""Writes the errors: one class a status, and below it one a problem."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from vouajudar_contracts.document.contract import Contract, ProblemKind
from vouajudar_contracts.document.names import pascal
from vouajudar_contracts.generate.annotations import quoted
from vouajudar_contracts.generate.arrange import docstring
from vouajudar_contracts.generate.endpoints import python_name
from vouajudar_contracts.generate.layout import import_line, isort_key
from vouajudar_contracts.generate.profiles import is_array
from vouajudar_contracts.generate.prose import error_class
from vouajudar_contracts.generate.sdk.identity import Identity
from vouajudar_contracts.generate.sdk.templates import fill, render_template


def errors_module(contract: Contract, identity: Identity) -> str:
    codes = sorted({p.status for p in contract.problems} | {400, 401, 403, 404, 409, 412, 422, 429, 500, 503})
    statuses: list[dict[str, Any]] = [{"code": code, "cls": status_class(code), "phrase": _phrase(code)} for code in codes]
    problems = [_problem(problem, contract) for problem in sorted(contract.problems, key=lambda p: p.status)]
    root = [
        "APIConnectionError",
        "APIError",
        "APITimeoutError",
        "DecodingError",
        "NotModified",
        "OAuthError",
        "WaitEndedError",
        "WaitError",
        "WaitTimeoutError",
        identity.root_error,
    ]
    exported = sorted(
        [*root, "BY_SLUG", "BY_STATUS", *(str(s["cls"]) for s in statuses), *(str(p["cls"]) for p in problems)], key=isort_key
    )
    expressions = "".join(e["type"] for p in problems for e in p["extras"])
    standard = ["from collections.abc import Mapping"]
    if "datetime" in expressions:
        standard.append("from datetime import datetime")
    if "Any" in expressions:
        standard.append("from typing import Any")
    imports = [*standard, "", import_line(f"{identity.package}._errors", sorted(root, key=isort_key))]
    return render_template(
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
        "doc": docstring(fill(doc), "    "),
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
        "doc": docstring(fill(doc, 110), "        "),
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
