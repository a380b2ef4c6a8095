"""Who may call what."""

from __future__ import annotations

from collections.abc import Iterator

from vouajudar_contracts.document.contract import Json
from vouajudar_contracts.document.load import Spec
from vouajudar_contracts.document.values import is_array, is_object, members
from vouajudar_contracts.lint.rule import Remark, rule
from vouajudar_contracts.lint.view import OperationView, operations

PUBLIC = {
    "getHealth": "a probe has no credentials",
    "createAccessToken": "the client's credentials stand in the form",
}
"""Operations that anybody may call, and why."""

KIND_DEPENDS_ON_BODY = {
    "createLocation": "the kind of the location decides which partner kind is needed",
    "createDelivery": "with volunteer_ref it is dispatch, without it provider",
}
"""Operations that answer forbidden-for-partner-kind without x-partner-kinds, and why."""


@rule("scopes-named", "Least privilege needs a scope on every operation, declared where a partner asks for it.")
def scopes_named(spec: Spec) -> Iterator[Remark]:
    schemes = members(members(spec.openapi.document, "components"), "securitySchemes")
    flow = members(members(members(schemes, "oauth2"), "flows"), "clientCredentials")
    declared = set(members(flow, "scopes"))
    used: set[str] = set()
    for view in operations(spec):
        used |= set(view.operation.scopes)
        for reason in _security(view, declared):
            yield view.at("security"), f"{view.id} {reason}"
    for scope in sorted(declared - used):
        pointer = f"/components/securitySchemes/oauth2/flows/clientCredentials/scopes/{scope}"
        yield spec.openapi.source(pointer), f"no operation asks for the scope {scope}"


def _security(view: OperationView, declared: set[str]) -> Iterator[str]:
    security: Json = view.operation.raw.get("security")
    if not is_array(security):
        yield "has no security of its own"
        return
    if view.id in PUBLIC:
        if security:
            yield f"must have `security: []`: {PUBLIC[view.id]}"
        return
    names = [name for alternative in security if is_object(alternative) for name in alternative]
    if names != ["oauth2", "apiKey"] or len(security) != 2:
        yield "must offer oauth2 with its scopes, and apiKey beside it"
    for scope in view.operation.scopes:
        if scope not in declared:
            yield f"asks for the scope {scope}, which oauth2 does not declare"
    insufficient = "insufficient-scope" in view.problems("403")
    if view.operation.scopes and not insufficient:
        yield "asks for a scope, so insufficient-scope must be among its 403"
    if insufficient and not view.operation.scopes:
        yield "asks for no scope, so insufficient-scope must not be among its 403"


@rule("partner-kind-answers", "x-partner-kinds and 403 forbidden-for-partner-kind say the same thing twice; they must agree.")
def partner_kind_answers(spec: Spec) -> Iterator[Remark]:
    known = _known_kinds(spec)
    for view in operations(spec):
        kinds = view.operation.partner_kinds
        answers = "forbidden-for-partner-kind" in view.problems("403")
        if view.id in KIND_DEPENDS_ON_BODY:
            if kinds or not answers:
                yield (
                    view.at("x-partner-kinds"),
                    f"{view.id} needs the 403 and no x-partner-kinds: {KIND_DEPENDS_ON_BODY[view.id]}",
                )
        elif bool(kinds) != answers:
            yield (
                view.at("x-partner-kinds"),
                (
                    f"{view.id} has {'' if kinds else 'no '}x-partner-kinds, and its 403 "
                    f"{'names' if answers else 'does not name'} forbidden-for-partner-kind"
                ),
            )
        for kind in kinds:
            if known and kind not in known:
                yield view.at("x-partner-kinds"), f"{view.id}: {kind} is no PartnerKind"


def _known_kinds(spec: Spec) -> list[str]:
    schemas = members(members(spec.openapi.document, "components"), "schemas")
    listed: Json = members(schemas, "PartnerKind").get("enum")
    return listed if is_array(listed) else []


@rule("side-matches-effect", "A query changes nothing: it is a GET, and no event comes of it.")
def side_matches_effect(spec: Spec) -> Iterator[Remark]:
    for view in operations(spec):
        if "x-side" not in view.operation.raw:
            yield view.at(), f"{view.id} has no x-side"
        elif (view.operation.side == "query") != (view.operation.method == "GET"):
            yield view.at("x-side"), f"{view.id} is a {view.operation.method}, and x-side says {view.operation.side}"
        if "x-emits" not in view.operation.raw:
            yield view.at(), f"{view.id} has no x-emits"
        elif view.operation.side == "query" and view.operation.emits:
            yield view.at("x-emits"), f"{view.id} is a query, and emits events"


RULES = (scopes_named, partner_kind_answers, side_matches_effect)
