"""Each rule of our own has been seen failing: a small contract, broken in one place, is found there by that rule alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from vouajudar_contracts.document.load import load_spec
from vouajudar_contracts.lint.own import own_findings
from vouajudar_contracts.lint.rules import RULES

from .kitchens import TEXT, Files, instance, kitchens, write

PATHS = "openapi/paths/kitchens"
CREATE = f"{PATHS}/createKitchen.yaml"
GET = f"{PATHS}/getKitchen.yaml"
LIST = f"{PATHS}/listKitchens.yaml"
UPDATE = f"{PATHS}/updateKitchen.yaml"
FLOW = "workflows/kitchens.arazzo.yaml"


@dataclass(frozen=True)
class Break:
    """One way to break a rule."""

    rule: str
    how: str
    change: Callable[[Files], Any]
    file: str
    """Where the finding must point."""
    line: str
    """What stands in that line."""
    says: str


def moved(files: Files, old: str, new: str) -> None:
    """Renames a file and the root document's reference to it."""
    files[new] = files.pop(old)
    text = {"$ref": old.removeprefix("openapi/")}
    for methods in files["openapi/openapi.yaml"]["paths"].values():
        for method, ref in methods.items():
            if ref == text:
                methods[method] = {"$ref": new.removeprefix("openapi/")}


def conflict_of_another_status(files: Files) -> None:
    answer = files[CREATE]["responses"]["409"]
    answer["x-problems"].append("not-found")
    files[CREATE]["x-problems"].append("not-found")
    media = answer["content"]["application/problem+json"]
    media["schema"]["anyOf"].append({"$ref": "../../../schemas/NotFoundProblem.yaml"})
    media["examples"]["not-found"] = {"value": instance("not-found")}


def deprecated(files: Files, since: str, sunset: str) -> None:
    """Deprecates an operation as the contract would, with these dates."""
    files[GET].update({"deprecated": True, "x-deprecated-at": since, "x-sunset-at": sunset})
    for name in ("Deprecation", "Sunset"):
        files[GET]["responses"]["200"]["headers"][name] = {"$ref": f"../../headers/{name}.yaml"}
        files[f"openapi/headers/{name}.yaml"] = {"schema": TEXT}


def unanswered_problem(files: Files) -> None:
    files["problems.yaml"].append({**files["problems.yaml"][0], "slug": "teapot", "status": 409})
    kind = {"type": "string", "const": "https://vouajudar.org/problems/teapot"}
    properties = {"type": kind, "status": {"type": "integer", "const": 409}}
    files["schemas/TeapotProblem.yaml"] = {"type": "object", "properties": properties, "required": ["type", "status"]}
    media = files[CREATE]["responses"]["409"]["content"]["application/problem+json"]
    media["schema"]["anyOf"].append({"$ref": "../../../schemas/TeapotProblem.yaml"})


def renamed_operation(files: Files) -> None:
    files[LIST]["operationId"] = "kitchensList"
    moved(files, LIST, f"{PATHS}/kitchensList.yaml")


def snake_schema(files: Files) -> None:
    files["schemas/kitchen_size.yaml"] = {"type": "string", "enum": ["small", "large"]}
    files["schemas/Kitchen.yaml"]["properties"]["size"] = {"$ref": "kitchen_size.yaml"}


def shouting_path(files: Files) -> None:
    paths = files["openapi/openapi.yaml"]["paths"]
    paths["/Kitchens/{kitchen_id}"] = paths.pop("/kitchens/{kitchen_id}")


def steps(files: Files) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = files[FLOW]["workflows"][0]["steps"]
    return found


def link(files: Files, name: str = "updateKitchen") -> dict[str, Any]:
    found: dict[str, Any] = files[CREATE]["responses"]["201"]["links"][name]
    return found


