"""Clients of all sorts of documents compile, are imported, build every model, and satisfy mypy --strict and pyright strict."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from . import github
from .checkers import models_built, mypy_says, pyright_says
from .conftest import Generated, generate


@pytest.mark.parametrize("name", ["library", "aquarium"])
def test_every_module_of_a_client_is_imported_and_every_model_is_built(name: str, request: pytest.FixtureRequest) -> None:
    client: Generated = request.getfixturevalue(name)
    assert models_built(client.folder, client.package) > 10


@pytest.mark.slow
@pytest.mark.parametrize("name", ["library", "aquarium"])
def test_mypy_is_content_with_a_client_of_an_odd_document(name: str, request: pytest.FixtureRequest) -> None:
    client: Generated = request.getfixturevalue(name)
    assert mypy_says(client.folder, client.package).startswith("Success: no issues found")


@pytest.mark.slow
@pytest.mark.node
@pytest.mark.parametrize("name", ["library", "aquarium"])
def test_pyright_is_content_with_a_client_of_an_odd_document(name: str, request: pytest.FixtureRequest) -> None:
    client: Generated = request.getfixturevalue(name)
    assert pyright_says(client.folder, client.package).startswith("0 errors, 0 warnings")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    """A client of all that GitHub has."""
    folder = tmp_path_factory.mktemp("github")
    code, said = generate(github.DOCUMENT, "github", folder)
    assert code == 0, said
    return Generated(folder, "github", said)


@pytest.mark.slow
@pytest.mark.node
@pytest.mark.xdist_group("github")
class TestGitHub:
    """The whole document, webhooks included: 1,223 operations and 969 schemas that nobody here wrote."""

    def test_each_operation_parameter_and_schema_comes_through(self, whole: Generated) -> None:
        rows = [[cell.strip() for cell in line.split("│")[1:5]] for line in whole.said.splitlines() if line.startswith("│")]
        operations = sum(method in item for item in github.document()["paths"].values() for method in github.METHODS)
        schemas = len(github.document()["components"]["schemas"])
        assert rows[0] == ["operations", f"{operations:,}", f"{operations:,}", "yes"]
        assert rows[1][1] == rows[1][2]
        assert rows[2] == ["schemas", f"{schemas:,}", f"{schemas:,}", "yes"]
        assert operations == 1_223

    def test_what_is_not_expressed_is_named_with_its_place(self, whole: Generated) -> None:
        assert "not expressed, 318 times:" in whole.said
        assert whole.said.count(": webhook: its payload is a model, nothing receives it (#/x-webhooks/") == 270
        assert "another media type of a body: sent as text/plain (#/paths/~1markdown~1raw/post/requestBody/content/" in whole.said

    def test_every_model_is_built(self, whole: Generated) -> None:
        assert models_built(whole.folder, whole.package) > 4_000

    def test_mypy_is_content(self, whole: Generated) -> None:
        assert mypy_says(whole.folder, whole.package).startswith("Success: no issues found")

    def test_pyright_is_content(self, whole: Generated) -> None:
        assert pyright_says(whole.folder, whole.package).startswith("0 errors, 0 warnings")


@pytest.mark.node
def test_a_part_of_a_document_is_closed_and_has_as_many_operations_as_asked_for(tmp_path: Path) -> None:
    document = tmp_path / "part.json"
    document.write_text(json.dumps(github.part(10)), encoding="utf-8")
    code, said = generate(document, "part", tmp_path / "out")
    assert code == 0, said
    assert "operations │       10 │     10 │ yes" in said
    assert models_built(tmp_path / "out", "part") > 50
