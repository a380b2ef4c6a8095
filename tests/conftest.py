"""What every test may ask for: fixtures by name, programs by mark."""

from __future__ import annotations

import pytest

from tests import node
from tests.postgres import empty_database, postgres, postgres_url

__all__ = ["empty_database", "postgres", "postgres_url"]


@pytest.hookimpl(tryfirst=True)  # before a fixture starts what would not be used
def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test marked `node` is skipped where its programs are not there, and fails where they have to be."""
    if item.get_closest_marker("node") is None:
        return
    reason = node.missing()
    if reason is None:
        return
    if node.required():
        pytest.fail(f"CI needs Node.js: {reason}", pytrace=False)
    pytest.skip(f"needs Node.js: {reason}")
