"""Nothing is dropped in silence: names equal, and every construct that is not expressed is told with its place."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from vouajudar_contracts.document.load import contract_of
from vouajudar_contracts.generate.foreign.client import Client, build_client, normalise
from vouajudar_contracts.generate.foreign.names import document_names, lost, package_names
from vouajudar_contracts.generate.foreign.notes import of_kind
from vouajudar_contracts.generate.foreign.read import Given, read_document

from .conftest import DOCUMENTS

LIBRARY, AQUARIUM = DOCUMENTS / "library-3.0.yaml", DOCUMENTS / "aquarium-3.1.json"


@pytest.fixture(scope="module")
def library_read() -> Given:
    return read_document(LIBRARY)


@pytest.fixture(scope="module")
def library_built(library_read: Given) -> Client:
    return build_client(library_read, "built")


@pytest.fixture(scope="module")
def aquarium_built() -> Client:
    return build_client(read_document(AQUARIUM), "built")


def told(client: Client, kind: Any) -> dict[str, str]:
    """Pointer -> construct."""
    return {note.pointer: note.what for note in of_kind(client.notes, kind)}


def test_the_names_of_a_document_and_of_its_client_are_equal(library_built: Client, aquarium_built: Client) -> None:
    for client, counts in ((library_built, (11, 21, 16)), (aquarium_built, (8, 4, 13))):
        assert client.given == client.found
        assert (len(client.given.operations), len(client.given.parameters), len(client.given.schemas)) == counts


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("resources/books.py", "wire.BOOKS_CREATE,", "wire.BOOKS_LIST,", "operations: POST /books is missing"),
        ("resources/books_async.py", '"shelf": shapes', '"shelves": shapes', "parameters: GET /books query shelf is missing"),
        ("resources/books.py", '"theme": theme', '"dreams": theme', "parameters: GET /books cookie theme is missing"),
        ("resources/books.py", 'shapes.spread("range"', 'shapes.spread("rage"', "parameters: GET /books query range is missing"),
        ("resources/books.py", "(book_id, page_no)", "(book_id, book_id)", "path page.no is missing"),
        ("_operations.py", '"/token"', '"/tokens"', "operations: POST /tokens is not in the document"),
    ],
)
def test_a_name_that_is_lost_on_the_way_is_said(
    *, file: str, old: str, new: str, says: str, library_read: Given, library_built: Client
) -> None:
    assert old in library_built.files[file]
    files = {**library_built.files, file: library_built.files[file].replace(old, new)}
    document, renamed, _ = normalise(library_read)
    found = package_names(files, contract_of(document), renamed)
    assert any(line.endswith(says) for line in lost(document_names(library_read.document), found))


def test_a_model_that_is_lost_is_said(library_read: Given, library_built: Client) -> None:
    document, renamed, _ = normalise(library_read)
    files = {path: text.replace("class TextPage(", "class Text(") for path, text in library_built.files.items()}
    found = package_names(files, contract_of(document), renamed)
    assert "schemas: text-page is missing" in lost(document_names(library_read.document), found)


def test_what_of_3_0_does_not_fit_in_a_client_is_told_by_its_place(library_built: Client) -> None:
    assert told(library_built, "limit") == {
        "/paths/~1books/post/requestBody/content/application~1xml": "another media type of a body",
        "/paths/~1books/post/callbacks/onReturn": "callback",
        "/paths/~1books~1get_page/get/responses/200/content/text~1csv": "another media type of a success",
        "/paths/~1books~1{ids}~1covers/get/parameters/0": "path parameter with several values",
        "/paths/~1import/post/requestBody/content/multipart~1form-data/encoding/note": "encoding of a part: headers",
        "/paths/~1default/delete/servers": "servers of one operation",
        "/paths/~1default/delete/security": "several credentials in one call",
        "/components/securitySchemes/other": "API key in query",
        "/components/securitySchemes/basic": "HTTP authentication basic",
        "/components/schemas/Person/discriminator": "discriminator of an object that names no alternatives",
        "/components/schemas/never/not": "schema not",
    }
    assert "path parameter style matrix" in {note.what for note in library_built.notes}


def test_what_of_3_1_does_not_fit_in_a_client_is_told_by_its_place(aquarium_built: Client) -> None:
    feeding = "/components/schemas/Feeding"
    assert told(aquarium_built, "limit") == {
        "/servers/0": "no absolute server",
        "/webhooks/fish.born/post": "webhook",
        "/paths/~1events/get/responses": "event stream",
        f"{feeding}/if": "schema if",
        f"{feeding}/then": "schema then",
        f"{feeding}/dependentRequired": "schema dependentRequired",
        f"{feeding}/properties/pair/prefixItems": "schema prefixItems",
        f"{feeding}/properties/closed/patternProperties": "schema patternProperties",
    }


def test_every_word_of_3_0_that_is_said_otherwise_in_3_1_is_named_and_counted(library_built: Client) -> None:
    counts: dict[str, int] = {}
    for note in of_kind(library_built.notes, "converted"):
        counts[note.what] = counts.get(note.what, 0) + 1
    # The description of one answer is shared by nobody, so each word counts where it is written.
    assert counts == {
        "nullable": 4,
        "boolean exclusiveMinimum": 2,
        "boolean exclusiveMaximum": 1,
        "example": 1,
        "format byte": 1,
        "format binary": 4,
        "answers under `default` alone": 1,
        "operation without an operationId": 1,
        "schema name": 13,
    }


@pytest.mark.parametrize(
    ("place", "member", "value", "what"),
    [
        (("paths", "/books", "post"), "colour", "red", "operation member 'colour'"),
        (("components", "schemas", "Person"), "maxLenght", 3, "schema member 'maxLenght'"),
        (("components", "schemas", "Person"), "dependentSchemas", {}, "schema dependentSchemas"),
        (("components", "schemas", "Person"), "unevaluatedProperties", {"type": "string"}, "schema unevaluatedProperties"),
        (("components", "securitySchemes", "key"), "type", "mutualTLS", "security mutualTLS"),
        (("components", "schemas", "Person"), "anyOf", [{"required": ["pen"]}], "anyOf over required members"),
    ],
)
def test_a_member_that_nobody_reads_is_told(
    place: tuple[str, ...], member: str, value: object, what: str, library_read: Given
) -> None:
    document = copy.deepcopy(library_read.document)
    target: Any = document
    for key in place:
        target = target[key]
    target[member] = value
    client = build_client(Given("odd.yaml", document), "built")
    assert what in {note.what for note in of_kind(client.notes, "limit")}


def test_the_document_that_is_given_is_not_changed(library_read: Given) -> None:
    before = copy.deepcopy(library_read.document)
    normalise(library_read)
    assert library_read.document == before


def test_every_note_leads_to_a_line_that_holds_it(library_read: Given) -> None:
    lines = LIBRARY.read_text(encoding="utf-8").splitlines()
    (line,) = library_read.sources(["/components/schemas/never/not"])
    assert "never: { not: {} }" in lines[line.line - 1]
    text = AQUARIUM.read_text(encoding="utf-8").splitlines()
    (line,) = read_document(AQUARIUM).sources(["/components/schemas/Feeding/dependentRequired"])
    assert text[line.line - 1].strip().startswith('"dependentRequired"')
    assert Path(line.file).name == AQUARIUM.name
