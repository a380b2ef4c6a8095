"""An operation that is to go: the stub learns from the contract what its answers say of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from vouajudar_contracts.document.contract import Contract, Operation
from vouajudar_contracts.generate.models import GenerationError
from vouajudar_contracts.generate.stub import notices, operation_source


def _operation(contract: Contract, **members: Any) -> Operation:
    """getBatch as it would be written if it were to go."""
    operation = next(o for o in contract.operations if o.id == "getBatch")
    return replace(operation, deprecated=True, raw={**operation.raw, "deprecated": True, **members})


def test_nothing_is_deprecated_today(contract: Contract) -> None:
    assert [o.id for o in contract.operations if notices(o)] == []


def test_dates_become_the_headers_of_rfc_9745_and_rfc_8594(contract: Contract) -> None:
    going = _operation(contract, **{"x-deprecated-at": "2027-01-01T00:00:00Z", "x-sunset-at": "2028-01-01T03:04:05.678-03:00"})
    assert notices(going) == (("Deprecation", "@1798761600"), ("Sunset", "Sat, 01 Jan 2028 06:04:05 GMT"))
    written = operation_source(contract, going)
    assert "notices=" in written
    assert '"@1798761600"' in written


def test_a_date_that_is_none_stops_the_build(contract: Contract) -> None:
    with pytest.raises(GenerationError, match="x-sunset-at of getBatch is no time: soon"):
        notices(_operation(contract, **{"x-sunset-at": "soon"}))
