"""`vouajudar-contracts names` sees every name in every output, and says which one is lost."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner
from vouajudar_contracts.cli import app
from vouajudar_contracts.document.contract import Contract
from vouajudar_contracts.document.load import load_contract
from vouajudar_contracts.generate import names

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def contract() -> Contract:
    return load_contract(ROOT / "spec")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The outputs, to be spoilt."""
    for part in (names.SDK, names.STUB):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_the_names_in_spec_sdk_and_stub_are_equal() -> None:
    result = CliRunner().invoke(app, ["names", "--root", str(ROOT)])
    assert result.exit_code == 0
    rows = {line.split("│")[1].strip(): line for line in result.output.splitlines() if line.startswith("│")}
    for kind, count in (("operations", "59"), ("events", "38"), ("problems", "43")):
        assert [cell.strip() for cell in rows[kind].split("│")[2:5]] == [count, count, count]
    assert list(rows) == ["operations", "parameters", "schemas", "events", "problems"]
    assert all(" yes " in row for row in rows.values())


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("resources/batches_async.py", "def mark_ready(", "def _mark_ready(", "operations: markBatchReady is missing"),
        ("_operations.py", '"cancelBatch"', '"cancelBatches"', "operations: cancelBatch is missing"),
        ("resources/batches.py", "def get(", "def read(", "operations: batches.read is not in the contract"),
        ("resources/batches.py", "radius_m: int", "radius: int", "parameters: listBatches query radius_m is missing"),
        ("models/batches.py", "class BatchUpdate(", "class BatchChange(", "schemas: BatchUpdate is missing"),
        ("models/batches.py", "class BatchUpdate(", "class BatchChange(", "schemas: BatchChange is not in the contract"),
        ("models/events.py", "org.vouajudar.batch.ready.v1", "x", "events: org.vouajudar.batch.ready.v1 is missing"),
        ("errors.py", '"live-mode":', '"dead-mode":', "problems: live-mode is missing"),
    ],
)
def test_a_name_that_the_sdk_lost_or_invented_is_said(
    *, file: str, old: str, new: str, says: str, copy: Path, contract: Contract
) -> None:
    replace(copy / names.SDK / file, old, new)
    assert says in list(names.differences(names.spec_names(contract), names.sdk_names(copy, contract)))


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("ports.py", "async def get_batch(", "async def read_batch(", "operations: read_batch is not in the contract"),
        ("routes/batches.py", "async def get_batch(", "async def _get_batch(", "operations: getBatch is missing"),
        ("operations.py", 'name="min_available"', 'name="least"', "parameters: listBatches query min_available is missing"),
        ("openapi.json", '"BatchUpdate": {', '"Changed": {', "schemas: BatchUpdate is missing"),
        ("events.py", "org.vouajudar.batch.ready.v1", "x", "events: org.vouajudar.batch.ready.v1 is missing"),
        ("problems.py", 'slug="live-mode"', 'slug="dead"', "problems: live-mode is missing"),
    ],
)
def test_a_name_that_the_stub_lost_or_invented_is_said(
    *, file: str, old: str, new: str, says: str, copy: Path, contract: Contract
) -> None:
    replace(copy / names.STUB / file, old, new)
    assert says in list(names.differences(names.spec_names(contract), names.stub_names(copy, contract)))


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