BREAKS = (
    Break(
        "event-in-catalogue",
        "an operation emits what no message describes",
        lambda f: f[CREATE]["x-emits"].append("kitchen.burnt"),
        CREATE,
        "kitchen.burnt",
        "kitchen.burnt, which is no message",
    ),
    Break(
        "event-has-cause",
        "no operation emits an event",
        lambda f: f[UPDATE].update({"x-emits": []}),
        "asyncapi/messages/KitchenUpdated.yaml",
        "{",
        "no operation has kitchen.updated",
    ),
    Break(
        "events-agree",
        "the union does not map a type",
        lambda f: f["schemas/Event.yaml"]["discriminator"]["mapping"].pop("org.vouajudar.kitchen.updated.v1"),
        "schemas/Event.yaml",
        "",
        "does not map org.vouajudar.kitchen.updated.v1",
    ),
    Break(
        "problem-in-catalogue",
        "a problem is answered with another status",
        conflict_of_another_status,
        CREATE,
        '"409"',
        "the status of not-found is 404",
    ),
    Break(
        "problem-is-answered",
        "a problem that nothing answers",
        unanswered_problem,
        "problems.yaml",
        "{",
        "no operation answers teapot",
    ),
    Break(
        "operation-lists-own-problems",
        "x-problems is empty",
        lambda f: f[CREATE].update({"x-problems": []}),
        CREATE,
        "x-problems",
        "idempotency-in-progress, limit-reached",
    ),
    Break(
        "problem-schema-agrees",
        "the catalogue knows a member that the schema does not",
        lambda f: f["problems.yaml"][8]["extra"].update({"place": {"type": "string"}}),
        "schemas/NotFoundProblem.yaml",
        "{",
        "disagree about the member place",
    ),
    Break(
        "if-match-answers",
        "If-Match is optional, and 428 is answered",
        lambda f: f["openapi/parameters/IfMatch.yaml"].update({"required": False}),
        UPDATE,
        "parameters",
        "If-Match optional",
    ),
    Break(
        "idempotency-key-answers",
        "the key is optional, and its absence refused",
        lambda f: f["openapi/parameters/IdempotencyKey.yaml"].update({"required": False}),
        CREATE,
        '"400"',
        "idempotency-key-required must not be among its 400",
    ),
    Break(
        "idempotency-replay-header",
        "a replay of a call that takes no key",
        lambda f: f[LIST]["responses"]["200"]["headers"].update(
            {"Idempotency-Replayed": {"$ref": "../../headers/Idempotency-Replayed.yaml"}}
        ),
        LIST,
        '"200"',
        "takes no key",
    ),
    Break(
        "page-shape",
        "a page may lack its cursor",
        lambda f: f["schemas/KitchenPage.yaml"].update({"required": ["items"]}),
        LIST,
        '"200"',
        "lacks the required member next_cursor",
    ),
    Break(
        "page-shape",
        "a page that any cache may keep",
        lambda f: (f[LIST]["responses"]["200"]["headers"].pop("Cache-Control"), f.pop("openapi/headers/Cache-Control.yaml")),
        LIST,
        '"200"',
        "lacks the header Cache-Control",
    ),
    Break(
        "deprecation-notice",
        "an operation that goes at no certain time",
        lambda f: deprecated(f, "soon", "2028-01-01T00:00:00Z"),
        GET,
        '"deprecated"',
        "x-deprecated-at is no time",
    ),
    Break(
        "deprecation-notice",
        "an operation that goes within half a year",
        lambda f: deprecated(f, "2027-01-01T00:00:00Z", "2027-07-01T00:00:00Z"),
        GET,
        '"x-sunset-at"',
        "less than 365 days",
    ),
    Break(
        "deprecation-notice",
        "an operation that goes, and answers as if it stayed",
        lambda f: (
            deprecated(f, "2027-01-01T00:00:00Z", "2028-01-01T00:00:00Z"),
            f[GET]["responses"]["200"]["headers"].pop("Sunset"),
            f.pop("openapi/headers/Sunset.yaml"),
        ),
        GET,
        '"200"',
        "lacks Sunset",
    ),
    Break(
        "deprecation-notice",
        "an end without a deprecation",
        lambda f: f[GET].update({"x-sunset-at": "2028-01-01T00:00:00Z"}),
        GET,
        '"x-sunset-at"',
        "is not deprecated",
    ),
    Break(
        "path-id-not-found",
        "an id that is always found",
        lambda f: f[GET]["responses"].pop("404"),
        GET,
        "responses",
        "no 404 not-found",
    ),
    Break(
        "body-answers",
        "a body that is never too large",
        lambda f: f[UPDATE]["responses"].pop("413"),
        UPDATE,
        "responses",
        "413 payload-too-large",
    ),
    Break(
        "entity-tag-answers",
        "a stale tag, and the current one untold",
        lambda f: f["openapi/responses/PreconditionFailed.yaml"]["headers"].pop("ETag"),
        "openapi/responses/PreconditionFailed.yaml",
        "{",
        "lacks the header ETag",
    ),
    Break(
        "answer-headers",
        "an answer without the rate limit",
        lambda f: f["openapi/responses/PreconditionRequired.yaml"]["headers"].pop("RateLimit"),
        "openapi/responses/PreconditionRequired.yaml",
        "{",
        "lacks RateLimit",
    ),
    Break(
        "common-answers",
        "an operation that never fails",
        lambda f: f[LIST]["responses"].pop("500"),
        LIST,
        "responses",
        "500 lacks internal-error",
    ),
    Break(
        "problem-media-type",
        "a problem in plain JSON",
        lambda f: f["openapi/responses/InvalidCursor.yaml"].update(
            {"content": {"application/json": f["openapi/responses/InvalidCursor.yaml"]["content"]["application/problem+json"]}}
        ),
        "openapi/responses/InvalidCursor.yaml",
        "{",
        "must be application/problem+json",
    ),
    Break(
        "body-has-example",
        "an answer without an example",
        lambda f: f[LIST]["responses"]["200"]["content"]["application/json"].pop("examples"),
        LIST,
        '"200"',
        "no named example",
    ),
    Break(
        "each-problem-has-example",
        "two problems and one example",
        lambda f: f[CREATE]["responses"]["409"]["content"]["application/problem+json"]["examples"].pop("limit-reached"),
        CREATE,
        '"409"',
        "no example of limit-reached",
    ),
    Break(
        "scopes-named",
        "a scope that nobody can get",
        lambda f: f[GET].update({"security": [{"oauth2": ["kitchens:burn"]}, {"apiKey": []}]}),
        GET,
        "security",
        "kitchens:burn, which oauth2 does not declare",
    ),
    Break(
        "scopes-named",
        "a scope that nothing asks for",
        lambda f: f["openapi/securitySchemes/oauth2.yaml"]["flows"]["clientCredentials"]["scopes"].update({"ovens:heat": ""}),
        "openapi/securitySchemes/oauth2.yaml",
        "ovens:heat",
        "no operation asks for the scope ovens:heat",
    ),
    Break(
        "partner-kind-answers",
        "a 403 for the kind, and any kind may call",
        lambda f: f[CREATE].pop("x-partner-kinds"),
        CREATE,
        "{",
        "has no x-partner-kinds",
    ),
    Break(
        "side-matches-effect",
        "a GET that commands",
        lambda f: f[GET].update({"x-side": "command"}),
        GET,
        "x-side",
        "is a GET, and x-side says command",
    ),
    Break(
        "link-resolves",
        "a link to no operation",
        lambda f: link(f).update({"operationId": "changeKitchen"}),
        CREATE,
        '"updateKitchen"',
        "no operation changeKitchen",
    ),
    Break(
        "link-resolves",
        "a link from a member that is not there",
        lambda f: link(f)["parameters"].update({"path.kitchen_id": "$response.body#/kitchen/id"}),
        CREATE,
        '"updateKitchen"',
        "has no /kitchen/id",
    ),
    Break(
        "link-resolves",
        "a link with a parameter that the target does not take",
        lambda f: link(f)["parameters"].update({"header.If-Modified-Since": "$response.header.ETag"}),
        CREATE,
        '"updateKitchen"',
        "takes no header parameter If-Modified-Since",
    ),
    Break(
        "link-resolves",
        "a link without the id of its target",
        lambda f: link(f, "getKitchen").update({"parameters": {}}),
        CREATE,
        '"getKitchen"',
        "needs the path parameter kitchen_id",
    ),
    Break(
        "workflow-step-resolves",
        "a step calls no operation",
        lambda f: steps(f)[1].update({"operationId": "readKitchen"}),
        FLOW,
        "readKitchen",
        "no operation readKitchen",
    ),
    Break(
        "workflow-step-resolves",
        "a step sends a parameter that is not taken",
        lambda f: steps(f)[1]["parameters"].append({"name": "size", "in": "query", "value": "1"}),
        FLOW,
        "{",
        "takes no query parameter size",
    ),
    Break(
        "workflow-step-resolves",
        "a step leaves out a parameter that is needed",
        lambda f: steps(f)[0]["parameters"].clear(),
        FLOW,
        "{",
        "needs the header parameter Idempotency-Key",
    ),
    Break(
        "workflow-step-resolves",
        "a step reads what no step before it has",
        lambda f: steps(f)[1]["parameters"][0].update({"value": "$steps.open.outputs.id"}),
        FLOW,
        "{",
        "step open has no output id",
    ),
    Break(
        "workflow-step-resolves",
        "a criterion about a member that is not answered",
        lambda f: steps(f)[0]["successCriteria"].append({"condition": "$response.body#/size == 1"}),
        FLOW,
        "{",
        "has no /size",
    ),
    Break(
        "workflow-step-resolves",
        "a criterion about a status that is never answered",
        lambda f: steps(f)[1].update({"successCriteria": [{"condition": "$statusCode == 202"}]}),
        FLOW,
        "successCriteria",
        "never answers 202",
    ),
    Break(
        "workflow-file-readable",
        "a workflow that is no YAML",
        lambda f: f.update({FLOW: "workflows: [\n"}),
        FLOW,
        "",
        "while parsing",
    ),
    Break(
        "workflow-body-valid",
        "a step sends a body that is refused",
        lambda f: steps(f)[0]["requestBody"]["payload"].update({"kind": "palace"}),
        FLOW,
        "palace",
        "palace",
    ),
    Break(
        "openapi-example-valid",
        "an example of another type",
        lambda f: f[UPDATE]["requestBody"]["content"]["application/json"]["examples"]["one"].update({"value": {"name": 5}}),
        UPDATE,
        '"name": 5',
        'is not of type "string"',
    ),
    Break(
        "asyncapi-example-valid",
        "a message without its data",
        lambda f: f["asyncapi/messages/KitchenCreated.yaml"]["examples"][0]["payload"].pop("data"),
        "asyncapi/messages/KitchenCreated.yaml",
        "payload",
        '"data" is a required property',
    ),
    Break(
        "request-schema-closed",
        "a request that ignores what it does not know",
        lambda f: f["schemas/KitchenCreate.yaml"].pop("additionalProperties"),
        "schemas/KitchenCreate.yaml",
        "{",
        "needs additionalProperties: false",
    ),
    Break(
        "request-schema-closed",
        "a request put together of parts, and open",
        lambda f: f["schemas/KitchenUpdate.yaml"].update({"allOf": [{"required": ["name"]}], "additionalProperties": True}),
        "schemas/KitchenUpdate.yaml",
        "{",
        "needs additionalProperties: false",
    ),
    Break(
        "events-agree",
        "a webhook with another event's body",
        lambda f: f["openapi/webhooks/KitchenUpdated.yaml"]["post"]["requestBody"]["content"].update(
            f["openapi/webhooks/KitchenCreated.yaml"]["post"]["requestBody"]["content"]
        ),
        "openapi/webhooks/KitchenUpdated.yaml",
        "{",
        "the body of this webhook is not KitchenUpdatedEvent",
    ),
    Break(
        "events-agree",
        "a webhook of an event that is not in the catalogue",
        lambda f: f["openapi/openapi.yaml"]["webhooks"].update(
            {"kitchen.burnt": f["openapi/openapi.yaml"]["webhooks"]["kitchen.created"]}
        ),
        "openapi/webhooks/KitchenCreated.yaml",
        "{",
        "kitchen.burnt is no message of the AsyncAPI document",
    ),
    Break(
        "problem-schema-agrees",
        "a member of the problem that may be missing",
        lambda f: f["schemas/LimitReachedProblem.yaml"]["required"].remove("limit"),
        "schemas/LimitReachedProblem.yaml",
        "{",
        "must require limit",
    ),
    Break(
        "if-match-answers",
        "412 without If-Match",
        lambda f: f[GET]["responses"].update({"412": {"$ref": "../../responses/PreconditionFailed.yaml"}}),
        GET,
        "parameters",
        "If-Match nowhere",
    ),
    Break(
        "body-answers",
        "a body too large where there is none",
        lambda f: f[GET]["responses"].update({"413": {"$ref": "../../responses/TooLarge.yaml"}}),
        GET,
        '"413"',
        "takes no body, and answers 413",
    ),
    Break(
        "answer-schema-open",
        "an answer that may not grow",
        lambda f: f["schemas/Kitchen.yaml"].update({"additionalProperties": False}),
        "schemas/Kitchen.yaml",
        "{",
        "must not close itself",
    ),
    Break(
        "values-bounded",
        "a text without end",
        lambda f: f["schemas/Kitchen.yaml"]["properties"]["name"].pop("maxLength"),
        "schemas/Kitchen.yaml",
        '"name"',
        "lacks maxLength",
    ),
    Break(
        "no-inline-type",
        "an enum without a name",
        lambda f: f["schemas/Kitchen.yaml"]["properties"].update({"kind": {"type": "string", "enum": ["community"]}}),
        "schemas/Kitchen.yaml",
        '"kind"',
        "an enum needs a file of its own",
    ),
    Break(
        "enum-without-default",
        "a default for everybody",
        lambda f: f["schemas/KitchenKind.yaml"].update({"default": "community"}),
        "schemas/KitchenKind.yaml",
        "{",
        "the default belongs to the member",
    ),
    Break(
        "draft-07-when-shared",
        "a keyword that AsyncAPI ignores",
        lambda f: f["schemas/Kitchen.yaml"].update({"dependentRequired": {"kind": ["name"]}}),
        "schemas/Kitchen.yaml",
        "{",
        "which has no dependentRequired",
    ),
    Break(
        "path-kebab-case",
        "a path that shouts",
        shouting_path,
        "openapi/openapi.yaml",
        "/Kitchens/{kitchen_id}",
        "is not kebab-case",
    ),
    Break(
        "field-snake-case",
        "a member in camelCase",
        lambda f: f["schemas/Kitchen.yaml"]["properties"].update({"postCode": {"$ref": "KitchenKind.yaml"}}),
        "schemas/Kitchen.yaml",
        "postCode",
        "the member postCode is not snake_case",
    ),
    Break(
        "schema-pascal-case",
        "a schema in snake_case",
        snake_schema,
        "schemas/kitchen_size.yaml",
        "{",
        "the schema kitchen_size is not PascalCase",
    ),
    Break(
        "operation-id-verb-noun",
        "the noun first",
        renamed_operation,
        f"{PATHS}/kitchensList.yaml",
        "operationId",
        "kitchensList is not verbNoun",
    ),
    Break(
        "sdk-name",
        "two operations of one name",
        lambda f: f[UPDATE].update({"x-sdk": "kitchens.get"}),
        UPDATE,
        "x-sdk",
        "has the x-sdk kitchens.get of the operation at",
    ),
    Break(
        "operation-in-its-file",
        "an operation in another's file",
        lambda f: moved(f, GET, f"{PATHS}/readKitchen.yaml"),
        f"{PATHS}/readKitchen.yaml",
        "{",
        "belongs in paths/kitchens/getKitchen.yaml",
    ),
    Break(
        "file-is-used",
        "a schema that nothing uses",
        lambda f: f.update({"schemas/Oven.yaml": {"type": "object"}}),
        "schemas/Oven.yaml",
        "{",
        "no document refers to this file",
    ),
    Break(
        "server-is-https",
        "an address that anybody can listen at",
        lambda f: f["openapi/openapi.yaml"]["servers"][0].update({"url": "http://api.vouajudar.org/v1"}),
        "openapi/openapi.yaml",
        '"url"',
        "is not https",
    ),
)


