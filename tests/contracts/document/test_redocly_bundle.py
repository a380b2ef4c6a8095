"""A second bundler, written by others, makes the same document of our files."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from vouajudar_contracts.document.load import load_spec
from vouajudar_contracts.document.loader import load_file
from vouajudar_contracts.node import REDOCLY, run_node

ROOT = Path(__file__).parents[3]


@pytest.mark.node
def test_redocly_bundles_openapi_to_the_same_document(tmp_path: Path) -> None:
    spec = tmp_path / "spec"
    shutil.copytree(ROOT / "spec", spec)
    root = spec / "openapi/openapi.yaml"
    document = load_file(root, "openapi.yaml").value
    # Redocly copies what extensions refer to without looking for references in it.
    kept = {key: value for key, value in document.items() if not key.startswith("x-")}
    assert len(kept) >= 7
    root.write_text(json.dumps(kept), encoding="utf-8")
    target = tmp_path / "redocly.json"

    process = run_node(ROOT, REDOCLY, ["bundle", str(root), "-o", str(target)])

    assert process.returncode == 0, process.stderr
    assert json.loads(target.read_text(encoding="utf-8")) == load_spec(spec).openapi.document
