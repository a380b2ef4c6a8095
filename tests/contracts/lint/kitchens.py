"""A whole contract in miniature: kitchens, four operations, two events, one workflow.

It breaks no rule; the tests break it one place at a time.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

Files = dict[str, Any]
"""Path below `spec` -> JSON value, which is YAML too."""

CATALOGUE = {
    "malformed-request": 400,
    "invalid-cursor": 400,
    "idempotency-key-required": 400,
    "unauthenticated": 401,
    "token-expired": 401,
    "insufficient-scope": 403,
    "partner-suspended": 403,
    "forbidden-for-partner-kind": 403,
    "not-found": 404,
    "limit-reached": 409,
    "idempotency-in-progress": 409,
    "precondition-failed": 412,
    "payload-too-large": 413,
    "unsupported-media-type": 415,
    "validation-error": 422,
    "idempotency-key-reused": 422,
    "precondition-required": 428,
    "rate-limited": 429,
    "internal-error": 500,
    "service-unavailable": 503,
}
EXTRA = {"limit-reached": {"limit": {"type": "integer", "format": "int32", "minimum": 1, "maximum": 100}}}
TEXT = {"type": "string", "pattern": "^[^\\u0000]*$", "maxLength": 60}
KITCHEN = {"id": "kit_1", "name": "Guaiba Vivo", "kind": "community", "version": 1}
COMMON = {"401": "Unauthenticated", "422": "Invalid", "429": "RateLimited", "500": "InternalError", "503": "Unavailable"}
HEADERS = ("X-Request-Id", "RateLimit", "RateLimit-Policy", "Access-Control-Allow-Origin")


def kitchens() -> Files:
    """A fresh copy, to be changed at will."""
    files: Files = {
        "openapi/openapi.yaml": root(),
        "openapi/securitySchemes/oauth2.yaml": oauth2(),
        "openapi/securitySchemes/apiKey.yaml": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
        "problems.yaml": [problem(slug) for slug in CATALOGUE],
        "asyncapi/asyncapi.yaml": asyncapi(),
        "workflows/kitchens.arazzo.yaml": workflow(),
        **operations(),
        **responses(),
        **schemas(),
        **parameters(),
    }
    special = ("ETag", "Location", "Link", "Cache-Control", "Retry-After", "WWW-Authenticate", "Idempotency-Replayed")
    files |= {f"openapi/headers/{name}.yaml": {"schema": TEXT} for name in (*HEADERS, *special)}
    for name in ("Created", "Updated"):
        files |= event(name)
    copy: Files = json.loads(json.dumps(files))
    return copy


def write(files: Files, folder: Path) -> Path:
    """Writes the files below `folder/spec`, one member a line; returns that folder. A string is written as it is."""
    spec = folder / "spec"
    for path, value in files.items():
        target = spec / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(value if isinstance(value, str) else json.dumps(value, indent=2), encoding="utf-8")
    return spec


def pascal(slug: str) -> str:
    return "".join(word.capitalize() for word in slug.split("-"))


def root() -> dict[str, Any]:
    here = "paths/kitchens"
    return {
        "openapi": "3.1.0",
        "info": {"title": "Kitchens", "version": "1.0.0"},
        "servers": [{"url": "https://api.vouajudar.org/v1"}],
        "tags": [{"name": "kitchens"}],
        "paths": {
            "/kitchens": {
                "get": {"$ref": f"{here}/listKitchens.yaml"},
                "post": {"$ref": f"{here}/createKitchen.yaml"},
            },
            "/kitchens/{kitchen_id}": {
                "get": {"$ref": f"{here}/getKitchen.yaml"},
                "patch": {"$ref": f"{here}/updateKitchen.yaml"},
            },
        },
        "webhooks": {f"kitchen.{name.lower()}": {"$ref": f"webhooks/Kitchen{name}.yaml"} for name in ("Created", "Updated")},
        "components": {
            "securitySchemes": {name: {"$ref": f"securitySchemes/{name}.yaml"} for name in ("oauth2", "apiKey")},
            "schemas": {"Event": {"$ref": "../schemas/Event.yaml"}},
        },
    }


def oauth2() -> dict[str, Any]:
    scopes = {"kitchens:read": "See kitchens.", "kitchens:write": "Change kitchens."}
    flow = {"tokenUrl": "https://api.vouajudar.org/v1/oauth/token", "scopes": scopes}
    return {"type": "oauth2", "flows": {"clientCredentials": flow}}


def problem(slug: str) -> dict[str, Any]:
    prose = dict.fromkeys(("title", "meaning", "cause", "fix"), slug)
    return {"slug": slug, "status": CATALOGUE[slug], "retryable": False, **prose, "extra": EXTRA.get(slug, {})}


def headers(*more: str) -> dict[str, Any]:
    return {name: {"$ref": f"../headers/{name}.yaml"} for name in (*HEADERS, *more)}


def refusal(slugs: list[str], *more: str) -> dict[str, Any]:
    names = [f"{pascal(slug)}Problem" for slug in slugs]
    refs = [{"$ref": f"../../schemas/{name}.yaml"} for name in names]
    shown = {slug: {"value": instance(slug)} for slug in slugs}
    schema = refs[0] if len(refs) == 1 else {"anyOf": refs}
    content = {"application/problem+json": {"schema": schema, "examples": shown}}
    return {"description": "No.", "x-problems": slugs, "headers": headers(*more), "content": content}


def instance(slug: str) -> dict[str, Any]:
    given = {"limit": 20} if slug == "limit-reached" else {}
    return {"type": f"https://vouajudar.org/problems/{slug}", "status": CATALOGUE[slug], **given}


def responses() -> Files:
    shared = {
        "Malformed": refusal(["malformed-request"]),
        "MalformedOrKeyless": refusal(["malformed-request", "idempotency-key-required"]),
        "InvalidCursor": refusal(["invalid-cursor"]),
        "Unauthenticated": refusal(["unauthenticated", "token-expired"], "WWW-Authenticate"),
        "Forbidden": refusal(["insufficient-scope", "partner-suspended"]),
        "ForbiddenKind": refusal(["insufficient-scope", "partner-suspended", "forbidden-for-partner-kind"]),
        "NotFound": refusal(["not-found"]),
        "PreconditionFailed": refusal(["precondition-failed"], "ETag"),
        "TooLarge": refusal(["payload-too-large"]),
        "UnsupportedMediaType": refusal(["unsupported-media-type"]),
        "Invalid": refusal(["validation-error"]),
        "InvalidOrReused": refusal(["validation-error", "idempotency-key-reused"]),
        "PreconditionRequired": refusal(["precondition-required"]),
        "RateLimited": refusal(["rate-limited"], "Retry-After"),
        "InternalError": refusal(["internal-error"]),
        "Unavailable": refusal(["service-unavailable"], "Retry-After"),
        "NotModified": {"description": "As before.", "headers": headers("ETag")},
    }
    return {f"openapi/responses/{name}.yaml": body for name, body in shared.items()}


def answer(schema: str, example: Any, *more: str) -> dict[str, Any]:
    content = {"schema": {"$ref": f"../../../schemas/{schema}.yaml"}, "examples": {"one": {"value": example}}}
    shown = {name: {"$ref": f"../../headers/{name}.yaml"} for name in (*HEADERS, *more)}
    return {"description": "Yes.", "headers": shown, "content": {"application/json": content}}


def shared(names: dict[str, str]) -> dict[str, Any]:
    return {status: {"$ref": f"../../responses/{name}.yaml"} for status, name in sorted((COMMON | names).items())}


def operation(identifier: str, side: str, **members: Any) -> dict[str, Any]:
    scope = "kitchens:read" if side == "query" else "kitchens:write"
    return {
        "operationId": identifier,
        "tags": ["kitchens"],
        "x-sdk": f"kitchens.{identifier.removesuffix('s').removesuffix('Kitchen')}",
        "x-side": side,
        "x-emits": [],
        "x-problems": [],
        "security": [{"oauth2": [scope]}, {"apiKey": []}],
        **{name.replace("__", "-"): value for name, value in members.items()},
    }


def takes(*names: str) -> list[dict[str, str]]:
    return [{"$ref": f"../../parameters/{name}.yaml"} for name in names]


def body(schema: str, example: Any) -> dict[str, Any]:
    media = {"schema": {"$ref": f"../../../schemas/{schema}.yaml"}, "examples": {"one": {"value": example}}}
    return {"required": True, "content": {"application/json": media}}


def operations() -> Files:
    written = {"413": "TooLarge", "415": "UnsupportedMediaType"}
    conflict = json.loads(json.dumps(refusal(["limit-reached", "idempotency-in-progress"])).replace('"../', '"../../'))
    created = answer("Kitchen", KITCHEN, "Location", "ETag", "Idempotency-Replayed")
    created["links"] = {
        "getKitchen": {"operationId": "getKitchen", "parameters": {"path.kitchen_id": "$response.body#/id"}},
        "updateKitchen": {
            "operationId": "updateKitchen",
            "parameters": {"path.kitchen_id": "$response.body#/id", "header.If-Match": "$response.header.ETag"},
        },
    }
    page = {"items": [KITCHEN], "next_cursor": None}
    create = {"201": created, "409": conflict}
    create |= shared({**written, "400": "MalformedOrKeyless", "403": "ForbiddenKind", "422": "InvalidOrReused"})
    update = {"200": answer("Kitchen", KITCHEN, "ETag")}
    update |= shared({**written, "400": "Malformed", "403": "Forbidden", "404": "NotFound"})
    update |= shared({"412": "PreconditionFailed", "428": "PreconditionRequired"})
    read = {"200": answer("Kitchen", KITCHEN, "ETag")}
    read |= shared({"304": "NotModified", "403": "Forbidden", "404": "NotFound"})
    listed = {"200": answer("KitchenPage", page, "Link", "Cache-Control"), **shared({"400": "InvalidCursor", "403": "Forbidden"})}
    found = [
        operation("listKitchens", "query", parameters=takes("Limit", "Cursor"), responses=listed),
        operation(
            "createKitchen",
            "command",
            parameters=takes("IdempotencyKey"),
            requestBody=body("KitchenCreate", {"name": "Guaiba Vivo", "kind": "community"}),
            responses=create,
            x__emits=["kitchen.created"],
            x__problems=["limit-reached", "idempotency-in-progress"],
            **{"x-partner-kinds": ["provider"]},
        ),
        operation("getKitchen", "query", parameters=takes("KitchenId", "IfNoneMatch"), responses=read),
        operation(
            "updateKitchen",
            "command",
            parameters=takes("KitchenId", "IfMatch"),
            requestBody=body("KitchenUpdate", {"name": "Guaiba"}),
            responses=update,
            x__emits=["kitchen.updated"],
        ),
    ]
    return {f"openapi/paths/kitchens/{o['operationId']}.yaml": o for o in found}


def parameters() -> Files:
    def parameter(name: str, place: str, *, required: bool = False) -> dict[str, Any]:
        return {"name": name, "in": place, "required": required, "schema": TEXT}

    written = {
        "KitchenId": parameter("kitchen_id", "path", required=True),
        "Limit": parameter("limit", "query"),
        "Cursor": parameter("cursor", "query"),
        "IdempotencyKey": parameter("Idempotency-Key", "header", required=True),
        "IfMatch": parameter("If-Match", "header", required=True),
        "IfNoneMatch": parameter("If-None-Match", "header"),
    }
    return {f"openapi/parameters/{name}.yaml": value for name, value in written.items()}


def schemas() -> Files:
    version = {"type": "integer", "format": "int64", "minimum": 1, "maximum": 1000}
    own = {"name": TEXT, "kind": {"$ref": "KitchenKind.yaml"}}
    kitchen = {"type": "object", "required": ["id", "name"], "properties": {"id": TEXT, **own, "version": version}}
    items = {"type": "array", "maxItems": 100, "items": {"$ref": "Kitchen.yaml"}}
    next_cursor = {"type": ["string", "null"], "pattern": "^[A-Z]*$", "maxLength": 60}
    page = {"type": "object", "required": ["items", "next_cursor"], "properties": {"items": items, "next_cursor": next_cursor}}
    mapping = {f"org.vouajudar.kitchen.{n.lower()}.v1": f"Kitchen{n}Event.yaml" for n in ("Created", "Updated")}
    written = {
        "Kitchen": kitchen,
        "KitchenKind": {"type": "string", "enum": ["community", "restaurant"]},
        "KitchenCreate": {"type": "object", "required": ["name"], "properties": own, "additionalProperties": False},
        "KitchenUpdate": {"type": "object", "minProperties": 1, "properties": {"name": TEXT}, "additionalProperties": False},
        "KitchenPage": page,
        "CloudEvent": {"type": "object", "required": ["id"], "properties": {"id": TEXT}},
        "Event": {
            "oneOf": [{"$ref": ref} for ref in mapping.values()],
            "discriminator": {"propertyName": "type", "mapping": mapping},
        },
    }
    for slug, status in CATALOGUE.items():
        fixed = {
            "type": {"type": "string", "const": f"https://vouajudar.org/problems/{slug}"},
            "status": {"type": "integer", "const": status},
            **EXTRA.get(slug, {}),
        }
        written[f"{pascal(slug)}Problem"] = {"type": "object", "properties": fixed, "required": list(fixed)}
    return {f"schemas/{name}.yaml": value for name, value in written.items()}


def event(name: str) -> Files:
    full_type = f"org.vouajudar.kitchen.{name.lower()}.v1"
    fixed = {"type": {"type": "string", "const": full_type}, "data": {"$ref": "Kitchen.yaml"}}
    schema = {"allOf": [{"$ref": "CloudEvent.yaml"}, {"type": "object", "required": ["type", "data"], "properties": fixed}]}
    happened = {"id": "evt_1", "type": full_type, "data": KITCHEN}
    media = {"schema": {"$ref": f"../../schemas/Kitchen{name}Event.yaml"}, "examples": {"one": {"value": happened}}}
    webhook = {
        "post": {
            "operationId": f"onKitchen{name}",
            "requestBody": {"required": True, "content": {"application/cloudevents+json": media}},
            "responses": {"204": {"description": "Received."}},
        }
    }
    message = {
        "name": f"kitchen.{name.lower()}",
        "payload": {"$ref": f"../../schemas/Kitchen{name}Event.yaml"},
        "examples": [{"name": "one", "payload": happened}],
    }
    return {
        f"schemas/Kitchen{name}Event.yaml": schema,
        f"openapi/webhooks/Kitchen{name}.yaml": webhook,
        f"asyncapi/messages/Kitchen{name}.yaml": message,
    }


def asyncapi() -> dict[str, Any]:
    messages = {f"Kitchen{name}": {"$ref": f"messages/Kitchen{name}.yaml"} for name in ("Created", "Updated")}
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Kitchens", "version": "1.0.0"},
        "channels": {"kitchens": {"address": "kitchens", "messages": messages}},
    }


def workflow() -> dict[str, Any]:
    create = {
        "stepId": "open",
        "operationId": "createKitchen",
        "parameters": [{"name": "Idempotency-Key", "in": "header", "value": "$inputs.key"}],
        "requestBody": {"contentType": "application/json", "payload": {"name": "$inputs.name", "kind": "community"}},
        "successCriteria": [{"condition": "$statusCode == 201"}, {"condition": "$response.body#/version == 1"}],
        "outputs": {"kitchen_id": "$response.body#/id"},
    }
    read = {
        "stepId": "see",
        "operationId": "getKitchen",
        "parameters": [{"name": "kitchen_id", "in": "path", "value": "$steps.open.outputs.kitchen_id"}],
        "successCriteria": [{"condition": "$statusCode == 200"}],
        "outputs": {"etag": "$response.header.ETag"},
    }
    inputs = {"type": "object", "properties": {"key": {"type": "string"}, "name": {"type": "string"}}}
    whole = {
        "workflowId": "openKitchen",
        "inputs": inputs,
        "steps": [create, read],
        "outputs": {"etag": "$steps.see.outputs.etag"},
    }
    return {
        "arazzo": "1.0.1",
        "info": {"title": "Kitchens", "version": "1.0.0"},
        "sourceDescriptions": [{"name": "vouajudar", "type": "openapi", "url": "../openapi/openapi.yaml"}],
        "workflows": [whole],
    }
