"""`vouajudar-contracts generate-client`: what it writes where, what it refuses and how it says so."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from .conftest import DOCUMENTS, Generated, generate

SMALL: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Small", "version": "1"},
    "servers": [{"url": "https://small.test"}],
    "paths": {
        "/things/{id}": {
            "get": {
                "operationId": "getThing",
                "security": [],
                "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
                "responses": {
                    "200": {
                        "description": "it",
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}},
                    }
                },
            }
        }
    },
    "components": {"schemas": {"Thing": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}}},
}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.json"
    path.write_text(json.dumps(SMALL, indent=1), encoding="utf-8")
    return path


def test_it_says_how_many_names_went_in_and_came_out(library: Generated) -> None:
    rows = [[cell.strip() for cell in line.split("│")[1:5]] for line in library.said.splitlines() if line.startswith("│")]
    assert rows == [["operations", "11", "11", "yes"], ["parameters", "21", "21", "yes"], ["schemas", "16", "16", "yes"]]


def test_each_thing_that_is_not_expressed_is_a_line_with_file_line_and_pointer(library: Generated) -> None:
    line = next(
        n
        for n, text in enumerate((DOCUMENTS / "library-3.0.yaml").read_text(encoding="utf-8").splitlines(), 1)
        if "never:" in text
    )
    assert (
        f"  library-3.0.yaml:{line}: schema not: not in the types (#/components/schemas/never/not)" in library.said.splitlines()
    )
    assert "        2 x boolean exclusiveMinimum: exclusiveMinimum as a number" in library.said
    assert "`#/components/schemas/never/not`" in (library.folder / "README.md").read_text(encoding="utf-8")


def test_a_client_that_expresses_everything_passes_strictly_and_one_that_does_not_fails(small: Path, tmp_path: Path) -> None:
    assert generate(small, "small", tmp_path / "out", "--strict")[0] == 0
    odd = {**SMALL, "webhooks": {"made": {"post": {"responses": {"204": {"description": "thanks"}}}}}}
    small.write_text(json.dumps(odd), encoding="utf-8")
    assert generate(small, "small", tmp_path / "out")[0] == 0
    code, said = generate(small, "small", tmp_path / "out", "--strict")
    assert code == 1
    assert "webhook: its payload is a model, nothing receives it (#/webhooks/made/post)" in said


def test_writing_again_changes_nothing_removes_what_is_gone_and_leaves_what_is_somebody_elses(
    small: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    generate(small, "small", out)
    assert "0 files changed" in generate(small, "small", out)[1]
    (out / "CHANGES.md").write_text("mine\n", encoding="utf-8")
    (out / "small/resources/old.py").write_text("gone = 1\n", encoding="utf-8")
    assert "1 files changed" in generate(small, "small", out)[1]
    assert not (out / "small/resources/old.py").exists()
    generate(small, "other", out)
    assert (out / "other/__init__.py").exists()
    assert not (out / "small").exists()
    assert (out / "CHANGES.md").read_text(encoding="utf-8") == "mine\n"


def test_a_folder_with_files_of_somebody_else_is_refused_and_left_alone(small: Path, tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs/work.txt").write_text("years\n", encoding="utf-8")
    code, said = generate(small, "small", tmp_path / "theirs")
    assert code == 2
    assert "is not empty" in said
    assert [path.name for path in (tmp_path / "theirs").iterdir()] == ["work.txt"]


@pytest.mark.parametrize("package", ["json", "httpx", "class", "Small", "a-b", "1st", "", "ünï"])
def test_a_name_that_no_package_can_have_is_refused(package: str, small: Path, tmp_path: Path) -> None:
    code, said = generate(small, package, tmp_path / "out")
    assert code == 2
    assert "--package" in said
    assert not (tmp_path / "out").exists()


GOOD = "openapi: 3.0.0\ninfo: { title: x, version: '1' }\npaths:\n  /a:\n    get:\n"
SCHEMA = "openapi: 3.0.0\npaths: {}\ncomponents:\n  schemas:\n    A:\n      "
ANSWERS = "      responses: { '204': { description: x } }\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "bad.yaml:1: the file is empty"),
        ("[1]", "bad.yaml:1: the root of the document must be a mapping"),
        ("a: [1\nb: 2\n", "bad.yaml:2: while parsing a flow sequence, did not find expected ',' or ']'"),
        ('{\n "a": 1,\n "b" 2\n}', "bad.yaml:3: not valid JSON: Expecting ':' delimiter, column 6"),
        ('{\n "a": 1,\n "a": 2\n}', "bad.yaml:3: the key 'a' stands twice in this object"),
        ('{\n "a": NaN\n}', "bad.yaml:1: not valid JSON: NaN is no JSON number"),
        ("a: 1\na: 2\n", "bad.yaml:2: the key 'a' stands twice in this mapping"),
        ("info: {}\nswagger: '2.0'\n", "bad.yaml:2: this is Swagger 2.0; only OpenAPI 3.0 and 3.1 are read"),
        ("info: {}\nopenapi: 3.2.0\npaths: {}\n", "bad.yaml:2: only OpenAPI 3.0 and 3.1 are read, not '3.2.0'"),
        ("openapi: 3.1.0\n", "bad.yaml:1: an OpenAPI document has paths, components or webhooks"),
        ("openapi: 3.0.0\npaths:\n  /a: 5\n", "bad.yaml:3: this path item must be a mapping"),
        ("openapi: 3.0.0\npaths: []\n", "bad.yaml:2: paths must be a list or a mapping"),
        (f"{GOOD}      parameters: [{{ in: query }}]\n{ANSWERS}", "bad.yaml:6: a parameter must have a name"),
        (f"{GOOD}      parameters:\n        - {{ name: a, in: body }}\n{ANSWERS}", "bad.yaml:7: a parameter must be in one of"),
        (f"{GOOD}      operationId: [x]\n{ANSWERS}", "bad.yaml:6: an operationId must be text"),
        (f"{GOOD}      operationId: x\n{ANSWERS}    put:\n      operationId: x\n{ANSWERS}", "bad.yaml:9: operationId 'x' is"),
        (f"{GOOD.replace('/a', '/a/{b}')}{ANSWERS}", "bad.yaml:5: path parameter 'b' is not declared as a parameter"),
        (f"{SCHEMA}$ref: B.yaml\n", "bad.yaml:6: $ref 'B.yaml' leads to another"),
        (f"{SCHEMA}$ref: '#/no'\n", "bad.yaml:6: $ref '#/no': nothing stands"),
        (f"{SCHEMA}type: text\n", "bad.yaml:6: there is no type 'text'"),
    ],
)  # fmt: skip
def test_a_bad_document_is_refused_with_file_line_and_reason_and_nothing_is_written(text: str, says: str, tmp_path: Path) -> None:
    document = tmp_path / "bad.yaml"
    document.write_text(text, encoding="utf-8")
    code, said = generate(document, "bad", tmp_path / "out")
    assert code == 2
    assert says in said
    assert not (tmp_path / "out").exists()


def test_a_document_that_is_not_there_is_refused(tmp_path: Path) -> None:
    code, said = generate(tmp_path / "gone.yaml", "gone", tmp_path / "out")
    assert code == 2
    assert "gone.yaml:1: no such file" in said


class _Things(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = json.dumps({"id": self.path.rpartition("/")[2], "more": True}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def address() -> Iterator[str]:
    """Where a server of things listens."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Things) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_package_works_by_itself_in_a_program_of_somebody_else(small: Path, tmp_path: Path, address: str) -> None:
    generate(small, "small", tmp_path / "out")
    program = f"""
import sys
from small import Small
with Small(base_url={address!r}) as client:
    thing = client.default.get_thing("a b")
print(thing.id, thing.more, type(thing).__module__, "vouajudar" in sys.modules)
"""
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "out")}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, env=environment, cwd=tmp_path
    )
    assert done.stdout == "a%20b True small.models.default False\n", done.stderr


@pytest.mark.slow
def test_three_hash_seeds_give_the_same_bytes(tmp_path: Path) -> None:
    packages = []
    for seed in ("0", "1", "2"):
        out = tmp_path / seed
        arguments = ["--openapi", str(DOCUMENTS / "library-3.0.yaml"), "--package", "library_client", "--out", str(out)]
        command = [sys.executable, "-m", "vouajudar_contracts.cli", "generate-client", *arguments]
        subprocess.run(command, check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": seed})
        packages.append({path.relative_to(out): path.read_bytes() for path in out.rglob("*") if path.is_file()})
    assert packages[0] == packages[1] == packages[2]
    assert len(packages[0]) > 40
