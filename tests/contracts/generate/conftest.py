"""The contract, read once, and what the SDK's writer makes of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from vouajudar_contracts.document.contract import Contract
from vouajudar_contracts.document.load import load_contract

ROOT = Path(__file__).parents[3]
PACKAGE = ROOT / "sdk/python/src/vouajudar"


@pytest.fixture(scope="session")
def contract() -> Contract:
    return load_contract(ROOT / "spec")
