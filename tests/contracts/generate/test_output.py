"""What the writers make is the same every time, and fails loudly instead of losing something."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from typing import Any

import pytest
from vouajudar_contracts.document.contract import Contract
from vouajudar_contracts.document.load import contract_of
from vouajudar_contracts.generate.models import GenerationError, generate_source, render_models
from vouajudar_contracts.generate.modules import assign
from vouajudar_contracts.generate.profiles import project, refs

from .conftest import ROOT

HASH = """
import hashlib, sys
from pathlib import Path
from vouajudar_contracts.document.load import load_contract
from vouajudar_contracts.generate.build import render_all
files = render_all(load_contract(Path(sys.argv[1]))).files
digest = hashlib.sha256()
for path, content in files.items():
    digest.update(path.encode() + b"\\0" + content + b"\\0")
print(len(files), digest.hexdigest())
"""


@pytest.mark.slow
def test_three_hash_seeds_give_the_same_bytes_of_bundles_sdk_and_stub() -> None:
    digests = set()
    for seed in ("0", "1", "2"):
        environment = os.environ | {"PYTHONHASHSEED": seed}
        run = subprocess.run(
            [sys.executable, "-c", HASH, str(ROOT / "spec")], capture_output=True, text=True, check=True, env=environment
        )
        digests.add(run.stdout.strip())
    assert len(digests) == 1
    files, digest = digests.pop().split()
    assert int(files) > 70
    assert len(digest) == len(hashlib.sha256().hexdigest())


def test_every_module_of_models_needs_only_earlier_ones(contract: Contract) -> None:
    placed = assign(contract)
    order = ["shared", *dict.fromkeys(m for m in placed.values() if m != "shared")]
    for schema in contract.schemas:
        for ref in refs(schema.body):
            assert order.index(placed[ref]) <= order.index(placed[schema.name]), (schema.name, ref)
    assert order[0] == "shared"
    assert order[-1] == "problems"


def test_every_generated_module_compiles(contract: Contract) -> None:
    for profile in ("client", "server"):
        for name, text in render_models(contract, profile).items():
            compile(text, name, "exec")


def test_the_open_profile_lets_tomorrow_through_and_the_strict_one_keeps_the_words() -> None:
    schemas: dict[str, Any] = {
        "Colour": {"type": "string", "enum": ["red", "blue"]},
        "Dot": {
            "type": "object",
            "additionalProperties": False,
            "required": ["colour", "size"],
            "properties": {
                "colour": {"$ref": "#/components/schemas/Colour"},
                "size": {"type": "integer", "minimum": 1, "maximum": 9},
                "kind": {"const": "dot"},
            },
        },
    }
    opened = project(schemas, "client")
    assert opened["Colour"] == {"anyOf": [{"enum": ["red", "blue"], "type": "string"}, {"type": "string"}]}
    assert "additionalProperties" not in opened["Dot"]
    assert opened["Dot"]["properties"]["size"] == {"type": "integer"}
    assert opened["Dot"]["properties"]["kind"] == {"type": "string"}
    strict = project(schemas, "server")
    assert strict["Dot"]["properties"]["size"] == {"type": "integer", "minimum": 1, "maximum": 9}
    assert strict["Colour"]["enum"] == ["red", "blue"]
    assert schemas["Dot"]["properties"]["size"]["maximum"] == 9, "the contract itself is not changed"


def test_a_union_gets_a_variant_for_what_is_unknown() -> None:
    def event(tag: str) -> dict[str, Any]:
        return {"type": "object", "required": ["type"], "properties": {"type": {"const": tag}, "data": {"type": "string"}}}

    union = {
        "oneOf": [{"$ref": "#/components/schemas/A"}, {"$ref": "#/components/schemas/B"}],
        "discriminator": {"propertyName": "type"},
    }
    opened = project({"A": event("a"), "B": event("b"), "Any": union}, "client")
    assert set(opened) == {"A", "B", "Any", "KnownAny", "UnknownAny"}
    assert opened["A"]["properties"]["type"] == {"type": "string", "const": "a"}, "it tells the variants apart"
    assert opened["UnknownAny"]["properties"] == {"type": {"type": "string"}, "data": {}}


def test_a_warning_of_the_model_generator_fails_the_build() -> None:
    schemas = {"Odd": {"type": "string", "format": "date-time", "maxLength": 5}}
    with pytest.raises(GenerationError, match="max_length"):
        generate_source(schemas, "client", "pydantic.BaseModel")


def test_a_schema_that_the_generator_renames_fails_the_build() -> None:
    document = {
        "openapi": "3.1.0",
        "info": {"title": "x", "version": "1"},
        "paths": {},
        "components": {"schemas": {"not-a-class": {"type": "object", "properties": {"a": {"type": "string"}}}}},
    }
    with pytest.raises(GenerationError, match="not-a-class"):
        render_models(contract_of(document), "client")
