"""The files themselves."""

from __future__ import annotations

from collections.abc import Iterator

from vouajudar_contracts.document.contract import Source
from vouajudar_contracts.document.load import Spec
from vouajudar_contracts.lint.rule import Remark, rule

_BUNDLED = ("openapi", "asyncapi", "schemas", "examples")


@rule("file-is-used", "A file that no document refers to looks like part of the contract, and is not.")
def file_is_used(spec: Spec) -> Iterator[Remark]:
    for folder in _BUNDLED:
        for path in sorted((spec.root / folder).rglob("*.yaml")):
            if path.resolve() not in spec.files.loaded:
                yield Source(spec.files.name(path), 1), "no document refers to this file"


@rule("server-is-https", "Tokens travel to these addresses; local servers are injected, not published.")
def server_is_https(spec: Spec) -> Iterator[Remark]:
    for i, server in enumerate(spec.openapi.document.get("servers", [])):
        if not str(server.get("url", "")).startswith("https://"):
            yield spec.openapi.source(f"/servers/{i}/url"), f"{server.get('url')} is not https"


RULES = (file_is_used, server_is_https)