def test_the_small_contract_breaks_no_rule(tmp_path: Path) -> None:
    assert own_findings(load_spec(write(kitchens(), tmp_path))) == []


@pytest.mark.parametrize("broken", BREAKS, ids=lambda b: f"{b.rule}: {b.how}")
def test_a_rule_finds_what_breaks_it_and_no_other_rule_does(broken: Break, tmp_path: Path) -> None:
    files = kitchens()
    broken.change(files)
    findings = own_findings(load_spec(write(files, tmp_path)))

    assert {finding.rule for finding in findings} == {broken.rule}, findings
    finding = findings[0]
    assert finding.source.file == f"spec/{broken.file}"
    written = (tmp_path / finding.source.file).read_text(encoding="utf-8").splitlines()
    assert broken.line in written[finding.source.line - 1]
    assert broken.says in finding.message


def test_an_operation_deprecated_in_time_and_in_its_answers_breaks_no_rule(tmp_path: Path) -> None:
    files = kitchens()
    deprecated(files, "2027-01-01T00:00:00Z", "2028-01-01T00:00:00Z")
    assert own_findings(load_spec(write(files, tmp_path))) == []


def test_every_rule_has_been_seen_failing() -> None:
    assert {rule.id for rule in RULES} == {broken.rule for broken in BREAKS}


def test_rules_have_one_name_each_and_a_reason() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert all(rule.reason.endswith(".") for rule in RULES)


def test_the_contract_breaks_no_rule() -> None:
    root = Path(__file__).parents[3]
    assert own_findings(load_spec(root / "spec")) == []
