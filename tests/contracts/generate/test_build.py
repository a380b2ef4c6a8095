"""`vouajudar-contracts build` writes everything or nothing, and `--check` names what drifts."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from typer.testing import CliRunner
from vouajudar_contracts.cli import app
from vouajudar_contracts.document.contract import Contract
from vouajudar_contracts.generate import build

from ..lint.kitchens import Files, kitchens, write

BUNDLES = "vouajudar_contracts.generate.bundles"


class Writers:
    """Registers modules that write what a test wants."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        self.use(BUNDLES)

    def use(self, *names: str) -> None:
        self._monkeypatch.setattr(build, "WRITERS", names)

    def add(self, name: str, owned: tuple[str, ...], render: Callable[[Contract], dict[str, Any]]) -> str:
        module = ModuleType(name)
        module.__dict__.update(OWNED=owned, render=render)
        self._monkeypatch.setitem(sys.modules, name, module)
        return name


@pytest.fixture
def writers(monkeypatch: pytest.MonkeyPatch) -> Writers:
    return Writers(monkeypatch)


@pytest.fixture
def home(tmp_path: Path, writers: Writers) -> Path:
    write(kitchens(), tmp_path)
    return tmp_path


def run(home: Path, *arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["build", "--root", str(home), *arguments])
    return result.exit_code, result.output


def tree(home: Path) -> dict[str, str]:
    """Every file with its fingerprint."""
    files = (path for path in sorted(home.rglob("*")) if path.is_file())
    return {path.relative_to(home).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def operations_list(contract: Contract) -> dict[str, str]:
    return {f"out/{o.id}.txt": f"{o.method} {o.path}\n" for o in contract.operations}


def test_what_build_writes_check_accepts(home: Path) -> None:
    assert run(home)[0] == 0
    before = tree(home)
    code, said = run(home, "--check")
    assert (code, tree(home)) == (0, before)
    assert "no drift: 2 files from 4 operations" in said


def test_building_again_changes_nothing(home: Path) -> None:
    run(home)
    assert "0 changed" in run(home)[1]


def test_a_bundle_keeps_the_order_of_the_source_and_ends_in_one_newline(home: Path) -> None:
    run(home)
    text = (home / "contracts/bundles/openapi.json").read_text(encoding="utf-8")
    assert text.startswith('{\n  "openapi": "3.1.0",\n  "info": {\n')
    assert text.endswith("}\n")
    assert not text.endswith("\n\n")
    assert list(json.loads(text)["paths"]) == ["/kitchens", "/kitchens/{kitchen_id}"]


def test_check_names_each_file_that_is_changed_missing_or_stale_and_touches_none(home: Path, writers: Writers) -> None:
    writers.use(BUNDLES, writers.add("operations_writer", ("out",), operations_list))
    run(home)
    (home / "out/getKitchen.txt").write_text("by hand\n", encoding="utf-8")
    (home / "out/listKitchens.txt").unlink()
    (home / "out/old").mkdir()
    (home / "out/old/burnKitchen.txt").write_text("of an operation that is gone\n", encoding="utf-8")
    before = tree(home)

    code, said = run(home, "--check")

    assert code == 1
    assert [line for line in said.splitlines() if line.startswith("out/")] == [
        "out/getKitchen.txt: changed",
        "out/listKitchens.txt: missing",
        "out/old/burnKitchen.txt: stale",
    ]
    assert tree(home) == before


def test_build_repairs_what_check_names_and_removes_empty_folders(home: Path, writers: Writers) -> None:
    writers.use(BUNDLES, writers.add("operations_writer", ("out",), operations_list))
    run(home)
    good = tree(home)
    (home / "out/getKitchen.txt").write_text("by hand\n", encoding="utf-8")
    (home / "out/old").mkdir()
    (home / "out/old/burnKitchen.txt").write_text("of an operation that is gone\n", encoding="utf-8")
    assert run(home)[0] == 0
    assert tree(home) == good
    assert not (home / "out/old").exists()


def test_files_outside_the_owned_folders_are_nobodys_business(home: Path) -> None:
    (home / "contracts").mkdir()
    (home / "contracts/README.md").write_text("mine\n", encoding="utf-8")
    run(home)
    assert (home / "contracts/README.md").exists()
    assert run(home, "--check")[0] == 0


def test_a_writer_that_fails_leaves_the_tree_as_it_was(home: Path, writers: Writers) -> None:
    def fail(contract: Contract) -> dict[str, Any]:
        raise build.BuildError("createKitchen: cannot express an oven")

    writers.use(BUNDLES, writers.add("failing_writer", ("out",), fail))
    before = tree(home)
    code, said = run(home)
    assert (code, tree(home)) == (2, before)
    assert "createKitchen: cannot express an oven" in said


@pytest.mark.parametrize("path", ["elsewhere/a.txt", "contracts/bundles/openapi.json", "outer/a.txt"])
def test_a_writer_keeps_to_its_own_folders(path: str, home: Path, writers: Writers) -> None:
    writers.use(BUNDLES, writers.add("stray_writer", ("out",), lambda _: {path: "x"}))
    before = tree(home)
    code, said = run(home)
    assert (code, tree(home)) == (2, before)
    assert f"stray_writer writes {path}, which" in said


def unclosed(files: Files) -> None:
    files["schemas/Kitchen.yaml"] = "type: object\nrequired: [id\nproperties: {}\n"


def dangling(files: Files) -> None:
    files["openapi/parameters/Limit.yaml"] = "name: limit\nin: query\nschema:\n  $ref: ../../schemas/Limit.yaml\n"


def twins(files: Files) -> None:
    files["openapi/paths/kitchens/getKitchen.yaml"]["operationId"] = "listKitchens"


def bad_event(files: Files) -> None:
    files["schemas/KitchenUpdatedEvent.yaml"] = {"type": "object"}


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (unclosed, "spec/schemas/Kitchen.yaml:3: while parsing a flow sequence, did not find expected ',' or ']'"),
        (dangling, "spec/openapi/parameters/Limit.yaml:4: $ref '../../schemas/Limit.yaml': no such file"),
        (twins, "spec/openapi/paths/kitchens/getKitchen.yaml:1: operationId 'listKitchens' is taken already, at spec/"),
        (bad_event, "spec/asyncapi/messages/KitchenUpdated.yaml:1: the message's payload has no member `type`"),
    ],
)
def test_a_bad_spec_is_refused_with_file_line_and_reason_and_nothing_is_written(
    spoil: Callable[[Files], None], says: str, home: Path
) -> None:
    run(home)
    files = kitchens()
    spoil(files)
    write(files, home)
    before = tree(home)

    code, said = run(home)

    assert code == 2
    assert says in said
    assert tree(home) == before


def test_a_folder_without_a_spec_is_refused(tmp_path: Path) -> None:
    code, said = run(tmp_path)
    assert code == 2
    assert "no spec/openapi/openapi.yaml" in said
