"""The bundler makes one document of many files, by one rule, and knows where each part came from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from vouajudar_contracts.document.bundle import ASYNCAPI_SECTIONS, OPENAPI_SECTIONS, Bundle, bundle
from vouajudar_contracts.document.errors import SpecError
from vouajudar_contracts.document.files import SpecFiles


def bundled(folder: Path, files: dict[str, Any], sections: tuple[str, ...] = OPENAPI_SECTIONS) -> Bundle:
    for path, value in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(value if isinstance(value, str) else json.dumps(value, indent=2), encoding="utf-8")
    return bundle(SpecFiles(folder), folder / "api/root.yaml", sections)


def faults(folder: Path, files: dict[str, Any]) -> list[str]:
    with pytest.raises(SpecError) as caught:
        bundled(folder, files)
    return [str(fault) for fault in caught.value.faults]


def test_a_file_in_a_section_folder_becomes_a_component_once(tmp_path: Path) -> None:
    made = bundled(
        tmp_path,
        {
            "api/root.yaml": {"a": {"$ref": "../schemas/Batch.yaml"}, "b": {"$ref": "parts/b.yaml"}},
            "api/parts/b.yaml": {"again": {"$ref": "../../schemas/Batch.yaml"}},
            "schemas/Batch.yaml": {"properties": {"id": {"$ref": "BatchId.yaml"}, "parent": {"$ref": "Batch.yaml"}}},
            "schemas/BatchId.yaml": {"type": "string"},
        },
    )
    batch = {"$ref": "#/components/schemas/Batch"}
    assert made.document == {
        "a": batch,
        "b": {"again": batch},
        "components": {
            "schemas": {
                "Batch": {"properties": {"id": {"$ref": "#/components/schemas/BatchId"}, "parent": batch}},
                "BatchId": {"type": "string"},
            }
        },
    }


def test_sections_and_names_come_in_one_order_whatever_is_referred_to_first(tmp_path: Path) -> None:
    made = bundled(
        tmp_path,
        {
            "api/root.yaml": {"x": [{"$ref": "headers/Z.yaml"}, {"$ref": "schemas/B.yaml"}, {"$ref": "schemas/A.yaml"}]},
            **{f"api/{name}.yaml": {"type": "string"} for name in ("headers/Z", "schemas/B", "schemas/A")},
        },
    )
    assert json.dumps(made.document["components"]) == json.dumps(
        {"schemas": {"A": {"type": "string"}, "B": {"type": "string"}}, "headers": {"Z": {"type": "string"}}}
    )


def test_a_ref_into_the_root_becomes_local_also_behind_another_ref(tmp_path: Path) -> None:
    files = {
        "api/root.yaml": {
            "channels": {"batch": {"$ref": "channels/batch.yaml"}},
            "uses": {"$ref": "operations/send.yaml"},
        },
        "api/channels/batch.yaml": {"messages": {"Ready": {"payload": True}}},
        "api/operations/send.yaml": {"channel": {"$ref": "../root.yaml#/channels/batch/messages/Ready"}},
    }
    made = bundled(tmp_path, files, ASYNCAPI_SECTIONS)
    assert made.document["components"]["operations"]["send"] == {"channel": {"$ref": "#/channels/batch/messages/Ready"}}


def test_anything_else_is_written_in_with_what_stands_beside_the_ref(tmp_path: Path) -> None:
    files = {
        "api/root.yaml": {"here": {"$ref": "../values/a.yaml#/value", "note": "kept"}},
        "values/a.yaml": {"value": {"deep": {"$ref": "#/other"}}, "other": [1, 2]},
    }
    assert bundled(tmp_path, files).document == {"here": {"deep": [1, 2], "note": "kept"}}


def test_examples_are_components_of_openapi_and_written_in_by_asyncapi(tmp_path: Path) -> None:
    files = {"api/root.yaml": {"payload": {"$ref": "../examples/A.yaml#/value"}}, "examples/A.yaml": {"value": {"id": 1}}}
    assert bundled(tmp_path, files).document["payload"] == {"$ref": "#/components/examples/A/value"}
    assert bundled(tmp_path, files, ASYNCAPI_SECTIONS).document == {"payload": {"id": 1}}


def test_a_discriminator_maps_to_components(tmp_path: Path) -> None:
    mapping = {"cat": "Cat.yaml", "dog": "Dog"}
    files = {
        "api/root.yaml": {"x": {"$ref": "../schemas/Pet.yaml"}},
        "schemas/Pet.yaml": {"discriminator": {"propertyName": "type", "mapping": mapping}},
        "schemas/Cat.yaml": {"type": "object"},
    }
    schemas = bundled(tmp_path, files).document["components"]["schemas"]
    assert schemas["Pet"]["discriminator"]["mapping"] == {"cat": "#/components/schemas/Cat", "dog": "Dog"}
    assert "Cat" in schemas


def test_a_component_listed_in_the_root_is_written_there_and_not_into_itself(tmp_path: Path) -> None:
    files = {
        "api/root.yaml": {"components": {"schemas": {"Event": {"$ref": "../schemas/Event.yaml"}}}},
        "schemas/Event.yaml": {"type": "object"},
    }
    assert bundled(tmp_path, files).document == {"components": {"schemas": {"Event": {"type": "object"}}}}


def test_each_part_of_the_bundle_knows_its_file_and_line(tmp_path: Path) -> None:
    made = bundled(
        tmp_path,
        {
            "api/root.yaml": "paths:\n  /a/b:\n    get:\n      $ref: paths/get.yaml\n",
            "api/paths/get.yaml": "summary: s\nschema:\n  $ref: ../../schemas/Batch.yaml\n",
            "schemas/Batch.yaml": "type: object\n\nproperties:\n  id:\n    type: string\n",
        },
    )
    assert str(made.source("/paths/~1a~1b")) == "api/root.yaml:2"
    assert str(made.source("/paths/~1a~1b/get")) == "api/paths/get.yaml:1"
    assert str(made.source("/paths/~1a~1b/get/schema")) == "api/paths/get.yaml:2"
    assert str(made.source("/components/schemas/Batch/properties/id/type")) == "schemas/Batch.yaml:5"
    assert str(made.source("/components/schemas/Batch/properties/id/maxLength")) == "schemas/Batch.yaml:4"


def test_every_fault_is_found_in_one_run(tmp_path: Path) -> None:
    files = {
        "api/root.yaml": "a:\n  $ref: gone.yaml\nb:\n  $ref: broken.yaml\nc:\n  $ref: whole.yaml#/no\n",
        "api/broken.yaml": "x: [1\n",
        "api/whole.yaml": "x: 1\n",
    }
    assert faults(tmp_path, files) == [
        "api/broken.yaml:1: while parsing a flow sequence, did not find expected ',' or ']'",
        "api/root.yaml:2: $ref 'gone.yaml': no such file",
        "api/root.yaml:6: $ref 'whole.yaml#/no': nothing stands at that pointer",
    ]


def test_a_ref_into_the_root_that_leads_nowhere_is_found(tmp_path: Path) -> None:
    files = {"api/root.yaml": "a: 1\nb:\n  $ref: parts/b.yaml\n", "api/parts/b.yaml": "x: 1\nc:\n  $ref: ../root.yaml#/a/d\n"}
    assert faults(tmp_path, files) == ["api/parts/b.yaml:3: nothing stands at #/a/d"]


def test_refs_that_run_in_a_circle_outside_the_components_are_refused(tmp_path: Path) -> None:
    files = {"api/root.yaml": "a: {$ref: x.yaml}\n", "api/x.yaml": "b:\n  $ref: y.yaml\n", "api/y.yaml": "c:\n  $ref: x.yaml\n"}
    assert "api/y.yaml:2: this reference runs in a circle" in faults(tmp_path, files)[0]


def test_two_files_for_one_component_are_refused(tmp_path: Path) -> None:
    files = {
        "api/root.yaml": "a: {$ref: schemas/A.yaml}\nb:\n  $ref: ../schemas/A.yaml\n",
        "api/schemas/A.yaml": "type: string\n",
        "schemas/A.yaml": "type: object\n",
    }
    assert faults(tmp_path, files) == [
        "api/root.yaml:3: components/schemas/A would be two files: api/schemas/A.yaml and schemas/A.yaml"
    ]


def test_references_to_the_network_are_not_followed(tmp_path: Path) -> None:
    files = {"api/root.yaml": "a:\n  $ref: https://vouajudar.org/schemas/A.yaml\n"}
    assert "api/root.yaml:2: $ref 'https://vouajudar.org/schemas/A.yaml'" in faults(tmp_path, files)[0]
