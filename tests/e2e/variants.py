"""What a scenario is tried on: both kinds of client, every database that the sandbox can keep its data in."""

from __future__ import annotations

import pytest

from .clients import CLIENT_KINDS

DATABASES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.slow))

each_client = pytest.mark.parametrize("client_kind", CLIENT_KINDS, indirect=True)
each_database = pytest.mark.parametrize("database", DATABASES, indirect=True, scope="session")
